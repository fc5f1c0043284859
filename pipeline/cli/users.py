"""``wortlaut users``: who may use the review desk."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .feeds_options import ago, format_option, opened, say, say_json, table
from .options import ledger_option, same_ledger

if TYPE_CHECKING:
    from ..ledger.desk_values import Role, User

COMMAND = "(command)"
"""Who does it, in the history of the desk."""

ROLES = ("reader", "editor", "qa", "admin")


def _password_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--password-stdin", is_flag=True, help="Read the password from standard input, one line, without asking."
    )(command)


@click.group("users")
def users_group() -> None:
    """People who may use the review desk: add, list, change or disable them."""


@users_group.command("add", short_help="Add somebody.")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True, help="What they may do.")
@_password_option
@ledger_option
def add_command(name: str, role: str, password_stdin: bool, ledger: str) -> None:
    """Add somebody who may use the desk; the password is asked for twice.

    A reader reads; an editor edits, dismisses findings of an article and approves; qa dismisses for all articles as
    well and confirms; an admin also keeps users, tokens and webhooks.
    """
    from ..desk.passwords import hashed

    book = opened(ledger, create=True)
    if book.accounts.user(name) is not None:
        raise InputError(f"There is a user {name} already.")
    kept = hashed(_password(name, password_stdin))
    user = book.administration.add_user(name, role, kept, COMMAND, datetime.now(UTC))  # type: ignore[arg-type]
    say(f"{user.name} may use the desk as {_a(user.role)}.")


@users_group.command("list", short_help="List who may.")
@format_option
@ledger_option
def list_command(format_: str, ledger: str) -> None:
    """List who may use the desk, with role and last login."""
    found = opened(ledger).accounts.users()
    if format_ == "jsonl":
        for user in found:
            say_json({key: value for key, value in asdict(user).items() if key != "password"})
        return
    if not found:
        say(
            "There are no users: the desk is open to this machine alone. Add one: "
            f"wortlaut users add NAME --role admin{same_ledger()}"
        )
        return
    now = datetime.now(UTC)
    rows = [(user.name, user.role, _state(user), ago(user.last, now) if user.last else "never") for user in found]
    table(("NAME", "ROLE", "", "LAST LOGIN"), rows)


@users_group.command("change", short_help="Change a role or a password.")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="The new role.")
@click.option("--password", "new_password", is_flag=True, help="Ask for a new password.")
@_password_option
@ledger_option
def change_command(name: str, role: str | None, new_password: bool, password_stdin: bool, ledger: str) -> None:
    """Change somebody's role or password. A new password ends their sessions."""
    from ..desk.passwords import hashed

    if role is None and not new_password and not password_stdin:
        raise click.UsageError("Say what is to be changed: --role, --password or --password-stdin.")
    book = opened(ledger)
    kept = None
    if new_password or password_stdin:
        if book.accounts.user(name) is None:
            raise InputError(f"There is no user {name[:80]!r}.")
        kept = hashed(_password(name, password_stdin))
    wanted: Role | None = role  # type: ignore[assignment]
    user = book.administration.change_user(
        name, COMMAND, datetime.now(UTC), role=wanted, password=kept, keep_admin=False
    )
    say(f"{user.name} may use the desk as {_a(user.role)}{'; the password is new' if kept else ''}.")


@users_group.command("disable", short_help="Let somebody no longer in.")
@click.argument("name")
@ledger_option
def disable_command(name: str, ledger: str) -> None:
    """Let somebody no longer in, from this moment on. What they did stays in the history."""
    user = _allowed(ledger, name, disabled=True)
    say(f"{user.name} may no longer use the desk.")


@users_group.command("enable", short_help="Let somebody in again.")
@click.argument("name")
@ledger_option
def enable_command(name: str, ledger: str) -> None:
    """Let somebody in again who was disabled."""
    user = _allowed(ledger, name, disabled=False)
    say(f"{user.name} may use the desk as {_a(user.role)}.")


def _allowed(ledger: str, name: str, *, disabled: bool) -> User:
    book = opened(ledger)
    return book.administration.change_user(name, COMMAND, datetime.now(UTC), disabled=disabled, keep_admin=False)


def _state(user: User) -> str:
    return "disabled" if user.disabled else "first login awaited" if user.once else ""


def _password(name: str, from_stdin: bool) -> str:
    """Asked for twice without echo, or a line of standard input.

    Raises:
        InputError: there is none.
    """
    if from_stdin:
        line = sys.stdin.readline()
        if not (password := line.rstrip("\r\n")):
            raise InputError("There is no password on standard input.")
        return password
    if not sys.stdin.isatty():
        raise InputError("Standard input is no terminal, so the password cannot be asked for; use --password-stdin.")
    asked: str = click.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True)
    return asked


def _a(role: str) -> str:
    return {"reader": "a reader", "editor": "an editor", "qa": "QA lead", "admin": "an admin"}[role]
