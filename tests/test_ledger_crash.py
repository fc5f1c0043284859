"""Processes that share a ledger and are killed at random moments. ``WORTLAUT_LEDGER_KILLS`` makes more of them."""

from __future__ import annotations

import os
import random

from tests import ledger_crash


def test_nothing_is_lost_or_done_twice_when_processes_are_killed(address: str) -> None:
    count = int(os.environ.get("WORTLAUT_LEDGER_KILLS", "3"))
    ledger_crash.kills(address, 30 * count, count, 3, random.Random(count), say=lambda _: None)
