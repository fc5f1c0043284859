"""The text of a segment, without the codes of the format that it was taken from.

A pair of codes (bold on, bold off) holds words and leaves nothing behind. A code that stands for something (an image,
a variable, a footnote mark) becomes :data:`MARK`, which is no word and no figure; a line break becomes a space. Offsets
of findings refer to the text so made, which is also the one that reports show.
"""

from __future__ import annotations

import re

from .markup import Element, attribute, child, local

MARK = "◦"
"""What a code that stands for something is shown as."""
_PAIRED = frozenset(("g", "bx", "ex", "bpt", "ept", "it", "pc", "sc", "ec", "sm", "em", "hi"))
_HOLDS_WORDS = frozenset(("g", "pc", "mrk", "hi"))
"""Elements whose content is text; that of others is a code of the format."""
_ALONE = frozenset(("x", "ph", "ut", "cp"))
_BREAK = re.compile(
    r"(?:x-)?(?:lb|br|linebreak|line-break|newline|softreturn|tab|fmt:lb)\b"
    r'|<br\s*/?>|<mq:\w+ displaytext="\[?(?:br|lb|tab)\b|\\n$|\n$',
    re.IGNORECASE,
)
_DELETED = frozenset(("x-sdl-deleted",))
"""Marks of text that was struck in revision (Trados)."""
_PHRASE = re.compile(r"\{[a-z0-9_]{1,12}>|<[a-z0-9_]{1,12}\}|(\{(?:[0-9]{1,4}|[a-z])\})")
"""Codes as Phrase writes them into the text: {1}, {b>bold<b}."""
_OMEGAT = re.compile(r"</?[a-z]{1,3}[0-9]{1,4}>|(<[a-z]{1,3}[0-9]{1,4}/>)")
"""Codes as OmegaT writes them into the text: <b0>bold</b0>, <br1/>."""
_DIALECTS = {"phrase": _PHRASE, "omegat": _OMEGAT}


def text_of(element: Element | None, dialect: str = "") -> str:
    """The plain text of a segment; empty if there is none.

    Args:
        element: what holds it (source, target, mrk, seg).
        dialect: the program that wrote it, if it has codes in the text itself: ``phrase``, ``omegat``.
    """
    if element is None:
        return ""
    pieces: list[str] = []
    _gather(element, pieces)
    text = "".join(pieces)
    if codes := _DIALECTS.get(dialect):
        text = codes.sub(lambda match: MARK if match[1] else "", text)
    return text


def _gather(element: Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for inner in element:
        if isinstance(inner.tag, str):
            _code(inner, pieces)
        pieces.append(inner.tail or "")


def _code(code: Element, pieces: list[str]) -> None:
    name = local(code)
    if name == "mrk" and attribute(code, "mtype") in _DELETED:
        return
    if name in _HOLDS_WORDS:
        _gather(code, pieces)
        return
    if name in _PAIRED or name in _ALONE:
        if name in _ALONE:
            pieces.append(" " if _is_break(code) else MARK)
        for sub in code:  # text of its own within a code: an image's description
            if isinstance(sub.tag, str) and local(sub) == "sub":
                _gather(sub, pieces)
                pieces.append(MARK)
        return
    _gather(code, pieces)


def _is_break(code: Element) -> bool:
    kinds = (attribute(code, name) for name in ("ctype", "type", "subType", "equiv", "equiv-text", "disp"))
    return any(_BREAK.match(kind) for kind in kinds if kind) or _BREAK.match(code.text or "") is not None


def segments(element: Element | None) -> dict[str, Element]:
    """The segments marked within an element (``mrk mtype="seg"``) by their ids, in order."""
    if element is None:
        return {}
    return {attribute(mark, "mid"): mark for mark in element.iter("{*}mrk") if attribute(mark, "mtype") == "seg"}


def note_state(unit: Element, target: Element | None) -> str:
    """How far a unit says its translation is: the standard's state, else what memoQ and Phrase write."""
    if target is not None and (state := attribute(target, "state")):
        return state
    if state := attribute(unit, "status"):
        return state
    confirmed = attribute(unit, "confirmed")
    if confirmed:
        return "confirmed" if confirmed not in ("0", "false") else "not confirmed"
    return "approved" if attribute(unit, "approved") == "yes" else ""


def trados_states(unit: Element) -> dict[str, str]:
    """Trados keeps the states of a unit's segments beside them: by segment id."""
    definitions = child(unit, "seg-defs")
    if definitions is None:
        return {}
    return {attribute(one, "id"): attribute(one, "conf") for one in definitions if isinstance(one.tag, str)}
