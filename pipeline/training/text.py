"""Reading parallel text: files of ``german<TAB>english[<TAB>source]``, plain or compressed."""

from __future__ import annotations

import fnmatch
import gzip
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from ..errors import InputError
from ..translate.source_text import normalise
from .settings import Group, TextSettings
from .synthetic import Pair, generate

SYNTHETIC = "synthetic"


def open_text(path: Path) -> IO[str]:
    """Open a text file, plain, .xz or .gz."""
    if path.suffix == ".xz":
        return cast("IO[str]", lzma.open(path, "rt", encoding="utf-8"))
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def pairs_of(path: Path, drop: tuple[str, ...] = ()) -> Iterator[Pair]:
    """The pairs of a TSV file, German normalised as at translation time; empty sides and dropped sources left out."""
    with open_text(path) as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 2 or (len(fields) > 2 and any(fnmatch.fnmatchcase(fields[2], p) for p in drop)):
                continue
            german, english = normalise(fields[0]), " ".join(fields[1].split())
            if german and english:
                yield german, english


def training_text(folder: Path, settings: TextSettings, seed: int) -> dict[str, list[Pair]]:
    """All training pairs by group, capped, without repetitions; synthetic lines last.

    Raises:
        InputError: the folder has no file that a group takes.
    """
    files = sorted(p for p in folder.glob("*") if p.suffix in {".tsv", ".xz", ".gz", ".txt"} and ".tsv" in p.name)
    taken: dict[str, list[Path]] = {group.name: [] for group in settings.groups}
    for path in files:
        name = next((g.name for g in settings.groups if fnmatch.fnmatchcase(path.name, g.files)), None)
        if name is not None:
            taken[name].append(path)
    if not any(taken.values()):
        raise InputError(f"{folder} has no .tsv, .tsv.xz or .tsv.gz file of german<TAB>english lines.")
    result: dict[str, list[Pair]] = {}
    seen: set[Pair] = set()
    for group in settings.groups:
        pairs = [pair for path in taken[group.name] for pair in pairs_of(path, settings.drop)]
        pairs = [pair for pair in dict.fromkeys(pairs) if pair not in seen]
        seen.update(pairs)
        result[group.name] = capped(pairs, group, seed)
    if settings.numbers_and_names:
        made = ((normalise(de), en) for de, en in generate(settings.numbers_and_names, seed))
        result[SYNTHETIC] = list(dict.fromkeys(made))
    return {name: pairs for name, pairs in result.items() if pairs}


def capped(pairs: list[Pair], group: Group, seed: int) -> list[Pair]:
    """A fixed random choice of at most ``group.cap`` pairs, in their order."""
    if not group.cap or len(pairs) <= group.cap:
        return pairs
    chosen = random.Random(f"{seed}/{group.name}").sample(range(len(pairs)), group.cap)  # noqa: S311
    return [pairs[i] for i in sorted(chosen)]


def development_text(path: Path, limit: int) -> list[Pair]:
    """Development pairs: a TSV file, or JSON lines with ``de`` and ``en`` (or ``en_refs``, the first of which counts).

    Raises:
        InputError: the file has no pair.
    """
    found = [(de, refs[0]) for de, refs in reference_set(path)][: limit or None]
    if not found:
        raise InputError(f"{path} has no pair of German and English lines.")
    return found


def reference_set(path: Path) -> list[tuple[str, list[str]]]:
    """German sentences with their reference translations, from TSV or JSON lines; German as written.

    Raises:
        InputError: a line that is neither; the text names it.
    """
    rows: list[tuple[str, list[str]]] = []
    as_json = ".jsonl" in path.name
    try:
        with open_text(path) as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - named in the error below
                if as_json:
                    row = json.loads(line)
                    rows.append((row["de"], [str(ref) for ref in row.get("en_refs") or [row["en"]]]))
                elif line.strip():
                    fields = line.rstrip("\n").split("\t")
                    rows.append((fields[0], [fields[1]]))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(f"{path}, line {number}: no German and English text found ({error!r}).") from error
    return rows
