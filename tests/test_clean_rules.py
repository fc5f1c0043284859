"""Every cleaning rule against its own examples: what it must remove and what it must leave alone."""

from __future__ import annotations

import pytest

from pipeline.clean.rules import Rule, matches, rules

RULES = {rule.id: rule for rule in rules()}


def _cases(kind: str) -> list[tuple[str, str]]:
    return [(rule.id, text) for rule in RULES.values() for text in getattr(rule, kind)]


def _hits(rule: Rule, text: str) -> bool:
    return matches(rule, text) is not None


@pytest.mark.parametrize(("name", "text"), _cases("removes"))
def test_a_rule_matches_what_it_says_it_removes(name: str, text: str) -> None:
    assert _hits(RULES[name], text)


@pytest.mark.parametrize(("name", "text"), _cases("keeps"))
def test_no_rule_of_the_same_scope_removes_what_a_rule_says_it_keeps(name: str, text: str) -> None:
    assert not _hits(RULES[name], text)


def test_every_rule_says_why_and_shows_both_sides() -> None:
    assert len(RULES) >= 20
    for rule in RULES.values():
        assert rule.why.endswith("."), rule.id
        assert rule.removes and rule.keeps, rule.id


@pytest.mark.parametrize(
    "unit",
    ["a ", "Newsletter ", "Cookies ", "© ", "A B ", "Mehr aus ", "(dpa, ", "Von Ab ", "1.1.", "#a ", "Facebook "],
)
def test_rules_come_to_an_end_on_hostile_blocks(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    for rule in RULES.values():
        for length in (rule.max_chars, len(text)):
            matches(rule, text[:length])
            matches(rule, text[:length] + ".")
