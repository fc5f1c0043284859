"""The ``wortlaut`` command: a thin layer over the library. Subcommands are imported when they are called."""

from __future__ import annotations

import errno
import importlib
import io
import os
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import click

from .. import __version__
from ..errors import WortlautError

# name -> (module, attribute, one line of help). The help is here so that `wortlaut --help` imports nothing.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "run": ("pipeline.cli.run", "run", "Turn German articles into checked English briefs."),
    "check": ("pipeline.cli.check", "check", "Check English lines against their German source lines."),
    "facts": ("pipeline.cli.facts", "facts", "Show the numbers, dates, times and names found in a text."),
    "feeds": ("pipeline.cli.feeds", "feeds_group", "Watch feeds and folders: add, list, check, run, look at articles."),
    "serve": ("pipeline.cli.serve", "serve", "Serve the review desk, and print its address."),
    "mail": ("pipeline.cli.mail", "mail", "Send a digest of the briefs by mail, each reader what is new to them."),
    "failed": ("pipeline.cli.failed", "failed_group", "List what could not be made of the feeds, or try it again."),
    "users": ("pipeline.cli.users", "users_group", "Who may use the review desk: add, list, change, disable."),
    "tokens": ("pipeline.cli.tokens", "tokens_group", "Keys to the desk's API: make, list or revoke them."),
    "report": ("pipeline.cli.report", "report", "Figures over runs or the ledger: a page, a table, a gate."),
    "judge": ("pipeline.cli.judge", "judge", "Re-judge a finished run under another policy."),
    "glossary": ("pipeline.cli.glossary", "glossary_group", "The desk's own names: check, export, import, suggest."),
    "accepted": ("pipeline.cli.accepted", "accepted_group", "Accepted findings: check, export, import."),
    "prompts": ("pipeline.cli.prompts", "prompts_group", "List, show and check the summarisers' prompts."),
    "models": ("pipeline.cli.models", "models_group", "List, fetch and verify model weights."),
    "bench": ("pipeline.cli.bench", "bench", "Measure speed and memory on this machine."),
    "doctor": ("pipeline.cli.doctor", "doctor", "Check whether this machine is ready, and say what to do if not."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use.

    Args:
        table: its commands, as in :data:`COMMANDS`.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, attribute, _ = self.table[cmd_name]
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

            close = difflib.get_close_matches(args[0], self.table, n=1)
            if not close:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{close[0]}'?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in self.table.items()])


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="wortlaut")
def wortlaut() -> None:
    """German news into English briefs in which every number and every proper name is proven to have survived.

    Exit codes: 0 done, 1 findings at or above --fail-on or another limit broken, 2 usage or configuration, 3 some
    articles failed (listed), 70 an error in Wortlaut itself (with --strict, one in an article too), 130 interrupted
    (the same command resumes).
    """


INTERNAL = 70
"""Exit code of an error that nobody has foreseen (EX_SOFTWARE of sysexits.h): no other ending has it."""
_DEBUG = "WORTLAUT_DEBUG"
"""Environment variable: "1" shows the traceback of such an error."""
_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO))
"""What a disk says that takes no more."""


def _occupy_closed_streams() -> None:
    """Put something in the place of standard streams that are closed: a file opened later must not become one."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.FileIO(os.devnull, "w"), "utf-8")


def _drop_output() -> None:
    """Send what is still to be printed nowhere, so that the interpreter does not complain about it on exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    """Each line on standard error. It may quote a file name or a line of a file, which must not command a terminal."""
    from ..render.text import one_line

    click.echo("\n".join(f"wortlaut: {one_line(line)}" for line in text.splitlines()), err=True)


def _trace(error: BaseException) -> None:
    """Show where an error came from, if the environment asks for it."""
    if os.environ.get(_DEBUG) == "1":
        import traceback

        from ..render.text import printable

        click.echo(printable("".join(traceback.format_exception(error))), err=True, nl=False)


def _system_error(error: OSError) -> int:
    """Say in one line what the operating system refused."""
    from ..errors import place_of

    _drop_output()
    reason = error.strerror or error
    if error.errno in _DISK:
        _say(f"{error.filename or 'standard output'}: cannot be written ({reason}).")
    elif error.filename is not None:
        _say(f"{error.filename}: {reason}.")
    else:
        _say(f"The system refuses: {reason}{place_of(error)}.")
    _trace(error)
    return 2


def _unforeseen(error: Exception) -> int:
    """Say in one line what came up, where, and what to do."""
    from ..errors import unexpected

    _drop_output()
    notes = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    hint = "" if os.environ.get(_DEBUG) == "1" else f" This is an error in Wortlaut; {_DEBUG}=1 shows more."
    _say(" ".join(f"{unexpected(error)}{notes}.{hint}".split()))
    _trace(error)
    return INTERNAL


class _Stopped(KeyboardInterrupt):
    """SIGTERM: a service manager's "stop" ends like Ctrl-C.

    A type of its own, since CPython ends by SIGINT, whatever the exit code, if a plain KeyboardInterrupt has once
    passed through Python code that an extension ran (many do as they are imported).
    """


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped


def main() -> None:
    """Entry point: every error becomes a message and an exit code; a closed pipe ends quietly."""
    _occupy_closed_streams()
    signal.signal(signal.SIGTERM, _stop)
    try:
        code = wortlaut.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except WortlautError as error:
        _say(str(error))
        _trace(error)
        code = error.exit_code
    except click.ClickException as error:
        from ..render.text import printable

        said = io.StringIO()
        error.show(said)
        click.echo(printable(said.getvalue()), err=True, nl=False)  # it may quote an argument
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("wortlaut: interrupted.", err=True)
        code = 130
    except BrokenPipeError:
        # The reader of our output (head, less) is gone.
        _drop_output()
        code = 0
    except OSError as error:
        code = _system_error(error)
    except Exception as error:
        code = _unforeseen(error)
    sys.exit(code if isinstance(code, int) else 0)
