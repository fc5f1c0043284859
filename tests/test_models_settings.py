"""Model folders from strangers: sizes that cannot be, files that are not what they are called, files nobody vouches for."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import resources
from pipeline.errors import ModelError
from pipeline.models import store
from pipeline.models.folder import SUMS_FILE, weights_of
from pipeline.models.resolve import local
from pipeline.models.settings import marian_config, model_config, vocabulary
from pipeline.models.verify import verify_model

EMBEDDED = resources.embedded_model()
needs_embedded = pytest.mark.skipif(not weights_of(EMBEDDED), reason="the embedded weights are not in this checkout")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The embedded model as a folder of the user's, the weights linked, without sums."""
    folder = tmp_path / "m"
    folder.mkdir()
    for name in ("config.json", "generation_config.json", "tokenizer_config.json", "vocab.json"):
        (folder / name).write_bytes((EMBEDDED / name).read_bytes())
    for name in ("model.safetensors", "source.spm", "target.spm"):
        (folder / name).symlink_to(EMBEDDED / name)
    return folder


def sizes(folder: Path) -> dict[str, Any]:
    """What the model's config.json says."""
    found: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return found


def change(folder: Path, **fields: Any) -> None:
    """Set fields of config.json; those that are None are left out."""
    config = sizes(folder) | fields
    kept = {name: value for name, value in config.items() if value is not None or name not in fields}
    (folder / "config.json").write_text(json.dumps(kept), encoding="utf-8")


def seal(folder: Path, *names: str) -> None:
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS_FILE).write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"encoder_attention_heads": 0, "decoder_attention_heads": 0}, "encoder_attention_heads is 0; expected"),
        ({"decoder_attention_heads": -4}, "decoder_attention_heads is -4; expected"),
        ({"encoder_layers": 10**9}, "encoder_layers is 1000000000; expected a whole number from 1 to 1,000"),
        ({"encoder_layers": 900}, "encoder_layers is 900, more than the weights have room for"),
        ({"vocab_size": 9_999_999}, "vocab_size is 9999999, more than the weights have room for"),
        ({"max_position_embeddings": 9_000_000}, "max_position_embeddings is 9000000, more than there is room for"),
        ({"max_position_embeddings": 16_385}, "max_position_embeddings is 16385, more than there is room for"),
        (
            {"max_position_embeddings": 40_000, "is_encoder_decoder": None},
            "max_position_embeddings is 40000, more than there is room for",
        ),
        ({"num_labels": 2_000_000}, "num_labels is 2000000; expected a whole number from 1 to 100,000"),
        ({"num_labels": -1}, "num_labels is -1; expected"),
        ({"id2label": dict.fromkeys(map(str, range(100_001)), "a")}, "id2label is expected to be a table of at most"),
        ({"label2id": ["a", "b"]}, "label2id is expected to be a table"),
        ({"decoder_ffn_dim": 900_000}, "decoder_ffn_dim is 900000, more than the weights have room for"),
        ({"num_beams": 10**8}, "num_beams is 100000000; expected"),
        ({"d_model": "wide"}, "d_model is 'wide'; expected"),
        ({"d_model": 256.5}, "d_model is 256.5; expected"),
        ({"decoder_ffn_dim": True}, "decoder_ffn_dim is True; expected"),
        ({"dropout": 7}, "dropout is 7; expected a number from 0 to 1"),
        ({"attention_dropout": float("nan")}, "attention_dropout is nan; expected a number"),
    ],
)
@needs_embedded
def test_a_size_that_cannot_be_is_refused_before_the_weights_are_read(
    model: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], said: str
) -> None:
    change(model, **fields)
    monkeypatch.setattr("pipeline.models.resolve.sha256_of", lambda _: pytest.fail("the weights were read"))
    with pytest.raises(ModelError, match=rf"config\.json: {said}"):
        local(model)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"encoder_attention_heads": 11},
            r"config\.json: encoder_attention_heads is 11, which does not divide d_model",
        ),
        ({"pad_token_id": [0]}, r"config\.json: pad_token_id is \[0\]; expected"),
        ({"decoder_start_token_id": None}, r"config\.json: decoder_start_token_id is missing"),
        ({"activation_function": None}, r"config\.json: activation_function is missing"),
        ({"vocab_size": 7_990}, r"vocab\.json: '.*' has the id 799\d, but vocab_size in config\.json is 7990"),
    ],
)
@needs_embedded
def test_a_marian_configuration_that_contradicts_itself_is_refused(
    model: Path, fields: dict[str, Any], said: str
) -> None:
    change(model, **fields)
    with pytest.raises(ModelError, match=said):
        marian_config(model, weights_size=local(model).size)


@needs_embedded
def test_a_token_beyond_the_vocabulary_is_refused(model: Path) -> None:
    size = sizes(model)["vocab_size"]
    change(model, eos_token_id=size)
    said = rf"config\.json: eos_token_id is {size}; expected a whole number from 0 to {size - 1:,}"
    with pytest.raises(ModelError, match=said):
        marian_config(model, weights_size=local(model).size)


@needs_embedded
def test_as_many_positions_and_labels_as_a_model_can_need_are_taken(model: Path) -> None:
    most = 4_194_304 // sizes(model)["d_model"]
    change(model, max_position_embeddings=most, num_labels=100_000, id2label={"0": "a"})
    assert marian_config(model, weights_size=local(model).size)["num_labels"] == 100_000
    change(model, max_position_embeddings=most + 1)
    with pytest.raises(ModelError, match=f"max_position_embeddings is {most + 1}, more than there is room for"):
        local(model)


@needs_embedded
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target_lang": None}, "target_lang is None; expected the code of a language"),
        ({"source_lang": 7}, "source_lang is 7; expected the code of a language"),
        ({"model_max_length": 0}, "model_max_length is 0; expected a number from 1"),
        ({"model_max_length": "many"}, "model_max_length is 'many'; expected a number from 1"),
        ({"separate_vocabs": "no"}, "separate_vocabs is 'no'; expected true or false"),
    ],
)
def test_a_tokenizer_that_cannot_be_is_named_with_its_field(model: Path, fields: dict[str, Any], said: str) -> None:
    path = model / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | fields), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"tokenizer_config\.json: {said}"):
        marian_config(model, weights_size=local(model).size)


@needs_embedded
@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_both_engines_refuse_before_they_allocate(model: Path, engine: str) -> None:
    from pipeline.translate.ct2_engine import Ct2Decoder
    from pipeline.translate.torch_engine import TorchDecoder

    found = local(model)
    change(model, encoder_attention_heads=11, decoder_attention_heads=11)
    with pytest.raises(ModelError, match=r"config\.json: encoder_attention_heads is 11"):
        if engine == "ctranslate2":
            Ct2Decoder(found, compute_type="int8", batch_tokens=64)
        else:
            TorchDecoder(found, device="cpu", batch_tokens=64)


@needs_embedded
def test_tensors_of_another_shape_than_the_configuration_says_are_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.translate.ct2_convert import converted

    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    width = sizes(model)["d_model"]
    change(model, d_model=width // 2)
    with pytest.raises(ModelError, match=rf"model\.safetensors: the tensor .* has the shape \(\d+, {width}\)"):
        converted(local(model), "int8")
    assert not list((tmp_path / "cache").rglob("model.bin"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"model_type": ' + "[" * 100_000, "nested too deeply"),
        ("[1, 2]", "not a JSON object"),
        ('{"model_type": "marian"', "model configuration: "),
        ('{"d_model": ' + "9" * 5_000 + "}", "model configuration: "),
        (" " * (5 << 20), "longer than 4194304 bytes"),
    ],
    ids=["deep", "list", "cut", "digits", "long"],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=rf"config\.json cannot be read as a model configuration: .*{said}|{said}"):
        model_config(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "not a JSON object"),
        ('{"a": "b"}', "the id of 'a'"),
        ('{"a": -1}', "the id of 'a'"),
        ("{", "vocabulary"),
        ('{"</s>": 0, "a": 1}', "no id for '<unk>'"),
        ('{"<unk>": 1, "a": 0}', "no id for '</s>'"),
    ],
)
def test_a_file_that_is_no_vocabulary_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "vocab.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=rf"vocab\.json.*{said}"):
        vocabulary(tmp_path)


@needs_embedded
def test_another_vocabulary_is_another_model(model: Path) -> None:
    before = local(model)
    ids = json.loads((model / "vocab.json").read_text(encoding="utf-8"))
    ids["▁of"], ids["▁by"] = ids["▁by"], ids["▁of"]
    (model / "vocab.json").write_text(json.dumps(ids), encoding="utf-8")
    after = local(model)
    assert before.sha256 == after.sha256
    assert before.revision != after.revision


@needs_embedded
@pytest.mark.parametrize("name", ["source.spm", "config.json", "generation_config.json"])
def test_every_file_that_is_loaded_is_part_of_the_revision(model: Path, name: str) -> None:
    before = local(model).revision
    content = (model / name).read_bytes() + b" "
    (model / name).unlink()
    (model / name).write_bytes(content)
    assert local(model).revision != before


@needs_embedded
def test_a_document_beside_the_weights_is_not(model: Path) -> None:
    before = local(model).revision
    (model / "README.md").write_text("How this model came about.", encoding="utf-8")
    assert local(model).revision == before


LOADED = ("config.json", "generation_config.json", "model.safetensors", "source.spm", "target.spm",
          "tokenizer_config.json", "vocab.json")  # fmt: skip


@needs_embedded
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: seal(f, *LOADED[1:]), r"config\.json is not listed in SHA256SUMS"),
        (lambda f: (f / "adapter_config.json").write_text("{}"), r"adapter_config\.json is not listed"),
        (lambda f: (f / "modelling.py").write_text("import os"), r"modelling\.py is not listed"),
        (lambda f: (f / "tokenizer_config.json").write_text("{}"), r"tokenizer_config\.json is not the file it"),
        (lambda f: (f / SUMS_FILE).write_bytes(b"\xff\xfe nothing\n"), r"SHA256SUMS, line 1: expected a sha256"),
    ],
    ids=["unlisted", "adapter", "code", "edited", "malformed"],
)
def test_where_there_are_sums_they_cover_every_file_that_is_loaded(
    model: Path, damage: Callable[[Path], object], said: str
) -> None:
    seal(model, *LOADED)
    assert local(model).size > 0
    damage(model)
    with pytest.raises(ModelError, match=said):
        local(model)
    status = verify_model(str(model))
    assert status.state == "wrong"


def test_leftovers_of_killed_processes_are_cleared_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    long_ago = time.time() - 7_200
    for name in (".tmp-dead", ".tmp-alive", ".part-0123", "kept"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").write_bytes(b"x")
        if name != ".tmp-alive":
            os.utime(tmp_path / name, (long_ago, long_ago))
    store.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".part-0123", ".tmp-alive", "kept"]


@needs_embedded
def test_a_conversion_that_is_there_already_clears_them_too(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.translate.ct2_convert import converted

    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    kept = converted(local(model), "int8")
    dead = kept.parent / ".tmp-dead"
    dead.mkdir()
    os.utime(dead, (1.0, 1.0))
    assert converted(local(model), "int8") == kept
    assert not dead.exists()
