"""Golden sentences: does the model in use still say what it should? Run by ``wortlaut doctor``.

They catch what a checksum cannot: an engine, library version or processor that gives other output from the same
weights (early transformers 5 releases tied weights of translation models wrongly and translated nonsense).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from ..models.catalogue import find, load_catalogue

if TYPE_CHECKING:
    from .base import Translator

GOLDEN_FILE = "golden.tsv"
"""Beside our own weights: ``german<TAB>english`` as translated by the reference engine when they were made."""
SIMILAR = 0.75
"""Least similarity to the recorded English (share of matching characters). An eight-bit engine may choose other words
here and there; output from broken weights has little in common with the reference (measured below 0.45)."""


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A German sentence with what its translation has to contain or resemble."""

    de: str
    must: tuple[tuple[str, ...], ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """The model's translation of a case; ``problem`` is empty if it is as it should be."""

    case: GoldenCase
    output: str
    problem: str

    @property
    def ok(self) -> bool:
        """Whether the translation is as it should be."""
        return not self.problem


def golden_cases(model: str, folder: Path | None = None) -> tuple[GoldenCase, ...]:
    """The cases for a model: those in its folder, else those in the catalogue; none for an unknown model.

    Args:
        model: name as in records (hub id, ``embedded``, folder name) or in the catalogue.
        folder: where its weights are; a golden.tsv there takes precedence.

    Raises:
        ModelError: a malformed line in golden.tsv.
    """
    if folder is not None and (folder / GOLDEN_FILE).is_file():
        return tuple(_read(folder / GOLDEN_FILE))
    known = find(model, load_catalogue())
    return tuple(GoldenCase(g.de, g.must) for g in known.golden) if known else ()


def check_golden(translator: Translator, cases: Sequence[GoldenCase]) -> tuple[GoldenResult, ...]:
    """Translate the cases and compare, one result each, in order."""
    outputs = translator.translate([case.de for case in cases]) if cases else []
    return tuple(
        GoldenResult(case, out.text, judge_golden(case, out.text)) for case, out in zip(cases, outputs, strict=True)
    )


def judge_golden(case: GoldenCase, output: str) -> str:
    """What is wrong with a translation of the case, or empty."""
    lowered = output.casefold()
    missing = [forms for forms in case.must if not any(form.casefold() in lowered for form in forms)]
    if missing:
        return "It lacks " + "; ".join(" or ".join(f'"{form}"' for form in forms) for forms in missing) + "."
    if case.reference:
        from rapidfuzz import fuzz

        likeness = fuzz.ratio(case.reference, output) / 100
        if likeness < SIMILAR:
            return f'It should be like "{case.reference}" but only {likeness:.0%} is the same.'
    return ""


def write_golden(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """Record sentences and the reference engine's translations."""
    path.write_text("".join(f"{de}\t{en}\n" for de, en in pairs), encoding="utf-8")


def _read(path: Path) -> Iterable[GoldenCase]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != 2:
            raise ModelError(f"{path}, line {number}: expected a German and an English sentence separated by a tab.")
        yield GoldenCase(fields[0], reference=fields[1])
