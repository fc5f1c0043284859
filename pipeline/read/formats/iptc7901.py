"""IPTC 7901, the text format of wires since 1979 (https://iptc.org/standards/iptc-7901/), as dpa still sends it.

An item begins with SOH and a line of service, number, urgency, section and words, then the slug, STX, the headline with
notes in brackets up to an equals sign, the text wrapped at some 70 characters, ETX and the time. It has no name that
outlives a version, no year of four digits and no language; what else it says is read as the richer formats say it.
"""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

from ...config import InputConfig
from ...dates import parse_published
from ..agency import note_of, number, signal_of
from ..decode import decode
from ..document import Document
from ..draft import Drafts, Refused
from ..items import Item, drafted

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_HEADER = re.compile(
    r"\s*(?P<service>[A-Za-z][A-Za-z-]{1,7})(?P<number>\d{3,4}) (?P<urgency>\d) (?P<section>[a-z]{1,3}) "
    r"(?P<words>\d{1,6})(?P<rest>[^\n]*)"
)
_AGENCY = re.compile(r"([A-Za-z][A-Za-z-]*)\s+\d{2,5}\s*$")
_TIME = re.compile(
    r"\s*(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s+(?P<zone>GMT\s+|UTC\s+)?(?P<month>\w{3,4})\.?\s+(?P<year>\d\d)"
)
_DATELINE = re.compile(r"[^\W\d_][^()\n]{1,80}\s\((?P<agency>[A-Za-z]{2,8})[A-Za-z/ .-]{0,20}\)\s?[-–—]\s")
_HEAD_END = re.compile(r"\s=[ \t]*\n|\n[ \t]*\n")
_BYLINE = re.compile(r"(?:Von|By|Par)\s")
_CAPITALS = re.compile(r"[A-Z0-9][A-Z0-9 /-]{1,24}")
"""A line that English wires put over a headline: "1ST LEAD", "REFILE"."""
_LABEL = re.compile(r"(?:Berichtigung|Korrektur|Aktualisierung|Wiederholung|Ergänzung|Neu)\s?:\s*", re.IGNORECASE)
_NOTES = re.compile(r"^(?:# |\* \* \*)", re.MULTILINE)
"""Where the editors' notes begin."""
_SIGNED = re.compile(r"\n[ \t]*[a-z]{2,5} [a-zäöüß0-9/ ]{2,60}\s*$")
"""The last line: who wrote it, in short forms."""
_HYPHEN = re.compile(r"(?<=\w)-\n(?=[A-ZÄÖÜ])")
_LISTED = re.compile(r"^[ \t]*[-*] ", re.MULTILINE)
_INDENT = re.compile(r"\n(?=[ \t]{3,}\S)")


def read(document: Document, config: InputConfig) -> Drafts:
    """The items of a file: one, or several one after the other."""
    document.unpack()
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    pieces = [piece for piece in re.split(rb"\x01(?=[ \t\r\n]*[A-Za-z])", data) if piece.strip(b"\x00\x04\x7f \r\n")]
    several = len(pieces) > 1
    for position, piece in enumerate(pieces, start=1):
        origin = f"{document.origin}#{position}" if several else document.origin
        item = _item(piece, origin, document)
        yield item if isinstance(item, Refused) else drafted(item, config)
    if not pieces:
        yield Refused(document.origin, "empty: it contains nothing")


def _item(piece: bytes, origin: str, document: Document) -> Item | Refused:
    before, stx, rest = piece.partition(b"\x02")
    body, etx, end = rest.partition(b"\x03")
    if not stx or not etx:
        return Refused(origin, "an item in IPTC 7901 that breaks off: its headline or its end is missing")
    head, story, closing = (_text(part, document) for part in (before, body, end))
    header = _HEADER.match(head)
    if header is None:
        return Refused(origin, "no item in IPTC 7901: its first line does not name service, urgency and section")
    title, notes = _headline(story)
    paragraphs = _paragraphs(story)
    line = next((found for one in paragraphs[:2] if (found := _DATELINE.match(one))), None)
    lead = ""
    if len(paragraphs) > 1 and line is not None and not _DATELINE.match(paragraphs[0]):
        lead = " ".join(_HYPHEN.sub("-", paragraphs.pop(0)).split())
    agency = _AGENCY.search(header["rest"])
    signal = signal_of((), notes)
    note = note_of(signal, [("correction" if _LABEL.match(one) else "", one) for one in notes])
    slug = head[header.end() :].split()
    return Item(
        origin=origin,
        name=document.name,
        text=_markup(paragraphs),
        title=title,
        lead=lead,
        source=line["agency"] if line is not None else agency[1].split("-")[0] if agency is not None else "",
        published=_when(closing),
        signal=signal,
        note=_LABEL.sub("", note, count=1),
        updated=_when(closing),
        urgency=number(header["urgency"]),
        sections=[header["section"], *" ".join(slug).split("/")],
    )


def _text(part: bytes, document: Document) -> str:
    text = decode(_CONTROL.sub(b"", part), document.charset) if part.strip() else ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _headline(story: str) -> tuple[str, list[str]]:
    """The title, and what stands around it: notes in brackets, labels in capitals. The author's line is left out."""
    head = _head(story)
    notes: list[str] = []
    for pattern in (r"\A\s*\(((?:[^()]|\([^()]*\))*)\)[ \t]*(?:\n|\Z)", r"\n[ \t]*\(((?:[^()]|\([^()]*\))*)\)\s*\Z"):
        while (found := re.search(pattern, head)) is not None:
            notes.append(" ".join(found[1].split()))
            head = head[: found.start()] + head[found.end() :]
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    while len(lines) > 1 and _CAPITALS.fullmatch(lines[0]):
        notes.append(lines.pop(0))
    author = next((i for i, line in enumerate(lines) if i and _BYLINE.match(line)), len(lines))
    return " ".join(lines[:author]), notes


def _head(story: str) -> str:
    end = _HEAD_END.search(story)
    return story[: end.start()] if end else story


def _paragraphs(story: str) -> list[str]:
    """The paragraphs of the text, each as it is wrapped, without the editors' notes."""
    end = _HEAD_END.search(story)
    text = story[end.end() :] if end else ""
    if notes := _NOTES.search(text):
        text = text[: notes.start()]
    text = _SIGNED.sub("\n", f"\n{text.strip()}")
    pieces = re.split(r"\n[ \t]*\n", text)
    parts = [[piece] if _LISTED.search(piece) else _INDENT.split(piece) for piece in pieces]
    return [one.strip("\n") for part in parts for one in part if one.strip()]


def _markup(paragraphs: list[str]) -> str:
    """Paragraphs as markup, with the tables and lists that wires draw with bars and dashes."""
    parts: list[str] = []
    lengths = sorted(len(line) for one in paragraphs for line in one.split("\n") if not line.startswith("|"))
    width = lengths[-1 - len(lengths) // 50] if lengths else 0  # an address may be longer than lines are
    for paragraph in paragraphs:
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        if all(line.startswith("|") for line in lines):
            rows = (
                "".join(f"<td>{escape(cell.strip())}</td>" for cell in line.strip("|").split("|")) for line in lines
            )
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        elif re.match(r"[-*] ", lines[0]):
            aside = len(paragraph) - len(paragraph.lstrip()) + 2
            items = re.split(r"\n(?=[-*] )", "\n".join(lines))
            parts.append(
                f"<ul>{''.join(f'<li>{_joined(item[2:].splitlines(), width - aside)}</li>' for item in items)}</ul>"
            )
        else:
            parts.append(f"<p>{_joined(lines, width)}</p>")
    return "".join(parts)


def _joined(lines: list[str], width: int) -> str:
    """Wrapped lines as one. A line that ends although the next word had room is meant to end; a hyphen at a line's end
    before a capital belongs to the word ("Rheinland-", "Pfalz")."""
    text = lines[0]
    for before, line in pairwise(lines):
        if before.endswith("-"):
            text += line if line[:1].isupper() else f" {line}"
        elif len(before) + 1 + len(line.split(" ", 1)[0]) < width:
            text += f"\n{line}"
        else:
            text += f" {line}"
    return escape(re.sub(r"[^\S\n]+", " ", text), quote=False).replace("\n", "<br>")


def _when(closing: str) -> str:
    """The time of transmission, "251037 Sep 24", in German time unless it says GMT."""
    found = _TIME.match(closing)
    if found is None:
        return ""
    day, month, year = found["day"], found["month"], f"20{found['year']}"
    clock = f"{found['hour']}:{found['minute']}"
    when = parse_published(f"{day}. {month} {year} {clock}") or parse_published(f"{day} {month} {year} {clock}")
    return f"{when}+00:00" if when and found["zone"] else when
