"""The table of summarisers."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable

from ..config import SummariseConfig
from ..errors import ConfigError
from .base import Summariser

SUMMARISERS: dict[str, str] = {
    "extractive": "extractive:Extractive",
    "seq2seq": "seq2seq:load",
    "instruct": "instruct:load",
}
"""Name in the configuration -> ``module:attribute`` in this folder, imported when chosen. A class is called with the
``[summarise]`` settings, a function ``load`` also with what is told things that a person should know (a download).
Either gives a :class:`~pipeline.summarise.base.Summariser`."""


def load_summariser(settings: SummariseConfig, say: Callable[[str], None] = lambda _: None) -> Summariser:
    """The summariser named in the settings.

    Raises:
        ConfigError: there is none of that name, or its settings contradict each other.
        ModelError: its model is not to be had.
        PromptError: its prompt has a mistake.
    """
    name = settings.summariser
    if name not in SUMMARISERS:
        close = difflib.get_close_matches(name, SUMMARISERS, n=1, cutoff=0.0)
        raise ConfigError(
            f"unknown summariser {name!r} (--summariser, summarise.summariser). Did you mean {close[0]!r}? "
            f"Valid: {', '.join(SUMMARISERS)}."
        )
    module, _, attribute = SUMMARISERS[name].partition(":")
    maker = getattr(importlib.import_module(f".{module}", __package__), attribute)
    made: Summariser = maker(settings, say) if attribute == "load" else maker(settings)
    return made
