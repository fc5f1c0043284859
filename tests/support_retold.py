"""Articles with honest summaries (``data/retold.txt``), and summaries made wrong in every way that is feared."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pipeline.check import Checker
from pipeline.config import RepairConfig
from pipeline.run.examine import Examination
from pipeline.split import split
from pipeline.types import Article, Block, CheckedSentence, Hypothesis, Translation

DATA = Path(__file__).parent / "data" / "retold.txt"
NATIONS = (
    "French",
    "Italian",
    "Polish",
    "Danish",
    "Swiss",
    "Norwegian",
    "Dutch",
    "Greek",
    "Swedish",
    "Belgian",
    "Irish",
)
COUNTRIES = ("Poland", "Turkey", "Spain", "Austria", "Cyprus", "Portugal", "Hungary", "Finland", "Ukraine", "Japan")
TOWNS = ("Dresden", "Zwickau", "Passau", "Essen", "Fulda", "Kiel", "Augsburg", "Hamburg", "Munich", "Rostock", "Bonn")
INVENTED = (
    "The company will move its headquarters abroad.",
    "Investors reacted with relief to the announcement.",
    "Several witnesses have withdrawn their statements.",
    "The union threatens an indefinite strike.",
    "Neighbours describe the family as friendly and quiet.",
    "The minister has offered her resignation.",
    "A spokesman denied all knowledge of the letter.",
    "The opposition demands a committee of inquiry.",
    "Experts consider the technology outdated.",
    "The church has started a collection for the victims.",
    "The mayor was taken to hospital with chest pains.",
    "Thousands took to the streets in protest.",
    "The contract was signed behind closed doors.",
    "Insurance companies refuse to pay.",
    "The operation was stopped by a software fault.",
    "Schools remain closed until further notice.",
    "Prices are expected to double within a year.",
    "The documents had been forged by an accomplice.",
    "Tourists were flown home in special planes.",
    "A rival group has claimed responsibility.",
)
"""Statements that none of the articles makes."""


@dataclass
class Retold:
    """An article: its sentences in both languages, honest summary sentences, and those that lost a reservation or say the contrary."""

    name: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    honest: list[str] = field(default_factory=list)
    bare: list[tuple[str, str]] = field(default_factory=list)
    turned: list[tuple[str, str, str]] = field(default_factory=list)
    """By hand: what kind of reversal, the sentence, and the honest one."""

    @property
    def people(self) -> list[str]:
        """The full names in the article, in English order."""
        found = []
        for german, english in self.pairs:
            for name in re.findall(r"(?=\b([A-ZÄÖÜ][a-zäöüß]+ [A-ZÄÖÜ][a-zäöüß]+))", english):
                first, last = name.split()
                if name in german and first not in {"In", "Lower", "Defence"} and last not in {"Bavaria"}:
                    found.append(name)
        return list(dict.fromkeys(found))


@cache
def retold() -> tuple[Retold, ...]:
    """All articles of the file."""
    made: list[Retold] = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("= "):
            made.append(Retold(line[2:]))
        elif line.startswith("> "):
            made[-1].honest.append(line[2:])
        elif line.startswith("~ "):
            made[-1].bare.append((line[2:], made[-1].honest[-1]))
        elif line.startswith("! "):
            kind, _, text = line[2:].partition(" | ")
            made[-1].turned.append((kind, text, made[-1].honest[-1]))
        elif "|||" in line:
            german, _, english = line.partition(" ||| ")
            made[-1].pairs.append((german, english))
    return tuple(made)


@cache
def checked(name: str) -> tuple[Article, tuple[CheckedSentence, ...]]:
    """An article and its sentences as a run leaves them, translated as the file says."""
    item = next(one for one in retold() if one.name == name)
    text = "\n\n".join(german for german, _ in item.pairs)
    blocks, at = [], 0
    for german, _ in item.pairs:
        blocks.append(Block("paragraph", "text", at, at + len(german)))
        at += len(german) + 2
    article = Article(id=name, text=text, language="de", blocks=tuple(blocks))
    translations = {german: Translation((Hypothesis(english, -0.2),)) for german, english in item.pairs}
    sentences = split(article)
    assert [s.source for s in sentences] == [german for german, _ in item.pairs]
    done = Examination(article, sentences, translations, Checker(), RepairConfig(enabled=False))
    return article, tuple(replace(s) for s in done.checked)


@dataclass(frozen=True)
class Poisoned:
    """A summary sentence that says something wrong about an article."""

    article: str
    kind: str
    text: str
    before: str


def poisoned(number: int, seed: int = 1) -> list[Poisoned]:
    """So many wrong summary sentences, of all kinds in turn."""
    rng = random.Random(seed)
    kinds = [list(_of_kind(kind, rng)) for kind in _KINDS]
    for made in kinds:
        rng.shuffle(made)
    found: list[Poisoned] = []
    while len(found) < number and any(kinds):
        for made in kinds:
            if made and len(found) < number:
                found.append(made.pop())
    return found


TURNED = ("opposite", "exchange", "roles", "denial", "quotation", "order", "speaker")
"""Kinds that are written by hand, in the file, beside those made from :data:`OPPOSITES`."""
_SIMPLE = ("figure", "nation", "name", "person", "hedge", "invented", "elsewhere", "thing", "negation", *TURNED)
_KINDS = (*_SIMPLE, "fused")


def _of_kind(kind: str, rng: random.Random) -> Iterator[Poisoned]:
    if kind == "fused":
        yield from _fused(rng)
        return
    for item in retold():
        if kind == "hedge":
            yield from (Poisoned(item.name, kind, text, before) for text, before in item.bare)
        elif kind == "invented":
            yield from (Poisoned(item.name, kind, text, "") for text in INVENTED)
        elif kind in TURNED:
            yield from (Poisoned(item.name, kind, text, before) for own, text, before in item.turned if own == kind)
            if kind == "opposite":
                yield from (Poisoned(item.name, kind, wrong, text) for text in item.honest for wrong in _contrary(text))
        elif kind == "elsewhere":
            others = [(text, one.name) for one in retold() if one is not item for text in one.honest]
            yield from (Poisoned(item.name, kind, text, name) for text, name in rng.sample(others, 14))
        else:
            for text in item.honest:
                made = {
                    "figure": _figures,
                    "nation": _nations,
                    "name": _names,
                    "person": _persons,
                    "thing": _things,
                    "negation": _negations,
                }
                for wrong in made[kind](text, item, rng):
                    if wrong != text:
                        yield Poisoned(item.name, kind, wrong, text)


def _fused(rng: random.Random) -> Iterator[Poisoned]:
    """A wrong statement and a right one in one sentence."""
    honest = {item.name: item.honest for item in retold()}
    for kind in _SIMPLE:
        wrong = list(_of_kind(kind, rng))
        for one in rng.sample(wrong, min(40, len(wrong))):
            right = rng.choice([text for text in honest[one.article] if text not in (one.before, one.text)])
            for first, second in ((one.text, right), (right, one.text)):
                yield replace(one, kind=f"fused {kind}", text=f"{first.removesuffix('.')}, and {lowered(second)}")


def lowered(text: str) -> str:
    """A sentence as it goes on after "and"."""
    first = text.split()[0]
    return text[0].lower() + text[1:] if first in {"The", "A", "In", "It", "According", "Of"} else text


OPPOSITES = (
    ("rose", "fell"), ("rise", "fall"), ("rising", "falling"), ("fell", "rose"), ("won", "lost"), ("closing", "opening"),
    ("closed", "opened"), ("arrested", "released"), ("sentenced", "acquitted"), ("praised", "criticised"),
    ("criticised", "praised"), ("rejected", "accepted"), ("sacked", "hired"), ("died", "survived"),
)  # fmt: skip


def _contrary(text: str) -> Iterator[str]:
    for word, other in OPPOSITES:
        if re.search(rf"\b{word}\b", text):
            yield re.sub(rf"\b{word}\b", other, text, count=1)


def _negations(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    """An honest sentence with a "not" or "never" that it does not have, at each verb that takes one."""
    if re.search(r"\b(?:not|denied|false|rejected|without)\b", text, re.IGNORECASE):
        return  # two denials make a claim
    for match in re.finditer(r"\b(?:is|are|was|were|has|have|had|could|will)\b", text):
        for word in ("not", "never"):
            yield f"{text[: match.end()]} {word}{text[match.end() :]}"
    for match in re.finditer(
        r"(?<=[a-z] )(?:put|wants|accuses|rose|fell|won|lost|expects|costs|supplies|plans)\b", text
    ):
        yield f"{text[: match.start()]}never {text[match.start() :]}"


def _figures(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    for match in re.finditer(r"\d+(?:[.,]\d+)*", text):
        old = match.group()
        for _ in range(3):
            new = re.sub(r"\d", lambda d: str((int(d.group()) + rng.randint(1, 9)) % 10 or 3), old, count=1)
            yield text[: match.start()] + new + text[match.end() :]
        if old.isdigit():
            yield text[: match.start()] + old + "0" + text[match.end() :]
    for one, other in (("million", "billion"), ("billion", "million"), ("euros", "dollars"), ("per cent", "percentage points"),
                       ("kilometres", "metres"), ("weeks", "months"), ("Monday", "Thursday"), ("Sunday", "Friday"),
                       ("August", "April"), ("June", "July"), ("November", "March"), ("January", "October"),
                       ("two ", "three "), ("Seven ", "Nine "), ("Three ", "Six "), ("four ", "eight "), ("six ", "ten ")):  # fmt: skip
        if re.search(rf"\b{one.strip()}\b", text):
            yield text.replace(one, other, 1)


def _nations(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    for names in (NATIONS, COUNTRIES, TOWNS):
        for name in names:
            if re.search(rf"\b{name}\b", text):
                there = " ".join(english for _, english in item.pairs)
                for other in names:
                    if other not in there:
                        yield re.sub(rf"\b{name}\b", other, text)


def _names(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    """First names and surnames of different people put together."""
    for name in item.people:
        if name in text:
            first, last = name.split()
            for other in item.people:
                if other != name:
                    yield text.replace(name, f"{first} {other.split()[1]}")
                    yield text.replace(name, f"{other.split()[0]} {last}")


def _persons(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    """Another person of the article in the place of one."""
    for name in item.people:
        if name in text:
            yield from (text.replace(name, other) for other in item.people if other != name)


def _things(text: str, item: Retold, rng: random.Random) -> Iterator[str]:
    """A figure of the article in the place of another."""
    figures = dict.fromkeys(re.findall(r"\d+(?:[.,]\d+)*", " ".join(english for _, english in item.pairs)))
    for match in re.finditer(r"\d+(?:[.,]\d+)*", text):
        for other in figures:
            if other != match.group() and other not in text:
                yield text[: match.start()] + other + text[match.end() :]
