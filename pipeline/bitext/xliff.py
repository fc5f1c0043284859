"""XLIFF 1.2 and 2.x, as OASIS defines it and as Trados (.sdlxliff), memoQ (.mqxliff) and Phrase (.mxliff) write it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from ..errors import InputError
from .codes import note_state, segments, text_of, trados_states
from .markup import Element, attribute, child, children, elements, local, too_long
from .pair import Bitext, Pair, Wanted, listed, refuse_direction

_PHRASE = "http://www.memsource.com/mxlf/2.0"


def read(stream: BinaryIO, origin: str, wanted: Wanted) -> Bitext:
    """The segments of all files in the document, in order; ``where`` is the file that a segment belongs to.

    A segment without a translation is a pair with an empty target. Units that are marked as not to be translated and
    have no translation are counted and passed over.

    Raises:
        InputError: broken XML, other languages, another version, or a segment that is not well formed.
    """
    pairs: list[Pair] = []
    passed: list[str] = []
    langs = "", ""
    original = version = dialect = ""
    files = 0
    for event, element in elements(stream, origin, ("xliff", "file"), ("trans-unit", "unit")):
        name = local(element)
        if event == "start" and name == "xliff":
            version = attribute(element, "version")
            if version[:2] not in ("1.", "2."):
                raise InputError(f"{origin}: XLIFF of version “{version}”; 1.2 and 2.0 to 2.2 are read.")
            langs = element.get("srcLang") or "", element.get("trgLang") or ""
            dialect = "phrase" if _PHRASE in (element.nsmap or {}).values() else ""
        elif event == "start":
            files += 1
            original = _name(element)
            if version.startswith("1."):
                langs = element.get("source-language") or "", element.get("target-language") or ""
            refuse_direction(f"{origin}, file “{original}”" if original else origin, langs, wanted.langs)
        else:
            found = list(_first(element, dialect) if name == "trans-unit" else _second(element))
            if not found:
                passed.append(attribute(element, "id"))
            for label, source, target, state in found:
                if too_long(source) or too_long(target):
                    raise InputError(f"{origin}, line {element.sourceline}, segment {label}: a text that is too long.")
                pairs.append(Pair(source, target, label, original, state))
    if not files:
        raise InputError(f"{origin}: XLIFF without a file in it.")
    if not passed:
        return Bitext(tuple(pairs))
    units = "unit is" if len(passed) == 1 else "units are"
    return Bitext(tuple(pairs), (f"{len(passed):,} {units} not to be translated and passed over: {listed(passed)}.",))


def _name(file: Element) -> str:
    """The document that a file element stands for, without the folders on somebody's machine."""
    original = attribute(file, "original") or attribute(file, "id")
    return PurePath(original.replace("\\", "/")).name or original


Found = tuple[str, str, str, str]
"""Id, source, target, state."""


def _first(unit: Element, dialect: str) -> Iterator[Found]:
    """The segments of a unit of version 1."""
    source, target = child(unit, "source"), child(unit, "target")
    if source is None:
        return
    label = attribute(unit, "id")
    marks = segments(child(unit, "seg-source"))
    if marks:
        translated, states = segments(target), trados_states(unit)
        for mid, mark in marks.items():
            words = text_of(mark, dialect)
            given = text_of(translated.get(mid), dialect)
            if words.strip() or given.strip():
                yield mid or label, words, given, states.get(mid) or note_state(unit, target)
        for mid, mark in translated.items():
            if mid not in marks and (given := text_of(mark, dialect)).strip():
                yield mid or label, "", given, states.get(mid, "")
        if not translated and (whole := text_of(target, dialect)).strip():
            yield label, text_of(source, dialect), whole, note_state(unit, target)
        return
    given = text_of(target, dialect)
    if attribute(unit, "translate") == "no" and not given.strip():
        return
    yield label, text_of(source, dialect), given, note_state(unit, target)


def _second(unit: Element) -> Iterator[Found]:
    """The segments of a unit of version 2."""
    label = attribute(unit, "id")
    parts = list(children(unit, "segment"))
    for number, segment in enumerate(parts, 1):
        words, given = text_of(child(segment, "source")), text_of(child(segment, "target"))
        if attribute(unit, "translate") == "no" and not given.strip():
            continue
        own = attribute(segment, "id") or str(number)
        state = attribute(segment, "subState") or attribute(segment, "state")
        yield f"{label}/{own}" if len(parts) > 1 else label, words, given, state
