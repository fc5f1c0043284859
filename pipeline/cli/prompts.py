"""``wortlaut prompts``: list, show, check."""

from __future__ import annotations

import sys

import click

from ..errors import PromptError


@click.group("prompts")
def prompts_group() -> None:
    """List, show and check the prompts of the instruct summariser."""


@prompts_group.command("list")
def list_command() -> None:
    """Show the prompts that come with the program: name, version, form of the answer, what each takes in."""
    from ..summarise.prompts import read_prompt, shipped_prompts

    for path in shipped_prompts():
        prompt = read_prompt(path)
        takes = f"; takes in {', '.join(prompt.variables)}" if prompt.variables else ""
        click.echo(f"{path.stem}  version {prompt.version}, answer: {prompt.answer}{takes}")
        click.echo(f"  sha256 {prompt.sha256[:12]}, {path}")


@prompts_group.command("show")
@click.argument("name")
@click.option("--raw", is_flag=True, help="The file as it is, for instance to begin one of your own.")
def show_command(name: str, raw: bool) -> None:
    """Show a prompt as a model gets it, with a short example article. NAME: one of `prompts list`, or a file."""
    from ..render.text import printable
    from ..summarise.prompts import EXAMPLE, load_prompt

    prompt = load_prompt(name)
    if raw:
        click.echo(printable(prompt.path.read_text(encoding="utf-8-sig")), nl=False)
        return
    example = EXAMPLE | {"house_style": load_prompt("house-style").text}
    for message in prompt.messages(example):
        click.echo(f"== {message['role']} ==\n{printable(message['content'])}\n")


@prompts_group.command("check")
@click.argument("names", nargs=-1)
def check_command(names: tuple[str, ...]) -> None:
    """Check prompts (by default those that come with the program). Exit code 2 if one has a mistake."""
    from ..render.text import one_line
    from ..summarise.prompts import load_prompt, shipped_prompts

    wrong = False
    for name in names or tuple(path.stem for path in shipped_prompts()):
        try:
            prompt = load_prompt(name)
        except PromptError as error:
            wrong = True
            click.echo(f"wrong  {one_line(str(error))}", err=True)
        else:
            click.echo(f"ok     {prompt.name} version {prompt.version} ({prompt.answer}), sha256 {prompt.sha256[:12]}")
    sys.exit(PromptError.exit_code if wrong else 0)
