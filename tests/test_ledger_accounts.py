"""Users, sessions and tokens in the ledger, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.desk_values import Attempts
from pipeline.ledger.errors import LedgerError
from tests.support_ledger import at

DAY = timedelta(days=1)


def test_a_user_is_added_once_in_any_case(ledger: Ledger) -> None:
    user = ledger.accounts.add_user("Anna", "editor", "hash", at(0))
    assert ledger.accounts.user("Anna") == user
    for name, role, message in (
        ("anna", "editor", "There is a user anna already"),
        ("local", "admin", "is no name for a user"),
        ("an na", "admin", "is no name for a user"),
        ("../x", "admin", "is no name for a user"),
        ("ben", "boss", "is no role: reader, editor, qa, admin"),
    ):
        with pytest.raises(LedgerError, match=message):
            ledger.accounts.add_user(name, role, "hash", at(0))  # type: ignore[arg-type]
    assert ledger.accounts.users() == [user]


def test_a_session_lasts_until_it_ends_or_its_user_may_no_longer(ledger: Ledger) -> None:
    ledger.accounts.add_user("anna", "editor", "hash", at(0))
    for token in ("one", "two", "three"):
        ledger.accounts.begin_session(token, "anna", f"csrf {token}", at(1), DAY)
    session = ledger.accounts.session("one", at(2))
    assert session is not None
    assert (session.user, session.role, session.csrf, session.expires) == ("anna", "editor", "csrf one", at(1) + DAY)
    assert ledger.accounts.session("one", at(1) + DAY) is None
    assert ledger.accounts.session("no such", at(2)) is None
    ledger.accounts.end_session("one")
    assert ledger.accounts.session("one", at(2)) is None
    ledger.accounts.session("two", at(10), DAY)
    used = ledger.accounts.session("two", at(10))
    assert used is not None
    assert (used.used, used.expires) == (at(10), at(10) + DAY)
    ledger.accounts.change_user("anna", role="qa")
    session = ledger.accounts.session("two", at(11))
    assert session is not None
    assert session.role == "qa"
    ledger.accounts.change_user("anna", password="another")
    assert ledger.accounts.session("two", at(11)) is None
    ledger.accounts.begin_session("four", "anna", "csrf", at(12), DAY)
    user = ledger.accounts.change_user("anna", disabled=True)
    assert (user.disabled, user.last) == (True, at(12))
    assert ledger.accounts.session("four", at(12)) is None
    ledger.accounts.change_user("anna", disabled=False)
    assert ledger.accounts.session("four", at(12)) is None


HERE, THERE = "192.0.2.7", "192.0.2.8"


@pytest.mark.parametrize(
    ("before", "name", "source", "allowed"),
    [
        ([("anna", HERE)] * 1, "anna", HERE, True),
        ([("anna", HERE)] * 2, "anna", HERE, False),
        ([("anna", HERE)] * 2, "anna", THERE, True),
        ([("anna", HERE)] * 2 + [("anna", THERE)], "anna", "192.0.2.9", False),
        ([("anna", HERE)] * 2 + [("ben", HERE)] * 2, "cleo", HERE, False),
        ([("anna", HERE)] * 2 + [("ben", HERE)] * 2, "cleo", THERE, True),
    ],
)
def test_attempts_to_log_in_count_by_name_address_and_both(
    ledger: Ledger, before: list[tuple[str, str]], name: str, source: str, allowed: bool
) -> None:
    most = Attempts(of_both=2, of_name=3, from_address=4)
    for one in before:
        assert ledger.accounts.login_attempted(*one, at(1), at(0), most) is not None
    assert (ledger.accounts.login_attempted(name, source, at(2), at(0), most) is not None) is allowed
    assert ledger.accounts.login_attempted(name, source, at(2), at(1), most) is not None, "those before have lapsed"


def test_an_attempt_is_taken_back_and_a_right_one_forgives_those_from_its_address(ledger: Ledger) -> None:
    most = Attempts(of_both=2, of_name=9, from_address=9)

    def attempt(address: str = HERE) -> int | None:
        return ledger.accounts.login_attempted("anna", address, at(1), at(0), most)

    first, second = attempt(), attempt()
    assert attempt() is None
    assert first is not None and second is not None
    ledger.accounts.login_void(first)
    assert attempt() is not None
    assert (attempt(THERE) is None, attempt(THERE) is None, attempt(THERE) is None) == (False, False, True)
    ledger.accounts.login_right("anna", HERE)
    assert attempt() is not None
    assert attempt(THERE) is None


def test_of_many_attempts_at_once_no_more_than_allowed_are_made(ledger: Ledger) -> None:
    most = Attempts(of_both=5, of_name=99, from_address=99)
    start = threading.Barrier(12)

    def attempt(_: int) -> bool:
        start.wait()
        return ledger.accounts.login_attempted("anna", HERE, at(1), at(0), most) is not None

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) == 5


def test_a_token_counts_until_it_is_revoked_or_over_or_its_owner_disabled(ledger: Ledger) -> None:
    ledger.accounts.add_user("anna", "editor", "hash", at(0))
    first = ledger.accounts.add_token("sha1", "import", "anna", ("read", "submit"), at(1))
    second = ledger.accounts.add_token("sha2", "short", "anna", ("read",), at(1), at(5))
    assert (first.scopes, first.role, first.expires) == (("read", "submit"), "editor", None)
    assert ledger.accounts.token("sha2", at(5)) is None
    token = ledger.accounts.token("sha1", at(5))
    assert token is not None
    assert [one.used for one in ledger.accounts.tokens("anna")] == [at(5), None]
    ledger.accounts.revoke_token(first.id, at(6))
    assert ledger.accounts.token("sha1", at(6)) is None
    assert ledger.accounts.token("sha2", at(2)) == second
    ledger.accounts.change_user("anna", disabled=True)
    assert ledger.accounts.token("sha2", at(2)) is None


def test_where_there_are_no_users_the_one_at_the_machine_may_have_a_token(ledger: Ledger) -> None:
    assert ledger.accounts.add_token("sha", "script", "local", ("read",), at(0)).role == "admin"
    ledger.accounts.add_user("anna", "admin", "hash", at(1))
    assert ledger.accounts.token("sha", at(1)) is None
    with pytest.raises(LedgerError, match="There is no user 'ben'"):
        ledger.accounts.add_token("sha3", "script", "ben", ("read",), at(1))
    assert ledger.accounts.tokens("ben") == []
