"""Second chances: sentences whose check fails are decoded again, all those of a window together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ..check import Checker
from ..config import RepairConfig
from ..repair import Candidate, errors, repair
from ..repair.protect import protected
from ..translate.base import Translator
from ..types import Hypothesis, RepairStep, Translation

Candidates = dict[str, tuple[Candidate, ...]]
"""By source text, in the order in which they are to be tried."""


def second_chances(
    translations: Mapping[str, Translation], translator: Translator, checker: Checker, settings: RepairConfig
) -> Candidates:
    """Further candidates for every sentence that its own n-best list and a rewrite cannot repair.

    Two searches with ``settings.beams``: the sentence itself, and the sentence with its failing facts put into English.
    """
    if not settings.enabled or settings.beams <= 0:
        return {}
    # A candidate's check is tried without the article's memory here; the final decision is made with it.
    shielded: dict[str, str] = {}
    for source, translation in translations.items():
        if translation.failure is not None or not translation.hypotheses:
            continue
        result = repair(translation.hypotheses, partial(checker.compare, source), settings)
        if wrong := errors(result.comparison):
            shielded[source] = protected(source, wrong)
    if not shielded:
        return {}
    asked = list(dict.fromkeys([*shielded, *shielded.values()]))
    found = dict(
        zip(asked, translator.alternatives(asked, beams=settings.beams, hypotheses=settings.beams), strict=True)
    )
    return {
        source: (*_as("diverse", found[source]), *(_as("constrained", found[shield]) if shield != source else ()))
        for source, shield in shielded.items()
    }


def _as(step: RepairStep, hypotheses: tuple[Hypothesis, ...]) -> tuple[Candidate, ...]:
    return tuple(Candidate(step, hypothesis) for hypothesis in hypotheses)
