"""Marks, numbers and segments of a row: the same as the plain definition says, in work that grows with the row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.highlight import STATES, Mark, _numbers, pair_view, segments
from pipeline.types import Fact, Finding, Link, Span
from tests.test_quantities_linear import calls

_LINKS = st.lists(st.builds(Link, st.integers(0, 7), st.integers(0, 7)), max_size=12)
_MARKS = st.lists(
    st.builds(
        lambda start, length, state, label: Mark(start, start + length, state, 0, label, "", f"{start}-{length}", ""),
        st.integers(0, 8),
        st.integers(1, 5),
        st.sampled_from(STATES),
        st.sampled_from(("", "1", "2")),
    ),
    max_size=6,
)


@given(_LINKS)
def test_facts_share_a_number_if_links_join_them(links: list[Link]) -> None:
    left, right = _numbers(links)
    groups: list[set[tuple[str, int]]] = []
    for link in links:
        joined = {("left", link.source), ("right", link.target)}
        joined = joined.union(*(group for group in groups if group & joined))
        groups = [group for group in groups if not group & joined] + [joined]
    numbers = [{(left if side == "left" else right)[key] for side, key in group} for group in groups]
    assert all(len(of_group) == 1 for of_group in numbers)
    assert len(set[int]().union(*numbers)) == len(groups)


@given(_MARKS)
def test_a_segment_is_under_all_marks_that_cover_it(marks: list[Mark]) -> None:
    text = "abcdefghijklmn"
    found = segments(text, marks)
    assert "".join(segment.text for segment in found) == text
    start = 0
    for segment in found:
        end = start + len(segment.text)
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        worst = max((STATES.index(mark.state) for mark in over), default=None)
        assert (STATES.index(segment.mark.state) if segment.mark else None) == worst
        assert segment.labels == tuple(mark.label for mark in over if mark.end == end and mark.label)
        start = end


def test_a_row_of_thousands_of_facts_is_shown_in_linear_work() -> None:
    def row(count: int) -> int:
        text = "7 " * count
        spans = [Span("7", 2 * i, 2 * i + 1) for i in range(count)]
        facts = [Fact("number", span, ("7",), False) for span in spans]
        links = [Link(i, i) for i in range(0, count, 2)]
        findings = [Finding("number.missing", "number", "error", span, None, (), "x") for span in spans[1::2]]
        return calls(lambda: pair_view("r1", "1", text, text, facts, facts, links, findings))

    assert row(2000) <= 4.5 * row(500) + 500
