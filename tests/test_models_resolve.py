"""From a translator's name to its weights: what is taken, what is refused, and what the person is told."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.errors import ModelError
from pipeline.machine import cache_dir
from pipeline.models import hub
from pipeline.models.catalogue import find, load_catalogue, newsroom
from pipeline.models.folder import SUMS_FILE, weights_of
from pipeline.models.resolve import local, resolve

needs_embedded = pytest.mark.skipif(
    not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout"
)


pytestmark = pytest.mark.usefixtures("empty_hub_cache")


NO_TENSORS = b"\x02\0\0\0\0\0\0\0{}"
"""The smallest file in the safetensors format."""


def folder(path: Path, *, weights: str = "model.safetensors", content: bytes = NO_TENSORS) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text(json.dumps({"model_type": "marian"}), encoding="utf-8")
    for name in ("source.spm", "target.spm", "vocab.json"):
        (path / name).write_text("{}", encoding="utf-8")
    (path / weights).write_bytes(content)
    return path


def in_hub_cache(cache: Path, model_id: str, commit: str, blob: str = "") -> Path:
    """Lay a model out as the hub's cache does; with ``blob`` the weights are a link to a file of that name."""
    home = cache / f"models--{model_id.replace('/', '--')}"
    snapshot = folder(home / "snapshots" / commit)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit)
    if blob:
        (home / "blobs").mkdir()
        (home / "blobs" / blob).write_bytes(NO_TENSORS)
        (snapshot / "model.safetensors").unlink()
        (snapshot / "model.safetensors").symlink_to(home / "blobs" / blob)
    return snapshot


@needs_embedded
def test_auto_without_a_hub_falls_back_to_the_embedded_model_with_a_plain_warning() -> None:
    said: list[str] = []
    begun = time.perf_counter()
    found = resolve("auto", warn=said.append)
    assert time.perf_counter() - begun < 5
    assert (found.name, found.draft) == ("embedded", True)
    assert len(said) == 1
    assert "cannot be reached" in said[0]
    assert "Using the embedded draft-quality model" in said[0]


def test_auto_without_a_hub_is_an_error_where_the_fallback_is_forbidden() -> None:
    with pytest.raises(ModelError, match=r"cannot be reached.*fallback = \"none\""):
        resolve("auto", fallback="none", warn=pytest.fail)


@needs_embedded
def test_offline_asks_nobody_and_says_how_to_get_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "unreachable", lambda *_: pytest.fail("the hub was asked"))
    said: list[str] = []
    assert resolve("auto", offline=True, warn=said.append).name == "embedded"
    assert "wortlaut models pull opus-mt-de-en" in said[0]
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="offline"):
        resolve("owner/model", warn=pytest.fail)


def test_auto_takes_the_newsroom_model_from_the_cache_and_names_its_commit(empty_hub_cache: Path) -> None:
    commit = newsroom(load_catalogue()).revision
    snapshot = in_hub_cache(empty_hub_cache, "Helsinki-NLP/opus-mt-de-en", commit)
    found = resolve("auto", warn=pytest.fail)
    assert (found.name, found.revision, found.draft) == ("Helsinki-NLP/opus-mt-de-en", commit, False)
    assert found.folder == snapshot
    assert resolve("opus-mt-de-en", warn=pytest.fail).folder == snapshot


def test_half_a_download_is_not_used(empty_hub_cache: Path) -> None:
    snapshot = in_hub_cache(empty_hub_cache, "owner/model", "0123456789abcdef0123456789abcdef01234567")
    (snapshot / "source.spm").unlink()
    assert hub.cached("owner/model") is None
    with pytest.raises(ModelError, match="cannot be reached"):
        resolve("owner/model", warn=pytest.fail)


def test_damaged_weights_are_refused_with_both_sums(empty_hub_cache: Path, tmp_path: Path) -> None:
    true = hashlib.sha256(NO_TENSORS).hexdigest()
    in_hub_cache(empty_hub_cache, "owner/good", "0" * 40, blob=true)
    assert resolve("owner/good", warn=pytest.fail).sha256 == true
    in_hub_cache(empty_hub_cache, "owner/bad", "0" * 40, blob="f" * 64)
    with pytest.raises(ModelError, match=f"sha256 {true}, expected {'f' * 64}"):
        resolve("owner/bad", warn=pytest.fail)
    own = folder(tmp_path / "own")
    (own / SUMS_FILE).write_text(f"{'e' * 64}  model.safetensors\n")
    with pytest.raises(ModelError, match=f"sha256 {true}, expected {'e' * 64}"):
        local(own)


def test_pickled_weights_outside_the_catalogue_are_refused_where_no_setting_allows_them(tmp_path: Path) -> None:
    path = folder(tmp_path / "old", weights="pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a format that can carry program code.*pickled_weights"):
        local(path)
    with pytest.raises(ModelError, match=r"pytorch_model\.bin is refused"):
        local(path, pickled=True)


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "target.spm"])
def test_a_folder_that_lacks_a_file_is_refused_by_the_files_name(tmp_path: Path, missing: str) -> None:
    path = folder(tmp_path / "m")
    (path / missing).unlink()
    with pytest.raises(ModelError, match=missing):
        local(path)


def test_unknown_names_get_the_nearest_known_one() -> None:
    with pytest.raises(ModelError, match="Did you mean 'opus-mt-de-en'"):
        resolve("opus-mt-en-de", warn=pytest.fail)
    with pytest.raises(ModelError, match="not a translator but a model to summarise"):
        resolve("distilbart-cnn-12-6", warn=pytest.fail)
    with pytest.raises(ModelError, match="neither a folder nor a model"):
        resolve("./missing/folder", warn=pytest.fail)


def test_a_hub_that_accepts_but_never_answers_is_given_up_in_time() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        begun = time.perf_counter()
        reason = hub.unreachable(f"http://127.0.0.1:{server.getsockname()[1]}", patience=0.5)
        assert time.perf_counter() - begun < 2
    assert reason is not None
    assert "time" in reason or "no answer" in reason


def test_address_that_is_no_web_address_is_not_opened() -> None:
    assert hub.unreachable("file:///etc/passwd") == (
        "HF_ENDPOINT='file:///etc/passwd' is not a web address beginning with https://"
    )


def test_cache_folder_follows_the_platform_and_the_variables() -> None:
    assert cache_dir({"WORTLAUT_CACHE": "/x"}, "linux") == Path("/x")
    assert cache_dir({"XDG_CACHE_HOME": "/c"}, "darwin") == Path("/c/wortlaut")
    assert cache_dir({}, "linux") == Path.home() / ".cache" / "wortlaut"
    assert cache_dir({}, "darwin") == Path.home() / "Library" / "Caches" / "wortlaut"
    assert cache_dir({"LOCALAPPDATA": "/l"}, "win32") == Path("/l/wortlaut/Cache")


def test_catalogue_names_the_models_of_the_manual() -> None:
    catalogue = load_catalogue()
    assert newsroom(catalogue).id == "Helsinki-NLP/opus-mt-de-en"
    assert {m.name for m in catalogue} >= {"embedded", "wmt19-de-en", "distilbart-cnn-12-6", "qwen3-4b-instruct"}
    assert all(m.licence and m.purpose for m in catalogue)
    assert find("facebook/wmt19-de-en", catalogue) == find("wmt19-de-en", catalogue)
    assert all(len(m.revision) in {0, 40} for m in catalogue)
    newsroom_model = newsroom(catalogue)
    assert newsroom_model.revision == "1a922f3b32a8e809e17a47d4b32142d8105924e5"
    assert newsroom_model.weights["pytorch_model.bin"].startswith("e743c3070f61f477")


def test_catalogue_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text('[model.x]\nid = "a/b"\nlicense = "MIT"\n')
    with pytest.raises(Exception, match=r"\[model\.x\] has unknown keys: license"):
        load_catalogue(path)
