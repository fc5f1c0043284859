"""``python -m pipeline.training``: a command for each step of the recipe, and one for all of them."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click

from ..errors import WortlautError

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def say(text: str) -> None:
    """Print a line with the time of day to standard error."""
    click.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


recipe_options = (
    click.option("--profile", default="", help="Profile of the recipe, for instance cpu or gpu."),
    click.option("--recipe", "recipe_path", type=FILE, help="Recipe file instead of configs/training.toml."),
    click.option(
        "--minutes",
        type=click.FloatRange(0),
        default=0,
        help="Plan the run over this time (all calls together) instead of the recipe's steps: the learning rate falls "
        "so that it ends on time.",
    ),
)


@click.group()
def training() -> None:
    """Train the embedded German-English MarianMT model: one command for each step, or all of them."""


@training.command("prepare")
@click.option(
    "--bitext", type=FOLDER, required=True, help="Folder of german<TAB>english files (.tsv, .tsv.xz, .tsv.gz)."
)
@click.option("--dev", type=FILE, required=True, help="Development set, .tsv or .jsonl(.xz) with de and en_refs.")
@click.option("--out", type=FOLDER, required=True)
@click.option("--vocabulary", type=FILE, help="Use this sentencepiece model instead of training one.")
@recipe_options[0]
@recipe_options[1]
def prepare_command(
    bitext: Path, dev: Path, out: Path, vocabulary: Path | None, profile: str, recipe_path: Path | None
) -> None:
    """Train the vocabulary and pack the text into OUT."""
    from .prepare import prepare
    from .settings import load_recipe

    prepare(bitext, dev, out, load_recipe(profile, recipe_path), vocabulary=vocabulary, say=say)


@training.command("train")
@click.option("--data", type=FOLDER, required=True, help="What `prepare` wrote.")
@click.option("--out", type=FOLDER, required=True, help="Checkpoints; a run resumes from there.")
@click.option("--init", type=FOLDER, help="Start from this exported model (same shape and vocabulary).")
@click.option("--before-final", is_flag=True, help="Stop where the last phase begins; the next call goes on with it.")
@recipe_options[2]
@recipe_options[0]
@recipe_options[1]
def train_command(
    data: Path,
    out: Path,
    init: Path | None,
    before_final: bool,
    minutes: float,
    profile: str,
    recipe_path: Path | None,
) -> None:
    """Train, or resume. Ctrl-C and SIGTERM write a checkpoint first."""
    from .settings import load_recipe
    from .train import train

    recipe = load_recipe(profile, recipe_path)
    progress = train(data, out, recipe, init=init, minutes=minutes, before_final=before_final, say=say)
    click.echo(json.dumps(asdict(progress)))


@training.command("mistakes")
@click.option("--data", type=FOLDER, required=True, help="What `prepare` wrote; its text gets the group.")
@click.option("--out", type=FOLDER, required=True, help="The training folder whose latest checkpoint is asked.")
@recipe_options[0]
@recipe_options[1]
def mistakes_command(data: Path, out: Path, profile: str, recipe_path: Path | None) -> None:
    """Add the lines that the model gets wrong as a group, to be learnt from in the last phase."""
    from .mistakes import add_mistakes
    from .settings import load_recipe

    add_mistakes(data, out, load_recipe(profile, recipe_path), say=say)


@training.command("average")
@click.argument("run", type=FOLDER)
@click.argument("target", type=FILE)
@click.option("--last", type=click.IntRange(1), default=4, show_default=True)
def average_command(run: Path, target: Path, last: int) -> None:
    """Average the weights of the last checkpoints of RUN into the file TARGET."""
    from .checkpoint import write_average

    say(f"{write_average(run, last, target)} checkpoints averaged into {target}")


@training.command("export")
@click.argument("checkpoint", type=FILE)
@click.argument("vocabulary", type=FILE)
@click.argument("target", type=FOLDER)
def export_command(checkpoint: Path, vocabulary: Path, target: Path) -> None:
    """Write CHECKPOINT with the sentencepiece model VOCABULARY as a transformers model into the folder TARGET."""
    from .export import export

    export(checkpoint, vocabulary, target)
    say(f"exported to {target}")


@training.command("seal")
@click.argument("folder", type=FOLDER)
def seal_command(folder: Path) -> None:
    """Write checksums and golden sentences for the weights in FOLDER (export does this too)."""
    from .export import seal

    seal(folder)


@training.command("score")
@click.argument("model")
@click.argument("sets", nargs=-1, required=True, type=FILE)
@click.option("--beams", type=click.IntRange(1), default=4, show_default=True)
@click.option("--engine", type=click.Choice(("auto", "transformers", "ctranslate2")), default="auto", show_default=True)
@click.option("--limit", type=int, default=0, help="Only this many sentences of each set, from the start.")
@click.option("--whole", is_flag=True, help="Do not split lines of several sentences.")
@click.option("--checker", is_flag=True, help="Also count the errors that the project's checker finds.")
@click.option("--outputs", type=FOLDER, help="Write the translations into this folder.")
@click.option("--format", "format_", type=click.Choice(("markdown", "json")), default="markdown", show_default=True)
def score_command(
    model: str,
    sets: tuple[Path, ...],
    beams: int,
    engine: str,
    limit: int,
    whole: bool,
    checker: bool,
    outputs: Path | None,
    format_: str,
) -> None:
    """Translate and score the test SETS with MODEL (a folder, `embedded`, a known name)."""
    from .score import as_table, load_for_scoring, score

    translator = load_for_scoring(model, beams=beams, engine=engine, warn=say)
    if outputs:
        outputs.mkdir(parents=True, exist_ok=True)
    scores = []
    for path in sets:
        target = outputs / f"{path.name.split('.')[0]}.en" if outputs else None
        scores.append(score(translator, path, limit=limit, whole=whole, checker=checker, outputs=target))
        say(f"{scores[-1].name}: BLEU {scores[-1].bleu:.1f}, {scores[-1].seconds:.0f} s")
    click.echo(json.dumps([asdict(s) for s in scores], indent=2) if format_ == "json" else as_table(scores))


@training.command("all")
@click.option("--bitext", type=FOLDER, required=True)
@click.option("--dev", type=FILE, required=True)
@click.option("--out", type=FOLDER, required=True, help="Gets data/, run/ and model/.")
@click.option("--test", "sets", type=FILE, multiple=True, help="Test sets to score at the end.")
@recipe_options[2]
@recipe_options[0]
@recipe_options[1]
def all_command(
    bitext: Path, dev: Path, out: Path, sets: tuple[Path, ...], minutes: float, profile: str, recipe_path: Path | None
) -> None:
    """Prepare, train, export and score. If run again, it does what is still missing."""
    from .checkpoint import LATEST
    from .export import export
    from .mistakes import add_mistakes
    from .packed import load
    from .prepare import DEV, SPM, TRAIN, prepare
    from .score import as_table, load_for_scoring, score
    from .settings import MISTAKES, load_recipe
    from .train import train

    recipe = load_recipe(profile, recipe_path)
    data, run, model = out / "data", out / "run", out / "model"
    if not all((data / name).is_file() for name in (SPM, TRAIN, DEV)):
        prepare(bitext, dev, data, recipe, say=say)
    wanted = recipe.text.mistakes > 0 and MISTAKES not in load(data / TRAIN).groups
    progress = train(data, run, recipe, minutes=minutes, before_final=wanted, say=say)
    if progress.stopped == "final":
        add_mistakes(data, run, recipe, say=say)
        progress = train(data, run, recipe, minutes=minutes, say=say)
    if progress.stopped == "signal":
        say("Interrupted; the same command resumes.")
        return
    export(run / LATEST, data / SPM, model)
    if sets:
        translator = load_for_scoring(str(model), beams=4, engine="auto", warn=say)
        click.echo(as_table([score(translator, path, checker=True) for path in sets]))


def main() -> None:
    """Entry point: expected errors become a message and exit code 2."""
    try:
        training.main(standalone_mode=True)
    except WortlautError as error:
        click.echo(f"training: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
