"""Findings that somebody has accepted: read from and written to a file that people can edit, and recognised again.

A line is narrow. With a ``pair`` it is about one finding in one pair of texts, and no longer when one of them changes;
without, about a check on the same words on either side, wherever they are::

    check,source,target,pair,reason,who,when
    # Comments and empty lines say nothing.
    name.changed,Hafenamt,Harbour Office,,our name for it,mk,2026-11-26
    number.changed,30.000,3000,9f2c41d0a8b1e677,the original was wrong,mk,2026-11-26

It is a CSV file, with commas, semicolons or tabs. Cells are trimmed, and a cell that a spreadsheet could take for a
formula has an apostrophe before it, which does not count.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from .errors import InputError, TableError
from .sheet import bare, cells, content, day, decoded, guarded, word
from .types import PROBLEMS, Finding, Kind

HEADER = ("check", "source", "target", "pair", "reason", "who", "when")
FROM_FILE = -1
"""What a decision has in place of a rule's number if a line of such a file has made it."""
_GERMAN = {
    "pruefung": "check", "befund": "check", "deutsch": "source", "german": "source", "quelle": "source",
    "englisch": "target", "english": "target", "ziel": "target", "paar": "pair", "grund": "reason",
    "begruendung": "reason", "wer": "who", "von": "who", "by": "who", "wann": "when", "am": "when", "at": "when",
    "datum": "when", "date": "when",
}  # fmt: skip
_PAIR = re.compile("[0-9a-f]{16}")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What a file that people edit cannot keep: control characters, marks that reorder text, halves of characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding that was accepted."""

    check: str
    source: str
    """The finding's words on that side, as :func:`written` gives them; empty if it has none there."""
    target: str
    pair: str
    """:func:`pair_digest` of the two texts; empty for wherever the words are."""
    reason: str
    who: str
    when: str
    """ISO 8601 date, or empty."""
    origin: str = ""
    """File and line, for messages."""


_Words = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """All lines of the files that are in force."""

    lines: tuple[Line, ...] = ()
    digest: str = ""
    """sha256 of what they accept; empty if there are none."""

    def __hash__(self) -> int:
        return hash(self.digest)

    def line(self, check: str, source: str, target: str, pair: tuple[str, str]) -> Line | None:
        """The line that accepts a finding: the narrow one before the wide one.

        Args:
            check: its check.
            source: its words in the source, empty if it has none.
            target: the same in the target.
            pair: the two texts.
        """
        if not self.lines:
            return None
        table = _table(self)
        key = check, written(source), written(target)
        if key not in table:
            return None
        by_pair = table[key]
        found = by_pair.get(pair_digest(*pair)) if len(by_pair) > 1 or "" not in by_pair else None
        return found or by_pair.get("")

    def parted(
        self, findings: Iterable[Finding], source: str, target: str
    ) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Line], ...]]:
        """The findings on a pair of texts that are not accepted, and those that are with their lines."""
        left: list[Finding] = []
        found: list[tuple[Finding, Line]] = []
        for finding in findings:
            line = self.line(*finding.key, (source, target)) if self.lines else None
            if line is None:
                left.append(finding)
            else:
                found.append((finding, line))
        return tuple(left), tuple(found)


NONE = Accepted()


def written(text: str) -> str:
    """Words as a line of such a file has them: on one line, without what cannot be kept in a file that people edit."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def pair_digest(source: str, target: str) -> str:
    """What a pair of texts is known by: 16 hexadecimal digits of sha256 over both, white space between words aside."""
    text = "\x1f".join(written(one) for one in (source, target))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_finding(finding: Finding, source: str, target: str, *, reason: str, who: str, when: str) -> Line:
    """The narrow line for a finding on a pair of texts."""
    mine, theirs = finding.words
    return Line(finding.check, written(mine), written(theirs), pair_digest(source, target), reason, who, when)


def load(paths: Iterable[str | Path]) -> Accepted:
    """The lines of some files together.

    Raises:
        InputError: a file cannot be read.
        TableError: a line that cannot be read, with file and number.
    """
    return joined(line for path in paths for line in read(Path(path)))


def joined(lines: Iterable[Line]) -> Accepted:
    """Lines in force together; of those that say the same the first one."""
    unique: dict[_Words, Line] = {}
    for line in lines:
        unique.setdefault(_words(line), line)
    if not unique:
        return NONE
    text = "\n".join("\x1f".join((*key, unique[key].reason, unique[key].who)) for key in sorted(unique))
    return Accepted(tuple(unique.values()), hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def read(path: Path) -> list[Line]:
    """The lines of a file; raises as :func:`load`."""
    text, _ = decoded(content(path, "the list of accepted findings"), path)
    found: list[Line] = []
    order: list[str] = list(HEADER)
    for number, (at, row) in enumerate(cells(text, path, comments=True)):
        if number == 0 and (columns := _columns(row, f"{path}:{at}")):
            order = columns
            continue
        if len(row) > len(order):
            raise TableError(f"{path}:{at}: {len(row)} columns; write {','.join(HEADER)}")
        given = dict(zip(order, map(bare, row), strict=False))
        found.append(_line(given, f"{path}:{at}"))
    return found


def _columns(row: list[str], where: str) -> list[str] | None:
    names = [_GERMAN.get(word(cell), word(cell)) for cell in row]
    if "check" not in names:
        return None
    for cell, name in zip(row, names, strict=True):
        if name not in HEADER:
            raise TableError(f"{where}: the column {cell!r} is not known; valid: {', '.join(HEADER)}")
    return names


def _line(given: Mapping[str, str], where: str) -> Line:
    check, source, target, pair = (given.get(name, "") for name in HEADER[:4])
    if problem := unknown_check(check, families=False):
        raise TableError(f"{where}: has {problem}")
    if pair and not _PAIR.fullmatch(pair):
        raise TableError(
            f"{where}: {pair!r} is no pair: 16 hexadecimal digits, as `wortlaut check --write-accepted` writes them; "
            "leave it empty to accept these words everywhere"
        )
    if not (source or target or pair):
        raise TableError(f"{where}: says neither the words nor the pair; to turn a check off, use --ignore {check}")
    if not given.get("reason"):
        raise TableError(f"{where}: gives no reason")
    try:
        when = day(given["when"]) if given.get("when") else ""
    except ValueError as error:
        raise TableError(f"{where}: {given['when']!r} is no date; write 2026-11-26 or 26.11.2026") from error
    return Line(check, written(source), written(target), pair, given["reason"], given.get("who", ""), when, where)


def unknown_check(name: str, *, families: bool = True) -> str:
    """What is wrong with the name of a check, with the nearest one that there is; empty if nothing is.

    Args:
        name: ``number.changed``, or a family such as ``number``.
        families: whether a family will do.
    """
    kinds = get_args(Kind)
    family, dot, problem = name.partition(".")
    if family in kinds and (problem in PROBLEMS if dot else families):
        return ""
    known = [*(kinds if families else ()), *(f"{kind}.{problem}" for kind in kinds for problem in PROBLEMS)]
    close = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {close[0]!r}?" if close else ""
    either = f"a family ({', '.join(kinds)}), or " if families else ""
    return f"{name!r}, which is not a check.{meant} Write {either}a family, a dot, and one of {', '.join(PROBLEMS)}."


def append(path: Path, lines: Iterable[Line]) -> int:
    """Write lines behind those of a file, each once; how many were new. The file is made if there is none.

    Raises:
        InputError: the file cannot be read or written.
        TableError: it has a line that cannot be read: nothing is written then.
    """
    there = {_words(line) for line in read(path)} if path.exists() else None
    new: dict[_Words, Line] = {}
    for line in lines:
        if there is None or _words(line) not in there:
            new.setdefault(_words(line), line)
    if not new and there is not None:
        return 0
    text = (text_of(new.values()) if there is None else _rows(new.values())).encode("utf-8", "replace")
    try:
        if there is not None:
            text = _as_there(path, text)
        with path.open("ab") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            f"{path}: the list of accepted findings cannot be written ({error.strerror or error})"
        ) from error
    return len(new)


def _as_there(path: Path, text: bytes) -> bytes:
    """More lines for a file, in its encoding; with a line end before them if its last line has none.

    Raises:
        InputError: its cells are in another order or separated otherwise than a written line's.
    """
    data = path.read_bytes()
    there, encoding = decoded(data, path)
    first = next((line for line in there.splitlines() if line.strip() and not line.startswith("#")), ",".join(HEADER))
    cells_there = [cell.strip() for cell in first.split(",")]
    if tuple(cells_there) != HEADER and (first.count(";") > first.count(",") or "check" in map(word, cells_there)):
        raise InputError(
            f"{path}: was saved in another form; to append to it, its first line must be {','.join(HEADER)}"
        )
    break_ = "" if not there or there.endswith("\n") else "\n"
    return (break_ + text.decode()).encode(encoding, "replace")


def text_of(lines: Iterable[Line]) -> str:
    """A whole file."""
    return (
        f"{','.join(HEADER)}\n# Accepted findings: they count nowhere. With a pair: in this pair of texts only; "
        "without: these words, wherever they are.\n" + _rows(lines)
    )


def _rows(lines: Iterable[Line]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        row = (line.check, line.source, line.target, line.pair, line.reason, line.who, line.when)
        writer.writerow([guarded(written(cell)) for cell in row])
    return out.getvalue()


def unused(accepted: Accepted, used: Iterable[Line]) -> list[Line]:
    """The lines that have accepted nothing."""
    seen = {_words(line) for line in used}
    return [line for line in accepted.lines if _words(line) not in seen]


def told(line: Line) -> str:
    """A line in words, for a message."""
    words = " / ".join(f"“{one}”" for one in (line.source, line.target) if one)
    return f"{line.origin}: {line.check}{' ' + words if words else ''}"


def _words(line: Line) -> _Words:
    return line.check, line.source, line.target, line.pair


@lru_cache(maxsize=8)
def _table(accepted: Accepted) -> dict[tuple[str, str, str], dict[str, Line]]:
    """The lines by check and words, and by pair among those."""
    found: dict[tuple[str, str, str], dict[str, Line]] = {}
    for line in accepted.lines:
        found.setdefault((line.check, line.source, line.target), {})[line.pair] = line
    return found
