"""What one record contributes to the figures of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..accepted import FROM_FILE
from ..judge import dismissed
from ..record import Located, all_findings, counts, kept, required
from ..types import Decision, Fact, Record, Signature

State = Literal["open", "confirmed", "dismissed"]
"""What people have said of a finding: nothing yet, that it is right, or that it is not."""
Judged = dict[tuple[tuple[str, ...], object], Decision]
"""The decision on each finding (with the sentences it concerns) that a person has decided about."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A record in numbers. ``groups`` are the names it counts under, by dimension.

    ``sums`` has the fields of :class:`~pipeline.figures.total.Sums`, ``checks`` a number for each check and each of
    ``error``, ``warning``, ``note``, ``articles``, ``confirmed``, ``dismissed``, ``by_rule`` and ``accepted``;
    ``survival`` one for each of ``figures`` and ``names`` with ``facts``, ``before`` and ``after``.
    """

    groups: tuple[tuple[str, str], ...]
    sums: Counter[str]
    checks: Counter[tuple[str, str]]
    survival: Counter[tuple[str, str]]


def measure(record: Record, feed: str = "") -> Measured:
    """The figures of one record. What a person has dismissed counts as dismissed and as nothing else.

    Args:
        record: any record.
        feed: the name of the feed it came from; empty for none.
    """
    figures = counts(record)
    facts = list(required(kept(record)))
    sums = Counter({
        "articles": 1, record.brief.verdict: 1, "sentences": figures.sentences, "facts": figures.facts,
        "names": sum(fact.kind == "name" for fact in facts), "errors": figures.errors, "warnings": figures.warnings,
        "notes": figures.notes, "repairs": figures.repairs,
    })  # fmt: skip
    checks: Counter[tuple[str, str]] = Counter()
    decided = decisions(record)
    met: set[tuple[tuple[str, ...], object]] = set()
    for located in all_findings(record):
        finding = located.finding
        decision = decided.get((located.sentences, finding))
        if decision is not None:
            met.add((located.sentences, finding))
        if decision is not None and decision.action == "dismiss":
            checks[finding.check, "dismissed"] += 1
            checks[finding.check, "by_rule"] += decision.rule > 0
            checks[finding.check, "accepted"] += decision.rule == FROM_FILE
            continue
        checks[finding.check, finding.severity] += 1
        checks[finding.check, "confirmed"] += decision is not None
    for place, decision in decided.items():  # it was right, and somebody has mended the sentence since
        if place not in met and decision.finding is not None and decision.action == "confirm":
            checks[decision.finding.check, "confirmed"] += 1
    for what in ("confirmed", "dismissed"):
        sums[what] = sum(number for (_, of), number in checks.items() if of == what)
    for check in {check for check, of in checks if of in ("error", "warning", "note")}:
        checks[check, "articles"] = 1
    return Measured(tuple(_groups(record, feed)), sums, +checks, _survival(record))


def decisions(record: Record) -> Judged:
    """The last decision on each finding that was decided about."""
    return {(d.sentences, d.finding): d for d in record.decisions if d.action in ("dismiss", "confirm") and d.finding}


def state(located: Located, decided: Judged) -> State:
    """What people have said of a finding."""
    decision = decided.get((located.sentences, located.finding))
    return "open" if decision is None else "dismissed" if decision.action == "dismiss" else "confirmed"


def translated_by(signature: Signature) -> str:
    """The model with its short revision and its engine: ``opus-mt-de-en@6183067f769a (ctranslate2)``."""
    return f"{_revised(signature.translator, signature.translator_revision)} ({signature.engine})"


def _revised(name: str, revision: str) -> str:
    revision = revision.removeprefix("sha256:")[:12]
    return f"{name}@{revision}" if revision else name


def _groups(record: Record, feed: str) -> Iterator[tuple[str, str]]:
    if feed:
        yield "feed", feed
    if record.article.source.strip():
        yield "source", record.article.source.strip()
    for section in dict.fromkeys(record.run.edition.sections if record.run.edition else ()):
        yield "section", section
    signature = record.signature
    yield "model", translated_by(signature)
    yield "summariser", _revised(signature.summariser, signature.summariser_revision)


def _survival(record: Record) -> Counter[tuple[str, str]]:
    """How many facts there are, and how many of them were whole before repair and are now.

    A fact is not whole if an error or a warning that nobody has dismissed points at it. What was wrong before a repair
    the record keeps as messages, which quote the words in question but do not say how severe it was: errors alone
    could not be counted on both sides alike.
    """
    found: Counter[tuple[str, str]] = Counter()
    gone = dismissed(record)
    for sentence in kept(record):
        facts = list(required([sentence]))
        doubts = [f for f in sentence.findings if f.severity != "note" and ((sentence.id,), f) not in gone]
        spans = [finding.source for finding in doubts if finding.source is not None]
        lost = [any(s.start < fact.span.end and fact.span.start < s.end for s in spans) for fact in facts]
        was = _lost_before(facts, [message for repair in sentence.repairs for message in repair.fixed])
        for fact, now, before in zip(facts, lost, was, strict=True):
            family = "names" if fact.kind == "name" else "figures"
            found[family, "facts"] += 1
            found[family, "after"] += not now
            found[family, "before"] += not (now or before)
    return found


def _lost_before(facts: list[Fact], messages: list[str]) -> list[bool]:
    """Which facts the messages are about: each message takes the first fact whose words it quotes."""
    lost = [False] * len(facts)
    for message in dict.fromkeys(messages):
        for place, fact in enumerate(facts):
            if not lost[place] and f"“{fact.span.text}”" in message:
                lost[place] = True
                break
    return lost
