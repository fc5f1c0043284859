"""``brief.ninjs.json``: a brief as a news item for content systems (ninjs 3.1 of the IPTC).

A receiver that heeds ``pubStatus`` needs nothing else: ``usable`` once the brief is approved as it stands, ``withheld``
before, after a change, and under an embargo, ``canceled`` when it must not be used any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any, Literal

import msgspec

from ..record import sources_of
from ..render.text import one_line
from ..types import DisclosureValue, Record, ReleaseState
from .content import Content, content_of, identities, rfc3339
from .settings import Settings
from .table import Withdrawal

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
_SOURCE_TYPES: dict[DisclosureValue, tuple[str, str]] = {
    "ai-autonomous": ("trainedAlgorithmicMedia", "Created using generative AI"),
    "ai-assisted": ("compositeWithTrainedAlgorithmicMedia", "Edited using generative AI"),
}
"""IPTC's digital source types, and their names."""
_STATUS: dict[ReleaseState, Literal["usable", "withheld", "canceled"]] = {
    "approved": "usable", "unreviewed": "withheld", "changed": "withheld", "held": "withheld", "withdrawn": "canceled",
}  # fmt: skip
_WHY = {
    "withdrawn": "Withdrawn by its sender. Do not use it, and take out what you have published of it.",
    "held": "Under embargo now. Not for publication before it ends; take out what you have published of it.",
    "merged": "Another item that is shown tells the same story. Use that one instead.",
}
_KINDS = {"person": "people", "org": "organisations", "country": "places", "place": "places", "city": "places"}
"""Where names are listed, by the kind of what they stand for."""
_COUNTRY = re.compile(r"country:([A-Z]{2})")
_WIKIDATA = re.compile(r"(?:wikidata:)?(Q[1-9][0-9]{0,11})")


def brief_ninjs(record: Record, settings: Settings) -> bytes:
    """The item, as indented JSON."""
    content = content_of(record)
    edition = record.run.edition
    urgency = edition.urgency if edition is not None and 1 <= edition.urgency <= 9 else None
    item: dict[str, Any] = {
        "uri": settings.urn("brief", content.id),
        "type": "text",
        "representationType": "full",
        "profile": "text-only",
        "version": content.version,
        "versionCreated": content.updated,
        "contentCreated": rfc3339(content.published),
        "embargoedUntil": rfc3339(content.release.embargo) if content.release.state == "held" else "",
        "pubStatus": _STATUS[content.release.state],
        "urgency": urgency,
        "copyrightHolder": content.source,
        "usageTerms": settings.export.usage_terms,
        "edNote": " ".join(filter(None, (_note(content), content.draft))),
        "language": "en",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": content.headline}],
        "descriptions": _descriptions(content),
        "bodies": _bodies(content),
        **_names(record),
        "infoSources": [{"name": content.source, "role": "source"}] if content.source else [],
        "located": content.place,
        "slugline": content.slug,
        "renditions": _page(record, settings, "brief.html", "name", "The brief with its doubts marked"),
        "associations": _original(record, content, settings),
        "altIds": _other_ids(record, content),
        "trustIndicators": _page(record, settings, "qa.html", "role", "Every sentence beside the original, checked"),
        "digitalSourceType": _source_type(content.disclosure.value),
        "standard": _standard(),
    }
    return _json(item)


def withdrawn_ninjs(gone: Withdrawal, settings: Settings) -> bytes:
    """The item of a brief that is no longer to be used: nothing of what it said is left in it."""
    return _json(
        {
            "uri": settings.urn("brief", gone.article),
            "type": "text",
            "representationType": "partial",
            "version": gone.version,
            "versionCreated": rfc3339(gone.at),
            "embargoedUntil": rfc3339(gone.embargo),
            "pubStatus": "withheld" if gone.reason == "held" else "canceled",
            "edNote": _WHY[gone.reason],
            "language": "en",
            "standard": _standard(),
        }
    )


def _json(item: dict[str, Any]) -> bytes:
    """Without what is not known."""
    said = {key: value for key, value in item.items() if value not in ("", None, [])}
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def _standard() -> dict[str, str]:
    return {"name": "ninjs", "version": "3.1", "schema": SCHEMA}


def _note(content: Content) -> str:
    if content.release.state == "held":
        return f"Embargo until {rfc3339(content.release.embargo) or 'further notice'}. Not for publication before."
    if content.release.state == "changed":
        return "Not approved as it stands: it has changed since it was approved, or the approval was taken back."
    if content.release.state == "approved":
        by = f" by {content.disclosure.reviewer}" if content.disclosure.reviewer else ""
        return f"Approved{by} at {rfc3339(content.release.at)}."
    return "Not approved yet."


def _descriptions(content: Content) -> list[dict[str, str]]:
    pairs = [("summary", content.alert), ("ai-disclosure", content.stated)]
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in pairs if value]


def _bodies(content: Content) -> list[dict[str, Any]]:
    """The text twice, both with the disclosure as their last paragraph: a receiver may print nothing else."""
    plain = "\n\n".join((" ".join(content.sentences), content.stated)).strip()
    disclosure = content.disclosure
    provider = f' ai-provider="{escape(disclosure.provider)}"' if disclosure.provider else ""
    said = "".join(f"<p>{escape(one)}</p>" for one in (" ".join(content.sentences), content.stated) if one)
    stated = f'ai-disclosure="{disclosure.value}" ai-model="{escape(disclosure.model)}"{provider}'
    return [
        {"role": "main", "contentType": "text/plain", "charCount": len(plain), "wordCount": len(plain.split()),
         "value": plain},
        {"role": "richtext", "contentType": "text/html", "value": f'<div lang="en" {stated}>{said}</div>'},
    ]  # fmt: skip


def _names(record: Record) -> dict[str, list[dict[str, str]]]:
    """Names that came through the check, by what they stand for. A name that no table knows is listed nowhere, unless
    it is somebody's who has a role."""
    found: dict[str, list[dict[str, str]]] = {"people": [], "organisations": [], "places": []}
    seen = set()
    for person in record.brief.people:
        found["people"].append({"name": one_line(person.name), "rel": "mentions"})
        seen.add(person.name)
    for item in record.brief.names:
        values = identities(record, item.source, item.sentence)
        kind = next((_KINDS[k] for value in values if (k := value.partition(":")[0]) in _KINDS), "")
        if not kind or not item.target or item.status == "error" or item.target in seen:
            continue
        seen.add(item.target)
        found[kind].append({"name": one_line(item.target), "rel": "mentions", **_identity(values)})
    return found


def _identity(values: Iterable[str]) -> dict[str, str]:
    """A public identifier, if there is one, else the name under which the tables know it."""
    listed = list(values)
    for value in listed:
        if match := _WIKIDATA.fullmatch(value):
            return {"uri": f"http://www.wikidata.org/entity/{match[1]}"}
    for value in listed:
        if match := _COUNTRY.fullmatch(value):
            return {"uri": f"http://cvx.iptc.org/iso3166-1a2/{match[1].lower()}"}
    return {"literal": one_line(listed[0])} if listed else {}


def _page(record: Record, settings: Settings, file: str, key: str, title: str) -> list[dict[str, str]]:
    """A page of this brief, if it is written and can be fetched."""
    address = settings.address(settings.relative(record.article.id, file))
    if not address or file not in record.run.files:
        return []
    if key == "role":
        return [{"role": "urn:x-wortlaut:side-by-side-check", "title": title, "href": address}]
    return [{"name": "web", "href": address, "contentType": "text/html", "title": title}]


def _original(record: Record, content: Content, settings: Settings) -> list[dict[str, Any]]:
    titles = [s.source for s in sources_of(record, record.brief.headline_sources) if s.kind == "title"]
    headline = content.title or (one_line(titles[0]) if titles else "")
    original = {
        "name": "original",
        "rel": "translatedFrom",
        "uri": content.url or settings.urn("original", content.id),
        "type": "text",
        "representationType": "partial",
        "language": content.language,
        "contentCreated": rfc3339(content.published),
        "copyrightHolder": content.source,
        "headlines": [{"role": "main", "value": headline}] if headline else [],
    }
    return [{key: value for key, value in original.items() if value not in ("", [])}]


def _other_ids(record: Record, content: Content) -> list[dict[str, str]]:
    edition = record.run.edition
    guid = edition.guid if edition is not None else ""
    pairs = [("wortlaut", content.id), ("source", one_line(guid))]
    return [{"role": role, "value": value} for role, value in pairs if value]


def _source_type(value: DisclosureValue) -> dict[str, str]:
    code, name = _SOURCE_TYPES[value]
    return {"name": name, "uri": f"http://cv.iptc.org/newscodes/digitalsourcetype/{code}", "literal": value}
