"""Both engines over the same tiny random weights: the same search gives the same text and the same scores."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.bench.workload import sentences
from pipeline.config import TranslateConfig
from pipeline.errors import ModelError
from pipeline.models.folder import weights_of
from pipeline.models.resolve import ModelFolder, embedded, local
from pipeline.translate import load_translator
from pipeline.translate.ct2_convert import converted
from pipeline.translate.ct2_engine import Ct2Decoder, MarianPieces
from pipeline.translate.decoding import Decoding
from pipeline.translate.load import choose_engine, load_model, open_decoder
from pipeline.translate.torch_engine import TorchDecoder
from tests.support_marian import LINES, tiny_model

pytestmark = pytest.mark.filterwarnings("ignore:.*SwigPy.*:DeprecationWarning")
GERMAN = LINES[::2]
SEARCH = Decoding(beams=3, hypotheses=3, length_factor=1.0)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Models this small gain nothing from threads and lose much where the machine is busy."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=["padding first", "padding last"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    return tiny_model(tmp_path_factory.mktemp("tiny") / "model", pad_last=request.param == "padding last")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("WORTLAUT_CACHE", str(folder))
    return folder


def test_engines_agree_on_tokens_texts_and_scores(model: ModelFolder) -> None:
    reference = TorchDecoder(model, device="cpu", batch_tokens=2048)
    fast = Ct2Decoder(model, compute_type="float32", batch_tokens=2048)
    ids = [reference.encode(text) for text in GERMAN]
    assert [fast.encode(text) for text in GERMAN] == ids
    greedy = Decoding(beams=1, hypotheses=1, length_factor=1.0)
    for left, right in zip(reference.decode(ids, greedy), fast.decode(ids, greedy), strict=True):
        assert [h.text for h in left] == [h.text for h in right]
        assert left[0].text
        assert left[0].score == pytest.approx(right[0].score, abs=2e-3)


def test_grouping_does_not_change_a_translation(model: ModelFolder) -> None:
    for decoder in (
        TorchDecoder(model, device="cpu", batch_tokens=40),
        Ct2Decoder(model, compute_type="int8", batch_tokens=40, workers=2),
    ):
        ids = [decoder.encode(text) for text in GERMAN * 3]
        together = decoder.decode(ids, SEARCH)
        alone = [decoder.decode([one], SEARCH)[0] for one in ids]
        assert [[h.text for h in hs] for hs in together] == [[h.text for h in hs] for hs in alone]


def test_the_output_never_holds_padding_or_unknown_tokens(model: ModelFolder) -> None:
    for decoder in (
        TorchDecoder(model, device="cpu", batch_tokens=2048),
        Ct2Decoder(model, compute_type="float32", batch_tokens=2048),
    ):
        for hypotheses in decoder.decode([decoder.encode(text) for text in GERMAN], SEARCH):
            assert all("<" not in h.text and "⁇" not in h.text for h in hypotheses)


def test_least_length_is_kept_by_both_engines(model: ModelFolder) -> None:
    long = Decoding(beams=2, hypotheses=1, length_factor=1.0, min_length_factor=1.0)
    for decoder in (
        TorchDecoder(model, device="cpu", batch_tokens=2048),
        Ct2Decoder(model, compute_type="float32", batch_tokens=2048),
    ):
        ids = decoder.encode(" ".join(GERMAN[:2]))[:40]
        assert len(decoder.encode(decoder.decode([ids], long)[0][0].text)) >= 20


def test_sacremoses_has_no_say_in_the_input(model: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with_package = TorchDecoder(model, device="cpu", batch_tokens=64).encode("Am Montag – um 18\u00a0000 Uhr")
    monkeypatch.setitem(sys.modules, "sacremoses", None)
    without = TorchDecoder(model, device="cpu", batch_tokens=64).encode("Am Montag – um 18\u00a0000 Uhr")
    assert with_package == without


def test_conversion_is_made_once_and_found_again(model: ModelFolder, cache: Path) -> None:
    first = converted(model, "int8")
    stamp = (first / "model.bin").stat().st_mtime_ns
    assert converted(model, "int8") == first
    assert (first / "model.bin").stat().st_mtime_ns == stamp
    assert converted(model, "float32") != first
    assert not list((cache / "ctranslate2").glob(".tmp-*"))


@pytest.mark.parametrize("damage", [b"garbled", b""])
def test_a_damaged_conversion_is_made_again(model: ModelFolder, cache: Path, damage: bytes) -> None:
    folder = converted(model, "float32")
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(damage)
    old = cache / "ctranslate2" / ".tmp-killed"
    old.mkdir()
    os.utime(old, (0, 0))
    assert (converted(model, "float32") / "model.bin").read_bytes() == whole
    assert not old.exists()


def test_two_processes_may_convert_at_once(model: ModelFolder, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.models.resolve import local; "
        "from pipeline.translate.ct2_engine import Ct2Decoder; from pipeline.translate.decoding import Decoding; "
        "d = Ct2Decoder(local(Path(sys.argv[1])), compute_type='int8', batch_tokens=64); "
        "print(d.decode([d.encode('Der Rat tagt.')], Decoding(2, 1, 1.0))[0][0].text); "
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules, 'slow imports'"
    )
    import os

    environment = {**os.environ, "WORTLAUT_CACHE": str(tmp_path / "cache")}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(model.folder)], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert said[0] == said[1]
    assert len(list((tmp_path / "cache" / "ctranslate2").iterdir())) == 1


def test_unwritable_cache_is_explained(model: ModelFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="Set WORTLAUT_CACHE to a writable folder"):
        converted(model, "int8")


def test_weights_that_lack_a_tensor_are_refused_by_name(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    found = tiny_model(tmp_path / "m")
    tensors = load_file(found.weights[0])
    del tensors["model.encoder.layers.1.fc1.bias"]
    save_file(tensors, found.weights[0])
    found = local(tmp_path / "m")
    with pytest.raises(ModelError, match=r"lacks the tensor model\.encoder\.layers\.1\.fc1\.bias"):
        converted(found, "int8")


def test_a_model_that_is_not_marian_runs_on_transformers(tmp_path: Path) -> None:
    pytest.importorskip("sacremoses", reason="the FSMT tokenizer needs sacremoses")
    import json

    import torch
    from transformers import FSMTConfig, FSMTForConditionalGeneration

    letters = "abcdefghijklmnopqrstuvwxyz."
    symbols = ["<s>", "<pad>", "</s>", "<unk>", *letters, *(c + "</w>" for c in letters)]
    for name in ("vocab-src.json", "vocab-tgt.json"):
        (tmp_path / name).write_text(json.dumps({symbol: i for i, symbol in enumerate(symbols)}))
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b 1\n")
    (tmp_path / "tokenizer_config.json").write_text(
        json.dumps({"langs": ["de", "en"], "model_max_length": 64, "tokenizer_class": "FSMTTokenizer"})
    )
    torch.manual_seed(1)
    config = FSMTConfig(
        langs=["de", "en"], src_vocab_size=len(symbols), tgt_vocab_size=len(symbols), d_model=16, encoder_layers=1,
        decoder_layers=1, encoder_ffn_dim=16, decoder_ffn_dim=16, encoder_attention_heads=2, decoder_attention_heads=2,
        max_position_embeddings=64, num_beams=2,
    )  # fmt: skip
    FSMTForConditionalGeneration(config).save_pretrained(tmp_path)
    config_ = TranslateConfig(translator=str(tmp_path), beams=2, device="cpu")
    translator = load_translator(config_, warn=pytest.fail)
    assert translator.identity.engine == "transformers"
    first, second = translator.translate(["der rat tagt.", "am montag."])
    assert first.hypotheses and second.hypotheses


def test_translator_over_a_local_folder_says_what_it_is(model: ModelFolder) -> None:
    for engine in ("ctranslate2", "transformers"):
        config = TranslateConfig(translator=str(model.folder), engine=engine, beams=2)  # type: ignore[arg-type]
        translator = load_translator(config, warn=pytest.fail)
        identity = translator.identity
        assert (identity.model, identity.engine, identity.draft) == ("model", engine, False)
        assert identity.revision == model.revision
        assert identity.revision.startswith("sha256:")
        assert identity.decoding["beams"] == 2
        assert identity.libraries[engine]
        assert len(translator.translate(["Der Rat tagt.", "Am Montag."])) == 2


def test_engine_is_chosen_by_architecture_and_what_is_asked() -> None:
    auto = TranslateConfig(device="cpu")
    assert choose_engine(auto, "marian") == ("ctranslate2", "cpu")
    assert choose_engine(auto, "fsmt") == ("transformers", "cpu")
    assert choose_engine(TranslateConfig(engine="transformers", device="cpu"), "marian") == ("transformers", "cpu")
    with pytest.raises(ModelError, match='this one is "fsmt": set engine = "auto"'):
        choose_engine(TranslateConfig(engine="ctranslate2", device="cpu"), "fsmt")


def test_a_gpu_is_used_by_the_same_key_in_half_precision_and_larger_batches(
    model: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []

    def recorder(model: ModelFolder, *, device: str, batch_tokens: int) -> None:
        opened.append((device, batch_tokens))

    monkeypatch.setattr("pipeline.translate.load._gpu", lambda engine: True)
    monkeypatch.setattr("pipeline.translate.torch_engine.TorchDecoder", recorder)
    config = TranslateConfig(device="auto", batch_tokens=1000)
    assert choose_engine(config, "marian") == ("transformers", "cuda")
    identity = load_model(model, config).identity
    assert (identity.engine, identity.decoding["compute_type"]) == ("transformers", "bfloat16")
    open_decoder(model, config, "transformers", "cuda")
    assert opened == [("cuda", 8000)]
    assert choose_engine(TranslateConfig(device="cpu"), "marian") == ("ctranslate2", "cpu")


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_embedded_model_translates_and_copies_digits() -> None:
    translator = load_translator(TranslateConfig(translator="embedded", engine="ctranslate2"), warn=pytest.fail)
    assert translator.identity.draft
    assert translator.identity.model == "embedded"
    (result,) = translator.translate(["Nordkorea schickt bis zu 30.000 Soldaten."])
    assert "30,000" in result.text
    assert result.hypotheses[0].score < 0
    assert pieces_round_trip("Grüße aus Köln, 1.234 Euro.")


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_engines_agree_on_the_embedded_model_at_every_length_penalty() -> None:
    reference = TorchDecoder(embedded(), device="cpu", batch_tokens=2048)
    fast = Ct2Decoder(embedded(), compute_type="float32", batch_tokens=2048)
    ids = [reference.encode(text) for text in GERMAN]
    for penalty in (1.0, 0.5):
        search = Decoding(beams=4, hypotheses=2, length_factor=2.5, length_penalty=penalty)
        same = 0
        for left, right in zip(reference.decode(ids, search), fast.decode(ids, search), strict=True):
            same += left[0].text == right[0].text
            # Where two candidates nearly tie, the engines may choose differently, but what they choose is as good.
            assert left[0].score == pytest.approx(right[0].score, abs=5e-3 if left[0].text == right[0].text else 5e-2)
            assert -4 < left[0].score < 0, "log-probability per token, whatever the length penalty"
        assert same >= 0.7 * len(ids)


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_engines_agree_where_the_vocabulary_lacks_a_letter() -> None:
    reference = TorchDecoder(embedded(), device="cpu", batch_tokens=2048)
    fast = Ct2Decoder(embedded(), compute_type="float32", batch_tokens=2048)
    search = Decoding(beams=4, hypotheses=4, length_factor=2.5)
    # This vocabulary spells every letter, if need be as bytes: the unknown piece (1) of others is put in by hand.
    texts = ("In Děčín schneit es bei 3 °C.", "Frau Petković erhielt 24.500 Euro.")
    ids = [[*one[:1], 1, *one[2:]] for one in map(fast.encode, texts)]
    for left, right in zip(reference.decode(ids, search), fast.decode(ids, search), strict=True):
        assert [h.text for h in left] == [h.text for h in right]
        assert [h.score for h in left] == pytest.approx([h.score for h in right], abs=5e-3)


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_eight_bit_candidates_and_scores_are_the_same_alone_and_in_company() -> None:
    decoder = Ct2Decoder(embedded(), compute_type="int8", batch_tokens=2048)
    ids = [decoder.encode(text) for text in sentences(60)]
    search = Decoding(beams=4, hypotheses=4, length_factor=2.5)
    together = decoder.decode(ids, search)
    assert together == [decoder.decode([one], search)[0] for one in ids]
    backwards = decoder.decode(ids[::-1], search)
    assert together == backwards[::-1]


def pieces_round_trip(text: str) -> bool:
    pieces = MarianPieces(resources.embedded_model())
    return pieces.text(pieces.tokens(pieces.encode(text))) == text
