"""Templates of the desk, and what all of them can use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..render.pages import environment
from ..render.rows import source_words, target_words
from ..render.words import DRAFT_NOTICE
from .assets import assets

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parent / "templates"
ROLE_WORDS: Mapping[str, str] = {
    "reader": "reader", "editor": "editor", "qa": "QA lead", "admin": "administrator",
}  # fmt: skip
REASONS = ("false alarm", "the same in other words", "house style", "wrong in the source", "does not matter here")
"""Offered when a finding is dismissed; any other words may be written."""
KEYS: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    ("Everywhere", (
        (("j", "k"), "next, previous"),
        (("g",), "back to the queue"),
        (("?",), "these keys"),
    )),
    ("In the queue", (
        (("o",), "open"),
        (("a",), "approve what is in order; open the rest"),
        (("d",), "set aside"),
        (("x", "X"), "choose, choose all that are shown; then a or d"),
        (("t",), "take the next brief that nobody has"),
        (("u",), "take back what I did last"),
        (("/",), "search"),
    )),
    ("In a brief", (
        (("n", "p"), "next, previous open finding"),
        (("d",), "dismiss the finding, here"),
        (("f",), "dismiss it further: in the article, everywhere"),
        (("x", "X"), "choose, choose all of its check; then d or c"),
        (("c",), "confirm that it is wrong"),
        (("r",), "open again what was decided"),
        (("e",), "edit the sentence"),
        (("a",), "approve the brief"),
        (("s",), "set the brief aside"),
        (("u",), "take back what I did last here"),
        (("t",), "take the next brief that nobody has"),
        (("Ctrl", "↵"), "save the edit and check it again"),
        (("Esc",), "leave the edit"),
    )),
)  # fmt: skip
ENDS_APPROVAL = "The brief is approved. A change ends that, and it has to be approved again. Change it?"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def ago(moment: datetime, now: datetime) -> str:
    """How long ago: ``now``, ``5 min``, ``3 h``, ``2 d``, and the day of what is older than two weeks."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return "now"
    for least, size, unit in ((14 * _DAY, 0, ""), (2 * _DAY, _DAY, "d"), (2 * _HOUR, _HOUR, "h")):
        if seconds >= least:
            return f"{int(seconds // size)} {unit}" if size else f"{moment.astimezone(UTC):%Y-%m-%d}"
    return f"{int(seconds // _MINUTE)} min"


def utc(moment: datetime) -> str:
    """``2026-11-26 14:05 UTC``."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@cache
def _templates() -> Environment:
    made = environment(TEMPLATES)
    made.filters.update(ago=ago, utc=utc)
    made.globals.update(
        asset=assets(),
        role_words=ROLE_WORDS,
        reasons=REASONS,
        keys=KEYS,
        source_words=source_words,
        target_words=target_words,
        draft_notice=DRAFT_NOTICE,
        ends_approval=ENDS_APPROVAL,
    )
    return made


def drawn(template: str, **values: Any) -> str:
    """A template with these values; all of them are escaped."""
    return _templates().get_template(template).render(**values)
