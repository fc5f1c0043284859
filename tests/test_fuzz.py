"""The first seeds of the fuzz target (tests/fuzz.py); ``make fuzz`` goes on from there."""

from __future__ import annotations

import pytest

from tests import fuzz


@pytest.mark.parametrize("first", range(0, 400, 20))
def test_no_damage_raises_or_misplaces_anything(first: int) -> None:
    assert fuzz.run(range(first, first + 20), say=lambda _: None) == 20
