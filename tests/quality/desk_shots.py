"""Pictures of the desk's pages, to be looked at: ``python -m tests.quality.desk_shots FOLDER``; with ``--docs``, those of
docs/desk.md: ``python -m tests.quality.desk_shots docs/pictures --docs``.

They are of invented articles and a fixed time, so that two pictures differ where the pages do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pipeline.ledger import open_ledger
from tests.support_browser import MISSING, browser, complaints, one, press, wait_for
from tests.support_morning import app_of, fill, served


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        open_ledger(place) as empty,
        served(app_of(empty)) as address,
        browser() as driver,
    ):
        driver.get(address)
        driver.save_screenshot(str(folder / "queue-empty.png"))
    with tempfile.TemporaryDirectory() as place, open_ledger(place) as ledger:
        fill(ledger)
        with served(app_of(ledger)) as address:
            for look in ("light", "dark", "phone"):
                _pictures(address, folder, look)


def for_docs(folder: Path) -> None:
    """The pictures of docs/desk.md."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        open_ledger(place) as ledger,
        browser(1200, 620) as driver,
    ):
        fill(ledger)
        with served(app_of(ledger)) as address:

            def shot(name: str, height: int) -> None:
                metrics = {"width": 1200, "height": height, "deviceScaleFactor": 1, "mobile": False}
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
                driver.save_screenshot(str(folder / f"{name}.png"))

            driver.get(address)
            press(driver, "j")
            shot("desk-queue", 400)
            metrics = {"width": 1200, "height": 620, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            driver.get(address)
            press(driver, *"jjjxjxjx")
            shot("desk-choose", 620)
            press(driver, "a")
            wait_for(driver, lambda d: one(d, "[data-escape-page]"))
            shot("desk-many", 330)
            driver.get(f"{address}/items/lagerhalle")
            press(driver, "n")
            shot("desk-brief", 560)
            press(driver, "e")
            wait_for(driver, lambda d: one(d, ".alternatives button"))
            area = one(driver, "textarea")
            area.clear()
            area.send_keys("The fire brigade deployed 125 firefighters.")
            wait_for(driver, lambda d: one(d, ".tried li"))
            shot("desk-edit", 560)
            driver.get(f"{address}/items/elbbruecke")
            press(driver, "n", "f")
            wait_for(driver, lambda d: one(d, ".scope"))
            press(driver, "4")
            shot("desk-scopes", 610)


def _pictures(address: str, folder: Path, look: str) -> None:
    phone = look == "phone"
    width, height = (390, 844) if phone else (1440, 900)
    with browser(width, height, dark=look == "dark", phone=phone) as driver:

        def shot(name: str) -> None:
            driver.save_screenshot(str(folder / f"{name}-{look}.png"))

        driver.get(address)
        press(driver, "j")
        shot("queue")
        press(driver, "x", "j", "x", "j")
        shot("queue-chosen")
        press(driver, "X", "a")
        wait_for(driver, lambda d: one(d, "[data-escape-page]"))
        shot("approve-many")
        driver.get(f"{address}/checks/name.added")
        press(driver, "j", "x")
        shot("check")
        press(driver, "d")
        wait_for(driver, lambda d: one(d, "[data-escape-page]"))
        shot("check-dismiss")
        driver.get(f"{address}/items/elbbruecke")
        press(driver, "n", "x", "n", "x")
        shot("brief-chosen")
        driver.get(f"{address}/items/elbbruecke")
        press(driver, "n", "f")
        wait_for(driver, lambda d: one(d, ".scope"))
        press(driver, "5")
        shot("scopes")
        driver.get(f"{address}/items/elbbruecke")
        shot("brief")
        if look == "light":
            press(driver, "?")
            wait_for(driver, lambda d: one(d, "#help").is_displayed())
            shot("keys")
            driver.get(f"{address}/items/lagerhalle")
            press(driver, "n", "e")
            wait_for(driver, lambda d: one(d, ".alternatives button"))
            shot("edit")
            for name in ("headlines", "submit", "checks", "history", "dismissals"):
                driver.get(f"{address}/{name}")
                shot(name)
            driver.get(f"{address}/history?since=yesterday")
            shot("history-unread")
            driver.get(f"{address}/items/nothing")
            shot("missing")
        for said in complaints(driver):
            print(look, said)


if __name__ == "__main__":
    sys.exit(MISSING or (for_docs if "--docs" in sys.argv else main)(Path(sys.argv[1])))
