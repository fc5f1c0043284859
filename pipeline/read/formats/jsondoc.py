"""A JSON document: which kind of feed or news item it is, and the items in it.

JSON Feed, ninjs and dpa's digitalwires are told apart by their keys, wherever those stand. A list of plain records, as
databases export it, is read like JSON lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from ...config import InputConfig
from ..decode import decode
from ..document import Document
from ..draft import Draft, Drafts, Refused
from ..items import Item, drafted
from ..records import draft_of, json_name
from . import dpa, jsonfeed, jsonl, ninjs

MOST_VALUES = 1_000_000
"""In one document; each takes some hundred bytes once it is read. A feed of a thousand items has 20,000."""
_WRAPPERS = ("items", "item", "entries", "data", "results", "hits", "newsItems", "_items")
"""Keys under which interfaces hand out items."""
_DEPTH = 4
"""How many such wrappers may lie around an item."""


def read(document: Document, config: InputConfig) -> Drafts:
    """The articles of a JSON document."""
    document.unpack()
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        yield Refused(document.origin, f"it has more than {MOST_VALUES:,} values")
        return
    try:
        value = json.loads(decode(data, document.charset))
    except json.JSONDecodeError as error:
        first = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
        if not isinstance(jsonl.parse_line(first, document.origin), Refused):
            yield from jsonl.read(Document(BytesIO(data), document.origin, document.name), config)
            return
        reason = (
            "empty: it contains nothing" if not data.strip() else f"broken JSON: {error.msg} at line {error.lineno}"
        )
        yield Refused(document.origin, reason)
        return
    except RecursionError:
        yield Refused(document.origin, "not usable JSON: nested too deeply")
        return
    except ValueError:  # Python refuses to convert it: the time grows with the square of its length
        yield Refused(document.origin, "not usable JSON: a number in it has thousands of digits")
        return
    yield from _articles(value, document, config)


def _articles(value: Any, document: Document, config: InputConfig) -> Drafts:
    if isinstance(value, dict) and jsonfeed.is_one(value):
        yield from jsonfeed.items(value, document, config)
        return
    if value == []:
        yield Refused(document.origin, "a list without items at present", skipped=True, empty=True)
        return
    found = list(_objects(value, _DEPTH))
    several = len(found) > 1
    for number, one in enumerate(found, start=1):
        yield _article(one, f"{document.origin}#{number}" if several else document.origin, document, config)
    if not found:
        what = f"an object with {_keys(value)}" if isinstance(value, dict) else json_name(value)
        yield Refused(document.origin, f"JSON that is no feed, news item or record known here: {what}")


def _article(one: Mapping[str, Any], origin: str, document: Document, config: InputConfig) -> Draft | Refused:
    known: list[tuple[Callable[[Any], bool], Callable[..., Item | Refused]]] = [
        (dpa.is_one, dpa.item),
        (ninjs.is_one, ninjs.item),
    ]
    for is_one, item_of in known:
        if is_one(one):
            item = item_of(one, origin, document.name)
            return item if isinstance(item, Refused) else drafted(item, config)
    return draft_of(one, config, origin, document.name)


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The items in a value: itself, or what lists and wrappers hold."""
    if isinstance(value, dict):
        if dpa.is_one(value) or ninjs.is_one(value):
            yield value
            return
        inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), list | dict)), None)
        if inner is not None and depth:
            yield from _objects(inner, depth - 1)
    elif isinstance(value, list) and depth:
        for one in value:
            if isinstance(one, dict) and not any(isinstance(one.get(key), dict) for key in _WRAPPERS):
                yield one
            else:
                yield from _objects(one, depth - 1)


def _keys(value: Mapping[str, Any]) -> str:
    return ", ".join(f"'{key}'" for key in list(value)[:8]) or "nothing in it"
