"""What a process of a cluster does: jobs in, replies out, both as bytes. Nothing here knows what carries them.

A worker holds a translator, a checker and a summariser for each set of settings that it has been asked to work with
(feeds may have different ones), and makes articles with the same engine that a single process uses.
"""

from __future__ import annotations

import platform
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import msgspec

from ..check import Checker, load_checker
from ..config import Config
from ..errors import WortlautError
from ..ledger.values import Lease
from ..run.signature import make_signature
from ..summarise.load import load_summariser
from ..translate import load_translator
from ..translate.base import Translator
from ..types import Failure, Record, Signature
from .engine import Local
from .house import Line


@dataclass(frozen=True, slots=True)
class Setup:
    """With what articles are to be made."""

    config: Config
    run: str
    signature: Signature
    """That of the process that gives the work: a record is the same wherever it was made."""
    lines: tuple[Line, ...] = ()
    """Of the glossary, that the desk has added."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one article of a job; or, with ``unfit``, why there is nothing more."""

    place: int = -1
    """In the job."""
    record: Record | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    unfit: str = ""
    """This machine lacks something, or would make other records: it must not be used. If none is left, that is why."""


def packed_leases(leases: Sequence[Lease]) -> bytes:
    """A job: articles to be made."""
    return msgspec.msgpack.encode(leases)


def packed_setup(setup: Setup) -> bytes:
    """Settings, for the first argument of :meth:`Worker.make`."""
    return msgspec.msgpack.encode(setup)  # JSON has no infinity, which is a limit in the settings


def read_reply(data: bytes) -> Reply:
    """A reply of :meth:`Worker.make`."""
    return msgspec.msgpack.decode(data, type=Reply)


class Worker:
    """Makes articles on one core."""

    def __init__(self) -> None:
        self._engines: dict[bytes, Local] = {}
        self._translators: dict[bytes, Translator] = {}
        self._checkers: dict[tuple[str, tuple[Line, ...]], Checker] = {}

    def ready(self) -> str:
        """The name of the machine, once the process is there."""
        return platform.node()

    def make(self, setup: bytes, leases: bytes) -> Generator[bytes, None, None]:
        """A reply for each article, in the order reached."""
        try:
            engine = self._engine(setup)
            if isinstance(engine, Reply):
                yield msgspec.msgpack.encode(engine)
                return
            job = msgspec.msgpack.decode(leases, type=list[Lease])
            places = {lease.version: place for place, lease in enumerate(job)}
            for lease, outcome, seconds in engine.outcomes(iter(job)):
                record, failure = (None, outcome) if isinstance(outcome, Failure) else (outcome, None)
                yield msgspec.msgpack.encode(Reply(places[lease.version], record, failure, seconds))
        except WortlautError as error:  # which every further article would meet here as well
            yield msgspec.msgpack.encode(Reply(unfit=f"{platform.node()}: {error}"))

    def _engine(self, setup: bytes) -> Local | Reply:
        if setup not in self._engines:
            given = msgspec.msgpack.decode(setup, type=Setup)
            config = given.config
            weights = msgspec.json.encode(config.translate)
            if weights not in self._translators:
                self._translators[weights] = load_translator(config.translate, warn=_silent, workers=1)
            glossary = config.check.glossary, given.lines
            if glossary not in self._checkers:
                self._checkers[glossary] = load_checker(config.check, given.lines)
            translator, checker = self._translators[weights], self._checkers[glossary]
            summariser = load_summariser(config.summarise, _silent)
            own = make_signature(config, translator.identity, summariser.identity, checker.identity)
            if different := _different(own, given.signature):
                return Reply(
                    unfit=f"{platform.node()} would make other records than this machine ({different}). Install the "
                    "same versions there, and the same model: wortlaut models pull"
                )
            self._engines[setup] = Local(config, translator, checker, summariser, given.run)
        return self._engines[setup]


def _different(own: Signature, other: Signature) -> str:
    """Which parts of two signatures differ, in words; empty if none does."""
    pairs = ((name, getattr(own, name), getattr(other, name)) for name in Signature.__dataclass_fields__)
    return "; ".join(f"{name} {_short(mine)}, here {_short(theirs)}" for name, mine, theirs in pairs if mine != theirs)


def _short(value: object) -> str:
    return str(value)[:60] or "none"


def _silent(_: str) -> None:
    """The process that gives the work has said it."""
