"""The desk's pages without a browser: what they show, and that forms do without script what they do with it."""

from __future__ import annotations

import csv
import io
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from pipeline.desk.looks import ago, utc
from pipeline.ledger import Ledger, open_ledger
from tests.support_morning import (
    BRIDGE,
    FERRY,
    FIRE,
    NOW,
    SCHOOL,
    Clock,
    Story,
    app_of,
    client_of,
    csrf_in,
    fill,
    revision_in,
)

HTMX = {"hx-request": "true"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("filled")
    with open_ledger(folder) as opened:
        fill(opened, (BRIDGE, FIRE, FERRY, SCHOOL))
    return folder


@pytest.fixture
def ledger(tmp_path: Path, filled: Path) -> Iterator[Ledger]:
    shutil.copytree(filled, tmp_path / "desk")
    with open_ledger(tmp_path / "desk") as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(ledger: Ledger, clock: Clock) -> TestClient:
    return client_of(app_of(ledger, clock))


def items(html: str) -> list[str]:
    """The briefs that a queue lists, in its order."""
    return re.findall(r'class="headline" href="/items/([^"]+)"', html)


def post(client: TestClient, path: str, page: str = "/items/lagerhalle", **form: object) -> httpx2.Response:
    """A form of a page, sent as a browser without script does."""
    html = client.get(page).text
    given = {"csrf": csrf_in(html), **({"revision": revision_in(html)} if "data-revision" in html else {}), **form}
    return client.post(path, data=given)


def key_of(client: TestClient, item: str, words: str) -> str:
    """The key of a finding whose message has these words."""
    html = client.get(f"/items/{item}").text
    found = next(part for part in html.split('<li class="is-') if words in part and 'name="key"' in part)
    match = re.search(r'name="key" value="([^"]+)"', found)
    assert match
    return match[1]


FILTERS = [
    ("", ["elbbruecke", "lagerhalle", "schulbau", "faehre"]),
    ("verdict=pass", ["faehre"]),
    ("verdict=review", ["elbbruecke", "lagerhalle", "schulbau"]),
    ("feed=polizei", ["lagerhalle"]),
    ("section=Verkehr", ["elbbruecke", "faehre"]),
    ("keyword=barkhausen", ["schulbau"]),
    ("keyword=Menschen+verletzt", ["lagerhalle"]),
    ("check=date.changed", ["schulbau"]),
    ("check=number", ["elbbruecke", "lagerhalle"]),
    ("state=approved", []),
    ("state=changed", []),
    ("watched=1", ["elbbruecke"]),
    ("verdict=nonsense&state=nonsense", ["elbbruecke", "lagerhalle", "schulbau", "faehre"]),
]


@pytest.mark.parametrize(("query", "shown"), FILTERS)
def test_the_queue_is_filtered(client: TestClient, query: str, shown: list[str]) -> None:
    assert items(client.get(f"/?{query}").text) == shown
    assert items(client.get(f"/?{query}", headers=HTMX).text) == shown


def test_an_empty_queue_says_why(client: TestClient, tmp_path: Path) -> None:
    assert "No brief fits these filters." in client.get("/?keyword=zzz").text
    with open_ledger(tmp_path / "empty") as empty:
        assert "The queue is empty." in client_of(app_of(empty)).get("/").text


def test_a_part_of_the_queue_is_only_that(client: TestClient) -> None:
    part = client.get("/?feed=polizei", headers=HTMX)
    assert "<html" not in part.text
    assert part.headers["vary"] == "HX-Request"
    restored = client.get("/?feed=polizei", headers=HTMX | {"hx-history-restore-request": "true"})
    assert "<html" in restored.text


def test_a_long_queue_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.desk.pages.AT_ONCE", 2)
    with open_ledger(tmp_path) as ledger:
        fill(ledger, tuple(replace(FERRY, key=f"faehre-{n}", minutes=n) for n in range(1, 6)))
        client = client_of(app_of(ledger))
        html, seen = client.get("/").text, []
        while True:
            seen += items(html)
            link = re.search(r'hx-get="(/\?[^"]*after=[^"]+)"', html)
            if link is None:
                break
            html = client.get(link[1].replace("&amp;", "&"), headers=HTMX).text
        assert sorted(seen) == [f"faehre-{n}" for n in range(1, 6)]
        assert len(seen) == 5


def test_the_count_stays_true(client: TestClient, ledger: Ledger) -> None:
    def live() -> str:
        return client.get(f"/live?stand={stand}", headers=HTMX).text

    [stand] = re.findall(r'name="stand" value="([^"]+)"', client.get("/").text)
    assert "<b>4</b> briefs" in live() and "show" not in live()
    post(client, "/items/lagerhalle/edit", sentence="s3", before=FIRE.pairs[2][1], text="It deployed 120.")
    assert "<b>4</b> briefs" in live() and "the queue has changed: show" in live()  # as many, but not the same
    fill(ledger, (replace(FERRY, key="faehre-2"),))
    text = live()
    assert "<b>5</b> briefs" in text and "1 new: show" in text
    assert '<b id="n-pass" hx-swap-oob="true">2</b>' in text


def test_the_queue_approves_what_is_in_order_and_opens_the_rest(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/?feed=regional").text
    assert re.search(r'href="/items/elbbruecke" data-key="a"', page)
    assert 'action="/items/elbbruecke/approve"' not in page and 'action="/items/faehre/approve"' in page
    [back] = set(re.findall(r'name="filter" value="([^"]+)"', page))
    unread = post(client, "/items/lagerhalle/approve", back="queue", filter=back)
    assert unread.headers["location"] == "/items/lagerhalle"
    done = post(client, "/items/faehre/approve", "/items/faehre", back="queue", filter=back)
    assert done.headers["location"] == "/?feed=regional&said=approved-queue&of=faehre"
    html = client.get(done.headers["location"]).text
    assert "Approved “Ferry between Fährwisch and Grünholt is running again”. Undo (u)" in html
    assert 'action="/undo"' in html and items(html) == ["elbbruecke"]
    undone = post(client, "/undo", "/", filter="feed=regional&said=out&nonsense=1")
    assert undone.headers["location"] == "/?feed=regional&said=undone-approve"
    assert "Taken back: the approval." in client.get(undone.headers["location"]).text
    states = [one.state for one in map(ledger.desk.review, ("lagerhalle", "faehre")) if one]
    assert states == ["open", "open"]


def test_no_headlines_though_there_are_briefs(client: TestClient, tmp_path: Path) -> None:
    assert "No headlines were translated ahead." in client.get("/headlines").text
    with open_ledger(tmp_path / "empty") as empty:
        assert "No headlines yet." in client_of(app_of(empty)).get("/headlines").text


def test_headlines_come_before_their_briefs(client: TestClient, ledger: Ledger) -> None:
    ledger.enter(ledger.feed("polizei").id, [replace(FIRE, key="neu").found], NOW)
    wanted = ledger.untitled(10)
    ledger.titled([replace(one, english="A fire", doubt="a doubt") for one in wanted])
    html = client.get("/headlines").text
    assert "A fire" in html and "a doubt" in html
    assert "/items/neu" not in html  # there is no brief yet


def test_a_brief_shows_both_sides_and_what_was_found(client: TestClient) -> None:
    html = client.get("/items/lagerhalle").text
    assert "“120” became “210”." in html
    assert html.count('class="pair ') == 5
    assert re.search(r'<li id="b1" data-rows="r2 ">', html)
    assert "The fire brigade deployed" in html and "Die Feuerwehr war mit" in html
    assert client.get("/items/nothing").status_code == 404


def test_forms_do_without_script(client: TestClient, ledger: Ledger) -> None:
    before = "The fire brigade deployed 210 firefighters."
    done = post(
        client,
        "/items/lagerhalle/edit",
        sentence="s3",
        before=before,
        text="The fire brigade deployed 120 firefighters.",
    )
    assert (done.status_code, done.headers["location"]) == (303, "/items/lagerhalle#r3")
    key = key_of(client, "lagerhalle", "1,2 Millionen")
    done = post(
        client, "/items/lagerhalle/findings", key=key, do="dismiss", reason=" wrong  in the source ", anchor="f-r4-1"
    )
    assert (done.status_code, done.headers["location"]) == (303, "/items/lagerhalle#f-r4-1")
    html = client.get("/items/lagerhalle").text
    assert "nothing open" in html and "Dismissed by local: wrong in the source" in html
    assert post(client, "/items/lagerhalle/approve").status_code == 303
    assert post(client, "/items/lagerhalle/unapprove").status_code == 303
    twice = post(client, "/items/lagerhalle/unapprove")
    assert twice.status_code == 422 and "It is not approved." in twice.text
    review = ledger.desk.review("lagerhalle")
    assert review is not None and review.state == "open"
    what = [deed.what for deed in ledger.desk.history("lagerhalle")]
    assert what == ["unapprove", "approve", "dismiss", "edit"]


def test_what_cannot_be_is_said_on_the_page(client: TestClient) -> None:
    key = key_of(client, "lagerhalle", "1,2 Millionen")
    assert post(client, "/items/lagerhalle/findings", key=key, do="confirm").status_code == 303
    again = post(client, "/items/lagerhalle/findings", key=key, do="confirm")
    assert (again.status_code, "That has been decided already." in again.text) == (422, True)
    gone = post(client, "/items/lagerhalle/findings", key="0" * 16, do="dismiss")
    assert (gone.status_code, "There is no such finding any more" in gone.text) == (422, True)
    empty = post(
        client, "/items/lagerhalle/edit", sentence="s3", before="The fire brigade deployed 210 firefighters.", text="  "
    )
    assert empty.status_code == 422 and "cannot be empty" in empty.text
    assert post(client, "/items/lagerhalle/edit", sentence="s99", before="", text="x").status_code in (404, 422)
    assert post(client, "/items/lagerhalle/findings", key=key, do="explode").status_code == 422


def test_an_old_page_cannot_overwrite(client: TestClient, ledger: Ledger) -> None:
    before = "The fire brigade deployed 210 firefighters."
    old = client.get("/items/lagerhalle").text
    post(client, "/items/lagerhalle/edit", sentence="s3", before=before, text="It deployed 120 firefighters.")
    clash = post(client, "/items/lagerhalle/edit", sentence="s3", before=before, text="There were 120 firefighters.")
    assert clash.status_code == 409
    assert "It deployed" in clash.text and "There were" in clash.text and "Use mine" in clash.text
    stale = client.post("/items/lagerhalle/approve", data={"csrf": csrf_in(old), "revision": revision_in(old)})
    assert stale.status_code == 409
    record = ledger.desk.record("lagerhalle")
    assert record is not None and record.sentences[2].target == "It deployed 120 firefighters."
    mine = post(
        client,
        "/items/lagerhalle/edit",
        sentence="s3",
        before="It deployed 120 firefighters.",
        text="There were 120 firefighters.",
    )
    assert mine.status_code == 303


def test_a_finding_that_a_colleague_has_decided_is_not_decided_over_his_head(
    client: TestClient, ledger: Ledger
) -> None:
    key = key_of(client, "elbbruecke", "“Elbe”")
    first = post(client, "/items/elbbruecke/findings", key=key, do="confirm", shown="open")
    assert first.status_code == 303
    late = post(client, "/items/elbbruecke/findings", key=key, do="dismiss", reason="a river", shown="open")
    assert late.status_code == 409
    record = ledger.desk.record("elbbruecke")
    assert record is not None and [d.action for d in record.decisions] == ["confirm"] * len(record.decisions)
    knowing = post(client, "/items/elbbruecke/findings", key=key, do="dismiss", reason="a river", shown="confirmed")
    assert knowing.status_code == 303


def test_an_old_page_can_still_be_undone(client: TestClient) -> None:
    for number in (121, 122):
        before = re.findall(r'name="before" value="([^"]+)"', client.get("/items/lagerhalle/edit/s3").text)[0]
        post(client, "/items/lagerhalle/edit", sentence="s3", before=before, text=f"It deployed {number} firefighters.")
    for left in ("121", "210"):
        assert post(client, "/items/lagerhalle/undo").status_code == 303
        assert left in client.get("/items/lagerhalle/edit/s3").text
    assert 'data-key="u"' not in client.get("/items/lagerhalle").text


def test_a_text_is_tried_without_being_kept(client: TestClient, ledger: Ledger) -> None:
    def said(text: str) -> str:
        return post(client, "/items/lagerhalle/try", sentence="s3", text=text).text

    assert "“120” became “121”." in said("The fire brigade deployed 121 firefighters.")
    assert "No finding in this sentence." in said("The fire brigade deployed 120 firefighters.")
    assert said("The fire brigade deployed  210 firefighters.").strip() == ""
    review = ledger.desk.review("lagerhalle")
    assert review is not None and review.revision == 1


def test_alternatives_come_with_their_findings(client: TestClient) -> None:
    html = client.get("/items/lagerhalle/alternatives/s3", headers=HTMX).text
    assert re.findall(r'data-text="([^"]+)"', html) == [
        "The fire brigade was on the scene with 120 firefighters.", "The fire service sent 120 people.",
    ]  # fmt: skip
    assert "no other wording" in client.get("/items/lagerhalle/alternatives/s4", headers=HTMX).text


def test_a_new_version_comes_back_with_what_has_changed(client: TestClient, ledger: Ledger) -> None:
    assert post(client, "/items/faehre/approve", "/items/faehre").status_code == 303
    pairs = (
        *FERRY.pairs[:2],
        ("Eine Überfahrt kostet 5,20 Euro und dauert 12 Minuten.", "A crossing costs 5.20 euros and takes 12 minutes."),
        FERRY.pairs[3],
    )
    newer = Story("faehre", pairs, signal="correction", note="Preis berichtigt", minutes=1)
    fill(ledger, (newer,))
    assert items(client.get("/?state=changed").text) == ["faehre"]
    html = client.get("/items/faehre").text
    assert "A new version came after this brief was approved." in html
    assert "Preis berichtigt" in html
    assert re.search(r"<del>4.80 euros[^<]*</del> → <ins>5.20 euros", html)


def test_an_embargo_is_said(client: TestClient, ledger: Ledger, clock: Clock) -> None:
    later = (NOW + timedelta(hours=3)).isoformat()
    found = replace(FERRY, key="sperre").found
    edition = replace(found.edition, embargo=later)
    ledger.enter(
        ledger.feed("regional").id,
        [replace(found, edition=edition, article=replace(found.article, edition=edition))],
        NOW,
    )
    fill(ledger, ())
    assert "Under embargo until 2026-11-26 11:40 UTC." in client.get("/items/sperre").text
    clock.later(hours=4)
    assert "Under embargo" not in client.get("/items/sperre").text


def test_others_are_seen(client: TestClient, ledger: Ledger, clock: Clock) -> None:
    ledger.desk.presence("faehre", "bea", clock())
    text = client.get("/items/faehre/who?revision=1", headers=HTMX).text
    assert "bea is here too" in text and "Changed meanwhile" not in text
    clock.later(minutes=5)
    assert "here too" not in client.get("/items/faehre/who?revision=1", headers=HTMX).text
    assert "Changed meanwhile" in client.get("/items/faehre/who?revision=7", headers=HTMX).text


def test_take_next_stays_within_the_filter(client: TestClient) -> None:
    def taken(query: str = "") -> str:
        done = client.post(f"/next{query}", data={"csrf": csrf_in(client.get("/").text)})
        return done.headers["location"]

    assert taken("?feed=regional") == "/items/elbbruecke"
    assert taken("?feed=regional") == "/items/faehre"
    assert taken("?feed=regional") == "/items/elbbruecke"  # nothing else is left there: what was passed by
    assert taken() == "/items/lagerhalle"
    assert taken("?feed=regional&keyword=zzz") == "/?said=nothing-left"
    assert "Nothing is left" in client.get("/?said=nothing-left").text


def test_a_dismissal_for_ever_is_previewed_counted_and_undone(client: TestClient, ledger: Ledger) -> None:
    key = key_of(client, "elbbruecke", "“Elbe”")
    preview = client.get(f"/dismissals/new?item=elbbruecke&key={key}").text
    assert "<b>2 open findings</b> in 1 brief" in preview
    assert ledger.desk.standing() == []
    done = post(client, "/dismissals", "/items/elbbruecke", item="elbbruecke", key=key, reason="a river")
    assert done.headers["location"] == "/items/elbbruecke?said=dismissed"
    assert "Dismissed by local: a river (a standing line)" in client.get("/items/elbbruecke").text
    [rule] = ledger.desk.standing()
    undone = post(client, f"/dismissals/{rule.id}/undo", "/dismissals")
    assert undone.headers["location"] == "/dismissals?said=undone"
    page = client.get("/dismissals").text
    assert "undone by local" in page and f"/dismissals/{rule.id}/undo" not in page
    assert "<b>3</b> open" in client.get("/items/elbbruecke").text


def test_shares_are_in_percent(client: TestClient) -> None:
    key = key_of(client, "lagerhalle", "“120”")
    post(client, "/items/lagerhalle/findings", key=key, do="dismiss", reason="x")
    key = key_of(client, "elbbruecke", "“30.000”")
    post(client, "/items/elbbruecke/findings", "/items/elbbruecke", key=key, do="confirm")
    text = re.sub(r"<[^>]+>|\s+", " ", client.get("/checks").text)
    assert re.search(r"number\.changed\s+0\s+1\s+1\s+50 %\s+50 %\s+of 2 decisions", text)


def test_the_history_is_in_words(client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing has been decided yet." in client.get("/history").text
    post(client, "/items/faehre/approve", "/items/faehre", note="read twice")
    key = key_of(client, "elbbruecke", "“Elbe”")
    post(client, "/dismissals", "/items/elbbruecke", item="elbbruecke", key=key, reason="a river")
    review = ledger.desk.review("faehre")
    assert review is not None
    monkeypatch.setattr("pipeline.desk.past._SHOWN", 1)
    newest = client.get("/history").text
    assert "<td>Dismissed by a standing line</td>" in newest and "Approved" not in newest
    page = newest
    for _ in range(2):  # past the line of the rule itself
        [older] = re.findall(r'href="(/history\?before=\d+)"', page)
        page = client.get(older).text
    text = re.sub(r"(<[^>]+>|\s+)+", " ", page)
    assert "Approved Ferry between Fährwisch and Grünholt is running again" in text
    assert re.search(rf"“read twice” version {review.version}, signature {review.approved_signature[:12]}", text)


def test_a_decision_can_be_reopened_or_replaced(client: TestClient, ledger: Ledger) -> None:
    key = key_of(client, "lagerhalle", "1,2 Millionen")

    def weighed(do: str, shown: str, **more: str) -> int:
        return post(client, "/items/lagerhalle/findings", key=key, do=do, shown=shown, **more).status_code

    def offered() -> list[str]:
        found = next(part for part in client.get("/items/lagerhalle").text.split('<li class="is-') if key in part)
        return re.findall(r'name="do" value="(\w+)"', found.split("</li>")[0])

    assert offered() == ["dismiss", "confirm"]
    assert weighed("confirm", "open") == 303
    assert offered() == ["dismiss", "reopen"]
    assert weighed("dismiss", "open", reason="late") == 409  # the page showed something else
    assert weighed("dismiss", "confirmed", reason="seen") == 303
    assert "Dismissed by local: seen" in client.get("/items/lagerhalle").text
    assert weighed("reopen", "confirmed") == 409
    assert weighed("reopen", "dismissed") == 303
    assert offered() == ["dismiss", "confirm"]
    assert weighed("reopen", "open") == 422
    assert "<b>2</b> open" in client.get("/items/lagerhalle").text
    assert [deed.what for deed in ledger.desk.history("lagerhalle")] == ["undo", "dismiss", "confirm"]


def test_what_is_dismissed_for_ever_is_not_reopened_in_one_article(client: TestClient) -> None:
    key = key_of(client, "elbbruecke", "“Elbe”")
    post(client, "/dismissals", "/items/elbbruecke", item="elbbruecke", key=key, reason="a river")
    done = post(client, "/items/elbbruecke/findings", "/items/elbbruecke", key=key, do="reopen", shown="dismissed")
    assert done.status_code == 422 and "taken back under Standing lines" in done.text
    confirmed = post(client, "/items/elbbruecke/findings", "/items/elbbruecke", key=key, do="confirm")
    assert confirmed.status_code == 303


def test_an_approval_does_not_end_unseen(client: TestClient, ledger: Ledger) -> None:
    def edited(approved: str, text: str) -> int:
        given = {"sentence": "s2", "before": FERRY.pairs[1][1], "text": text, "approved": approved}
        return post(client, "/items/faehre/edit", "/items/faehre", **given).status_code

    assert "hx-confirm" not in client.get("/items/faehre/edit/s2").text
    post(client, "/items/faehre/approve", "/items/faehre")
    assert "A change ends that" in client.get("/items/faehre/edit/s2").text
    assert edited("", "The ferry is running again.") == 409
    review = ledger.desk.review("faehre")
    assert review is not None and review.state == "approved"
    assert edited("1", "The ferry is running again.") == 303


def test_the_history_is_a_table_and_a_file(client: TestClient) -> None:
    post(
        client, "/items/faehre/edit", "/items/faehre", sentence="s2", before=FERRY.pairs[1][1], text="=cmd() is running"
    )
    post(client, "/items/lagerhalle/approve")
    assert "=cmd() is running" in client.get("/history").text
    assert "lagerhalle" not in client.get("/history?item=faehre").text.split("<tbody>")[1]
    assert "Nothing in the history fits this." in client.get("/history?person=nobody").text
    assert "Nothing in the history fits this." in client.get("/history?since=2026-11-27").text
    rows = list(csv.DictReader(io.StringIO(client.get("/history.csv?item=faehre").text)))
    assert [(row["who"], row["what"], row["item"], row["after"]) for row in rows] == [
        ("local", "edit", "faehre", "'=cmd() is running")
    ]  # fmt: skip
    assert len(list(csv.reader(io.StringIO(client.get("/history.csv").text)))) == 3


def test_what_is_submitted_becomes_a_brief(client: TestClient, ledger: Ledger) -> None:
    done = post(
        client,
        "/submit",
        "/submit",
        title="Neue Orgel in Grünholt",
        text="Die neue Orgel hat 2.140 Pfeifen. Sie kostet 480.000 Euro.",
    )
    assert done.status_code == 303
    path = done.headers["location"]
    assert path.startswith("/submit/progress?item=")
    html = client.get(path).text
    assert "Neue Orgel in Grünholt" in html and "waiting for its turn" in html
    assert client.get(path, headers=HTMX).status_code == 200
    story = Story(
        "",
        (
            ("Neue Orgel in Grünholt", "New organ in Grünholt"),
            ("Die neue Orgel hat 2.140 Pfeifen.", "The new organ has 2,140 pipes."),
            ("Sie kostet 480.000 Euro.", "It costs 480,000 euros."),
        ),
    )
    from tests import support_morning

    support_morning.work(ledger, (story,))
    opened = client.get(path, headers=HTMX)
    assert opened.headers["hx-redirect"] == path.replace("/submit/progress?item=", "/items/")
    assert "2,140 pipes" in client.get(opened.headers["hx-redirect"]).text


def test_a_long_text_is_submitted(client: TestClient) -> None:
    text = "Die Orgel hat 2.140 Pfeifen und drei Manuale. " * 30_000
    csrf = csrf_in(client.get("/submit").text)
    done = client.post("/submit", data={"csrf": csrf, "text": text}, files={"file": ("", b"")})
    assert done.status_code == 303, done.text


def test_a_file_is_submitted(client: TestClient) -> None:
    csrf = csrf_in(client.get("/submit").text)
    files = {
        "file": (
            "../../etc/passwd.txt",
            "Die Brücke\n\nDie Brücke bei Hellental ist seit Montag gesperrt. Sie ist 80 Meter lang.".encode(),
        )
    }
    done = client.post("/submit", data={"csrf": csrf}, files=files)
    assert done.status_code == 303, done.text


@pytest.mark.parametrize(
    "form", [{}, {"url": "file:///etc/passwd"}, {"url": "http://127.0.0.1:1/"}, {"url": "https://a:b@zeitung.example/"}]
)
def test_what_cannot_be_submitted_is_said(client: TestClient, form: dict[str, str]) -> None:
    done = post(client, "/submit", "/submit", **form)
    assert done.status_code == 422 and 'class="alert"' in done.text


def test_how_long_ago() -> None:
    def words(**time: float) -> str:
        return ago(NOW - timedelta(**time), NOW)

    assert [words(seconds=5), words(minutes=5), words(minutes=119), words(hours=5), words(hours=49), words(days=20)] == [
        "now", "5 min", "119 min", "5 h", "2 d", "2026-11-06",
    ]  # fmt: skip
    assert utc(NOW) == "2026-11-26 08:40 UTC"


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path, filled: Path) -> None:
    shutil.copytree(filled, tmp_path / "desk")
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "serve",
        "--ledger",
        str(tmp_path / "desk"),
        "--port",
        "0",
        "--offline",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert address, line
            with httpx2.Client(trust_env=False) as http:
                assert items(http.get(address[0]).text)[0] == "elbbruecke"
                assert http.get(address[0], headers={"host": "evil.example"}).status_code == 400
            process.send_signal(signal.SIGTERM)
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, error) == (0, "")


def test_the_command_lets_nobody_in_who_has_no_account(tmp_path: Path) -> None:
    for option in (["--host", "0.0.0.0"], ["--allow-host", "desk.zeitung.example"]):
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "serve",
            "--ledger",
            str(tmp_path / "desk"),
            "--port",
            "0",
            *option,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "it has no users: everybody could do everything" in done.stderr and option[1] in done.stderr
