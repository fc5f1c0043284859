"""Verdicts are pure functions of findings and policy."""

from __future__ import annotations

import pytest

from pipeline.config import PolicyConfig
from pipeline.judge import apply_policy, brief_verdict, count, pair_verdict
from pipeline.types import BriefSentence, CheckedSentence, Finding, Severity


def finding(severity: Severity, check: str = "number.changed") -> Finding:
    return Finding(check, "number", severity, None, None, (), "said")


def sentence(name: str, *findings: Finding, removed_by: str | None = None) -> CheckedSentence:
    return CheckedSentence(
        name, 0, "text", "paragraph", 0, 1, "x", "x", removed_by, None, (), (), (), (), (), tuple(findings)
    )


BRIEF = (BriefSentence("x", ("s1",)),)


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [((), "pass"), (("note",), "pass"), (("note", "warning"), "review"), (("warning", "error"), "fail")],
)
def test_a_pair_is_as_bad_as_its_worst_finding(severities: tuple[Severity, ...], verdict: str) -> None:
    assert pair_verdict([finding(s) for s in severities]) == verdict


@pytest.mark.parametrize(
    ("article", "verdict", "reasons"),
    [
        ([sentence("s1"), sentence("s2")], "pass", ()),
        (
            [sentence("s1", finding("error")), sentence("s2")],
            "fail",
            ("1 error in the brief or the sentences it rests on",),
        ),
        (
            [sentence("s1"), sentence("s2", finding("error"), finding("error"))],
            "review",
            ("2 errors elsewhere in the article",),
        ),
        ([sentence("s1"), sentence("s2", finding("warning"))], "pass", ()),
        ([sentence("s1", finding("warning"))], "review", ("1 warning in the brief or the sentences it rests on",)),
        ([sentence("s1"), sentence("s2", finding("error"), removed_by="x")], "pass", ()),
    ],
)
def test_a_brief_weighs_its_own_sentences_more(
    article: list[CheckedSentence], verdict: str, reasons: tuple[str, ...]
) -> None:
    assert brief_verdict((), BRIEF, article, PolicyConfig(), draft=False) == (verdict, reasons)


def test_the_sentence_behind_the_headline_counts_as_the_brief() -> None:
    article = [sentence("s1"), sentence("s0", finding("error"))]
    assert brief_verdict(("s0",), BRIEF, article, PolicyConfig(), draft=False)[0] == "fail"


def test_a_draft_model_never_passes_unless_the_policy_says_so() -> None:
    assert brief_verdict((), BRIEF, [sentence("s1")], PolicyConfig(), draft=True) == (
        "review",
        ("translated by a draft-quality model",),
    )
    assert brief_verdict((), BRIEF, [sentence("s1")], PolicyConfig(draft_model="pass"), draft=True) == ("pass", ())


def test_a_brief_without_a_sentence_fails() -> None:
    assert brief_verdict((), (), [sentence("s1")], PolicyConfig(), draft=False)[0] == "fail"


def test_the_policy_ignores_and_caps() -> None:
    policy = PolicyConfig(ignore=("name.added",), max_severity={"number.changed": "warning"})
    kept = apply_policy([finding("error"), finding("note"), finding("error", "name.added")], policy)
    assert [f.severity for f in kept] == ["warning", "note"]
    assert count(kept) == {"note": 1, "warning": 1, "error": 0}


def test_what_the_summary_check_finds_again_counts_once() -> None:
    brief = (BriefSentence("x", ("s1",), (finding("warning"), finding("warning", "name.added"))),)
    article = [sentence("s1", finding("warning"))]
    assert brief_verdict((), brief, article, PolicyConfig(), draft=False)[1] == (
        "2 warnings in the brief or the sentences it rests on",
    )


def test_what_a_person_has_dismissed_does_not_count_nor_does_its_echo_in_the_brief() -> None:
    wrong = finding("error")
    own = finding("error", "name.added")
    brief = (BriefSentence("x", ("s1",), (wrong, own)),)
    article = [sentence("s1", wrong), sentence("s2", wrong)]

    def reasons(*gone: tuple[tuple[str, ...], Finding]) -> tuple[str, ...]:
        return brief_verdict((), brief, article, PolicyConfig(), draft=False, without=frozenset(gone))[1]

    inside, outside = "in the brief or the sentences it rests on", "1 error elsewhere in the article"
    assert reasons() == (f"2 errors {inside}", outside)
    assert reasons((("s1",), wrong)) == (f"1 error {inside}", outside)
    assert reasons((("s1",), own)) == (f"1 error {inside}", outside)
    assert reasons((("s1",), wrong), (("s1",), own), (("s2",), wrong)) == ()
    assert reasons((("s3",), wrong)) == reasons()


def test_the_policy_switches_a_family_off() -> None:
    policy = PolicyConfig(ignore=("negation",))
    kept = apply_policy([finding("warning", "negation.lost"), finding("warning", "number.missing")], policy)
    assert [f.check for f in kept] == ["number.missing"]


def test_the_policy_caps_a_family_and_an_id_goes_before_it() -> None:
    policy = PolicyConfig(max_severity={"bound": "note", "bound.reversed": "warning"})
    kept = apply_policy([finding("error", "bound.reversed"), finding("warning", "bound.changed")], policy)
    assert [(f.check, f.severity) for f in kept] == [("bound.reversed", "warning"), ("bound.changed", "note")]
