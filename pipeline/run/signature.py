"""What a record was made with. Two records with equal articles and equal signatures are equal."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from .. import __version__, resources
from ..config import Config, digest, policy_digest
from ..translate.base import EngineIdentity
from ..types import Signature


def make_signature(config: Config, engine: EngineIdentity) -> Signature:
    """The signature of a run with these settings and this engine."""
    return Signature(
        wortlaut=__version__,
        translator=engine.model,
        translator_revision=engine.revision,
        engine=engine.engine,
        decoding=engine.decoding,
        summariser=config.summarise.summariser,
        prompt="",
        config=digest(config),
        policy=policy_digest(config.policy),
        tables=_tables(config.check.glossary),
        libraries=engine.libraries,
        draft=engine.draft,
    )


@cache
def _tables(glossary: str) -> str:
    """sha256 over every fact table and the desk's glossary."""
    root = resources.tables()
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith((".", "_")))
    total = hashlib.sha256()
    for path in files + ([Path(glossary)] if glossary else []):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else "glossary"
        total.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
