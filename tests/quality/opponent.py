"""A bad summariser against the check: briefs of real articles by SmolLM2-135M, and whatever is wrong in them.

    python tests/quality/opponent.py [--number 50] [--out FILE] [--prompt brief]

Articles are those of ``../shared/data/docs``, evenly spread; the English is the embedded model's, whose draft quality
the policy here lets pass, so that a verdict depends on the summary alone. A second, simple-minded look, independent of
the checker, says which figures and names of the model's sentences stand in neither language of the article; sentences in
its own words in briefs that pass are printed to be read. Needs ``tests/support_smollm2.py``'s packages.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.check import Checker
from pipeline.config import Config, InstructConfig, PolicyConfig, SummariseConfig, TranslateConfig
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from pipeline.summarise.chat import Messages, Reply
from pipeline.summarise.instruct import Instruct
from pipeline.summarise.server import Server
from pipeline.summarise.words import sentences_of
from pipeline.translate import load_translator
from pipeline.types import Article, Record

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.support_smollm2 import missing, smollm2


class FreeText:
    """The model asked without a form, its sentences put into one: held to JSON, this model mostly loops in a string."""

    lanes = 1

    def __init__(self, server: Server, once: bool) -> None:
        self._server = server
        self._once = once
        self.name, self.revision = server.name, server.revision

    def ask(self, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> Reply:
        if self._once and any(message["role"] == "assistant" for message in messages):
            return Reply("")  # a second wording of a model like this one is no better
        reply = self._server.ask(messages, {}, max_tokens)
        texts = sentences_of(re.sub(r"\[s?\d+\]|^\s*[-*\d.]+\s", " ", reply.text, flags=re.MULTILINE))
        texts = texts[:-1] if reply.cut and len(texts) > 1 else texts
        found = [{"text": text, "sources": []} for text in texts[:6]]
        return Reply(json.dumps({"sentences": found}))


DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "docs" / "10kgnad.jsonl.xz"


def articles(number: int) -> list[Article]:
    """So many articles of ordinary length, evenly spread over the file."""
    with lzma.open(DATA, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [row for row in rows if 800 < len(row["text"]) < 3500]
    return [Article(row["id"], row["text"], language="de") for row in rows[:: max(1, len(rows) // number)][:number]]


def strange(text: str, record: Record) -> list[str]:
    """Figures and capitalised words of a sentence that the article has in neither language."""
    there = " ".join(f"{s.source} {s.target or ''}" for s in record.sentences)
    digits = set(re.findall(r"\d+", there))
    low = there.casefold()
    figures = [figure for figure in re.findall(r"\d+", text) if figure not in digits]
    names = [name for name in re.findall(r"(?<=[\w,;] )[A-ZÄÖÜ][\w-]+", text) if name.casefold() not in low]
    return figures + names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--prompt", default=str(Path(__file__).resolve().parents[1] / "data" / "opponent.txt"))
    parser.add_argument("--characters", type=int, default=1200, help="of an article that it is shown")
    parser.add_argument("--once", action="store_true", help="do not ask again for what was wrong")
    parser.add_argument("--tokens", type=int, default=90, help="of an answer")
    parser.add_argument("--folder", type=Path, help="where the run is kept, to go on with it later")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if lacking := missing("xllamacpp"):
        sys.exit(lacking)
    with smollm2() as address, tempfile.TemporaryDirectory() as temporary:
        instruct = InstructConfig(
            server=address,
            most_characters=arguments.characters,
            max_tokens=arguments.tokens,
            read_timeout=600,
            total_timeout=900,
        )
        settings = SummariseConfig(summariser="instruct", model="smollm2", prompt=arguments.prompt, instruct=instruct)
        config = Config(
            translate=TranslateConfig(translator="embedded", offline=True),
            summarise=settings,
            policy=PolicyConfig(draft_model="pass", article_error="pass", article_warning="pass"),
        )
        server = Server(instruct, "smollm2", say=print)
        server._form = 2  # in words only
        begun = time.monotonic()

        def progress(result: RunResult) -> None:
            print(f"{len(result.rows)} done, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)

        store = Store(arguments.folder or Path(temporary))
        runner = Runner(
            config, store, load_translator(config.translate, warn=print), Checker(), progress,
            summariser=Instruct(settings, FreeText(server, arguments.once)),
        )  # fmt: skip
        result = runner.run(articles(arguments.number))
        records = [record for row in result.rows if (record := store.get(row.id)) is not None]
    for failure in result.failures:
        print(f"failed: {failure.article}: {failure.reason}")
    report(records, arguments.out)


def report(records: list[Record], out: Path | None) -> None:
    """What became of the model's sentences, and what of them is in briefs that pass."""
    verdicts = Counter(record.brief.verdict for record in records)
    fates = Counter(
        d.remedy or "next taken" for r in records for d in r.brief.dropped if d.part == "summary" and d.text
    )
    silent = sum(any(not d.text and d.part == "summary" for d in r.brief.dropped) for r in records)
    own = [(r, s) for r in records for s in r.brief.sentences if s.support is not None]
    marked = [(r, s) for r, s in own if any(f.severity != "note" for f in s.findings)]
    odd = [(r, s, strange(s.text, r)) for r, s in own]
    offered = [(r, d.text) for r in records for d in r.brief.dropped if d.text and d.part == "summary"]
    print(f"{len(records)} briefs: {dict(verdicts)}; answers not in the form asked for: {silent}")
    print(f"sentences refused: {len(offered)}, {dict(fates)}; with something strange: "
          f"{sum(bool(strange(text, r)) for r, text in offered)}")  # fmt: skip
    print(
        f"sentences in its own words in a brief: {len(own)}, marked {len(marked)}, strange {sum(bool(o) for *_, o in odd)}"
    )
    passing = [(r, s, o) for r, s, o in odd if r.brief.verdict == "pass"]
    print(f"of them in a brief that passes: {len(passing)}, strange {sum(bool(o) for *_, o in passing)}")
    for record, sentence, what in passing:
        german = " ".join(s.source for s in record.sentences if s.id in sentence.sources)
        print(f"\n{record.article.id} {sentence.support} {what or ''}\n  {sentence.text}\n  {german}")
    for record, sentence, what in odd:
        if what and record.brief.verdict != "pass":
            said = [f.message for f in sentence.findings if f.severity != "note"]
            print(f"\nstrange, {record.brief.verdict}: {record.article.id} {what}\n  {sentence.text}\n  marked: {said}")
    if out:
        rows = [
            {"id": r.article.id, "verdict": r.brief.verdict, "dropped": [[d.text, d.message, d.remedy] for d in r.brief.dropped],
             "sentences": [[s.text, s.support, [f.message for f in s.findings]] for s in r.brief.sentences]}
            for r in records
        ]  # fmt: skip
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
