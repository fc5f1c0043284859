"""``wortlaut tokens``: keys to the desk's API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from ..errors import InputError
from .feeds_options import ago, format_option, opened, say, say_json, table
from .options import ledger_option, same_ledger
from .users import COMMAND

SCOPES = ("read", "submit", "decide", "approve", "admin")


@click.group("tokens")
def tokens_group() -> None:
    """Keys to the desk's API (docs/api.md): make, list or revoke them."""


@tokens_group.command("add", short_help="Make one.")
@click.argument("name")
@click.option("--owner", help="The user in whose name it acts, if there are users; it can do no more than they.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What it may do; can be repeated [read]."
)
@click.option("--days", type=click.IntRange(1, 3650), help="It ends after so many days; else it does not end.")
@ledger_option
def add_command(name: str, owner: str | None, scopes: tuple[str, ...], days: int | None, ledger: str) -> None:
    """Make a token; NAME says what it is for. It is printed once, and cannot be shown again."""
    from ..desk.tokens import ALLOWED, digest_of, new_token
    from ..ledger.accounts import LOCAL

    scopes = scopes or ("read",)
    book = opened(ledger, create=True)
    if owner is None and book.accounts.users():
        raise InputError("There are users, so say in whose name it acts: --owner NAME.")
    user = None if owner is None else book.accounts.user(owner)
    if owner is not None and user is None:
        raise InputError(f"There is no user {owner[:80]!r}.")
    if user is not None and (beyond := [scope for scope in scopes if scope not in ALLOWED[user.role]]):
        raise InputError(f"{user.name} ({user.role}) may not {beyond[0]}, so no token of theirs may.")
    now = datetime.now(UTC)
    secret = new_token()
    expires = None if days is None else now + timedelta(days=days)
    book.administration.add_token(digest_of(secret), name, owner or LOCAL, scopes, COMMAND, now, expires)
    say(secret)


@tokens_group.command("list", short_help="List them.")
@format_option
@ledger_option
def list_command(format_: str, ledger: str) -> None:
    """List the tokens that count or did: whose they are, what they may do, and when they were last used."""
    found = opened(ledger).accounts.tokens()
    if format_ == "jsonl":
        for one in found:
            say_json(asdict(one))
        return
    if not found:
        say(f"There are no tokens. Make one: wortlaut tokens add NAME{same_ledger()}")
        return
    now = datetime.now(UTC)
    rows = [
        (
            str(one.id),
            one.name,
            one.owner,
            " ".join(one.scopes),
            "revoked"
            if one.revoked
            else "ended"
            if one.expires and one.expires <= now
            else "disabled"
            if one.idle
            else "",
            ago(one.used, now) if one.used else "never",
        )
        for one in found
    ]
    table(("ID", "NAME", "OWNER", "SCOPES", "", "LAST USED"), rows)


@tokens_group.command("revoke", short_help="Make one useless.")
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@ledger_option
def revoke_command(number: int, ledger: str) -> None:
    """Make a token useless, from this moment on."""
    book = opened(ledger)
    if all(one.id != number for one in book.accounts.tokens()):
        raise InputError(f"There is no token {number}: wortlaut tokens list{same_ledger()} shows them.")
    book.administration.revoke_token(number, COMMAND, datetime.now(UTC))
    say(f"Token {number} no longer counts.")
