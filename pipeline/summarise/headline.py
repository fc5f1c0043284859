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
_NOTICE = "Korrektur|Korrigiert|Berichtigung|Richtigstellung|Gegendarstellung|Klarstellung|Update|Aktualisiert"
_NOTICE_BEFORE = re.compile(rf"\W{{0,3}}(?:{_NOTICE})\s?:", re.IGNORECASE)
_NOTICE_BEHIND = re.compile(rf"\((?:{_NOTICE})\)$", re.IGNORECASE)
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
    """The translated title, shortened if need be, without its "Correction:"; if it has an error or a doubt about more
    than its words, one made from the summary's first sentence that has no finding and leans on no other; else the title
    with its doubt, or at its full length. The German title only if there is nothing else."""
    known = {s.id: s for s in sentences}
    title = [s for s in sentences if s.kind == "title" and s.removed_by is None and s.target]
    refused: list[Dropped] = []
    doubtful: Headline | None = None
    if title:
        ids = tuple(s.id for s in title)
        text = _without_notice(" ".join(s.source for s in title), " ".join(s.target or "" for s in title))
        for short in [*shortened(text)] or filter(None, [_bare(text)]):
            wrong = _wrong(short, title, checker)
            if not wrong and len(short) <= LONGEST:
                return Headline(short, "en", ids)
            if wrong and wrong[0].severity == "error":
                refused = refused or [Dropped("headline", ids, text, wrong[0].message)]
            else:
                doubtful = doubtful or Headline(short, "en", ids)
    for sentence in brief:
        sources = [known[name] for name in sentence.sources if name in known]
        if sentence.findings or any(f.severity != "note" for s in sources for f in s.findings):
            continue
        if any(leans(s.source) or fitness(s.source) < 1 for s in sources[:1]):
            continue
        for short in shortened(dateline.without(sentence.text, sources)):
            if sources and not _wrong(short, sources, checker):
                return Headline(short, "en", sentence.sources, tuple(refused))
    if doubtful is not None:
        return doubtful
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


def _wrong(text: str, sources: Sequence[CheckedSentence], checker: Checker) -> list[Finding]:
    """What speaks against a headline, the worst first.

    Its sentences could not be translated, it says what they do not, or they have lost a reservation or a denial, which
    it then has lost, too. Words that are no English are for the editor to mend, and so is what it leaves out.
    """
    found = [
        *(f for s in sources for f in s.findings if f.kind in ("hedge", "negation") or f.severity == "error"),
        *says_more(text, list(sources), checker),
    ]
    kept = [f for f in found if f.severity == "error" or (f.severity == "warning" and f.kind != "text")]
    kept = [f for f in kept if not f.check.endswith(".missing")]
    return sorted(kept, key=lambda finding: finding.severity != "error")


def _without_notice(source: str, target: str) -> str:
    """A title without the "Korrektur:" or "(aktualisiert)" that the brief shows above it."""
    if _NOTICE_BEFORE.match(source):
        target = re.sub(r"^[^:]{2,25}:\s+(?=\S)", "", target)
    if _NOTICE_BEHIND.search(source):
        target = re.sub(r"\s*\([^()]{2,25}\)$", "", target)
    return target
