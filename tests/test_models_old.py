"""Old weights as they lie on the hub: pickled in every form, converted once, the same for both engines, and harmless."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.errors import ModelError
from pipeline.models import store
from pipeline.models.catalogue import find, load_catalogue
from pipeline.models.folder import PICKLED_WEIGHTS, sha256_of, tensor_digest, write_sums
from pipeline.models.pull import pull_model
from pipeline.models.resolve import local, resolve
from pipeline.translate.ct2_engine import Ct2Decoder
from pipeline.translate.decoding import Decoding
from pipeline.translate.torch_engine import TorchDecoder
from tests.support_hub import Hub, Repository, files_of
from tests.support_marian import OPUS, SMALL, opus_settings, opus_weights, two_vocabularies, write_old_folder

if TYPE_CHECKING:
    import torch

pytestmark = pytest.mark.usefixtures("empty_hub_cache")
COMMIT = "1a922f3b32a8e809e17a47d4b32142d8105924e5"
GERMAN = [
    "Der Rat tagt am Montag in Bremen.",
    "Die Stadt zahlt 30.000 Euro für neue Bäume in Nürnberg.",
    "Am Abend: Xylophon, Çelik & 18 Uhr.",
    "</s> Der <pad> Rat >>fr<< tagt. <unk>",
]
Weights = dict[str, "torch.Tensor"]


def as_it_is(weights: Weights) -> Weights:
    return weights


def half_and_apart(weights: Weights) -> Weights:
    """Halved tensors share no memory any more: the tied ones are there several times over."""
    return {name: value.half().clone() for name, value in weights.items()}


def shared_only(weights: Weights) -> Weights:
    """Without positions and without the tied matrix's other names."""
    derived = ("lm_head.weight", "embed_tokens.weight", "embed_positions.weight")
    return {name: value for name, value in weights.items() if not name.endswith(derived)}


def head_only(weights: Weights) -> Weights:
    """The tied matrix under the name of the output layer alone."""
    return {n: v for n, v in weights.items() if not n.endswith(("shared.weight", "embed_tokens.weight"))}


def own_head(weights: Weights) -> Weights:
    """An output layer of its own, whatever the configuration says."""
    return {n: v * 1.5 if n == "lm_head.weight" else v for n, v in weights.items()}


def own_positions(weights: Weights) -> Weights:
    return {n: v.roll(1, 0) if n.endswith("encoder.embed_positions.weight") else v for n, v in weights.items()}


def no_bias(weights: Weights) -> Weights:
    return {n: v for n, v in weights.items() if n != "final_logits_bias"}


FORMS = [as_it_is, as_it_is, half_and_apart, shared_only, head_only, own_head, own_positions, no_bias]
"""In turn as the zipped format of torch 1.6 and later, and as the one before."""


def old_folder(folder: Path, form: Callable[[Weights], Weights] = as_it_is, *, zipped: bool = True) -> Path:
    folder.mkdir(parents=True)
    settings = opus_settings(two_vocabularies(folder, holes=3), **SMALL)
    return write_old_folder(folder, settings, form(opus_weights(settings)), zipped=zipped)


@pytest.mark.parametrize(("form", "zipped"), [(form, number % 2 == 0) for number, form in enumerate(FORMS)])
def test_every_old_form_is_converted_and_both_engines_agree(
    tmp_path: Path, form: Callable[[Weights], Weights], zipped: bool
) -> None:
    import torch
    from transformers import MarianMTModel

    folder = old_folder(tmp_path / "old", form, zipped=zipped)
    model = local(folder, pickled=True)
    assert [path.name for path in model.weights] == ["model.safetensors"]
    # The same as transformers makes of the pickled file itself.
    direct = MarianMTModel.from_pretrained(folder, use_safetensors=False, dtype=torch.float32).state_dict()
    ours = MarianMTModel.from_pretrained(model.folder, dtype=torch.float32).state_dict()
    assert direct.keys() == ours.keys()
    assert [name for name, value in direct.items() if not torch.equal(value, ours[name])] == []

    reference = TorchDecoder(model, device="cpu", batch_tokens=2048)
    fast = Ct2Decoder(model, compute_type="float32", batch_tokens=2048)
    ids = [reference.encode(text) for text in GERMAN]
    assert [fast.encode(text) for text in GERMAN] == ids
    greedy = Decoding(beams=1, hypotheses=1, length_factor=1.0)
    left, right = reference.decode(ids, greedy), fast.decode(ids, greedy)
    assert [[h.text for h in hypotheses] for hypotheses in left] == [[h.text for h in hs] for hs in right]
    assert all("▁" not in h.text and "<" not in h.text for hypotheses in left for h in hypotheses)


def test_a_tied_matrix_is_stored_once(tmp_path: Path) -> None:
    from safetensors import safe_open

    sizes = set()
    for number, form in enumerate((as_it_is, shared_only, head_only)):
        path = local(old_folder(tmp_path / str(number), form), pickled=True).weights[0]
        with safe_open(path, "np") as file:
            assert {n for n in file.keys() if "embed_tokens" in n or "lm_head" in n} == set()  # noqa: SIM118
            assert "model.shared.weight" in file.keys()  # noqa: SIM118
        sizes.add(tensor_digest((path,)) if form is not shared_only else "")
    assert len(sizes) == 2, "what the tied matrix is called in the file makes no difference to the digest"


def test_conversion_happens_once_and_the_pickle_is_not_needed_again(tmp_path: Path) -> None:
    folder = old_folder(tmp_path / "old")
    first = local(folder, pickled=True)
    stamp = first.weights[0].stat().st_mtime_ns
    assert local(folder, pickled=True).weights[0].stat().st_mtime_ns == stamp
    (folder / "config.json").write_text((folder / "config.json").read_text().replace("0.1", "0.2"))
    assert local(folder, pickled=True).folder != first.folder, "an edited configuration is another model"


def test_weights_of_the_catalogue_are_known_by_their_sum_wherever_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = old_folder(tmp_path / "copied")
    with pytest.raises(ModelError, match="not in the catalogue"):
        local(folder)
    row = find("opus-mt-de-en", load_catalogue())
    assert row is not None
    pinned = replace(row, weights={PICKLED_WEIGHTS: sha256_of(folder / PICKLED_WEIGHTS)})
    monkeypatch.setattr("pipeline.models.resolve.load_catalogue", lambda: (pinned,))
    assert local(folder).weights[0].name == "model.safetensors"


# --- hostile files ---------------------------------------------------------------------------------------------------


class Trap:
    """Unpickled by Python's own loader, it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return os.system, (f"touch {self.mark}",)


def raw_pickle(path: Path, mark: Path) -> None:
    path.write_bytes(pickle.dumps({"model.shared.weight": Trap(mark)}, protocol=2))


def zipped_torch(path: Path, mark: Path) -> None:
    import torch

    torch.save({"model.shared.weight": torch.zeros(2), "trap": Trap(mark)}, path)


def legacy_torch(path: Path, mark: Path) -> None:
    import torch

    torch.save({"model.shared.weight": Trap(mark)}, path, _use_new_zipfile_serialization=False)


@pytest.mark.parametrize("make", [raw_pickle, zipped_torch, legacy_torch])
def test_code_in_a_pickled_file_runs_in_no_path(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path, Path], None]
) -> None:
    mark = tmp_path / "sprung"
    folder = old_folder(tmp_path / "old")
    make(folder / PICKLED_WEIGHTS, mark)
    refused = r"pytorch_model\.bin is refused: it holds more than tensors"
    # a local folder, allowed by the setting
    with pytest.raises(ModelError, match=refused):
        local(folder, pickled=True)
    # a catalogue model whose pinned sum is even right
    row = find("opus-mt-de-en", load_catalogue())
    assert row is not None
    pinned = replace(row, revision=COMMIT, weights={PICKLED_WEIGHTS: sha256_of(folder / PICKLED_WEIGHTS)})
    for module in ("pull", "resolve", "verify"):
        monkeypatch.setattr(f"pipeline.models.{module}.load_catalogue", lambda: (pinned,))
    hub.repositories[row.id] = Repository({COMMIT: files_of(folder)}, {"main": COMMIT})
    with pytest.raises(ModelError, match=refused):
        pull_model("opus-mt-de-en", say=lambda _: None)
    with pytest.raises(ModelError, match=refused):
        resolve("auto", fallback="none", warn=lambda _: None)
    assert not mark.exists()
    if make is not raw_pickle:
        return
    # the hub client's own cache
    cached = tmp_path / "hub" / "models--Helsinki-NLP--opus-mt-de-en" / "snapshots" / COMMIT
    shutil.copytree(folder, cached)
    with pytest.raises(ModelError, match=refused):
        resolve("opus-mt-de-en", offline=True, warn=lambda _: None)
    assert not mark.exists()
    assert store.find(row.id, COMMIT) is None
    pickle.loads((folder / PICKLED_WEIGHTS).read_bytes())
    assert mark.exists(), "the trap is a real one"


def test_a_pickled_file_with_a_wrong_sum_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.models.convert import convert

    folder = old_folder(tmp_path / "old")
    monkeypatch.setattr("pipeline.models.convert._unpickle", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(ModelError, match=rf"was not opened: sha256 .*, expected {'0' * 64} \(catalogue\)"):
        convert(folder / PICKLED_WEIGHTS, expected="0" * 64, basis="catalogue", target=tmp_path / "x.safetensors")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is refused"),
        (b"not a pickle at all", "is refused"),
        (b"PK\x03\x04 half a zip", "is refused"),
        (pickle.dumps({"a": 1}), "is refused"),
        (pickle.dumps([1, 2]), "is refused"),
    ],
    ids=["empty", "text", "zip", "number", "list"],
)
def test_files_that_are_no_weights_are_refused_in_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    folder = old_folder(tmp_path / "old")
    (folder / PICKLED_WEIGHTS).write_bytes(content)
    with pytest.raises(ModelError, match=reason) as caught:
        local(folder, pickled=True)
    assert len(str(caught.value)) < 500
    assert "weights_only" not in str(caught.value), "torch's advice on how to load it all the same is not passed on"


CONFINED = """
import sys
sys.path.insert(0, {package!r})
import ctypes, os, socket, subprocess, unpickle
libc = ctypes.CDLL(None)
unpickle.leave_the_network()
unpickle.confine(200_000_000, 60, tuple(sys.path))
def attempt(what):
    try:
        what()
    except (PermissionError, MemoryError, OSError) as error:
        return type(error).__name__
    return "done"
print(attempt(lambda: socket.create_connection(("127.0.0.1", {port}))))
print(attempt(lambda: subprocess.run(["true"])))
print(attempt(lambda: os.system("true")))
print(attempt(lambda: os.fork()))
print(attempt(lambda: ctypes.CDLL(None)))
print(attempt(lambda: libc.system))
print(attempt(lambda: open({target!r}, "w")))
print(attempt(lambda: os.open({target!r}, os.O_WRONLY | os.O_CREAT)))
print(attempt(lambda: os.mkdir({target!r})))
print(attempt(lambda: os.remove({present!r})))
print(attempt(lambda: open({present!r}).read()))
print(attempt(lambda: bytearray(2_000_000_000)))
print(attempt(lambda: open(unpickle.__file__).read()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are the kernel's")
def test_the_converting_process_can_do_nothing_else(tmp_path: Path) -> None:
    import pipeline.models

    present = tmp_path / "present"
    present.write_text("x")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        program = CONFINED.format(
            package=str(Path(pipeline.models.__file__).parent), port=server.getsockname()[1],
            target=str(tmp_path / "new"), present=str(present),
        )  # fmt: skip
        done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [*["PermissionError"] * 11, "MemoryError", "done"]
    assert present.exists()
    assert not (tmp_path / "new").exists()


def test_the_converting_process_sees_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(command: list[str], **settings: Any) -> Any:
        seen.update(settings["env"])
        return run(command, **settings)

    monkeypatch.setattr("pipeline.models.convert.subprocess.run", watched)
    local(old_folder(tmp_path / "old"), pickled=True)
    assert seen
    assert not any("hf_secret" in value for value in seen.values())


# --- the whole way ---------------------------------------------------------------------------------------------------


@pytest.fixture
def newsroom(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A hub with Helsinki-NLP/opus-mt-de-en in its old form, and a catalogue that pins what this hub serves.

    Its weights are the embedded model's, so that the English can be read and made in no time.
    """
    import torch
    from transformers import MarianMTModel

    from pipeline import resources

    folder = tmp_path / "opus"
    folder.mkdir()
    source = resources.embedded_model()
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copyfile(source / name, folder / name)
    weights = dict(MarianMTModel.from_pretrained(source, dtype=torch.float32).state_dict())
    settings = json.loads((source / "config.json").read_text())
    write_old_folder(folder, {**settings, "bad_words_ids": [[0]], "max_length": 512}, weights, zipped=False)
    hub.repositories["Helsinki-NLP/opus-mt-de-en"] = Repository({COMMIT: files_of(folder)}, {"main": COMMIT})

    configs = tmp_path / "configs"
    shutil.copytree(resources.configs(), configs)
    text = (configs / "models.toml").read_text(encoding="utf-8")
    pinned = find("opus-mt-de-en", load_catalogue())
    assert pinned is not None
    assert pinned.revision == COMMIT
    served = sha256_of(folder / PICKLED_WEIGHTS)
    (configs / "models.toml").write_text(text.replace(pinned.weights[PICKLED_WEIGHTS], served), encoding="utf-8")
    monkeypatch.setattr(resources, "configs", lambda: configs)
    return hub


def records(out: Path) -> dict[str, dict[str, Any]]:
    found = {path.parent.name: json.loads(path.read_bytes()) for path in sorted(out.glob("articles/*/record.json"))}
    assert found
    return found


@pytest.mark.slow
def test_the_first_day_of_a_newsroom(newsroom: Hub, tmp_path: Path) -> None:
    """Empty caches, no setting: the first run fetches, converts and translates; both engines say the same."""
    from click.testing import CliRunner

    from pipeline.cli import wortlaut

    examples = tmp_path / "examples"
    examples.mkdir()
    shutil.copy(Path(__file__).parents[1] / "examples" / "unfall.txt", examples)
    short = "Bremen baut Schulen\n\nDer Rat hat am Montag in Bremen 3 neue Schulen beschlossen. Sie kosten 4,5 Millionen Euro."
    (examples / "kurz.txt").write_text(short, encoding="utf-8")
    one = str(examples / "kurz.txt")  # transformers takes its time
    exact = tmp_path / "exact.toml"
    exact.write_text('[translate]\ncompute_type = "float32"\n')
    reference = tmp_path / "reference.toml"
    reference.write_text('[translate]\nengine = "transformers"\n')
    first = CliRunner().invoke(wortlaut, ["run", str(examples), "--translator", "auto", "--out", str(tmp_path / "a")])
    assert first.exit_code == 0, first.output
    lines = [line for line in first.stderr.splitlines() if "Fetching" in line or "Converting" in line]
    assert [line.split(" ")[1] for line in lines] == ["Fetching", "Converting"]
    assert "Apache-2.0" in lines[0]
    for config, out in ((exact, "b"), (reference, "c")):
        done = CliRunner().invoke(
            wortlaut, ["run", one, "--config", str(config), "--offline", "--out", str(tmp_path / out)]
        )
        assert done.exit_code == 0, done.output
        assert [line.split()[1] for line in done.stderr.splitlines()] == ["done"], "the log's line of the article alone"
    made = records(tmp_path / "a")
    for record in made.values():
        assert record["signature"]["translator"] == "Helsinki-NLP/opus-mt-de-en"
        assert record["signature"]["translator_revision"] == COMMIT
        assert record["signature"]["draft"] is False
    for path in (tmp_path / "a" / "articles").glob("*/brief.md"):
        assert "DRAFT" not in path.read_text(encoding="utf-8")
    left, right = records(tmp_path / "b"), records(tmp_path / "c")
    assert left.keys() == right.keys() < made.keys()
    for key, record in left.items():
        assert record["sentences"] == right[key]["sentences"]
        assert record["brief"] == right[key]["brief"]
    kept = store.find("Helsinki-NLP/opus-mt-de-en", COMMIT)
    assert kept is not None
    assert not list(kept.parent.rglob("*.bin")), "the pickled file is gone"


@pytest.mark.slow
def test_without_a_connection_one_sentence_says_what_to_do(
    newsroom: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from pipeline.cli import wortlaut

    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    article = tmp_path / "a.txt"
    article.write_text("Bremen baut Schulen\n\nDer Rat hat am Montag in Bremen 3 neue Schulen beschlossen.\n")
    done = CliRunner().invoke(wortlaut, ["run", str(article), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    said = done.stderr.splitlines()[0]
    assert "connect this machine once and run `wortlaut models pull opus-mt-de-en`" in said
    assert "Using the embedded draft-quality model" in said
    none = tmp_path / "none.toml"
    none.write_text('[translate]\nfallback = "none"\n')
    with pytest.raises(ModelError, match="forbids the embedded model"):
        CliRunner().invoke(
            wortlaut, ["run", str(article), "--config", str(none), "--out", str(tmp_path / "o2")],
            catch_exceptions=False, standalone_mode=False,
        )  # fmt: skip


@pytest.mark.slow
def test_a_model_travels_to_a_machine_without_a_network(
    newsroom: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from pipeline.cli.models import models_group

    stick = tmp_path / "stick"
    assert CliRunner().invoke(models_group, ["export", str(stick)]).exception is not None, "nothing is here yet"
    pulled = CliRunner().invoke(models_group, ["pull", "opus-mt-de-en"])
    assert pulled.exit_code == 0, pulled.output
    assert "checked against: catalogue" in pulled.output
    assert "converted to safetensors: 20" in pulled.output
    assert CliRunner().invoke(models_group, ["export", str(stick)]).exit_code == 0
    carried = stick / "Helsinki-NLP--opus-mt-de-en" / COMMIT
    assert {path.name for path in carried.iterdir()} == {
        "SHA256SUMS", "config.json", "model.safetensors", "origin.json", "source.spm", "target.spm",
        "tokenizer_config.json", "vocab.json",
    }  # fmt: skip

    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "other machine"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="is not on this machine"):
        resolve("opus-mt-de-en", offline=True, warn=pytest.fail)
    taken = CliRunner().invoke(models_group, ["import", str(stick)])
    assert taken.exit_code == 0, taken.output
    found = resolve("auto", offline=True, warn=pytest.fail)
    assert (found.name, found.revision) == ("Helsinki-NLP/opus-mt-de-en", COMMIT)
    listed = CliRunner().invoke(models_group, ["list"]).output
    assert "pytorch_model.bin with sha256" in listed
    assert f"according to {stick}, from where it was imported" in listed
    verified = CliRunner().invoke(models_group, ["verify", "opus-mt-de-en"]).output
    assert "checked against: SHA256SUMS" in verified, "what an exporter writes is no word of the catalogue"

    other = carried / "model.safetensors"
    changed = bytearray(other.read_bytes())
    changed[-1] ^= 1
    other.write_bytes(changed)
    write_sums(carried)
    with pytest.raises(ModelError, match="holds other weights of"):
        CliRunner().invoke(models_group, ["import", str(stick)], catch_exceptions=False, standalone_mode=False)
    assert resolve("auto", offline=True, warn=pytest.fail).sha256 == found.sha256

    (carried / "vocab.json").write_text("{}")
    with pytest.raises(ModelError, match=r"vocab\.json is not the file it should be"):
        CliRunner().invoke(models_group, ["import", str(stick)], catch_exceptions=False, standalone_mode=False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: (f / "extra.py").write_text("import os"), "which is not in its SHA256SUMS"),
        (lambda f: (f / "vocab.json").unlink() or (f / "vocab.json").symlink_to("/etc/passwd"), "is not a plain file"),
        (
            lambda f: (f / "origin.json").write_text(json.dumps({"model": "../../x", "revision": "0" * 40})),
            "no model of a",
        ),
        (lambda f: (f / "SHA256SUMS").write_text("0" * 64 + "  ../../../etc/passwd\n"), "SHA256SUMS, line 1"),
    ],
    ids=["extra file", "link", "path in the name", "path in the sums"],
)
def test_a_tampered_export_is_refused(tmp_path: Path, change: Callable[[Path], object], reason: str) -> None:
    from pipeline.models.transfer import import_models

    kept = local(old_folder(tmp_path / "old"), pickled=True).folder
    folder = tmp_path / "stick" / "owner--model" / COMMIT
    shutil.copytree(kept, folder)
    origin = store.origin_of(folder)
    assert origin is not None
    store.write_origin(folder, replace(origin, model="owner/model", revision=COMMIT))
    write_sums(folder)
    (folder / "._model.safetensors").write_bytes(b"what a Mac leaves")
    change(folder)
    with pytest.raises(ModelError, match=reason):
        import_models(tmp_path / "stick", say=lambda _: None)
    assert store.find("owner/model", COMMIT) is None


@pytest.mark.slow
def test_the_full_size_of_an_opus_model(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """512 wide, six and six layers, 58,101 pieces: pulled in half precision in the legacy form, run by both engines."""
    folder = tmp_path / "opus"
    folder.mkdir()
    vocab = two_vocabularies(folder)
    filler = {f"▁filler{i}": len(vocab) - 1 + i for i in range(58_100 - len(vocab) + 1)}
    vocab = {**{k: v for k, v in vocab.items() if k != "<pad>"}, **filler, "<pad>": 58_100}
    (folder / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    settings = opus_settings(vocab, **OPUS)
    assert settings["vocab_size"] == 58_101
    write_old_folder(folder, settings, half_and_apart(opus_weights(settings)), zipped=False)
    row = find("opus-mt-de-en", load_catalogue())
    assert row is not None
    pinned = replace(row, weights={PICKLED_WEIGHTS: sha256_of(folder / PICKLED_WEIGHTS)})
    for module in ("pull", "resolve", "verify"):
        monkeypatch.setattr(f"pipeline.models.{module}.load_catalogue", lambda: (pinned,))
    hub.repositories[row.id] = Repository({COMMIT: files_of(folder)}, {"main": COMMIT})
    model = resolve("auto", fallback="none", warn=lambda _: None)
    assert (model.name, model.revision) == (row.id, COMMIT)
    greedy = Decoding(beams=1, hypotheses=1, length_factor=0.2)
    texts = []
    for decoder in (
        TorchDecoder(model, device="cpu", batch_tokens=512),
        Ct2Decoder(model, compute_type="float32", batch_tokens=512),
    ):
        texts.append([h[0].text for h in decoder.decode([decoder.encode(GERMAN[0])], greedy)])
    assert texts[0] == texts[1]
