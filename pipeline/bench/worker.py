"""One measurement in a separate process, so that load time and peak memory are its own: prints a line of JSON.

python -m pipeline.bench.worker KIND MODEL SENTENCES BEAMS [ARTICLES]
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from ..types import Translation

if TYPE_CHECKING:
    from ..translate.base import Translator

Kind = Literal["naive", "batched", "raw", "stage"]


@dataclass(frozen=True, slots=True)
class Sample:
    """The result of a measurement. Tokens are the model's own; times are wall-clock seconds."""

    kind: str
    beams: int
    sentences: int
    source_tokens: int
    target_tokens: int
    load_seconds: float
    seconds: float
    cpu_seconds: float
    """Processor time of all threads, which a busy machine distorts less than wall-clock time."""
    peak_mb: float | None
    """Largest resident memory of the process, in megabytes (10^6 bytes); unknown on Windows."""

    @property
    def sentences_per_second(self) -> float:
        """Throughput, excluding loading."""
        return self.sentences / self.seconds

    @property
    def tokens_per_second(self) -> float:
        """Target tokens a second, excluding loading."""
        return self.target_tokens / self.seconds

    @property
    def tokens_per_cpu_second(self) -> float:
        """Target tokens per second of processor time."""
        return self.target_tokens / max(self.cpu_seconds, 1e-9)


def measure(kind: Kind, model_name: str, count: int, beams: int, articles: str = "") -> Sample:
    """Load, warm up on a few sentences, translate ``count`` distinct sentences, or all those of a file of articles.

    ``naive``: transformers, one sentence a call; ``batched``: transformers, length-sorted batches; ``raw``: one
    ``translate_batch`` call of CTranslate2; ``stage``: CTranslate2 as the run uses it, with pool, guard and retries.
    """
    begun = time.perf_counter()
    from ..config import TranslateConfig
    from ..models.resolve import resolve
    from ..translate.decoding import Decoding
    from ..translate.load import load_model, open_decoder
    from ..translate.source_text import normalise
    from .workload import sentences, sentences_of

    config = TranslateConfig(translator=model_name, beams=beams, hypotheses=beams, device="cpu")
    model = resolve(model_name, offline=True, warn=lambda text: None)
    engine: Literal["transformers", "ctranslate2"] = "transformers" if kind in {"naive", "batched"} else "ctranslate2"
    decoder = open_decoder(model, config, engine, "cpu")
    decoding = Decoding(beams=beams, hypotheses=beams, length_factor=config.length_factor)
    stage = load_model(model, config)
    lines = [normalise(text) for text in (sentences_of(articles) if articles else sentences(count))]
    warm = [normalise(text) for text in sentences(8, seed=8)]
    if kind == "stage":
        _streamed(stage, warm)
    else:
        decoder.decode([decoder.encode(text) for text in warm], decoding)
    loaded, cpu = time.perf_counter(), time.process_time()
    if kind == "stage":
        outputs = _streamed(stage, lines)
    elif kind == "naive":
        outputs = [decoder.decode([decoder.encode(text)], decoding)[0][0].text for text in lines]
    elif kind == "batched":
        outputs = [found[0].text for found in decoder.decode([decoder.encode(text) for text in lines], decoding)]
    else:
        outputs = _raw(decoder, lines, beams)
    seconds, cpu = time.perf_counter() - loaded, time.process_time() - cpu
    return Sample(
        kind=kind,
        beams=beams,
        sentences=len(lines),
        source_tokens=sum(len(decoder.encode(text)) + 1 for text in lines),
        target_tokens=sum(len(decoder.encode(text)) + 1 for text in outputs),
        load_seconds=loaded - begun,
        seconds=seconds,
        cpu_seconds=cpu,
        peak_mb=peak_memory(),
    )


def _streamed(translator: Translator, lines: list[str]) -> list[str]:
    """Translate through the run's own pool and lanes, in the order of the lines."""
    from ..translate.stream import Reply, Request, Stream

    found: dict[str, str] = {}
    with Stream(translator) as stream:
        stream.ask(0, map(Request, lines))
        while stream.waiting:
            for reply in stream.replies(wait=True):
                assert isinstance(reply, Reply)
                assert isinstance(reply.answer, Translation)
                found[reply.request.text] = reply.answer.text
    return [found[text] for text in lines]


def _raw(decoder: object, lines: list[str], beams: int) -> list[str]:
    """CTranslate2 with nothing around it: tokens in, one call, tokens out."""
    from ..translate.ct2_engine import BATCH_TOKENS, Ct2Decoder

    assert isinstance(decoder, Ct2Decoder)
    pieces = [decoder.pieces.tokens(decoder.encode(text)) for text in lines]
    results = decoder.translator.translate_batch(
        pieces,
        beam_size=beams,
        num_hypotheses=beams,
        max_batch_size=BATCH_TOKENS,
        batch_type="tokens",
        max_decoding_length=256,
        return_scores=True,
        disable_unk=True,
    )
    return [decoder.pieces.text(result.hypotheses[0]) for result in results]


def peak_memory() -> float | None:
    """Peak resident memory of this process in megabytes, if the system reports it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak) / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main() -> None:
    """Entry point."""
    kind, model, count, beams = sys.argv[1:5]
    assert kind in {"naive", "batched", "raw", "stage"}
    sample = measure(kind, model, int(count), int(beams), *sys.argv[5:6])  # type: ignore[arg-type]
    sys.stdout.write(json.dumps(asdict(sample)) + "\n")


if __name__ == "__main__":
    main()
