"""The ``wortlaut`` command: a thin layer over the library. Subcommands are imported when they are called."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys

import click

from .. import __version__
from ..errors import WortlautError

# name -> (module, attribute, one line of help). The help is here so that `wortlaut --help` imports nothing.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "run": ("pipeline.cli.run", "run", "Turn German articles into checked English briefs."),
    "check": ("pipeline.cli.check", "check", "Check English lines against their German source lines."),
    "facts": ("pipeline.cli.facts", "facts", "Show the numbers, dates, times and names found in a text."),
    "judge": ("pipeline.cli.judge", "judge", "Re-judge a finished run under another policy."),
    "prompts": ("pipeline.cli.prompts", "prompts_group", "List, show and check the summarisers' prompts."),
    "models": ("pipeline.cli.models", "models_group", "List, fetch and verify model weights."),
    "bench": ("pipeline.cli.bench", "bench", "Measure speed and memory on this machine."),
    "doctor": ("pipeline.cli.doctor", "doctor", "Check whether this machine is ready, and say what to do if not."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            if not close:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{close[0]}'?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wortlaut")
def wortlaut() -> None:
    """German news into English briefs in which every number and every proper name is proven to have survived.

    Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage or configuration, 3 some articles failed (listed),
    130 interrupted (the same command resumes).
    """


_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO))
"""What a disk says that takes no more."""


def _drop_output() -> None:
    """Send what is still to be printed nowhere, so that the interpreter does not complain about it on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Entry point: expected errors become a message and an exit code; a closed pipe ends quietly."""
    try:
        code = wortlaut.main(standalone_mode=False)
        sys.stdout.flush()
    except WortlautError as error:
        from ..render.text import one_line

        # A message may quote a file name or a line of a file; a terminal must not interpret these as commands.
        click.echo("\n".join(f"wortlaut: {one_line(text)}" for text in str(error).splitlines()), err=True)
        code = error.exit_code
    except click.ClickException as error:
        from ..render.text import printable

        said = io.StringIO()
        error.show(said)
        click.echo(printable(said.getvalue()), err=True, nl=False)  # it may quote an argument: the same holds
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("wortlaut: interrupted.", err=True)
        code = 130
    except BrokenPipeError:
        # The reader of our output (head, less) is gone.
        _drop_output()
        code = 0
    except OSError as error:
        if error.errno not in _DISK:
            raise
        _drop_output()
        click.echo(f"wortlaut: {error.filename or 'standard output'}: cannot be written ({error.strerror}).", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
