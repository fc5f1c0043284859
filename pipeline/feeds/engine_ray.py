"""The engine of a cluster: workers on all its cores, held by Ray, that are given leased articles in small jobs.

    leases -> jobs -> actors (a worker each, two jobs at hand) -> replies, article by article -> the night's thread

Ray starts the workers, starts them again elsewhere when they or their machine are gone, and carries the bytes. What is
to be done again is decided here and not by Ray, which would do so for ever, and would take a job's replies for the same
in the same order: a job whose worker has died is given out again, one article at a time, so that one that kills its
worker is told from those that were merely under way with it.

Ray's data sets are not used: their fault tolerance has known hangs, and what is worked on is a queue, not a data set.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ..config import Config, FeedsConfig
from ..errors import ConfigError, ModelError
from ..ledger.values import Lease
from ..machine import cores
from ..render.words import plural
from ..types import Failure, Signature
from .engine import Outcome
from .house import Line
from .worker import Setup, Worker, packed_leases, packed_setup, read_reply

JOB = 8
"""Articles in a job, at most. Fewer cost translation in batches, more cost time until something urgent has its turn."""
AT_HAND = 2
"""Jobs that a worker has: one under way, and one for when that is done."""
DEATHS = 3
"""Workers that an article may cost before it counts as failed."""
FALSE_STARTS = 3
"""How often in a row a worker may fail to start before the night is given up."""
LOOK = 1.0
"""Seconds after which Ctrl-C is looked for again."""
PATIENCE = 60.0
"""Seconds without any worker after which a person is told."""
STORE = 200 * 1024 * 1024
"""Bytes of shared memory for a cluster of this machine's own; records are some ten thousand bytes each."""
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is reported to anyone
    "RAY_worker_niceness": "0",  # workers are the work itself; Ray would put them behind everything else
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # under "uv run", Ray would send the working directory to all machines
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
}


def required() -> None:
    """See that Ray can be used.

    Raises:
        ConfigError: it is not installed.
    """
    if importlib.util.find_spec("ray") is None:
        raise ConfigError("--engine ray needs Ray: pip install 'wortlaut[ray]'.")


@dataclass(slots=True)
class _Job:
    replies: Any
    """Ray's generator of references to replies."""
    open: dict[int, Lease]
    """What there is no reply for yet, by its place in the job."""


@dataclass(slots=True)
class _Hand:
    """An actor, and what it has been given."""

    actor: Any
    coming: Any = None
    """Reference that is there once the actor is; ``None`` if it is not waited for at the moment."""
    there: bool = False
    """Whether it can be given work."""
    asked: float = 0.0
    """When it was last asked whether it is there."""
    jobs: deque[_Job] = field(default_factory=deque)
    false_starts: int = 0

    @property
    def wanted(self) -> Any:
        """What is waited for; ``None`` if there is nothing."""
        return self.jobs[0].replies if self.jobs else self.coming


class Farm:
    """The workers of a cluster, for all engines of a night: each worker can work with the settings of any.

    Args:
        settings: how many workers, and where the cluster is.
        warn: told what a person should know.
        worker: what each of them is.

    Raises:
        ConfigError: Ray is not installed, or there is no cluster at the address.
    """

    def __init__(self, settings: FeedsConfig, warn: Callable[[str], None], worker: type[Worker] = Worker) -> None:
        required()
        address = settings.ray_address or os.environ.get("RAY_ADDRESS", "")
        if address.startswith("ray://"):
            raise ConfigError(
                f"feeds.ray_address is {address!r}: Ray's client cannot do this. Run wortlaut on a machine of the "
                "cluster, and give HOST:6379."
            )
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        self._own = address in ("", "local")
        self._secret = self._own and "RAY_AUTH_MODE" not in os.environ
        if self._secret:  # Ray listens on all addresses of the machine, and runs what it is sent
            os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        import ray

        self.ray = ray
        self.warn = warn
        self._folder = ""
        self._connect(address, settings.actors)
        self._kind = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=0)(worker)
        number = settings.actors or self._cores()
        self.hands = [_Hand(self._kind.remote()) for _ in range(number)]
        self.call()

    def _connect(self, address: str, actors: int) -> None:
        how: dict[str, Any] = {"address": address or "local", "log_to_driver": False, "logging_level": "ERROR"}
        if self._own:
            self._folder = tempfile.mkdtemp(prefix="wortlaut-ray-")
            how |= {
                "num_cpus": actors or cores(), "num_gpus": 0, "object_store_memory": STORE,
                "include_dashboard": False, "_temp_dir": self._folder,
            }  # fmt: skip
        main = threading.current_thread() is threading.main_thread()
        before = signal.getsignal(signal.SIGTERM)
        try:
            self.ray.init(**how)
        except (OSError, RuntimeError, ValueError, self.ray.exceptions.RayError) as error:
            self._clear()
            where = "cluster could not be started" if self._own else f"cluster at {address} cannot be used"
            hint = ""
            if _of_a_token(error):
                hint = " It wants a token: set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN_PATH, as on its other machines."
            raise ConfigError(f"The Ray {where}: {' '.join(str(error).split())[:500]}{hint}") from error
        finally:
            if main and before is not None:
                signal.signal(signal.SIGTERM, before)  # Ray takes it over

    def _cores(self) -> int:
        there: dict[str, float] = self.ray.cluster_resources()
        return max(1, int(there.get("CPU", 1)))

    def call(self) -> None:
        """Ask those that are not there whether they are; again and again, since Ray would complain at each attempt."""
        now = time.monotonic()
        for hand in self.hands:
            if not hand.there and hand.coming is None and now - hand.asked >= LOOK:
                hand.coming, hand.asked = hand.actor.ready.remote(), now

    def arrived(self, hand: _Hand) -> None:
        """Look at what an actor that was asked has said.

        Raises:
            ModelError: it cannot be started.
        """
        said, hand.coming = hand.coming, None
        try:
            self.ray.get(said)
            hand.there, hand.false_starts = True, 0
        except self.ray.exceptions.ActorUnavailableError:
            return  # it is being started again, on another machine if need be
        except self.ray.exceptions.RayError as error:
            hand.false_starts += 1
            if hand.false_starts >= FALSE_STARTS:
                raise ModelError(
                    "A worker of the Ray cluster cannot be started. Is the same version of wortlaut installed on all "
                    f"its machines? {' '.join(str(error).split())[-500:]}"
                ) from error
            hand.actor = self._kind.remote()

    def dismiss(self, hand: _Hand) -> None:
        """Do without an actor."""
        self.hands.remove(hand)
        self.ray.kill(hand.actor)

    def close(self) -> None:
        """End all workers, and the cluster if it was started here."""
        for hand in self.hands:
            with suppress(Exception):  # the cluster may be gone
                self.ray.kill(hand.actor)
        self.hands = []
        self.ray.shutdown()
        self._clear()

    def _clear(self) -> None:
        if self._secret:
            os.environ.pop("RAY_AUTH_MODE", None)
            os.environ.pop("RAY_AUTH_TOKEN", None)
            self._secret = False
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


class Cluster:
    """The engine of a cluster for one set of settings; see :class:`~pipeline.feeds.engine.Engine`.

    Args:
        farm: the workers.
        config: the settings.
        run: names the run in the records.
        signature: what records have that are made on this machine; workers that would make others are not used.
        lines: of the glossary, that the desk has added.
    """

    def __init__(
        self, farm: Farm, config: Config, run: str, signature: Signature, lines: tuple[Line, ...] = ()
    ) -> None:
        self._farm = farm
        self._size = min(JOB, config.feeds.batch)
        self._setup = packed_setup(Setup(config, run, signature, lines))
        self._deaths: Counter[int] = Counter()
        self._back: deque[list[Lease]] = deque()
        """What is to be given out again, each list as a job."""

    def outcomes(self, leases: Iterator[Lease]) -> Generator[Outcome, None, None]:
        """As :class:`~pipeline.feeds.engine.Engine` says."""
        farm, seen = self._farm, time.monotonic()
        try:
            while True:
                farm.call()
                self._give_out(leases)
                if not self._back and not any(hand.jobs for hand in farm.hands):
                    first = next(leases, None)  # if no worker has started yet, it waits for one
                    if first is None:
                        return
                    self._back.append([first])
                waited = {wanted: hand for hand in farm.hands if (wanted := hand.wanted) is not None}
                if not waited:
                    time.sleep(LOOK)
                there, _ = farm.ray.wait(list(waited), timeout=LOOK) if waited else ((), ())
                for one in there:
                    hand = waited[one]
                    if hand.there:
                        yield from self._reply(hand)
                    else:
                        farm.arrived(hand)
                if any(hand.there for hand in farm.hands):
                    seen = time.monotonic()
                elif time.monotonic() - seen > PATIENCE:
                    farm.warn("No worker of the Ray cluster has started for a minute; waiting. See: ray status")
                    seen = time.monotonic()
        finally:
            for hand in farm.hands:
                for job in hand.jobs:
                    with suppress(Exception):
                        farm.ray.cancel(job.replies)
                hand.jobs.clear()
            self._back.clear()
            self._deaths.clear()

    def _give_out(self, leases: Iterator[Lease]) -> None:
        """Give every worker that is there what it is to have at hand, those first that have least."""
        ready = [hand for hand in self._farm.hands if hand.there]
        places = sorted((there, n) for n, hand in enumerate(ready) for there in range(len(hand.jobs), AT_HAND))
        while places and self._back:
            self._send(ready[places.pop(0)[1]], self._back.popleft())
        new = list(islice(leases, len(places) * self._size)) if places else []
        size = -(-len(new) // len(places)) if places else 0  # a few are spread over all
        for start in range(0, len(new), size or 1):
            self._send(ready[places.pop(0)[1]], new[start : start + size])

    def _send(self, hand: _Hand, job: list[Lease]) -> None:
        replies = hand.actor.make.options(num_returns="streaming").remote(self._setup, packed_leases(job))
        hand.jobs.append(_Job(replies, dict(enumerate(job))))

    def _reply(self, hand: _Hand) -> Generator[Outcome, None, None]:
        """What a worker has to say: an outcome, the end of a job, or that it is no more."""
        job, ray = hand.jobs[0], self._farm.ray
        try:
            reply = read_reply(ray.get(next(job.replies)))
        except StopIteration:
            hand.jobs.popleft()
            yield from self._blamed(job)  # of whole jobs, there is nothing left to blame
            return
        except ray.exceptions.RayTaskError:
            raise  # what nobody has foreseen
        except ray.exceptions.RayError:
            lost = list(hand.jobs)
            hand.jobs.clear()
            hand.there = False
            guilty = next((one for one in lost if one.open), None)
            self._back.extendleft(list(one.open.values()) for one in reversed(lost) if one.open and one is not guilty)
            if guilty is not None:
                yield from self._blamed(guilty)
            return
        if reply.unfit:
            self._back.extendleft(list(one.open.values()) for one in reversed(hand.jobs) if one.open)
            self._farm.dismiss(hand)
            hand.jobs.clear()
            left = len(self._farm.hands)
            if not left:
                raise ModelError(reply.unfit)
            self._farm.warn(f"A worker is not used: {reply.unfit} ({plural(left, 'worker')} left.)")
            return
        lease = job.open.pop(reply.place)
        outcome = reply.record or reply.failure
        assert outcome is not None
        yield lease, outcome, reply.seconds

    def _blamed(self, job: _Job) -> Generator[Outcome, None, None]:
        """What was under way when a worker died is given out again, by itself; or is a failure, if that was often."""
        for lease in reversed(job.open.values()):
            self._deaths[lease.version] += 1
            if self._deaths[lease.version] < DEATHS:
                self._back.appendleft([lease])
                continue
            reason = (
                f"the process that worked on it died {DEATHS} times. Is there too little memory? Ray's logs say why."
            )
            yield lease, Failure(lease.article.id, lease.article.origin, "make", reason), 0.0

    def close(self) -> None:
        """End the workers, for all engines that share them."""
        self._farm.close()


def _of_a_token(error: BaseException | None) -> bool:
    """Whether a cluster has refused us for want of a token: Ray says so only in the text of what came before."""
    while error is not None:
        if "InvalidAuthToken" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
