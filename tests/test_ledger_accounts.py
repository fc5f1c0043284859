"""Users, sessions and tokens in the ledger, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.ledger import Ledger
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


def test_failed_logins_are_counted_by_name_and_address_until_one_succeeds(ledger: Ledger) -> None:
    ledger.accounts.add_user("anna", "editor", "hash", at(0))
    for minute, name in ((1, "anna"), (2, "anna"), (3, "nobody")):
        ledger.accounts.login_failed(name, "192.0.2.7", at(minute))
    assert ledger.accounts.login_failures("anna", "192.0.2.7", at(0)) == (2, 3)
    assert ledger.accounts.login_failures("anna", "192.0.2.7", at(1)) == (1, 2)
    assert ledger.accounts.login_failures("anna", "192.0.2.8", at(0)) == (2, 0)
    ledger.accounts.begin_session("t", "anna", "c", at(4), DAY)
    assert ledger.accounts.login_failures("anna", "192.0.2.7", at(0)) == (0, 1)
    ledger.accounts.login_failed("anna", "192.0.2.7", at(70))
    assert ledger.accounts.login_failures("nobody", "192.0.2.7", at(0)) == (0, 1)


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
