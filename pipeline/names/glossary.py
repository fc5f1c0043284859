"""The desk's own names: what they must be called, what is never translated, what is always shown.

Read from a list that a spreadsheet wrote (``German,English,kind,note`` or ``Deutsch;Englisch;Art;Anmerkung``) or from
TBX. In the English column several forms are separated by ``|``, the preferred one first. The kind is ``person``,
``place``, ``org`` or any word of the desk's, or one of three rules: ``never translate`` (the German form is kept in the
English), ``always flag`` (a person looks at every one) and ``not a name`` (a word the check must leave alone).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import TableError
from ..sheet import bare, cells, content, decoded
from . import entities, lexicon
from .entities import Index
from .glossary_tbx import Row, rows_of_tbx
from .glossary_words import COLUMNS, LAYOUT, Rule, heading, is_rule, kind_of

_SEPARATOR = "|"
_TBX_SUFFIXES = frozenset({".tbx", ".xml"})
_TBX_ROOTS = ("<?xml", "<martif", "<tbx")
_WEAK = ("n", "en", "ns", "ens")
"""Endings of a noun's other cases besides the genitive's, which an index knows itself: den Stadtwerken."""
_SHORTEST_INFLECTED = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the glossary. ``english`` is empty only if ``rule`` needs no English form."""

    german: str
    english: tuple[str, ...]
    kind: str
    note: str
    rule: Rule
    origin: str
    """File and line, for messages."""

    @property
    def expected(self) -> tuple[str, ...]:
        """The English forms that satisfy the desk."""
        return (self.german, *self.english) if self.rule == "keep" else self.english


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries, and indexes of their German and English forms (entity ``"<number>"`` is an entry's number)."""

    entries: tuple[Entry, ...] = ()
    german: Index = field(default_factory=lambda: Index("de"), compare=False, repr=False)
    english: Index = field(default_factory=lambda: Index("en"), compare=False, repr=False)

    def __post_init__(self) -> None:
        for number, entry in enumerate(self.entries):
            for form in (entry.german, *_inflected(entry.german)):
                self.german.add(form, str(number))
            for name in entry.expected:
                self.english.add(name, str(number))

    def index(self, lang: str) -> Index:
        """The index of a language."""
        return self.german if lang == "de" else self.english

    @classmethod
    def load(cls, path: str | Path) -> Glossary:
        """Read a glossary; the suffix ``.tbx`` or ``.xml`` means TBX, any other a list from a spreadsheet.

        Raises:
            InputError: the file cannot be read.
            TableError: a malformed line, or two that contradict each other, with file and line number.
        """
        found = survey(path)
        if found.problems:
            more = len(found.problems) - 1
            also = f" ({more} more: wortlaut glossary check {path})" if more else ""
            raise TableError(found.problems[0] + also)
        return cls(found.entries)

    def with_lines(self, lines: Iterable[tuple[str, str, str, str]], origin: str) -> Glossary:
        """These entries with those of more lines, each as the cells of one in a file. A later line for a German form
        replaces an earlier one.

        Raises:
            TableError: a malformed line, with ``origin`` and its number.
        """
        more = [_entry(Path(origin), number, cells) for number, cells in enumerate(lines, 1)]
        kept = {entry.german.casefold(): entry for entry in (*self.entries, *more)}
        return Glossary(tuple(kept.values()))


@dataclass(frozen=True, slots=True)
class Survey:
    """What a glossary file holds, bad lines and all."""

    entries: tuple[Entry, ...]
    """Those that can be used, each German form once."""
    problems: tuple[str, ...]
    """What must be put right before the file can be used, with file and line."""
    remarks: tuple[str, ...]
    """What is worth knowing and no obstacle."""
    encoding: str


def survey(path: str | Path) -> Survey:
    """Read a glossary to the end, whatever is wrong with single lines.

    Raises:
        InputError: the file cannot be read.
        TableError: it is not the kind of file that it should be.
    """
    path = Path(path)
    data = content(path, "the glossary")
    problems: list[str] = []
    remarks: list[str] = []
    if path.suffix.lower() in _TBX_SUFFIXES:
        encoding, tbx = "xml", True
        rows: Iterable[tuple[int, Row | TableError]] = rows_of_tbx(data, path)
    else:
        text, encoding = decoded(data, path)
        if text.lstrip().lower().startswith(_TBX_ROOTS):
            raise TableError(f"{path}:1: XML; a TBX glossary's name ends in .tbx")
        rows, tbx = _list_rows(text, path), False
    entries: list[Entry] = []
    try:
        for line, row in rows:
            if isinstance(row, TableError):
                problems.append(str(row))
                continue
            usable, missing = _of_a_term_base(row) if tbx else (row, "")
            if missing:
                remarks.append(f"{path}:{line}: {missing}")
            try:
                if usable is not None:
                    entries.append(_entry(path, line, usable))
            except TableError as error:
                problems.append(str(error))
    except TableError as error:
        problems.append(str(error))
    kept, twice, against = _once(entries, merge=tbx)
    return Survey(kept, (*problems, *against), (*remarks, *twice), encoding)


def _of_a_term_base(row: Row) -> tuple[Row | None, str]:
    """An entry of a term base as a line of a glossary, if it can be one, and what is to be said of it.

    A term base has entries without one of the languages, and its subject fields are not a desk's kinds.
    """
    german, english, kind, note = row
    said = ""
    try:
        rule = kind_of(kind)[1]
    except ValueError as error:
        kind, rule, said = "", "translate", f"{error} It is taken for no rule."
    if not german:
        return None, "an entry without a German term is left out"
    if not english and rule == "translate":
        return None, f"{german!r} has no English term and is left out"
    return (german, english, kind, note), said


def _once(entries: Iterable[Entry], *, merge: bool) -> tuple[tuple[Entry, ...], list[str], list[str]]:
    """Each German form once; what was said twice; what contradicts what.

    ``merge``: several entries for one German word are several concepts, as in a term base, and not a mistake.
    """
    kept: dict[str, Entry] = {}
    twice, against = [], []
    for entry in entries:
        key = entry.german.casefold()
        if key not in kept:
            kept[key] = entry
            continue
        first = kept[key]
        where = f"{entry.origin}: {entry.german!r} is in line {_line(first)} already"
        if first.rule != entry.rule:
            against.append(f"{where}, as {_said(first)}, and here as {_said(entry)}; leave one of the two")
        elif first.english == entry.english or (entry.rule != "translate" and not entry.english):
            twice.append(f"{where}, with the same meaning")
        elif merge:
            kept[key] = Entry(
                first.german,
                tuple(dict.fromkeys((*first.english, *entry.english))),
                first.kind,
                first.note,
                first.rule,
                first.origin,
            )
            twice.append(f"{where}; the forms of both are accepted: {', '.join(kept[key].english)}")
        else:
            said = f"{_said(first)}, and here {_said(entry)}"
            against.append(f"{where}: {said}; leave one, or write the forms into one line: a|b")
    return tuple(kept.values()), twice, against


def _line(entry: Entry) -> str:
    return entry.origin.rpartition(":")[2]


def _said(entry: Entry) -> str:
    return repr(_SEPARATOR.join(entry.english)) if entry.rule == "translate" else f"{entry.kind!r}"


def _entry(path: Path, line: int, row: Row) -> Entry:
    german, english, kind, note = row
    origin = f"{path}:{line}"
    if not any(letter.isalnum() for letter in german):
        raise TableError(f"{origin}: no German name; write {LAYOUT}")
    for cell, column in ((german, "German"), (english, "English")):
        if is_rule(cell):
            raise TableError(
                f"{origin}: {cell!r} stands in the {column} column; it is a kind, and belongs in the third: "
                f"{LAYOUT.partition(' (')[0]}"
            )
    try:
        kind, rule = kind_of(kind)
    except ValueError as error:
        raise TableError(f"{origin}: {error}") from error
    names = tuple(name for part in english.split(_SEPARATOR) if (name := part.strip()))
    if rule == "translate" and not names:
        raise TableError(f"{origin}: no English name for {german!r}; give one, or set the kind to 'never translate'")
    return Entry(german, names, kind, note, rule, origin)


def _inflected(german: str) -> Iterator[str]:
    """Other cases of a single word, save where that is another word: den Stadtwerken, but not Deutschen for Deutsch."""
    if len(german) < _SHORTEST_INFLECTED or not german.isalpha() or german.isupper():
        return
    for ending in _WEAK:
        form = german + ending
        doubled = german.endswith("n") or (german.endswith("e") and ending.startswith("e"))
        another = lexicon.is_word(form.casefold()) and not lexicon.is_word(german.casefold())
        if not (doubled or another or entities.load().german.has(form)):
            yield form


def _list_rows(text: str, path: Path) -> Iterator[tuple[int, Row | TableError]]:
    order, width = list(range(len(COLUMNS))), len(COLUMNS)
    for number, (line, row) in enumerate(cells(text, path)):
        if number == 0:
            try:
                columns = heading(row)
            except ValueError as error:
                raise TableError(f"{path}:{line}: {error}") from error
            if columns is not None:
                width = len(columns)
                order = [columns.index(name) if name in columns else width for name in COLUMNS]
                continue
        if not 2 <= len(row) <= width:
            what = f"{len(row)} column{'' if len(row) == 1 else 's'}"
            yield line, TableError(f"{path}:{line}: {what}, {', '.join(map(repr, row))[:200]}; write {LAYOUT}")
            continue
        padded = [*map(bare, row), *[""] * (width + 1)]
        german, english, kind, note = (padded[at] for at in order)
        yield line, (german, english, kind, note)
