"""How well what is said of facts is held: human translations turned round by rule, and alarms on them as they are.

Of every professional translation whose German has a cue, the English is turned round in one place (at least -> at most,
rose -> fell, is not -> is, allegedly -> nothing). A change counts as caught if the checker then reports, at warning or
above, something of the family that it did not report before. Rows are told apart by a checksum of their German: every
second one may be read while tables are written (``tune``), the others only measure (``held``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipeline.check import Checker
from pipeline.judge import rank
from pipeline.types import Finding

FAMILIES = ("bound", "direction", "negation", "hedge")
_FIGURE = r"(?=\s+(?:[€$£]?\d|two|three|four|five|six|seven|eight|nine|ten|half|a (?:third|quarter|dozen|hundred)))"
_MOMENT = (
    r"(?=\s+(?:\d{4}|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))"
)
_RISE, _FALL = (
    r"[Ss]tieg|[Ss]teig|erhöh|[Zz]unahm|zunehm|wuchs|wachs|zugelegt",
    r"sank|[Ss]ink|sunk|fiel|fallen|[Rr]ück|senk",
)
RULES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "bound": (
        (r"[Mm]ehr als|[Üü]ber \d", r"\b(?:[Mm]ore than|over)\b" + _FIGURE, "fewer than"),
        (r"[Ww]eniger als|[Uu]nter \d", r"\b(?:[Ll]ess than|[Ff]ewer than|under)\b" + _FIGURE, "more than"),
        (r"[Mm]indestens|[Ww]enigstens", r"\b[Aa]t least\b" + _FIGURE, "no more than"),
        (r"[Bb]is zu|[Hh]öchstens|[Mm]aximal", r"\b(?:[Uu]p to|[Aa]t most|no more than)\b" + _FIGURE, "a minimum of"),
        (r"[Ff]ast|[Kk]napp|[Bb]einahe", r"\b(?:[Aa]lmost|[Nn]early|[Jj]ust under)\b" + _FIGURE, "well over"),
    ),
    "time": (
        (r"\b[Ss]eit\b|\b[Aa]b\b", r"\b(?:[Ss]ince|[Ff]rom)\b" + _MOMENT, "until"),
        (r"\b[Bb]is\b", r"\b(?:[Uu]ntil|by)\b" + _MOMENT, "from"),
        (r"\b[Vv]or\b", r"\b[Bb]efore\b" + _MOMENT, "after"),
        (r"\b[Nn]ach\b", r"\b[Aa]fter\b" + _MOMENT, "before"),
    ),
    "direction": (
        (_RISE, r"\b(?:rose|increased|grew|climbed)\b", "declined"),
        (_RISE, r"\bincreas(?:e|es|ing)\b", "decrease"),
        (_FALL, r"\b(?:declined|decreased|dropped)\b", "climbed"),
        (r"höher", r"\bhigher\b", "lower"),
        (r"niedriger|geringer", r"\blower\b", "higher"),
    ),
    "negation": (
        (r"\b[Nn]icht\b|\b[Kk]ein", r"\b(is|are|was|were|has|have|had|will|can|do|does|did) not\b(?! only)", r"\1"),
        (r"\b[Nn]icht\b|\b[Kk]ein", r"\b(is|are|was|were|has|have|had|does|did|could|would)n['’]t\b", r"\1"),
        (r"\b[Nn]ie(?:mals)?\b", r"\bnever\b", "often"),
        (r"\b[Kk]ein", r"\bno (?=[a-z]{4,})", "some "),
        (r"\b[Oo]hne\b", r"\bwithout\b", "with"),
        (r"\b[Nn]iemand", r"\b(?:nobody|no one)\b", "everybody"),
    ),
    "hedge": (
        (r"angeblich|mutmaßlich|\bsoll(?:en)?\b|offenbar", r"\b(?:allegedly|reportedly|supposedly|apparently) ", ""),
        (r"\bsoll(?:en)?\b", r"\b(?:is|are) (?:said|alleged|believed|reported) to have been\b", "was"),
        (r"\bsoll(?:en)?\b", r"\b(?:is|are) (?:said|alleged|believed|reported) to have\b", "has"),
        (r"angeblich|mutmaßlich", r"\b(?:alleged|suspected|presumed) (?=[a-z])", ""),
    ),
}


def measure(data: Path) -> dict[str, float]:
    """``caught/turned/FAMILY`` and ``alarm/human/FAMILY`` at warning, per cent; ``held`` is the half never read."""
    professional = list(dict.fromkeys(pairs(data / "check" / "human.jsonl")))
    checker = Checker()
    hits: dict[str, list[bool]] = defaultdict(list)
    for source, target in professional:
        half = "held" if hashlib.md5(source.encode()).digest()[0] & 1 else "tune"
        before = _told(checker.compare(source, target).findings)
        for family in FAMILIES:
            hits[f"alarm/human/{family}/warning"].append(any(check.startswith(family) for check, _ in before))
        for kind, turned in _turned(source, target):
            after = _told(checker.compare(source, turned).findings)
            hits[f"caught/turned/{kind}/warning"].append(bool(after - before))
            if half == "held":
                hits[f"caught/turned-held/{kind}/warning"].append(bool(after - before))
        hits[f"alarm/human-{half}/claims/warning"].append(bool(before))
    return {key: round(100 * sum(values) / len(values), 2) for key, values in sorted(hits.items())}


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The sound pairs of a file of labelled ones, with plain spaces."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["gold"] == "ok":
                yield " ".join(row["de"].split()), " ".join(row["en"].split())


def _told(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {
        (f.check, f.source.text if f.source else "")
        for f in findings
        if rank(f.severity) >= rank("warning") and f.check.partition(".")[0] in FAMILIES
    }


def _turned(source: str, target: str) -> Iterator[tuple[str, str]]:
    for kind, rules in RULES.items():
        for german, english, instead in rules:
            places = list(re.finditer(english, target))
            if len(places) == 1 and re.search(german, source):
                (place,) = places
                yield kind, " ".join((target[: place.start()] + place.expand(instead) + target[place.end() :]).split())
