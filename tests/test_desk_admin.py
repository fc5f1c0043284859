"""The pages of administrators, and everybody's own account: what they do, what they refuse, and that it is written
down."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete

from pipeline.config import FetchConfig
from pipeline.desk import account, admin, auth, passwords
from pipeline.desk.agents import browser
from pipeline.desk.hooks import Hooks, key_of
from pipeline.desk.tokens import digest_of
from pipeline.fetch import Poster
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.errors import LedgerError
from pipeline.ledger.schema_desk import audit, deliveries, logins, sessions, tokens, users, webhooks
from tests.support_morning import NOW, Clock, app_of, client_of, csrf_in

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SCRIPT = "<script>alert('x')</script>"
BACKWARDS = {"ada": "a password of ada", "grace": "a password of grace", "rita": "a password of rita"}
PAGES = ("/users", "/users/ada", "/tokens", "/webhooks", "/webhooks/1")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("admin")) as opened:
        yield opened


@pytest.fixture
def ledger(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Emptied; passwords cost nothing."""
    tables = (audit, sessions, logins, tokens, deliveries, webhooks, users)
    kept._db.write(lambda connection: [connection.execute(delete(table)) for table in tables])
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
    monkeypatch.setattr(passwords, "_nobody", lambda: CHEAP.hash("nobody"))
    return kept


@pytest.fixture(scope="module")
def app(kept: Ledger) -> FastAPI:
    return app_of(kept, Clock())


@pytest.fixture
def people(ledger: Ledger) -> Ledger:
    """An administrator, an editor and a reader."""
    for name, role in (("grace", "admin"), ("ada", "editor"), ("rita", "reader")):
        ledger.accounts.add_user(name, role, CHEAP.hash(BACKWARDS[name]), NOW)  # type: ignore[arg-type]
    return ledger


class Browser:
    """Somebody at the desk."""

    def __init__(self, app: FastAPI, name: str = "", password: str = "") -> None:
        self.client: TestClient = client_of(app, headers={"user-agent": f"Firefox of {name}"})
        if name:
            form = {"name": name, "password": password or BACKWARDS[name]}
            self.entered = self.client.post("/login", data=form)

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path)

    def post(self, path: str, page: str = "", **form: object) -> httpx2.Response:
        """A form of a page, as a browser without script sends it."""
        csrf = csrf_in(self.get(page or "/" + path.split("/")[1]).text)
        return self.client.post(path, data={"csrf": csrf, **form})


def shown(answer: httpx2.Response) -> str:
    """What is shown once."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'<input readonly value="([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def told(ledger: Ledger) -> list[tuple[str, str, str, str]]:
    """The history, the newest first."""
    return [(deed.what, deed.who, deed.before, deed.after) for deed in ledger.desk.history()]


def test_these_pages_are_for_administrators(people: Ledger, app: FastAPI) -> None:
    people.hooks.add("CMS", "https://cms.example/", "whsec_x", ("verdict",), NOW)
    [hook] = people.hooks.listed()
    pages = [page.replace("/1", f"/{hook.id}") for page in PAGES]
    assert [client_of(app).get(page).status_code for page in pages] == [303] * 5
    for name in ("ada", "rita"):
        browser = Browser(app, name)
        assert [browser.get(page).status_code for page in pages] == [403] * 5
        assert 'href="/users"' not in browser.get("/history").text
        csrf = csrf_in(browser.get("/account").text)
        for path in ("/users", "/users/ada/role", "/users/ada/password", "/tokens", "/webhooks"):
            form = {"csrf": csrf, "role": "admin", "name": "x", "owner": name, "url": "https://x.example/"}
            assert browser.client.post(path, data=form).status_code == 403
    grace = Browser(app, "grace")
    texts = [grace.get(page) for page in pages]
    assert [text.status_code for text in texts] == [200] * 5
    assert all("<style" not in text.text and " style=" not in text.text for text in texts)
    assert "whsec_x" not in "".join(text.text for text in texts)
    assert "argon2" not in "".join(text.text for text in texts)
    assert told(people) == []


def test_a_form_of_another_site_or_session_does_nothing(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    form = {"csrf": csrf_in(grace.get("/users").text), "role": "admin"}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert grace.client.post("/users/ada/role", data=form, headers=headers).status_code == 403
    assert grace.client.post("/users/ada/role", data=form | {"csrf": "x"}).status_code == 403
    assert people.accounts.user("ada").role == "editor"  # type: ignore[union-attr]


def test_the_first_user_closes_the_desk_and_is_an_administrator(ledger: Ledger, app: FastAPI) -> None:
    local = Browser(app)
    assert "open to this machine alone" in local.get("/users").text
    refused = local.post("/users", name="grace", role="editor")
    assert (refused.status_code, admin.FIRST in refused.text) == (422, True)
    password = shown(local.post("/users", name="grace", role="admin"))
    assert local.get("/").status_code == 303
    assert told(ledger) == [("user", "local", "", "grace: admin")]
    assert Browser(app, "grace", password).entered.status_code == 303


def test_a_password_for_one_login_is_replaced_before_anything_else(people: Ledger, app: FastAPI) -> None:
    password = shown(Browser(app, "grace").post("/users", name="bert", role="editor"))
    assert len(password) == 23
    assert password not in str(people.desk.history())
    bert = Browser(app, "bert", password)
    assert [bert.get(path).headers["location"] for path in ("/", "/submit", "/history.csv")] == ["/account"] * 3
    csrf = csrf_in(bert.get("/account").text)
    assert bert.client.post("/undo", data={"csrf": csrf}).headers["location"] == "/account"
    change = {"present": password, "new": "three gulls on a quay", "again": "three gulls on a quay"}
    assert account.SAME in bert.post("/account/password", **{**change, "new": password, "again": password}).text
    done = bert.post("/account/password", **change)
    assert (done.status_code, done.headers["location"]) == (303, "/?said=password")
    assert bert.get("/").status_code == 200
    assert Browser(app, "bert", password).entered.status_code == 401
    assert Browser(app, "bert", "three gulls on a quay").entered.status_code == 303
    assert told(people) == [
        ("user", "bert", "bert: editor", "bert: editor, new password"),
        ("user", "grace", "", "bert: editor"),
    ]


@pytest.mark.parametrize("name", ["ada", "ADA", "local", "", "a b", SCRIPT, "../x", "x" * 65])
def test_a_name_that_cannot_be_given_is_refused(people: Ledger, app: FastAPI, name: str) -> None:
    refused = Browser(app, "grace").post("/users", name=name, role="editor")
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert len(people.accounts.users()) == 3


def test_a_role_holds_from_the_next_click_on(people: Ledger, app: FastAPI) -> None:
    grace, rita = Browser(app, "grace"), Browser(app, "rita")
    assert rita.get("/submit").status_code == 403
    done = grace.post("/users/rita/role", role="editor")
    assert done.headers["location"] == "/users/rita?said=saved"
    assert rita.get("/submit").status_code == 200
    assert grace.post("/users/rita/role", role="boss").status_code == 422
    assert grace.post("/users/nobody/role", role="editor").status_code == 404
    assert told(people) == [("user", "grace", "rita: reader", "rita: editor")]


def test_somebody_who_is_disabled_is_out_at_once_with_his_tokens(people: Ledger, app: FastAPI) -> None:
    grace, ada = Browser(app, "grace"), Browser(app, "ada")
    secret = shown(grace.post("/tokens", name="import", owner="ada", scopes=["read"], days="0"))
    api = {"authorization": f"Bearer {secret}"}
    assert client_of(app).get("/api/v1/me", headers=api).status_code == 200
    grace.post("/users/ada/access", disabled="true")
    assert ada.get("/").status_code == 303
    assert client_of(app).get("/api/v1/me", headers=api).status_code == 401
    assert "disabled" in grace.get("/users/ada").text
    [token] = people.accounts.tokens()
    assert token.idle and ", disabled)" in grace.get("/tokens").text
    grace.post(f"/tokens/{token.id}/revoke")
    grace.post("/users/ada/access", disabled="false")
    assert Browser(app, "ada").entered.status_code == 303
    assert client_of(app).get("/api/v1/me", headers=api).status_code == 401
    assert [after for _, _, _, after in told(people)][:3] == ["ada: editor", "revoked", "ada: editor, disabled"]


def test_there_is_always_an_administrator(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    for path, form in (("role", {"role": "qa"}), ("access", {"disabled": "true"})):
        refused = grace.post(f"/users/grace/{path}", **form)
        assert (refused.status_code, admin.SELF in refused.text) == (422, True)
    with pytest.raises(LedgerError, match="grace is the only administrator"):
        people.administration.change_user("grace", "ada", NOW, role="qa")
    grace.post("/users/ada/role", role="admin")
    assert Browser(app, "ada").post("/users/grace/access", disabled="true").status_code == 303
    with pytest.raises(LedgerError, match="ada is the only administrator"):
        people.administration.change_user("ada", "x", NOW, disabled=True)


def test_a_reset_password_is_for_one_login_and_ends_sessions(people: Ledger, app: FastAPI) -> None:
    grace, ada = Browser(app, "grace"), Browser(app, "ada")
    password = shown(grace.post("/users/ada/password"))
    assert ada.get("/").status_code == 303
    assert Browser(app, "ada").entered.status_code == 401
    assert Browser(app, "ada", password).get("/").headers["location"] == "/account"
    assert told(people) == [("user", "grace", "ada: editor", "ada: editor, new password")]


def test_sessions_are_seen_and_ended(people: Ledger, app: FastAPI) -> None:
    grace, ada, other, third = (Browser(app, name) for name in ("grace", "ada", "ada", "ada"))
    page = ada.get("/account").text
    assert page.count("Firefox of ada</span>") + page.count("<b>(this one)</b>") == 3
    assert "Firefox of ada" in grace.get("/users/ada").text
    token = other.client.cookies["wortlaut"]
    assert token not in page and digest_of(token) not in page
    ada.post("/account/sessions/end", only=digest_of(token)[:16])
    assert (ada.get("/").status_code, other.get("/").status_code, third.get("/").status_code) == (200, 303, 200)
    ada.post("/account/sessions/end")
    assert (ada.get("/").status_code, third.get("/").status_code) == (200, 303)
    rita = Browser(app, "rita")
    ada.post("/account/sessions/end", only=digest_of(rita.client.cookies["wortlaut"])[:16])
    assert rita.get("/").status_code == 200, "nobody ends another's"
    grace.post("/users/ada/sessions/end")
    assert ada.get("/").status_code == 303
    assert [after for _, _, _, after in told(people)] == ["ada: 1 sessions ended"] * 3


def test_ones_own_password_needs_the_present_one(people: Ledger, app: FastAPI) -> None:
    ada, other = Browser(app, "ada"), Browser(app, "ada")
    new = {"new": "three gulls on a quay", "again": "three gulls on a quay"}
    for form, words in (
        ({"present": "wrong", **new}, account.WRONG),
        ({"present": BACKWARDS["ada"], **new, "again": "another"}, account.NOT_TWICE),
        ({"present": BACKWARDS["ada"], "new": "short", "again": "short"}, "at least 10 characters"),
    ):
        refused = ada.post("/account/password", **form)
        assert (refused.status_code, words in refused.text) == (422, True)
    assert ada.post("/account/password", present=BACKWARDS["ada"], **new).status_code == 303
    assert (ada.get("/").status_code, other.get("/").status_code) == (200, 303)
    tried = [ada.post("/account/password", present="wrong", **new).status_code for _ in range(auth.MOST.of_both)]
    assert tried == [422] * (auth.MOST.of_both - 1) + [429], "the wrong one before counts as well"
    assert ada.post("/account/password", present="three gulls on a quay", **new).status_code == 429


def test_a_desk_without_users_has_no_accounts(ledger: Ledger, app: FastAPI) -> None:
    assert client_of(app).get("/account").status_code == 403


def test_a_token_is_shown_once_and_revoked(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    for form in ({"scopes": []}, {"scopes": ["admin"]}, {"owner": "nobody"}, {"name": " "}, {"scopes": ["all"]}):
        plain = {"name": "import", "owner": "ada", "scopes": ["read", "submit"], "days": "30"}
        assert grace.post("/tokens", **{**plain, **form}).status_code == 422
    assert people.accounts.tokens() == []
    secret = shown(grace.post("/tokens", name=SCRIPT, owner="ada", scopes=["read", "submit"], days="30"))
    assert client_of(app).get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).json()["who"] == "ada"
    page = grace.get("/tokens").text
    assert secret not in page and digest_of(secret) not in page and SCRIPT not in page
    [token] = people.accounts.tokens()
    assert (token.scopes, str(token.expires)[:10]) == (("read", "submit"), "2026-12-26")
    assert grace.post(f"/tokens/{token.id}/revoke").headers["location"] == "/tokens?said=revoked"
    assert client_of(app).get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert grace.post("/tokens/99999/revoke").status_code == 404
    assert [line[:2] for line in told(people)] == [("token", "grace")] * 2
    assert told(people)[0][3] == "revoked"


def test_a_webhook_is_tried_paused_and_removed(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    good = {"name": "CMS", "url": "http://127.0.0.1:8099/hook", "events": ["verdict"]}
    for form in (
        {"url": "ftp://x"},
        {"url": "https://a:b@cms.example/"},
        {"events": []},
        {"events": ["all"]},
        {"name": " "},
    ):
        refused = grace.post("/webhooks", **{**good, **form})
        assert (refused.status_code, 'class="alert"' in refused.text) == (422, True)
    answer = grace.post("/webhooks", **good)
    secret = shown(answer)
    assert len(key_of(secret)) == 32
    [hook] = people.hooks.listed()
    path = f"/webhooks/{hook.id}"
    assert secret not in grace.get(path).text
    assert grace.post(f"{path}/test", page=path).headers["location"] == f"{path}?said=sent"
    live = grace.get(f"{path}/live").text
    assert "on its way" in live and 'hx-trigger="every 2s"' in live
    post = Poster(FetchConfig(), proxies={}).post  # nothing in the house is reached unless it is allowed
    Hooks(people, post, clock=lambda: NOW).once()
    page = grace.get(path).text
    assert "127.0.0.1 is the machine itself" in page and "given up" in page and "every 2s" not in page
    assert "127.0.0.1 is the machine itself" in grace.get("/webhooks").text
    grace.post(f"{path}/events", page=path, events=["approved", "withdrawn"])
    grace.post(f"{path}/active", page=path, active="false")
    [hook] = people.hooks.listed()
    assert (hook.events, hook.active) == (("approved", "withdrawn"), False)
    assert grace.post(f"{path}/events", page=path).status_code == 422
    grace.post(f"{path}/active", page=path, active="true")
    assert grace.post(f"{path}/remove", page=path).headers["location"] == "/webhooks?said=removed"
    assert grace.get(path).status_code == 404
    changes = [(before, after) for what, _, before, after in told(people) if what == "webhook"]
    assert changes[::-1] == [
        ("", "CMS, http://127.0.0.1:8099/hook: verdict"),
        ("CMS, http://127.0.0.1:8099/hook: verdict", "CMS, http://127.0.0.1:8099/hook: approved withdrawn"),
        ("CMS, http://127.0.0.1:8099/hook: approved withdrawn", "CMS, http://127.0.0.1:8099/hook: approved withdrawn, paused"),
        ("CMS, http://127.0.0.1:8099/hook: approved withdrawn, paused", "CMS, http://127.0.0.1:8099/hook: approved withdrawn"),
        ("CMS, http://127.0.0.1:8099/hook: approved withdrawn", "removed"),
    ]  # fmt: skip


def test_what_administrators_do_is_in_the_history_and_not_undone(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    grace.post("/users/rita/role", role="admin")
    page = grace.get("/history").text
    assert "Changed a user" in page and "rita: admin" in page
    assert "rita: reader" in grace.get("/history.csv").text
    assert grace.post("/undo", page="/history").headers["location"] == "/?said=nothing-to-undo"
    assert people.accounts.user("rita").role == "admin"  # type: ignore[union-attr]


def test_hostile_words_stay_words(people: Ledger, app: FastAPI) -> None:
    grace = Browser(app, "grace")
    form = {"name": "ada", "password": BACKWARDS["ada"]}
    client_of(app, headers={"user-agent": SCRIPT}).post("/login", data=form)
    grace.post("/tokens", name=SCRIPT, owner="ada", scopes=["read"], days="0")
    grace.post("/webhooks", name=SCRIPT, url=f"https://cms.example/{SCRIPT}", events=["verdict"])
    [hook] = people.hooks.listed()
    for path in ("/users/ada", "/tokens", "/webhooks", f"/webhooks/{hook.id}", "/history"):
        text = grace.get(path).text
        assert "alert(" in text and "<script>alert" not in text


def test_a_browser_is_named_so_that_one_knows_it_again() -> None:
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
    )
    edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0"
    agents = [windows, phone, edge, "curl/8.5", ""]
    assert [browser(agent) for agent in agents] == [
        "Firefox on Windows", "Safari on iPhone", "Edge on Windows", "curl/8.5", "unknown browser",
    ]  # fmt: skip
