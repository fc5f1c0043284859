"""What a record was made with. Two records with equal articles and equal signatures are equal.

Each collaborator identifies itself; this module combines that and adds the stages that have no identity of their own.
"""

from __future__ import annotations

from .. import __version__, judge
from ..config import Config, digest
from ..resources import fingerprint
from ..summarise.base import SummariserIdentity
from ..translate.base import EngineIdentity
from ..types import Signature

_STAGES = (
    "read", "clean", "dates.py", "split", "translate", "repair", "run/article.py", "run/examine.py", "run/decisions.py",
    "codec.py", "english.py", "record.py", "tables/clean", "tables/split", "tables/function_words.toml",
    "tables/summarise", "summarise/brief.py", "summarise/counted.py", "summarise/dateline.py", "summarise/dates.py",
    "summarise/desk.py", "summarise/extractive.py", "summarise/ground.py", "summarise/guarantee.py",
    "summarise/headline.py", "summarise/key_items.py", "summarise/lengths.py", "summarise/opposites.py",
    "summarise/people.py", "summarise/relations.py", "summarise/structure.py", "summarise/support.py",
    "summarise/tighten.py", "summarise/voices.py", "summarise/words.py", "wordlists.py",
)  # fmt: skip
"""Code and tables that decide a record's content besides the checker's and the summariser's own (extraction is the
fallback for any summariser)."""
_LIBRARIES = ("lxml", "sentencex", "trafilatura")


def make_signature(config: Config, engine: EngineIdentity, summariser: SummariserIdentity, checker: str) -> Signature:
    """The signature of a run with these settings, this engine and summariser, and a checker of this identity."""
    return Signature(
        wortlaut=__version__,
        translator=engine.model,
        translator_revision=engine.revision,
        engine=engine.engine,
        decoding=engine.decoding,
        summariser=summariser.name,
        summariser_revision=summariser.revision,
        prompt=summariser.prompt,
        config=digest(config),
        policy=judge.identity(config.policy),
        checker=checker,
        stages=fingerprint(*_STAGES, libraries=_LIBRARIES),
        libraries=engine.libraries,
        draft=engine.draft,
    )
