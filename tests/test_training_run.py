"""A miniature training from text to a model that translates: the recipe learns, stops, goes on, averages, exports."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from pipeline.errors import InputError
from pipeline.training import checkpoint, packed, resample
from pipeline.training.__main__ import training
from pipeline.training.mistakes import mistaken
from pipeline.training.prepare import DEV, SPM, TRAIN, prepare
from pipeline.training.resample import Resampled
from pipeline.training.settings import Group, Recipe, ShapeSettings, TextSettings, TrainSettings, VocabularySettings
from pipeline.training.synthetic import generate
from pipeline.training.train import Progress, _Run, learning_rate, train

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*SwigPy.*:DeprecationWarning"),
]
RECIPE = Recipe(
    text=TextSettings(groups=(Group("lines", "lines*"),), numbers_and_names=150, dev_lines=40),
    vocabulary=VocabularySettings(size=420),
    shape=ShapeSettings(width=64, encoder_layers=2, decoder_layers=1, feed_forward=128, heads=4),
    train=TrainSettings(
        learning_rate=4e-3, warmup=10, steps=200, batch_tokens=900, evaluate_every=50, keep=2, ema=0.8, final_share=0.2,
        final_groups=("lines",), threads=1, bf16=False,
    ),
)  # fmt: skip
SENTENCES = [
    (f"Der {de} kommt {when_de} nach {place}.", f"The {en} comes to {place} {when_en}.")
    for de, en in (("Minister", "minister"), ("Trainer", "coach"), ("Richter", "judge"), ("Sprecher", "spokesman"))
    for when_de, when_en in (("heute", "today"), ("morgen", "tomorrow"), ("am Montag", "on Monday"), ("bald", "soon"))
    for place in ("Berlin", "Hamburg", "Bremen", "Dresden", "Leipzig", "Bonn")
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Progress], list[str]]]:
    """Text prepared, trained in two sessions."""
    import torch

    threads = torch.get_num_threads()
    base = tmp_path_factory.mktemp("training")
    (base / "bitext").mkdir()
    (base / "bitext" / "lines.tsv").write_text("".join(f"{de}\t{en}\n" for de, en in SENTENCES), encoding="utf-8")
    dev = [*SENTENCES[::9], *generate(20, seed=99)]
    (base / "dev.tsv").write_text("".join(f"{de}\t{en}\n" for de, en in dev), encoding="utf-8")
    said: list[str] = []
    prepare(base / "bitext", base / "dev.tsv", base / "data", RECIPE, say=said.append)
    first = replace(RECIPE, train=replace(RECIPE.train, steps=50, final_share=0.0))
    sessions = [
        train(base / "data", base / "run", first, say=said.append),
        train(base / "data", base / "run", RECIPE, say=said.append),
    ]
    yield base, sessions, said
    torch.set_num_threads(threads)


def test_loss_falls_and_the_second_session_goes_on_where_the_first_stopped(
    trained: tuple[Path, list[Progress], list[str]],
) -> None:
    _, (first, second), said = trained
    assert (first.step, second.step) == (50, 200)
    assert second.seen_tokens > first.seen_tokens > 0
    assert second.last_loss < 0.6 * first.first_loss
    assert second.dev_loss < first.dev_loss - 0.5
    assert any(line.startswith("Resuming from step 50") for line in said)


def test_development_sentences_are_not_trained_on(trained: tuple[Path, list[Progress], list[str]]) -> None:
    _, _, said = trained
    assert f"lines: {len(SENTENCES) - len(SENTENCES[::9])} pairs" in said


def test_kept_checkpoints_are_averaged(trained: tuple[Path, list[Progress], list[str]]) -> None:
    base, _, _ = trained
    kept = checkpoint.kept(base / "run")
    assert [path.name for path in kept] == ["weights-0000150.pt", "weights-0000200.pt"]
    assert checkpoint.write_average(base / "run", 4, base / "mean.pt") == 2
    name = "model.encoder.layers.0.fc1.weight"
    weights = [checkpoint.load(path)["m"][name] for path in (*kept, base / "mean.pt")]
    assert (weights[2] - (weights[0] + weights[1]) / 2).abs().max() < 1e-6


def test_exported_model_loads_by_the_auto_classes_and_translates(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.config import TranslateConfig
    from pipeline.models.verify import verify_model
    from pipeline.training.export import export
    from pipeline.training.score import score
    from pipeline.translate import load_translator
    from pipeline.translate.golden import check_golden, golden_cases

    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    base, _, _ = trained
    target = tmp_path / "model"
    export(base / "run" / checkpoint.LATEST, base / "data" / SPM, target)
    assert verify_model(str(target)).state == "verified"
    sentence = "Der Minister kommt heute nach Bremen."
    for engine in ("transformers", "ctranslate2"):
        config = TranslateConfig(translator=str(target), engine=engine)  # type: ignore[arg-type]
        translator = load_translator(config, warn=pytest.fail)
        (result,) = translator.translate([sentence])
        assert {"minister", "comes", "today"} <= set(result.text.lower().replace(".", "").split()), result.text
        assert all(r.ok for r in check_golden(translator, golden_cases("model", target))) or engine == "ctranslate2"
    pytest.importorskip("sacrebleu", reason="scores need sacrebleu")
    (tmp_path / "set.tsv").write_text("".join(f"{de}\t{en}\n" for de, en in SENTENCES[:12]), encoding="utf-8")
    found = score(translator, tmp_path / "set.tsv")
    assert found.sentences == 12
    assert found.bleu > 30
    assert "nrefs:1" in found.bleu_signature


def test_a_model_of_another_shape_is_refused_as_a_start(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path
) -> None:
    from tests.support_marian import tiny_model

    base, _, _ = trained
    other = tiny_model(tmp_path / "other")
    with pytest.raises(InputError, match="another shape or vocabulary"):
        train(base / "data", tmp_path / "run", RECIPE, init=other.folder, say=lambda text: None)


def test_training_without_prepared_text_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no train\.npz: run the prepare step first"):
        train(tmp_path, tmp_path / "run", RECIPE, say=lambda text: None)


def test_a_file_that_is_no_checkpoint_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "ckpt.pt").write_bytes(b"no checkpoint")
    with pytest.raises(InputError, match=r"cannot be read as a checkpoint|holds more than weights"):
        checkpoint.load(tmp_path / "ckpt.pt")


def test_learning_rate_rises_stays_and_falls() -> None:
    settings = TrainSettings(learning_rate=1.0, warmup=10, decay_share=0.2, decay_to=0.1)
    assert learning_rate(0, 0.0, settings) == pytest.approx(0.1)
    assert learning_rate(9, 0.09, settings) == learning_rate(79, 0.79, settings) == pytest.approx(1.0)
    assert learning_rate(90, 0.9, settings) == pytest.approx(0.55)
    assert learning_rate(100, 1.0, settings) == pytest.approx(0.1)


def test_a_run_planned_by_time_ends_with_it_and_a_longer_plan_goes_on(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path
) -> None:
    base, _, _ = trained
    said: list[str] = []
    endless = replace(RECIPE, train=replace(RECIPE.train, steps=10**9, evaluate_every=10**9, patience=10**9))
    first = train(base / "data", tmp_path, endless, minutes=0.03, say=said.append)
    assert (first.stopped, first.minutes >= 0.03, first.minutes < 0.5) == ("minutes", True, True)
    again = train(base / "data", tmp_path, endless, minutes=0.03, say=said.append)
    assert again.step == first.step, "the time is spent"
    more = train(base / "data", tmp_path, endless, minutes=first.minutes + 0.02, say=said.append)
    assert more.step > first.step
    assert more.minutes >= first.minutes + 0.02


TINY = """
[text]
numbers_and_names = 60
[vocabulary]
size = 400
[shape]
width = 16
encoder_layers = 1
decoder_layers = 1
feed_forward = 16
heads = 2
[train]
steps = 4
evaluate_every = 2
threads = 1
bf16 = false
"""


def all_of_it(folder: Path, recipe: str) -> list[str]:
    """The arguments of the one command, over a small text and this recipe, which are written into the folder."""
    (folder / "bitext").mkdir()
    (folder / "bitext" / "lines.tsv").write_text("".join(f"{de}\t{en}\n" for de, en in SENTENCES), encoding="utf-8")
    (folder / "dev.tsv").write_text("".join(f"{de}\t{en}\n" for de, en in SENTENCES[:4]), encoding="utf-8")
    (folder / "recipe.toml").write_text(recipe, encoding="utf-8")
    arguments = ["all", "--bitext", str(folder / "bitext"), "--dev", str(folder / "dev.tsv")]
    return [*arguments, "--out", str(folder / "o"), "--recipe", str(folder / "recipe.toml")]


def test_one_command_does_it_all_and_a_second_call_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sacrebleu", reason="scores need sacrebleu")
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    arguments = [*all_of_it(tmp_path, TINY), "--test", str(tmp_path / "dev.tsv")]
    first = CliRunner().invoke(training, arguments)
    assert first.exit_code == 0, first.output
    assert "| dev | 4 |" in first.stdout
    assert (tmp_path / "o" / "model" / "SHA256SUMS").is_file()
    (tmp_path / "recipe.toml").write_text(TINY.replace("steps = 4", "steps = 6"), encoding="utf-8")
    second = CliRunner().invoke(training, arguments)
    assert second.exit_code == 0, second.output
    assert "Resuming from step 4" in second.stderr
    assert "pairs kept" not in second.stderr, "the text is not prepared twice"


def test_before_the_last_phase_the_model_looks_for_its_mistakes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    recipe = TINY.replace("[text]", "[text]\nmistakes = 30").replace(
        "steps = 4", 'steps = 4\nfinal_share = 0.5\nfinal_groups = ["all", "mistakes"]'
    )
    arguments = all_of_it(tmp_path, recipe)
    first = CliRunner().invoke(training, arguments)
    assert first.exit_code == 0, first.output
    assert "Stopped (final) at step 2" in first.stderr
    assert "Resuming from step 2" in first.stderr
    assert "Stopped (steps) at step 4" in first.stderr
    # Two steps teach a model nothing: it loses the place in every line.
    assert "mistakes: 30 of 30 lines" in first.stderr
    text = packed.load(tmp_path / "o" / "data" / "train.npz")
    assert text.groups == ("all", "synthetic", "mistakes")
    assert (text.group == 2).sum() == 30
    again = CliRunner().invoke(training, arguments)
    assert again.exit_code == 0, again.output
    assert "30 lines" not in again.stderr
    lone = ["mistakes", "--data", str(tmp_path / "o" / "data"), "--out", str(tmp_path / "o" / "run")]
    found = CliRunner().invoke(training, [*lone, "--recipe", str(tmp_path / "recipe.toml")])
    assert "mistakes: 30 of 30 lines" in found.stderr, "on its own it looks again, and replaces the group"
    assert len(packed.load(tmp_path / "o" / "data" / "train.npz")) == len(text)


def test_a_mistake_is_a_fact_lost_or_a_word_that_is_no_english_where_the_reference_has_none() -> None:
    lines = [
        ("Der Umsatz stieg auf 417 Millionen Euro.", "Sales rose to 417 million euros.", "Sales rose to 471 million euros."),
        ("Frau Kreuzberger wohnt in Bremen.", "Ms Kreuzberger lives in Bremen.", "Ms Kreuzberger lives in Bremen."),
        ("Der Zug kam zwölf Minuten zu spät.", "The train was late.", "The train was late."),
        ("Die Fernwärme fiel aus.", "District heating failed.", "The fernwärme failed."),
        ("Danach sprach Karl Ostermann in Leipzig.", "Then Karl Ostermann spoke in Leipzig.", "Then Karl spoke in Leipzig."),
    ]  # fmt: skip
    pairs, hypotheses = [(de, en) for de, en, _ in lines], [hypothesis for _, _, hypothesis in lines]
    assert mistaken(pairs, hypotheses) == [0, 3, 4]


def test_training_that_gains_nothing_ends_early_with_its_decay(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path
) -> None:
    base, _, _ = trained
    still = replace(
        RECIPE.train, learning_rate=0.0, steps=1000, evaluate_every=2, patience=3, decay_share=0.5, final_share=0.0
    )
    said: list[str] = []
    progress = train(base / "data", tmp_path, replace(RECIPE, train=still), say=said.append)
    # Evaluated at 2, 4, 6 and 8: the first is the best, three more bring nothing; as many steps again for the decay.
    assert (progress.stopped, progress.step) == ("patience", 16)
    assert "No gain in 3 evaluations: the learning rate falls from now on." in said


def test_asked_to_end_it_writes_a_checkpoint_and_goes_on_from_there(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path
) -> None:
    base, _, _ = trained
    recipe = replace(RECIPE, train=replace(RECIPE.train, steps=9, evaluate_every=3))

    def say(text: str) -> None:
        if text.startswith("step 3 "):
            os.kill(os.getpid(), signal.SIGTERM)

    first = train(base / "data", tmp_path, recipe, say=say)
    assert (first.stopped, first.step) == ("signal", 3)
    second = train(base / "data", tmp_path, recipe, say=lambda text: None)
    assert (second.stopped, second.step) == ("steps", 9)


def test_shares_of_a_step_add_up_to_the_step(trained: tuple[Path, list[Progress], list[str]], tmp_path: Path) -> None:
    """One thread or three: the same sentences, the same gradients but for rounding."""
    base, _, _ = trained
    losses = []
    for threads in (1, 3):
        settings = replace(RECIPE.train, steps=3, batch_tokens=4500, threads=threads)
        out = tmp_path / str(threads)
        losses.append(train(base / "data", out, replace(RECIPE, train=settings), say=lambda text: None).last_loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


def test_each_pass_sees_the_same_text_in_other_pieces(trained: tuple[Path, list[Progress], list[str]]) -> None:
    import sentencepiece

    base, _, _ = trained
    text = packed.load(base / "data" / TRAIN)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(base / "data" / SPM))
    sources = [text.pair(n)[0].tolist() for n in range(len(text))]
    with closing(Resampled(base / "data" / TRAIN, base / "data" / SPM, alpha=0.2)) as resampled:
        passes = [resampled.next(text) for _ in range(2)]
    for once in passes:
        sampled = [once.pair(n)[0].tolist() for n in range(len(text))]
        assert pieces.decode(sampled) == pieces.decode(sources)
        assert sum(a != b for a, b in zip(sampled, sources, strict=True)) > len(text) / 2
        assert (once.target == text.target).all()
    assert passes[0].source.tolist() != passes[1].source.tolist()


def epochs(data: Path, out: Path, recipe: Recipe, count: int, from_batch: int = 0) -> list[list[packed.Ints]]:
    """The batches of the first ``count`` epochs and of the last phase, as a run sees them without learning anything."""
    run = _Run(data, out, recipe, None, lambda _: None)
    run.planned, run.before_final, run.position = 0, False, from_batch
    found: list[list[packed.Ints]] = [[] for _ in range(count + 1)]
    for text, batch in run._batches():
        final = run._done() >= 1 - recipe.train.final_share
        sampled = text.source.tolist() != run.train_data.source.tolist()
        assert sampled == (recipe.train.subword_alpha > 0 and run.epoch > 0 and not final), (run.epoch, final)
        found[-1 if final else run.epoch].append(batch)
        if final:
            run.step = recipe.train.steps
        elif run.epoch == count - 1 and run.position == 2:
            run.step = round(recipe.train.steps * (1 - recipe.train.final_share))
    return found


def test_sampled_text_is_seen_after_the_first_epoch_and_before_the_last_phase_and_mistakes_only_then(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path
) -> None:
    base, _, _ = trained
    (tmp_path / "data").mkdir()
    for name in (SPM, DEV):
        (tmp_path / "data" / name).write_bytes((base / "data" / name).read_bytes())
    text = packed.with_group(packed.load(base / "data" / TRAIN), "mistakes", [3, 5, 8])
    packed.save(tmp_path / "data" / TRAIN, text)
    settings = replace(RECIPE.train, subword_alpha=0.3, final_groups=("lines", "mistakes"))
    first, second, _, last = epochs(tmp_path / "data", tmp_path, replace(RECIPE, train=settings), 3)
    group = text.group[np.concatenate([*first, *second])]
    assert set(group.tolist()) == {text.groups.index("lines"), text.groups.index("synthetic")}
    assert {text.groups[n] for n in text.group[np.concatenate(last)]} <= {"lines", "mistakes"}
    # The batches are those of a run without sampling, so that a run resumes at the same place.
    as_packed = replace(RECIPE, train=replace(settings, subword_alpha=0.0))
    resumed, _, _, _ = epochs(tmp_path / "data", tmp_path, as_packed, 3, from_batch=2)
    assert [batch.tolist() for batch in resumed] == [batch.tolist() for batch in first[2:]]


def test_a_run_whose_sampling_process_is_killed_goes_on_with_the_text_as_packed(
    trained: tuple[Path, list[Progress], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, _, _ = trained
    monkeypatch.setattr(resample, "_sample", os._exit)  # alpha is its status
    recipe = replace(RECIPE, train=replace(RECIPE.train, subword_alpha=1, steps=60, final_share=0.0))
    said: list[str] = []
    assert train(base / "data", tmp_path, recipe, say=said.append).stopped == "steps"
    assert any("from now on the text is seen as packed" in line for line in said)


def test_averaging_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run the train step first"):
        checkpoint.write_average(tmp_path, 4, tmp_path / "mean.pt")
