"""A real browser for tests and pictures: Chromium without a window, where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "" if BROWSER and DRIVER else "no chromium with chromedriver on this machine"
"""Why there are no tests in a browser; empty if there are."""


@contextmanager
def browser(width: int = 1440, height: int = 900, *, dark: bool = False, phone: bool = False) -> Iterator[Chrome]:
    """A browser with a profile of its own.

    Args:
        width, height: of the window, in CSS pixels.
        dark: whether pages are asked to be dark.
        phone: a touch screen of a phone's size.
    """
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    options.add_argument(f"--window-size={width},{height}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options, ChromeService(DRIVER or ""))
    try:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
        yield driver
    finally:
        driver.quit()


def wait_for(driver: Chrome, condition: Callable[[Chrome], object], seconds: float = 10) -> None:
    """Until something is so; a failure says what the page shows instead."""
    from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
    from selenium.webdriver.support.wait import WebDriverWait

    ignored = [NoSuchElementException, StaleElementReferenceException]
    try:
        WebDriverWait(driver, seconds, 0.05, ignored).until(condition)
    except TimeoutException:
        raise AssertionError(f"{driver.current_url}: {text_of(driver)[:2000]}") from None


def text_of(driver: Chrome) -> str:
    """What the page shows."""
    return driver.find_element("tag name", "body").text


def press(driver: Chrome, *keys: str) -> None:
    """Press keys wherever the focus is, once the page has been painted: before that the browser drops them."""
    from selenium.webdriver import ActionChains

    driver.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));"
    )
    for key in keys:
        ActionChains(driver).send_keys(key).perform()


def one(driver: Chrome, selector: str) -> WebElement:
    """The first element of a selector."""
    return driver.find_element("css selector", selector)


def complaints(driver: Chrome) -> list[str]:
    """What the browser's console says against the page: refused scripts and styles, errors; not answers like 401."""
    entries = [entry for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    return [entry["message"] for entry in entries if entry["source"] != "network"]
