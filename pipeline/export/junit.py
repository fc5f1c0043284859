"""JUnit XML for a CI: a test case for each limit and for each article (or pair of lines), the failing ones with their
findings in words.

There is no schema that all CIs follow; this is the part that GitLab, GitHub's reporters and Jenkins read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape, quoteattr

from ..limits import Outcome
from ..render.text import one_line, printable
from ..types import Finding

LISTED = 50
"""Findings of one test case that are listed; further ones are counted."""
_IN_MEMORY = 8 << 20
_PIECE = 1 << 16


class JUnit:
    """Collects test cases as they come; the file, whose head says how many there are, is made at the end.

    Args:
        suite: what the cases are: ``articles`` or ``pairs``.
    """

    def __init__(self, suite: str) -> None:
        self._suite = suite
        self._cases = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when it is made
        self._number = self._failures = self._errors = self._skipped = 0

    def passed(self, name: str, file: str = "", seconds: float = 0.0) -> None:
        """A case with nothing to complain of."""
        self._case(name, file, "", seconds)

    def failed(self, name: str, message: str, lines: Iterable[str], file: str = "", seconds: float = 0.0) -> None:
        """A case that fails, for this reason, with what was found."""
        self._failures += 1
        self._case(name, file, _fault("failure", message, lines), seconds)

    def broken(self, name: str, message: str, file: str = "", *, skipped: bool = False) -> None:
        """An article that could not be made, or was left out."""
        self._skipped += skipped
        self._errors += not skipped
        inner = f"<skipped message={_attribute(message)}/>" if skipped else _fault("error", message, ())
        self._case(name, file, inner)

    def _case(self, name: str, file: str, inner: str, seconds: float = 0.0) -> None:
        self._number += 1
        where = f" file={_attribute(file)}" if file else ""
        head = f'<testcase classname="wortlaut.{self._suite}" name={_attribute(name)}{where} time="{seconds:.2f}"'
        self._cases.write((f"  {head}>{inner}</testcase>\n" if inner else f"  {head}/>\n").encode())

    def parts(self, outcomes: Iterable[Outcome]) -> Iterator[bytes]:
        """The file, piece by piece; only once."""
        outcomes = tuple(outcomes)
        broken = sum(outcome.broken for outcome in outcomes)
        total = _counts(self._number + len(outcomes), self._failures + broken, self._errors, self._skipped)
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wortlaut" {total}>\n'.encode()
        if outcomes:
            yield f' <testsuite name="limits" {_counts(len(outcomes), broken, 0, 0)}>\n'.encode()
            for outcome in outcomes:
                lines = [f"{one_line(c.title) or c.id}: {c.number:,}" for c in outcome.worst]
                inner = _fault("failure", outcome.said, lines) if outcome.broken else ""
                name = f'classname="wortlaut.limits" name={_attribute(f"{outcome.name}: {outcome.words}")} time="0.00"'
                yield f"  <testcase {name}{f'>{inner}</testcase>' if inner else '/>'}\n".encode()
            yield b" </testsuite>\n"
        counts = _counts(self._number, self._failures, self._errors, self._skipped)
        yield f" <testsuite name={_attribute(self._suite)} {counts}>\n".encode()
        with self._cases:
            self._cases.seek(0)
            yield from iter(lambda: self._cases.read(_PIECE), b"")
        yield b" </testsuite>\n</testsuites>\n"


def finding_lines(findings: Iterable[tuple[Finding, str, str, str]]) -> Iterator[str]:
    """Findings in words, each with the text on both sides and where to look; further ones than ``LISTED`` counted."""
    more = 0
    for number, (finding, source, target, where) in enumerate(findings):
        if number >= LISTED:
            more += 1
            continue
        yield f"{finding.severity} {finding.check}: {one_line(finding.message)}"
        yield f"  German:  {one_line(source)}"
        yield f"  English: {one_line(target)}"
        if where:
            yield f"  {one_line(where)}"
    if more:
        yield f"{more:,} more are not listed."


def _fault(element: str, message: str, lines: Iterable[str]) -> str:
    text = "\n".join(printable(line) for line in lines)
    return f"<{element} message={_attribute(message)}>{escape(text)}</{element}>"


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))


def _counts(tests: int, failures: int, errors: int, skipped: int) -> str:
    return f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
