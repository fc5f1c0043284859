"""The desk's style sheet and scripts, each under a name that changes with its content, so that it may be kept for ever.

The style sheet is that of the rendered pages with the desk's own rules behind it: a brief looks the same everywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..render.pages import sheet

FOLDER = Path(__file__).resolve().parent / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    name: str
    """``desk.3f2a1b7c9d0e.css``."""
    media_type: str
    body: bytes


@cache
def assets() -> dict[str, Asset]:
    """All assets, by the name that templates use (``desk.css``)."""
    own = ((FOLDER / name).read_text(encoding="utf-8") for name in ("desk.css", "admin.css"))
    style = sheet("style.css") + sheet("changed.css") + "".join(own)
    bodies = {
        "desk.css": ("text/css; charset=utf-8", style.encode()),
        "desk.js": ("text/javascript; charset=utf-8", (FOLDER / "desk.js").read_bytes()),
        "icon.svg": ("image/svg+xml", (FOLDER / "icon.svg").read_bytes()),
        "htmx.js": ("text/javascript; charset=utf-8", (FOLDER / "htmx.min.js").read_bytes()),
    }
    made = {}
    for name, (kind, body) in bodies.items():
        stem, dot, suffix = name.partition(".")
        made[name] = Asset(f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}{dot}{suffix}", kind, body)
    return made


@cache
def served() -> dict[str, Asset]:
    """All assets, by the name under which they are served."""
    return {asset.name: asset for asset in assets().values()}
