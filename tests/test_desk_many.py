"""Many briefs and many findings at once, and how far a dismissal goes: shown before, done as one deed, taken back as one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from pipeline.check import Checker
from pipeline.config import PolicyConfig, accepting
from pipeline.desk import actions, standing
from pipeline.desk.app import create_app
from pipeline.desk.many import Many
from pipeline.desk.warm import Warm
from pipeline.errors import InputError
from pipeline.feeds.house import House
from pipeline.feeds.people import People
from pipeline.judge import judged
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Rule
from pipeline.names import Glossary
from pipeline.record import all_findings, counts, open_findings
from pipeline.run.decisions import carried
from pipeline.types import Record
from tests import support_desk
from tests.support_desk import TEXT, done, filled, made, record_of, sentence, workbench
from tests.support_ledger import TTL, at, found
from tests.support_morning import (
    BANK,
    BRIDGE,
    CONFIG,
    FERRY,
    FIRE,
    NOW,
    Clock,
    app_of,
    client_of,
    csrf_in,
    fill,
    revision_in,
    work,
)


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("many")
    with open_ledger(folder) as opened:
        fill(opened, (BRIDGE, FIRE, FERRY, BANK))
    return folder


@pytest.fixture
def ledger(tmp_path: Path, morning: Path) -> Iterator[Ledger]:
    shutil.copytree(morning, tmp_path / "desk")
    with open_ledger(tmp_path / "desk") as opened:
        yield opened


@pytest.fixture
def client(ledger: Ledger) -> TestClient:
    return client_of(app_of(ledger, Clock()))


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger, for articles of :mod:`tests.support_desk`."""
    with open_ledger(tmp_path / "plain") as opened:
        yield opened


def send(client: TestClient, path: str, page: str = "/", **form: object) -> httpx2.Response:
    """A form of a page, sent as a browser without script does."""
    return client.post(path, data={"csrf": csrf_in(client.get(page).text), **form})


def boxes(client: TestClient, page: str = "/") -> dict[str, str]:
    """What the boxes of the queue say, by item."""
    found = re.findall(r'name="chosen" value="(\d+ ([^"]+))"', client.get(page).text)
    return {item: value for value, item in found}


def state(ledger: Ledger, item: str) -> str:
    row = ledger.desk.review(item)
    assert row is not None
    return row.state


def record_in(ledger: Ledger, item: str) -> Record:
    record = ledger.desk.record(item)
    assert record is not None
    return record


def key_of(ledger: Ledger, item: str, message: str) -> str:
    record = record_in(ledger, item)
    return next(actions.key(record, one) for one in all_findings(record) if message in one.finding.message)


def given(html: str) -> str:
    found = re.search(r'name="given" value="([^"]*)"', html)
    assert found
    return found[1]


def test_of_what_was_chosen_only_what_is_in_order_is_approved_and_one_undo_takes_it_back(
    client: TestClient, ledger: Ledger
) -> None:
    chosen = [boxes(client)[item] for item in ("faehre", "sparkasse", "lagerhalle")]
    preview = send(client, "/chosen", do="approve", chosen=chosen).text
    assert "Approve 2 briefs?" in preview
    assert re.search(r"Warehouse fire injures 14 people</a> <span class=\"soft\">2 errors still open", preview)
    assert state(ledger, "faehre") == "open"
    sent = send(client, "/chosen", do="approve", sure="1", given=given(preview))
    assert sent.headers["location"] == "/?said=approved-many&n=2"
    assert "2 approved. Undo (u)" in client.get(sent.headers["location"]).text
    assert [state(ledger, one) for one in ("faehre", "sparkasse", "lagerhalle")] == ["approved", "approved", "open"]
    [deed] = ledger.desk.history()
    assert (deed.what, {item for item, _ in deed.decisions}) == ("approve", {"faehre", "sparkasse"})
    assert "2 briefs</summary>" in client.get("/history").text
    assert ledger.desk.history("faehre") == [deed]
    send(client, "/undo")
    assert [state(ledger, one) for one in ("faehre", "sparkasse")] == ["open", "open"]
    assert [one.what for one in ledger.desk.history()] == ["undo", "approve"]


def test_what_somebody_changes_between_the_look_and_the_click_is_named_and_left(
    client: TestClient, ledger: Ledger
) -> None:
    chosen = [boxes(client)[item] for item in ("faehre", "sparkasse")]
    preview = send(client, "/chosen", do="approve", chosen=chosen).text
    send(client, "/items/faehre/approve", "/items/faehre", revision=revision_in(client.get("/items/faehre").text))
    send(client, "/items/faehre/undo", "/items/faehre")
    result = send(client, "/chosen", do="approve", sure="1", given=given(preview)).text
    assert "1 brief approved" in result and "it has changed since you saw it" in result
    assert [state(ledger, one) for one in ("faehre", "sparkasse")] == ["open", "approved"]


def test_what_is_set_aside_leaves_the_queue_until_a_new_version_comes(client: TestClient, ledger: Ledger) -> None:
    chosen = [boxes(client)[item] for item in ("elbbruecke", "lagerhalle")]
    preview = send(client, "/chosen", do="aside", chosen=chosen).text
    assert "Set aside 2 briefs?" in preview
    assert send(client, "/chosen", do="aside", sure="1", given=given(preview)).status_code == 303
    assert list(boxes(client)) == ["sparkasse", "faehre"]
    assert set(boxes(client, "/?state=aside")) == {"elbbruecke", "lagerhalle"}
    assert dict(ledger.desk.count().states)["aside"] == 2
    assert send(client, "/next").headers["location"] == "/items/sparkasse"
    [deed] = ledger.desk.history()
    assert (deed.what, set(deed.items), ledger.desk.history("lagerhalle")) == (
        "aside",
        {"elbbruecke", "lagerhalle"},
        [deed],
    )
    newer = replace(FIRE, pairs=(*FIRE.pairs, ("Am Donnerstag war das Feuer aus.", "The fire was out on Thursday.")))
    edition = replace(newer.found.edition, version=2)
    ledger.enter(1, [replace(newer.found, edition=edition, article=replace(newer.found.article, edition=edition))], NOW)
    work(ledger, [newer])
    assert [state(ledger, one) for one in ("elbbruecke", "lagerhalle")] == ["aside", "open"]
    send(client, "/undo")
    assert [state(ledger, one) for one in ("elbbruecke", "lagerhalle")] == ["open", "open"]
    back = send(client, "/chosen", do="aside", chosen=[boxes(client)["faehre"]])  # one alone, at once
    assert back.headers["location"] == "/?said=aside&n=1"
    send(client, "/chosen", do="back", chosen=[boxes(client, "/?state=aside")["faehre"]])
    assert state(ledger, "faehre") == "open"
    assert "There is nothing of yours to undo." in client.get(send(client, "/undo").headers["location"]).text


def test_all_that_a_filter_leaves(client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.desk.choosing.MOST", 1)
    preview = send(client, "/chosen", do="aside", every="1", filter="feed=regional").text
    assert "1 more brief fits the filter and is left for the next time" in preview
    monkeypatch.undo()
    preview = send(client, "/chosen", do="aside", every="1", filter="feed=regional").text
    assert "Set aside 2 briefs?" in preview
    done = send(client, "/chosen", do="aside", sure="1", given=given(preview), filter="feed=regional")
    assert done.headers["location"] == "/?feed=regional&said=aside&n=2"
    assert list(boxes(client)) == ["lagerhalle", "sparkasse"]
    nothing = send(client, "/chosen", do="approve", chosen=["x", "1 ", "-1 faehre"])
    assert nothing.headers["location"] == "/?said=not-chosen"


def test_several_findings_of_a_brief_are_decided_as_one(client: TestClient, ledger: Ledger) -> None:
    keys = [key_of(ledger, "lagerhalle", words) for words in ("“120”", "1,2 Millionen")]
    send(client, "/items/lagerhalle/findings", "/items/lagerhalle", key=keys, do="dismiss", reason="seen", shown="open")
    [deed] = ledger.desk.history()
    assert len(deed.decisions) == 2
    assert "nothing open" in client.get("/items/lagerhalle").text
    again = send(client, "/items/lagerhalle/findings", "/items/lagerhalle", key=keys, do="confirm", shown="open")
    assert again.status_code == 409
    send(client, "/items/lagerhalle/undo", "/items/lagerhalle")
    assert "<b>2</b> open" in client.get("/items/lagerhalle").text


def test_all_findings_of_a_term_are_dismissed_where_they_are(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/checks/number.changed").text
    terms = re.findall(r'name="term" value="([0-9a-f]{64})"', page)
    assert len(terms) == 2 and "30.000" in page and "210" in page
    preview = send(client, "/checks/number.changed/dismiss", every="1").text
    assert "Dismiss 2 findings in 2 briefs?" in preview
    assert "Dismiss 1 finding in 1 brief?" in send(client, "/checks/number.changed/dismiss", term=terms[:1]).text
    done = send(client, "/checks/number.changed/dismiss", every="1", sure="1", reason="our rounding")
    assert done.headers["location"] == "/checks/number.changed?said=dismissed-many&n=2"
    assert [(one.open, one.dismissed) for one in ledger.desk.shares("number.changed")] == [(0, 2)]
    [deed] = ledger.desk.history()
    assert {item for item, _ in deed.decisions} == {"elbbruecke", "lagerhalle"}
    assert ledger.desk.standing() == []
    send(client, "/undo", "/checks/number.changed")
    assert [(one.open, one.dismissed) for one in ledger.desk.shares("number.changed")] == [(2, 0)]


def test_how_far_a_dismissal_goes_is_chosen(client: TestClient, ledger: Ledger) -> None:
    key = key_of(ledger, "elbbruecke", "“Elbe”")
    page = client.get(f"/dismissals/new?item=elbbruecke&key={key}").text
    assert re.findall(r'name="scope" value="(\w+)"', page) == ["here", "kind", "item", "all", "glossary"]
    form = {"item": "elbbruecke", "key": key, "reason": "a river"}
    send(client, "/dismissals", "/items/elbbruecke", scope="kind", **form)
    assert "<b>1</b> open" in client.get("/items/elbbruecke").text and ledger.desk.standing() == []
    send(client, "/undo")
    send(client, "/dismissals", "/items/elbbruecke", scope="item", **form)
    [rule] = ledger.desk.standing()
    assert (rule.scope, rule.item, rule.target) == ("item", "elbbruecke", "Elbe")
    assert "<b>1</b> open" in client.get("/items/elbbruecke").text
    assert 'href="/items/elbbruecke"' in client.get("/dismissals").text
    send(client, "/undo")
    assert ledger.desk.standing() == [] and "<b>3</b> open" in client.get("/items/elbbruecke").text
    bare = key_of(ledger, "lagerhalle", "“120”")
    assert 'value="all"' in client.get(f"/dismissals/new?item=lagerhalle&key={bare}").text  # words on both sides


def test_a_line_for_one_article_names_it_or_is_none(client: TestClient, ledger: Ledger) -> None:
    found = next(one for one in all_findings(record_in(ledger, "elbbruecke")) if "“Elbe”" in one.finding.message)
    check, source, target = found.finding.key
    form = {"check": check, "source": source, "target": target, "reason": "a river", "scope": "item"}
    refused = send(client, "/dismissals", "/items/elbbruecke", **form)
    assert refused.status_code == 422 and "In which article?" in refused.text
    assert ledger.desk.standing(active=False) == []  # it would hold everywhere, which editors may not decide


def test_two_lines_of_the_glossary_that_contradict_each_other_are_not_made(ledger: Ledger, tmp_path: Path) -> None:
    client = client_of(create_app(ledger, CONFIG, House(CONFIG.check, ledger), clock=Clock()))
    form = {"item": "elbbruecke", "scope": "glossary", "german": "Magdeburg", "kind": "place"}
    first = send(client, "/dismissals", "/items/elbbruecke", english="Magdeburg", **form)
    assert first.headers["location"] == "/items/elbbruecke?said=glossary"
    form["key"] = key_of(ledger, "elbbruecke", "30.000")
    refused = send(client, "/dismissals", "/items/elbbruecke", english="Maidenburg", **form)
    assert refused.status_code == 422 and "has a line for “Magdeburg” already (“Magdeburg”, place" in refused.text
    line = Rule("", "MAGDEBURG", "Maidenburg", "", "ann", NOW, scope="glossary", kind="place")
    ledger.desk.add_standing(line)  # at the same moment, say
    (tmp_path / "glossary.csv").write_bytes(client.get("/dismissals/glossary.csv").content)
    assert [entry.english for entry in Glossary.load(tmp_path / "glossary.csv").entries] == [("Maidenburg",)]


def test_the_lines_of_the_glossary_are_downloaded_so_that_they_are_read_as_they_stand(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.desk.add_standing(Rule("", "Elbe", "Elbe|-Elbe", "", "ann", NOW, scope="glossary", kind="place"))
    client = client_of(create_app(ledger, CONFIG, House(CONFIG.check, ledger), clock=Clock()))
    downloaded = client.get("/dismissals/glossary.csv").content
    assert downloaded == b"German,English,kind,note\nElbe,Elbe|-Elbe,place,\n"
    (tmp_path / "glossary.csv").write_bytes(downloaded)
    assert [entry.english for entry in Glossary.load(tmp_path / "glossary.csv").entries] == [("Elbe", "-Elbe")]


def test_programs_check_with_the_lines_of_the_glossary_that_there_are_now(ledger: Ledger) -> None:
    house = House(CONFIG.check, ledger)
    client = client_of(create_app(ledger, CONFIG, house, clock=Clock()))

    def edit(text: str) -> str:
        tag = client.get("/api/v1/briefs/lagerhalle").headers["etag"]
        body = {"action": "headline", "text": text}
        sent = client.post("/api/v1/briefs/lagerhalle/decisions", json=body, headers={"If-Match": tag})
        assert sent.status_code == 200, sent.text
        return record_in(ledger, "lagerhalle").signature.checker

    before = edit("14 people hurt in a warehouse fire")
    line = {"german": "Lagerhalle", "english": "warehouse", "kind": "term"}
    send(client, "/dismissals", "/items/lagerhalle", item="lagerhalle", scope="glossary", **line)
    assert edit("Warehouse fire hurts 14 people") == house().identity != before


def test_a_line_of_the_glossary_is_used_by_later_checks_exported_and_taken_back(ledger: Ledger, tmp_path: Path) -> None:
    house = House(CONFIG.check, ledger)
    client = client_of(create_app(ledger, CONFIG, house, clock=Clock()))
    key = key_of(ledger, "elbbruecke", "“Elbe”")
    form = {"item": "elbbruecke", "key": key, "scope": "glossary"}
    refused = send(client, "/dismissals", "/items/elbbruecke", german="Elbbrücke", english="=cmd()", **form)
    assert refused.status_code == 422 and "cannot begin with" in refused.text
    assert send(client, "/dismissals", "/items/elbbruecke", german="Elbbrücke", **form).status_code == 422
    before = house()
    assert house() is before
    line = {
        "german": "Elbbrücke",
        "english": "Elbe bridge|bridge over the Elbe",
        "kind": "place",
        "note": "house style",
    }
    made = send(client, "/dismissals", "/items/elbbruecke", **line, **form)
    assert made.headers["location"] == "/items/elbbruecke?said=glossary"
    assert "<b>1</b> open" in client.get("/items/elbbruecke").text  # it is checked again at once
    wrong = house().compare("Die Elbbrücke ist gesperrt.", "The river crossing is closed.")
    assert [one.check for one in wrong.findings] == ["name.glossary"]
    assert house().identity != before.identity
    (tmp_path / "glossary.csv").write_bytes(client.get("/dismissals/glossary.csv").content)
    [entry] = Glossary.load(tmp_path / "glossary.csv").entries
    assert (entry.german, entry.english, entry.kind, entry.note) == (
        "Elbbrücke", ("Elbe bridge", "bridge over the Elbe"), "place", "house style",
    )  # fmt: skip
    [rule] = ledger.desk.standing()
    send(client, f"/dismissals/{rule.id}/undo", "/dismissals")
    assert house().identity == before.identity
    assert "<b>3</b> open" in client.get("/items/elbbruecke").text


def test_a_dismissed_finding_does_not_count_again_after_an_edit_of_its_sentence(plain: Ledger) -> None:
    filled(plain, "a")
    desk, s4 = workbench(plain), sentence(made(), "800")
    key = key_of(plain, "a", "“800”")
    done(desk.dismiss("a", 1, [key], "their way of counting", "ann"))
    done(desk.edit("a", 2, s4, "Since last year the club has 80 members.", "ann"))
    record = plain.desk.record("a")
    assert record is not None
    assert [one.finding.check for one in open_findings(record)] == ["unit.changed"]
    assert counts(record).errors == 1 and judged(record, PolicyConfig()).brief.verdict == record.brief.verdict
    assert actions.state(record, key)[0] == "dismissed"
    again = carried(replace(record_of("a"), digest="another"), record, support_desk.checker())
    assert [one.finding.check for one in open_findings(again)] == ["unit.changed"]
    done(desk.edit("a", 3, s4, "The club has 81 members.", "ann"))  # that is another finding
    record = plain.desk.record("a")
    assert record is not None
    assert sorted(one.finding.check for one in open_findings(record)) == ["number.changed", "unit.changed"]
    for _ in range(3):
        desk.undo("ann")
    record = plain.desk.record("a")
    assert record is not None and record.decisions == () and len([*open_findings(record)]) == 2


def test_a_dismissal_for_an_article_holds_in_all_its_versions_and_in_no_other(plain: Ledger) -> None:
    filled(plain, "a", "b")
    desk = workbench(plain)
    rule = Rule("number.changed", "800", "80", "so", "ann", at(60), scope="item", item="a")
    kept, number = desk.add_standing(rule)
    assert (kept.item, number) == ("a", 1)
    assert [(one.open, one.dismissed) for one in plain.desk.shares("number.changed")] == [(1, 1)]
    done(desk.edit("a", 2, sentence(made(), "800"), "The club now has 80 members.", "ann"))
    record = plain.desk.record("a")
    assert record is not None and [one.finding.check for one in open_findings(record)] == ["unit.changed"]
    [feed] = plain.feeds()
    text = TEXT + "\n\nMan zählte 800 Mitglieder."
    plain.enter(feed.id, [found("a", text, version=2), found("b", text, version=2)], at(90))
    people = People(plain, support_desk.checker, PolicyConfig())
    leases = {one.item: one for one in plain.lease("night", 2, at(91), TTL)}
    fresh = {item: people(lease, replace(record_of(item), digest="other")).record for item, lease in leases.items()}
    assert {item: len([*open_findings(one)]) for item, one in fresh.items()} == {"a": 1, "b": 2}
    assert desk.undo("ann", plain.desk.history(who="ann")[-1].id) is not None  # without being a QA lead
    assert plain.desk.standing() == []


def test_an_article_is_checked_again_for_a_line_and_when_it_is_taken_back(plain: Ledger) -> None:
    filled(plain, "a")
    house = House(CONFIG.check, plain)
    bench = Many(plain, house, PolicyConfig(), support_desk.Clock())
    before = house().identity
    line = Rule("", "Fährverein", "ferry association", "", "qa", at(60), scope="glossary", kind="org")
    kept, changed = bench.add_line(line, "a")
    assert changed == 1
    assert House(CONFIG.check, plain)().identity == house().identity != before
    record = plain.desk.record("a")
    assert record is not None and record.signature.checker == house().identity
    assert "name.glossary" in {one.finding.check for one in all_findings(record)}
    assert plain.desk.standing() == [kept]
    bench.undo("qa", settles=True)
    record = plain.desk.record("a")
    assert record is not None and "name.glossary" not in {one.finding.check for one in all_findings(record)}
    assert house().identity == before


def test_a_date_that_cannot_be_read_is_said(client: TestClient) -> None:
    page = client.get("/history?since=gestern")
    assert page.status_code == 422 and "“gestern” is no date that can be read" in page.text
    assert client.get("/history.csv?since=gestern").status_code == 422
    assert client.get("/history?since=2026-11-26").status_code == 200


def test_the_desk_says_when_its_checker_is_ready() -> None:
    said: list[str] = []
    warm = Warm(support_desk.checker, said.append)
    assert warm.state == "loading"
    warm.run()
    assert (warm.state, said) == ("ready", [])

    def broken() -> Checker:
        raise InputError("names.csv: the glossary cannot be read")

    failed = Warm(broken, said.append)
    failed.run()
    assert (failed.state, said) == (
        "failed",
        ["nothing can be checked at present: names.csv: the glossary cannot be read"],
    )


def test_health_says_how_far_the_checker_is(ledger: Ledger) -> None:
    assert client_of(app_of(ledger)).get("/healthz").json() == {"status": "ok", "checker": "ready"}


def test_a_finding_that_a_file_accepts_says_so(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "accepted.csv").write_text("number.changed,120,210,,their way of counting,mk,\n", encoding="utf-8")
    config = accepting(CONFIG, [str(tmp_path / "accepted.csv")])
    client = client_of(app_of(ledger, Clock(), config))
    form = {"key": key_of(ledger, "lagerhalle", "“120”"), "shown": "dismissed"}
    other = key_of(ledger, "lagerhalle", "1.2 billion")
    send(client, "/items/lagerhalle/findings", "/items/lagerhalle", key=other, do="confirm")  # judged anew
    page = client.get("/items/lagerhalle").text
    assert "Accepted by mk: their way of counting (a file of accepted findings" in page
    assert "a standing line" not in page
    stale = send(client, "/items/lagerhalle/findings", "/items/lagerhalle", do="confirm", **form | {"shown": "open"})
    assert stale.status_code == 409 and "mk was faster" in stale.text  # a line of a file need not say when
    refused = send(client, "/items/lagerhalle/findings", "/items/lagerhalle", do="reopen", **form)
    assert refused.status_code == 422 and "A file of accepted findings has a line for it" in refused.text
    send(client, "/items/lagerhalle/findings", "/items/lagerhalle", do="confirm", **form)
    assert "Confirmed by local" in client.get("/items/lagerhalle").text


def test_standing_lines_are_shown_a_part_at_a_time(
    client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "_LINES", 2)
    for name in ("Elbe", "Wittenberge", "Magdeburg"):
        ledger.desk.add_standing(Rule("", name, name, "", "qa", NOW, scope="glossary", kind="place"))
    page = client.get("/dismissals").text
    [older] = re.findall(r'href="(/dismissals\?before=\d+)"', page)
    assert "Magdeburg" in page and ">Elbe<" not in page
    page = client.get(older).text
    assert ">Elbe<" in page and "Magdeburg" not in page and "before=" not in page
    assert "Download the glossary lines" in page
