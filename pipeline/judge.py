"""Verdicts: pure functions of findings and policy, apart from measuring, so that a stored run can be judged again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from .accepted import FROM_FILE, Accepted
from .config import PolicyConfig, policy_digest
from .resources import fingerprint
from .types import SEVERITIES, BriefSentence, CheckedSentence, Decision, Finding, Level, Record, Severity

LEVELS: tuple[Level, ...] = ("pass", "review", "fail")
NOT_JUDGED: tuple[Level, tuple[str, ...]] = ("fail", ("not judged yet",))
"""Verdict and reasons of a brief that has not been through :func:`judged`: it does not pass."""

DRAFT_REASON = "translated by a draft-quality model"


def judged(record: Record, policy: PolicyConfig) -> Record:
    """The record with its verdict under a policy.

    Nothing is measured here: a record can be judged any number of times. What the policy's files of accepted findings
    have a line for is dismissed, and no longer so if the line is gone.
    """
    record = _with_accepted(record, policy.accepted)
    brief = record.brief
    verdict, reasons = brief_verdict(
        brief.headline_sources,
        brief.sentences,
        record.sentences,
        policy,
        record.signature.draft,
        dismissed(record),
        brief.headline_findings,
    )
    return replace(
        record,
        brief=replace(brief, verdict=verdict, reasons=reasons),
        signature=replace(record.signature, policy=identity(policy)),
    )


def _with_accepted(record: Record, accepted: Accepted) -> Record:
    from .record import all_findings  # which builds on this module

    decisions = [decision for decision in record.decisions if decision.rule != FROM_FILE]
    if accepted.lines:
        decided = {(d.sentences, d.finding) for d in decisions if d.finding is not None}
        for one in all_findings(record):
            line = accepted.line(*one.finding.key, (one.source, one.target))
            if line is not None and (one.sentences, one.finding) not in decided:
                found = Decision(
                    "dismiss", line.who, line.when, one.sentences, one.finding, line.reason, rule=FROM_FILE
                )
                decisions.append(found)
    return record if tuple(decisions) == record.decisions else replace(record, decisions=tuple(decisions))


Dismissed = frozenset[tuple[tuple[str, ...], Finding]]
"""Findings that do not count, each with the ids of the sentences it concerns."""


def dismissed(record: Record) -> Dismissed:
    """What people have decided not to count."""
    return frozenset((d.sentences, d.finding) for d in record.decisions if d.action == "dismiss" and d.finding)


def identity(policy: PolicyConfig) -> str:
    """sha256 of what decides a verdict: the policy and the code that applies it."""
    return hashlib.sha256(f"{policy_digest(policy)} {fingerprint('judge.py', 'accepted.py')}".encode()).hexdigest()


def apply_policy(findings: Iterable[Finding], policy: PolicyConfig) -> tuple[Finding, ...]:
    """The findings that count under a policy, with severities capped as it says.

    A policy names a check by its id or by its family; what it says of the id goes before what it says of the family.
    """
    kept = []
    for finding in findings:
        family = finding.check.partition(".")[0]
        if finding.check in policy.ignore or family in policy.ignore:
            continue
        cap = policy.max_severity.get(finding.check) or policy.max_severity.get(family)
        if cap is not None and rank(finding.severity) > rank(cap):
            finding = replace(finding, severity=cap)
        kept.append(finding)
    return tuple(kept)


def rank(severity: Severity) -> int:
    """0 for a note, 1 for a warning, 2 for an error."""
    return SEVERITIES.index(severity)


def pair_verdict(findings: Iterable[Finding]) -> Level:
    """A single pair: ``fail`` if any error, ``review`` if any warning, else ``pass``."""
    worst = max((rank(finding.severity) for finding in findings), default=0)
    return LEVELS[worst]


def count(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each severity."""
    counts: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def brief_verdict(
    headline_sources: tuple[str, ...],
    brief: Iterable[BriefSentence],
    article: Iterable[CheckedSentence],
    policy: PolicyConfig,
    draft: bool,
    without: Dismissed = frozenset(),
    headline: Iterable[Finding] = (),
) -> tuple[Level, tuple[str, ...]]:
    """The verdict on a brief and the reasons for it in words.

    Findings in the brief's own sentences and in the article sentences that they (and the headline) rest on count as
    ``brief_*``; those elsewhere in the article as ``article_*``; those in ``without`` not at all. A brief without
    sentences never passes. ``headline`` are findings of a headline that a person wrote.
    """
    brief = tuple(brief)
    used = {*headline_sources, *(source for sentence in brief for source in sentence.sources)}
    checked = [s for s in article if s.removed_by is None]
    known = [f for s in checked if s.id in used for f in s.findings]
    inside = [f for s in checked if s.id in used for f in s.findings if ((s.id,), f) not in without]
    inside += [f for s in brief for f in beyond(s.findings, known) if (s.sources, f) not in without]
    inside += [f for f in beyond(headline, known) if (headline_sources, f) not in without]
    outside = [f for s in checked if s.id not in used for f in s.findings if ((s.id,), f) not in without]
    in_brief, in_article = count(apply_policy(inside, policy)), count(apply_policy(outside, policy))
    weighed: list[tuple[Level, str]] = [
        (policy.brief_error, _words(in_brief["error"], "error", "in the brief or the sentences it rests on")),
        (policy.brief_warning, _words(in_brief["warning"], "warning", "in the brief or the sentences it rests on")),
        (policy.article_error, _words(in_article["error"], "error", "elsewhere in the article")),
        (policy.article_warning, _words(in_article["warning"], "warning", "elsewhere in the article")),
    ]
    if draft:
        weighed.append((policy.draft_model, DRAFT_REASON))
    if not brief:
        weighed.append(("fail", "no sentence of the summary could be grounded in the source"))
    counted = [(level, words) for level, words in weighed if words and level != "pass"]
    verdict: Level = max((level for level, _ in counted), key=LEVELS.index, default="pass")
    return verdict, tuple(words for _, words in counted)


def beyond(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """The findings that are not already among the known ones.

    A summary sentence is checked again on its own; what its source sentence's check found must not count twice. Spans
    may refer to different texts, so the words are compared.
    """
    said = {finding.key for finding in known}
    return [finding for finding in findings if finding.key not in said]


def _words(number: int, noun: str, where: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'} {where}" if number else ""
