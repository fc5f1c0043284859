#!/usr/bin/env python3
"""What a cluster costs and survives, against the engine of a single process on the same machine.

    python tests/quality/cluster.py cost [--articles N] [--rounds N]     overhead, start, memory
    python tests/quality/cluster.py nodes [--articles N]                 two nodes, one of them killed meanwhile

Both need Ray (``wortlaut[ray]``). ``cost`` lets both engines make the same articles in turn, so that what else the
machine does strikes both. ``nodes`` starts two nodes of one core each on this machine, kills the processes of one with
SIGKILL after a third of the articles, and compares all records with those of a single process.
"""

from __future__ import annotations

import argparse
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.check import load_checker
from pipeline.config import Config, FeedsConfig, override
from pipeline.feeds.engine import Engine, Local
from pipeline.feeds.engine_ray import Cluster, Farm
from pipeline.ledger.values import Lease
from pipeline.run.signature import make_signature
from pipeline.summarise.load import load_summariser
from pipeline.translate import load_translator
from pipeline.types import Article, Edition, Record

CONFIG = override(Config(), "translate", translator="embedded", offline=True)
SENTENCES = (
    "Der Fährverein von Wangerland hat am Montag {a}.400 Karten verkauft.",
    "Die Gemeinde will davon bis zum Herbst {b} Stege erneuern und {a} Bojen neu setzen.",
    "Nach Angaben des Vorstands stiegen die Einnahmen um {b},5 Prozent auf {a},2 Millionen Euro.",
    "Die Vorsitzende Petra Lindner sprach von einem guten Jahr, warnte aber vor {b} unbesetzten Stellen.",
    "Im vergangenen Jahr hatte der Verein {a} Fahrten wegen Sturms abgesagt.",
    "Wie die Polizei mitteilte, wurden bei einem Unfall am {c}. Mai {b} Menschen leicht verletzt.",
    "Ein Gutachten, das {a} Seiten umfasst, soll bis zum {c}. Juni vorliegen.",
    "Der Landkreis beteiligt sich mit {b}00.000 Euro, das Land mit {a},7 Millionen Euro.",
    "Die Bauarbeiten am Anleger {a} beginnen am {c}. September und dauern {b} Wochen.",
    "Bürgermeister Jens Hartmann verteidigte den Beschluss, für den {a} Abgeordnete gestimmt hatten.",
    "Kritiker halten die Kosten von {b},3 Millionen Euro für {a} Meter Steg für zu hoch.",
    "Zuletzt waren {a} Boote und {b} Fähren zwischen den Inseln unterwegs.",
)


def leases(count: int, seed: int = 0) -> list[Lease]:
    """Articles of twelve sentences, none of which comes twice."""
    until = datetime.now(UTC) + timedelta(hours=1)
    made = []
    for n in range(seed * count, (seed + 1) * count):
        text = " ".join(s.format(a=n + 21, b=n % 83 + 13, c=n % 27 + 2) for s in SENTENCES)
        article = Article(f"a{n}", text, f"Fährverein verkauft {n + 21}.400 Karten", language="de")
        made.append(Lease(n, article.id, 1, article, Edition(), 1, until))
    return made


def made(engine: Engine, work: list[Lease]) -> Iterator[tuple[int, Record]]:
    """Version and record, as they come."""
    for lease, outcome, _ in engine.outcomes(iter(work)):
        if not isinstance(outcome, Record):
            sys.exit(f"{lease.item}: {outcome.stage}: {outcome.reason}")
        yield lease.version, outcome


def local() -> Local:
    """The engine of this process."""
    summariser = load_summariser(CONFIG.summarise)
    return Local(CONFIG, load_translator(CONFIG.translate, warn=print), load_checker(CONFIG.check), summariser, "r")


def cluster(farm: Farm) -> Cluster:
    """The engine of a cluster."""
    identities = (
        load_translator(CONFIG.translate, warn=print).identity,
        load_summariser(CONFIG.summarise).identity,
        load_checker(CONFIG.check).identity,
    )
    return Cluster(farm, CONFIG, "r", make_signature(CONFIG, *identities))


def processes() -> dict[int, tuple[int, str, float, float]]:
    """Every process: parent, command line, CPU seconds, and memory of its own in MB."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text().rpartition(")")[2].split()
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            smaps = (path / "smaps_rollup").read_text() if "ray" in line else ""
        except (OSError, IndexError):
            continue
        own = sum(int(row.split()[1]) for row in smaps.splitlines() if row.startswith("Pss:")) / 1024
        found[int(path.name)] = (int(stat[1]), line, (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), own)
    return found


def descendants(of: int) -> list[int]:
    """The processes that one has started, and those that they have."""
    there = processes()
    found = [of]
    for one in found:
        found += [pid for pid, (parent, *_) in there.items() if parent == one]
    return found[1:]


def used() -> float:
    """CPU seconds of this process and of all that it has started and that are alive."""
    there = processes()
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + sum(there[pid][2] for pid in descendants(os.getpid()) if pid in there)


def memory(of: int) -> dict[str, float]:
    """Memory of the processes that one has started, in MB, by kind; shared pages count in part."""
    there, sums = processes(), {}
    for pid in descendants(of):
        if pid in there and there[pid][3]:
            kind = (
                there[pid][1].split()[0].rpartition("/")[2] if "ray::" not in there[pid][1] else there[pid][1].strip()
            )
            sums[kind] = sums.get(kind, 0.0) + there[pid][3]
    return sums


def cost(articles: int, rounds: int) -> None:
    """Print seconds of both engines, the start of a cluster and what it holds."""
    begun = time.monotonic()
    farm = Farm(FeedsConfig(), print)
    farm.ray.get([hand.coming for hand in farm.hands])  # asked when it was made
    print(f"start: {time.monotonic() - begun:.1f} s until {len(farm.hands)} workers are there")
    print("idle:", {kind: round(size) for kind, size in memory(os.getpid()).items()})
    engines: dict[str, Engine] = {"local": local(), "ray": cluster(farm)}
    for engine in engines.values():
        list(made(engine, leases(8, 999)))  # loads the models
    print("with models:", {kind: round(size) for kind, size in memory(os.getpid()).items()})
    sums = {name: [0.0, 0.0] for name in engines}
    for turn in range(rounds):
        for name, engine in engines.items():
            at, cpu = time.monotonic(), used()
            records = dict(made(engine, leases(articles, turn)))
            assert len(records) == articles
            seconds, work = time.monotonic() - at, used() - cpu
            sums[name][0] += seconds
            sums[name][1] += work
            print(f"{turn} {name}: {seconds:.1f} s, {work:.1f} CPU s", flush=True)
    number = articles * rounds * len(SENTENCES)
    for name, (seconds, work) in sums.items():
        print(f"{name}: {1000 * seconds / number:.2f} ms and {1000 * work / number:.2f} CPU ms a sentence")
    farm.close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("", 0))
        return int(taken.getsockname()[1])


@contextmanager
def node(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A node of one core, as long as the block lasts."""
    environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"}
    command = ["ray", "start", "--block", "--num-cpus=1", "--object-store-memory=100000000", *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        for pid in [process.pid, *descendants(process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()


def nodes(articles: int) -> None:
    """Kill one of two nodes, and compare the records."""
    work = leases(articles)
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}  # Ray listens on all addresses
    port, here = _free_port(), "127.0.0.1"
    with (
        tempfile.TemporaryDirectory(prefix="ray-") as folder,
        node("--head", f"--port={port}", f"--temp-dir={folder}", "--include-dashboard=false") as _,
    ):
        time.sleep(15)
        with node(f"--address={here}:{port}") as second:
            time.sleep(15)
            farm = Farm(FeedsConfig(ray_address=f"{here}:{port}"), print)
            print(f"{len(farm.hands)} workers, {len(farm.ray.nodes())} nodes")
            engine, came, at = cluster(farm), {}, time.monotonic()
            killed = 0.0
            for version, record in made(engine, work):
                assert version not in came, f"{version} came twice"
                came[version] = record
                if not killed and len(came) == articles // 3:
                    for pid in [second.pid, *descendants(second.pid)]:
                        os.kill(pid, signal.SIGKILL)
                    killed = time.monotonic()
                    print(f"{killed - at:.1f} s: {len(came)} done, node killed", flush=True)
            print(f"{time.monotonic() - at:.1f} s: {len(came)} done")
            farm.close()
    expected = dict(made(local(), work))
    assert came.keys() == expected.keys(), sorted(expected.keys() - came.keys())
    different = [v for v, record in came.items() if replace(record, run=expected[v].run) != expected[v]]
    print(f"{len(came)} of {articles} records, none twice; {len(different)} differ from an undisturbed run's")
    sys.exit(bool(different))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("cost", "nodes"))
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    order = parser.parse_args()
    if order.what == "cost":
        cost(order.articles, order.rounds)
    else:
        nodes(order.articles)


if __name__ == "__main__":
    main()
