"""What makers of outputs for other systems need besides a record: the house's settings, and where files lie."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from ..config import Config, DisclosureConfig, ExportConfig
from ..render.text import one_line

_NAMESPACE = uuid.UUID("6f7d1f0e-52c5-5f3b-9d0a-0f1f3c5b7a18")
"""Of the identifiers made here; drawn once."""


def _usual_folder(article: str) -> str:
    return f"articles/{article}"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """The house's settings. Equal settings, equal files."""

    export: ExportConfig = field(default_factory=ExportConfig)
    disclosure: DisclosureConfig = field(default_factory=DisclosureConfig)
    folder: Callable[[str], str] = _usual_folder
    """Where an article's files lie, seen from the output folder, by the article's id."""
    clock: Callable[[], datetime] = _now
    """What time it is, for embargoes."""

    @classmethod
    def of(cls, config: Config, folder: Callable[[str], str] = _usual_folder) -> Settings:
        """Those of a configuration."""
        return cls(config.export, config.disclosure, folder)

    @property
    def digest(self) -> str:
        """sha256 of what the house has set; empty if that is nothing."""
        if self.export == ExportConfig() and self.disclosure == DisclosureConfig():
            return ""
        values = [asdict(self.export), asdict(self.disclosure)]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def urn(self, *name: str) -> str:
        """A stable identifier: the same for the same name in the same house.

        Ids of articles are unique within a run or a ledger; ``base_url``, or else ``publisher``, tells houses apart.
        """
        house = self.export.base_url or self.export.publisher
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(0x1F).join((house, *map(one_line, name))))}"

    def relative(self, article: str, file: str) -> str:
        """A file of an article as a link from the output folder, percent-encoded."""
        return quote(f"{self.folder(article)}/{file}", errors="replace")

    def address(self, path: str) -> str:
        """An absolute address of a path that :meth:`relative` gave; empty if the folder has none."""
        return f"{self.export.base_url.rstrip('/')}/{path}" if self.export.base_url else ""
