"""The desk's walls: who may call it from where, who may do what, and what hostile text can do (nothing)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from pipeline.config import Config
from pipeline.desk import auth, passwords
from pipeline.desk.security import foreign, host_of, local_path
from pipeline.desk.serve import Listening, serve
from pipeline.errors import ConfigError
from pipeline.ledger import Ledger, open_ledger
from tests.support_morning import BRIDGE, FERRY, NOW, Clock, Story, app_of, client_of, csrf_in, fill, revision_in

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'>{{7777*7777}}"


@pytest.fixture(scope="module")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Two briefs; for tests that change nothing in them."""
    with open_ledger(tmp_path_factory.mktemp("desk")) as ledger:
        fill(ledger, (BRIDGE, FERRY))
        yield ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One brief, to be changed."""
    with open_ledger(tmp_path) as opened:
        fill(opened, (FERRY,))
        yield opened


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing."""
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
    monkeypatch.setattr(passwords, "_nobody", lambda: CHEAP.hash("nobody"))


def users(ledger: Ledger, **roles: str) -> None:
    """Users whose passwords are their names backwards."""
    for name, role in roles.items():
        ledger.accounts.add_user(name, role, CHEAP.hash(name[::-1]), NOW)  # type: ignore[arg-type]


def logged_in(client: TestClient, name: str) -> TestClient:
    done = client.post("/login", data={"name": name, "password": name[::-1]})
    assert done.status_code == 303, done.text
    return client


def test_every_answer_carries_the_policy(briefs: Ledger) -> None:
    client = client_of(app_of(briefs))
    for path in ("/", "/items/faehre", "/nothing", "/static/nothing", "/history.csv", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_pages_have_no_inline_script_or_style(briefs: Ledger) -> None:
    client = client_of(app_of(briefs))
    for path in ("/", "/items/elbbruecke", "/items/elbbruecke?edit=s2", "/submit", "/checks", "/history"):
        html = client.get(path).text
        assert re.findall(r"<script(?![^>]* src=)", html) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


def test_static_files_are_kept_for_ever_and_named_by_content(briefs: Ledger) -> None:
    client = client_of(app_of(briefs))
    names = re.findall(r"/static/([^\"]+)", client.get("/").text)
    assert sorted(re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in names) == [
        "desk.css",
        "desk.js",
        "htmx.js",
        "icon.svg",
    ]
    for name in names:
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "http://127.0.0.1", "host": "127.0.0.1"}, False),
        ({"origin": "http://127.0.0.1:81", "host": "127.0.0.1"}, True),
        ({"origin": "https://127.0.0.1", "host": "127.0.0.1"}, True),
        ({"origin": "null", "host": "127.0.0.1"}, True),
    ],
)
def test_requests_of_other_sites_are_told(headers: dict[str, str], refused: bool) -> None:
    assert foreign("POST", headers, "http") is refused
    assert foreign("GET", headers, "http") is False


def test_another_site_cannot_approve(ledger: Ledger) -> None:
    client = client_of(app_of(ledger))
    page = client.get("/items/faehre").text
    form = {"csrf": csrf_in(page), "revision": revision_in(page)}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert client.post("/items/faehre/approve", data=form, headers=headers).status_code == 403
    for csrf in ("", "x" * 32, "é"):
        assert client.post("/items/faehre/approve", data=form | {"csrf": csrf}).status_code == 403
    review = ledger.desk.review("faehre")
    assert review is not None and review.state == "open"
    assert client.post("/items/faehre/approve", data=form).status_code == 303
    review = ledger.desk.review("faehre")
    assert review is not None and (review.state, review.approved_by) == ("approved", "local")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "[::1].evil"]
)
def test_only_known_hosts_are_served(briefs: Ledger, host: str) -> None:
    assert client_of(app_of(briefs)).get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8484", "localhost", "LOCALHOST.:8484", "[::1]:8484"])
def test_this_machines_names_are_served(briefs: Ledger, host: str) -> None:
    assert client_of(app_of(briefs)).get("/healthz", headers={"host": host}).status_code == 200


def test_names_without_port() -> None:
    assert [host_of(name) for name in ("a:1", "A.", "[::1]:80", "[::1]", "a:b")] == ["a", "a", "[::1]", "[::1]", "a:b"]


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/items/x?edit=s1", "/items/x?edit=s1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
        ("/[", "/["),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("", "/"),
    ],
)
def test_after_a_login_one_stays_here(target: str, goes: str) -> None:
    assert local_path(target) == goes


def test_a_body_that_is_too_long_is_refused(briefs: Ledger) -> None:
    client = client_of(app_of(briefs))
    assert client.post("/submit", headers={"content-length": str(10**9)}).status_code == 413
    assert client.post("/submit", headers={"content-length": "-1"}).status_code == 413


def test_only_this_machine_needs_no_users() -> None:
    assert Listening().here_only
    assert Listening("::1").here_only
    assert not Listening("0.0.0.0").here_only
    assert not Listening("127.0.0.1", allowed=("desk.zeitung.example",)).here_only
    assert "0.0.0.0" not in Listening("0.0.0.0").names
    assert Listening("127.0.0.1", allowed=("desk.zeitung.example",)).names[-1] == "desk.zeitung.example"


@pytest.mark.usefixtures("cheap")
def test_with_users_nobody_gets_in_without_a_login(ledger: Ledger) -> None:
    users(ledger, ada="editor")
    client = client_of(app_of(ledger))
    assert client.get("/").headers["location"] == "/login"
    assert client.get("/items/faehre").headers["location"] == "/login?next=%2Fitems%2Ffaehre"
    assert client.get("/history.csv").status_code == 303
    assert client.post("/items/faehre/approve", data={"revision": "1"}).status_code == 303
    assert client.get("/items/faehre/who", headers={"hx-request": "true"}).headers["hx-redirect"] == "/login?next=%2F"
    assert logged_in(client, "ada").get("/").status_code == 200


@pytest.mark.usefixtures("cheap")
def test_the_cookie_is_the_browsers_alone(ledger: Ledger) -> None:
    users(ledger, ada="editor")
    app = app_of(ledger)
    plain = client_of(app).post("/login", data={"name": "ada", "password": "ada"}).headers["set-cookie"]
    assert plain.startswith("wortlaut=") and "HttpOnly" in plain and "SameSite=lax" in plain and "Secure" not in plain
    safe = TestClient(app, base_url="https://127.0.0.1", follow_redirects=False)
    answer = safe.post("/login", data={"name": "ada", "password": "ada"})
    cookie = answer.headers["set-cookie"]
    assert (
        cookie.startswith("__Host-wortlaut=") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    )
    assert "strict-transport-security" in answer.headers


@pytest.mark.usefixtures("cheap")
def test_a_logout_ends_the_session_in_the_ledger(ledger: Ledger) -> None:
    users(ledger, ada="editor")
    client = logged_in(client_of(app_of(ledger)), "ada")
    stolen = dict(client.cookies)
    csrf = csrf_in(client.get("/").text)
    assert client.post("/logout").status_code == 403
    assert client.post("/logout", data={"csrf": csrf}).status_code == 303
    again = client_of(app_of(ledger), cookies=stolen)
    assert again.get("/").headers["location"] == "/login"


@pytest.mark.usefixtures("cheap")
def test_another_persons_word_does_not_do(ledger: Ledger) -> None:
    users(ledger, ada="editor", bea="editor")
    app = app_of(ledger)
    ada, bea = logged_in(client_of(app), "ada"), logged_in(client_of(app), "bea")
    csrf = csrf_in(ada.get("/items/faehre").text)
    assert bea.post("/items/faehre/approve", data={"revision": "1", "csrf": csrf}).status_code == 403


@pytest.mark.usefixtures("cheap")
def test_sessions_end_when_unused_and_when_a_user_is_disabled(ledger: Ledger) -> None:
    users(ledger, ada="editor", bea="admin")
    clock = Clock()
    client = logged_in(client_of(app_of(ledger, clock)), "ada")
    clock.later(hours=11)
    assert client.get("/").status_code == 200
    clock.later(hours=11)
    assert client.get("/").status_code == 200
    clock.later(hours=13)
    assert client.get("/").status_code == 303
    logged_in(client, "ada")
    ledger.accounts.change_user("ada", disabled=True)
    assert client.get("/").status_code == 303
    assert client.post("/login", data={"name": "ada", "password": "ada"}).status_code == 401


@pytest.mark.usefixtures("cheap")
def test_too_many_failures_lock_out_for_a_while(ledger: Ledger) -> None:
    users(ledger, anna="editor", bert="editor")
    clock = Clock()
    client = client_of(app_of(ledger, clock))
    for _ in range(auth.MOST.of_both):
        answer = client.post("/login", data={"name": "anna", "password": "wrong"})
        assert (answer.status_code, auth.WRONG in answer.text) == (401, True)
    right = client.post("/login", data={"name": "anna", "password": "anna"[::-1]})
    assert (right.status_code, auth.WAIT in right.text) == (429, True)
    assert logged_in(client_of(app_of(ledger, clock)), "bert").get("/").status_code == 200
    clock.later(minutes=16)
    assert logged_in(client, "anna").get("/").status_code == 200


@pytest.mark.usefixtures("cheap")
def test_names_cannot_be_tried_out_from_one_address(ledger: Ledger) -> None:
    users(ledger, anna="editor")
    client = client_of(app_of(ledger))
    for number in range(auth.MOST.from_address):
        assert client.post("/login", data={"name": f"n{number}", "password": "x"}).status_code == 401
    assert client.post("/login", data={"name": "anna", "password": "anna"[::-1]}).status_code == 429


def test_passwords_tried_all_at_once_are_not_all_looked_at(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    users(ledger, anna="editor")
    looked: list[str] = []
    together = threading.Barrier(auth.MOST.of_both)

    def matches(password: str, kept: str | None) -> bool:
        looked.append(password)
        together.wait(60)  # none of them has failed before the last one is let in
        return False

    monkeypatch.setattr(passwords, "matches", matches)
    app = app_of(ledger)

    def attempt(number: int) -> int:
        return client_of(app).post("/login", data={"name": "anna", "password": str(number)}).status_code

    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(attempt, range(12)))
    assert (got.count(401), got.count(429), len(looked)) == (5, 7, 5)


@pytest.mark.usefixtures("cheap")
def test_a_password_that_cannot_be_looked_at_soon_does_not_count(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    users(ledger, anna="editor")
    client = client_of(app_of(ledger))
    with monkeypatch.context() as full:
        full.setattr(passwords, "_queue", threading.BoundedSemaphore(1))
        passwords._queue.acquire()
        for _ in range(2 * auth.MOST.of_both):
            answer = client.post("/login", data={"name": "anna", "password": "anna"[::-1]})
            assert (answer.status_code, auth.BUSY in answer.text) == (429, True)
    assert logged_in(client, "anna").get("/").status_code == 200


PROXIED = [{"x-forwarded-for": "192.0.2.7"}, {"X-Forwarded-Proto": "https"}, {"forwarded": "for=x"}, {"via": "1.1 p"}]


@pytest.mark.parametrize("headers", PROXIED)
def test_without_users_nobody_comes_through_a_proxy(ledger: Ledger, headers: dict[str, str]) -> None:
    client = client_of(app_of(ledger))
    for path in ("/", "/items/faehre", "/static/nothing", "/api/v1/briefs"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, "has no users" in answer.text) == (403, True)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/").status_code == 200
    users(ledger, ada="editor")
    assert client.get("/", headers=headers).headers["location"] == "/login"


def test_what_fails_has_the_headers_too(briefs: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    app = app_of(briefs)
    monkeypatch.setattr(briefs.desk, "facets", broken)
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = client.get("/")
    assert (answer.status_code, answer.text) == (500, "An error in Wortlaut; its log says more.\n")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


FAR = "0001-01-01T00:00:00%2B14:00"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?after=99999999999999999999-1", 400),
        ("/?after=1-99999999999999999999", 400),
        ("/?after=zz", 400),
        ("/?after=2147483647-9223372036854775807", 200),
        (f"/history?since={FAR}", 200),
        (f"/history.csv?since={FAR}", 200),
        ("/history?since=9999-12-31T23:59:59-14:00", 200),
    ],
)
def test_odd_addresses_are_answered(briefs: Ledger, path: str, status: int) -> None:
    assert client_of(app_of(briefs)).get(path).status_code == status


def test_a_rule_of_no_possible_number_is_none(ledger: Ledger) -> None:
    client = client_of(app_of(ledger))
    csrf = csrf_in(client.get("/items/faehre").text)
    assert client.post(f"/dismissals/{10**30}/undo", data={"csrf": csrf}).status_code == 422


def test_nobody_is_believed_who_has_asked_unless_named() -> None:
    assert Listening().proxies == ()
    assert not Listening(proxies=("127.0.0.1",)).here_only
    with pytest.raises(ConfigError, match="'next door' is no address"):
        serve("nowhere", Config(), Listening(proxies=("next door",)), say=print, warn=print)


def test_a_desk_without_users_does_not_begin_behind_a_proxy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"reach this desk through the proxy, and it has no users.* --ledger "):
        serve(str(tmp_path), Config(), Listening(proxies=("127.0.0.1",)), say=print, warn=print)


def test_a_name_that_does_not_exist_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            asked.append(stored)
            return CHEAP.verify(stored, password)

    monkeypatch.setattr(passwords, "hasher", Counting)
    monkeypatch.setattr(passwords, "_nobody", lambda: CHEAP.hash("nobody"))
    assert not passwords.matches("nobody", None)  # not even with the password of the stand-in
    assert passwords.matches("right", CHEAP.hash("right"))
    assert not passwords.matches("right", "no hash")
    assert len(asked) == 3


ROLES = [("reader", 403, 403, 403), ("editor", 303, 403, 404), ("qa", 303, 404, 404), ("admin", 303, 404, 404)]


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(("role", "approve", "settle", "decide"), ROLES)
def test_roles(ledger: Ledger, role: str, approve: int, settle: int, decide: int) -> None:
    users(ledger, ada=role)
    client = logged_in(client_of(app_of(ledger)), "ada")
    page = client.get("/items/faehre").text
    assert ('data-key="a"' in page) is (role != "reader")
    found = re.search(r'X-CSRF-Token": "([^"]+)"', page)
    assert found
    csrf = found[1]
    form = {"csrf": csrf, "revision": str(revision_in(page))}
    assert client.post("/items/faehre/approve", data=form).status_code == approve
    assert client.post("/dismissals", data={"csrf": csrf, "item": "faehre", "key": "x"}).status_code == settle
    assert client.get("/dismissals/new?item=faehre&key=x").status_code == (403 if role == "reader" else 404)
    assert client.get("/items/faehre/edit/s99").status_code == decide
    assert client.get("/submit").status_code == (403 if role == "reader" else 200)


def hostile(key: str) -> Story:
    """A story in which everything that comes from outside tries to become markup."""
    pairs = (
        (SCRIPT + " Titel 12", SCRIPT + " Title 13"),
        (f"Der Satz {SCRIPT} hat 14 Teile.", f"The sentence {SCRIPT} has 15 parts."),
    )
    return Story(
        key, pairs, feed=f"feed {SCRIPT}", sections=(SCRIPT,), hits=(SCRIPT,), source=SCRIPT, signal="correction",
        note=SCRIPT, url=f"javascript:alert(1)//{SCRIPT}",
    )  # fmt: skip


def test_hostile_text_stays_text_everywhere(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        fill(ledger, (hostile("evil"),))
        app = app_of(ledger)
        client = client_of(app)
        csrf = csrf_in(client.get("/items/evil").text)
        form = {"csrf": csrf, "sentence": "s2", "before": ledger_text(ledger), "text": SCRIPT + " 16"}
        assert client.post("/items/evil/edit", data=form).status_code == 303
        clash = client.post("/items/evil/edit", data=form | {"text": SCRIPT + " 17"})
        assert clash.status_code == 409
        pages = ["/", "/?keyword=" + SCRIPT, "/items/evil", "/items/evil?edit=s2", "/headlines", "/history", "/checks"]
        pages += ["/checks/number.changed", f"/checks/{SCRIPT}", "/dismissals"]
        pages += [f"/dismissals/new?check=name.added&source={SCRIPT}&target={SCRIPT}"]
        texts = [client.get(path).text for path in pages] + [clash.text]
        chosen = {"csrf": csrf, "do": "approve", "chosen": "0 evil", "filter": f"feed={SCRIPT}"}
        texts.append(client.post("/chosen", data=chosen).text)
        line = {"csrf": csrf, "scope": "glossary", "german": "Elbe", "english": SCRIPT}
        assert client.post("/dismissals", data=line).status_code == 303
        texts.append(client.get("/dismissals").text)
        refused = client.post("/submit", data={"csrf": csrf, "title": SCRIPT, "text": "", "url": SCRIPT})
        assert refused.status_code == 422
        texts.append(refused.text)
        tried = client.post("/items/evil/try", data=form | {"text": SCRIPT + " 18"}, headers={"hx-request": "true"})
        texts.append(tried.text)
        for html in texts:
            assert "<script>alert" not in html and "<img" not in html
            assert 'href="javascript' not in html and "60481729" not in html
        csv = client.get("/history.csv")
        assert csv.headers["content-type"].startswith("text/csv")
        assert csv.headers["content-disposition"] == 'attachment; filename="history.csv"'


def ledger_text(ledger: Ledger) -> str:
    record = ledger.desk.record("evil")
    assert record is not None
    return record.sentences[1].target or ""


def test_an_address_cannot_put_words_into_the_desks_mouth(briefs: Ledger) -> None:
    html = client_of(app_of(briefs)).get("/?said=Give+your+password+to+evil.example").text
    assert "evil.example" not in html
    assert "Approved." in client_of(app_of(briefs)).get("/?said=approved").text


def test_headers_cannot_be_written_by_what_is_said(briefs: Ledger) -> None:
    answer = client_of(app_of(briefs)).get("/?said=approved", headers={"hx-request": "true"})
    assert answer.headers["hx-trigger-after-swap"] == '{"said": "Approved."}'
