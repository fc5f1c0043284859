"""Standing dismissals, for one article or for all, applied to a record: pure functions of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..accepted import written
from ..record import open_findings
from ..types import Decision, Record


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Findings of one check on the same words, wherever they are: they do not count.

    ``source`` and ``target`` are the finding's words on either side, empty where it has none.
    """

    rule: int
    check: str
    source: str
    target: str
    reason: str
    by: str
    at: str
    """UTC, ISO 8601."""


def settled(record: Record, dismissals: Iterable[Dismissal]) -> Record:
    """The record with a decision for each open finding that a dismissal is about; the same record if there is none.

    The verdict is left to :func:`pipeline.judge.judged`.
    """
    by_words = {_plain((one.check, one.source, one.target)): one for one in dismissals}
    if not by_words:
        return record
    confirmed = {(d.sentences, d.finding) for d in record.decisions if d.action == "confirm"}
    made = []
    for located in open_findings(record):
        rule = by_words.get(_plain(located.finding.key))
        if rule is not None and (located.sentences, located.finding) not in confirmed:
            made.append(
                Decision("dismiss", rule.by, rule.at, located.sentences, located.finding, rule.reason, rule=rule.rule)
            )
    return replace(record, decisions=(*record.decisions, *made)) if made else record


def _plain(words: tuple[str, str, str]) -> tuple[str, str, str]:
    """The same, whatever white space is between the words: a file that people edit keeps no other than spaces."""
    check, source, target = words
    return check, written(source), written(target)
