"""The table of summarisers."""

from __future__ import annotations

import difflib
import importlib

from ..config import SummariseConfig
from ..errors import ConfigError
from .base import Summariser

SUMMARISERS: dict[str, str] = {
    "extractive": "extractive:Extractive",
}
"""Name in the configuration -> ``module:class`` in this folder, imported when chosen. The class is called with the
``[summarise]`` settings and is a :class:`~pipeline.summarise.base.Summariser`."""


def load_summariser(settings: SummariseConfig) -> Summariser:
    """The summariser named in the settings.

    Raises:
        ConfigError: there is none of that name.
    """
    name = settings.summariser
    if name not in SUMMARISERS:
        close = difflib.get_close_matches(name, SUMMARISERS, n=1, cutoff=0.0)
        raise ConfigError(
            f"unknown summariser {name!r} (--summariser, summarise.summariser). Did you mean {close[0]!r}? "
            f"Valid: {', '.join(SUMMARISERS)}."
        )
    module, _, attribute = SUMMARISERS[name].partition(":")
    made: Summariser = getattr(importlib.import_module(f".{module}", __package__), attribute)(settings)
    return made
