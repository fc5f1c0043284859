"""Limits: which are broken, by how much, whose fault it is; and the options of the commands that hold them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from pipeline.cli import wortlaut
from pipeline.cli.gates import told
from pipeline.config import Config, LimitsConfig, PolicyConfig, load, policy_digest
from pipeline.errors import ConfigError
from pipeline.limits import Gate, Outcome, Weighed, weighed
from pipeline.types import Decision, Level

from . import support_records as support

SLIP = "Nordkorea schickt bis zu 30.000 Soldaten.\tNorth Korea is sending up to 3,000 soldiers.\n"
SOUND = "Nordkorea schickt bis zu 30.000 Soldaten.\tNorth Korea is sending up to 30,000 soldiers.\n"


def article(name: str, errors: int = 0, warnings: int = 0, facts: int = 100, verdict: Level | None = "pass") -> Weighed:
    found = Counter({("number.changed", "error"): errors, ("name.added", "warning"): warnings})
    return Weighed(name, name.title(), facts, verdict, found)  # type: ignore[arg-type]


def outcomes(limits: LimitsConfig, *articles: Weighed) -> dict[str, Outcome]:
    gate = Gate(limits)
    for one in articles:
        gate.add(one)
    return {outcome.name: outcome for outcome in gate.outcomes()}


@pytest.mark.parametrize(
    ("limits", "broken", "said"),
    [
        (LimitsConfig(errors=3), False, "3 errors; allowed: 3."),
        (LimitsConfig(errors=1), True, "3 errors; allowed: 1, so 2 too many."),
        (LimitsConfig(errors=0), True, "3 errors; allowed: none."),
        (LimitsConfig(errors_per_1000=15), False, "15 errors per 1,000 facts (3 errors in 200 facts); allowed: 15."),
        (
            LimitsConfig(errors_per_1000=12.5),
            True,
            "15 errors per 1,000 facts (3 errors in 200 facts); allowed: 12.5, so 1 too many.",
        ),
        (
            LimitsConfig(warnings_per_1000=0.25),
            True,
            "5 warnings per 1,000 facts (1 warning in 200 facts); allowed: 0.25, so 1 too many.",
        ),
        (
            LimitsConfig(checks_per_1000={"name": 4}),
            True,
            "5 findings of name per 1,000 facts (1 finding of name in 200 facts); allowed: 4, so 1 too many.",
        ),
        (LimitsConfig(checks_per_1000={"name.missing": 0}), False, None),
        (
            LimitsConfig(failed_share=0.2),
            True,
            "2 of 3 articles failed or could not be made (66.7%); allowed: 20%, so 2 too many.",
        ),
    ],
)
def test_a_limit_says_by_how_much_it_is_broken(limits: LimitsConfig, broken: bool, said: str | None) -> None:
    made = article("lost", facts=0, verdict=None)
    [outcome] = outcomes(limits, article("one", 1), article("two", 2, 1, verdict="fail"), made).values()
    assert outcome.broken is broken
    assert said is None or outcome.said == said


def test_no_limit_is_set_unless_one_is_written() -> None:
    assert outcomes(LimitsConfig(), article("one", 5)) == {}
    [nothing] = outcomes(LimitsConfig(errors_per_1000=1), article("one", 1, facts=0)).values()
    assert (nothing.broken, nothing.measured) == (True, None)
    assert nothing.said == "1 error in 0 facts; allowed: none, so 1 too many."


def test_one_is_singular() -> None:
    limits = LimitsConfig(errors=1, errors_per_1000=1, warnings_per_1000=0.5, checks_per_1000={"name": 1})
    made = outcomes(limits, article("one", 1, 1, facts=1000))
    assert [one.words for one in made.values()] == [
        "at most 1 error", "at most 1 error per 1,000 facts", "at most 0.5 warnings per 1,000 facts",
        "at most 1 finding of name per 1,000 facts",
    ]  # fmt: skip
    assert made["errors_per_1000"].said == "1 error per 1,000 facts (1 error in 1,000 facts); allowed: 1."


def test_the_worst_articles_are_named_the_first_of_equals_first() -> None:
    many = [article(f"a{i}", i % 3) for i in range(40)]
    [outcome] = outcomes(LimitsConfig(errors=0), *many).values()
    assert [(c.id, c.number) for c in outcome.worst] == [("a2", 2), ("a5", 2), ("a8", 2), ("a11", 2), ("a14", 2)]
    assert told(outcome, "report.html").startswith(
        "limit errors is broken: 39 errors; allowed: none. Worst: “A2” (2), “A5”"
    )
    assert told(outcome, "report.html").endswith(" See report.html")


def test_an_approved_brief_with_an_error_is_counted_and_a_dismissed_error_is_not() -> None:
    accept = Decision("accept", "eva", "2026-11-22T10:00:00+00:00")
    approved = replace(support.RECORD, decisions=(accept,))
    assert weighed(support.RECORD, PolicyConfig()).approved_errors == 0
    assert weighed(approved, PolicyConfig()).approved_errors == 1
    assert weighed(approved, PolicyConfig(ignore=("number",))).approved_errors == 0
    assert weighed(approved, PolicyConfig(max_severity={"number": "warning"})).found["number.changed", "warning"] == 1
    error = support.SENTENCES[2].findings[0]
    gone = Decision("dismiss", "eva", "2026-11-22T09:59:00+00:00", ("s3",), error)
    assert weighed(replace(approved, decisions=(gone, accept)), PolicyConfig()).approved_errors == 0
    gate = Gate(LimitsConfig(approved_errors=0))
    gate.add(weighed(approved, PolicyConfig()))
    [outcome] = gate.outcomes()
    assert (outcome.words, outcome.said) == (
        "no error in an approved brief",
        "1 error in an approved brief; allowed: none.",
    )


def test_limits_are_read_from_the_policy_and_decide_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "strict.toml"
    path.write_text('[policy.limits]\nerrors_per_1000 = 2\nchecks_per_1000 = { name = 5, "number.changed" = 0.5 }\n')
    policy = load(path).policy
    assert policy.limits == LimitsConfig(errors_per_1000=2.0, checks_per_1000={"name": 5.0, "number.changed": 0.5})
    assert policy_digest(policy) == policy_digest(Config().policy)
    for wrong, said in (
        ("errors = -1", "'policy.limits.errors' is -1.0; valid: 0 or more."),
        ("checks_per_1000 = { name = -1 }", "'policy.limits.checks_per_1000.name' is -1.0; valid: 0 or more."),
        ("checks_per_1000 = { nmae = 1 }", "which is not a check. Did you mean 'name'?"),
        ("failed_share = 5", "'policy.limits.failed_share' is 5.0; valid: 0 to 1, or inf for none."),
        ("eror = 1", "unknown key 'policy.limits.eror'. Did you mean 'policy.limits.errors'?"),
    ):
        path.write_text(f"[policy.limits]\n{wrong}\n")
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0), (["--max-errors", "0"], 1), (["--max-errors", "1"], 0), (["--max-per-1000", "100"], 1),
        (["--max-per-1000", "1000"], 0), (["--fail-on", "error"], 1), (["--fail-on", "warning", "--max-errors", "9"], 1),
    ],
)  # fmt: skip
def test_check_ends_with_1_where_a_limit_is_broken(tmp_path: Path, options: list[str], code: int) -> None:
    (tmp_path / "p.tsv").write_text(SOUND + SLIP, encoding="utf-8")
    done = CliRunner().invoke(
        wortlaut, ["check", str(tmp_path / "p.tsv"), *options, "--junit", str(tmp_path / "j.xml")]
    )
    assert done.exit_code == code, done.output
    assert ("allowed: " in done.stderr) is bool(code)
    cases = etree.parse(tmp_path / "j.xml").findall("testsuite[@name='pairs']/testcase")
    assert [(case.get("name"), len(case)) for case in cases] == [("line 1", 0), ("line 2", 1)]
    assert "error number.changed: “30.000” became “3,000”.\n  German:  Nordkorea schickt" in cases[1][0].text
