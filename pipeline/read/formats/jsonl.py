"""JSON lines: one record per line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Any

from ...config import InputConfig
from ..decode import Undecodable, decode, refuse_known_binary, wide_encoding
from ..document import Document, Line
from ..draft import Draft, Drafts, Refused
from ..records import draft_of, json_name

_BLANK = b" \t\r\n\xef\xbb\xbf\x00"

MOST_VALUES = 100_000
"""In one record; an article with all its metadata has some hundred."""
_SMALL = 1 << 20
"""Bytes in a line that need no look before it is read."""
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def read(document: Document, config: InputConfig) -> Drafts:
    """The articles of a document, one at a time. A bad line is refused and reading continues."""
    head = document.head()
    try:
        refuse_known_binary(head)  # here and not line by line: a compressed file has a million "lines"
    except Undecodable as error:
        yield Refused(f"{document.origin}:1", error.reason)
        return
    empty = True
    for line in document.lines(config.max_bytes, wide=wide_encoding(head)):
        if line.size > config.max_bytes or line.data.strip(_BLANK):
            empty = False
            yield _article(line, document, config)
    if empty:
        yield Refused(document.origin, "empty: it contains no record", skipped=True, empty=True)


def _article(line: Line, document: Document, config: InputConfig) -> Draft | Refused:
    origin = f"{document.origin}:{document.line}"
    if line.size > config.max_bytes:
        return Refused(origin, f"the line is longer than {config.max_bytes} bytes (input.max_bytes)")
    if line.size > _SMALL and _is_countless(line.data):
        return Refused(origin, f"the record has more than {MOST_VALUES:,} values")
    record = parse_line(line.data, origin)
    return record if isinstance(record, Refused) else draft_of(record, config, origin, document.name)


def _is_countless(line: bytes) -> bool:
    """Whether a line of JSON has too many values; each takes some hundred bytes once it is read."""
    found = end = 0
    for string in chain(_STRING.finditer(line), (None,)):
        start = string.start() if string else len(line)
        found += sum(line.count(mark, end, start) for mark in (b",", b"[", b"{"))
        if found > MOST_VALUES:
            return True
        end = string.end() if string else start
    return False


class _Record(dict[str, Any]):
    """A JSON object that remembers a key that occurs twice (the format leaves open which one counts)."""

    twice: str | None = None


def _record(pairs: list[tuple[str, Any]]) -> _Record:
    record = _Record(pairs)
    if len(record) < len(pairs):
        record.twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return record


def parse_line(line: bytes, origin: str) -> Mapping[str, Any] | Refused:
    """One JSON object, or a refusal that says where the line stops being one."""
    try:
        record = json.loads(decode(line), object_pairs_hook=_record)
    except Undecodable as error:
        return Refused(origin, error.reason)
    except json.JSONDecodeError as error:
        return Refused(origin, f"not a JSON object: {error.msg} at character {error.pos + 1} of the line")
    except RecursionError:
        return Refused(origin, "not a usable JSON object: nested too deeply")
    except ValueError:  # Python refuses to convert it: the time grows with the square of its length
        return Refused(origin, "not a usable JSON object: a number in it has thousands of digits")
    if not isinstance(record, _Record):
        return Refused(origin, f"a JSON object {{...}} is expected on every line, not {json_name(record)}")
    if record.twice is not None:
        return Refused(origin, f"the key '{record.twice}' occurs twice in this record; which one is meant?")
    return record
