"""The brief that an editor reads, as Markdown, as a page, and as a line of ``briefs.jsonl``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..record import counts, removed_in_doubt, sources_of
from ..types import BriefSentence, KeyItem, Level, Record
from .highlight import Segment, by_severity, segments
from .pages import page
from .points import LeftOut, OpenPoint, doubt_marks, elsewhere, in_brief, left_out
from .text import markdown, one_line, safe_url, url_host
from .words import (
    DRAFT_NOTICE,
    KINDS,
    REVIEW_WITHOUT_POINTS,
    STATUS,
    STATUSES,
    UNTITLED_NOTE,
    VERDICT_MEANING,
    VERDICTS,
    decoding_label,
    headline,
    model_label,
    plural,
    readable_date,
    readable_seconds,
    support_words,
)

MOST_ELSEWHERE = 8
"""Sentences from elsewhere in the article shown in ``brief.md``, at most; the side-by-side page has them all."""


MOST_REMOVED = 5
"""Doubtfully removed sentences shown in the brief, at most; the side-by-side page has all removed ones."""

_LOST = "–"


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary and the German it rests on, with doubtful passages marked in both."""

    text: str
    pieces: tuple[Segment, ...]
    german: tuple[str, ...]
    german_pieces: tuple[tuple[Segment, ...], ...]
    support: str = ""
    """How well it is supported, in words; empty for a translated sentence."""


@dataclass(frozen=True, slots=True)
class BriefView:
    """Everything that either form of the brief shows, in display order."""

    headline: str
    headline_lang: str
    headline_note: str
    """Where the headline comes from, if not from a German one."""
    german_title: str
    published: str
    source: str
    url: str
    host: str
    verdict: Level
    meaning: str
    reasons: tuple[str, ...]
    draft: bool
    sentences: tuple[SummarySentence, ...]
    figures: tuple[KeyItem, ...]
    names: tuple[KeyItem, ...]
    open_points: tuple[OpenPoint, ...]
    elsewhere: tuple[OpenPoint, ...]
    elsewhere_words: str
    dropped: tuple[LeftOut, ...]
    removed: tuple[str, ...]
    """German sentences whose removal by cleaning is doubtful."""
    checked: str
    made: tuple[tuple[str, str], ...]


def brief_view(record: Record) -> BriefView:
    """A record arranged for the desk: what the brief says, what is doubtful in it, and what is doubtful elsewhere."""
    article, brief, signature = record.article, record.brief, record.signature
    url = safe_url(article.url)
    figures = counts(record)
    rest = elsewhere(record)
    open_points = tuple(in_brief(record))
    return BriefView(
        headline=headline(brief) or "Untitled",
        headline_lang=brief.headline_language,
        headline_note="" if article.title or not brief.sentences else UNTITLED_NOTE,
        german_title=one_line(article.title),
        published=readable_date(article.published),
        source=one_line(article.source),
        url=url,
        host=url_host(url),
        verdict=brief.verdict,
        meaning=VERDICT_MEANING[brief.verdict] if open_points or brief.verdict != "review" else REVIEW_WITHOUT_POINTS,
        reasons=brief.reasons,
        draft=signature.draft,
        sentences=tuple(_summary_sentence(record, sentence) for sentence in brief.sentences),
        figures=merged(brief.figures),
        names=merged(brief.names),
        open_points=open_points,
        elsewhere=tuple(rest),
        elsewhere_words=_how_many(rest),
        dropped=tuple(left_out(record)),
        removed=tuple(one_line(sentence.source) for sentence in removed_in_doubt(record)),
        checked=f"{plural(figures.facts, 'fact')} in {plural(figures.sentences, 'German sentence')} checked",
        made=_made(record),
    )


def merged(items: Iterable[KeyItem]) -> tuple[KeyItem, ...]:
    """The rows of a table merged to one per German form: its English forms (with a dash if a sentence lost it), and the
    worst status with its message."""
    rows: dict[tuple[str, str], KeyItem] = {}
    for item in items:
        key = (item.kind, item.source.casefold() or item.target.casefold())
        old = rows.get(key)
        if old is None:
            rows[key] = item
            continue
        every = dict.fromkeys((*(old.target or _LOST).split(" / "), item.target or _LOST))
        forms = " / ".join(sorted(every, key=lambda form: form == _LOST))
        worse = max(old, item, key=lambda one: STATUSES.index(one.status))
        rows[key] = replace(worse, source=old.source, target="" if forms == _LOST else forms)
    return tuple(rows.values())


def brief_html(record: Record) -> str:
    """``brief.html``: a self-contained page, with the German one click away from each sentence."""
    return page("brief.html.j2", view=brief_view(record), draft_notice=DRAFT_NOTICE)


def brief_markdown(record: Record) -> str:
    """``brief.md`` in CommonMark with GFM tables. The same for equal records, except the last lines (run and time)."""
    view = brief_view(record)
    lines = [f"# {markdown(view.headline)}", "", _byline(view), ""]
    if view.draft:
        lines += [f"> **DRAFT.** {DRAFT_NOTICE}", ""]
    lines += [f"**{VERDICTS[view.verdict].upper()}.** {view.meaning}", ""]
    lines += [f"- {markdown(reason)}" for reason in view.reasons]
    lines += ["", "## Summary", "", markdown(" ".join(s.text for s in view.sentences)) or "No summary could be made."]
    lines += _table("Key figures", view.figures, kind=True) + _table("Names", view.names, kind=False)
    lines += ["", "## Open points", ""]
    lines += [line for point in view.open_points for line in _point(point)] or ["None in the brief."]
    if view.dropped:
        lines += ["", "### Left out of the brief by the check", "", *_dropped_lines(view.dropped)]
    if view.elsewhere:
        lines += ["", "### Elsewhere in the article", "", f"{view.elsewhere_words}.", ""]
        lines += [line for point in view.elsewhere[:MOST_ELSEWHERE] for line in _point(point)]
        if len(view.elsewhere) > MOST_ELSEWHERE:
            lines.append(f"- {len(view.elsewhere) - MOST_ELSEWHERE} more in [qa.html](qa.html)")
    lines += ["", "## The German behind the summary", ""]
    for number, sentence in enumerate(view.sentences, 1):
        support = f" ({sentence.support})" if sentence.support else ""
        lines += [
            f"{number}. {markdown(sentence.text)}{support}",
            f"   - German: {markdown(' '.join(sentence.german), inline=True)}",
        ]
    if view.removed:
        lines += ["", "## Removed as page furniture, perhaps wrongly", ""]
        lines += [f"- {markdown(sentence, inline=True)}" for sentence in view.removed[:MOST_REMOVED]]
        if len(view.removed) > MOST_REMOVED:
            lines.append(f"- {len(view.removed) - MOST_REMOVED} more in [qa.html](qa.html)")
    lines += ["", "---", "", f"{view.checked}. Side-by-side check: [qa.html](qa.html)", ""]
    lines += [f"- {name}: {markdown(value, inline=True)}" for name, value in view.made]
    return "\n".join(_without_double_blanks(lines)) + "\n"


def brief_json(record: Record) -> dict[str, Any]:
    """A line of ``briefs.jsonl``: plain text and values, for feeds and content systems."""
    article, brief, signature = record.article, record.brief, record.signature
    return {
        "id": article.id,
        "headline": brief.headline,
        "headline_language": brief.headline_language,
        "summary": [sentence.text for sentence in brief.sentences],
        "verdict": brief.verdict,
        "reasons": list(brief.reasons),
        "figures": [_item(item) for item in brief.figures],
        "names": [_item(item) for item in brief.names],
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "published": article.published,
        "model": model_label(signature),
        "draft": signature.draft,
    }


def _item(item: KeyItem) -> dict[str, str]:
    return {
        "kind": item.kind, "source": item.source, "target": item.target, "status": item.status,
        "sentence": item.sentence, "message": item.message,
    }  # fmt: skip


def _summary_sentence(record: Record, sentence: BriefSentence) -> SummarySentence:
    sources = sources_of(record, sentence.sources)
    findings = list(sentence.findings)
    if len(sources) == 1 and sources[0].target == sentence.text:
        findings += [f for f in sources[0].findings if f not in findings]
    marks = doubt_marks(by_severity(findings), "target", sentence.text)
    german = tuple(segments(s.source, doubt_marks(by_severity(s.findings), "source", s.source)) for s in sources)
    pieces, originals = segments(sentence.text, marks), tuple(s.source for s in sources)
    return SummarySentence(sentence.text, pieces, originals, german, support_words(sentence.support))


def _byline(view: BriefView) -> str:
    parts = [part for part in (markdown(view.published), markdown(view.source, inline=True)) if part]
    if view.url:
        parts.append(f"[German original]({view.url}) ({markdown(view.host, inline=True)})")
    lines = [" · ".join(parts) or "Date and source unknown."]
    if view.headline_note:
        lines += ["", view.headline_note]
    if view.german_title:
        lines += ["", f"German title: {markdown(view.german_title, inline=True)}"]
    return "\n".join(lines)


def _table(title: str, items: tuple[KeyItem, ...], kind: bool) -> list[str]:
    lines = ["", f"## {title}", ""]
    if not items:
        return [*lines, "None found."]
    lines += (
        ["| Kind | German | English | Status |", "|---|---|---|---|"]
        if kind
        else ["| German | English | Status |", "|---|---|---|"]
    )
    for item in items:
        cells = [KINDS[item.kind]] if kind else []
        cells += [
            markdown(item.source, inline=True) or "–",
            markdown(item.target, inline=True) or "–",
            STATUS[item.status],
        ]
        if item.message:
            cells[-1] += f": {markdown(item.message, inline=True)}"
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _point(point: OpenPoint) -> Iterable[str]:
    yield f"- **{point.where}**"
    for doubt in point.doubts:
        yield f"    - {doubt.sign} {doubt.severity.capitalize()}: {markdown(doubt.message, inline=True)}"
    yield f"    - German: {markdown(point.german, inline=True) or '–'}"
    yield f"    - English: {markdown(point.english, inline=True) or '–'}"


def _dropped_lines(items: tuple[LeftOut, ...]) -> Iterable[str]:
    for item in items:
        yield f"- {markdown(item.text)}"
        if item.sentences:
            yield f"    - German: {markdown(item.source, inline=True)}"
            yield f"    - English: {markdown(item.target, inline=True) or '–'}"


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
        ("Summarised by", signature.summariser),
        ("Made with", f"Wortlaut {signature.wortlaut}" + (f", {libraries}" if libraries else "")),
        ("Run", f"{run.id}, {readable_date(run.started)}, {readable_seconds(run.seconds)}"),
    ]
    return tuple(pairs)


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for i, line in enumerate(lines) if line or i == 0 or lines[i - 1]]
