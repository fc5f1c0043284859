"""How good is a model? BLEU and chrF with signatures, and how many numbers come through."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..config import TranslateConfig
from ..errors import ConfigError, InputError
from ..translate.base import Translator
from .text import reference_set

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class SetScore:
    """A test set's scores. Shares are between 0 and 1; ``per_thousand_*`` count sentences with an error finding."""

    name: str
    sentences: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    numbers: int
    """Numbers written in digits on the German side."""
    numbers_kept: float
    """Share of them whose digits stand in the translation as well (separators aside)."""
    numbers_kept_by_reference: float
    """The same share in the first human reference: what unit and clock conversion leave at best."""
    retried: int
    failed: int
    seconds: float
    per_thousand_number_errors: float | None = None
    per_thousand_name_errors: float | None = None


def score(
    translator: Translator,
    path: Path,
    *,
    limit: int = 0,
    whole: bool = False,
    checker: bool = False,
    outputs: Path | None = None,
) -> SetScore:
    """Translate a test set and score it.

    A line of several sentences (newstest2020 has paragraphs) is split, translated and joined, as a run does it.

    Args:
        whole: translate every line as it is instead.
        limit: the first so many sentences; 0 for all.
        checker: also run the project's own checker over the pairs.
        outputs: write the translations here, one a line.

    Raises:
        InputError: the set cannot be read or is empty.
        ConfigError: sacrebleu is not installed.
    """
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError:
        raise ConfigError("Scoring needs sacrebleu: pip install sacrebleu.") from None
    rows = reference_set(path)[: limit or None]
    if not rows:
        raise InputError(f"{path} has no sentence.")
    german = [de for de, _ in rows]
    begun = time.perf_counter()
    parts = [[line] if whole else _sentences(line) for line in german]
    results = translator.translate([sentence for part in parts for sentence in part])
    seconds = time.perf_counter() - begun
    translated = iter(result.text for result in results)
    texts = [" ".join(next(translated) for _ in part) for part in parts]
    if outputs is not None:
        outputs.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    # The first reference alone: not every sentence of every set has a second one.
    references = [[refs[0] for _, refs in rows]]
    bleu, chrf = BLEU(), CHRF()
    bleu_score, chrf_score = bleu.corpus_score(texts, references), chrf.corpus_score(texts, references)
    kept, total = survival(german, texts)
    by_reference, _ = survival(german, references[0])
    numbers, names = _checked(german, texts) if checker else (None, None)
    return SetScore(
        name=path.name.split(".")[0],
        sentences=len(rows),
        bleu=round(float(bleu_score.score), 2),
        chrf=round(float(chrf_score.score), 2),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
        numbers=total,
        numbers_kept=kept / total if total else 1.0,
        numbers_kept_by_reference=by_reference / total if total else 1.0,
        retried=sum(bool(result.notes) for result in results),
        failed=sum(result.failure is not None for result in results),
        seconds=seconds,
        per_thousand_number_errors=numbers,
        per_thousand_name_errors=names,
    )


def _sentences(line: str) -> list[str]:
    from ..split import sentence_spans

    return [line[start:end] for start, end in sentence_spans(line)]


def survival(sources: Sequence[str], targets: Sequence[str]) -> tuple[int, int]:
    """How many numbers in digits of the sources stand in their targets with the same digits, and how many there are.

    Separators are ignored (30.000 and 30,000 are the same digits), each occurrence counts once.
    """
    kept = total = 0
    for source, target in zip(sources, targets, strict=True):
        wanted, found = _digits(source), _digits(target)
        total += wanted.total()
        kept += (wanted & found).total()
    return kept, total


def _digits(text: str) -> Counter[str]:
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def _checked(sources: Sequence[str], targets: Sequence[str]) -> tuple[float, float]:
    """Sentences with an error finding about a quantity, and about a name, per thousand."""
    from ..check import Checker

    checker = Checker()
    numbers = names = 0
    for source, target in zip(sources, targets, strict=True):
        kinds = {f.kind for f in checker.compare(source, target).findings if f.severity == "error"}
        numbers += bool(kinds - {"name", "text"})
        names += "name" in kinds
    return 1000 * numbers / len(sources), 1000 * names / len(sources)


def load_for_scoring(model: str, *, beams: int, engine: str, warn: Callable[[str], None]) -> Translator:
    """A translator over a model folder or a name, with the run's own settings otherwise."""
    from ..translate import load_translator

    config = TranslateConfig(translator=model, beams=beams, hypotheses=1, engine=engine)  # type: ignore[arg-type]
    return load_translator(config, warn=warn)


def as_table(scores: Sequence[SetScore]) -> str:
    """The scores as a Markdown table with the signatures below; "kept" and errors are per thousand."""
    head = ["set", "sentences", "BLEU", "chrF", "digits kept", "by the human"]
    head += ["retried", "failed", "number errors", "name errors"]
    rows: list[Sequence[str]] = [head, ["---"] * len(head)]
    for s in scores:
        errors = (s.per_thousand_number_errors, s.per_thousand_name_errors)
        rows.append(
            (
                s.name,
                str(s.sentences),
                f"{s.bleu:.1f}",
                f"{s.chrf:.1f}",
                f"{1000 * s.numbers_kept:.0f} of {s.numbers}",
                f"{1000 * s.numbers_kept_by_reference:.0f}",
                str(s.retried),
                str(s.failed),
                *("-" if value is None else f"{value:.0f}" for value in errors),
            )
        )
    signatures = dict.fromkeys(sig for s in scores for sig in (s.bleu_signature, s.chrf_signature))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", *(f"`{signature}`" for signature in signatures)])
