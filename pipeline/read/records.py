"""Records (a JSON line, a CSV row, a data set's row) into articles."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from ..config import InputConfig
from ..errors import ConfigError
from .dates import from_epoch, parse_published
from .decode import Undecodable, decode
from .draft import Broken, Draft

FIELDS = ("id", "text", "title", "lead", "url", "source", "published", "language")
_ALIASES = {"text": ("text", "body")}
_DELIMITERS = ",;\t|"


def check_map(config: InputConfig) -> None:
    """Raise a :class:`ConfigError` if the field map names a field that an article does not have."""
    for ours in config.map:
        if ours not in FIELDS:
            raise ConfigError(f"input.map: an article has no field '{ours}'. Valid: {', '.join(FIELDS)}.")


def draft_of(record: Mapping[str, Any], config: InputConfig, origin: str, name: str) -> Draft:
    """A record's fields as an unfinished article. ``name`` stands in for a missing title in the id.

    Raises:
        Broken: no text field, or a field that is not text.
    """
    values = {field: _value(record, field, config, origin) for field in FIELDS}
    return Draft(
        origin=origin,
        name=values["title"] or name,
        given_id=values["id"],
        text=values["text"],
        title=values["title"].strip(),
        lead=values["lead"].strip(),
        source=values["source"].strip(),
        url=values["url"].strip(),
        published=parse_published(values["published"]),
        language=values["language"].strip().lower()[:2],
    )


def _value(record: Mapping[str, Any], field: str, config: InputConfig, origin: str) -> str:
    names = (config.map[field],) if field in config.map else _ALIASES.get(field, (field,))
    given = [record[name] for name in names if record.get(name) is not None]
    value = next((one for one in given if one != ""), given[0] if given else None)
    if value is None:
        if field == "text":
            have = ", ".join(f"'{key}'" for key in list(record)[:12])
            raise Broken(
                origin, f"no field {' or '.join(map(repr, names))} in this record (it has {have or 'none'}); "
                "name the right one with --map text=FIELD"
            )  # fmt: skip
        return ""
    if field == "published" and hasattr(value, "isoformat"):
        return str(value.isoformat())
    number = type(value) is int or (isinstance(value, float) and math.isfinite(value))
    if field == "published" and number and (moment := from_epoch(value)):
        return moment
    if not isinstance(value, str) and not number:
        raise Broken(origin, f"field '{field}' is not text but {_json_name(value)}")
    return str(value)


def _json_name(value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "no finite number"
    if isinstance(value, dict):
        return "an object"
    names = {
        list: "a list", bool: "true or false", bytes: "binary data", str: "a string",
        int: "a number", float: "a number", type(None): "null",
    }  # fmt: skip
    return names.get(type(value), f"of type {type(value).__name__}")


class _Record(dict[str, Any]):
    """A JSON object that remembers a key which stands in it twice (the format leaves open which one counts)."""

    twice: str | None = None


def _record(pairs: list[tuple[str, Any]]) -> _Record:
    record = _Record(pairs)
    if len(record) < len(pairs):
        record.twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return record


def parse_json_line(line: bytes, origin: str) -> Mapping[str, Any]:
    """One JSON object. Raises :class:`Broken` with the place in the line where it stops being one."""
    try:
        record = json.loads(decode(line), object_pairs_hook=_record)
    except Undecodable as error:
        raise Broken(origin, error.reason) from None
    except json.JSONDecodeError as error:
        raise Broken(origin, f"not a JSON object: {error.msg} at character {error.pos + 1} of the line") from None
    except RecursionError:
        raise Broken(origin, "not a usable JSON object: nested too deeply") from None
    except ValueError:  # Python refuses to convert it: the time grows with the square of its length
        raise Broken(origin, "not a usable JSON object: a number in it has thousands of digits") from None
    if not isinstance(record, _Record):
        raise Broken(origin, f"a JSON object {{...}} is expected on every line, this is {_json_name(record)}")
    if record.twice is not None:
        raise Broken(origin, f"the key '{record.twice}' stands twice in this record; which of the two is meant?")
    return record


def json_lines(stream: BinaryIO, label: str, config: InputConfig, first: bytes = b"") -> Iterator[Draft | Broken]:
    """The articles of a JSON lines stream, one at a time. ``first`` is what was already read of it."""
    for number, line in enumerate(_lines(stream, config.max_bytes, first), start=1):
        origin = f"{label}:{number}"
        if len(line) > config.max_bytes:
            yield Broken(origin, f"the line is longer than {config.max_bytes} bytes (input.max_bytes)")
        elif line.strip(b" \t\r\n\xef\xbb\xbf\x00"):
            try:
                yield draft_of(parse_json_line(line, origin), config, origin, Path(label).stem)
            except Broken as broken:
                yield broken


def _lines(stream: BinaryIO, limit: int, first: bytes) -> Iterator[bytes]:
    """Lines of at most ``limit + 1`` bytes; the rest of a longer line is read and dropped, never held."""
    buffered = io.BytesIO(first)
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16 has its line ends elsewhere: only as a whole, if small enough
        whole = first + stream.read(limit + 1)
        yield from decode(whole).encode().splitlines() if len(whole) <= limit else (whole,)
        return
    while True:
        line = buffered.readline()
        if not line.endswith(b"\n"):
            line += stream.readline(max(limit + 1 - len(line), 0))
        if not line:
            return
        yield line
        while not line.endswith(b"\n") and len(line) > limit:
            rest = stream.readline(1 << 20)
            if not rest or rest.endswith(b"\n"):
                break


def csv_rows(path: Path, config: InputConfig) -> Iterator[Draft | Broken]:
    """The articles of a CSV file with a header line; comma, semicolon, tab or bar is found from the header.

    A file above ``config.max_bytes`` is streamed and has to be UTF-8. A broken row is reported and the rest read on.

    Raises:
        Undecodable: a small enough file is not text.
    """
    previous = csv.field_size_limit(max(config.max_bytes, 131_072))
    origin = str(path)
    try:
        with _csv_stream(path, config.max_bytes) as stream:
            header = stream.readline()
            stream.seek(0)
            rows = csv.DictReader(stream, delimiter=max(_DELIMITERS, key=header.count), strict=True)
            try:
                names = rows.fieldnames or ()
            except csv.Error as error:
                yield Broken(f"{path}:1", f"broken CSV header: {error}")
                return
            columns = len(names)
            name, times = Counter(filter(None, names)).most_common(1)[0] if any(names) else ("", 1)
            if times > 1:
                yield Broken(f"{path}:1", f"{times} columns are called '{name}'; which of them is meant?")
                return
            while True:
                origin = f"{path}:{rows.reader.line_num + 1}"
                try:
                    row = next(rows)
                    if None in row or None in row.values():
                        raise Broken(origin, f"this row does not have the {columns} columns of the header")
                    record = {key.strip(): value or None for key, value in row.items()}
                    yield draft_of(record, config, origin, path.stem)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Broken(origin, f"broken CSV row: {error}")
                except Broken as broken:
                    yield broken
    except UnicodeDecodeError as error:
        yield Broken(
            origin, f"a file of more than {config.max_bytes} bytes has to be UTF-8; here it is not: {error.reason}"
        )
    finally:
        csv.field_size_limit(previous)


def _csv_stream(path: Path, limit: int) -> TextIO:
    if path.stat().st_size > limit:
        return path.open(encoding="utf-8-sig", newline="")
    return io.StringIO(decode(path.read_bytes()), newline="")
