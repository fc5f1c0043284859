"""Read parallel text: files of ``german<TAB>english[<TAB>source]``, plain or compressed."""

from __future__ import annotations

import fnmatch
import gzip
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from ..carriers import Pair
from ..errors import InputError
from ..quantities import compare
from ..translate.source_text import normalise
from .house_form import house_form
from .settings import Group, TextSettings
from .synthetic import generate
from .vary import varied

SYNTHETIC = "synthetic"
EXONYMS = "exonyms"
VARIED = "varied"


def open_text(path: Path) -> IO[str]:
    """Open a text file, plain, .xz or .gz."""
    if path.suffix == ".xz":
        return cast("IO[str]", lzma.open(path, "rt", encoding="utf-8"))
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def pairs_of(path: Path) -> Iterator[tuple[Pair, str]]:
    """The pairs of a TSV file with the name of their source (third column), without lines that have an empty side.

    German is normalised as at translation time, English put into house form.
    """
    with open_text(path) as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) < 2:
                continue
            german, english = normalise(fields[0]), " ".join(fields[1].split())
            if german and english:
                yield (german, house_form(german, english)), fields[2] if len(fields) > 2 else ""


def training_text(folder: Path, settings: TextSettings, seed: int) -> dict[str, list[Pair]]:
    """All training pairs by group, capped, without duplicates; synthetic lines last.

    Raises:
        InputError: the folder has no file that a group takes.
    """
    files = sorted(p for p in folder.glob("*") if p.suffix in {".tsv", ".xz", ".gz", ".txt"} and ".tsv" in p.name)
    taken: dict[str, dict[Pair, None]] = {group.name: {} for group in settings.groups}
    for path in files:
        for pair, source in pairs_of(path):
            name = _group_of(path.name, source, settings)
            if name:
                taken[name][pair] = None
    if not any(taken.values()):
        raise InputError(f"{folder} has no .tsv, .tsv.xz or .tsv.gz file of german<TAB>english lines.")
    result: dict[str, list[Pair]] = {}
    seen: set[Pair] = set()
    for group in settings.groups:
        pairs = [pair for pair in taken[group.name] if pair not in seen]
        seen.update(pairs)
        pairs = capped(pairs, group, seed)
        result[group.name] = [p for p in pairs if numbers_agree(*p)] if settings.checked_numbers else pairs
    if settings.varied_numbers:
        real = [pair for name in settings.varied_groups for pair in result.get(name, ())]
        made = varied(real, settings.varied_numbers, random.Random(f"{seed}/varied"))  # noqa: S311
        result[VARIED] = [pair for pair in dict.fromkeys(made) if pair not in seen and numbers_agree(*pair)]
    for name, count in ((SYNTHETIC, settings.numbers_and_names), (EXONYMS, settings.exonyms)):
        lines = generate(count, seed, exonyms=name == EXONYMS)
        result[name] = list(dict.fromkeys((normalise(german), english) for german, english in lines))
    return {name: pairs for name, pairs in result.items() if pairs}


def _group_of(file: str, source: str, settings: TextSettings) -> str:
    """The first group that takes a file's lines of this source; empty if none does or the source is dropped."""

    def one_of(patterns: tuple[str, ...]) -> bool:
        return any(fnmatch.fnmatchcase(source, pattern) for pattern in patterns)

    if one_of(settings.drop):
        return ""
    groups = (g for g in settings.groups if fnmatch.fnmatchcase(file, g.files) and (not g.sources or one_of(g.sources)))
    return next((group.name for group in groups), "")


def numbers_agree(german: str, english: str) -> bool:
    """Whether the project's checker finds no error in the numbers of a pair. Pairs without digits are not checked."""
    if not any(map(str.isdigit, german + english)):
        return True
    return not any(finding.severity == "error" for finding in compare(german, english).findings)


def capped(pairs: list[Pair], group: Group, seed: int) -> list[Pair]:
    """A fixed random choice of at most ``group.cap`` pairs, in order."""
    if not group.cap or len(pairs) <= group.cap:
        return pairs
    chosen = random.Random(f"{seed}/{group.name}").sample(range(len(pairs)), group.cap)  # noqa: S311
    return [pairs[i] for i in sorted(chosen)]


def development_text(path: Path, limit: int) -> list[Pair]:
    """Development pairs: a TSV file, or JSON lines with ``de`` and ``en`` (or ``en_refs``, of which the first is used).

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
        InputError: a line that is neither; the message names it.
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
