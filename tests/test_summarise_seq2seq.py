"""The seq2seq summariser, with a tiny BART that the test builds: sections, both engines, a whole run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import Checker
from pipeline.config import Config, Seq2SeqConfig, SummariseConfig
from pipeline.errors import ModelError
from pipeline.models.resolve import ModelFolder, resolve
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.summarise.base import Draft, Fault
from pipeline.summarise.load import load_summariser
from pipeline.summarise.seq2seq import Seq2Seq, sections
from pipeline.summarise.seq2seq_engines import Ct2Engine, TorchEngine, choose
from pipeline.summarise.words import sentences_of
from pipeline.types import Article, CheckedSentence
from tests.fakes import FakeTranslator
from tests.support_bart import bart, chat_model
from tests.support_retold import checked, retold

SHORT = Seq2SeqConfig(beams=2, min_tokens=4, max_tokens=24)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bart(tmp_path_factory.mktemp("tiny-bart"))


@pytest.fixture
def model(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFolder:
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    return resolve(str(tiny), warn=print, role="summarise")


class Words:
    """An engine that counts words and whose summaries are the first and the last sentence of a text."""

    most_tokens = 30

    def __init__(self) -> None:
        self.read: list[str] = []

    def length(self, text: str) -> int:
        return len(text.split())

    def clipped(self, text: str, most: int) -> str:
        return " ".join(text.split()[:most])

    def summaries(self, text: str, count: int) -> list[str]:
        self.read.append(text)
        parts = sentences_of(text)
        return [f"{parts[0]} {parts[-1]}", f"{parts[-1]}", parts[0]][:count]


def article(*lengths: int, per_block: int = 3) -> list[CheckedSentence]:
    _, body = checked("bank")
    return [
        replace(body[0], id=f"s{i}", block=i // per_block, target=" ".join([f"w{i}"] * (n - 1) + ["end."]))
        for i, n in enumerate(lengths)
    ]


def sizes(found: Sequence[object], engine: Words) -> list[int]:
    return [engine.length(section.text) for section in found]  # type: ignore[attr-defined]


def test_what_fits_is_one_section() -> None:
    [section] = sections(article(5, 5, 5), 30, Words())
    assert [s.id for s in section.sentences] == ["s0", "s1", "s2"]


def test_a_long_article_is_cut_at_paragraphs_into_sections_of_about_one_length() -> None:
    found = sections(article(*[6] * 12), 30, Words())
    assert [[s.id for s in section.sentences] for section in found] == [
        ["s0", "s1", "s2"], ["s3", "s4", "s5"], ["s6", "s7", "s8"], ["s9", "s10", "s11"],
    ]  # fmt: skip


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60), st.integers(20, 100), st.integers(1, 9))
def test_sections_lose_nothing_and_are_no_longer_than_the_model_takes(
    lengths: list[int], most: int, block: int
) -> None:
    made = article(*lengths, per_block=block)
    found = sections(made, most, Words())
    assert [s for section in found for s in section.sentences] == made
    assert all(
        len(section.sentences) == 1 or sum(Words().length(s.target or "") + 1 for s in section.sentences) <= most
        for section in found
    )


def test_drafts_rest_on_their_own_section_and_come_with_the_first_section_first() -> None:
    engine = Words()
    model = ModelFolder("words", Path(), "bart", (), "", "r1", False)
    summariser = Seq2Seq(Seq2SeqConfig(), model, lambda: engine, "test")
    drafts = list(summariser.drafts(Article("a", ""), article(*[6] * 12)))
    assert len(engine.read) == 4
    assert [d.order for d in drafts] == [0, 1, 2, 4, 6, 3, 5, 7]
    assert [d.sources for d in sorted(drafts, key=lambda d: d.order)] == [
        ("s0",), ("s2",), ("s3",), ("s5",), ("s6",), ("s8",), ("s9",), ("s11",),
    ]  # fmt: skip
    assert list(summariser.drafts(Article("a", ""), [])) == []


def test_asked_again_it_offers_another_candidate_of_the_same_section() -> None:
    model = ModelFolder("words", Path(), "bart", (), "", "r1", False)
    summariser = Seq2Seq(Seq2SeqConfig(), model, Words, "test")
    body = article(5, 5)
    fault = Fault(Draft("w0 w0 w0 w0 wrong.", ("s0",), 3), ("no",), True)
    [again] = summariser.again(Article("a", ""), body, [fault])
    assert (again.text, again.sources, again.order) == ("w0 w0 w0 w0 end.", ("s0",), 3)


def test_the_spaced_full_stops_of_news_models_are_closed_up() -> None:
    made = sentences_of("Police arrested a man in Dresden . The U.S. said no , twice . ")
    assert made == ["Police arrested a man in Dresden.", "The U.S. said no, twice."]


# --- real files


@pytest.mark.slow
def test_both_engines_write_the_same_with_the_same_weights(model: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.summarise.seq2seq_engines.COMPUTE_TYPE", "float32")
    greedy = replace(SHORT, beams=1, no_repeat_ngram=2)
    one, other = TorchEngine(model, greedy, "cpu"), Ct2Engine(model, greedy)
    for text in ("Police arrested a man in Dresden.", "The trial could begin in the autumn, prosecutors said."):
        first, second = one.summaries(text, 1)[0], other.summaries(text, 1)[0]
        assert len(set(first)) > 5
        assert first[:20] == second[:20]
        assert one.encoded(text) == other.encoded(text)
    assert one.most_tokens == 60


@pytest.mark.slow
def test_a_text_that_is_too_long_is_clipped_between_words_and_still_summarised(model: ModelFolder) -> None:
    engine = TorchEngine(model, SHORT, "cpu")
    text = "Police arrested a man in Dresden on Monday. " * 30
    clipped = engine.clipped(text, 60)
    assert engine.length(clipped) <= 60
    assert text.startswith(clipped)
    assert len(engine.encoded(text)) <= 64
    assert len(engine.summaries(text, 2)) == 2


@pytest.mark.slow
def test_a_summary_is_no_longer_than_the_model_has_positions(model: ModelFolder) -> None:
    wide = replace(SHORT, max_tokens=500, min_tokens=200)
    for engine in (TorchEngine(model, wide, "cpu"), Ct2Engine(model, wide)):
        assert engine.longest(wide) == engine.most_tokens == 60
        assert engine.summaries("Police arrested a man in Dresden on Monday.", 1)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["transformers", "ctranslate2"])
def test_a_run_with_a_model_that_writes_nonsense_is_briefed_by_extraction_and_says_so(
    model: ModelFolder, tmp_path: Path, engine: str
) -> None:
    settings = SummariseConfig(summariser="seq2seq", model=str(model.folder), seq2seq=replace(SHORT, engine=engine))
    summariser = load_summariser(settings)
    item = retold()[0]
    store = Store(tmp_path / "out")
    runner = Runner(
        Config(summarise=settings), store, FakeTranslator(dict(item.pairs)), Checker(), summariser=summariser
    )
    result = runner.run([Article("bank", "\n\n".join(german for german, _ in item.pairs), language="de")])
    assert result.failures == []
    record = store.get("bank")
    assert record is not None
    assert record.signature.summariser == f"seq2seq {model.name}"
    assert len(record.brief.sentences) >= 3
    assert {s.text for s in record.brief.sentences} <= {english for _, english in item.pairs}
    assert record.brief.dropped != ()
    assert all(d.message for d in record.brief.dropped)


@pytest.mark.slow
def test_the_revision_tells_engines_and_weights_apart(model: ModelFolder) -> None:
    def revision(engine: str) -> str:
        return load_summariser(
            SummariseConfig(summariser="seq2seq", model=str(model.folder), seq2seq=replace(SHORT, engine=engine))
        ).identity.revision

    assert revision("transformers") == revision("transformers") != revision("ctranslate2")


@pytest.mark.slow
def test_a_model_that_cannot_be_converted_is_run_by_transformers_and_that_is_said(
    model: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ModelError("x cannot be converted for ctranslate2 (odd).")

    monkeypatch.setattr("pipeline.summarise.seq2seq_engines._convert", fails)
    said: list[str] = []
    settings = SummariseConfig(summariser="seq2seq", model=str(model.folder), device="cpu", seq2seq=SHORT)
    made = load_summariser(settings, said.append)
    assert list(made.drafts(Article("a", ""), article(5, 5)))
    assert said == ["x cannot be converted for ctranslate2 (odd). It is run by transformers instead, which is slower."]
    with pytest.raises(ModelError, match="odd"):
        list(
            load_summariser(replace(settings, seq2seq=replace(SHORT, engine="ctranslate2"))).drafts(
                Article("a", ""), article(5, 5)
            )
        )


def test_the_engine_is_chosen_by_the_architecture(model: ModelFolder, tmp_path: Path) -> None:
    def chosen(architecture: str, **settings: str) -> str:
        (tmp_path / "config.json").write_text(json.dumps({"model_type": architecture, "is_encoder_decoder": True}))
        engine = Seq2SeqConfig(engine=settings.pop("engine", "auto"))  # type: ignore[arg-type]
        folder = replace(model, folder=tmp_path, architecture=architecture)
        return choose(SummariseConfig(seq2seq=engine, **settings), folder)  # type: ignore[arg-type]

    assert chosen("bart", device="cpu") == "ctranslate2"
    assert chosen("bart", device="cpu", engine="transformers") == "transformers"
    assert chosen("t5", device="cpu") == "transformers"
    with pytest.raises(ModelError, match='summarises with bart models only, this one is "t5"'):
        chosen("t5", engine="ctranslate2")


def test_a_chat_model_is_no_encoder_decoder_model(tmp_path: Path) -> None:
    folder = chat_model(tmp_path)
    with pytest.raises(ModelError, match="is not an encoder-decoder model"):
        load_summariser(SummariseConfig(summariser="seq2seq", model=str(folder)))


def test_a_model_that_is_not_here_is_named_with_the_command_that_fetches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(ModelError, match="wortlaut models pull distilbart-cnn-12-6"):
        load_summariser(SummariseConfig(summariser="seq2seq", offline=True))
    with pytest.raises(ModelError, match="opus-mt-de-en is not a summariser but a model to translate"):
        load_summariser(SummariseConfig(summariser="seq2seq", model="opus-mt-de-en", offline=True))
