"""Many pairs in several processes give what one process gives, in order, whatever the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.check.parallel import CHUNK, compare_all
from pipeline.names import Glossary

PAIRS = [
    ("Nordkorea schickt 30.000 Soldaten.", "North Korea is sending 3,000 soldiers."),
    ("Der Heimatverein Kiew feiert.", "The Home Association of Kyiv celebrates."),
    ("Die Ministerin traf Quim Torra in Lissabon.", "The minister met him."),
    ("", ""),
]


def test_several_processes_give_the_results_of_one_in_order() -> None:
    pairs = [PAIRS[i % len(PAIRS)] for i in range(CHUNK + 3)]
    assert list(compare_all(pairs, processes=2)) == list(compare_all(pairs, processes=1))


def test_the_glossary_reaches_every_process(tmp_path: Path) -> None:
    table = tmp_path / "glossary.csv"
    table.write_text("German,English,kind,note\nKiew,Kyiv,place,\n", encoding="utf-8")
    glossary = Glossary.load(table)
    pairs = [("Kiew wartet.", "Kiev is waiting.")] * 3
    checks = [{f.check for f in found.findings} for found in compare_all(pairs, glossary=glossary, processes=2)]
    assert checks == [{"name.glossary"}] * 3


@pytest.mark.parametrize("seed", ["1", "2"])
def test_results_do_not_depend_on_the_hash_seed(tmp_path: Path, seed: str) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")

    def run(seed: str) -> bytes:
        command = [sys.executable, "-m", "pipeline", "check", str(table), "--format", "jsonl"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(command, capture_output=True, check=True, env=environment).stdout

    assert run(seed) == run("0")
