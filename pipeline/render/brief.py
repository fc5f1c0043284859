"""The brief that an editor reads, as Markdown, as a page, and as a line of ``briefs.jsonl``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ..record import long_brief
from ..release import disclosure_of
from ..types import BriefSentence, KeyItem, Person, Record
from .changed import ChangedView, changes_value
from .pages import page, sheet
from .points import LeftOut, OpenPoint, in_brief
from .rows import Shown, source_words, target_words
from .text import markdown
from .view import BriefView, as_sentence, brief_view, source_of
from .words import ADDED_DATES, DRAFT_NOTICE, NOTHING_FOUND, STATUS, TEASER, VERDICTS, model_label, plural

MOST_ELSEWHERE = 8
"""Sentences from elsewhere in the article shown in ``brief.md``, at most; the side-by-side page has them all."""

MOST_ALTERED = 5
"""Sentences that are new, altered or gone since the last version, of each kind, in ``brief.md``, at most."""
MOST_REMOVED = 5
"""Doubtfully removed sentences shown in the brief, at most; the side-by-side page has all removed ones."""


def brief_html(record: Record) -> str:
    """``brief.html``: a self-contained page, with the German one click away from each sentence."""
    view = brief_view(record)
    return page(
        "brief.html.j2",
        style=sheet("changed.css") if view.changed or view.note else "",
        view=view,
        draft_notice=DRAFT_NOTICE,
        added_dates=ADDED_DATES,
        nothing_found=NOTHING_FOUND,
        source_words=source_words,
        target_words=target_words,
    )


def brief_markdown(record: Record) -> str:
    """``brief.md`` in CommonMark with GFM tables. The same for equal records, except the last lines (run and time)."""
    view = brief_view(record)
    lines = [f"**{markdown(view.release, inline=True)}**", ""] if view.release else []
    lines += [f"**{view.notice}**", ""] if view.notice else []
    lines += [f"Sender's note: {markdown(view.note, inline=True)}", ""] if view.note else []
    lines += [
        f"# {markdown(view.headline)}",
        "",
        _byline(view),
        "",
        *_showing(view),
        *_changed(view.changed),
        "",
        *_verdict(view),
    ]
    lines += ["", "## Summary", "", markdown(" ".join(s.text for s in view.sentences)) or "No summary could be made."]
    if view.has_dates:
        lines += ["", markdown(ADDED_DATES)]
    lines += ["", markdown(view.disclosure.text)]
    lines += ["", "## Before you print", "", *_before(view)]
    if view.people:
        lines += ["", "## Who is who", "", "| Name | English | German |", "|---|---|---|"]
        lines += [_person(person) for person in view.people]
    lines += _table("Key figures", view.figures, view) + _table("Names", view.names, view)
    if view.alert:
        lines += ["", "## Alert", "", markdown(view.alert)]
    if view.further:
        lines += ["", "## Long brief", "", markdown(" ".join(s.text for s in view.long))]
    lines += ["", "## The German behind the summary", ""]
    for number, sentence in enumerate(view.sentences, 1):
        support = f" ({sentence.support})" if sentence.support else ""
        lines.append(f"{number}. {markdown(' '.join(sentence.german))}{support}")
    if view.further:
        lines += ["", "The long brief goes on with:", ""]
        for number, sentence in enumerate(view.further, len(view.sentences) + 1):
            lines.append(f"{number}. {markdown(' '.join(sentence.german))}")
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
    every = long_brief(record)
    line = brief.dateline
    lead = brief.sentences[0] if brief.sentences else None
    return {
        "id": article.id,
        "notice": brief.notice,
        "headline": brief.headline,
        "headline_language": brief.headline_language,
        "dateline": {"place": line.place, "agency": line.agency} if line else None,
        "alert": as_sentence(record, lead) if lead is not None and brief.alert == lead.text else brief.alert,
        "summary": [as_sentence(record, sentence) for sentence in brief.sentences],
        "long": [as_sentence(record, sentence) for sentence in every],
        "dates": [date for number, sentence in enumerate(every) for date in _dates(number, sentence)],
        "verdict": brief.verdict,
        "reasons": list(brief.reasons),
        "points": [_point_value(point) for point in in_brief(record)],
        "people": [_person_value(person) for person in brief.people],
        "figures": [_item(item) for item in brief.figures],
        "names": [_item(item) for item in brief.names],
        "title": article.title,
        "url": article.url,
        "source": source_of(record),
        "published": article.published,
        "model": model_label(signature),
        "draft": signature.draft,
        "disclosure": msgspec.to_builtins(disclosure_of(record)),
        **changes_value(record),
    }


def _dates(number: int, sentence: BriefSentence) -> Iterable[dict[str, Any]]:
    for added in sentence.dates:
        yield {"sentence": number, "at": added.at, "day": added.day, "source": added.source}


def _point_value(point: OpenPoint) -> dict[str, Any]:
    return {
        "where": [point.where, *point.also],
        "severity": point.severity,
        "messages": [doubt.message for doubt in point.doubts],
        "advice": [doubt.advice for doubt in point.doubts],
        "source": point.german,
        "target": point.english,
    }


def _person_value(person: Person) -> dict[str, str]:
    return {
        "name": person.name, "source_role": person.source_role, "target_role": person.target_role,
        "sentence": person.sentence,
    }  # fmt: skip


def _item(item: KeyItem) -> dict[str, str]:
    return {
        "kind": item.kind, "source": item.source, "target": item.target, "source_phrase": item.source_phrase,
        "target_phrase": item.target_phrase, "status": item.status, "sentence": item.sentence, "message": item.message,
    }  # fmt: skip


def _showing(view: BriefView) -> list[str]:
    """Where the item of a feed came from, where else it was, and which watched words it has."""
    also = ", ".join(
        f"[{markdown(feed, inline=True)}]({url})" if url else markdown(feed, inline=True) for feed, url in view.also
    )
    parts = [
        f"Feed: {markdown(view.feed, inline=True)}" if view.feed else "",
        f"Also in: {also}" if also else "",
        f"**Watched: {markdown(', '.join(view.hits), inline=True)}**" if view.hits else "",
    ]
    said = " · ".join(filter(None, parts))
    teaser = f"{TEASER} {markdown(view.unread, inline=True)}".rstrip()
    return [*([teaser, ""] if view.teaser else []), *([said, ""] if said else [])]


def _byline(view: BriefView) -> str:
    parts = [
        f"**{markdown(view.dateline, inline=True)}**" if view.dateline else "",
        markdown(view.published),
        markdown(view.source_apart, inline=True),
        f"[German original]({view.url}) ({markdown(view.host, inline=True)})" if view.url else "",
    ]
    unknown = [name for name, value in (("date", view.published), ("source", view.source or view.url)) if not value]
    if unknown:
        parts.append(f"{' and '.join(unknown).capitalize()} unknown")
    lines = [" · ".join(part for part in parts if part)]
    if view.headline_note:
        lines += ["", view.headline_note]
    if view.german_title:
        lines += ["", f"German title: {markdown(view.german_title, inline=True)}"]
    return "\n".join(lines)


def _changed(view: ChangedView | None) -> Iterable[str]:
    if view is None:
        return
    yield from (f"**{markdown(view.title, inline=True)}**", "")
    for fact in view.shown:
        german = f" (German: {markdown(fact.german, inline=True)})" if fact.german else ""
        german = " (in the German only)" if fact.hidden else german
        yield f"- **{markdown(fact.words, inline=True)}**{german}"
    if more := len(view.facts) - len(view.shown):
        yield f"- and {plural(more, 'more fact')}"
    if not view.facts:
        yield "No number, date or name has changed."
    if view.sentences:
        yield from ("", f"{view.sentences}:", "")
    for name, lines, unlisted in view.groups:
        for line in lines[:MOST_ALTERED]:
            if line.pieces:
                yield f"- {name}: {markdown(line.after, inline=True)}"
                yield f"    - before: {markdown(line.before, inline=True)}"
            else:
                yield f"- {name}: {markdown(line.after or line.before, inline=True)}"
        if (rest := len(lines) - MOST_ALTERED + unlisted) > 0:
            yield f"- {name}: {rest:,} more in [brief.html](brief.html)"


def _verdict(view: BriefView) -> list[str]:
    words = [f"**{VERDICTS[view.verdict].upper()}.**"]
    if view.draft:
        words.append("**DRAFT.**")
    if view.reasons:
        reasons = "; ".join(markdown(reason, inline=True) for reason in view.reasons)
        words.append(f"{reasons[0].upper()}{reasons[1:]}.")
    return [" ".join(words)]


def _before(view: BriefView) -> Iterable[str]:
    """Everything to look at, each point once, worst first."""
    yield from (view.meaning, "")
    if view.draft:
        yield from (f"> **DRAFT.** {DRAFT_NOTICE}", "")
    for number, point in enumerate(view.open_points, 1):
        yield from _point(f"{number}.", point)
    if not view.open_points:
        yield NOTHING_FOUND
    if view.dropped:
        yield from ("", "### Left out of the brief by the check", "", *_dropped_lines(view.dropped))
    if view.elsewhere:
        yield from ("", "### Elsewhere in the article", "", f"Not in the brief: {view.elsewhere_words}.", "")
        for point in view.elsewhere[:MOST_ELSEWHERE]:
            yield from _point("-", point)
        if len(view.elsewhere) > MOST_ELSEWHERE:
            yield f"- {len(view.elsewhere) - MOST_ELSEWHERE} more in [qa.html](qa.html)"


def _point(bullet: str, point: OpenPoint) -> Iterable[str]:
    indent = " " * (len(bullet) + 1)
    doubts = [
        f"{doubt.sign} {doubt.severity.capitalize()}: {markdown(doubt.message, inline=True)} "
        f"→ {markdown(doubt.advice, inline=True)}"
        for doubt in point.doubts
    ]
    if bullet == "-":
        yield f"- {doubts.pop(0)}"
    else:
        yield f"{bullet} **{', '.join((point.where, *point.also))}**"
    yield from (f"{indent}- {doubt}" for doubt in doubts)
    yield f"{indent}- German: {markdown(point.german, inline=True) or '–'}"
    yield f"{indent}- English: {markdown(point.english, inline=True) or '–'}"


def _person(person: Person) -> str:
    cells = (person.name, person.target_role, person.source_role)
    return "| " + " | ".join(markdown(cell, inline=True) or "–" for cell in cells) + " |"


def _table(title: str, table: Shown, view: BriefView) -> list[str]:
    lines = ["", f"## {title}", ""]
    if not table.rows and not table.folded:
        return [*lines, "None found."]
    if table.rows:
        lines += ["| English | German | Status |", "|---|---|---|"]
    for item in table.rows:
        cells = [markdown(target_words(item), inline=True) or "–", markdown(source_words(item), inline=True) or "–"]
        status = STATUS[item.status]
        if number := view.point(item):
            status += f": see point {number}"
        elif item.message:
            status += f": {markdown(item.message, inline=True)}"
        lines.append("| " + " | ".join((*cells, status)) + " |")
    if table.folded:
        rest = ", ".join(markdown(words, inline=True) for words in table.rest)
        lead = f"and {len(table.folded)} more" if table.rows else plural(len(table.folded), title.lower().rstrip("s"))
        lines += ["", f"{lead}, the same on both sides: {rest}"]
    return lines


def _dropped_lines(items: tuple[LeftOut, ...]) -> Iterable[str]:
    for item in items:
        yield f"- {markdown(item.text)}"
        if item.sentences:
            yield f"    - German: {markdown(item.source, inline=True)}"
            yield f"    - English: {markdown(item.target, inline=True) or '–'}"


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for i, line in enumerate(lines) if line or i == 0 or lines[i - 1]]
