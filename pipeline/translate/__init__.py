"""Translation: a sentence in, scored English candidates out, with what had to be done to get them.

:func:`load_translator` is the entry point; :mod:`.base` defines what it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config import TranslateConfig
    from .base import Translator


def load_translator(config: TranslateConfig, *, warn: Callable[[str], None]) -> Translator:
    """Load the translator that the configuration asks for.

    Args:
        config: which model, engine and decoding.
        warn: called with a plain sentence when something other than the first choice is used.

    Raises:
        ModelError: the weights cannot be obtained or used; the message says what to do.
    """
    from .dateline import WithDatelines
    from .load import load

    return WithDatelines(load(config, warn=warn))
