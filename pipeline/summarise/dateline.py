"""The dateline of a report: where it was filed and by which agency, taken out of the text and shown as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..names import english_place
from ..types import CheckedSentence, Dateline, Fact

AGENCIES = (
    "dpa", "afp", "ap", "apa", "reuters", "rtr", "kna", "epd", "sid", "sda", "keystone-sda", "ots", "dts", "dapd",
    "ddp", "bloomberg", "awp", "tass", "ansa", "efe", "xinhua", "belga", "anp", "pap", "ctk", "mti", "imh", "lsw",
    "dow jones", "dpa-afx", "afx",
)  # fmt: skip
_AGENCY = (
    rf"(?i:{'|'.join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))})(?:[/-][A-Za-z]{{2,9}})*"
)
_DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.|[JFMASOND][a-zä]{2,8}\.?)\s?(?:\d{4}|\d\d)?"
_PLACE = r"[A-ZÄÖÜ][\w.'’-]*(?: (?:am|an der|im|ob der|bei|of)(?= )| [A-ZÄÖÜ][\w.'’-]*){0,3}"
_ALONE = re.compile(
    rf"(?P<place>{_PLACE}(?:/{_PLACE})*?)(?:,?\s(?P<agency>{_AGENCY})|\s?\((?P<within>[^()]{{2,40}})\))?(?:,\s(?:den\s)?{_DAY})?\s?[.:–—-]"
)
"""A sentence that is no more than that: "Tübingen.", "Berlin, 12. November 2026.", "Ulm (10.11.2026)."."""
_OPENING = re.compile(
    rf"\s*(?:(?P<place>{_PLACE}(?:/{_PLACE})*)(?=,| ?\(|:? [-–—])(?:,\s(?:den\s)?{_DAY})?(?= ?\(|:? [-–—]))?"
    r"(?: ?\((?P<within>[A-Za-z/-]{2,30})\))?:? [-–—] +"
    r"(?=[\"„“»‚0-9A-ZÄÖÜ])"
)
_TARGET = re.compile(r"(?P<head>[^–—]{2,70}?) ?[-–—] +(?=\S)")
_SMALL = re.compile(r"\b[a-zäöüß]{2,}")
_FEWEST = 2
"""Words in lower case that a sentence behind a place has at least."""
_FIRST = 3
"""Only the first sentences of the text can have one."""
_BODY = frozenset({"dateline", "paragraph", "lead", "quote"})


def find(sentences: Sequence[CheckedSentence]) -> Dateline | None:
    """The dateline of an article: a first sentence that is nothing else, or what a first sentence begins with."""
    body = [s for s in sentences if s.removed_by is None and s.kind in _BODY]
    for number, sentence in enumerate(body[:_FIRST]):
        if (only := _only(sentence)) and number + 1 < len(body):
            return only
        if found := _opening(sentence.source):
            agency = _agency(found["within"] or "")
            place = found["place"] or ""
            return Dateline(_in_english(place) if place else "", agency, found[0].strip(" :–—-"))
    return None


def before(sentence: CheckedSentence) -> str:
    """What a sentence's translation begins with that is the dateline and not the sentence; empty if it has none."""
    return _head(sentence.source, sentence.target or "")


def _head(source: str, text: str, *, opening: bool = False) -> str:
    """What a text begins with that is the German sentence's dateline; with ``opening`` the place comes first."""
    found = _opening(source)
    known = _TARGET.match(text)
    if found is None or known is None:
        return ""
    said = known["head"].casefold().lstrip("(")
    first = (found["place"] or found["within"]).split("/")[0]
    forms = [form.casefold() for form in (_in_english(first), first)]
    return known[0] if any(said.startswith(form) if opening else form in said for form in forms) else ""


def _opening(source: str) -> re.Match[str] | None:
    """The dateline that a German sentence begins with.

    An agency in brackets is enough; a place alone must be in a table, and a sentence must follow: "Ulm - Bonn 2:1"
    begins with a team.
    """
    found = _OPENING.match(source)
    if found is None:
        return None
    if found["within"] and _agency(found["within"]):
        return found
    if not found["place"] or not all(english_place(_lowered(place)) for place in found["place"].split("/")):
        return None
    rest = source[found.end() :].rstrip()
    sentence = len(_SMALL.findall(rest)) >= _FEWEST and rest.endswith((".", "!", "?", "“", '"', "«"))
    return found if found["within"] or sentence else None


def without(text: str, sources: Iterable[CheckedSentence]) -> str:
    """A text that rests on these sentences, without the dateline that one of them begins with.

    The text may be worded otherwise than the sentence, and have "MOSCOW –" for "MOSCOW (dpa) –".
    """
    for sentence in sources:
        head = before(sentence)
        if not head or not text.startswith(head):
            head = _head(sentence.source, text, opening=True)
        if head and len(text) > len(head):
            return text[len(head) :]
    return text


def _only(sentence: CheckedSentence) -> Dateline | None:
    found = _ALONE.fullmatch(sentence.source.strip())
    if found is None or not _is_place(found["place"], sentence.facts):
        return None
    agency = found["agency"] or _agency(found["within"] or "")
    return Dateline(_in_english(found["place"]), agency, sentence.source.strip(" .:–—-"))


def _is_place(words: str, facts: Sequence[Fact]) -> bool:
    """Whether the words are a name, and one that no table knows for a person's or an organisation's."""
    if all(english_place(_lowered(place)) for place in words.split("/")):
        return True
    return any(
        fact.kind == "name"
        and fact.span.text in words
        and not any(value.startswith(("person:", "org:")) for value in fact.values)
        for fact in facts
    )


def _agency(words: str) -> str:
    """The agency in the words between brackets; empty if they are something else, a date for instance."""
    found = re.fullmatch(rf"{_AGENCY}(?:[,/]\s?{_AGENCY})*", words)
    return words if found else ""


def _in_english(places: str) -> str:
    return "/".join(english_place(_lowered(place)) or _lowered(place) for place in places.split("/"))


def _lowered(place: str) -> str:
    return place.title() if len(place) > 3 and place.isupper() else place
