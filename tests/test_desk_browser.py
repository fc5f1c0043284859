"""The desk in a real browser, as an editor uses it: by keyboard mostly."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from pipeline.desk import auth, passwords
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Rule
from tests.support_browser import MISSING, browser, complaints, one, press, text_of, wait_for
from tests.support_morning import BRIDGE, FERRY, FIRE, NOW, SCHOOL, Story, app_of, fill, served

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CTRL, ENTER, ESC = "\ue009", "\ue007", "\ue00c"
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def second() -> Iterator[Chrome]:
    with browser() as opened:
        yield opened


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
def desk(ledger: Ledger) -> Iterator[str]:
    with served(app_of(ledger)) as address:
        yield address


def focused(driver: Chrome) -> str:
    """The text where the focus is."""
    return driver.switch_to.active_element.text


def state(ledger: Ledger, item: str) -> str:
    review = ledger.desk.review(item)
    assert review is not None
    return review.state


def said(driver: Chrome, words: str) -> None:
    wait_for(driver, lambda d: words in one(d, "#say").text)


def test_the_queue_by_keyboard(driver: Chrome, ledger: Ledger, desk: str) -> None:
    driver.get(desk)
    rows = [row.text for row in driver.find_elements("css selector", ".entry .headline")]
    assert rows[1:] == ["Warehouse fire injures 14 people", "State funds construction of 17 schools",
                        "Ferry between Fährwisch and Grünholt is running again"]  # fmt: skip
    press(driver, "j", "j", "j", "k")
    assert focused(driver) == "Warehouse fire injures 14 people"
    press(driver, "j", "j", "j", "a")  # the last one, which is in order
    said(driver, "Approved “Ferry between Fährwisch and Grünholt is running again”. Undo (u)")
    assert driver.current_url == f"{desk}/"  # loaded again, it does not say so again
    assert state(ledger, "faehre") == "approved"
    press(driver, "u")
    said(driver, "Taken back: the approval.")
    assert state(ledger, "faehre") == "open"
    press(driver, "j", "j", "j", "j", "a")
    said(driver, "Approved “Ferry")
    assert len(driver.find_elements("css selector", ".entry .headline")) == 3
    press(driver, "/")
    press(driver, *"fire")
    wait_for(driver, lambda d: [e.text for e in d.find_elements("css selector", ".entry .headline")] == rows[1:2])
    assert "keyword=fire" in driver.current_url
    press(driver, ESC, "j", "o")
    wait_for(driver, lambda d: one(d, "#headline").text == rows[1])
    press(driver, "g")
    wait_for(driver, lambda d: one(d, "#rows"))
    press(driver, "?")
    wait_for(driver, lambda d: one(d, "#help").is_displayed())
    press(driver, ESC)
    wait_for(driver, lambda d: not one(d, "#help").is_displayed())
    assert complaints(driver) == []


def test_taking_the_next_brief_gives_two_people_two_briefs(driver: Chrome, desk: str) -> None:
    driver.get(desk)
    press(driver, "t")
    wait_for(driver, lambda d: one(d, "#sheet").get_attribute("data-item") == "elbbruecke")
    press(driver, "t")
    wait_for(driver, lambda d: one(d, "#sheet").get_attribute("data-item") == "lagerhalle")


def test_an_edit_is_checked_while_one_types_and_when_it_is_saved(driver: Chrome, ledger: Ledger, desk: str) -> None:
    driver.get(f"{desk}/items/lagerhalle")
    press(driver, "n")
    assert "“120” became “210”." in focused(driver)
    press(driver, "e")
    wait_for(driver, lambda d: one(d, "textarea") == d.switch_to.active_element)
    wait_for(driver, lambda d: len(d.find_elements("css selector", ".alternatives button")) == 2)
    area = one(driver, "textarea")
    area.clear()
    area.send_keys("The fire brigade deployed 125 firefighters.")
    wait_for(driver, lambda d: "“120” became “125”." in one(d, ".tried").text)
    one(driver, ".alternatives button").click()
    assert area.get_attribute("value") == "The fire brigade was on the scene with 120 firefighters."
    wait_for(driver, lambda d: "No finding in this sentence." in one(d, ".tried").text)
    press(driver, ESC)
    wait_for(driver, lambda d: not d.find_elements("css selector", "textarea"))
    assert "210" in one(driver, "#r3 .en").text
    press(driver, "e")
    wait_for(driver, lambda d: one(d, "textarea") == d.switch_to.active_element)
    one(driver, "textarea").clear()
    one(driver, "textarea").send_keys("The fire brigade deployed 120 firefighters.", CTRL, ENTER)
    said(driver, "Saved and checked again.")
    assert one(driver, "#r3 .en").text == "The fire brigade deployed 120 firefighters."
    assert driver.find_elements("css selector", "#r3 .findings") == []
    assert "1 open" in one(driver, "#count").text
    assert "Edited by local" in one(driver, "#r3").text
    record = ledger.desk.record("lagerhalle")
    assert record is not None and record.decisions[0].before == "The fire brigade deployed 210 firefighters."
    press(driver, "u")
    said(driver, "Taken back: the edit.")
    assert "210" in one(driver, "#r3 .en").text
    assert complaints(driver) == []


def test_the_headline_is_edited_and_checked(driver: Chrome, desk: str) -> None:
    driver.get(f"{desk}/items/lagerhalle")
    press(driver, "j", "e")
    wait_for(driver, lambda d: one(d, "textarea") == d.switch_to.active_element)
    one(driver, "textarea").clear()
    one(driver, "textarea").send_keys("Fire injures 15 in Drosselbeck")
    wait_for(driver, lambda d: "15" in one(d, ".tried").text)
    one(driver, "textarea").send_keys(CTRL, ENTER)
    said(driver, "Saved and checked again.")
    assert one(driver, "#headline").text == "Fire injures 15 in Drosselbeck"
    assert "3 open" in one(driver, "#count").text


def test_findings_are_decided_in_one_key_each(driver: Chrome, ledger: Ledger, desk: str) -> None:
    driver.get(f"{desk}/items/lagerhalle")
    press(driver, "n", "d")
    said(driver, "Dismissed.")
    assert "Dismissed by local: false alarm" in one(driver, "#r3").text
    assert "1 open, 1 settled" in one(driver, "#count").text
    assert "1,2 Millionen" in focused(driver)  # the next one
    press(driver, "c")
    said(driver, "Confirmed.")
    assert "nothing open" in one(driver, "#count").text
    press(driver, "u")
    said(driver, "Taken back: the confirmation.")
    press(driver, "u")
    said(driver, "Taken back: the dismissal.")
    assert "2 open" in one(driver, "#count").text
    share = {one.check: one for one in ledger.desk.shares()}["number.changed"]
    assert share.dismissed == 0


def test_what_is_being_written_is_not_lost(driver: Chrome, desk: str) -> None:
    driver.get(f"{desk}/items/lagerhalle")
    edit(driver, "r3", "The fire brigade deployed 12")
    driver.execute_script("document.querySelector('#r4 .findings > li').focus()")
    press(driver, "d")
    said(driver, "Dismissed.")
    wait_for(driver, lambda d: one(d, "#r3 textarea").get_attribute("value") == "The fire brigade deployed 12")
    asks = "const e = new Event('beforeunload', {cancelable: true}); dispatchEvent(e); return e.defaultPrevented"
    assert driver.execute_script(asks)
    driver.refresh()  # the driver itself says yes
    wait_for(driver, lambda d: one(d, "#r3 textarea").get_attribute("value") == "The fire brigade deployed 12")
    one(driver, "#r3 textarea").send_keys("0 firefighters.", ESC)
    wait_for(driver, lambda d: not d.find_elements("css selector", "textarea"))
    assert driver.execute_script("return document.activeElement.id") == "r3"
    driver.get(f"{desk}/items/lagerhalle")
    assert driver.find_elements("css selector", "textarea") == []
    assert complaints(driver) == []


def test_dismissing_for_ever_and_taking_it_back(driver: Chrome, ledger: Ledger, desk: str) -> None:
    driver.get(f"{desk}/items/elbbruecke")
    assert "3 open" in one(driver, "#count").text
    press(driver, "n", "f")
    wait_for(driver, lambda d: "2 open findings in 1 brief" in text_of(d))
    press(driver, "4", ENTER)
    said(driver, "Dismissed for ever.")
    assert "1 open, 2 settled" in one(driver, "#count").text
    assert "Dismissed by local: false alarm (a standing line)" in one(driver, "#r1").text
    [rule] = ledger.desk.standing()
    assert (rule.check, rule.target) == ("name.added", "Elbe")
    driver.get(f"{desk}/checks")
    assert re.search(r"name\.added\s+0\s+0\s+2\s+100 %", text_of(driver))
    driver.get(f"{desk}/dismissals")
    one(driver, "tbody button").click()
    said(driver, "Undone.")
    assert ledger.desk.standing() == []
    driver.get(f"{desk}/items/elbbruecke")
    assert "3 open" in one(driver, "#count").text
    assert complaints(driver) == []


def test_many_briefs_are_chosen_and_approved_by_keyboard(driver: Chrome, ledger: Ledger, desk: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    driver.get(desk)
    press(driver, "j", "x", "j", "j")
    wait_for(driver, lambda d: one(d, "[data-chosen]").text == "1 chosen")
    boxes = driver.find_elements("css selector", ".choose")
    ActionChains(driver).key_down(Keys.SHIFT).click(boxes[3]).key_up(Keys.SHIFT).perform()
    wait_for(driver, lambda d: one(d, "[data-chosen]").text == "4 chosen")
    press(driver, ESC, "X", "a")
    wait_for(driver, lambda d: "Approve 1 brief?" in text_of(d))
    assert "2 errors still open" in text_of(driver)
    press(driver, ENTER)
    said(driver, "1 approved. Undo (u)")
    press(driver, "u")
    said(driver, "Taken back: the approval.")
    assert state(ledger, "faehre") == "open"
    press(driver, "j", "j", "d")  # the row one is on, without choosing it
    said(driver, "1 set aside. Undo (u)")
    assert state(ledger, "lagerhalle") == "aside"
    driver.get(f"{desk}/items/elbbruecke")
    press(driver, "n", "X")
    wait_for(driver, lambda d: one(d, "[data-chosen]").text == "2 chosen")  # of the same check
    press(driver, "d")
    said(driver, "2 findings dismissed.")
    assert "1 open, 2 settled" in one(driver, "#count").text
    assert not one(driver, ".bulk").is_displayed()
    press(driver, "u")
    said(driver, "Taken back: the dismissal.")
    assert complaints(driver) == []


AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"
ALL: list[str] = []
COLOURS, SIZES = (
    ["color-contrast", "link-in-text-block"],
    ["scrollable-region-focusable", "target-size", "meta-viewport"],
)


def test_axe_finds_nothing_serious(driver: Chrome, ledger: Ledger, desk: str) -> None:
    """Everything on the main pages in light; what colours can spoil in dark, and what a phone can."""
    key = re.search(r"key=(\w+)", page_of(driver, f"{desk}/items/elbbruecke"))
    assert key
    ledger.desk.add_standing(Rule("name.added", "", "Elbe", "a river", "qa", NOW))
    pages = (
        "/", "/items/lagerhalle?edit=s3", f"/dismissals/new?item=elbbruecke&key={key[1]}", "/checks/name.added",
        "/history", "/dismissals", "/submit", "/login", "/checks",
    )  # fmt: skip
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.set_script_timeout(120)  # seconds; on a busy machine axe takes some
    found = []
    for path in pages:
        driver.get(f"{desk}{path}")
        driver.execute_script(AXE.read_text("utf-8"))
        for dark, width, rules in ((False, 1440, ALL), (True, 1440, COLOURS), (False, 390, SIZES)):
            looks(driver, dark=dark, width=width)
            found += [f"{path} {'dark' if dark else 'light'} {width}: {one}" for one in serious(driver, rules)]
    looks(driver, dark=False, width=1440)
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    assert found == []


def looks(driver: Chrome, *, dark: bool, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    asked = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in asked.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def page_of(driver: Chrome, address: str) -> str:
    driver.get(address)
    return driver.page_source


def serious(driver: Chrome, rules: list[str]) -> list[str]:
    """What axe objects to (by these rules; none: by all) that keeps somebody from using the page, with the elements."""
    violations = driver.execute_async_script(
        "const [rules, done] = arguments; const only = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};"
        "axe.run(document, {...only, resultTypes: ['violations']}).then((r) => done(r.violations));",
        rules,
    )
    return [
        f"{one['id']}: {', '.join(str(node['target'][0]) for node in one['nodes'][:5])}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


def test_approving_with_errors_asks_first(driver: Chrome, ledger: Ledger, desk: str) -> None:
    driver.get(f"{desk}/items/lagerhalle")
    press(driver, "a")
    wait_for(driver, lambda d: d.switch_to.alert)  # type: ignore[arg-type]
    assert driver.switch_to.alert.text == "2 errors still open. Approve all the same?"
    driver.switch_to.alert.dismiss()
    assert state(ledger, "lagerhalle") == "open"
    driver.get(f"{desk}/items/faehre")
    press(driver, "a")
    said(driver, "Approved.")
    assert "Approved by local" in text_of(driver)
    assert state(ledger, "faehre") == "approved"
    press(driver, "u")
    said(driver, "Taken back: the approval.")
    assert state(ledger, "faehre") == "open"
    driver.get(f"{desk}/history")
    assert re.findall(r"local (Took back|Approved)", text_of(driver)) == ["Took back", "Approved"]


@pytest.fixture
def two(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A desk with two editors."""
    monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)
    monkeypatch.setattr(passwords, "_nobody", lambda: CHEAP.hash("nobody"))
    for name in ("ada", "bea"):
        ledger.accounts.add_user(name, "editor", CHEAP.hash(f"word of {name}"), NOW)
    with served(app_of(ledger)) as address:
        yield address


def log_in(driver: Chrome, address: str, name: str, password: str = "") -> None:
    driver.get(address)
    wait_for(driver, lambda d: one(d, "input[name=name]"))
    one(driver, "input[name=name]").clear()
    one(driver, "input[name=name]").send_keys(name)
    one(driver, "input[name=password]").send_keys(password or f"word of {name}", ENTER)


def save(driver: Chrome) -> None:
    one(driver, "textarea").send_keys(CTRL, ENTER)


def edit(driver: Chrome, row: str, text: str) -> None:
    driver.execute_script("document.getElementById(arguments[0]).focus()", row)
    press(driver, "e")
    wait_for(driver, lambda d: one(d, "textarea") == d.switch_to.active_element)
    one(driver, "textarea").clear()
    one(driver, "textarea").send_keys(text)


def test_two_people_on_one_brief(driver: Chrome, second: Chrome, ledger: Ledger, two: str) -> None:
    log_in(driver, f"{two}/items/lagerhalle", "ada")
    log_in(second, f"{two}/items/lagerhalle", "bea")
    wait_for(second, lambda d: "ada is here too" in text_of(d))
    edit(driver, "r3", "The fire brigade deployed 120 firefighters.")
    edit(second, "r3", "Some 120 firefighters were deployed.")
    save(driver)
    said(driver, "Saved and checked again.")
    save(second)
    wait_for(second, lambda d: "ada was faster" in text_of(d))
    assert "The fire brigade deployed 120 firefighters." in one(second, "#h-theirs + .text").text
    assert one(second, "#h-mine + .text").text == "Some 120 firefighters were deployed."
    record = ledger.desk.record("lagerhalle")
    assert record is not None and record.sentences[2].target == "The fire brigade deployed 120 firefighters."
    # At another place of the same brief there is no conflict, although the page is out of date.
    edit(driver, "r4", "Police put the damage at 1.2 million euros.")
    one(second, ".conflict a.button").click()
    wait_for(second, lambda d: one(d, "#r5"))
    assert second.find_elements("css selector", "textarea") == []
    edit(second, "r5", "Spokesman Arne Holtkamp said the cause was unclear so far.")
    save(driver)
    said(driver, "Saved and checked again.")
    save(second)
    said(second, "Saved and checked again.")
    record = ledger.desk.record("lagerhalle")
    assert record is not None
    assert [s.target for s in record.sentences[3:]] == [
        "Police put the damage at 1.2 million euros.", "Spokesman Arne Holtkamp said the cause was unclear so far."
    ]  # fmt: skip
    # An approval is of what was seen.
    press(driver, "a")
    wait_for(driver, lambda d: "bea was faster" in text_of(d))
    assert state(ledger, "lagerhalle") == "open"


def test_login_and_lock_out(driver: Chrome, two: str) -> None:
    driver.delete_all_cookies()
    log_in(driver, f"{two}/checks", "ada", "wrong")
    wait_for(driver, lambda d: "Name or password is wrong." in text_of(d))
    log_in(driver, f"{two}/checks", "ada")
    wait_for(driver, lambda d: "ada (editor)" in text_of(d))
    one(driver, ".account form button").click()
    wait_for(driver, lambda d: "You are logged out." in text_of(d))
    for _ in range(auth.MOST.of_both):
        log_in(driver, f"{two}/login", "bea", "wrong")
        wait_for(driver, lambda d: one(d, ".alert"))
    log_in(driver, f"{two}/login", "bea")
    wait_for(driver, lambda d: "Too many attempts." in text_of(d))


def test_planted_script_does_not_run(driver: Chrome, tmp_path: Path) -> None:
    pairs = (
        (f"Titel {SCRIPT} 12", f"Title {SCRIPT} 13"),
        (f"Der Satz {SCRIPT} hat 14 Teile.", f"The sentence {SCRIPT} has 15 parts."),
        ("Das sagte Karl Ohlsen <b onmouseover=\"document.title='owned'\"> in Kiel.", f"So said {SCRIPT} in Kiel."),
    )
    evil = Story(
        "evil", pairs, feed=f"feed {SCRIPT}", sections=(SCRIPT,), hits=(SCRIPT,), source=SCRIPT, signal="correction",
        note=SCRIPT, url="javascript:document.title='owned'",
    )  # fmt: skip
    with open_ledger(tmp_path / "evil") as ledger:
        fill(ledger, (evil,))
        with served(app_of(ledger)) as address:
            for path in ("/", "/headlines", "/items/evil", "/items/evil?edit=s2", "/history", "/checks"):
                driver.get(address + path)
                assert driver.title.endswith("Wortlaut")
                assert driver.find_elements("css selector", "main img, main script, main [onmouseover]") == []
                assert driver.find_elements("css selector", "a[href^=javascript]") == []
            driver.get(f"{address}/items/evil")
            press(driver, "n", "e")
            wait_for(driver, lambda d: one(d, "textarea"))
            one(driver, "textarea").send_keys(f" {SCRIPT}", CTRL, ENTER)
            said(driver, "Saved and checked again.")
            press(driver, "n", "d")
            said(driver, "Dismissed.")
            assert driver.title.endswith("Wortlaut")
            assert driver.find_elements("css selector", "main img, main script") == []
    assert complaints(driver) == []
