"""Is this machine ready? Each check is a function that returns a value; the command prints them."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .config import Config
from .errors import WortlautError

if TYPE_CHECKING:
    from .models.resolve import ModelFolder

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Check:
    """A check's outcome. ``fix`` says what to do, empty if there is nothing to do."""

    name: str
    state: State
    detail: str
    fix: str = ""


def examine(config: Config, out: Path) -> Iterator[Check]:
    """All checks in order: Python, libraries, tables, writing, translation, summary.

    Expected errors become failed checks; anything else is a bug and is raised.
    """
    steps: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("Python", _python),
        ("libraries", _libraries),
        ("checker", lambda: _checker(config)),
        ("output folder", lambda: _writing(out)),
        ("translator", lambda: _translator(config)),
        ("summariser", lambda: _summariser(config)),
    )
    for name, step in steps:
        try:
            yield from step()
        except WortlautError as error:
            yield Check(name, "failed", str(error), "See the message; it says what to do.")


def _python() -> Iterator[Check]:
    """For information only: a Python older than the package requires could not have installed it."""
    found = f"{platform.python_implementation()} {platform.python_version()}"
    yield Check("Python", "ok", f"{found} on {platform.system()} {platform.machine()}")


def _libraries() -> Iterator[Check]:
    """The installed package's stated requirements, compared with what is installed."""
    from packaging.requirements import Requirement

    try:
        stated = [Requirement(text) for text in requires("wortlaut") or ()]
    except PackageNotFoundError:
        yield Check(
            "libraries", "failed", "the package wortlaut is not installed", "Run `pip install .` in its folder."
        )
        return
    present = []
    for requirement in stated:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield Check(requirement.name, "failed", "not installed", f"Run `pip install '{requirement}'`.")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            problem = f"{found} installed, {requirement.specifier} needed"
            yield Check(requirement.name, "failed", problem, f"Run `pip install '{requirement}'`.")
        else:
            present.append(f"{requirement.name} {found}")
    yield Check("libraries", "ok", ", ".join(present))


def _checker(config: Config) -> Iterator[Check]:
    """The tables and the glossary load, and the checker tells a wrong figure and a wrong name from right ones."""
    from .check import load_checker
    from .judge import pair_verdict

    checker = load_checker(config.check)
    german = "Am 3. Mai zahlte Österreich 7,5 Milliarden Euro."
    cases = {
        "On 3 May, Austria paid 7.5 billion euros.": "pass",
        "On 3 May, Austria paid 7.5 million euros.": "fail",
        "On 3 May, Australia paid 7.5 billion euros.": "fail",
    }
    wrong = [text for text, verdict in cases.items() if pair_verdict(checker.compare(german, text).findings) != verdict]
    if wrong:
        yield Check(
            "checker", "failed", f"misjudges {wrong[0]!r}", "Install the package again; its tables are damaged."
        )
    else:
        yield Check("checker", "ok", "tables load, golden pairs are judged as they should be")


def _writing(out: Path) -> Iterator[Check]:
    """The output folder (or its nearest existing parent) is writable."""
    folder = next(path for path in (out, *out.absolute().parents) if path.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".wortlaut-"):
            yield Check("output folder", "ok", f"{folder} can be written")
    except OSError as error:
        problem = f"{folder} cannot be written ({error.strerror or error})"
        yield Check("output folder", "failed", problem, "Choose another folder with --out, or change its permissions.")


def _source_of(model: ModelFolder) -> str:
    """Where the weights came from and which sum vouches for them, as far as known here."""
    from .models.catalogue import find, load_catalogue
    from .models.store import origin_of

    origin = origin_of(model.folder)
    if origin is None:
        known = find(model.name, load_catalogue())
        return "sum of the catalogue" if known and model.sha256 in known.weights.values() else f"in {model.folder}"
    vouched = f"sum of the {origin.basis}" if origin.basis else "no sum known"
    vouched = f"imported from {origin.imported}" if origin.imported else vouched
    converted = f", converted {origin.converted[:10]}" if origin.converted else ""
    return f"{origin.file} from {origin.source}, {vouched}{converted}"


def _translator(config: Config) -> Iterator[Check]:
    """The translator loads and translates its golden sentences as it should."""
    from .models.resolve import resolve
    from .translate.golden import check_golden, golden_cases
    from .translate.load import load_model

    said: list[str] = []
    settings = config.translate
    model = resolve(
        settings.translator,
        revision=settings.revision,
        fallback=settings.fallback,
        offline=True,  # a check must not download anything
        pickled=settings.pickled_weights,
        warn=said.append,
    )
    for text in said:
        yield Check("translator", "warning", text, "`wortlaut models pull opus-mt-de-en` fetches the newsroom model.")
    translator = load_model(model, settings)
    name = f"{model.name} ({translator.identity.engine}, {model.revision[:19]}, {_source_of(model)})"
    cases = golden_cases(model.name, model.folder)
    if not cases:
        yield Check("translator", "warning", f"{name} loads; it has no golden sentences to compare with")
        return
    bad = [result for result in check_golden(translator, cases) if not result.ok]
    for result in bad:
        yield Check(
            "golden sentence",
            "failed",
            f"{result.case.de!r} became {result.output!r}. {result.problem}",
            'Run `wortlaut models verify`; if the sums are right, try [translate] engine = "transformers".',
        )
    if not bad:
        yield Check("translator", "ok", f"{name}: {len(cases)} golden sentences as they should be")


def _summariser(config: Config) -> Iterator[Check]:
    """The summariser named in the settings can be created."""
    from .summarise.load import load_summariser

    settings = replace(config.summarise, offline=True)  # a check must not download anything
    identity = load_summariser(settings).identity
    yield Check("summariser", "ok", f"{identity.name} ({identity.revision[:12]})")
