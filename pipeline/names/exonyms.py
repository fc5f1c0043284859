"""What the English press calls a German name."""

from __future__ import annotations

from . import entities
from .entities import Mention
from .text import words

_ORDER = ("country:", "place:", "org:", "person:", "city:")
_PLACES = ("country:", "place:", "city:")


def english_form(name: str) -> str | None:
    """The English press form of a German name, or ``None`` if no table knows one.

    Pjöngjang gives Pyongyang, Wladimir Putin gives Vladimir Putin. A name with the same English spelling (Berlin)
    gives itself; an unknown name gives ``None`` and should be kept as it is.
    """
    found = words(name)
    known = entities.load()
    mentions = [mention for mention in known.german.find(found) if not mention.related]
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        form = _preferred(mention)
        if form is None:
            continue
        if mention.first > at:
            pieces.append(name[found[at].start : found[mention.first].start].rstrip())
        pieces.append(form)
        at = mention.last + 1
    if not pieces:
        return None
    if at < len(found):
        pieces.append(name[found[at].start :].strip())
    return " ".join(pieces)


def english_place(name: str) -> str | None:
    """The English name of a German country, region or town that makes up all of ``name``, else ``None``."""
    found = words(name)
    mentions = [m for m in entities.load().german.find(found) if m.last - m.first + 1 == len(found) and not m.related]
    return _preferred(mentions[0], _PLACES) if mentions else None


def _preferred(mention: Mention, order: tuple[str, ...] = _ORDER) -> str | None:
    known = entities.load()
    for prefix in order:
        for entity in sorted(mention.entities):
            if entity.startswith(prefix) and (names := known.english_names(entity)):
                return names[0]
    return None
