"""What every form of a brief shows, in the order in which an editor needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..judge import DRAFT_REASON
from ..record import brief_only, by_extraction, counts, long_brief, moved, quoted_at, removed_in_doubt, sources_of
from ..release import disclosure_of, release_of
from ..types import AddedDate, BriefSentence, CheckedSentence, Disclosure, KeyItem, Level, Person, Record
from .changed import SIGNALS, ChangedView, changed_view, note_of
from .highlight import Mark, Segment, by_severity, segments
from .points import LeftOut, OpenPoint, doubt_marks, elsewhere, in_brief, left_out
from .rows import SHOWN, Shown, shown
from .text import one_line, safe_url, url_host
from .words import (
    MADE_HEADLINE,
    NOTICES,
    REVIEW_WITHOUT_POINTS,
    VERDICT_MEANING,
    decoding_label,
    headline,
    model_label,
    plural,
    readable_date,
    readable_seconds,
    release_words,
    support_words,
)

_ENDS = frozenset(".!?…:;,”\"’')]–—")


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary and the German it rests on, with doubtful passages marked in both.

    ``text`` and ``pieces`` have the added dates in brackets; ``plain`` is the sentence as it was checked.
    """

    plain: str
    text: str
    pieces: tuple[Segment, ...]
    german: tuple[str, ...]
    german_pieces: tuple[tuple[Segment, ...], ...]
    support: str = ""
    """How well it is supported, in words; empty for a translated sentence."""


@dataclass(frozen=True, slots=True)
class BriefView:
    """Everything that either form of the brief shows, in display order."""

    pages: frozenset[str]
    """The pages of this article that there are."""
    listed: tuple[str, str]
    """The page that lists this article: where it is, and what it is called."""
    feed: str
    also: tuple[tuple[str, str], ...]
    """Other feeds that had the story: name, and address or nothing."""
    hits: tuple[str, ...]
    """Watched words that it has."""
    teaser: bool
    unread: str
    """It is made from what a feed has of the article, which may be its beginning only."""
    notice: str
    """That the article is a correction or an update, in words; empty for most."""
    note: str
    """What its sender says is new in this version, in the sender's words."""
    headline: str
    headline_lang: str
    headline_note: str
    """Where the headline comes from, if not from a German one."""
    changed: ChangedView | None
    """What is different since the last version; ``None`` for the first one."""
    german_title: str
    dateline: str
    """``Berlin (dpa)``."""
    published: str
    source: str
    """Who published it: as the input says, else the agency of the dateline."""
    url: str
    host: str
    verdict: Level
    meaning: str
    reasons: tuple[str, ...]
    """Why the verdict is what it is, but for what ``draft`` says."""
    draft: bool
    alert: str
    sentences: tuple[SummarySentence, ...]
    further: tuple[SummarySentence, ...]
    """What a long brief has besides."""
    long: tuple[SummarySentence, ...]
    """The sentences of the long brief, in reading order."""
    has_dates: bool
    people: tuple[Person, ...]
    figures: Shown
    names: Shown
    open_points: tuple[OpenPoint, ...]
    elsewhere: tuple[OpenPoint, ...]
    elsewhere_words: str
    dropped: tuple[LeftOut, ...]
    removed: tuple[str, ...]
    """German sentences whose removal by cleaning is doubtful."""
    release: str
    """What has to be known before it is published (an embargo, an approval); empty for most."""
    disclosure: Disclosure
    checked: str
    made: tuple[tuple[str, str], ...]

    @property
    def source_apart(self) -> str:
        """The source, if the dateline beside it does not say it already."""
        return "" if self.dateline == self.source or self.dateline.endswith(f"({self.source})") else self.source

    def point(self, item: KeyItem) -> int:
        """The number of the point (from 1) that says what is the matter with a row of a table; 0 if none does."""
        for number, point in enumerate(self.open_points, 1):
            if item.sentence in point.sentences and any(item.message == doubt.message for doubt in point.doubts):
                return number
        for number, point in enumerate(self.open_points, 1):
            if item.message and any(item.message == doubt.message for doubt in point.doubts):
                return number
        return 0


def unread(reason: str) -> str:
    """The sentence on a page that gave no text; empty without a reason."""
    return one_line(f"It could not be had in full: {reason[:300]}.") if reason else ""


def brief_view(record: Record) -> BriefView:
    """A record arranged for the desk: what the brief says, what is doubtful in it, and what is doubtful elsewhere."""
    article, brief, signature = record.article, record.brief, record.signature
    url = safe_url(article.url)
    figures = counts(record)
    rest = elsewhere(record)
    open_points = tuple(in_brief(record))
    sentences = tuple(_summary_sentence(record, sentence) for sentence in brief.sentences)
    further = tuple(_summary_sentence(record, sentence) for sentence in brief.further)
    lead = sentences[0] if sentences else None
    edition = record.run.edition
    showing = record.run.showing
    return BriefView(
        pages=frozenset(record.run.files or ("brief.html", "qa.html")),
        listed=(showing.list, "Headlines") if showing else ("../../report.html", "Run report"),
        feed=one_line(showing.feed) if showing else "",
        also=tuple((one_line(feed), safe_url(address)) for feed, address in showing.also) if showing else (),
        hits=tuple(map(one_line, showing.hits)) if showing else (),
        teaser=edition is not None and edition.teaser,
        unread=unread(edition.unread) if edition else "",
        notice=(SIGNALS[edition.signal] if edition else "") or NOTICES[brief.notice],
        note=note_of(edition),
        headline=headline(brief) or "Untitled",
        headline_lang=brief.headline_language,
        headline_note=MADE_HEADLINE if _made_headline(record) else "",
        changed=changed_view(record),
        german_title=one_line(article.title),
        dateline=_dateline(record),
        published=readable_date(article.published),
        source=source_of(record),
        url=url,
        host=url_host(url),
        verdict=brief.verdict,
        meaning=VERDICT_MEANING[brief.verdict] if open_points or brief.verdict != "review" else REVIEW_WITHOUT_POINTS,
        reasons=tuple(reason for reason in brief.reasons if not (signature.draft and reason == DRAFT_REASON)),
        draft=signature.draft,
        alert=lead.text if lead is not None and lead.plain == one_line(brief.alert) else one_line(brief.alert),
        sentences=sentences,
        further=further,
        long=tuple(_summary_sentence(record, sentence) for sentence in long_brief(record)),
        has_dates=any(sentence.dates for sentence in (*brief.sentences, *brief.further)),
        people=brief.people,
        figures=shown(brief.figures, SHOWN),
        names=shown(brief.names),
        open_points=open_points,
        elsewhere=tuple(rest),
        elsewhere_words=_how_many(rest),
        dropped=tuple(left_out(record)),
        removed=tuple(one_line(sentence.source) for sentence in removed_in_doubt(record)),
        release=release_words(release_of(record)),
        disclosure=disclosure_of(record),
        checked=f"{plural(figures.facts, 'fact')} in {plural(figures.sentences, 'German sentence')} checked",
        made=_made(record),
    )


def source_of(record: Record) -> str:
    """Who published the article: what the input says, else the agency in the dateline; empty if neither is known."""
    line = record.brief.dateline
    return one_line(record.article.source) or (one_line(line.agency) if line else "")


def _dateline(record: Record) -> str:
    line = record.brief.dateline
    if line is None:
        return ""
    return one_line(f"{line.place} ({line.agency})" if line.agency and line.place else line.place or line.agency)


def day_in_words(iso: str) -> str:
    """``9 November 2026``."""
    return readable_date(iso) if len(iso) == 10 else ""


def _made_headline(record: Record) -> bool:
    """Whether the headline is no translated title."""
    titles = {sentence.id for sentence in record.sentences if sentence.kind == "title"}
    brief = record.brief
    return (
        brief.headline_language == "en" and bool(brief.headline_sources) and titles.isdisjoint(brief.headline_sources)
    )


def as_sentence(record: Record, sentence: BriefSentence) -> str:
    """A sentence of a brief with the capital and the full stop that a translated line may lack."""
    capital = _capital(sentence.text, sources_of(record, sentence.sources))
    return (capital or sentence.text[:1]) + sentence.text[1:] + missing_stop(sentence.text)


def _capital(text: str, sources: Sequence[CheckedSentence]) -> str:
    """The capital that a sentence lacks and its source has: "missions rose", but not "iPhone sales"."""
    small = text[:1].islower() and text[1:2].islower()
    return text[0].upper() if small and sources and sources[0].source.lstrip("„“»«\"'")[:1].isupper() else ""


def missing_stop(text: str) -> str:
    """The full stop that a sentence lacks, if it does: standfirsts are often set without one."""
    return "." if text and text[-1] not in _ENDS else ""


def with_dates(text: str, dates: Iterable[AddedDate]) -> str:
    """The sentence with its added dates: ``on Monday [9 November 2026]``."""
    for added in sorted(dates, key=lambda one: -one.at):
        text = f"{text[: added.at]} [{day_in_words(added.day)}]{text[added.at :]}"
    return text


def _dated(pieces: Sequence[Segment], dates: Sequence[AddedDate]) -> tuple[Segment, ...]:
    """The pieces of a sentence with the added dates between them, each a piece of its own."""
    result: list[Segment] = []
    at = 0
    for piece in pieces:
        here = sorted((d for d in dates if at < d.at <= at + len(piece.text)), key=lambda d: d.at)
        start = 0
        for added in here:
            cut = added.at - at
            ends = piece.labels if cut == len(piece.text) else ()
            result.append(replace(piece, text=piece.text[start:cut], opens=piece.opens and start == 0, labels=ends))
            title = f"Added: {one_line(added.source)}, counted from the date of publication"
            mark = Mark(added.at, added.at, "added", 0, "", title, "", "")
            result.append(Segment(f" [{day_in_words(added.day)}]", mark, False, ()))
            start = cut
        if start < len(piece.text) or not piece.text:
            result.append(replace(piece, text=piece.text[start:], opens=piece.opens and start == 0))
        at += len(piece.text)
    return tuple(result)


def _summary_sentence(record: Record, sentence: BriefSentence) -> SummarySentence:
    sources = sources_of(record, sentence.sources)
    start = quoted_at(sentence, sources)
    findings = list(sentence.findings)
    if start is not None:  # what its own check found does not count twice, nor more than there
        findings = [moved(finding, start) for finding in sources[0].findings]
        findings += [located.finding for located in brief_only(record, sentence)]
    marks = doubt_marks(by_severity(findings), "target", sentence.text)
    german = tuple(segments(s.source, doubt_marks(by_severity(s.findings), "source", s.source)) for s in sources)
    dates = [added for added in sentence.dates if _valid(added, sentence.text)]
    pieces = _dated(segments(sentence.text, marks), dates)
    capital, stop = _capital(sentence.text, sources), missing_stop(sentence.text)
    if pieces and capital:
        pieces = (replace(pieces[0], text=capital + pieces[0].text[1:]), *pieces[1:])
    return SummarySentence(
        one_line(sentence.text),
        (capital or sentence.text[:1]) + with_dates(sentence.text, dates)[1:] + stop,
        (*pieces, Segment(stop, None, False, ())) if stop else pieces,
        tuple(s.source for s in sources),
        german,
        support_words(sentence.support),
    )


def _valid(added: AddedDate, text: str) -> bool:
    """Whether an added date can be shown: a record may have been edited by other programs."""
    try:
        date.fromisoformat(added.day)
    except ValueError:
        return False
    return 0 < added.at <= len(text)


def _how_many(points: Sequence[OpenPoint]) -> str:
    """``3 errors and 1 warning in 2 sentences``."""
    found = Counter(doubt.severity for point in points for doubt in point.doubts)
    parts = [plural(found[severity], severity) for severity in ("error", "warning") if found[severity]]
    return f"{' and '.join(parts)} in {plural(len(points), 'sentence')}"


def _made(record: Record) -> tuple[tuple[str, str], ...]:
    signature, run = record.signature, record.run
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(signature.libraries.items()))
    pairs = [
        ("Translated by", model_label(signature) + (" (draft quality)" if signature.draft else "")),
        ("Engine", f"{signature.engine} ({decoding_label(signature.decoding)})"),
        ("Summarised by", _summarised(record)),
        ("Made with", f"Wortlaut {signature.wortlaut}" + (f", {libraries}" if libraries else "")),
        ("Run", f"{run.id}, {readable_date(run.started)}, {readable_seconds(run.seconds)}"),
    ]
    return tuple(pairs)


def _summarised(record: Record) -> str:
    name = record.signature.summariser
    return f"sentences of the article ({name} gave none that could be used)" if by_extraction(record) else name
