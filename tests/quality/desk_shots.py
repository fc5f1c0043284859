"""Pictures of the desk's pages, to be looked at: ``python -m tests.quality.desk_shots FOLDER``.

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


def _pictures(address: str, folder: Path, look: str) -> None:
    phone = look == "phone"
    width, height = (390, 844) if phone else (1440, 900)
    with browser(width, height, dark=look == "dark", phone=phone) as driver:

        def shot(name: str) -> None:
            driver.save_screenshot(str(folder / f"{name}-{look}.png"))

        driver.get(address)
        press(driver, "j")
        shot("queue")
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
            driver.get(f"{address}/items/elbbruecke")
            press(driver, "n", "x")
            wait_for(driver, lambda d: one(d, "form.sub"))
            shot("dismiss")
            for name in ("headlines", "submit", "checks", "history", "dismissals"):
                driver.get(f"{address}/{name}")
                shot(name)
        for said in complaints(driver):
            print(look, said)


if __name__ == "__main__":
    sys.exit(MISSING or main(Path(sys.argv[1])))
