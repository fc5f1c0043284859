"""What a German-English model must not touch: English passages, emoji, web addresses, letters it has no pieces for.

English is left as it is, and so are emoji. Addresses and foreign letters go through the model, since the sentence needs
them, and are set right afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from ..english import english_quotations, is_english, small_words
from ..names.dictionary import has

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_OPENING = re.compile(rf"[^\w]*({_WORD.pattern})")
"""The first word, if only marks are before it."""
_MARK_BEHIND = re.compile(r"(?:\s?[,.;:!?](?=\s|$))?")
_PLUSES = re.compile(r"(?:^|(?<=\s))(\+{3,})(?=\s|$)")
_EMOJI = "\U0001f000-\U0001faff☀-➿⬀-⯿"
_EMOJIS = re.compile(rf"[{_EMOJI}][{_EMOJI}\ufe0f\u200d\U000e0020-\U000e007f\s]*(?<=\S)")
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\"<>]{2,}(?<![.,;:!?)])"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,4}"
    r"|(?<![\w@.])(?:[\w-]{2,63}\.){1,4}(?:de|at|ch|com|org|net|eu|info|gov|tv|io)\b(?:/[^\s\"<>]*(?<![.,;:!?)]))?"
)
_MIN_SLOGAN = 3
"""Words of a slogan in capitals: MAKE AMERICA GREAT AGAIN."""
_JOINTS = ":/.@-_"
_MIN_LIKENESS = 75.0
"""rapidfuzz partial ratio from which a stretch of the translation is the address, misspelt."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence; ``kept`` if it is no text for the model."""

    text: str
    kept: bool


def parts(text: str) -> tuple[Part, ...]:
    """A normalised sentence cut into what is translated and what is not.

    That is the English in it, all of the sentence or whole quotations, and a ticker's "+++", which models shorten.
    """
    if _left(text):
        return (Part(text, True),)
    pieces = _PLUSES.split(text)
    if len(pieces) > 1:
        return tuple(
            part for piece in pieces for part in ((Part(piece, True),) if piece[:3] == "+++" else parts(piece))
        )
    found: list[Part] = []
    end = 0
    for start, closing in english_quotations(text, _left):
        behind = _MARK_BEHIND.match(text, closing)
        stop = behind.end() if behind else closing
        found += [Part(text[end:start], False), Part(text[start:stop], True)]
        end = stop
    found.append(Part(text[end:], False))
    return tuple(Part(part.text.strip(), part.kept) for part in found if part.text.strip())


def _left(text: str) -> bool:
    """Whether a text is English and left as it is: by its small words, or a slogan in capitals, which has few."""
    if is_english(text):
        return True
    words = _WORD.findall(text.lower())
    return (
        len(words) >= _MIN_SLOGAN
        and text.isupper()
        and small_words()["german"].isdisjoint(words)
        and all(has(word, "en") or has(word.capitalize(), "en") for word in words)
        and not all(has(word) or has(word.capitalize()) for word in words)
    )


def without_emoji(text: str) -> tuple[str, str, str]:
    """The emoji before the words, the text without any, and the emoji in and behind it."""
    found = list(_EMOJIS.finditer(text))
    if not found:
        return "", text, ""
    first = found[0]
    before = first[0] if not text[: first.start()].strip() else ""
    behind = " ".join(match[0] for match in (found[1:] if before else found))
    rest = re.sub(rf"\s*{_EMOJIS.pattern}\s*(?=[.,;:!?])", "", text)
    return before, _EMOJIS.sub(" ", rest).strip(), behind


def with_addresses(source: str, target: str) -> str:
    """The translation with the source's web and mail addresses letter by letter, where a likeness of them stands."""
    for address in dict.fromkeys(ADDRESS.findall(source)):
        if address not in target and (place := _likeness(address, target)):
            target = target[: place[0]] + address + target[place[1] :]
    return target


def _likeness(address: str, target: str) -> tuple[int, int] | None:
    """Where the translation has the address misspelt: whole words, with those that the model split off it."""
    found = fuzz.partial_ratio_alignment(address.lower(), target.lower(), score_cutoff=_MIN_LIKENESS)
    if found is None or found.dest_end <= found.dest_start:
        return None
    words = [match.span() for match in re.finditer(r"\S+", target)]
    inside = [i for i, (start, end) in enumerate(words) if start < found.dest_end and end > found.dest_start]
    while inside and not _part_of(target, words[inside[0]], address):
        inside.pop(0)
    while inside and not _part_of(target, words[inside[-1]], address):
        inside.pop()
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    while first > 0 and _fragment(target, words[first - 1], address):
        first -= 1
    while last + 1 < len(words) and (
        _fragment(target, words[last + 1], address)
        or (target[words[last][1] - 1] in _JOINTS and _inside(target, words[last + 1], address))
    ):
        last += 1
    start, end = words[first][0], words[last][1]
    start += len(target[start:end]) - len(target[start:end].lstrip("\"'(<"))
    end -= len(target[start:end]) - len(target[start:end].rstrip("\"').,;:!?>"))
    return (start, end) if end > start else None


def _part_of(target: str, word: tuple[int, int], address: str) -> bool:
    """Most of a word is in the address."""
    text = target[word[0] : word[1]].lower()
    return fuzz.partial_ratio(text, address.lower()) >= _MIN_LIKENESS and (len(text) > 3 or not text.isalpha())


def _inside(target: str, word: tuple[int, int], address: str) -> bool:
    return target[word[0] : word[1]].lower().strip("\"'.,;:!?)") in address.lower()


def _fragment(target: str, word: tuple[int, int], address: str) -> bool:
    """A word that is a piece of the address: marks, or letters with marks."""
    text = target[word[0] : word[1]].lower().strip("\"'")
    return text in address.lower() and not text.isalpha() and bool(set(text) & set(_JOINTS))


def plain_letters(text: str) -> tuple[str, dict[str, str]]:
    """The text with foreign letters in their plain form ("Ș" as "S"), and the words that were changed, plain to own."""
    changed: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        word = match[0]
        bare = "".join(_bare(char) for char in word)
        if bare != word:
            changed[bare] = word
        return bare

    return _WORD.sub(plain, text), changed


_ODD = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "ø": "o", "Ø": "O"}
)


def _bare(char: str) -> str:
    if char in "äöüÄÖÜßéèêáàâçñ":
        return char
    decomposed = unicodedata.normalize("NFD", char.translate(_ODD))
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or char


def with_own_letters(text: str, changed: dict[str, str]) -> str:
    """A translation of :func:`plain_letters` with the words as the source spells them."""
    for bare, word in changed.items():
        text = re.sub(rf"\b{re.escape(bare)}\b", partial(_always, word), text)
    return text


def _always(word: str, _: re.Match[str]) -> str:
    return word


def continued(source: str, target: str) -> str:
    """The translation of a clause that goes on a sentence: without the capital that a model gives every beginning."""
    first = _WORD.match(target)
    if not source[:1].islower() or first is None or first[0] in ("I", "I'm"):
        return target
    words = small_words()
    if first[0].lower() in words["english"] or first[0].lower() in words["clause"]:
        return target[:1].lower() + target[1:]
    return target


def opened(source: str, target: str) -> str:
    """The translation with a capital at its beginning if the source has one: a model may leave a headline's out.

    A word that the source has too (eBay, de Gaulle) stays as it is, and so does one with a capital or a figure in it.
    """
    begun, first = _OPENING.match(source), _OPENING.match(target)
    if begun is None or first is None or not begun[1][0].isupper() or not first[1].islower():
        return target
    if first[1] in _WORD.findall(source):
        return target
    return target[: first.start(1)] + first[1][0].upper() + target[first.start(1) + 1 :]
