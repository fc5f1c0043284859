"""What a brief says, for outputs that leave the house: plain text, without the desk's doubts and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC

from ..record import sources_of
from ..release import disclosure_of, moment, release_of
from ..render.text import one_line, safe_url
from ..render.view import as_sentence, source_of
from ..render.words import DRAFT_LINE, headline
from ..types import Disclosure, Record, Release

ORIGINAL = "de"
"""The language of an article that does not say."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything on one line each, printable, and nothing escaped."""

    id: str
    headline: str
    """Followed by its language in brackets, if that is not English."""
    alert: str
    sentences: tuple[str, ...]
    place: str
    agency: str
    source: str
    url: str
    """Of the original: http or https, or empty."""
    title: str
    """Of the original."""
    language: str
    """Of the original."""
    published: str
    """The original: ISO 8601 date or date-time, or empty."""
    release: Release
    disclosure: Disclosure
    stated: str
    """The disclosure's text."""
    draft: str
    """What must be known of a translation by the draft-quality model; empty if another made it."""
    made: int
    """Of the article, which version this is (:attr:`Record.version`)."""

    @property
    def dateline(self) -> str:
        """``Berlin (dpa)``."""
        return f"{self.place} ({self.agency})" if self.place and self.agency else self.place or self.agency

    @property
    def slug(self) -> str:
        """The id with nothing in it that means something in a path or an address."""
        letters = (letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in self.id)
        return re.sub("-+", "-", "".join(letters)).strip("-") or "brief"

    @property
    def updated(self) -> str:
        """When the brief last changed: date-time as RFC 3339 has it, in UTC."""
        return rfc3339(self.release.updated) or "1970-01-01T00:00:00Z"

    @property
    def version(self) -> str:
        """A number that grows with every change where a ledger counts them, else with every version of the article."""
        return str(self.release.revision or self.made)


def content_of(record: Record) -> Content:
    """What a record's brief says."""
    article, brief = record.article, record.brief
    lead = brief.sentences[0] if brief.sentences else None
    alert = as_sentence(record, lead) if lead is not None and brief.alert == lead.text else brief.alert
    line = brief.dateline
    stated = disclosure_of(record)
    stated = replace(
        stated, text=one_line(stated.text), model=one_line(stated.model), provider=one_line(stated.provider),
        reviewer=one_line(stated.reviewer),
    )  # fmt: skip
    return Content(
        id=one_line(article.id),
        headline=headline(brief) or "Untitled",
        alert=one_line(alert),
        sentences=tuple(one_line(as_sentence(record, sentence)) for sentence in brief.sentences),
        place=one_line(line.place) if line else "",
        agency=one_line(line.agency) if line else "",
        source=source_of(record),
        url=safe_url(article.url),
        title=one_line(article.title),
        language=article.language if _LANGUAGE.fullmatch(article.language) else ORIGINAL,
        published=article.published if moment(article.published) or _is_day(article.published) else "",
        release=release_of(record),
        disclosure=stated,
        stated=stated.text,
        draft=DRAFT_LINE if record.signature.draft else "",
        made=record.version,
    )


def rfc3339(written: str) -> str:
    """A date-time as Atom and JSON Schema have it, in UTC: ``2026-11-26T01:00:00Z``. Empty if it is none."""
    found = moment(written)
    if found is None:
        return ""
    try:
        return found.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return ""


def identities(record: Record, name: str, sentence: str) -> tuple[str, ...]:
    """Which known entities a name stands for, by the source's words for it: ``("country:KP",)``."""
    for one in sources_of(record, [sentence]):
        for fact in one.facts:
            if fact.kind == "name" and fact.span.text == name:
                return fact.values
    return ()


def _is_day(written: str) -> bool:
    return len(written) == len("2026-11-26") and moment(f"{written}T00:00:00") is not None
