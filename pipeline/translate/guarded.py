"""The translator the run sees: any decoder, made safe.

set English and emoji aside | normalise | cut what is too long | decode | judge each result | retry the bad ones | join
| say what was done
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from ..types import Hypothesis, Translation
from . import guard, verbatim
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
    kept: bool = False
    """It is no text for the model and stands in the translation as it is."""


@dataclass(frozen=True, slots=True)
class _Input:
    text: str
    tokens: list[int]
    kept: bool = False


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
        return self._decoder.bucket(sum(len(part.tokens) for part in self._inputs(sentence)))

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate sentences, one result each, in order; problems are retried and, if they remain, reported."""
        plans = [self._plan(sentence) for sentence in sentences]
        # Equal sentences (agency copy) are decoded once.
        unique = {piece.text: piece for pieces in plans for piece in pieces}
        self._decode_all([piece for piece in unique.values() if not piece.kept])
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
        single = [i for i, pieces in enumerate(plans) if len(pieces) == 1 and not pieces[0].kept]
        found = self._decoder.decode([plans[i][0].tokens for i in single], decoding)
        results: list[tuple[Hypothesis, ...]] = [()] * len(sentences)
        for i, candidates in zip(single, found, strict=True):
            results[i] = distinct(_as_written(plans[i][0].text, candidates))
        return results

    def _plan(self, sentence: str) -> list[_Piece]:
        return [
            _Piece(part.text, part.tokens, (Hypothesis(part.text, 0.0),) if part.kept else (), kept=part.kept)
            for part in self._inputs(sentence)
        ]

    def _cut(self, sentence: str) -> tuple[_Input, ...]:
        """The inputs that a sentence makes, with their tokens: one, or several if the model cannot hold it or must
        leave a part of it alone."""
        before, words, behind = verbatim.without_emoji(sentence)
        text = normalise(words)
        if not has_words(text):
            return ()
        found = [_Input(before, [], True)] if before else []
        for part in verbatim.parts(text):
            if part.kept or not has_words(part.text):
                found.append(_Input(part.text, [], True))
            else:  # a line in capitals, spelt letter by letter, comes out as words that look translated
                shouted = is_shouted(part.text) and len(part.text.split()) >= guard.SHOUTED_RUN
                found.extend(self._fitting(without_capitals(part.text) if shouted else part.text))
        return (*found, _Input(behind, [], True)) if behind else tuple(found)

    def _fitting(self, text: str) -> list[_Input]:
        tokens = self._decoder.encode(text)
        if len(tokens) <= self._decoder.max_source_tokens:
            return [_Input(text, tokens)]
        pieces = split_long(text, self._count, self._decoder.max_source_tokens)
        return [_Input(piece, self._decoder.encode(piece)) for piece in pieces if has_words(piece)]

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
        self._in_plain_letters([p for p in pieces if p.problem is not None and p.problem.kind == "broken"])
        self._by_clause([piece for piece in pieces if piece.problem is not None])

    def _decode(self, pieces: Sequence[_Piece], decoding: Decoding) -> list[list[Hypothesis]]:
        return self._decoder.decode([piece.tokens for piece in pieces], decoding) if pieces else []

    def _without_capitals(self, pieces: list[_Piece]) -> None:
        lowered = [(piece, self._piece(without_capitals(piece.text))) for piece in pieces]
        fitting = [(piece, plain) for piece, plain in lowered if len(plain.tokens) <= self._decoder.max_source_tokens]
        found = self._decode([plain for _, plain in fitting], self._decoding)
        for (piece, _), candidates in zip(fitting, found, strict=True):
            _consider(piece, candidates, "was translated with its capitals lowered")

    def _in_plain_letters(self, pieces: list[_Piece]) -> None:
        """Letters that the model has no pieces for: show it plain ones, and put the source's own back."""
        changed = [(piece, *verbatim.plain_letters(piece.text)) for piece in pieces]
        plain = [(piece, self._piece(text), words) for piece, text, words in changed if words]
        found = self._decode([shown for _, shown, _ in plain], self._decoding)
        for (piece, _, words), candidates in zip(plain, found, strict=True):
            own = [replace(h, text=verbatim.with_own_letters(h.text, words)) for h in candidates]
            _consider(piece, own, "was translated with foreign letters in their plain form, which were put back")

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
    found = distinct(_as_written(piece.text, candidates))
    judged = [(hypothesis, guard.assess(piece.text, hypothesis.text)) for hypothesis in found]
    sound = [hypothesis for hypothesis, problem in judged if problem is None]
    if sound:
        if judged[0][1] is not None and not note:
            note = "uses a lower-ranked candidate, since the first was not a translation"
        piece.hypotheses, piece.problem, piece.note = tuple(sound), None, note
    elif not piece.hypotheses:
        problem = judged[0][1] if judged else guard.Problem("silence", "The model returned nothing.")
        piece.hypotheses, piece.problem = found, problem


def _as_written(source: str, candidates: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The candidates with the source's addresses as they stand in it, and with its capital at the beginning."""
    return [replace(h, text=verbatim.opened(source, verbatim.with_addresses(source, h.text))) for h in candidates]


def _join_hypotheses(pieces: Sequence[_Piece]) -> tuple[Hypothesis, ...]:
    """Candidates for the whole: the best of every piece, then, piece by piece, one lower-ranked candidate instead.

    Scores are means weighted by source tokens.
    """
    pieces = [_continued(piece) if after.kept else piece for after, piece in pairwise([_Piece("", []), *pieces])]
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


def _continued(piece: _Piece) -> _Piece:
    """A piece behind a quotation goes on the sentence."""
    if piece.kept:
        return piece
    texts = [replace(h, text=verbatim.continued(piece.text, h.text)) for h in piece.hypotheses]
    return replace(piece, hypotheses=tuple(texts))


def _joined(text: str, pieces: Sequence[_Piece]) -> Translation:
    if not pieces:
        kept = (Hypothesis(text, 0.0),) if text else ()
        return Translation(kept, notes=("There is nothing to translate: no letter, no digit.",))
    notes = []
    if is_shouted(text) and any(not piece.kept and not is_shouted(piece.text) for piece in pieces):
        notes.append("The sentence was translated with its capitals lowered.")
    if any(piece.kept for piece in pieces):
        notes.append("What is no German (an English passage, emoji) was left as it is.")
    elif len(pieces) > 1:
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
