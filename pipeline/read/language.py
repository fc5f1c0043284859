"""Detects which language a text is in, over the whole article: single lines and headlines mislead."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

CANDIDATES = "de en fr it es pt nl lb da sv no fi pl cs sk sl hr sr hu ro bg el tr ru uk ar fa he zh ja ko vi eo la"
"""Languages distinguished (ISO 639-1): those of Europe's newsrooms and the feeds they use. A closed list keeps a short
German text from being called, say, Luganda."""
MIN_LETTERS = 60
"""Below this many letters the answer is "cannot tell": one headline full of names is no evidence."""
MIN_PROBABILITY = 0.9
_SAMPLE = 12_000
_LOCK = threading.Lock()


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in CANDIDATES.split() if code in known])
    return identifier


def detect(article_text: str) -> str:
    """ISO 639-1 code of the text's language, or an empty string if it is too short or too mixed to tell."""
    sample = article_text
    if len(sample) > _SAMPLE:  # beginning, middle and end: a long text need not be read whole to be recognised
        third, middle = _SAMPLE // 3, len(sample) // 2
        sample = f"{sample[:third]} {sample[middle : middle + third]} {sample[-third:]}"
    if sum(1 for char in sample if char.isalpha()) < MIN_LETTERS:
        return ""
    with _LOCK:
        code, probability = _identifier().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else ""


def name(code: str) -> str:
    """English name of a language for messages: ``"de"`` -> ``"German"``."""
    from babel import Locale

    try:
        return str(Locale("en").languages.get(code, code))
    except (ValueError, KeyError):
        return code
