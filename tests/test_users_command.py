"""``wortlaut users``, and the hashes of passwords."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import wortlaut
from pipeline.desk import passwords
from pipeline.errors import InputError
from pipeline.ledger import open_ledger
from pipeline.ledger.errors import LedgerError


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def users(ledger: Path, *words: str, given: str = "") -> Result:
    return CliRunner().invoke(wortlaut, ["users", *words, "--ledger", str(ledger)], input=given)


def test_users_are_added_listed_and_disabled(ledger: Path) -> None:
    done = users(ledger, "add", "anna", "--role", "qa", "--password-stdin", given="drei Möwen am Kai\n")
    assert done.output == "anna may use the desk as QA lead.\n"
    assert users(ledger, "disable", "anna").output == "anna may no longer use the desk.\n"
    rows = users(ledger, "list", "--format", "jsonl").output.splitlines()
    assert [(row["name"], row["role"], row["disabled"]) for row in map(json.loads, rows)] == [("anna", "qa", True)]
    assert "Möwen" not in rows[0]
    assert "argon2" not in rows[0]
    assert users(ledger, "enable", "anna").output == "anna may use the desk as QA lead.\n"
    assert users(ledger, "change", "anna", "--role", "admin").output == "anna may use the desk as an admin.\n"
    with open_ledger(ledger) as book:
        user = book.accounts.user("anna")
        assert user is not None
        assert passwords.matches("drei Möwen am Kai", user.password)


def test_a_password_can_be_changed(ledger: Path) -> None:
    users(ledger, "add", "anna", "--password-stdin", given="drei Möwen am Kai\n")
    assert users(ledger, "change", "anna", "--password-stdin", given="vier Möwen am Kai\n").exit_code == 0
    with open_ledger(ledger) as book:
        user = book.accounts.user("anna")
        assert user is not None
        assert passwords.matches("vier Möwen am Kai", user.password)
        assert not passwords.matches("drei Möwen am Kai", user.password)


def test_without_a_terminal_a_password_is_not_asked_for(ledger: Path) -> None:
    refused = users(ledger, "add", "anna")
    assert isinstance(refused.exception, InputError)
    assert "--password-stdin" in str(refused.exception)


@pytest.mark.parametrize("given", ["", "\n", "kurz\n"])
def test_no_password_or_a_short_one_is_refused(ledger: Path, given: str) -> None:
    assert isinstance(users(ledger, "add", "anna", "--password-stdin", given=given).exception, InputError)
    with open_ledger(ledger) as book:
        assert book.accounts.users() == []


def test_nobody_is_added_twice_or_changed_without_being_there(ledger: Path) -> None:
    users(ledger, "add", "anna", "--password-stdin", given="drei Möwen am Kai\n")
    again = users(ledger, "add", "anna", "--password-stdin", given="drei Möwen am Kai\n")
    assert "There is a user anna already." in str(again.exception)
    assert isinstance(users(ledger, "disable", "ben").exception, LedgerError)
    assert users(ledger, "change", "anna").exit_code == 2


def test_an_empty_list_says_what_that_means(ledger: Path) -> None:
    open_ledger(ledger).close()
    assert users(ledger, "list").output.startswith("There are no users: the desk is open to this machine alone.")


def test_a_password_of_nobody_matches_nothing() -> None:
    kept = passwords.hashed("drei Möwen am Kai")
    assert kept.startswith("$argon2id$")
    assert passwords.matches("drei Möwen am Kai", kept)
    assert not passwords.matches("drei Moewen am Kai", kept)
    assert not passwords.matches("x" * 5000, kept)
    assert not passwords.matches("drei Möwen am Kai", "no hash")
    assert not passwords.matches("", None)
    assert not passwords.outdated(kept)
