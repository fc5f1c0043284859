"""``wortlaut`` in a process of its own, with a translator that gives German back and takes its time: for tests that
kill it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pipeline.cli import main
from pipeline.feeds import service
from pipeline.run import pipe
from pipeline.types import Translation
from tests.fakes import FakeTranslator


class Slow(FakeTranslator):
    """Takes ten milliseconds for a sentence."""

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        time.sleep(0.01 * len(sentences))
        return super().translate(sentences)


if __name__ == "__main__":
    service.load_translator = lambda settings, warn: Slow({})  # type: ignore[attr-defined]
    pipe.ROOM = 20  # a few articles at a time: they are then done one after the other
    main()
