"""``brief.wire.txt``: a brief as plain text for a wire, lines of at most 69 characters."""

from __future__ import annotations

import textwrap
from datetime import date

from ..types import Record
from .content import Content, content_of, rfc3339
from .settings import Settings

WIDTH = 69
"""What agencies' text of old is set at (IPTC 7901)."""
END = "-END-"
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def brief_wire(record: Record, settings: Settings) -> bytes:
    """The text. Nothing in it can be taken for a line of its own kind: every paragraph is one line, wrapped anew."""
    content = content_of(record)
    ascii_only = settings.export.wire_encoding == "ascii"
    parts = [*_top(content), "", *_wrapped(content.headline, ascii_only), ""]
    said = " ".join(content.sentences) or "No summary could be made."
    parts += [*_wrapped(_dateline(content) + said, ascii_only), ""]
    parts += [*_wrapped(content.stated, ascii_only), ""]
    source = " ".join(filter(None, (content.source, content.url)))
    parts += [*_wrapped(f"Source: {source}", ascii_only, keep=True), ""] if source else []
    parts.append(END)
    text = "\r\n".join(parts) + "\r\n"
    return text.encode("ascii" if ascii_only else "utf-8")


def _top(content: Content) -> list[str]:
    release = content.release
    lines = [f"SLUG: {content.slug[: WIDTH - 6]}"]
    if release.state == "held":
        lines.append(f"EMBARGO: NOT FOR PUBLICATION BEFORE {rfc3339(release.embargo) or 'FURTHER NOTICE'}")
    if release.reviewed:  # also under an embargo
        lines.append(f"STATUS: APPROVED {rfc3339(release.at)}")
    else:
        lines.append("STATUS: NOT APPROVED")
    return [*lines, "QUALITY: DRAFT TRANSLATION"] if content.draft else lines


def _dateline(content: Content) -> str:
    """``MAGDEBURG, 22 Nov (dpa) - ``"""
    place, agency = content.place.upper(), f"({content.agency})" if content.agency else ""
    day = _day(content.published)
    first = ", ".join(filter(None, (place, day)))
    line = " ".join(filter(None, (first, agency)))
    return f"{line} - " if line else ""


def _day(published: str) -> str:
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _wrapped(paragraph: str, ascii_only: bool, *, keep: bool = False) -> list[str]:
    """A paragraph in lines; ``keep``: without breaking words, which may be addresses."""
    if ascii_only:
        from anyascii import anyascii

        paragraph = " ".join(anyascii(paragraph).split())
    lines = textwrap.wrap(paragraph, WIDTH, break_long_words=not keep, break_on_hyphens=False)
    return [f" {line}"[:WIDTH] if line == END else line for line in lines]
