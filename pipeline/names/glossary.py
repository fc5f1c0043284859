"""The desk's own names: what they must be called, what is never translated, what is always shown.

Read from CSV (``German,English,kind,note``) or from TBX. In ``English`` several forms are separated by ``|``, the
preferred one first. ``kind`` is ``person``, ``place``, ``org``, ``product`` or any word of the desk's, or one of three
rules: ``never translate`` (the German form is kept in the English), ``always flag`` (a person looks at every one) and
``not a name`` (a word the check must leave alone).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from ..errors import InputError, TableError
from .entities import Index

Rule = Literal["translate", "keep", "flag", "ignore"]

_RULES: dict[str, Rule] = {"never translate": "keep", "always flag": "flag", "not a name": "ignore"}
_HEADER = ("german", "english", "kind", "note")
_SEPARATOR = "|"
_TBX_SUFFIXES = frozenset({".tbx", ".xml"})
_LARGEST = 32 * 1024 * 1024


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
            self.german.add(entry.german, str(number))
            for name in entry.expected:
                self.english.add(name, str(number))

    def index(self, lang: str) -> Index:
        """The index of a language."""
        return self.german if lang == "de" else self.english

    @classmethod
    def load(cls, path: str | Path) -> Glossary:
        """Read a glossary; the suffix ``.tbx`` or ``.xml`` means TBX, any other CSV in UTF-8.

        Raises:
            InputError: the file cannot be read.
            TableError: a malformed line, with file and line number.
        """
        path = Path(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or error
            raise InputError(f"{path}: the glossary cannot be read ({reason}); check the path") from error
        if len(data) > _LARGEST:
            raise InputError(f"{path}: larger than {_LARGEST >> 20} MiB; a glossary is a list of names")
        rows = _tbx_rows(data, path) if path.suffix.lower() in _TBX_SUFFIXES else _csv_rows(data, path)
        return cls(tuple(_entry(path, line, cells) for line, cells in rows))

    def with_lines(self, lines: Iterable[tuple[str, str, str, str]], origin: str) -> Glossary:
        """These entries and then those of more lines, each as the cells of one in a file.

        Raises:
            TableError: a malformed line, with ``origin`` and its number.
        """
        more = (_entry(Path(origin), number, cells) for number, cells in enumerate(lines, 1))
        return Glossary((*self.entries, *more))


def _entry(path: Path, line: int, cells: tuple[str, str, str, str]) -> Entry:
    german, english, kind, note = (" ".join(cell.split()) for cell in cells)
    origin = f"{path}:{line}"
    rule = _RULES.get(kind.casefold(), "translate")
    if not any(letter.isalnum() for letter in german):
        raise TableError(f"{origin}: no German name; write German,English,kind,note")
    names = tuple(name for part in english.split(_SEPARATOR) if (name := part.strip()))
    if rule == "translate" and not names:
        raise TableError(f"{origin}: no English name for {german!r}; give one, or set the kind to 'never translate'")
    return Entry(german, names, kind, note, rule, origin)


def _csv_rows(data: bytes, path: Path) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(f"{path}:{line}: not UTF-8; save the glossary as 'CSV UTF-8'") from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader):
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if number == 0 and tuple(cell.strip().casefold() for cell in cells)[:2] == _HEADER[:2]:
                continue
            if not 2 <= len(cells) <= len(_HEADER):
                raise TableError(f"{path}:{start}: {len(cells)} columns; write German,English,kind,note")
            german, english, kind, note = (*cells, "", "")[:4]
            yield start, (german, english, kind, note)
    except csv.Error as error:
        raise TableError(f"{path}:{line}: {error}; write German,English,kind,note") from error


class _Tbx:
    """Collects the terms of a TBX file (version 2 and 3: ``termEntry`` or ``conceptEntry``) event by event."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[tuple[int, tuple[str, str, str, str]]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self._line = 0
        self._lang = ""
        self._subject = False
        self._text: list[str] = []
        self._terms: dict[str, list[str]] = {}
        self._kind = self._note = ""

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            raise TableError(f"{self.path}:{self.parser.CurrentLineNumber}: declares entities; remove the DOCTYPE")

    def _entity(self, *declaration: object) -> None:
        raise TableError(f"{self.path}:{self.parser.CurrentLineNumber}: declares entities; remove the DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._text = []
        if tag in ("termEntry", "conceptEntry"):
            self._line, self._terms, self._kind, self._note = self.parser.CurrentLineNumber, {}, "", ""
        elif tag in ("langSet", "langSec"):
            self._lang = attributes.get("xml:lang", "").lower().partition("-")[0]
        elif tag == "descrip":
            self._subject = attributes.get("type") in ("subjectField", "kind")

    def _data(self, data: str) -> None:
        self._text.append(data)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        text = "".join(self._text).strip()
        if tag == "term":
            self._terms.setdefault(self._lang, []).append(text)
        elif tag == "descrip" and self._subject:
            self._kind = text
        elif tag == "note":
            self._note = text
        elif tag in ("termEntry", "conceptEntry"):
            english = _SEPARATOR.join(self._terms.get("en", ()))
            german = self._terms.get("de", ())
            if not german:
                raise TableError(f"{self.path}:{self._line}: an entry without a German term")
            self.rows += [(self._line, (term, english, self._kind, self._note)) for term in german]
        self._text = []


def _tbx_rows(data: bytes, path: Path) -> list[tuple[int, tuple[str, str, str, str]]]:
    reader = _Tbx(path)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise TableError(f"{path}:{error.lineno}: not well-formed XML ({expat.ErrorString(error.code)})") from error
    except (ValueError, LookupError) as error:  # an encoding that the parser does not have, UTF-7 for instance
        raise TableError(f"{path}: its declared encoding cannot be read ({error}); save it as UTF-8") from error
    return reader.rows
