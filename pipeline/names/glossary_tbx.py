"""Glossaries as TBX (ISO 30042): read in version 2 (``martif``) and 3 (``tbx``, either style), written as TBX-Basic.

Of a term base only what a desk's glossary has is taken: the German and English terms of each entry, preferred ones
first and without those that are deprecated, the subject or kind, and the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ..errors import TableError

if TYPE_CHECKING:
    from .glossary import Entry

Row = tuple[str, str, str, str]
"""German, English (forms separated by bars), kind, note."""
Version = Literal["2", "3"]
_ENTRIES = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_CODES = {"ger": "de", "deu": "de", "eng": "en", "german": "de", "english": "en", "deutsch": "de", "englisch": "en"}
_KINDS = ("subjectField", "kind")
_STATUS = ("administrativeStatus", "normativeAuthorization", "administrativestatus", "status")
_GONE = ("deprecated", "superseded", "forbidden", "obsolete", "notrecommended")
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow."""


class _Tbx:
    """Collects the terms of a TBX file event by event."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[tuple[int, Row]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.is_tbx = False
        self._line = 0
        self._lang = ""
        self._type = ""
        self._text: list[str] = []
        self._terms: dict[str, list[tuple[int, str]]] = {}
        self._kind = self._note = ""

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            raise TableError(f"{self.path}:{self.parser.CurrentLineNumber}: declares entities; remove the DOCTYPE")

    def _entity(self, *declaration: object) -> None:
        raise TableError(f"{self.path}:{self.parser.CurrentLineNumber}: declares entities; remove the DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self.is_tbx = self.is_tbx or tag in ("martif", "tbx")
        self._text = []
        self._type = attributes.get("type", "")
        if tag in _ENTRIES:
            self._line, self._terms, self._kind, self._note = self.parser.CurrentLineNumber, {}, "", ""
        elif tag in _LANGUAGES:
            code = (attributes.get("xml:lang") or attributes.get("lang") or "").lower()
            code = re.split("[-_]", code)[0]
            self._lang = _CODES.get(code, code)

    def _data(self, data: str) -> None:
        self._text.append(data)

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        text = " ".join("".join(self._text).split())
        if tag == "term":
            if text:
                self._terms.setdefault(self._lang, []).append((1, text))
        elif tag in _STATUS or (tag == "termNote" and self._type in _STATUS):
            self._rated(text)
        elif tag in _KINDS or (tag == "descrip" and self._type in _KINDS):
            self._kind = text
        elif tag == "note" and not self._note:
            self._note = text
        elif tag in _ENTRIES:
            self._enter()
        self._text = []

    def _rated(self, status: str) -> None:
        """What an entry says of the last term's standing."""
        terms = self._terms.get(self._lang)
        if terms:
            low = status.lower().replace(" ", "")
            rank = 2 if low.startswith(_GONE) else 0 if low.startswith(("preferred", "standardized")) else 1
            terms[-1] = (rank, terms[-1][1])

    def _enter(self) -> None:
        good = {
            lang: [text for rank, text in sorted(terms, key=lambda one: one[0]) if rank < 2]
            for lang, terms in self._terms.items()
        }
        english = "|".join(term.replace("|", "/") for term in good.get("en", ()))
        rows = [(term, english, self._kind, self._note) for term in good.get("de", ())]
        self.rows += [(self._line, row) for row in rows or [("", english, self._kind, self._note)]]


def rows_of_tbx(data: bytes, path: Path) -> list[tuple[int, Row]]:
    """A row for each German term, with the line that its entry begins on; one without it for an entry without.

    Raises:
        TableError: the file is no XML, declares entities, is in an encoding that the parser lacks, or is no TBX.
    """
    reader = _Tbx(path)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise TableError(f"{path}:{error.lineno}: not well-formed XML ({expat.ErrorString(error.code)})") from error
    except (ValueError, LookupError) as error:  # an encoding that the parser does not have, UTF-7 for instance
        raise TableError(f"{path}: its declared encoding cannot be read ({error}); save it as UTF-8") from error
    if not reader.is_tbx:
        raise TableError(f"{path}:1: XML, but no TBX (which begins with <martif> or <tbx>)")
    return reader.rows


def tbx(entries: Iterable[Entry], version: Version = "3") -> str:
    """A glossary as a TBX-Basic file.

    Args:
        entries: its lines.
        version: 3 (ISO 30042:2019, in the style with ``type`` attributes) or 2 (of 2008), which older tools read.
    """
    entry, lang, term, group = (
        ("conceptEntry", "langSec", "termSec", "") if version == "3" else ("termEntry", "langSet", "tig", "descripGrp")
    )
    return "\n".join((*_HEADS[version], *(_entries(entries, entry, lang, term, group)), *_FEET[version], ""))


def _entries(entries: Iterable[Entry], entry: str, lang: str, term: str, group: str) -> Iterable[str]:
    for number, one in enumerate(entries, 1):
        yield f'   <{entry} id="c{number}">'
        if one.kind:
            subject = f'<descrip type="subjectField">{_xml(one.kind)}</descrip>'
            yield f"    <{group}>{subject}</{group}>" if group else f"    {subject}"
        if one.note:
            yield f"    <note>{_xml(one.note)}</note>"
        for code, terms in (("de", (one.german,)), ("en", one.english)):
            if not terms:
                continue
            yield f"    <{lang} xml:lang={quoteattr(code)}>"
            for place, form in enumerate(terms):
                standing = "preferredTerm-admn-sts" if place == 0 else "admittedTerm-admn-sts"
                note = f'<termNote type="administrativeStatus">{standing}</termNote>'
                yield f"     <{term}><term>{_xml(form)}</term>{note}</{term}>"
            yield f"    </{lang}>"
        yield f"   </{entry}>"


def _xml(text: str) -> str:
    return escape(_UNFIT.sub("\N{REPLACEMENT CHARACTER}", text))


_HEADS: dict[Version, tuple[str, ...]] = {
    "2": (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<martif type="TBX-Basic" xml:lang="de">',
        " <martifHeader><fileDesc><sourceDesc><p>A glossary of Wortlaut</p></sourceDesc></fileDesc>",
        '  <encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>',
        " <text>",
        "  <body>",
    ),
    "3": (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="de">',
        " <tbxHeader><fileDesc><sourceDesc><p>A glossary of Wortlaut</p></sourceDesc></fileDesc>",
        '  <encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></tbxHeader>',
        " <text>",
        "  <body>",
    ),
}
_FEET: dict[Version, tuple[str, ...]] = {
    "2": ("  </body>", " </text>", "</martif>"),
    "3": ("  </body>", " </text>", "</tbx>"),
}
