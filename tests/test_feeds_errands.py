"""What is being fetched: hosts side by side, and nothing that a process must wait for when it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import count

from pipeline.feeds.errands import Errands

_WAITS = """
import threading
from pipeline.feeds.errands import Errands
begun = threading.Event()
def get(url):
    begun.set()
    threading.Event().wait()
errands = Errands(get, str, str, 4, "visit")
errands.begin(["http://a.example/", "http://b.example/"])
begun.wait()
errands.close()
print("closed")
"""


def _all(errands: Errands[str, str]) -> dict[str, str | Exception]:
    got: dict[str, str | Exception] = {}
    while errands:
        got |= dict(errands.arrived(5.0))
    return got


def test_a_process_ends_without_what_it_is_fetching() -> None:
    done = subprocess.run([sys.executable, "-c", _WAITS], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "closed\n"


def test_everything_arrives_with_few_threads_also_when_begun_again() -> None:
    at, most, lock, numbers = 0, 0, threading.Lock(), count()

    def get(url: str) -> str:
        nonlocal at, most
        with lock:
            at += 1
            most = max(most, at)
            next(numbers)
        if "broken" in url:
            with lock:
                at -= 1
            raise ValueError(url)
        with lock:
            at -= 1
        return url.upper()

    errands = Errands(get, str, str, 3, "visit")
    urls = [f"http://h{number % 7}.example/{number}" for number in range(40)]
    for _ in range(2):
        errands.begin(urls)
        errands.begin(["http://broken.example/"])
        got = _all(errands)
        assert {url: got[url] for url in urls} == {url: url.upper() for url in urls}
        assert isinstance(got["http://broken.example/"], ValueError)
    assert (next(numbers), most <= 3) == (82, True)
    errands.close()
    errands.begin(["http://late.example/"])
    assert len(errands) == 0
