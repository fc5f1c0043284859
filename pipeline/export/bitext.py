"""``bitext.tmx``, ``bitext.xlf`` and ``bitext-1.2.xlf``: a run's sentences in both languages, for translation memories
and the tools of those who edit translations.

All say of each sentence how far it has come: ``translated``, ``reviewed`` (a person has decided something about it),
or ``final`` (a person has approved the brief that rests on it), and bring along what the check found as notes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Literal

from .. import __version__
from ..judge import dismissed
from ..record import kept, rests_on
from ..release import moment
from ..types import CheckedSentence, Finding, Record
from . import xml
from .content import ORIGINAL, Content, content_of
from .settings import Settings
from .table import Collected

Stage = Literal["translated", "reviewed", "final"]
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_PRIORITY = {"error": "1", "warning": "3", "note": "7"}
"""Of a note in XLIFF: 1 is the highest, 10 the lowest."""
_OLD_STATES: dict[Stage, str] = {"translated": "translated", "reviewed": "signed-off", "final": "final"}
"""As XLIFF 1.2 calls them."""
_NOTHING_OLD = '<file original="none" source-language="de" target-language="en" datatype="plaintext"><body/></file>\n'
_NOTHING = '<file id="none"><unit id="none" translate="no"><segment><source/></segment></unit></file>\n'


def tmx(settings: Settings) -> Collected:
    """``bitext.tmx``: TMX 1.4b."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="Wortlaut" creationtoolversion={xml.attribute(__version__)} segtype="sentence" '
        f'o-tmf="wortlaut" adminlang="en" srclang="{ORIGINAL}" datatype="plaintext"/>\n'
        "<body>\n"
    )
    return Collected(_tmx_piece, head, "</body>\n</tmx>\n")


def xliff(settings: Settings) -> Collected:
    """``bitext.xlf``: XLIFF 2.1, a file element for each article. A document has one source language, so articles in
    another one are not in it."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="{ORIGINAL}" trgLang="en">\n'
    )
    there = False

    def piece(record: Record, _: bool) -> str:
        nonlocal there
        made = _xliff_piece(record)
        there = there or bool(made)
        return made

    def tail() -> str:
        """A document must have a file, and a file a unit."""
        return ("" if there else _NOTHING) + "</xliff>\n"

    return Collected(piece, head, tail)


def xliff_1_2(settings: Settings) -> Collected:
    """``bitext-1.2.xlf``: XLIFF 1.2, for tools that do not read 2.1."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
    )
    there = False

    def piece(record: Record, _: bool) -> str:
        nonlocal there
        there = True
        return _old_xliff_piece(record)

    def tail() -> str:
        return ("" if there else _NOTHING_OLD) + "</xliff>\n"

    return Collected(piece, head, tail)


def stage(record: Record, sentence: CheckedSentence, content: Content) -> Stage:
    """How far a sentence has come. An approval is of the brief, so it makes only those sentences final that the brief
    rests on."""
    if content.release.reviewed and sentence.id in rests_on(record.brief):
        return "final"
    own = {name for one in record.decisions if not one.rule and one.action != "accept" for name in one.sentences}
    return "reviewed" if sentence.id in own else "translated"


def notes(record: Record, sentence: CheckedSentence) -> list[Finding]:
    """What the check found and nobody has dismissed."""
    gone = dismissed(record)
    return [finding for finding in sentence.findings if ((sentence.id,), finding) not in gone]


def _pairs(record: Record) -> Iterator[tuple[CheckedSentence, str]]:
    return ((one, one.target) for one in kept(record) if one.target)


def _tmx_piece(record: Record, _: bool) -> str:
    content = content_of(record)
    made = _stamp(record.run.started)
    units = []
    for sentence, target in _pairs(record):
        given = f" creationdate={xml.attribute(made)}" if made else ""
        said = [
            *(xml.element("note", f"{one.severity} {one.check}: {one.message}") for one in notes(record, sentence)),
            xml.element("prop", content.id, type="x-document"),
            xml.element("prop", content.source, type="x-source") if content.source else "",
            xml.element("prop", stage(record, sentence, content), type="x-state"),
            xml.element("prop", content.disclosure.value, type="x-ai-disclosure"),
            xml.element("prop", content.stated, type="x-disclosure"),
            xml.element("prop", "draft", type="x-quality") if content.draft else "",
        ]
        name, source = xml.attribute(f"{content.id}/{sentence.id}"), xml.attribute(content.language)
        units.append(
            f"<tu tuid={name} srclang={source}{given}>\n"
            + "".join(f"{one}\n" for one in said if one)
            + f"<tuv xml:lang={source}>{xml.element('seg', sentence.source)}</tuv>\n"
            + f'<tuv xml:lang="en">{xml.element("seg", target)}</tuv>\n</tu>\n'
        )
    return "".join(units)


def _xliff_piece(record: Record) -> str:
    content = content_of(record)
    units = [_unit(record, sentence, target, content) for sentence, target in _pairs(record)]
    if not units or content.language != ORIGINAL:
        return ""
    name = "f" + hashlib.sha256(record.article.id.encode("utf-8", "replace")).hexdigest()[:16]
    return (
        f"<file id={xml.attribute(name)} original={xml.attribute(content.id)}>\n"
        f"<notes>{xml.element('note', content.stated, id='disclosure', category=content.disclosure.value)}"
        + (xml.element("note", content.draft, id="quality", category="draft") if content.draft else "")
        + "</notes>\n"
        + "".join(units)
        + "</file>\n"
    )


def _unit(record: Record, sentence: CheckedSentence, target: str, content: Content) -> str:
    name = sentence.id if _TOKEN.fullmatch(sentence.id) else "u" + hashlib.sha256(sentence.id.encode()).hexdigest()[:16]
    said = "".join(
        xml.element(
            "note", f"{one.severity}: {one.message}", id=f"n{number}", category=one.check,
            priority=_PRIORITY[one.severity], appliesTo="target" if one.target else "source",
        )
        for number, one in enumerate(notes(record, sentence), 1)
    )  # fmt: skip
    inside = f"<notes>{said}</notes>\n" if said else ""
    return (
        f"<unit id={xml.attribute(name)}>\n{inside}<segment state={xml.attribute(stage(record, sentence, content))}>"
        f"{xml.element('source', sentence.source)}{xml.element('target', target)}</segment>\n</unit>\n"
    )


def _old_xliff_piece(record: Record) -> str:
    content = content_of(record)
    units = []
    for sentence, target in _pairs(record):
        reached = stage(record, sentence, content)
        said = "".join(
            xml.element(
                "note", f"{one.severity} {one.check}: {one.message}", priority=_PRIORITY[one.severity],
                annotates="target" if one.target else "source",
            )
            for one in notes(record, sentence)
        )  # fmt: skip
        approved = "yes" if reached == "final" else "no"
        units.append(
            f"<trans-unit id={xml.attribute(sentence.id)} approved={xml.attribute(approved)}>"
            f"{xml.element('source', sentence.source)}{xml.element('target', target, state=_OLD_STATES[reached])}{said}"
            "</trans-unit>\n"
        )
    return (
        f"<file original={xml.attribute(content.id)} source-language={xml.attribute(content.language)} "
        f'target-language="en" datatype="plaintext">\n'
        f"<header>{''.join(xml.element('note', one) for one in (content.stated, content.draft) if one)}</header>\n"
        f"<body>\n{''.join(units)}</body>\n</file>\n"
    )


def _stamp(written: str) -> str:
    """``20261122T093000Z``."""
    found = moment(written)
    return found.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if found is not None else ""
