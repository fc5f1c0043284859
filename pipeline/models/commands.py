"""``wortlaut models``: list, pull, verify."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .verify import ModelStatus

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
    """Which translation and summary models there are, fetch them, check them."""


@models_group.command("list")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def list_command(format_: str) -> None:
    """Show the known models, what each is for, and whether it is on this machine."""
    from .verify import list_models

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
        if status.folder:
            click.echo(f"  folder: {status.folder}")
        if model.needs:
            click.echo(f"  needs: pip install {' '.join(model.needs)}")
        if status.problem:
            click.echo(f"  problem: {status.problem}")
        click.echo()


@models_group.command("pull")
@click.argument("name")
@click.option("--revision", default="", help="Commit to fetch; without it the catalogue's, else the current one.")
@click.option("--offline", is_flag=True, help="Do not ask the hub: only say whether the model is here.")
@click.option("--pickled-weights", is_flag=True, help="Also accept weights that come only as pytorch_model.bin.")
def pull_command(name: str, revision: str, offline: bool, pickled_weights: bool) -> None:
    """Fetch the model NAME (from `models list`, or a hub id owner/name) and check it."""
    from .pull import pull_model

    status = pull_model(
        name,
        revision=revision,
        pickled=pickled_weights,
        offline=offline,
        say=lambda text: click.echo(text, err=True),
    )
    _show(status)


@models_group.command("verify")
@click.argument("names", nargs=-1)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def verify_command(names: tuple[str, ...], format_: str) -> None:
    """Compute the checksums of NAMES (known models, hub ids or folders; all that are here without any) and compare.

    Ends with 2 if a checksum is wrong or a model named is not here.
    """
    from .verify import verify_all, verify_model

    statuses = tuple(verify_model(name) for name in names) if names else verify_all()
    if format_ == "json":
        click.echo(json.dumps([_row(status) for status in statuses], indent=2, ensure_ascii=False))
    else:
        for status in statuses:
            _show(status)
    if any(not status.usable for status in statuses):
        raise SystemExit(2)


def _show(status: ModelStatus) -> None:
    click.echo(f"{status.name}: {_WORDS[status.state]}")
    for label, value in (
        ("folder", status.folder),
        ("revision", status.revision),
        ("sha256", status.sha256),
        ("checked against", status.basis),
        ("problem", status.problem),
    ):
        if value:
            click.echo(f"  {label}: {value}")
    if status.state == "absent":
        click.echo(f"  Fetch it with `wortlaut models pull {status.name}`.")


def _row(status: ModelStatus) -> dict[str, Any]:
    row = asdict(status)
    model = row.pop("model") or {}
    row["folder"] = str(status.folder) if status.folder else None
    keep = ("id", "role", "quality", "engine", "licence", "size_mb", "purpose", "note", "needs")
    return {**row, **{key: model[key] for key in keep if key in model}}
