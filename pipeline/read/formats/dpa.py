"""dpa's digitalwires in JSON, the richest form in which its items come (https://github.com/dpa-newslab)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..agency import fragment, is_private, note_in_role, note_of, number, signal_of, with_dateline
from ..draft import Refused
from ..items import Item

_SECTIONS = ("dpasubject_names", "geosubject_names", "keyword_names", "desk_names", "genre_names")


def is_one(value: Any) -> bool:
    """Whether an object is an item."""
    if not isinstance(value, dict):
        return False
    return str(value.get("format") or "").startswith("digitalwires") or ("urn" in value and "article_html" in value)


def item(value: Mapping[str, Any], origin: str, name: str) -> Item | Refused:
    """An item; refused if it is only a picture or a film."""
    notes = [
        (text_of(note, "role"), text_of(note, "ednote")) for note in _list(value, "ednotes") if isinstance(note, dict)
    ]
    codes = [text_of(value, "pubstatus"), text_of(value, "signal")]
    signal = signal_of(codes, [text for role, text in notes if not is_private(role)])
    article = text_of(value, "article_html")
    if not article.strip() and signal != "withdrawn":
        return Refused(origin, "no text in it: only pictures or films", skipped=True)
    markup = with_dateline(fragment(article), text_of(value, "dateline")) if article.strip() else ""
    infobox = text_of(value, "infobox_html")
    providers = [
        text_of(one, "name")
        for one in _list(value, "categories")
        if isinstance(one, dict) and one.get("type") == "dnltype:provider"
    ]
    return Item(
        origin=origin,
        name=name,
        text=markup + (fragment(infobox) if infobox.strip() else ""),
        title=text_of(value, "headline"),
        lead=text_of(value, "teaser"),
        source=text_of(value, "creditline") or next(iter(providers), ""),
        published=text_of(value, "version_created") or text_of(value, "updated"),
        language=text_of(value, "language"),
        guid=text_of(value, "urn"),
        version=number(value.get("version")),
        signal=signal,
        note=note_of(signal, notes),
        updated=text_of(value, "version_created"),
        embargo=text_of(value, "embargoed") or note_in_role("embargo", notes),
        urgency=number(value.get("urgency")),
        sections=[one for key in _SECTIONS for one in _list(value, key) if isinstance(one, str)],
    )


def text_of(value: Mapping[str, Any], name: str) -> str:
    """A field that should be a text; another type is as good as none."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []
