"""Convert records in older formats to the present one. They are plain JSON data here: their types no longer exist.

Format 1 had refused drafts as prose ("s4: message"), marked a headline left in German by a suffix, had one hash for all
tables, and had neither decisions nor versions. What it did not say is left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_GERMAN = " [German]"
_HEADLINE = "(headline, left in German): "


def from_1(old: dict[str, Any]) -> dict[str, Any]:
    """Convert a record of ``wortlaut/record/1``, ``schema`` excepted.

    Raises:
        LookupError, TypeError, AttributeError: it is not one.
    """
    brief, signature = old["brief"], old["signature"]
    targets = {sentence["id"]: sentence["target"] or "" for sentence in old["sentences"]}
    german = brief["headline"].endswith(_GERMAN)
    return old | {
        "brief": brief
        | {
            "headline": brief["headline"].removesuffix(_GERMAN),
            "headline_language": "de" if german else "en",
            "dropped": [_dropped(text, targets) for text in brief["dropped"]],
        },
        "decisions": [],
        "signature": {key: value for key, value in signature.items() if key != "tables"}
        | {"summariser_revision": "", "checker": signature["tables"], "stages": ""},
        "run": old["run"] | {"previous": []},
    }


def _dropped(text: str, targets: Mapping[str, str]) -> dict[str, Any]:
    """``s4: message`` or ``s1 (headline, left in German): message``."""
    name, _, rest = text.partition(" ")
    name = name.removesuffix(":")
    part = "headline" if rest.startswith(_HEADLINE) else "summary"
    if name not in targets:
        return {"part": part, "sentences": [], "text": "", "message": text}
    return {"part": part, "sentences": [name], "text": targets[name], "message": rest.removeprefix(_HEADLINE)}


UPGRADES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"wortlaut/record/1": from_1}
"""Schema -> the function that converts it to the present format."""
