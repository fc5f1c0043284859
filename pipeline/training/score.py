"""How good is a model? BLEU and chrF with signatures, and how many numbers survive."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..check.wording import UNKNOWN, UNTRANSLATED
from ..config import TranslateConfig
from ..errors import ConfigError, InputError
from ..translate.base import Translator
from ..types import Finding
from .text import reference_set

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the project's checker says about a set's translations."""

    quantities: int
    """Quantities on the German side: numbers in digits and words, dates, times, measures."""
    quantities_kept: float
    """Share of them that the checker finds in the English, whatever their form (18 Uhr is 6 p.m.)."""
    names: int
    names_kept: float
    per_thousand_number_errors: float
    """Sentences per thousand with an error about a quantity: lost, changed or invented."""
    per_thousand_name_errors: float
    per_thousand_strange: float
    """Sentences per thousand with a word that is neither English nor a name: left untranslated, or made up."""


@dataclass(frozen=True, slots=True)
class SetScore:
    """A test set's scores. Shares are between 0 and 1."""

    name: str
    sentences: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    numbers: int
    """Numbers written in digits on the German side."""
    numbers_kept: float
    """Share of them whose digits are also in the translation (ignoring separators)."""
    numbers_kept_by_reference: float
    """The same share in the first human reference: the most that unit and clock conversion allow."""
    retried: int
    failed: int
    seconds: float
    checked: Checked | None = None
    checked_reference: Checked | None = None
    """The same for the first human reference, which condenses and rounds: the best achievable."""


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

    A line of several sentences (newstest2020 has paragraphs) is split, translated and joined, as in a run.

    Args:
        whole: translate every line as it is instead.
        limit: only this many sentences, from the start; 0 for all.
        checker: also run the project's own checker over the pairs.
        outputs: write the translations here, one per line.

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
        raise InputError(f"{path} has no sentences.")
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
        checked=checked(german, texts) if checker else None,
        checked_reference=checked(german, references[0]) if checker else None,
    )


def _sentences(line: str) -> list[str]:
    from ..split import sentence_spans

    return [line[start:end] for start, end in sentence_spans(line)]


def survival(sources: Sequence[str], targets: Sequence[str]) -> tuple[int, int]:
    """How many numbers in digits in the sources are in their targets with the same digits, and how many there are.

    Separators are ignored (30.000 and 30,000 are the same digits); each occurrence counts once.
    """
    kept = total = 0
    for source, target in zip(sources, targets, strict=True):
        wanted, found = _digits(source), _digits(target)
        total += wanted.total()
        kept += (wanted & found).total()
    return kept, total


def _digits(text: str) -> Counter[str]:
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def is_wrong(finding: Finding) -> bool:
    """Whether a finding says that a fact (a quantity or a name) is lost, changed or invented, and is no mere note."""
    return finding.severity != "note" and finding.kind != "text"


def is_strange(finding: Finding) -> bool:
    """Whether a finding is about a word that is neither English nor a name."""
    return finding.check in (UNTRANSLATED, UNKNOWN)


def checked(sources: Sequence[str], targets: Sequence[str]) -> Checked:
    """Run the project's checker over the pairs and count what survived.

    A fact is lost if an error or a warning points at it. A vague one ("ein", "etwa") does not count.
    """
    from ..check import Checker

    checker = Checker(wording=True)
    total: Counter[bool] = Counter()  # by whether it is a name
    lost: Counter[bool] = Counter()
    wrong: Counter[bool] = Counter()
    strange = 0
    for source, target in zip(sources, targets, strict=True):
        found = checker.compare(source, target)
        findings = [f for f in found.findings if is_wrong(f)]
        strange += any(map(is_strange, found.findings))
        spans = [f.source for f in findings if f.source is not None]
        for fact in found.source_facts:
            if not fact.optional:
                total[fact.kind == "name"] += 1
                lost[fact.kind == "name"] += any(
                    span.start < fact.span.end and fact.span.start < span.end for span in spans
                )
        for is_name in {f.kind == "name" for f in findings if f.severity == "error"}:
            wrong[is_name] += 1
    kept = {is_name: 1 - lost[is_name] / total[is_name] if total[is_name] else 1.0 for is_name in (False, True)}
    thousand = 1000 / len(sources)
    return Checked(
        total[False],
        kept[False],
        total[True],
        kept[True],
        thousand * wrong[False],
        thousand * wrong[True],
        thousand * strange,
    )


def load_for_scoring(model: str, *, beams: int, engine: str, warn: Callable[[str], None]) -> Translator:
    """A translator over a model folder or name, otherwise with the run's own settings."""
    from ..translate import load_translator

    config = TranslateConfig(translator=model, beams=beams, hypotheses=1, engine=engine)  # type: ignore[arg-type]
    return load_translator(config, warn=warn)


def as_table(scores: Sequence[SetScore]) -> str:
    """The scores as Markdown tables with the signatures below; "kept" and errors are per thousand."""
    head = ["set", "sentences", "BLEU", "chrF", "digits kept", "by the human", "retried", "failed"]
    rows = [
        (
            s.name,
            str(s.sentences),
            f"{s.bleu:.1f}",
            f"{s.chrf:.1f}",
            f"{1000 * s.numbers_kept:.0f} of {s.numbers}",
            f"{1000 * s.numbers_kept_by_reference:.0f}",
            str(s.retried),
            str(s.failed),
        )
        for s in scores
    ]
    signatures = dict.fromkeys(sig for s in scores for sig in (s.bleu_signature, s.chrf_signature))
    lines = [*_table(head, rows), "", *(f"`{signature}`" for signature in signatures)]
    judged = [
        (name, c) for s in scores for name, c in ((s.name, s.checked), ("by the human", s.checked_reference)) if c
    ]
    if judged:
        head = [
            "set, by the checker",
            "quantities kept",
            "names kept",
            "number errors",
            "name errors",
            "no English word",
        ]
        lines += ["", *_table(head, [(name, *_cells(found)) for name, found in judged])]
    return "\n".join(lines)


def _cells(found: Checked) -> tuple[str, ...]:
    return (
        f"{1000 * found.quantities_kept:.0f} of {found.quantities}",
        f"{1000 * found.names_kept:.0f} of {found.names}",
        f"{found.per_thousand_number_errors:.0f}",
        f"{found.per_thousand_name_errors:.0f}",
        f"{found.per_thousand_strange:.0f}",
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
