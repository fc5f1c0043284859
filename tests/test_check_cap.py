"""However much is wrong with a sentence, what is said about it can be read, and nothing bad is hidden."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.check.cap import LISTED, capped
from pipeline.judge import pair_verdict
from pipeline.types import Finding, Severity, Span


def finding(severity: Severity, at: int) -> Finding:
    return Finding("name.missing", "name", severity, Span("Ulm", at, at + 3), None, ("Ulm",), f"gone at {at}")


def test_as_many_as_can_be_read_are_left_as_they_are() -> None:
    findings = [finding("warning", at) for at in range(LISTED)]
    assert capped(findings) == tuple(findings)


def test_the_worst_are_listed_in_their_order_and_the_rest_is_counted() -> None:
    notes = [finding("note", at) for at in range(300)]
    errors = [finding("error", at) for at in range(300, 303)]
    found = capped([*notes, *errors, *(finding("warning", at) for at in range(303, 403))])
    assert len(found) == LISTED + 1
    assert found[97:100] == tuple(errors)
    assert [f.severity for f in found].count("warning") == 100
    last = found[-1]
    assert (last.check, last.severity) == ("text.more", "note")
    assert last.message == "There is more that is not listed: 203 notes."


@pytest.mark.parametrize(("worst", "verdict"), [("error", "fail"), ("warning", "review")])
def test_what_is_left_out_is_as_bad_as_its_worst(worst: Severity, verdict: str) -> None:
    found = capped([*(finding(worst, at) for at in range(201)), finding("note", 999)])
    assert found[-1].severity == worst
    assert found[-1].message == f"There is more that is not listed: 1 {worst}, 1 note."
    assert found[-1].source == Span("Ulm", 200, 203)
    assert pair_verdict(found[-1:]) == verdict


def test_a_sentence_with_hundreds_of_wrong_figures_has_two_hundred_findings_and_one() -> None:
    figures = [str(1_000 + 7 * i) for i in range(450)]
    source = "Gezählt wurden " + ", ".join(figures) + " Vögel."
    comparison = Checker().compare(source, "Nothing was counted.")
    assert len(comparison.findings) == LISTED + 1
    assert comparison.findings[-1].check == "text.more"
    assert pair_verdict(comparison.findings) == "fail"
