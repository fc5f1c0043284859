"""Turns records (a JSON line, a CSV row, a data set's row) into drafts, by the names of their fields."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..config import InputConfig
from ..dates import from_epoch, parse_published
from ..errors import ConfigError, WortlautError, unexpected
from . import markup
from .codepages import untwisted
from .draft import Draft, Refused

FIELDS = ("id", "text", "title", "lead", "url", "source", "published", "language")
_NEEDED = ("id", "text")
"""Without these there is no article."""
_ZONES = {"MEZ": "+01:00", "MESZ": "+02:00", "CET": "+01:00", "CEST": "+02:00"}
_ZONE = re.compile(rf"\d\s?(?:Uhr\s?)?\(?({'|'.join(_ZONES)})\)?\s*$")
_ZONELESS = re.compile(r"[\d-]+T[\d:]+")
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
ALIASES = {"text": ("text", "body")}
"""Names under which a field is found if it is not mapped."""


def check_map(config: InputConfig) -> None:
    """Raise a :class:`ConfigError` if the field map names a field that an article does not have."""
    for ours in config.map:
        if ours not in FIELDS:
            raise ConfigError(f"input.map: an article has no field '{ours}'. Valid: {', '.join(FIELDS)}.")


def draft_of(record: Mapping[str, Any], config: InputConfig, origin: str, name: str) -> Draft | Refused:
    """A record's fields as an unfinished article; refused if its text or its id is unusable.

    Any other field that is not text stays empty, and the draft says so: no reader misses an article for its metadata.

    Markup and character references in a field are read as a browser would. ``name`` replaces a missing title in
    the id.
    """
    try:
        return _draft_of(record, config, origin, name)
    except WortlautError:
        raise
    except Exception as error:  # the next record may be sound
        return Refused(origin, unexpected(error))


def _draft_of(record: Mapping[str, Any], config: InputConfig, origin: str, name: str) -> Draft | Refused:
    values: dict[str, str] = {}
    unusable: list[tuple[str, str]] = []
    for field in FIELDS:
        value = _usable(record, field, config)
        if isinstance(value, _Odd):
            if field in _NEEDED:
                return Refused(origin, value.reason)
            unusable.append((field, value.reason))
            value = ""
        values[field] = untwisted(value)
    text, blocks = markup.body(values["text"])
    title, lead, source = (markup.words(values[field]) for field in ("title", "lead", "source"))
    published = moment(values["published"])
    return Draft(
        origin=origin,
        name=title or name,
        given_id=values["id"],
        text=text,
        title=title,
        lead=lead,
        source=source,
        url=markup.unescaped(values["url"].strip()),
        published=published,
        language=values["language"].strip().lower()[:2],
        blocks=blocks,
        lacking=tuple(theirs for theirs in config.map.values() if record.get(theirs) is None),
        undated="" if published else values["published"].strip(),
        unusable=tuple(unusable),
    )


def moment(given: str) -> str:
    """A field's date as ISO 8601, with the zone that it names in German (MEZ, MESZ); empty if it cannot be read."""
    published = parse_published(given)
    named = _ZONE.search(given)
    return f"{published}{_ZONES[named[1]]}" if named and _ZONELESS.fullmatch(published) else published


@dataclass(frozen=True, slots=True)
class _Odd:
    """Why a field cannot be used."""

    reason: str


def _usable(record: Mapping[str, Any], field: str, config: InputConfig) -> str | _Odd:
    value = _value(record, field, config)
    if isinstance(value, _Odd):
        return value
    if len(value) > config.max_bytes:
        return _Odd(f"field '{field}' is longer than {config.max_bytes} characters (input.max_bytes)")
    if reason := markup.too_many_tags(value):
        return _Odd(f"field '{field}': {reason}")
    if field in ("title", "lead") and (found := _NO_CHARACTER.search(value)):
        return _Odd(f"field '{field}' has no character at position {found.start() + 1}, but a null or half of one")
    return value


def _value(record: Mapping[str, Any], field: str, config: InputConfig) -> str | _Odd:
    names = (config.map[field],) if field in config.map else ALIASES.get(field, (field,))
    given = [record[name] for name in names if record.get(name) is not None]
    value = next((one for one in given if one != ""), given[0] if given else None)
    if value is None:
        if field == "text":
            have = ", ".join(f"'{key}'" for key in list(record)[:12])
            return _Odd(
                f"no field {' or '.join(map(repr, names))} in this record (it has {have or 'none'}); "
                "name the right one with --map text=FIELD"
            )
        return ""
    if field == "published" and hasattr(value, "isoformat"):
        return str(value.isoformat())
    number = type(value) is int or (isinstance(value, float) and math.isfinite(value))
    if field == "published" and number and (moment := from_epoch(value)):
        return moment
    if not isinstance(value, str) and not number:
        return _Odd(f"field '{field}' is not text but {json_name(value)}")
    return str(value)


def json_name(value: object) -> str:
    """The name of a value's type in a message: ``"a list"``, ``"true or false"``."""
    if isinstance(value, float) and not math.isfinite(value):
        return "a non-finite number"
    if isinstance(value, dict):
        return "an object"
    names = {
        list: "a list", bool: "true or false", bytes: "binary data", str: "a string",
        int: "a number", float: "a number", type(None): "null",
    }  # fmt: skip
    return names.get(type(value), f"of type {type(value).__name__}")
