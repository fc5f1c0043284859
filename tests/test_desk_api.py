"""The API: access, the queue, decisions and conflicts, approval, undoing, submitting, webhooks, errors."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.cli import wortlaut
from pipeline.config import DisclosureConfig
from pipeline.desk.app import create_app
from pipeline.errors import InputError
from pipeline.ledger import open_ledger
from pipeline.ledger.desk_values import Rule
from tests.support_desk import TEXT, finished
from tests.support_desk_api import GERMAN, RIGHT, Api, api
from tests.support_ledger import found
from tests.support_night import CONFIG, checker
from tests.support_web import MORNING


@pytest.fixture(scope="module")
def with_a_brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the usual brief."""
    path = tmp_path_factory.mktemp("api") / "ledger.sqlite"
    with api(path) as one:
        one.brief()
    return path


@pytest.fixture
def desk(tmp_path: Path, with_a_brief: Path) -> Iterator[Api]:
    shutil.copy(with_a_brief, tmp_path / "ledger.sqlite")
    with api(tmp_path / "ledger.sqlite") as one:
        yield one


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Api]:
    with api(tmp_path / "ledger.sqlite") as one:
        yield one


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem in an answer."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == (f"urn:wortlaut:problem:{kind}" if kind else "about:blank")
    assert found["status"] == status
    assert found["title"]
    return found


# Access.


def test_without_users_everything_is_open_as_local(desk: Api) -> None:
    answer = desk.call("GET", "/me")
    assert answer.json() == {
        "who": "local",
        "scopes": ["read", "submit", "decide", "approve", "admin"],
        "expires": None,
    }


def test_with_users_a_token_is_needed_that_counts(desk: Api) -> None:
    token = desk.token("read", owner="eva", role="editor")
    assert problem(desk.call("GET", "/me"), 401, "no-token")
    assert desk.call("GET", "/me").headers["www-authenticate"] == "Bearer"
    problem(desk.call("GET", "/me", token="guessed"), 401, "bad-token")
    assert desk.call("GET", "/me", token=token).json()["who"] == "eva"
    [kept] = desk.ledger.accounts.tokens("eva")
    desk.ledger.accounts.revoke_token(kept.id, desk.clock())
    problem(desk.call("GET", "/me", token=token), 401, "bad-token")


def test_a_token_expires(desk: Api) -> None:
    token = desk.token("read", owner="eva", expires=desk.clock() + timedelta(days=1))
    assert desk.call("GET", "/me", token=token).status_code == 200
    desk.clock.now += timedelta(days=2)
    problem(desk.call("GET", "/me", token=token), 401, "bad-token")


def test_the_token_of_somebody_who_may_nothing_any_more_does_not_count(desk: Api) -> None:
    token = desk.token("read", owner="eva")
    desk.ledger.accounts.change_user("eva", disabled=True)
    problem(desk.call("GET", "/me", token=token), 401, "bad-token")


SCOPED = [
    ("GET", "/briefs", "read"),
    ("GET", "/history", "read"),
    ("GET", "/submissions?id=x", "read"),
    ("POST", "/submissions", "submit"),
    ("POST", "/submissions/file", "submit"),
    ("POST", "/briefs/x/decisions", "decide"),
    ("POST", "/undo", "decide"),
    ("PUT", "/briefs/x/approval", "approve"),
    ("DELETE", "/briefs/x/approval", "approve"),
    ("GET", "/webhooks", "admin"),
    ("POST", "/webhooks", "admin"),
    ("DELETE", "/webhooks/1", "admin"),
]


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_each_call_needs_its_scope(desk: Api, method: str, path: str, scope: str) -> None:
    others = [one for one in ("read", "submit", "decide", "approve", "admin") if one != scope]
    body = (
        {"json": {"text": "x", "action": "headline", "url": "https://x.example/"}} if method in ("POST", "PUT") else {}
    )
    if path.endswith("/file"):
        body = {"files": {"file": ("a.txt", b"x")}}
    if path.endswith("approval") or path == "/undo":
        body = {"json": {}}
    answer = desk.call(method, path, token=desk.token(*others, owner="ada"), revision=1, **body)
    assert f"'{scope}'" in problem(answer, 403, "scope")["detail"]
    granted = desk.call(method, path, token=desk.token(scope, owner="ada"), revision=1, **body)
    assert granted.status_code != 403


def test_a_token_can_do_no_more_than_its_owner(desk: Api) -> None:
    token = desk.token("read", "approve", "admin", owner="ro", role="reader")
    assert desk.call("GET", "/me", token=token).json()["scopes"] == ["read"]
    problem(desk.call("GET", "/webhooks", token=token), 403, "scope")


# Briefs.


def test_the_queue_comes_in_parts(empty: Api) -> None:
    desk = empty
    items = {desk.brief(f"{GERMAN} Der Bus {number} fährt wieder.", f"Unfall {number}") for number in range(3)}
    first = desk.call("GET", "/briefs?limit=2").json()
    second = desk.call("GET", "/briefs", params={"limit": 2, "cursor": first["next"]}).json()
    assert [len(first["briefs"]), len(second["briefs"]), second["next"]] == [2, 1, None]
    assert {one["id"] for one in first["briefs"] + second["briefs"]} == items
    for cursor in ("nonsense", "99999999999999999999-1", "1-99999999999999999999"):
        problem(desk.call("GET", f"/briefs?cursor={cursor}"), 400, "place")


def test_filters_narrow_the_queue(desk: Api) -> None:
    item = desk.brief()
    for query, number in (
        ("verdict=fail", 1), ("verdict=pass", 0), ("keyword=altenmuhle", 1), ("keyword=Bremen", 0), ("feed=submitted", 1),
        ("feed=dpa", 0), ("check=number", 1), ("check=name", 0), ("state=open", 1), ("state=approved", 0),
    ):  # fmt: skip
        assert [one["id"] for one in desk.call("GET", f"/briefs?{query}").json()["briefs"]] == [item] * number, query
        assert desk.call("GET", f"/counts?{query}").json()["total"] == number
    problem(desk.call("GET", "/briefs?verdict=good"), 422, "invalid")
    told = problem(desk.call("GET", "/briefs?feeds=dpa"), 422, "invalid")
    assert told["detail"].startswith("'feeds' is no parameter of this call; known here: check, cursor, feed, ")
    assert "there are none here" in problem(desk.call("GET", f"/briefs/{item}?x=1"), 422, "invalid")["detail"]


def test_a_brief_in_all_its_forms(desk: Api) -> None:
    item = desk.brief()
    answer = desk.call("GET", f"/briefs/{item}")
    whole = answer.json()
    assert answer.headers["etag"] == f'"{whole["revision"]}"' == '"1"'
    assert (whole["id"], whole["verdict"], whole["headline"]) == (item, "fail", "Accident in Altenmühle")
    assert whole["brief"]["headline"] == "Accident in Altenmühle"
    assert [one["state"] for one in whole["findings"]] == ["open"] * len(whole["findings"])
    [bad] = [one for one in whole["findings"] if one["severity"] == "error"]
    assert (bad["check"].split(".")[0], bad["source"], bad["target"]) == ("number", "11", "Twelve")
    record = desk.call("GET", f"/briefs/{item}/record")
    assert record.headers["content-type"] == "application/json"
    assert json.loads(record.content)["article"]["id"] == item
    markdown = desk.call("GET", f"/briefs/{item}/brief.md")
    assert markdown.text.startswith("# Accident in Altenmühle")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    page = desk.call("GET", f"/briefs/{item}/brief.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accident in Altenmühle" in page.text


def test_what_is_not_there(desk: Api) -> None:
    for path in ("/briefs/nothing", "/briefs/nothing/record", "/briefs/nothing/brief.md", "/webhooks/7", "/nowhere"):
        problem(desk.call("GET", path), 404, "")
    problem(
        desk.call("POST", "/briefs/nothing/decisions", revision=1, json={"action": "headline", "text": "x"}), 404, ""
    )
    problem(desk.call("PUT", "/me"), 405, "")


# Decisions.


def sentence(whole: dict[str, Any]) -> str:
    found: str = next(one["id"] for one in whole["sentences"] if "Twelve" in (one["target"] or ""))
    return found


def test_a_correction_is_checked_again_at_once(desk: Api) -> None:
    item = desk.brief()
    before = desk.call("GET", f"/briefs/{item}").json()
    edit = {"action": "edit", "sentence": sentence(before), "text": RIGHT}
    answer = desk.call("POST", f"/briefs/{item}/decisions", revision=1, json=edit)
    after = answer.json()
    assert (answer.status_code, after["revision"], answer.headers["etag"]) == (200, 2, '"2"')
    assert (before["verdict"], after["verdict"]) == ("fail", "pass")
    assert (before["errors"], after["errors"]) == (1, 0)
    assert RIGHT in after["brief"]["summary"]
    assert desk.woken[-1] == "changed"
    [line] = desk.call("GET", f"/history?brief={item}").json()["history"]
    assert (line["who"], line["what"], line["before"], line["after"]) == (
        "local",
        "edit",
        "Twelve people were injured in an accident in Altenmühle on Monday.",
        RIGHT,
    )


def test_two_people_on_one_brief(desk: Api) -> None:
    item = desk.brief()
    eva, max_ = desk.token("decide", "read", owner="eva"), desk.token("decide", "read", owner="max")
    which = sentence(desk.call("GET", f"/briefs/{item}", token=eva).json())
    first = {"action": "edit", "sentence": which, "text": RIGHT}
    second = {"action": "edit", "sentence": which, "text": "Some eleven people were hurt in Altenmühle on Monday."}
    assert desk.call("POST", f"/briefs/{item}/decisions", token=eva, revision=1, json=first).status_code == 200
    refused = desk.call("POST", f"/briefs/{item}/decisions", token=max_, revision=1, json=second)
    told = problem(refused, 409, "conflict")
    assert (told["yours"], told["theirs"], told["who"], told["revision"]) == (second["text"], RIGHT, "eva", 2)
    assert told["detail"] == "Nothing was changed: eva was faster."
    assert refused.headers["etag"] == '"2"'
    now = desk.call("GET", f"/briefs/{item}", token=eva).json()
    assert next(one["target"] for one in now["sentences"] if one["id"] == which) == RIGHT
    again = desk.call("POST", f"/briefs/{item}/decisions", token=max_, revision=2, json=second)
    assert again.json()["revision"] == 3


@pytest.mark.parametrize("tag", [None, "*", "1", '"0"', 'W/"1"', '"1", "2"', '"x"', '"99999999999"'])
def test_a_change_says_which_revision_it_is_about(desk: Api, tag: str | None) -> None:
    item = desk.brief()
    headers = {} if tag is None else {"If-Match": tag}
    body = {"action": "headline", "text": "Other"}
    problem(desk.call("POST", f"/briefs/{item}/decisions", headers=headers, json=body), 428, "revision")
    assert desk.call("GET", f"/briefs/{item}").json()["revision"] == 1


def test_a_headline_can_be_changed(desk: Api) -> None:
    item = desk.brief()
    body = {"action": "headline", "text": "Eleven hurt in Altenmühle accident"}
    after = desk.call("POST", f"/briefs/{item}/decisions", revision=1, json=body).json()
    assert after["headline"] == "Eleven hurt in Altenmühle accident"


def test_findings_are_dismissed_confirmed_and_opened_again(desk: Api) -> None:
    item = desk.brief()
    whole = desk.call("GET", f"/briefs/{item}").json()
    keys = [one["key"] for one in whole["findings"] if one["severity"] == "error"]
    path = f"/briefs/{item}/decisions"
    gone = desk.call(
        "POST", path, revision=1, json={"action": "dismiss", "findings": keys, "reason": "as spoken"}
    ).json()
    assert {one["state"] for one in gone["findings"] if one["key"] in keys} == {"dismissed"}
    assert gone["errors"] == 0
    right = desk.call("POST", path, revision=2, json={"action": "confirm", "findings": keys}).json()
    assert {one["state"] for one in right["findings"] if one["key"] in keys} == {"confirmed"}
    assert right["errors"] == 1
    problem(desk.call("POST", path, revision=3, json={"action": "confirm", "findings": keys}), 422, "decision")
    problem(desk.call("POST", path, revision=3, json={"action": "dismiss", "findings": ["0" * 16]}), 422, "decision")
    undone = desk.call("POST", "/undo", json={}).json()
    assert undone["undone"]["what"] == "confirm"
    assert undone["undone"]["undone_by"] is not None
    assert [one["id"] for one in undone["briefs"]] == [item]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "praise"},
        {"action": "edit", "sentence": "s1"},
        {"action": "edit", "sentence": "s1", "text": ""},
        {"action": "edit", "sentence": "s1", "text": "a\x00b"},
        {"action": "edit", "sentence": "s1", "text": "x" * 20_001},
        {"action": "edit", "sentence": "s1", "text": "x", "by": "somebody else"},
        {"action": "dismiss", "findings": []},
        [],
        "edit",
    ],
)
def test_what_is_no_decision_is_refused(desk: Api, body: object) -> None:
    item = desk.brief()
    told = problem(desk.call("POST", f"/briefs/{item}/decisions", revision=1, json=body), 422, "invalid")
    assert told["errors"]
    assert desk.call("GET", f"/briefs/{item}").json()["revision"] == 1


def test_what_is_no_json_is_refused(desk: Api) -> None:
    item = desk.brief()
    for content in (b"{", b"\xff", b'{"action": "edit", "sentence": "s1", "text": "\\ud800"}', b"[" * 100_000):
        headers = {"Content-Type": "application/json"}
        answer = desk.call("POST", f"/briefs/{item}/decisions", revision=1, content=content, headers=headers)
        assert answer.status_code in (400, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_approval_and_its_end(desk: Api) -> None:
    item = desk.brief()
    path = f"/briefs/{item}/approval"
    done = desk.call("PUT", path, revision=1, json={"note": "checked by phone"}).json()
    assert (done["state"], done["approved_by"], done["note"]) == ("approved", "local", "checked by phone")
    problem(desk.call("PUT", path, revision=1, json={}), 409, "conflict")
    open_again = desk.call("DELETE", path, revision=done["revision"]).json()
    assert open_again["state"] == "open"
    problem(desk.call("DELETE", path, revision=open_again["revision"]), 422, "decision")


def test_a_decision_ends_an_approval(desk: Api) -> None:
    item = desk.brief()
    revision = desk.call("PUT", f"/briefs/{item}/approval", revision=1, json={}).json()["revision"]
    body = {"action": "headline", "text": "Eleven hurt"}
    assert desk.call("POST", f"/briefs/{item}/decisions", revision=revision, json=body).json()["state"] == "open"


def test_undoing_an_approval_needs_the_right_to_approve(desk: Api) -> None:
    item = desk.brief()
    boss = desk.token("approve", "read", owner="boss")
    helper = desk.token("decide", "read", owner="helper", role="editor")
    desk.call("PUT", f"/briefs/{item}/approval", token=boss, revision=1, json={})
    [line] = desk.call("GET", "/history", token=boss).json()["history"]
    problem(desk.call("POST", "/undo", token=helper, json={"deed": line["id"]}), 403, "scope")
    problem(desk.call("POST", "/undo", token=helper, json={}), 404, "")
    problem(desk.call("POST", "/undo", token=helper, json={"deed": 4711}), 404, "")
    both = desk.token("approve", "decide", "read", owner="boss")
    assert desk.call("POST", "/undo", token=both, json={"deed": line["id"]}).json()["briefs"][0]["state"] == "open"


def test_what_others_did_and_what_holds_for_all_articles_is_taken_back_by_qa_leads(desk: Api) -> None:
    item = desk.brief()
    scopes = ("read", "decide", "approve")
    ann, ben = (desk.token(*scopes, owner=name, role="editor") for name in ("ann", "ben"))
    lead = desk.token(*scopes, owner="lead", role="qa")
    body = {"action": "headline", "text": "Eleven hurt"}
    desk.call("POST", f"/briefs/{item}/decisions", token=ann, revision=1, json=body)
    [line] = desk.call("GET", "/history", token=ben).json()["history"]
    problem(desk.call("POST", "/undo", token=ben, json={"deed": line["id"]}), 403, "role")
    undone = desk.call("POST", "/undo", token=lead, json={"deed": line["id"]}).json()
    assert undone["briefs"][0]["headline"] == "Accident in Altenmühle"
    desk.ledger.desk.add_standing(Rule("number.changed", "11", "Twelve", "so", "ben", desk.clock()))
    problem(desk.call("POST", "/undo", token=ben, json={}), 403, "role")
    rule = desk.ledger.desk.history(who="ben")[0].id
    assert desk.call("POST", "/undo", token=lead, json={"deed": rule}).json()["undone"]["what"] == "standing"
    assert desk.ledger.desk.standing() == []
    here = Rule("number.changed", "11", "Twelve", "so", "ben", desk.clock(), scope="item", item=item)
    desk.ledger.desk.add_standing(here)
    assert desk.call("POST", "/undo", token=ben, json={}).status_code == 200  # for his article editors decide


def test_programs_are_told_of_a_brief_in_the_words_of_the_house(desk: Api) -> None:
    item = desk.brief()
    words = DisclosureConfig(reviewed="Read by {reviewer}.", name_reviewer=False)
    cast(FastAPI, desk.client.app).state.parts = replace(desk.parts, config=replace(CONFIG, disclosure=words))
    desk.call("PUT", f"/briefs/{item}/approval", revision=1, json={})
    assert desk.call("GET", f"/briefs/{item}").json()["brief"]["disclosure"]["text"] == "Read by an editor."
    for name in ("brief.md", "brief.html"):
        text = desk.call("GET", f"/briefs/{item}/{name}").text
        assert "Read by an editor." in text and "local" not in text


def test_an_embargo_that_the_record_does_not_know_of_is_told(empty: Api) -> None:
    feed = empty.ledger.add_feed("bote", "https://bote.example/feed").id
    empty.ledger.enter(feed, [found("a", TEXT, embargo="2099-11-26T03:00:00+00:00")], empty.clock())
    finished(empty.ledger, 60)
    empty.call("PUT", "/briefs/a/approval", revision=1, json={})
    assert "embargo" in empty.call("GET", "/briefs/a/brief.md").text.casefold()


def test_the_history_comes_in_parts(desk: Api) -> None:
    item = desk.brief()
    for number in range(1, 4):
        body = {"action": "headline", "text": f"Headline {number} hurt"}
        desk.call("POST", f"/briefs/{item}/decisions", revision=number, json=body)
    first = desk.call("GET", "/history?limit=2").json()
    second = desk.call("GET", "/history", params={"limit": 2, "before": first["next"]}).json()
    assert [one["after"] for one in first["history"] + second["history"]] == [
        "Headline 3 hurt",
        "Headline 2 hurt",
        "Headline 1 hurt",
    ]
    assert second["next"] is None
    assert desk.call("GET", "/history?who=nobody").json()["history"] == []
    problem(desk.call("GET", "/history?since=2026-11-26"), 422, "invalid")
    assert desk.call("GET", "/history?since=0001-01-01T00:00:00%2B14:00").status_code == 200
    problem(desk.call("GET", "/history?since=2026-11-26T01:00:00"), 422, "invalid")


# Submitting.


def test_a_text_is_submitted_and_its_progress_seen(desk: Api) -> None:
    answer = desk.call("POST", "/submissions", json={"text": GERMAN, "title": "Unfall"})
    [one] = answer.json()["items"]
    assert (answer.status_code, one["title"], one["known"]) == (202, "Unfall", False)
    assert desk.woken == ["submitted"]
    seen = desk.call("GET", f"/submissions?id={one['id']}&id=unknown").json()
    [stage] = seen["items"]
    assert (stage["state"], stage["ready"], stage["over"], seen["problem"]) == ("waiting", False, False, "")


def test_an_address_is_submitted(desk: Api) -> None:
    [one] = desk.call("POST", "/submissions", json={"url": "https://zeitung.example/1"}).json()["items"]
    [stage] = desk.call("GET", f"/submissions?id={one['id']}").json()["items"]
    assert (stage["state"], stage["url"]) == ("listed", "https://zeitung.example/1")
    problem(desk.call("POST", "/submissions", json={"url": "file:///etc/passwd"}), 422, "input")
    problem(desk.call("POST", "/submissions", json={}), 422, "invalid")


def test_a_file_is_submitted(desk: Api) -> None:
    lines = "\n".join(json.dumps({"text": f"{GERMAN} Der Bus {number} fährt."}) for number in range(3)) + "\n{\n"
    files = {"file": ("../../a.jsonl", lines.encode(), "application/jsonl")}
    answer = desk.call("POST", "/submissions/file", files=files).json()
    assert len(answer["items"]) == 3
    assert [one["where"] for one in answer["refused"]] == ["a.jsonl:4"]
    problem(desk.call("POST", "/submissions/file", data={"other": "x"}), 422, "invalid")


# Webhooks.


def test_webhooks_are_made_changed_and_forgotten(desk: Api) -> None:
    made = desk.call("POST", "/webhooks", json={"url": "https://cms.example/hook", "name": "CMS"})
    hook = made.json()
    assert (made.status_code, hook["events"], hook["active"]) == (201, ["verdict", "approved"], True)
    assert hook["secret"].startswith("whsec_")
    path = f"/webhooks/{hook['id']}"
    assert "secret" not in desk.call("GET", path).json()
    assert "secret" not in desk.call("GET", "/webhooks").json()[0]
    assert desk.call("PATCH", path, json={"active": False}).json()["active"] is False
    assert desk.call("DELETE", path).status_code == 204
    problem(desk.call("DELETE", path), 404, "")


def test_a_verdict_and_an_approval_are_told(empty: Api) -> None:
    desk = empty
    hook = desk.call("POST", "/webhooks", json={"url": "https://cms.example/hook"}).json()
    item = desk.brief()
    desk.call("PUT", f"/briefs/{item}/approval", revision=1, json={})
    sent = desk.call("GET", f"/webhooks/{hook['id']}/deliveries").json()
    assert [(one["event"], one["attempts"], one["done"]) for one in sent] == [
        ("approved", 0, None),
        ("verdict", 0, None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"url": "ftp://cms.example/"},
        {"url": "javascript:alert(1)"},
        {"url": "https://cms.example/", "secret": "short"},
        {"url": "https://cms.example/", "events": ["everything"]},
        {"url": "https://cms.example/", "events": []},
        {"url": "https://cms.example:25/"},
        {},
    ],
)
def test_what_is_no_webhook_is_refused(desk: Api, body: dict[str, Any]) -> None:
    assert desk.call("POST", "/webhooks", json=body).status_code == 422
    assert desk.call("GET", "/webhooks").json() == []


def test_what_nobody_has_foreseen_is_a_problem_too(desk: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(desk.ledger.desk, "queue", broken)
    told = problem(desk.call("GET", "/briefs"), 500, "")
    assert "secret" not in json.dumps(told)


# The desk as a whole.


def test_the_desk_has_the_api_beside_its_pages(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        problems: list[str] = ["there is no model"]
        app = create_app(ledger, CONFIG, checker, problem=lambda: problems[0])
        with TestClient(app, base_url="http://127.0.0.1") as client:
            assert client.get("/api/v1/me").json()["who"] == "local"
            assert client.get("/api/v1/submissions?id=x").json()["problem"] == "there is no model"
            described = client.get("/api/v1/openapi.json").json()
            assert described["servers"] == [{"url": "/api/v1"}]
            problem(client.get("/api/v1/nothing"), 404, "")
            from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
            assert client.post("/api/v1/submissions", json={"text": GERMAN}, headers=from_elsewhere).status_code == 403
            assert client.get("/api/v1/me", headers={"Host": "evil.example"}).status_code in (400, 421)


def run(*arguments: str) -> str:
    """What a command says."""
    done = CliRunner().invoke(wortlaut, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_token_of_the_command_line_opens_the_api(tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    secret = run(
        "tokens", "add", "CMS", "--scope", "submit", "--scope", "read", "--days", "30", "--ledger", ledger
    ).strip()
    assert secret.startswith("wortlaut_")
    with api(ledger) as desk:
        assert desk.call("GET", "/me", token=secret).json()["scopes"] == ["read", "submit"]
        assert secret not in run("tokens", "list", "--ledger", ledger)
        run("tokens", "revoke", "1", "--ledger", ledger)
        problem(desk.call("GET", "/me", token=secret), 401, "bad-token")
    assert "revoked" in run("tokens", "list", "--ledger", ledger)


def test_a_token_is_somebody_s_who_may_what_it_may(tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    with open_ledger(ledger) as book:
        book.accounts.add_user("eva", "reader", "no hash", MORNING)
    for arguments, said in (
        (("CMS",), "There are users"),
        (("CMS", "--owner", "max"), "There is no user 'max'"),
        (("CMS", "--owner", "eva", "--scope", "approve"), "eva (reader) may not approve"),
    ):
        with pytest.raises(InputError, match=re.escape(said)):
            CliRunner().invoke(wortlaut, ("tokens", "add", *arguments, "--ledger", ledger), catch_exceptions=False)
