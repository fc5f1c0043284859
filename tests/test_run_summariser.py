"""A summariser in a run: beside translation if it is slow, and part of the signature with all else that decides."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker, load_checker
from pipeline.config import CheckConfig, Config
from pipeline.run.runner import Runner, RunResult
from pipeline.run.signature import make_signature
from pipeline.run.store import Store
from pipeline.summarise.base import Draft, SummariserIdentity
from pipeline.types import Article, CheckedSentence, Translation
from tests.fakes import FakeTranslator
from tests.test_run import ARTICLE, record
from tests.test_run_stream import Echo, article, ids


class FakeSummariser:
    """Offers an article's first sentences, one draft for two of them. Holds back the articles it is told to hold until
    :attr:`let_go` is set."""

    def __init__(self, lanes: int = 1, held: Sequence[str] = (), revision: str = "r1", prompt: str = "p1") -> None:
        self.lanes = lanes
        self.held = held
        self.let_go = threading.Event()
        self.begun: list[str] = []
        self.threads: set[str] = set()
        self.identity = SummariserIdentity("fake", revision, prompt)

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterable[Draft]:
        self.begun.append(article.id)
        self.threads.add(threading.current_thread().name)
        if article.id in self.held:
            assert self.let_go.wait(20), "nothing else went on meanwhile"
        for i, sentence in enumerate(sentences[:3]):
            yield Draft(sentence.target or "", (sentence.id,), -i)


class Watched(Echo):
    """Lets the summariser go on once it has itself translated a certain text."""

    def __init__(self, summariser: FakeSummariser, until: str) -> None:
        super().__init__()
        self.summariser = summariser
        self.until = until
        self.meanwhile: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        if self.summariser.begun and not self.summariser.let_go.is_set():
            self.meanwhile += sentences
        done = super().translate(sentences)
        if any(self.until in sentence for sentence in sentences):
            self.summariser.let_go.set()
        return done


ARTICLES = [article("kiel", 1, 2, 3), article("mainz", 21, 22, 23), article("ulm", 31, 32, 33)]


def test_translation_goes_on_while_a_slow_summariser_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are let in one by one, so that nothing of Mainz and Ulm is asked for before Kiel is being summarised; and
    that only ends once the last sentence of Ulm has been translated."""
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 1)
    summariser = FakeSummariser(held=["kiel"])
    translator = Watched(summariser, until="33")
    result = Runner(Config(), Store(tmp_path), translator, Checker(), summariser=summariser).run(ARTICLES)
    assert [row.id for row in result.rows] == ["kiel", "mainz", "ulm"]
    assert len(translator.meanwhile) >= 6
    assert {"mainz" in text or "ulm" in text for text in translator.meanwhile} == {True}
    assert summariser.threads == {"aside-0"}


def test_other_articles_are_written_while_one_is_summarised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 1)
    summariser = FakeSummariser(lanes=2, held=["kiel"])
    order: list[str] = []

    def progress(result: RunResult) -> None:
        order.append(result.rows[-1].id)
        if len(order) == 2:
            summariser.let_go.set()

    Runner(Config(), Store(tmp_path), Echo(), Checker(), progress, summariser=summariser).run(ARTICLES)
    assert order == ["mainz", "ulm", "kiel"]
    assert ids(tmp_path) == ["kiel", "mainz", "ulm"]


def test_no_more_articles_are_read_than_a_slow_summariser_can_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.pipe.SUMMARIES", 2)
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 1)
    read: list[str] = []
    ahead: list[int] = []

    def source() -> Iterable[Article]:
        for number in range(12):
            read.append(f"a{number}")
            yield article(f"a{number}", number * 10 + 1, number * 10 + 2, number * 10 + 3)

    runner = Runner(
        Config(), Store(tmp_path), Echo(), Checker(), lambda result: ahead.append(len(read) - len(result.rows)),
        summariser=FakeSummariser(),
    )  # fmt: skip
    assert len(runner.run(source()).rows) == 12
    assert max(ahead) <= 4


def test_a_quick_summariser_is_asked_where_the_answers_come_in(tmp_path: Path) -> None:
    summariser = FakeSummariser(lanes=0)
    Runner(Config(), Store(tmp_path), Echo(), Checker(), summariser=summariser).run(ARTICLES)
    assert summariser.threads == {threading.current_thread().name}


def test_an_unexpected_error_in_a_summariser_stops_a_strict_run_and_names_the_article(tmp_path: Path) -> None:
    class Broken(FakeSummariser):
        def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterable[Draft]:
            raise ZeroDivisionError(article.id)

    with pytest.raises(ZeroDivisionError) as caught:
        Runner(Config(), Store(tmp_path), Echo(), Checker(), summariser=Broken(), strict=True).run(ARTICLES[:1])
    assert caught.value.__notes__ == ["while processing article kiel (kiel.txt)"]


# --- what a record was made with


def signature(
    summariser: SummariserIdentity = SummariserIdentity("fake", "r1", "p1"), checker: Checker | None = None
) -> Any:
    return make_signature(Config(), FakeTranslator({}).identity, summariser, (checker or Checker()).identity)


@pytest.mark.parametrize(
    "other",
    [
        SummariserIdentity("other", "r1", "p1"),
        SummariserIdentity("fake", "r2", "p1"),
        SummariserIdentity("fake", "r1", "p2"),
    ],
)
def test_the_summariser_signs_with_name_revision_and_prompt(other: SummariserIdentity) -> None:
    assert signature(other) != signature()
    assert signature(SummariserIdentity("fake", "r1", "p1")) == signature()


def test_a_prompt_that_was_changed_makes_the_article_anew(tmp_path: Path) -> None:
    def run(prompt: str) -> FakeTranslator:
        translator = FakeTranslator({})
        Runner(Config(), Store(tmp_path), translator, Checker(), summariser=FakeSummariser(prompt=prompt)).run(
            [ARTICLE]
        )
        return translator

    assert run("p1").asked
    assert run("p1").asked == []
    assert run("p2").asked
    assert record(tmp_path)["signature"]["prompt"] == "p2"


def test_a_glossary_edited_while_the_process_lives_makes_the_article_anew(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"

    def run(english: str) -> FakeTranslator:
        names.write_text(f"German,English,kind,note\nNordwerft,{english},org,\n", encoding="utf-8")
        translator = FakeTranslator({})
        checker = load_checker(CheckConfig(glossary=str(names)))
        Runner(Config(), Store(tmp_path / "out"), translator, checker).run([ARTICLE])
        return translator

    assert run("North Yard").asked
    assert run("North Yard").asked == []
    assert run("Nordwerft").asked


def test_the_checker_signs_for_the_glossary_that_it_uses_not_for_a_path(tmp_path: Path) -> None:
    def checker(name: str, text: str) -> Checker:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load_checker(CheckConfig(glossary=str(tmp_path / name)))

    first = checker("a.csv", "Nordwerft,North Yard,org,\n")
    (tmp_path / "a.csv").write_text("Nordwerft,Northern Yard,org,\n", encoding="utf-8")
    assert first.identity == checker("b.csv", "Nordwerft,North Yard,org,\n").identity
    assert first.identity != Checker().identity
    assert first.identity != checker("a.csv", "Nordwerft,Northern Yard,org,\n").identity


def test_code_and_tables_that_decide_are_part_of_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import resources

    (tmp_path / "names").mkdir()
    (tmp_path / "tables").mkdir()
    code, table = tmp_path / "names" / "judge.py", tmp_path / "tables" / "units.tsv"
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)

    def fingerprint(code_text: str, table_text: str, name: str = "names") -> str:
        code.write_text(code_text)
        table.write_text(table_text)
        (tmp_path / "names" / "notes.txt").write_text(code_text)
        return str(resources.fingerprint.__wrapped__(name, "tables"))

    base = fingerprint("a = 1", "m\tmetre")
    assert fingerprint("a = 2", "m\tmetre") != base
    assert fingerprint("a = 1", "m\tmeter") != base
    assert fingerprint("a = 1", "m\tmetre") == base
    (tmp_path / "names" / "page.html.j2").write_text("<p>")
    assert fingerprint("a = 1", "m\tmetre") != base, "a changed template makes other pages"


def test_every_folder_decides_or_is_known_not_to() -> None:
    """A stage that moves or comes anew must be put into one of the lists, or old records would count as done."""
    from pipeline import resources
    from pipeline.check import engine
    from pipeline.run import signature as signing

    package = resources.tables().parent
    listed = (*engine._DECIDES, *signing._STAGES)
    decides = {name.split("/")[0] for name in listed if "/" not in name and not name.endswith(".py")}
    by_module = {"summarise", "run"}
    elsewhere = {
        "bench",
        "bitext",
        "changes",
        "cli",
        "desk",
        "export",
        "feeds",
        "fetch",
        "figures",
        "ledger",
        "mail",
        "models",
        "render",
        "training",
    }
    assert {path.parent.name for path in package.glob("*/__init__.py")} == decides | by_module | elsewhere
    tables = {path.name for path in resources.tables().iterdir() if path.is_dir()}
    assert tables == {name.split("/")[1] for name in listed if name.startswith("tables/") and "." not in name}
