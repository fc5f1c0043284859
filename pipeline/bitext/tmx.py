"""Translation memories: TMX 1.1 to 1.4, as OmegaT, Trados, memoQ and Phrase write them."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from ..errors import InputError
from .codes import text_of
from .markup import LANG, Element, attribute, child, children, elements, local, too_long
from .pair import Bitext, Pair, Wanted, language, listed, refuse_direction

_ANY = "*all*"
_FILES = ("file", "x-document", "x-origfile", "filename", "x-context-file", "context_file")
"""Properties in which programs keep the name of the document."""


def read(stream: BinaryIO, origin: str, wanted: Wanted) -> Bitext:
    """The units that have both languages, in order; a unit with several translations gives a pair for each.

    Units that lack one of the languages are counted and passed over.

    Raises:
        InputError: broken XML, or not a single unit has both languages, or the memory goes the other way.
    """
    pairs: list[Pair] = []
    passed: list[int] = []
    seen: dict[str, None] = {}
    dialect = default = ""
    number = 0
    for event, element in elements(stream, origin, ("header",), ("tu",)):
        if event == "start":
            default = element.get("srclang") or ""
            dialect = "omegat" if (element.get("creationtool") or "").casefold() == "omegat" else ""
            continue
        number += 1
        from_lang = element.get("srclang") or default
        texts = [(tag, text_of(child(tuv, "seg"), dialect)) for tuv in children(element, "tuv") if (tag := _tag(tuv))]
        seen.update(dict.fromkeys(tag for tag, _ in texts))
        if from_lang and from_lang.casefold() != _ANY and language(from_lang) != wanted.langs[0]:
            other = next((tag for tag, _ in texts if language(tag) != language(from_lang)), "")
            refuse_direction(f"{origin}, line {element.sourceline}, unit {number}", (from_lang, other), wanted.langs)
        pairs_here = _pairs(element, number, texts, wanted)
        for pair in pairs_here:
            if too_long(pair.source) or too_long(pair.target):
                raise InputError(f"{origin}, line {element.sourceline}, unit {number}: a text that is too long.")
        pairs += pairs_here
        if not pairs_here:
            passed.append(number)
    if not pairs and passed:
        raise InputError(
            f"{origin}: no unit has both languages that are compared ({' and '.join(wanted.langs)}); "
            f"the file has {listed(seen) or 'none'}."
        )
    if not passed:
        return Bitext(tuple(pairs))
    units = "unit lacks" if len(passed) == 1 else "units lack"
    return Bitext(tuple(pairs), (f"{len(passed):,} {units} one of the two languages: {listed(passed)}.",))


def _pairs(unit: Element, number: int, texts: list[tuple[str, str]], wanted: Wanted) -> list[Pair]:
    one, other = wanted.langs
    sources = [i for i, (tag, _) in enumerate(texts) if language(tag) == one]
    if not sources:
        return []
    targets = [i for i, (tag, _) in enumerate(texts) if language(tag) == other and i != sources[0]]
    label = attribute(unit, "tuid") or _property(unit, ("id",)) or str(number)
    name = _property(unit, _FILES)
    where = PurePath(name.replace("\\", "/")).name
    return [
        Pair(
            texts[sources[0]][1],
            texts[target][1],
            f"{label} ({texts[target][0]})" if len(targets) > 1 else label,
            where,
        )
        for target in targets
    ]


def _tag(variant: Element) -> str:
    return variant.get(LANG) or variant.get("lang") or ""


def _property(unit: Element, names: tuple[str, ...]) -> str:
    found = {attribute(one, "type").casefold(): (one.text or "").strip() for one in unit if local(one) == "prop"}
    return next((found[name] for name in names if found.get(name)), "")
