"""Briefs as mail: one brief to be pasted or sent, as HTML, and a digest of many, as HTML and as plain text.

What mail clients do to a page decides its form: they drop style sheets, so that every style stands in its element; they
load nothing, so that nothing is asked for; in dark mode they turn colours about, so that text and page have none of
their own and only what has both a colour and a ground (the badges) sets any. What a colour says, a word says too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..types import Disclosure, Level, Record, Severity
from .changed import ChangedView
from .points import OpenPoint
from .text import cut, one_line, safe_url
from .view import BriefView, brief_view
from .words import ADDED_DATES, DRAFT_NOTICE, TEASER, VERDICTS, plural

MOST_SENTENCES = 4
"""Sentences of the summary in a mail, at most."""
MOST_POINTS = 3
"""Open points of a brief in a digest, at most; a brief on its own has :data:`ALONE_POINTS`."""
ALONE_POINTS = 12
_PREHEADER = 140
"""Characters that mail clients show beside the subject."""
_COLUMNS = 72
"""Of plain text."""
NOTHING = "The check found nothing to look at in the brief."
NO_LONGER = "No longer valid: taken back or changed since an earlier mail"
APPROVED = "Approved"
UNREVIEWED = "Not approved"


@dataclass(frozen=True, slots=True)
class Point:
    """What a person should look at, in words."""

    severity: Severity
    sign: str
    where: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class EmailBrief:
    """What a mail says of a brief; every text is one line."""

    headline: str
    lang: str
    notice: str
    note: str
    release: str
    approved: bool
    byline: tuple[str, ...]
    hits: tuple[str, ...]
    also: tuple[str, ...]
    teaser: bool
    changed: str
    """``Changed since 14:10 UTC``; empty for an article's first version."""
    changes: tuple[str, ...]
    sentences: tuple[str, ...]
    dates: bool
    """Whether dates were added to these sentences."""
    verdict: Level
    reasons: tuple[str, ...]
    draft: bool
    points: tuple[Point, ...]
    more_points: int
    elsewhere: str
    """What is doubtful in the rest of the article, and what the check kept out."""
    links: tuple[tuple[str, str], ...]
    """What is behind a link, and where it leads: addresses that are safe."""
    disclosure: Disclosure
    group: str = ""
    """In a digest: under what it stands, the name of its feed or source."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A brief of an earlier mail that no longer holds: its headline as that mail had it, and why."""

    headline: str
    why: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says, in the order in which it says it."""

    title: str
    date: str
    """In words."""
    lost: tuple[Lost, ...]
    approved: tuple[EmailBrief, ...]
    unreviewed: tuple[EmailBrief, ...]
    more: tuple[tuple[str, int], ...] = ()
    """What has no place in it: of which part, and how many."""
    all_at: str = ""
    """A page that has them; a safe address, or empty."""

    @property
    def counts(self) -> str:
        """``3 no longer valid, 12 approved, 4 not approved``."""
        left = dict(self.more)
        numbers = (
            (len(self.lost), "no longer valid"),
            (len(self.approved) + left.get(APPROVED, 0), "approved"),
            (len(self.unreviewed) + left.get(UNREVIEWED, 0), "not approved"),
        )
        return ", ".join(f"{number:,} {words}" for number, words in numbers if number)

    @property
    def first(self) -> str:
        """The headline of the first brief, else of the first that no longer holds."""
        briefs = (*self.approved, *self.unreviewed)
        return briefs[0].headline if briefs else self.lost[0].headline if self.lost else ""

    @property
    def preheader(self) -> str:
        """What a mail client shows beside the subject."""
        return cut(f"{self.counts}. {self.first}", _PREHEADER)

    @property
    def parts(self) -> tuple[tuple[str, tuple[tuple[str, tuple[EmailBrief, ...]], ...]], ...]:
        """The parts with their groups: approved ones before those that are not."""
        both = ((APPROVED, self.approved), (UNREVIEWED, self.unreviewed))
        return tuple((name, _grouped(briefs)) for name, briefs in both if briefs)

    @property
    def draft(self) -> bool:
        """Whether a brief in it is of draft quality: what that means is said once."""
        return any(brief.draft for brief in (*self.approved, *self.unreviewed))

    @property
    def dates(self) -> bool:
        """Whether a brief in it has added dates."""
        return any(brief.dates for brief in (*self.approved, *self.unreviewed))

    @property
    def rest(self) -> str:
        """``and 12 more: 3 approved, 9 not approved``; empty if all have a place."""
        number = sum(count for _, count in self.more)
        if not number:
            return ""
        return f"and {number:,} more: {', '.join(f'{count:,} {name.lower()}' for name, count in self.more if count)}"


def email_brief(record: Record, *, points: int, links: Sequence[tuple[str, str]] = (), group: str = "") -> EmailBrief:
    """What a mail says of a record.

    Args:
        record: with its release and disclosure, as for any output.
        points: how many open points are told.
        links: pages about it: a name and an address each; unsafe addresses are left out. The original is added.
        group: see :attr:`EmailBrief.group`.
    """
    view = brief_view(record)
    release = record.run.release
    shown = view.sentences[:MOST_SENTENCES]
    edition = record.run.edition
    byline = (view.dateline, view.published, view.source_apart, *(edition.sections[:1] if edition else ()))
    original = f"German original ({view.host})" if view.url else ""
    safe = tuple((name, url) for name, url in ((n, safe_url(u)) for n, u in links) if url)
    changed = view.changed
    told = [_point(point) for point in view.open_points]
    return EmailBrief(
        headline=view.headline,
        lang=view.headline_lang,
        notice=view.notice,
        note=view.note,
        release=view.release,
        approved=release is not None and release.state == "approved",
        byline=tuple(one_line(part) for part in byline if part),
        hits=view.hits,
        also=tuple(feed for feed, _ in view.also),
        teaser=view.teaser,
        changed=changed.title if changed else "",
        changes=tuple(_changes(changed)),
        sentences=tuple(one_line(sentence.text) for sentence in shown),
        dates=any(sentence.dates for sentence in record.brief.sentences[:MOST_SENTENCES]),
        verdict=view.verdict,
        reasons=tuple(map(one_line, view.reasons)),
        draft=view.draft,
        points=tuple(one for many in told for one in many)[:points],
        more_points=max(0, sum(map(len, told)) - points),
        elsewhere=_elsewhere(view),
        links=(*safe, *(((original, view.url),) if view.url else ())),
        disclosure=view.disclosure,
        group=one_line(group),
    )


def brief_page(brief: EmailBrief) -> str:
    """A brief as HTML for a mail."""
    first = brief.sentences[0] if brief.sentences else ""
    preheader = cut(f"{VERDICTS[brief.verdict]}. {first}", _PREHEADER)
    return _page("email_brief.html.j2", brief=brief, preheader=preheader)


def digest_page(digest: Digest) -> str:
    """A digest as HTML for a mail."""
    return _page("email_digest.html.j2", digest=digest, preheader=digest.preheader)


def _page(template: str, **values: object) -> str:
    from .pages import environment

    words = {
        "added_dates": ADDED_DATES,
        "draft_notice": DRAFT_NOTICE,
        "nothing_found": NOTHING,
        "lost_title": NO_LONGER,
    }
    return environment().get_template(template).render(**words, **values) + "\n"


def digest_text(digest: Digest) -> str:
    """The same digest in plain text."""
    lines = [*_wrapped(digest.title), *_wrapped(f"{digest.date}: {digest.counts}"), ""]
    if digest.draft:
        lines += [*_wrapped(f"DRAFT on a brief: {DRAFT_NOTICE}"), ""]
    if digest.lost:
        lines += [*_headed(NO_LONGER, "="), ""]
        for lost in digest.lost:
            lines += [*_wrapped(lost.headline, "- "), *_wrapped(lost.why, "  "), ""]
    for name, groups in digest.parts:
        lines += [*_headed(name, "="), ""]
        for group, briefs in groups:
            if group:
                lines += [*_headed(group, "-"), ""]
            for brief in briefs:
                lines += [*_brief_lines(brief), "", "* * *", ""]
    if digest.dates:
        lines += [*_wrapped(ADDED_DATES), ""]
    if digest.rest:
        lines += _wrapped(f"{digest.rest}.")
    if digest.all_at:
        lines += ["All briefs:", digest.all_at]
    return _joined(lines)


def _brief_lines(brief: EmailBrief) -> Iterable[str]:
    if brief.notice:
        yield from _wrapped(brief.notice.upper())
    if brief.note:
        yield from _wrapped(f"Sender's note: {brief.note}")
    yield from _wrapped(brief.headline)
    yield from _wrapped(brief.release)
    yield from _wrapped(" · ".join(brief.byline))
    if brief.also:
        yield from _wrapped(f"Also in: {', '.join(brief.also)}")
    if brief.hits:
        yield from _wrapped(f"Watched: {', '.join(brief.hits)}")
    if brief.teaser:
        yield from _wrapped(TEASER)
    if brief.changed:
        yield from ("", *_wrapped(f"{brief.changed}:"))
        for change in brief.changes:
            yield from _wrapped(change, "- ")
    yield ""
    yield from _wrapped(" ".join(brief.sentences) or "No summary could be made.")
    yield ""
    draft = " DRAFT." if brief.draft else ""
    reasons = f" {'; '.join(brief.reasons)}." if brief.reasons else ""
    yield from _wrapped(f"{VERDICTS[brief.verdict].upper()}.{draft}{reasons}")
    for point in brief.points:
        yield from _wrapped(
            f"{point.sign} {point.severity.capitalize()}, {point.where}: {point.message} -> {point.advice}", "- "
        )
    if brief.more_points:
        yield f"- and {brief.more_points:,} more to look at"
    if not brief.points:
        yield from _wrapped(NOTHING)
    if brief.elsewhere:
        yield from _wrapped(brief.elsewhere)
    yield ""
    for name, url in brief.links:
        yield from (*_wrapped(f"{name}:"), url)  # never wrapped: it would lead nowhere
    yield ""
    yield from _wrapped(brief.disclosure.text)


def _changes(changed: ChangedView | None) -> Iterable[str]:
    """What has changed, facts first; the German where only that shows it."""
    if changed is None:
        return
    for fact in changed.shown:
        yield fact.words + (" (in the German only)" if fact.hidden else "")
    if more := len(changed.facts) - len(changed.shown):
        yield f"and {plural(more, 'more fact')}"
    if not changed.facts:
        yield "No number, date or name has changed."
    if changed.sentences:
        yield f"{changed.sentences}."


def _elsewhere(view: BriefView) -> str:
    """What the page says of the rest of the article, in a line."""
    left = plural(len(view.dropped), "sentence")
    return " ".join((
        *([f"Left out of the brief by the check: {left}."] if view.dropped else []),
        *([f"Not in the brief: {view.elsewhere_words}."] if view.elsewhere else []),
    ))  # fmt: skip


def _point(point: OpenPoint) -> list[Point]:
    where = ", ".join((point.where, *point.also))
    return [
        Point(doubt.severity, doubt.sign, where, one_line(doubt.message), one_line(doubt.advice))
        for doubt in point.doubts
    ]


def _grouped(briefs: Sequence[EmailBrief]) -> tuple[tuple[str, tuple[EmailBrief, ...]], ...]:
    by: Callable[[EmailBrief], str] = lambda brief: brief.group  # noqa: E731
    return tuple((name, tuple(some)) for name, some in groupby(briefs, by))


def _wrapped(text: str, bullet: str = "") -> list[str]:
    indent = " " * len(bullet)
    return textwrap.wrap(
        text, _COLUMNS, initial_indent=bullet, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _headed(title: str, line: str) -> list[str]:
    return [*_wrapped(title), line * min(len(title), _COLUMNS)]


def _joined(lines: Iterable[str]) -> str:
    """Lines without two empty ones after each other."""
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).rstrip() + "\n"
