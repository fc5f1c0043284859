"""Finds the day a page was published: as declared, or as printed beside the headline.

Pages are full of other days: of a ruling, a teaser, a comment, the copyright, a video's expiry. So a day counts only if
the page declares it for the purpose, if it is printed in a short line of the article's head, or if trafilatura found a
day that is printed in a dateline. A year alone is not a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from ..dates import day_or_month_first, find_date, is_date_only, parse_published
from .page import Line, Page

_META = frozenset((
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "dc.date", "dc.date.issued",
    "dc.date.created", "dcterms.date", "dcterms.issued", "dcterms.created", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "vr:published_time", "citation_publication_date", "datecreated",
))  # fmt: skip
"""Names under which pages declare their date of publication (trafilatura's and htmldate's lists, without
modification and expiry dates)."""
_LD = re.compile(r'"datePublished"\s{0,5}:\s{0,5}"([^"]{4,60})"')
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)")
_LABEL = re.compile(
    r"(?:zuletzt\s|erst)?(?:veröffentlicht|erschienen|publiziert|erstellt|aktualisiert|geändert|stand|datum|ausgabe"
    r"|online seit|published|updated|meldung|artikel|nachricht|pressemitteilung|von\s[^.!?]{3,60}"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:verfügbar|abrufbar|abgerufen|gültig|online)\s(?:noch\s)?bis\b|\b(?:beschlu(?:ss|ß)|urteil|geboren|az\.|kommentar"
    r"|schrieb|antworten|erstausstrahlung|sendung\svom|gesendet)|©|copyright|\(c\)",
    re.IGNORECASE,
)
"""Words near days other than that of publication."""
_ASIDE = frozenset(("aside", "nav", "form"))
_PICTURE = frozenset(("figure", "figcaption"))
_LISTED = frozenset(("li", "tr", "table", "footer", *_PICTURE))
"""Where comments and teasers stand, below the head."""
_DAY = 26
"""Characters in a day with its weekday."""
_LONGEST = 120
"""Most characters in a dateline."""
_ABOVE, _BELOW = 4, 10
"""Lines above the headline that belong to the article's head, and below it if there are not two paragraphs; otherwise
the head ends with the second (the first is usually the lead)."""
_HALF, _ALL_LINK = 0.5, 0.95
"""Shares of a line in links: the author beside the day may be linked, a teaser is linked from end to end."""


def published(root: html.HtmlElement, page: Page, title: int | None, kept: set[int], found: str, url: str) -> str:
    """The page's day of publication (``YYYY-MM-DD``), or an empty string if it gives none.

    Args:
        root: the page's tree.
        page: its visible text.
        title: the headline's line.
        kept: the lines of the article.
        found: the day that trafilatura found.
        url: the page's address.
    """
    values = list(_declared(root))
    days = [day[:10] for value in values if (day := parse_published(value))]
    if days:
        return found if found in days else days[0]
    printed = list(_printed(page))
    for either in filter(None, map(day_or_month_first, values)):
        if len(meant := either & {day for _, day in printed}) == 1:
            return next(iter(meant))
    if match := _IN_ADDRESS.search(url):
        return parse_published("-".join(match.groups()))
    short = [(i, day) for i, day in printed if _is_short(page, page.lines[i])]
    if title is not None:
        long = (i for i in sorted(kept) if i > title and len(_words(page, page.lines[i])) > _LONGEST)
        body = next(islice(long, 1, None), title + _BELOW)
        head = [
            (i, day)
            for i, day in short
            if (title < i < body and page.lines[i].linked < _ALL_LINK)
            or (title - _ABOVE <= i <= title and _is_dateline(page, page.lines[i]))
        ]
        if head:
            return min(head, key=lambda one: (page.lines[one[0]].linked >= _HALF, one[0] < title, one[0]))[1]
    datelines = [(i, day) for i, day in short if _is_dateline(page, page.lines[i])]
    if datelines and datelines[0][1] == found:
        return found
    return found if any(day == found and not _LISTED & set(page.lines[i].path) for i, day in datelines) else ""


def _declared(root: html.HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield from _LD.findall(script.text or "")
    for meta in root.iter("meta"):
        names = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any((name or "").strip().lower() in _META for name in names):
            yield (meta.get("content") or "").strip()
    for time in root.iter("time"):
        if time.get("pubdate") is not None or (time.get("itemprop") or "").lower() == "datepublished":
            yield (time.get("datetime") or time.text_content()).strip()


def _printed(page: Page) -> Iterator[tuple[int, str]]:
    for i, line in enumerate(page.lines):
        if day := find_date(page.text[line.start : line.end][:2000]):
            yield i, day[:10]


def _is_short(page: Page, line: Line) -> bool:
    """Whether a line may be a dateline: short, not a sentence, not a picture's, not the day of something else."""
    words = _words(page, line)
    if len(words) > _LONGEST or _OTHER.search(words) or _ASIDE & set(line.path):
        return False
    return is_date_only(words) or (words[-1] not in "!?" and not _PICTURE & set(line.path) and _opens(words))


def _opens(words: str) -> bool:
    return words[-1] != "." or bool(_LABEL.match(words) or find_date(words[:_DAY]))


def _is_dateline(page: Page, line: Line) -> bool:
    """Whether a line is a dateline wherever it stands."""
    words = _words(page, line)
    return line.linked < _HALF and (is_date_only(words) or bool(_LABEL.match(words)))


def _words(page: Page, line: Line) -> str:
    return " ".join(page.text[line.start : line.end].split())
