"""The seq2seq summariser: an encoder-decoder model trained to write summaries, such as BART on CNN/Daily Mail.

It reads the translated sentences. An article longer than the model takes is summarised section by section, cut between
paragraphs if that is possible and between sentences in any case; nothing is left out. What it writes is cut into
sentences, and :mod:`.attribute` finds what each rests on: such a model does not say.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from ..config import Seq2SeqConfig, SummariseConfig
from ..models.resolve import ModelFolder, resolve
from ..resources import fingerprint
from ..types import Article, CheckedSentence
from .attribute import attributed
from .base import Draft, Fault, SummariserIdentity
from .words import sentences_of

DEFAULT = "distilbart-cnn-12-6"
_CODE = tuple(f"summarise/{name}.py" for name in ("seq2seq", "seq2seq_engines", "attribute", "words"))
_FULL = 0.6
"""A section this full ends where a paragraph does."""


class Engine(Protocol):
    """A loaded encoder-decoder model."""

    @property
    def most_tokens(self) -> int:
        """The longest input, in tokens, end marks not counted."""

    def length(self, text: str) -> int:
        """The tokens of a text."""

    def clipped(self, text: str, most: int) -> str:
        """The beginning of a text, of at most so many tokens."""

    def summaries(self, text: str, count: int) -> list[str]:
        """Summaries of a text, the most likely first."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article that is summarised in one go."""

    sentences: tuple[CheckedSentence, ...]

    @property
    def text(self) -> str:
        """Its translation."""
        return " ".join(s.target or "" for s in self.sentences)


class Seq2Seq:
    """Drafts by an encoder-decoder model.

    Args:
        settings: how it searches.
        model: its weights.
        engine: loads them; called once, when the first article is there.
        engine_name: what runs the model, with the libraries that affect the text.
    """

    lanes = 1

    def __init__(
        self, settings: Seq2SeqConfig, model: ModelFolder, engine: Callable[[], Engine], engine_name: str
    ) -> None:
        self._settings = settings
        self._model = model
        self._open = engine
        self._engine: Engine | None = None
        self._lock = threading.Lock()
        self._revision = hashlib.sha256(f"{model.revision} {engine_name} {fingerprint(*_CODE)}".encode()).hexdigest()

    @property
    def identity(self) -> SummariserIdentity:
        """Its revision covers weights, engine and code."""
        return SummariserIdentity(f"seq2seq {self._model.name}", self._revision)

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterator[Draft]:
        """The sentences of the summaries of all sections: the first section's first, then each other one's in turn."""
        if not sentences:
            return
        with self._lock:
            engine = self._engine = self._engine or self._open()
            written = [
                (section, sentences_of(engine.summaries(section.text, 1)[0])) for section in self._sections(sentences)
            ]
        places = {(number, i): 0 for number, (_, texts) in enumerate(written) for i in range(len(texts))}
        orders = {place: order for order, place in enumerate(places)}
        for number, i in sorted(places, key=lambda place: (place[1] if place[0] else place[1] // 2, place)):
            section, texts = written[number]
            yield Draft(texts[i], attributed(texts[i], section.sentences), orders[number, i])

    def again(self, article: Article, sentences: Sequence[CheckedSentence], faults: Sequence[Fault]) -> Iterator[Draft]:
        """For each fault the sentence about the same from the next likely summary of its section that has another one.

        The model cannot be told what was wrong; but among the candidates of its search there often is one without it.
        """
        with self._lock:
            engine = self._engine = self._engine or self._open()
            sections = self._sections(sentences)
            for fault in faults:
                wanted = set(fault.draft.sources)
                section = next((s for s in sections if wanted & {one.id for one in s.sentences}), None)
                if section is None or self._settings.beams < 2:
                    continue
                for text in (
                    text
                    for summary in engine.summaries(section.text, self._settings.beams)[1:]
                    for text in sentences_of(summary)
                ):
                    sources = attributed(text, section.sentences)
                    if text != fault.draft.text and wanted & set(sources):
                        yield Draft(text, sources, fault.draft.order)
                        break

    def _sections(self, sentences: Sequence[CheckedSentence]) -> list[Section]:
        assert self._engine is not None
        most = self._engine.most_tokens
        if self._settings.section_tokens:
            most = min(most, self._settings.section_tokens)
        return sections(sentences, most, self._engine)


def sections(sentences: Sequence[CheckedSentence], most: int, engine: Engine) -> list[Section]:
    """An article in stretches of at most so many tokens, each of whole sentences.

    A stretch ends with a paragraph where that leaves it reasonably full, and all are about equally long: a last one of
    two sentences would make a summary of its own of them. A single sentence that is too long is a stretch by itself.
    """
    lengths = [engine.length(s.target or "") + 1 for s in sentences]
    number = -(-sum(lengths) // most)
    if number <= 1:
        return [Section(tuple(sentences))]
    goal = min(most, sum(lengths) / number * 1.1)
    found: list[Section] = []
    begun: list[CheckedSentence] = []
    size = 0
    for i, (sentence, length) in enumerate(zip(sentences, lengths, strict=True)):
        new_paragraph = i > 0 and sentence.block != sentences[i - 1].block
        if begun and (size + length > most or size >= goal or (new_paragraph and size > _FULL * goal)):
            found.append(Section(tuple(begun)))
            begun, size = [], 0
        begun.append(sentence)
        size += length
    return [*found, Section(tuple(begun))]


def load(settings: SummariseConfig, say: Callable[[str], None]) -> Seq2Seq:
    """The summariser with the model named in the settings.

    Raises:
        ModelError: the weights are not to be had, are not an encoder-decoder model's, or the engine cannot run them.
    """
    from .seq2seq_engines import choose, convertible, open_engine

    model = resolve(
        settings.model or DEFAULT, revision=settings.revision, offline=settings.offline, warn=say, role="summarise"
    )
    engine = choose(settings, model)
    if engine == "ctranslate2" and settings.seq2seq.engine == "auto" and (problem := convertible(model)):
        say(f"{problem} It is run by transformers instead, which is slower.")
        engine = "transformers"
    libraries = ("ctranslate2", "transformers") if engine == "ctranslate2" else ("torch", "transformers")
    name = " ".join((engine, *(f"{library} {version(library)}" for library in libraries)))
    return Seq2Seq(settings.seq2seq, model, lambda: open_engine(settings, model, engine), name)
