"""``wortlaut models``: list, pull, verify, export, import."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ModelError

if TYPE_CHECKING:
    from ..models.verify import ModelStatus

_WORDS = {
    "absent": "not here",
    "incomplete": "incomplete",
    "present": "here",
    "verified": "verified",
    "unverified": "here, no checksum on record",
    "wrong": "WRONG CHECKSUM",
}


@click.group("models")
def models_group() -> None:
    """List, fetch and check translation and summary models."""


@models_group.command("list")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def list_command(format_: str) -> None:
    """Show the known models, what each is for, and whether it is on this machine."""
    from ..models.verify import list_models
    from ..render.text import one_line

    statuses = list_models()
    if format_ == "json":
        click.echo(json.dumps([_row(status) for status in statuses], indent=2, ensure_ascii=False))
        return
    for status in statuses:
        model = status.model
        assert model is not None
        size = f"{status.size_bytes / 1e6:,.0f} MB" if status.size_bytes else f"about {model.size_mb:,} MB"
        click.echo(f"{model.name}  ({model.id})" if model.name != model.id else model.name)
        quality = f", {model.quality} quality" if model.quality else ""
        click.echo(f"  {_WORDS[status.state]}; {size}; to {model.role}{quality}; {model.licence}")
        click.echo(f"  {model.purpose}")
        for line in _whereabouts(status):
            click.echo(f"  {line}")
        if model.needs:
            click.echo(f"  needs: pip install {' '.join(model.needs)}")
        if status.problem:
            click.echo(f"  problem: {one_line(status.problem)}")
        click.echo()


@models_group.command("pull")
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Fetch every known model.")
@click.option("--revision", default="", help="Commit to fetch; by default the catalogue's, else the current one.")
@click.option("--offline", is_flag=True, help="Do not ask the hub: only say whether the model is here.")
@click.option(
    "--pickled-weights",
    is_flag=True,
    help="Also accept a model outside the catalogue whose weights come only as pytorch_model.bin.",
)
def pull_command(name: str | None, everything: bool, revision: str, offline: bool, pickled_weights: bool) -> None:
    """Fetch the model NAME (from `models list`, or a hub id owner/name), convert it if it is old, and check it."""
    from ..models.catalogue import load_catalogue
    from ..models.pull import pull_model

    if everything == bool(name):
        raise click.UsageError("Name a model, or use --all.")
    if everything and revision:
        raise click.UsageError("--revision applies to a single model; name it.")
    names = [model.name for model in load_catalogue() if model.id != "embedded"] if everything else [name or ""]
    failed = []
    for each in names:
        try:
            _show(pull_model(each, revision=revision, pickled=pickled_weights, offline=offline, say=_say))
        except ModelError as error:
            if not everything:
                raise
            failed.append(each)
            _say(str(error))
    if failed:
        raise ModelError(f"Not fetched: {', '.join(failed)}. The reasons are above.")


@models_group.command("export")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.argument("names", nargs=-1)
def export_command(target: Path, names: tuple[str, ...]) -> None:
    """Copy the models NAMES (by default all known ones here) into DIR, for a machine without a network."""
    from ..models.transfer import export_models

    export_models(target, names, say=_say)


@models_group.command("import")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="DIR")
def import_command(source: Path) -> None:
    """Import the models in DIR, which `models export` wrote; every file is checked against its sum."""
    from ..models.transfer import import_models

    import_models(source, say=_say)


@models_group.command("verify")
@click.argument("names", nargs=-1)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def verify_command(names: tuple[str, ...], format_: str) -> None:
    """Compute the checksums of NAMES (known models, hub ids or folders; by default all here) and compare.

    Exits with 2 if a checksum is wrong or a model named is not here.
    """
    from ..models.verify import verify_all, verify_model

    statuses = tuple(verify_model(name) for name in names) if names else verify_all()
    if format_ == "json":
        click.echo(json.dumps([_row(status) for status in statuses], indent=2, ensure_ascii=False))
    else:
        for status in statuses:
            _show(status)
    if any(not status.usable for status in statuses):
        raise SystemExit(2)


def _show(status: ModelStatus) -> None:
    from ..render.text import one_line

    click.echo(f"{status.name}: {_WORDS[status.state]}")
    for line in _whereabouts(status):
        click.echo(f"  {line}")
    for label, value in (
        ("sha256", status.sha256),
        ("tensors", status.tensors),
        ("checked against", status.basis),
        ("problem", status.problem),
    ):
        if value:
            click.echo(f"  {label}: {one_line(value)}")
    if status.state in {"absent", "wrong"} and (status.model is not None or status.folder is None):
        click.echo(f"  `wortlaut models pull {status.name}` fetches it{' again' if status.state == 'wrong' else ''}.")


def _whereabouts(status: ModelStatus) -> list[str]:
    """Where a model is, its commit, where it came from, and what was converted when."""
    from ..render.text import one_line

    lines = [f"folder: {status.folder}"] if status.folder else []
    lines += [f"revision: {status.revision}"] if status.revision else []
    origin = status.origin
    if origin is not None:
        known = f"checked against the {origin.basis}" if origin.basis else "which cannot be verified here"
        known = f"according to {origin.imported}, from where it was imported" if origin.imported else known
        lines.append(f"from: {origin.source}, {origin.file} with sha256 {origin.sha256}, {known}")
    if origin is not None and origin.converted:
        lines.append(f"converted to safetensors: {origin.converted} by {origin.converter}")
    if status.pickled:
        lines.append("pickled weights, to be converted to safetensors on first use")
    return [one_line(line) for line in lines]


def _say(text: str) -> None:
    from ..render.text import one_line

    click.echo(one_line(text), err=True)


def _row(status: ModelStatus) -> dict[str, Any]:
    row = asdict(status)
    model = row.pop("model") or {}
    row["folder"] = str(status.folder) if status.folder else None
    row["weights"] = dict(model.get("weights", {}))
    keep = ("id", "role", "quality", "engine", "licence", "size_mb", "purpose", "note", "needs")
    return {**row, **{key: model[key] for key in keep if key in model}}
