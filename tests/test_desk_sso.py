"""Single sign-on against a provider on the loopback: who comes in, as whom, and that nobody else does."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from sqlalchemy import delete

from pipeline.config import FetchConfig, SsoConfig, load
from pipeline.desk import oidc, oidc_login, passwords
from pipeline.desk.app import create_app
from pipeline.desk.oidc import name_of, provider_of, role_of
from pipeline.errors import ConfigError
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.schema_desk import audit, identities, logins, sessions, users
from tests.support_morning import CONFIG, NOW, Clock, checker, client_of, csrf_in
from tests.support_oidc import CLIENT, SECRET, House, coded, key, providing, rsa

ROLES = {"editor": ("Redaktion",), "admin": ("Technik", "Leitung")}


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    with providing() as house:
        yield house


@pytest.fixture
def house(running: House) -> House:
    """The provider as it is when nobody has made it lie."""
    plain = House(running.issuer)
    for name in vars(plain):
        setattr(running, name, getattr(plain, name))
    return running


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("sso")) as opened:
        yield opened


@pytest.fixture
def ledger(kept: Ledger) -> Ledger:
    """One in which nobody has been yet: emptied, which is sooner done than making another."""
    tables = (audit, identities, sessions, logins, users)
    kept._db.write(lambda connection: [connection.execute(delete(table)) for table in tables])
    return kept


@pytest.fixture(scope="module")
def app(kept: Ledger, running: House) -> FastAPI:
    provider = provider_of(SsoConfig(issuer=running.issuer, client_id=CLIENT), FetchConfig())
    return create_app(kept, CONFIG, checker, clock=Clock(), provider=provider)


@dataclass
class Sso:
    """A desk with single sign-on, and a browser at it."""

    house: House
    ledger: Ledger
    client: TestClient
    clock: Clock
    warned: list[str]

    def go(self, next: str = "/") -> httpx2.Response:
        """To the provider and back, as a browser does."""
        out = self.client.get("/login/sso", params={"next": next})
        assert out.status_code == 303, out.text
        return self.back(self.house.visit(out.headers["location"]))

    def back(self, address: str) -> httpx2.Response:
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    @property
    def me(self) -> str:
        """Who the desk takes the browser for."""
        found = re.search(r'class="me"[^>]*>(\w+) <span class="soft">\(([^)]*)', self.client.get("/").text)
        return f"{found[1]}, {found[2]}" if found else ""

    @property
    def users(self) -> dict[str, str]:
        return {user.name: user.role for user in self.ledger.accounts.users()}


Open = Callable[..., Sso]


@pytest.fixture
def desk(house: House, ledger: Ledger, app: FastAPI) -> Open:
    def opened(**settings: Any) -> Sso:
        plain = {"roles": ROLES, "role_claim": "groups", "allow": ("127.0.0.1/32",), "secret_env": "HOUSE"}
        sso = SsoConfig(issuer=house.issuer, client_id=CLIENT, **(plain | settings))
        clock, warned = Clock(), list[str]()
        provider = provider_of(sso, FetchConfig(), warn=warned.append, environ={"HOUSE": SECRET}, clock=clock)
        app.state.desk = replace(app.state.desk, provider=provider, clock=clock)
        return Sso(house, ledger, client_of(app), clock, warned)

    house.person["groups"] = ["Redaktion", "Kantine"]
    return opened


def test_somebody_comes_in_by_the_provider(desk: Open) -> None:
    sso = desk()
    assert sso.client.get("/checks").headers["location"] == "/login?next=%2Fchecks"
    assert 'href="/login/sso?next=/checks"' in sso.client.get("/login?next=/checks").text
    done = sso.go("/checks")
    assert (done.status_code, done.headers["location"]) == (303, "/checks")
    assert sso.me == "anna, editor"
    [identity] = sso.ledger.administration.identities()
    assert (identity.issuer, identity.subject, identity.user) == (sso.house.issuer, "248-7", "anna")
    [deed] = sso.ledger.desk.history()
    assert (deed.what, deed.who, deed.after) == (
        "user", "(single sign-on)", f"anna: editor, 248-7 at {sso.house.issuer}",
    )  # fmt: skip
    cookies = done.headers.get_list("set-cookie")
    assert [one.partition("=")[0] for one in cookies] == ["wortlaut", "wortlaut-sso"]
    assert all("HttpOnly" in one and "SameSite=lax" in one and "Path=/" in one for one in cookies)
    assert 'wortlaut-sso="";' in cookies[1]
    assert sso.house.refused == sso.warned == []
    assert sso.go().status_code == 303
    assert sso.users == {"anna": "editor"}


def test_what_is_asked_of_the_provider(desk: Open) -> None:
    sso = desk(scopes=("profile", "openid"), address="https://desk.example/")
    sent = parse_qs(urlsplit(sso.client.get("/login/sso").headers["location"]).query)
    assert sent["redirect_uri"] == ["https://desk.example/login/sso/back"]
    assert sent["scope"] == ["openid profile"]
    again = parse_qs(urlsplit(sso.client.get("/login/sso").headers["location"]).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(sent[name][0]) >= 43
        assert sent[name] != again[name]


def test_afterwards_one_stays_at_the_desk(desk: Open) -> None:
    sso = desk()
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "/x\r\nA: b", "x"):
        assert sso.go(target).headers["location"] == "/"


def test_a_cookie_that_was_tampered_with_leads_nowhere_else(desk: Open) -> None:
    sso = desk()
    back = sso.house.visit(sso.client.get("/login/sso").headers["location"])
    made = oidc.unpacked(sso.client.cookies["wortlaut-sso"])
    assert made is not None
    sso.client.cookies["wortlaut-sso"] = replace(made, next="//evil.example").packed()
    assert sso.back(back).headers["location"] == "/"


def test_keys_of_both_kinds_do(desk: Open, house: House) -> None:
    house.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, rsa())
    sso = desk()
    assert sso.go().headers["location"] == "/"
    assert sso.me == "anna, editor"


def none(claims: dict[str, Any]) -> str:
    return f"{coded({'alg': 'none'})}.{coded(claims)}."


def with_public_key(claims: dict[str, Any]) -> str:
    """Signed with what everybody has, as if it were a secret that both sides share."""
    signed = f"{coded({'alg': 'HS256', 'kid': 'rsa'})}.{coded(claims)}"
    return f"{signed}.{coded(hmac.new(rsa().as_pem(private=False), signed.encode(), hashlib.sha256).digest())}"


def with_client_secret(claims: dict[str, Any]) -> str:
    signed = f"{coded({'alg': 'HS256'})}.{coded(claims)}"
    return f"{signed}.{coded(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest())}"


def with_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "house"}, claims, key("another"))


def with_its_own_key(claims: dict[str, Any]) -> str:
    """The token brings along the key that it is to be verified with."""
    header = {"alg": "ES256", "jwk": key("another").as_dict(private=False)}
    return jwt.encode(header, claims, key("another"))


def changed(claims: dict[str, Any]) -> str:
    """What is said is not what was signed."""
    head, _, tail = jwt.encode({"alg": "ES256", "kid": "house"}, claims, key()).split(".")
    return f"{head}.{coded(claims | {'sub': '1'})}.{tail}"


def now(seconds: int) -> int:
    return int(NOW.timestamp()) + seconds


FORGED = [
    none,
    with_public_key,
    with_client_secret,
    with_another_key,
    with_its_own_key,
    changed,
    lambda _: "a.b",
    lambda _: 7,
]
WRONG: list[dict[str, Any]] = [
    {"nonce": "of another login, and long enough to be one"},
    {"nonce": None},
    {"aud": "another client"},
    {"aud": None},
    {"aud": [CLIENT, "another client"]},
    {"aud": [CLIENT, "another client"], "azp": "another client"},
    {"azp": "another client"},
    {"iss": "https://evil.example"},
    {"iss": None},
    {"exp": now(-61)},
    {"exp": None},
    {"exp": "2099"},
    {"iat": now(120)},
    {"nbf": now(120)},
    {"sub": None},
    {"sub": 7},
    {"at_hash": coded(b"x" * 16)},
]


def refused(sso: Sso, status: int = 502) -> str:
    """Nobody has come in, nobody is made, and the log says why."""
    done = sso.go("/checks")
    assert done.status_code == status, done.text
    assert sso.me == ""
    assert sso.users == {}
    assert sso.ledger.administration.identities() == []
    assert "wortlaut=" not in str(done.headers.get_list("set-cookie"))
    return " ".join(sso.warned)


@pytest.mark.parametrize("sign", FORGED)
def test_a_token_that_the_provider_has_not_signed_is_worth_nothing(desk: Open, house: House, sign: Any) -> None:
    house.sign = sign
    assert "ID token" in refused(desk())


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_token_for_somebody_else_or_another_time_is_worth_nothing(
    desk: Open, house: House, wrong: dict[str, Any]
) -> None:
    def change(claims: dict[str, Any]) -> None:
        claims.update(wrong)
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    house.change = change
    assert "its ID token does not hold" in refused(desk())


def test_a_token_for_several_does_if_it_was_made_for_us(desk: Open, house: House) -> None:
    house.change = lambda claims: claims.update(aud=["another client", CLIENT], azp=CLIENT, exp=now(-30))
    assert desk().go().status_code == 303


def test_an_answer_to_another_browsers_question_is_refused(desk: Open) -> None:
    sso = desk()
    attackers = sso.house.visit(sso.client.get("/login/sso").headers["location"])
    sso.client.get("/login/sso")  # the browser's own errand is another one
    asked = len(sso.house.asked)
    for address in (attackers, attackers.replace("state=", "other="), "http://x/login/sso/back?code=code-0"):
        done = sso.back(address)
        assert (done.status_code, oidc_login.OTHER in done.text) == (400, True)
        sso.client.get("/login/sso")
    assert sso.house.asked[asked:] == [], "nothing is asked of the provider"
    sso.client.cookies.clear()
    assert sso.back(attackers).status_code == 400
    assert sso.me == ""


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "e30",
        coded([]),
        coded({"state": "s"}),
        coded(dict.fromkeys(("state", "nonce", "verifier", "next"), "")),
    ],
)
def test_a_cookie_that_is_none_is_none(desk: Open, cookie: str) -> None:
    sso = desk()
    sso.client.cookies["wortlaut-sso"] = cookie
    assert sso.back("http://x/login/sso/back?code=c&state=").status_code == 400


def test_a_code_is_good_for_one_time(desk: Open) -> None:
    sso = desk()
    out = sso.client.get("/login/sso")
    errand = sso.client.cookies["wortlaut-sso"]
    back = sso.house.visit(out.headers["location"])
    assert sso.back(back).status_code == 303
    assert sso.back(back).status_code == 400  # the errand is over
    sso.client.cookies.clear()
    sso.client.cookies["wortlaut-sso"] = errand  # and the code, if somebody has kept both
    assert sso.back(back).status_code == 502
    assert sso.house.refused == ["invalid_grant"]
    assert sso.me == ""


def test_a_stolen_code_is_of_no_use_without_its_verifier(desk: Open) -> None:
    sso = desk()
    stolen = dict(parse_qsl(urlsplit(sso.house.visit(sso.client.get("/login/sso").headers["location"])).query))["code"]
    own = dict(parse_qsl(urlsplit(sso.client.get("/login/sso").headers["location"]).query))["state"]
    assert sso.back(f"http://x{oidc_login.BACK}?{urlencode({'code': stolen, 'state': own})}").status_code == 502
    assert sso.house.refused == ["wrong_verifier"]


def test_an_answer_of_another_provider_is_refused(desk: Open, house: House) -> None:
    house.says_issuer = True
    sso = desk()
    back = house.visit(sso.client.get("/login/sso").headers["location"])
    mixed = re.sub("iss=[^&]*", "iss=https%3A%2F%2Fevil.example", back)
    assert sso.back(mixed).status_code == 400
    back = house.visit(sso.client.get("/login/sso").headers["location"])
    assert sso.back(re.sub("&iss=[^&]*", "", back)).status_code == 400
    assert "/token" not in house.asked
    assert sso.go().status_code == 303


def test_what_the_provider_says_no_to(desk: Open) -> None:
    sso = desk()
    for error, words in (("access_denied", oidc_login.NO["access_denied"]), ("<script>", oidc_login.FAILED)):
        state = parse_qs(urlsplit(sso.client.get("/login/sso").headers["location"]).query)["state"][0]
        query = urlencode({"state": state, "error": error, "error_description": "Call evil.example"})
        done = sso.back(f"http://x{oidc_login.BACK}?{query}")
        assert done.status_code == 400
        assert words in done.text
        assert "evil.example" not in done.text and "<script>" not in done.text.replace("<script src", "")


def test_a_name_that_is_there_is_not_taken_over(desk: Open, house: House) -> None:
    sso = desk()
    sso.ledger.accounts.add_user("anna", "admin", "a hash", NOW)
    for name in ("anna", "ANNA", " Anna "):
        house.person["preferred_username"] = name
        done = sso.go()
        assert done.status_code == 403
        assert "your subject is 248-7" in done.text
    house.person |= {"email": "anna", "email_verified": True}
    assert sso.go().status_code == 403
    assert sso.users == {"anna": "admin"}
    sso.ledger.administration.connect("anna", house.issuer, "248-7", "grace", NOW)
    house.person["preferred_username"] = "married"
    assert sso.go().status_code == 303
    assert sso.me == "anna, editor"
    house.person = {"sub": "the next Anna", "preferred_username": "anna", "groups": ["Leitung"]}
    sso.client.cookies.clear()
    assert sso.go().status_code == 403
    assert sso.me == ""
    assert sso.ledger.accounts.user("anna") is not None and sso.users == {"anna": "editor"}


def test_a_name_that_cannot_be_one_is_refused(desk: Open, house: House) -> None:
    sso = desk()
    for name in ("local", "LOCAL", "", "<>", 7, None):
        house.person["preferred_username"] = name
        refused(sso, 403)
    house.person["preferred_username"] = "<b>Jörg"
    assert sso.go().status_code == 303
    assert sso.users == {"b.Jorg": "editor"}


def test_roles_follow_the_provider(desk: Open, house: House) -> None:
    sso = desk()
    for groups, role in ((["Technik", "Redaktion"], "admin"), ("Redaktion", "editor"), (["Leitung"], "admin")):
        house.person["groups"] = groups
        assert sso.go().status_code == 303
        assert sso.users == {"anna": role}
    for gone in ([], ["Kantine"], {"Leitung": 1}, None, ["leitung"]):
        house.person["groups"] = gone
        assert sso.go().status_code == 403
    changes = [(deed.before, deed.after) for deed in sso.ledger.desk.history()]
    assert changes[:2] == [("anna: editor", "anna: admin"), ("anna: admin", "anna: editor")]


def test_roles_are_given_at_the_desk_if_the_provider_gives_none(desk: Open) -> None:
    sso = desk(roles={}, role_claim="", unknown="reader")
    assert sso.go().status_code == 303
    assert sso.me == "anna, reader"
    sso.ledger.accounts.change_user("anna", role="qa")
    assert sso.go().status_code == 303
    assert sso.me == "anna, QA lead"
    sso.ledger.accounts.change_user("anna", disabled=True)
    assert sso.me == ""
    assert (done := sso.go()).status_code == 403
    assert oidc_login.REFUSED["disabled"] in done.text


def test_a_stranger_is_refused_or_a_reader(desk: Open, house: House) -> None:
    house.person["groups"] = ["Kantine"]
    refused(desk(), 403)
    sso = desk(unknown="reader")
    assert sso.go().status_code == 303
    assert sso.me == "anna, reader"


def test_what_only_userinfo_says_counts_if_it_is_of_the_same_person(desk: Open, house: House) -> None:
    del house.person["groups"]
    house.more = {"sub": "another", "realm_access": {"roles": ["Leitung"]}}
    assert "of another person" in refused(desk(role_claim="realm_access.roles"))
    house.more["sub"] = "248-7"
    sso = desk(role_claim="realm_access.roles")
    assert sso.go().status_code == 303
    assert sso.me == "anna, administrator"


def test_passwords_can_be_switched_off(desk: Open) -> None:
    sso = desk(local_accounts=False)
    sso.ledger.accounts.add_user("root", "admin", "a hash", NOW)
    page = sso.client.get("/login").text
    assert "/login/sso" in page and 'type="password"' not in page
    assert sso.client.post("/login", data={"name": "root", "password": "x"}).status_code == 403
    assert 'type="password"' in desk().client.get("/login").text


@pytest.mark.parametrize("local", [True, False])
def test_a_password_for_one_login_is_not_asked_of_who_comes_by_the_provider(
    desk: Open, house: House, local: bool
) -> None:
    sso = desk(local_accounts=local)
    sso.ledger.administration.add_user("ann", "editor", "a hash", "grace", NOW, once=True)
    sso.ledger.administration.connect("ann", house.issuer, "248-7", "grace", NOW)
    assert sso.go().headers["location"] == "/"
    assert sso.me == "ann, editor"
    user = sso.ledger.accounts.user("ann")
    assert user is not None and (user.password, user.once) == ("", False)


def test_who_has_no_password_has_none_to_guess(desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: cheap)
    monkeypatch.setattr(passwords, "_nobody", lambda: cheap.hash("nobody"))
    sso = desk()
    sso.go()
    csrf = csrf_in(sso.client.get("/account").text)
    form = {"csrf": csrf, "present": "", "new": "a new password", "again": "a new password"}
    assert sso.client.post("/account/password", data=form).status_code == 403
    sso.client.cookies.clear()
    for password in (" ", "anna", "None", "nobody"):
        assert sso.client.post("/login", data={"name": "anna", "password": password}).status_code == 401


def test_with_single_sign_on_nobody_is_local(desk: Open) -> None:
    sso = desk()
    assert sso.users == {}
    assert sso.client.get("/").headers["location"] == "/login"
    assert sso.client.get("/users").status_code == 303
    assert sso.client.get("/api/v1/briefs").status_code == 401
    assert sso.client.get("/", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 303


def test_without_it_there_are_no_such_addresses(ledger: Ledger) -> None:
    client = client_of(create_app(ledger, CONFIG, checker, clock=Clock()))
    assert client.get("/login/sso").status_code == client.get("/login/sso/back?code=x&state=y").status_code == 404


def test_strangers_cannot_make_the_desk_ask_without_end(desk: Open) -> None:
    sso = desk()
    for _ in range(oidc_login.MOST.from_address):
        sso.client.get("/login/sso")
        state = oidc.unpacked(sso.client.cookies["wortlaut-sso"])
        assert state is not None
        query = urlencode({"state": state.state, "code": "guessed"})
        done = sso.back(f"http://x{oidc_login.BACK}?{query}")
    assert done.status_code == 502
    assert sso.go().status_code == 429
    sso.clock.later(minutes=16)
    assert sso.go().status_code != 429


KEYS = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        (KEYS, (302, {"Location": "/elsewhere"}, b""), "it answers 302"),
        (KEYS, (200, {}, b"<html>"), "it answers 200"),
        (KEYS, (200, {}, b"[]"), "it answers 200"),
        (KEYS, (500, {}, b"{}"), "it answers 500"),
        (KEYS, (200, {}, b'{"issuer": "https://evil.example"}'), "it calls itself 'https://evil.example'"),
        (KEYS, (200, {}, b"x" * 1_100_000), "larger than 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_a_provider_that_says_nothing_useful(
    desk: Open, house: House, path: str, answer: tuple[int, dict[str, str], bytes], why: str
) -> None:
    house.answers[path] = answer
    sso = desk()
    assert sso.client.get("/login/sso").status_code == 502
    assert why in sso.warned[0]
    assert "/elsewhere" not in house.asked


@pytest.mark.parametrize(
    "places",
    [
        {"token_endpoint": "http://house.example/token"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": "/token"},
        {"jwks_uri": None},
    ],
)
def test_places_that_others_could_read_are_not_gone_to(desk: Open, house: House, places: dict[str, Any]) -> None:
    house.places = places
    assert "with https://" in refused(desk())


def test_without_keys_nobody_is_believed(desk: Open, house: House) -> None:
    shared = {"kty": "oct", "k": coded(SECRET.encode()), "kid": "shared"}
    house.answers["/keys"] = (200, {}, json.dumps({"keys": [shared]}).encode())
    house.sign = with_client_secret
    assert "no key that can be used" in refused(desk())


def test_a_network_of_the_house_is_open_to_it_only_if_named(desk: Open) -> None:
    sso = desk(allow=())
    done = sso.client.get("/login/sso")
    assert (done.status_code, "cannot be reached" in done.text) == (502, True)
    assert "127.0.0.1 is the machine itself" in sso.warned[0]


GOOD = SsoConfig(issuer="https://login.example", client_id="wortlaut")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (replace(GOOD, issuer=""), "issuer and client_id are needed"),
        (replace(GOOD, client_id=""), "issuer and client_id are needed"),
        (replace(GOOD, issuer="http://login.example"), "is no issuer"),
        (replace(GOOD, issuer="https://login.example?x=1"), "is no issuer"),
        (replace(GOOD, issuer="https://["), "is no issuer"),
        (replace(GOOD, secret_env="NOT_SET"), "NOT_SET .secret_env. is not set"),
        (replace(GOOD, secret_env="ODD"), "characters that no secret has"),
        (replace(GOOD, roles={"boss": ("x",)}, role_claim="groups"), "'boss' in roles is no role"),
        (replace(GOOD, roles={"qa": ("x",)}), "belong together"),
        (replace(GOOD, role_claim="groups"), "belong together"),
        (replace(GOOD, address="desk.example"), "is no address of a desk"),
        (replace(GOOD, address="https://desk.example/desk"), "is no address of a desk"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(settings: SsoConfig, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        provider_of(settings, FetchConfig(), environ={"ODD": "sécret"})


def test_without_the_packages_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "find_spec", lambda name: None)
    assert provider_of(SsoConfig(), FetchConfig()) is None
    with pytest.raises(ConfigError, match=r"pip install 'wortlaut\[sso\]'"):
        provider_of(GOOD, FetchConfig())


def test_the_settings_are_a_section_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wortlaut.toml"
    path.write_text(
        '[desk.sso]\nissuer = "https://login.example"\nclient_id = "wortlaut"\nrole_claim = "groups"\n'
        '[desk.sso.roles]\neditor = ["Redaktion"]\n',
        encoding="utf-8",
    )
    assert load(path).desk.sso == replace(GOOD, role_claim="groups", roles={"editor": ("Redaktion",)})
    path.write_text('[desk.sso]\nisuer = "https://login.example"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"unknown key 'desk.sso.isuer'. Did you mean 'desk.sso.issuer'"):
        load(path)


def test_names_are_made_plain() -> None:
    assert [name_of(one) for one in ("Jörg Krähe", "a.b@zeitung.example", " x ", "x" * 99, None, ["x"], "--")] == [
        "Jorg.Krahe", "a.b@zeitung.example", "x", "x" * 64, "", "", "--",
    ]  # fmt: skip


def test_the_highest_role_counts() -> None:
    roles = {"reader": ("a",), "qa": ("b",)}
    assert [role_of(one, roles) for one in (["a", "b"], "a", ["c"], [7], None, {"a": 1})] == [
        "qa", "reader", None, None, None, None,
    ]  # fmt: skip
