"""The headline of a brief: short, in English, and checked like everything else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..check import Checker
from ..types import Article, BriefSentence, CheckedSentence, Dropped, Finding
from . import dateline
from .ground import says_more
from .structure import fitness, leans

LONGEST = 70
"""Characters of a headline, at most; longer ones are cut off by search engines and mobile pages."""
_SHORTEST = 20
"""Characters below which a piece of a sentence says too little to head a brief."""
_WORDS = 4
"""The same in words."""
_DASH = re.compile(r"\s+[–—-]\s+")
_SEAM = re.compile(r"\s+[–—-]\s+|;\s+|,\s+(?=(?:and|as|after|who|which|where)\b)")
"""What may follow a whole statement. A colon, "said" and "but" are none of them: a speaker or a reservation would be
lost."""
_DANGLING = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "as", "than",
     "after", "before", "until", "since", "over", "under", "between", "against", "into", "is", "are", "was", "were",
     "has", "have", "had", "be", "been", "will", "would", "can", "could", "may", "might", "its", "his", "her", "their",
     "this", "that", "which", "who", "not", "no", "more", "less", "about", "around", "only", "also", "very", "most")
)  # fmt: skip
"""Words that cannot end a headline: what they announce would be missing. A lost "not" would turn it round."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, the sentences it rests on, and what the check refused before it."""

    text: str
    language: str
    sources: tuple[str, ...] = ()
    refused: tuple[Dropped, ...] = ()


def headline(
    article: Article, sentences: Sequence[CheckedSentence], brief: Sequence[BriefSentence], checker: Checker
) -> Headline:
    """The translated title, shortened if need be; if it cannot be trusted, one made from the summary's first sentence
    that has no finding and leans on no other; the German title only if there is none."""
    known = {s.id: s for s in sentences}
    title = [s for s in sentences if s.kind == "title" and s.removed_by is None and s.target]
    refused: list[Dropped] = []
    if title:
        ids = tuple(s.id for s in title)
        text = " ".join(s.target or "" for s in title)
        for short in shortened(text):
            bad = _wrong(short, title, checker)
            if bad is None:
                return Headline(short, "en", ids, tuple(refused))
            if not refused:
                refused.append(Dropped("headline", ids, text, bad.message))
    for sentence in brief:
        sources = [known[name] for name in sentence.sources if name in known]
        if sentence.findings or any(f.severity != "note" for s in sources for f in s.findings):
            continue
        if any(leans(s.source) or fitness(s.source) < 1 for s in sources[:1]):
            continue
        for short in shortened(dateline.without(sentence.text, sources)):
            if sources and _wrong(short, sources, checker) is None:
                return Headline(short, "en", sentence.sources, tuple(refused))
    if title or article.title:
        words = " ".join(s.source for s in title) or article.title
        return Headline(words, article.language or "de", tuple(s.id for s in title), tuple(refused))
    if not brief:
        return Headline("", "en")
    text = dateline.without(brief[0].text, [known[name] for name in brief[0].sources if name in known])
    return Headline(_cut(_bare(text)), "en", brief[0].sources)


def shortened(text: str) -> Iterator[str]:
    """Forms of a text that can be its headline, the fullest first.

    The text itself if it is short enough, else what stands before one of its seams (a dash, a comma before a clause) or
    after its only dash. Nothing is cut inside a clause, where it could lose the word that turns its meaning.
    """
    whole = _bare(text)
    if len(whole) <= LONGEST:
        if whole:
            yield whole
        return
    heads = [whole[: match.start()] for match in _SEAM.finditer(whole)]
    dashes = list(_DASH.finditer(whole))
    tails = [whole[match.end() :] for match in dashes if len(dashes) == 1]  # two enclose a parenthesis
    for piece in (*reversed(heads), *tails):
        words = piece.split()
        if _SHORTEST <= len(piece) <= LONGEST and len(words) >= _WORDS and words[-1].lower() not in _DANGLING:
            yield piece[0].upper() + piece[1:]


def _bare(text: str) -> str:
    """``text`` in one line, without the full stop of a sentence."""
    line = " ".join(text.split())
    return line[:-1] if line.endswith(".") and not line.endswith(("..", "U.S.", "e.g.")) else line


def _cut(text: str) -> str:
    """A text that has no seam, ended by an ellipsis where it gets too long: the last resort."""
    return textwrap.shorten(text, LONGEST, placeholder=" …") if " " in text[:LONGEST] else text[:LONGEST]


def _wrong(text: str, sources: Sequence[CheckedSentence], checker: Checker) -> Finding | None:
    """The first error of a headline: its sentences could not be translated, or it says what they do not."""
    found = [
        *(finding for s in sources for finding in s.findings if finding.check.startswith("text.")),
        *says_more(text, list(sources), checker),
    ]
    return next((finding for finding in found if finding.severity == "error"), None)
