"""Who is who: the tables of countries, places, organisations and persons, indexed by the words of their names.

A table row is one entity with its German and its English names. A name of several words is found word by word, whatever
its inflection; adjectives and peoples (russisch, Russe, Russian) point to their country, marked as *related*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..resources import tables
from ..types import Lang
from .lexicon import is_word
from .text import Word, fold, german_stem, umlaut_fold, words

SOFT = ("term:", "title:", "language:")
"""Kinds that a translation may use, expand or drop."""
_PEOPLE_ENDINGS = ("", "s", "n", "en", "in", "innen")
_WEAK_ENDINGS = ("e", "en", "in", "innen")
"""Endings of a noun in -e: Däne, Dänen, Dänin, Däninnen, but never Dann."""
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em", "s")
_ADJECTIVE_PREFIXES = ("pro", "anti", "inner", "ex", "nicht", "neu", "alt", "gross", "ur", "trans", "multi")
_ADJECTIVE_TAILS = ("sprachig", "stammig", "freundlich", "feindlich", "kritisch", "treu", "nah", "gefuhrt", "basiert")
_CACHE_LIMIT = 1 << 15
_DIRECTIONS = (
    *("nordost", "nordwest", "sudost", "sudwest", "nord", "sud", "ost", "west", "mittel", "zentral", "kontinental"),
    *("nachkriegs", "vorkriegs", "nazi", "gesamt", "rest"),
)
_SHORTEST_NAME = 3
_SHORTEST_INNER = 5
_LONGEST_INNER = 14
_SHORTEST_REST = 4


class Form(NamedTuple):
    """A name of ``entity`` as a sequence of folded words."""

    rest: tuple[str, ...]
    entity: str
    related: bool
    acronym: bool
    lower: bool
    """Lower case in the table (artificial intelligence): accepted as a translation, never suspected."""
    inside: bool = False
    """Found at the beginning of a compound (Ukrainekrieg)."""


class Mention(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) of a text that a table lists as one of ``entities``."""

    first: int
    last: int
    entities: frozenset[str]
    related: bool
    lower: bool
    inside: bool = False


@dataclass(slots=True)
class Index:
    """The forms of one language by first word, and the names of each entity in that language."""

    lang: Lang
    forms: dict[str, list[Form]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    peoples: dict[str, list[str]] = field(default_factory=dict)
    """By entity: its adjectives and inhabitants as listed in the tables, uninflected."""
    _cache: dict[str, tuple[Form, ...]] = field(default_factory=dict, repr=False)

    def add(self, name: str, entity: str, *, related: bool = False) -> None:
        """Make ``name`` a form of ``entity``; a German one also with its umlauts written out, as in capitals: KOELN."""
        related = related or entity.startswith(SOFT)
        found = () if name.isalpha() else words(name)
        parts = [self._key(w.fold) for w in found] if len(found) > 1 else [fold(name)]
        if not parts[0]:
            return
        spellings = [parts]
        if self.lang == "de" and not name.isascii():
            spellings.append([self._key(umlaut_fold(w.text)) for w in found] if len(found) > 1 else [umlaut_fold(name)])
        acronym = name.replace(".", "").isupper() and len(name) <= 6
        for spelling in spellings:
            form = Form(tuple(spelling[1:]), entity, related, acronym, name[0].islower() and not related)
            bucket = self.forms.setdefault(spelling[0], [])
            if form not in bucket:
                bucket.append(form)
        if not related:
            self.names.setdefault(entity, []).append(name)

    def _key(self, folded: str) -> str:
        return german_stem(folded) if self.lang == "de" else folded

    def has(self, name: str) -> bool:
        """True if the single word ``name`` is a form of some entity."""
        return any(not form.rest for form in self.forms.get(fold(name), ()))

    def find(self, text: Sequence[Word]) -> Iterator[Mention]:
        """All mentions, not overlapping; at each place the longest wins."""
        cache = self._cache
        free = 0
        for at, word in enumerate(text):
            candidates = cache.get(word.fold)
            if candidates is None:
                candidates = self._candidates(word.fold)
            if candidates and at >= free:
                found = self._longest(candidates, text, at)
                if found is not None:
                    yield found
                    free = found.last + 1

    def _longest(self, candidates: tuple[Form, ...], text: Sequence[Word], at: int) -> Mention | None:
        word, end = text[at], len(text)
        seconds: tuple[str, ...] = ()
        best = -1
        entities: list[str] = []
        related = lower = inside = True
        for form in candidates:
            size = len(form.rest)
            if size:
                if at + size >= end:
                    continue
                if not seconds:
                    second = text[at + 1].fold
                    seconds = (second, self._key(second), second.removesuffix("s"))
                if form.rest[0] not in seconds or not self._follows(form.rest, text, at):
                    continue
            if size < best or not _case_fits(form, word, self.lang):
                continue
            if size > best:
                best, entities, related, lower, inside = size, [], True, True, True
            entities.append(form.entity)
            related = related and form.related
            lower = lower and (form.lower or not any(part.capital for part in text[at : at + size + 1]))
            inside = inside and form.inside
        if best < 0:
            return None
        return Mention(at, at + best, frozenset(entities), related, lower, inside)

    def _candidates(self, folded: str) -> tuple[Form, ...]:
        found = list(self.forms.get(folded, ()))
        stem = self._key(folded)
        if stem != folded:
            found += [form for form in self.forms.get(stem, ()) if form.rest]
        alone = any(not form.rest for form in found)
        for ending in ("s", "es"):
            if not alone and folded.endswith(ending) and len(folded) > len(ending) + 2:
                bare = [f for f in self.forms.get(folded.removesuffix(ending), ()) if not (f.rest or f.acronym)]
                found += bare  # Mexikos, and not only Mexiko-Stadt
                alone = bool(bare)
        if not found and self.lang == "de":
            found = self._in_adjective(folded) or self._in_compound(folded)
        if len(self._cache) > _CACHE_LIMIT:
            self._cache.clear()
        result = self._cache[folded] = tuple(found)
        return result

    def _in_adjective(self, folded: str) -> list[Form]:
        """The people in an adjective with a prefix or a further part: prorussisch, deutschsprachig."""
        bare = folded
        for ending in _ADJECTIVE_ENDINGS:
            if folded.endswith(ending) and folded.removesuffix(ending).endswith(_ADJECTIVE_TAILS):
                bare = folded.removesuffix(ending)
        for tail in _ADJECTIVE_TAILS:
            if bare.endswith(tail):
                return [form for form in self.forms.get(bare.removesuffix(tail), ()) if form.related and not form.rest]
        for prefix in _ADJECTIVE_PREFIXES:
            rest = folded.removeprefix(prefix)
            if rest != folded and ("isch" in rest or rest.startswith("deutsch")):  # neueste is not about Estonians
                inner = self.forms.get(rest, ())
                if found := [form for form in inner if form.related and not form.rest]:
                    return found
        return []

    def _in_compound(self, folded: str) -> list[Form]:
        """Südbrasilien is in Brazil; Ukrainekrieg concerns Ukraine, which the English may or may not mention."""
        for prefix in _DIRECTIONS:
            if folded.startswith(prefix) and len(folded) - len(prefix) >= _SHORTEST_INNER:
                inner = self.forms.get(folded[len(prefix) :]) or self.forms.get(folded[len(prefix) :].removesuffix("s"))
                if inner:
                    return [form for form in inner if not form.rest]
        for size in range(min(len(folded) - _SHORTEST_REST, _LONGEST_INNER), _SHORTEST_NAME - 1, -1):
            inner = self.forms.get(folded[:size])
            if inner and (size >= _SHORTEST_INNER or is_word(folded[size:])):
                found = [
                    form._replace(related=True, inside=True)
                    for form in inner
                    if not (form.rest or form.acronym or form.entity.startswith("city:"))
                ]
                if found:  # Alpenabfluss is about the Alps, not Alpena
                    return found
        return []

    def _follows(self, rest: tuple[str, ...], text: Sequence[Word], at: int) -> bool:
        for offset, part in enumerate(rest, 1):
            folded = text[at + offset].fold
            if folded != part and self._key(folded) != part and folded.removesuffix("s") != part:
                return False
        return True


def _case_fits(form: Form, word: Word, lang: Lang) -> bool:
    if form.acronym:
        return word.text.isupper()
    if form.inside:
        return word.capital
    return word.capital or form.lower or word.text.isdigit() or bool(form.rest) or (form.related and lang == "de")


@dataclass(frozen=True, slots=True)
class Entities:
    """Both indexes."""

    german: Index
    english: Index

    def index(self, lang: Lang) -> Index:
        """The index of a language."""
        return self.german if lang == "de" else self.english

    def english_names(self, entity: str) -> list[str]:
        """What the English press calls it, preferred name first."""
        return self.english.names.get(entity, [])

    def english_peoples(self, entity: str) -> list[str]:
        """Its English adjectives and inhabitants, the adjective first."""
        return self.english.peoples.get(entity, [])


def _split(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def rows(path: Path, columns: tuple[int, ...]) -> Iterator[list[str]]:
    """The cells of a table's lines, without comments and empty lines.

    Raises:
        TableError: a line whose number of columns is not allowed, or whose first cell is empty.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) not in columns or not cells[0]:
            raise TableError(f"{path}:{number}: {len(cells)} columns, expected {' or '.join(map(str, columns))}")
        yield cells


def _german_related(entry: str) -> list[str]:
    """The inflected forms of an adjective or of the name of a people."""
    if entry[0].islower() or entry.startswith("US-"):
        return [entry, *(entry + ending for ending in _ADJECTIVE_ENDINGS)]
    if entry.endswith("e"):
        return [entry.removesuffix("e") + ending for ending in _WEAK_ENDINGS]
    return [entry + ending for ending in _PEOPLE_ENDINGS]


def _english_related(entry: str) -> list[str]:
    return [entry, entry + "s"] if not entry.endswith(("s", "h", "ese")) else [entry]


def _add_related(entities: Entities, entity: str, german: str, english: str) -> None:
    for entry in _split(german):
        for form in dict.fromkeys(_german_related(entry)):
            entities.german.add(form, entity, related=True)
    for entry in _split(english):
        entities.english.peoples.setdefault(entity, []).append(entry)
        for form in _english_related(entry):
            entities.english.add(form, entity, related=True)


def _add_place(entities: Entities, key: str, german: str, english: str) -> None:
    """Add a row of ``places.tsv``; what the hand-made tables say of a town or a word takes precedence."""
    entity = key if key.startswith("country:") else fold(key)
    if entity.startswith("city:"):
        if entities.german.has(german):
            return
        known = [form for form in entities.english.forms.get(fold(english), ()) if form.entity.startswith("place:")]
        same = [form.entity for form in known if not (form.related or form.rest)]
        if known:
            for other in same:
                entities.german.add(german, other)
            return
    entities.german.add(german, entity)
    entities.english.add(english, entity)


@lru_cache(maxsize=1)
def load() -> Entities:
    """All tables under ``pipeline/tables/names``, read once.

    Raises:
        TableError: a malformed line, with file and line number.
    """
    folder = tables() / "names"
    result = Entities(Index("de"), Index("en"))
    for code, german, english, people, peoples in rows(folder / "countries.tsv", (5,)):
        entity = f"country:{code}"
        for name in _split(german):
            result.german.add(name, entity)
        for name in _split(english):
            result.english.add(name, entity)
        _add_related(result, entity, people, peoples)
    for file in ("regions.tsv", "organisations.tsv", "persons.tsv", "abbreviations.tsv"):
        for kind, german, english, people, peoples in rows(folder / file, (5,)):
            entity = f"{kind}:{fold(_split(english or peoples)[0])}"
            for name in _split(german):
                result.german.add(name, entity)
            for name in _split(english):
                result.english.add(name, entity)
            _add_related(result, entity, people, peoples)
    for cells in rows(folder / "places.tsv", (2, 3)):
        _add_place(result, cells[0].replace("place:", "city:"), cells[1], cells[-1])
    for entity, people, peoples in rows(folder / "demonyms.tsv", (3,)):
        _add_related(result, entity, people, peoples)
    return result
