"""What every reader gives, and what it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import InputError
from ..types import Lang


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its translation."""

    source: str
    target: str
    id: str = ""
    """The file's own name for the pair; empty if it has none."""
    where: str = ""
    """What else helps to find it: a row, the document it belongs to; empty where the pair's number says enough."""
    state: str = ""
    """How far the file says the translation is, in its own words ("translated", "Draft")."""


@dataclass(frozen=True, slots=True)
class Bitext:
    """What a file holds."""

    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...] = ()
    """What was passed over, each in a sentence."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what: a number from 1, a heading, or in a spreadsheet a letter."""

    source: str
    target: str
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> Columns:
        """Read ``source=2,target=3,id=1``.

        Raises:
            ValueError: it names no source or no target, something else, or anything twice.
        """
        given: dict[str, str] = {}
        for part in text.split(","):
            name, _, value = (piece.strip() for piece in part.partition("="))
            if name not in ("source", "target", "id") or not value:
                raise ValueError(f"“{part.strip()}” is none of source=..., target=..., id=...")
            if name in given:
                raise ValueError(f"{name} is given twice")
            given[name] = value
        for name in ("source", "target"):
            if name not in given:
                raise ValueError(f"{name}=... is missing")
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read of a file."""

    columns: Columns | None = None
    """By default they are chosen by their headings."""
    sheet: str = ""
    """A spreadsheet's sheet by name or number; by default the first."""
    langs: tuple[Lang, Lang] = field(default=("de", "en"))


_LANGUAGES = {"de": "German", "en": "English"}


def language(tag: str) -> str:
    """The language of a tag such as ``de-DE`` or ``EN_us``, in lower case."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def refuse_direction(origin: str, given: tuple[str, str], wanted: tuple[Lang, Lang]) -> None:
    """Refuse a file that says it is between other languages.

    Args:
        origin: the file, for the message.
        given: the tags of source and target; an empty one says nothing.
        wanted: the languages that are compared.

    Raises:
        InputError: the languages are not those wanted.
    """
    if all(not tag or language(tag) == lang for tag, lang in zip(given, wanted, strict=True)):
        return
    says = " to ".join(tag or "?" for tag in given)
    asked = " to ".join(_LANGUAGES[lang] for lang in wanted)
    turned = all(not tag or language(tag) == lang for tag, lang in zip(given, reversed(wanted), strict=True))
    hint = " It goes the other way." if turned and wanted[0] != wanted[1] else ""
    raise InputError(f"{origin}: a translation from {says}; what is checked here is {asked}.{hint}")


def listed(numbers: Iterable[object], most: int = 10) -> str:
    """``3``, ``3 and 4``, ``3, 4 and 5``; of many the first ones and how many more."""
    words = [str(number) for number in numbers]
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most:,} more"
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
