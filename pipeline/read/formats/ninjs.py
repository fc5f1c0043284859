"""ninjs of the IPTC in all its versions: 1.x with ``body_html``, 2.x with ``bodies``, 3.x in camel case.

Keys are compared in lower case and without underscores, which is all that the versions differ in for a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..agency import fragment, note_of, number, signal_of, with_dateline
from ..draft import Refused
from ..items import Item, address

_TELLING = frozenset({
    "bodies", "headlines", "headline", "bodyhtml", "bodytext", "bodyxhtml", "versioncreated", "pubstatus",
    "digitalsourcetype", "renditions", "associations", "usageterms", "copyrightholder", "descriptiontext",
    "trustindicators", "altids", "genres", "contentcreated", "deprecated",
})  # fmt: skip
"""Keys, one of which an item has beside its name."""
_OTHER = frozenset({"picture", "video", "audio", "graphic", "event", "planning", "component", "composite"})


def is_one(value: Any) -> bool:
    """Whether an object is an item."""
    if not isinstance(value, dict):
        return False
    keys = {_key(key) for key in value}
    standard = value.get("standard")
    if isinstance(standard, dict) and str(standard.get("name") or "").lower() == "ninjs":
        return True
    return bool({"uri", "guid", "altids"} & keys and _TELLING & keys)


def item(value: Mapping[str, Any], origin: str, name: str) -> Item | Refused:
    """An item; refused if it is a picture, a film or an event and has no text."""
    fields = {_key(key): content for key, content in value.items()}
    notes = [("", text) for text in _texts(fields, "ednotes", "ednote")]
    codes = [_text(fields, "pubstatus"), *_names(fields, "signals", "signal")]
    signal = signal_of(codes, [text for _, text in notes])
    body = _body(fields)
    title = _chosen(fields, "headlines", "headline", ("main", "headline", "title"))
    kind = _text(fields, "type").lower()
    if not body.strip() and signal != "withdrawn" and kind in _OTHER:
        return Refused(origin, f"no text in it: {kind}", skipped=True)
    lead = _chosen(fields, "descriptions", "descriptiontext", ("teaser", "summary", "abstract", "main", "description"))
    updated = _text(fields, "versioncreated")
    return Item(
        origin=origin,
        name=name,
        text=with_dateline(body or lead, _text(fields, "dateline")),
        title=title,
        lead=lead if body else "",
        source=_text(fields, "creditline") or _text(fields, "source") or _source(fields),
        url=address(_text(fields, "url") or _text(fields, "canonicalurl")),
        published=updated or _text(fields, "firstcreated") or _text(fields, "contentcreated"),
        language=_text(fields, "language"),
        guid=_text(fields, "uri") or _text(fields, "guid") or next(iter(_names(fields, "altids")), ""),
        version=number(fields.get("version")),
        signal=signal,
        note=note_of(signal, notes),
        updated=updated,
        embargo=_text(fields, "embargoeduntil") or _text(fields, "embargoed"),  # 3.x, and before
        urgency=number(fields.get("urgency")),
        sections=_names(fields, "subjects", "subject", "genres", "genre", "keywords", "service"),
    )


def _key(key: object) -> str:
    return str(key).lower().replace("_", "")


def _text(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def _objects(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """What a key holds as a list of objects: 2.x and 3.x have lists, others an object for each role."""
    found = fields.get(name)
    if isinstance(found, dict):
        found = [{"role": role, **one} for role, one in found.items() if isinstance(one, dict)]
    given = found if isinstance(found, list) else []
    return [{_key(key): content for key, content in one.items()} for one in given if isinstance(one, dict)]


def _chosen(fields: Mapping[str, Any], plural: str, single: str, roles: tuple[str, ...]) -> str:
    """A field of which there may be several, each in a role."""
    given = [(_text(one, "role").lower(), _text(one, "value")) for one in _objects(fields, plural)]
    given = [(role, text) for role, text in given if text.strip()]
    for wanted in roles:
        if found := next((text for role, text in given if role == wanted), ""):
            return found
    return _text(fields, single) or (given[0][1] if given else "")


def _body(fields: Mapping[str, Any]) -> str:
    """The story, with markup if there is one that has it: that shows its paragraphs."""
    marked: list[str] = []
    plain: list[str] = []
    for one in _objects(fields, "bodies"):
        kind = f"{_text(one, 'contenttype')} {_text(one, 'role')}".lower()
        value = _text(one, "value")
        if _text(one, "role").lower() not in ("caption", "headline", "teaser", "summary"):
            if "html" not in kind and "xml" in kind:
                continue  # a form of the agency's own
            marked_up = "html" in kind or ("text/" not in kind and value.lstrip().startswith("<"))
            (marked if marked_up else plain).append(value)
    marked += [_text(fields, "bodyhtml"), _text(fields, "bodyxhtml")]
    plain += [_text(fields, "bodytext")]
    markup = max(marked, key=len, default="")
    return fragment(markup) if markup.strip() else max(plain, key=len, default="")


def _names(fields: Mapping[str, Any], *keys: str) -> list[str]:
    names: list[str] = []
    for key in keys:
        found = fields.get(key)
        if isinstance(found, str):
            names.append(found)
        for one in found if isinstance(found, list) else ():
            named = (
                one if isinstance(one, str) else (one.get("name") or one.get("value")) if isinstance(one, dict) else ""
            )
            names.append(named if isinstance(named, str) else "")
    return [name for name in names if name]


def _texts(fields: Mapping[str, Any], *keys: str) -> list[str]:
    found = [_text(one, "value") for key in keys for one in _objects(fields, key)]
    return [text for text in (*found, *_names(fields, *keys)) if text]


def _source(fields: Mapping[str, Any]) -> str:
    for key in ("infosources", "provider", "copyrightholder"):
        if found := next(iter(_names(fields, key)), ""):
            return found
    return ""
