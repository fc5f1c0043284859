"""The translator the run sees: any decoder, made safe.

normalise | cut what is too long | decode | judge each result | retry the bad ones | join | note what was done
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from ..types import Hypothesis, Translation
from . import guard
from .base import EngineIdentity
from .decoding import Decoder, Decoding, retries
from .long import clauses, split_long
from .source_text import has_words, is_shouted, normalise, without_capitals

RETRY_CLAUSE_TOKENS = 24
"""Intended size of the pieces, in tokens, when a sentence that came out bad is translated clause by clause."""


@dataclass(slots=True)
class _Piece:
    """A stretch of a sentence that is decoded as one input, and its best result so far."""

    text: str
    tokens: list[int]
    hypotheses: tuple[Hypothesis, ...] = ()
    problem: guard.Problem | None = None
    note: str = ""


class GuardedTranslator:
    """A :class:`~pipeline.translate.base.Translator` over a decoder: same sentences, same translations.

    Args:
        open_decoder: loads the weights; called when the first sentence needs them, so that a run with nothing left to
            do loads none.
    """

    def __init__(self, open_decoder: Callable[[], Decoder], identity: EngineIdentity, decoding: Decoding) -> None:
        self._open_decoder = open_decoder
        self._identity = identity
        self._decoding = decoding
        # A sentence is tokenised to see how long it is, and again when its turn comes.
        self._inputs = lru_cache(maxsize=1024)(self._cut)

    @cached_property
    def _decoder(self) -> Decoder:
        return self._open_decoder()

    @property
    def identity(self) -> EngineIdentity:
        """What this engine is."""
        return self._identity

    @property
    def lanes(self) -> int:
        """How many simultaneous calls keep the machine busy."""
        return self._decoder.lanes

    @property
    def batch_tokens(self) -> int:
        """How much is worth putting into one call."""
        return self._decoder.batch_tokens

    def length(self, sentence: str) -> int:
        """The padded length under which the sentence is batched, in tokens."""
        return self._decoder.bucket(sum(len(tokens) for _, tokens in self._inputs(sentence)))

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate sentences, one result each, in order; problems are retried and, if they remain, reported."""
        plans = [self._plan(sentence) for sentence in sentences]
        # Equal sentences (agency copy) are decoded once.
        unique = {piece.text: piece for pieces in plans for piece in pieces}
        self._decode_all(list(unique.values()))
        return [
            _joined(normalise(sentence), [unique[piece.text] for piece in pieces])
            for sentence, pieces in zip(sentences, plans, strict=True)
        ]

    def alternatives(self, sentences: Sequence[str], *, beams: int, hypotheses: int) -> list[tuple[Hypothesis, ...]]:
        """Candidates from a wider search, best first, unjudged; empty for a sentence too long to be one input.

        For repair: a candidate is only used if its own check is clean.
        """
        decoding = replace(self._decoding, beams=max(beams, hypotheses), hypotheses=hypotheses)
        plans = [self._plan(sentence) for sentence in sentences]
        single = [i for i, pieces in enumerate(plans) if len(pieces) == 1]
        found = self._decoder.decode([plans[i][0].tokens for i in single], decoding)
        results: list[tuple[Hypothesis, ...]] = [()] * len(sentences)
        for i, candidates in zip(single, found, strict=True):
            results[i] = distinct(candidates)
        return results

    def _plan(self, sentence: str) -> list[_Piece]:
        return [_Piece(text, tokens) for text, tokens in self._inputs(sentence)]

    def _cut(self, sentence: str) -> tuple[tuple[str, list[int]], ...]:
        """The inputs made from a sentence, with their tokens: one, or several if the model cannot hold it."""
        text = normalise(sentence)
        if not has_words(text):
            return ()
        tokens = self._decoder.encode(text)
        if len(tokens) <= self._decoder.max_source_tokens:
            return ((text, tokens),)
        pieces = split_long(text, self._count, self._decoder.max_source_tokens)
        return tuple((piece, self._decoder.encode(piece)) for piece in pieces if has_words(piece))

    def _decode_all(self, pieces: list[_Piece]) -> None:
        for piece, candidates in zip(pieces, self._decode(pieces, self._decoding), strict=True):
            _consider(piece, candidates, "")
        for attempt in range(2):
            by_settings: dict[Decoding, list[_Piece]] = {}
            for piece in pieces:
                if piece.problem is not None:
                    by_settings.setdefault(retries(self._decoding, piece.problem.kind)[attempt], []).append(piece)
            for decoding, group in by_settings.items():
                for piece, candidates in zip(group, self._decode(group, decoding), strict=True):
                    _consider(piece, candidates, "was translated again with other search settings")
        self._without_capitals([piece for piece in pieces if piece.problem is not None and is_shouted(piece.text)])
        self._by_clause([piece for piece in pieces if piece.problem is not None])

    def _decode(self, pieces: Sequence[_Piece], decoding: Decoding) -> list[list[Hypothesis]]:
        return self._decoder.decode([piece.tokens for piece in pieces], decoding) if pieces else []

    def _without_capitals(self, pieces: list[_Piece]) -> None:
        lowered = [(piece, self._piece(without_capitals(piece.text))) for piece in pieces]
        fitting = [(piece, plain) for piece, plain in lowered if len(plain.tokens) <= self._decoder.max_source_tokens]
        found = self._decode([plain for _, plain in fitting], self._decoding)
        for (piece, _), candidates in zip(fitting, found, strict=True):
            _consider(piece, candidates, "was translated with its capitals lowered")

    def _by_clause(self, pieces: list[_Piece]) -> None:
        """Last resort: translate clause by clause; short inputs loop less."""
        cut = [[self._piece(text) for text in clauses(p.text, self._count, RETRY_CLAUSE_TOKENS)] for p in pieces]
        parts = [part for group in cut if len(group) > 1 for part in group]
        decoding = replace(self._decoding, no_repeat_ngram=4)
        for part, candidates in zip(parts, self._decode(parts, decoding), strict=True):
            _consider(part, candidates, "")
        for piece, group in zip(pieces, cut, strict=True):
            if len(group) > 1:
                _consider(piece, list(_join_hypotheses(group)), "was translated clause by clause")

    def _piece(self, text: str) -> _Piece:
        return _Piece(text, self._decoder.encode(text))

    def _count(self, text: str) -> int:
        return len(self._decoder.encode(text))


def distinct(hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The hypotheses without duplicate texts, best first; ties are broken by text."""
    best: dict[str, Hypothesis] = {}
    for hypothesis in sorted(hypotheses, key=lambda h: (-h.score, h.text)):
        best.setdefault(hypothesis.text, hypothesis)
    return tuple(best.values())


def _consider(piece: _Piece, candidates: Sequence[Hypothesis], note: str) -> None:
    """Adopt the candidates if the first sound one among them is an improvement."""
    found = distinct(candidates)
    judged = [(hypothesis, guard.assess(piece.text, hypothesis.text)) for hypothesis in found]
    sound = [hypothesis for hypothesis, problem in judged if problem is None]
    if sound:
        if judged[0][1] is not None and not note:
            note = "uses a lower-ranked candidate, since the first was not a translation"
        piece.hypotheses, piece.problem, piece.note = tuple(sound), None, note
    elif not piece.hypotheses:
        problem = judged[0][1] if judged else guard.Problem("silence", "The model returned nothing.")
        piece.hypotheses, piece.problem = found, problem


def _join_hypotheses(pieces: Sequence[_Piece]) -> tuple[Hypothesis, ...]:
    """Candidates for the whole: the best of every piece, then, piece by piece, one lower-ranked candidate instead.

    Scores are means weighted by source tokens.
    """
    weights = [max(len(piece.tokens), 1) for piece in pieces]
    empty = Hypothesis("", 0.0)
    best = [piece.hypotheses[0] if piece.hypotheses else empty for piece in pieces]
    ways = [best]
    if len(pieces) <= 8:
        for i, piece in enumerate(pieces):
            ways += [[*best[:i], other, *best[i + 1 :]] for other in piece.hypotheses[1:]]
    return distinct(
        [
            Hypothesis(
                " ".join(h.text for h in way if h.text),
                sum(h.score * w for h, w in zip(way, weights, strict=True)) / sum(weights),
            )
            for way in ways
        ]
    )


def _joined(text: str, pieces: Sequence[_Piece]) -> Translation:
    if not pieces:
        kept = (Hypothesis(text, 0.0),) if text else ()
        return Translation(kept, notes=("There is nothing to translate: no letter, no digit.",))
    notes = []
    if len(pieces) > 1:
        notes.append(
            f"Longer than the model can hold: cut at clause marks into {len(pieces)} pieces, translated, and joined."
        )
    for number, piece in enumerate(pieces, start=1):
        if piece.note:
            notes.append(f"{'The sentence' if len(pieces) == 1 else f'Piece {number}'} {piece.note}.")
    problems = [piece.problem for piece in pieces if piece.problem is not None]
    failure = " ".join(dict.fromkeys(f"{problem.kind}: {problem.message}" for problem in problems)) or None
    hypotheses = pieces[0].hypotheses if len(pieces) == 1 else _join_hypotheses(pieces)
    return Translation(hypotheses, tuple(notes), failure)
