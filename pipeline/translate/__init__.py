"""Translation: a sentence in, scored English candidates out, with what had to be done to get them.

:func:`load_translator` is the entry point; :mod:`.base` defines what it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import TranslateConfig
    from .base import Translator


def load_translator(config: TranslateConfig, *, warn: Callable[[str], None], workers: int = 0) -> Translator:
    """Load the translator that the configuration asks for.

    Args:
        config: which model, engine and decoding.
        warn: called with a plain sentence when something other than the first choice is used.
        workers: processor cores to translate on, for an engine that can choose; 0 for all.

    Raises:
        ModelError: the weights cannot be obtained or used; the message says what to do.
    """
    from .dateline import WithDatelines
    from .load import load

    return WithDatelines(load(config, warn=warn, workers=workers))
