"""What an editor needs beside the summary: dateline, days, people, the alert, and what the article says it is.

Pure functions of a brief and its article, applied to every brief when it is put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..record import moved
from ..types import Article, Brief, BriefSentence, CheckedSentence, Finding, Notice
from . import dateline
from .dates import Published, added_dates, published_on
from .lengths import alert
from .people import people

_CORRECTS = "Korrektur|Korrigiert|Berichtigung|Berichtigt|Richtigstellung|Gegendarstellung|Klarstellung"
_UPDATES = "Update|Aktualisiert|Aktualisierung|Aktualisierte Fassung|Neufassung|Roundup"
_SIGN = r"(?:\s?[:)\]–—-]|\s*$|\s\d|\s(?:vom|zu|zur|zum|am|der Meldung|des Artikels)\b)"
_NOTICES: tuple[tuple[Notice, re.Pattern[str]], ...] = (
    ("correction", re.compile(rf"(?i:\W{{0,3}}|.{{0,140}}\()(?i:{_CORRECTS}){_SIGN}")),
    ("update", re.compile(rf"(?i:\W{{0,3}}|.{{0,140}}\()(?i:{_UPDATES}){_SIGN}")),
)
"""How a title or first line says so: at its head ("Korrektur: ..."), or in brackets ("... (aktualisiert)")."""


def for_the_desk(article: Article, sentences: Sequence[CheckedSentence], brief: Brief) -> Brief:
    """The brief with everything that is not the summary itself. Applied to its own result it changes nothing."""
    kept = [s for s in sentences if s.removed_by is None]
    by_id = {s.id: s for s in kept}
    published = published_on(article.published)
    summary = tuple(_told(sentence, by_id, published) for sentence in brief.sentences)
    further = tuple(_told(sentence, by_id, published) for sentence in brief.further)
    used = [by_id[name] for sentence in summary for name in sentence.sources if name in by_id]
    used += [by_id[name] for name in brief.headline_sources if name in by_id and by_id[name] not in used]
    about = [by_id[name] for name in brief.headline_sources if name in by_id]
    english = brief.headline if brief.headline_language == "en" else ""
    said = notice(article, kept)
    return replace(
        brief,
        sentences=summary,
        further=further,
        alert="" if said == "correction" else alert(english, about, summary, by_id),
        dateline=dateline.find(kept),
        people=people(used, kept),
        notice=said,
    )


def notice(article: Article, sentences: Sequence[CheckedSentence]) -> Notice:
    """Whether the article says in its title or first line that it corrects or brings up to date an earlier one."""
    first = next((s.source for s in sentences if s.kind != "title"), "")
    for kind, pattern in _NOTICES:
        if any(pattern.match(line) for line in (article.title, first) if line):
            return kind
    return ""


def _told(sentence: BriefSentence, by_id: dict[str, CheckedSentence], published: Published | None) -> BriefSentence:
    """A sentence without its dateline, with the days that its relative dates mean."""
    sources = [by_id[name] for name in sentence.sources if name in by_id]
    text = dateline.without(sentence.text, sources)
    cut = len(sentence.text) - len(text)
    findings = tuple(f for f in (_moved(finding, cut) for finding in sentence.findings) if f is not None)
    german = [source.source for source in sources]
    return replace(sentence, text=text, findings=findings, dates=added_dates(text, german, published))


def _moved(finding: Finding, cut: int) -> Finding | None:
    """A finding in a text whose first ``cut`` characters are gone; ``None`` if it was about them."""
    if finding.target is not None and finding.target.start < cut:
        return None
    return moved(finding, cut) if cut else finding
