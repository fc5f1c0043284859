"""The brief that an editor reads, as Markdown, as a page, and as a line of ``briefs.jsonl``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..types import SEVERITIES, BriefSentence, CheckedSentence, KeyItem, Lang, Level, Record, Severity
from .highlight import Mark, Segment, by_severity, segments
from .located import Located, brief_only, counts, german_of, kept
from .pages import page
from .text import markdown, one_line, safe_url, url_host
from .words import (
    DRAFT_NOTICE,
    KINDS,
    SEVERITY_SIGNS,
    STATUS,
    VERDICT_MEANING,
    VERDICTS,
    decoding_label,
    model_label,
    plural,
    readable_date,
    readable_seconds,
)

GERMAN_HEADLINE = "[German]"
"""How the summariser marks a headline that it left in German because its translation cannot be trusted."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something doubtful, with the German beside it."""

    severity: Severity
    sign: str
    where: str
    message: str
    german: str
    english: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary, its doubtful places marked, and the German it rests on."""

    text: str
    pieces: tuple[Segment, ...]
    german: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the check kept out of the brief, in words, and the German of the sentence if the words name one."""

    text: str
    german: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """All that either form of the brief shows, in the order in which it is shown."""

    headline: str
    headline_lang: Lang
    german_title: str
    published: str
    source: str
    url: str
    host: str
    verdict: Level
    reasons: tuple[str, ...]
    draft: bool
    sentences: tuple[SummarySentence, ...]
    figures: tuple[KeyItem, ...]
    names: tuple[KeyItem, ...]
    open_points: tuple[OpenPoint, ...]
    elsewhere: tuple[OpenPoint, ...]
    dropped: tuple[Dropped, ...]
    checked: str
    made: tuple[tuple[str, str], ...]


def brief_view(record: Record) -> BriefView:
    """A record arranged for the desk: what the brief says, what is doubtful in it, what is doubtful elsewhere."""
    article, brief, signature = record.article, record.brief, record.signature
    used = {*brief.headline_sources, *(i for sentence in brief.sentences for i in sentence.sources)}
    url = safe_url(article.url)
    figures = counts(record)
    return BriefView(
        headline=one_line(brief.headline) or "Untitled",
        headline_lang="de" if brief.headline.endswith(GERMAN_HEADLINE) else "en",
        german_title=one_line(article.title),
        published=readable_date(article.published),
        source=one_line(article.source),
        url=url,
        host=url_host(url),
        verdict=brief.verdict,
        reasons=brief.reasons,
        draft=signature.draft,
        sentences=tuple(_summary_sentence(record, sentence) for sentence in brief.sentences),
        figures=brief.figures,
        names=brief.names,
        open_points=tuple(_most_urgent_first(_open_points(record))),
        elsewhere=tuple(_most_urgent_first(_elsewhere(record, used))),
        dropped=tuple(_dropped(record, text) for text in brief.dropped),
        checked=f"{plural(figures.facts, 'fact')} in {plural(figures.sentences, 'German sentence')} checked",
        made=_made(record),
    )


def brief_html(record: Record) -> str:
    """``brief.html``: a page of its own, nothing loaded from outside, the German one click away from each sentence."""
    return page("brief.html.j2", view=brief_view(record), draft_notice=DRAFT_NOTICE)


def brief_markdown(record: Record) -> str:
    """``brief.md`` in CommonMark with GFM tables. The same for equal records but for the last lines (run and time)."""
    view = brief_view(record)
    lines = [f"# {markdown(view.headline)}", "", _byline(view), ""]
    if view.draft:
        lines += [f"> **DRAFT.** {DRAFT_NOTICE}", ""]
    lines += [f"**{VERDICTS[view.verdict].upper()}.** {VERDICT_MEANING[view.verdict]}", ""]
    lines += [f"- {markdown(reason)}" for reason in view.reasons]
    lines += ["", "## Summary", "", markdown(" ".join(s.text for s in view.sentences)) or "No summary could be made."]
    lines += _table("Key figures", view.figures, kind=True) + _table("Names", view.names, kind=False)
    lines += ["", "## Open points", ""]
    lines += [line for point in view.open_points for line in _point(point)] or ["None in the brief."]
    if view.elsewhere:
        lines += ["", "### Elsewhere in the article", ""]
        lines += [line for point in view.elsewhere for line in _point(point)]
    if view.dropped:
        lines += ["", "### Left out of the brief by the check", "", *_dropped_lines(view.dropped)]
    lines += ["", "## The German behind the summary", ""]
    for number, sentence in enumerate(view.sentences, 1):
        lines += [
            f"{number}. {markdown(sentence.text)}",
            f"   - German: {markdown(' '.join(sentence.german), inline=True)}",
        ]
    lines += ["", "---", "", f"{view.checked}. Side-by-side check: [qa.html](qa.html)", ""]
    lines += [f"- {name}: {markdown(value, inline=True)}" for name, value in view.made]
    return "\n".join(_without_double_blanks(lines)) + "\n"


def brief_json(record: Record) -> dict[str, Any]:
    """A line of ``briefs.jsonl``: plain text and values, for feeds and content systems."""
    article, brief, signature = record.article, record.brief, record.signature
    return {
        "id": article.id,
        "headline": brief.headline,
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
    sources = german_of(record, sentence.sources)
    findings = list(sentence.findings)
    if len(sources) == 1 and sources[0].target == sentence.text:
        findings += [f for f in sources[0].findings if f not in findings]
    marks = [
        Mark(f.target.start, f.target.end, f.severity, 0, SEVERITY_SIGNS[f.severity], f.message, "", "")
        for f in findings
        if f.target is not None and f.severity != "note" and 0 <= f.target.start < f.target.end <= len(sentence.text)
    ]
    return SummarySentence(sentence.text, segments(sentence.text, marks), tuple(s.source for s in sources))


def _open_points(record: Record) -> Iterable[OpenPoint]:
    """Errors and warnings of the headline, of the sentences the summary rests on, and of the brief's own check."""
    seen: set[str] = set()
    parts = [("Headline", german_of(record, record.brief.headline_sources), list[Located]())]
    for number, sentence in enumerate(record.brief.sentences, 1):
        parts.append(
            (f"Summary, sentence {number}", german_of(record, sentence.sources), list(brief_only(record, sentence)))
        )
    for where, sources, extra in parts:
        yield from _points(where, (s for s in sources if s.id not in seen))
        seen.update(s.id for s in sources)
        for located in extra:
            finding = located.finding
            if finding.severity != "note":
                yield _open_point(finding.severity, where, finding.message, located.german, located.english)


def _dropped(record: Record, text: str) -> Dropped:
    """The summariser's words begin with the id of the sentence that was refused."""
    sentences = german_of(record, [text.partition(" ")[0].rstrip(":")])
    return Dropped(one_line(text), one_line(" ".join(sentence.source for sentence in sentences)))


def _dropped_lines(dropped: tuple[Dropped, ...]) -> Iterable[str]:
    for item in dropped:
        yield f"- {markdown(item.text)}"
        if item.german:
            yield f"    - German: {markdown(item.german, inline=True)}"


def _elsewhere(record: Record, used: set[str]) -> Iterable[OpenPoint]:
    return _points("Article", (s for s in kept(record) if s.id not in used))


def _points(where: str, sentences: Iterable[CheckedSentence]) -> Iterable[OpenPoint]:
    for sentence in sentences:
        for finding in by_severity(sentence.findings):
            if finding.severity != "note":
                yield _open_point(finding.severity, where, finding.message, sentence.source, sentence.target or "")


def _open_point(severity: Severity, where: str, message: str, german: str, english: str) -> OpenPoint:
    return OpenPoint(severity, SEVERITY_SIGNS[severity], where, message, one_line(german), one_line(english))


def _most_urgent_first(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    return sorted(points, key=lambda point: -SEVERITIES.index(point.severity))


def _byline(view: BriefView) -> str:
    parts = [part for part in (markdown(view.published), markdown(view.source, inline=True)) if part]
    if view.url:
        parts.append(f"[German original]({view.url}) ({markdown(view.host, inline=True)})")
    lines = [" · ".join(parts) or "Date and source unknown."]
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


def _point(point: OpenPoint) -> list[str]:
    lines = [
        f"- **{point.sign} {point.severity.capitalize()}** ({point.where}): {markdown(point.message, inline=True)}",
        f"    - German: {markdown(point.german, inline=True) or '–'}",
    ]
    return [*lines, f"    - English: {markdown(point.english, inline=True) or '–'}"]


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
