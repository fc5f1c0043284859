"""What has changed since the last version, as a page shows it: facts first, then sentences, and the sender's note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..record import kept
from ..types import Edition, FactChange, Record, Signal, TextChange
from .highlight import difference
from .text import cut, one_line
from .words import NOTICES, plural, readable_date

FACTS = 8
"""Facts shown at once; further ones are folded, or counted in ``brief.md``."""
NEW_FACTS = 3
"""Of these, such as are new. A version that is twice as long has dozens of them, and they are read in the text."""
FOLDED = 40
"""Facts and sentences of a kind that are listed, at most. What has been rewritten altogether is read as a new text."""
_LONGEST = 200
"""Characters of a change in a list of articles."""

SIGNALS: dict[Signal, str] = {
    "": "",
    "update": NOTICES["update"],
    "correction": NOTICES["correction"],
    "withdrawn": "Withdrawn by its sender. Do not use it.",
}
_MARKS: dict[Signal, str] = {"": "Changed", "update": "Update", "correction": "Correction", "withdrawn": "Withdrawn"}


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact before and now, in English and in the source's words; ``row`` is its sentence's number in ``qa.html``.

    ``hidden``: the English is the same in both versions, so that only the source shows the change.
    """

    before: str
    after: str
    source_before: str
    source_after: str
    row: int
    hidden: bool

    @property
    def words(self) -> str:
        """``11 dead → 12 dead``, ``gone: 1.2 million euros``, ``new: Lutz Bremer``."""
        before, after = (self.source_before, self.source_after) if self.hidden else (self.before, self.after)
        if not before:
            return f"new: {after}"
        return f"{before} → {after}" if after else f"gone: {before}"

    @property
    def german(self) -> str:
        """The change in the source's words; empty if the English has the same ones."""
        sides = ((self.source_before, self.before), (self.source_after, self.after))
        if self.hidden or all(source.casefold() == target.casefold() for source, target in sides):
            return ""
        return " → ".join(source for source, _ in sides if source)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A sentence before and now; ``pieces`` is the difference word by word (see :func:`.highlight.difference`)."""

    before: str
    after: str
    pieces: tuple[tuple[str, str], ...]
    row: int


@dataclass(frozen=True, slots=True)
class ChangedView:
    """The block under the headline."""

    title: str
    facts: tuple[FactLine, ...]
    new: tuple[TextLine, ...]
    altered: tuple[TextLine, ...]
    removed: tuple[TextLine, ...]

    @property
    def shown(self) -> tuple[FactLine, ...]:
        """The facts that are shown at once: what has changed or is gone, which comes first, and some that are new."""
        new = sum(not line.before for line in self.facts)
        return self.facts[: min(FACTS, len(self.facts) - new + NEW_FACTS)]

    @property
    def folded(self) -> tuple[FactLine, ...]:
        """Those behind them that are listed."""
        return self.facts[len(self.shown) : FOLDED]

    @property
    def unlisted(self) -> int:
        """How many facts are not listed."""
        return max(0, len(self.facts) - FOLDED)

    @property
    def groups(self) -> tuple[tuple[str, tuple[TextLine, ...], int], ...]:
        """The sentences by what became of them: name, those that are listed, and how many are not."""
        every = (("New", self.new), ("Altered", self.altered), ("Removed", self.removed))
        return tuple((name, lines[:FOLDED], max(0, len(lines) - FOLDED)) for name, lines in every if lines)

    @property
    def sentences(self) -> str:
        """``1 sentence is new, 2 are altered, 1 is removed``; empty if none has changed."""
        groups = (("new", self.new), ("altered", self.altered), ("removed", self.removed))
        counts = [(len(lines), word) for word, lines in groups if lines]
        parts = [f"{n:,} {'is' if n == 1 else 'are'} {word}" for n, word in counts]
        if parts:
            n, word = counts[0]
            parts[0] = f"{plural(n, 'sentence')} {'is' if n == 1 else 'are'} {word}"
        return ", ".join(parts)

    def at(self, row: int) -> tuple[tuple[FactLine, ...], TextLine | None]:
        """What has changed in a row of ``qa.html``: its facts, and how its sentence read before."""
        facts = tuple(line for line in self.facts if line.row == row)
        return facts, next((line for line in (*self.new, *self.altered) if line.row == row), None)


def changed_view(record: Record) -> ChangedView | None:
    """The changes of a record since the one that it replaced; ``None`` for an article's first version."""
    changes = record.run.changes
    if changes is None:
        return None
    rows = {sentence.id: number for number, sentence in enumerate(kept(record), 1)}
    texts = [_text_line(change, rows) for change in changes.texts]
    return ChangedView(
        title=one_line(f"Changed since {_since(changes.since, record.run.started)}") if changes.since else "Changed",
        facts=tuple(_fact_line(change, rows) for change in changes.facts),
        new=tuple(line for line in texts if not line.before),
        altered=tuple(line for line in texts if line.before and line.after),
        removed=tuple(line for line in texts if not line.after),
    )


def in_a_line(record: Record) -> str:
    """A mark for a list of articles: what its sender calls this version, and the most important change.

    For instance ``Correction: 11 dead → 12 dead``; empty for an article that is neither corrected nor changed.
    """
    edition, view = record.run.edition, changed_view(record)
    signal: Signal = edition.signal if edition else ""
    if view is None and not signal:
        return ""
    if view is not None and view.facts:
        words = view.facts[0].words
        more = f" and {len(view.facts) - 1:,} more" if len(view.facts) > 1 else ""
    else:
        words, more = (view.sentences if view is not None else "") or note_of(edition), ""
    if not words and not signal:
        return ""
    return f"{_MARKS[signal]}: {cut(words, _LONGEST)}{more}" if words else _MARKS[signal]


def note_of(edition: Edition | None) -> str:
    """What the sender says is new in this version."""
    return one_line(edition.note) if edition else ""


def changes_value(record: Record) -> dict[str, Any]:
    """What ``briefs.jsonl`` has besides: ``edition`` for an item of a feed, ``changes`` for a later version."""
    value: dict[str, Any] = {}
    if (edition := record.run.edition) is not None:
        value["edition"] = {"signal": edition.signal, "version": edition.version, "note": edition.note}
    if (changes := record.run.changes) is not None:
        texts = changes.texts
        value["changes"] = {
            "since": changes.since,
            "facts": [_fact_value(change) for change in changes.facts[:FOLDED]],
            "counts": {
                "facts": len(changes.facts),
                "new": sum(not text.before for text in texts),
                "altered": sum(bool(text.before and text.after) for text in texts),
                "removed": sum(not text.after for text in texts),
            },
        }
    return value


def _fact_value(change: FactChange) -> dict[str, str]:
    return {
        "kind": change.kind, "before": change.before, "after": change.after, "source_before": change.source_before,
        "source_after": change.source_after, "sentence": change.sentence,
    }  # fmt: skip


def _fact_line(change: FactChange, rows: dict[str, int]) -> FactLine:
    return FactLine(
        before=one_line(change.before),
        after=one_line(change.after),
        source_before=one_line(change.source_before),
        source_after=one_line(change.source_after),
        row=rows.get(change.sentence, 0) if change.after else 0,
        hidden=bool(change.before) and change.before == change.after,
    )


def _text_line(change: TextChange, rows: dict[str, int]) -> TextLine:
    before, after = one_line(change.before), one_line(change.after)
    pieces = difference(before, after) if before and after else ()
    return TextLine(before, after, pieces, rows.get(change.sentence, 0) if after else 0)


def _since(since: str, now: str) -> str:
    """``14:10 UTC``, or with the day before it if that is another one."""
    try:
        moment, today = datetime.fromisoformat(since), datetime.fromisoformat(now)
    except ValueError:
        return readable_date(since)
    zone = moment.strftime("%Z")
    if moment.tzinfo is None or moment.date() != today.date():
        return readable_date(since)
    return f"{moment:%H:%M} {zone}"
