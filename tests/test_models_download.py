"""Fetching from a hub: the real client against a server that speaks the hub's protocol (tests/support_hub.py)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.models import store
from pipeline.models.catalogue import KnownModel, find, load_catalogue
from pipeline.models.folder import tensor_digest
from pipeline.models.hub import endpoint
from pipeline.models.pull import pull_model
from pipeline.models.resolve import resolve
from tests.support_hub import Hub, Repository, pull_request

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
OFFERED = "0123456789abcdef0123456789abcdef01234567"
_HEADER = b'{"x":{"dtype":"U8","shape":[12288000],"data_offsets":[0,12288000]}}'
WEIGHTS = len(_HEADER).to_bytes(8, "little") + _HEADER + bytes(range(256)) * 48_000
FILES = {
    "config.json": json.dumps({"model_type": "marian"}).encode(),
    "source.spm": b"source pieces",
    "target.spm": b"target pieces",
    "vocab.json": b"{}",
    "model.safetensors": WEIGHTS,
    "rust_model.ot": b"not wanted",
    "tf_model.h5": b"not wanted either",
}
WANTED = {name for name in FILES if name not in {"rust_model.ot", "tf_model.h5"}}
SUM = hashlib.sha256(WEIGHTS).hexdigest()


@pytest.fixture
def model(hub: Hub) -> Hub:
    hub.repositories["owner/model"] = Repository({COMMIT: dict(FILES)}, {"main": COMMIT})
    return hub


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.models.download.PAUSE", 0.0)


def quiet(text: str) -> None:
    return None


def known(monkeypatch: pytest.MonkeyPatch, **settings: object) -> KnownModel:
    """Put a model owner/model into the catalogue."""
    row = find("opus-mt-de-en", load_catalogue())
    assert row is not None
    made = replace(row, name="model", id="owner/model", **{"revision": COMMIT, "weights": {}, "golden": (), **settings})  # type: ignore[arg-type]
    for module in ("pull", "resolve", "verify", "transfer"):
        monkeypatch.setattr(f"pipeline.models.{module}.load_catalogue", lambda: (made,))
    return made


def test_pull_fetches_what_is_needed_and_verifies_it(model: Hub) -> None:
    said: list[str] = []
    status = pull_model("owner/model", say=said.append)
    assert (status.state, status.basis, status.revision, status.sha256) == ("verified", "hub", COMMIT, SUM)
    assert said[0].startswith(
        "Fetching owner/model at 89abcdef0123, once: 12 MB; licence: apache-2.0; from http://127."
    )
    assert said[0].endswith("/wortlaut/models/owner--model"), "it says where the files go"
    assert set(model.ranges) == WANTED
    assert resolve("owner/model", warn=pytest.fail, offline=True).revision == COMMIT


def test_a_download_that_breaks_off_goes_on_where_it_stopped(model: Hub) -> None:
    model.break_after["model.safetensors"] = [11_000_000]
    assert pull_model("owner/model", say=quiet).state == "verified"
    assert model.ranges["model.safetensors"] == ["", "bytes=10485760-"], "what had arrived (10 MiB) is not asked again"
    assert resolve("owner/model", warn=pytest.fail).sha256 == SUM


def test_a_run_that_died_half_way_leaves_nothing_that_is_used_and_the_next_goes_on(
    model: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.break_after["model.safetensors"] = [11_000_000, *[0] * 20]
    with pytest.raises(ModelError, match=r"broke off.*Run the same command again: it resumes where it stopped"):
        pull_model("owner/model", say=quiet)
    with pytest.raises(ModelError, match="is not on this machine"):
        resolve("owner/model", warn=pytest.fail, offline=True)
    del model.break_after["model.safetensors"]
    model.ranges.clear()
    assert pull_model("owner/model", say=quiet).sha256 == SUM
    assert model.ranges["model.safetensors"] == ["bytes=10485760-"]


def test_weights_changed_on_the_way_are_refused_with_both_sums_and_fetched_anew(model: Hub) -> None:
    model.instead["model.safetensors"] = b"x" * len(WEIGHTS)
    with pytest.raises(ModelError, match=rf"expected {SUM} \(hub\). It was removed; run the command again"):
        pull_model("owner/model", say=quiet)
    with pytest.raises(ModelError, match="is not on this machine"):
        resolve("owner/model", warn=pytest.fail, offline=True)
    model.instead.clear()
    assert resolve("owner/model", warn=quiet).sha256 == SUM


def test_a_vocabulary_changed_on_the_disk_is_refused(model: Hub) -> None:
    folder = resolve("owner/model", warn=quiet).folder
    (folder / "target.spm").write_bytes(b"another vocabulary")
    with pytest.raises(
        ModelError, match=r"target\.spm is not the file it should be.*`wortlaut models pull owner/model`"
    ):
        resolve("owner/model", warn=quiet)
    said: list[str] = []
    assert pull_model("owner/model", revision=COMMIT, say=said.append).state == "verified"
    assert "Fetching it again." in said[0]


@pytest.mark.parametrize("damage", ["no weights", "no origin", "no sums", "odd origin", "other vocabulary"])
def test_pull_mends_a_kept_model_whatever_is_wrong_with_it(
    model: Hub, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    known(monkeypatch)
    folder = resolve("model", warn=quiet).folder
    if damage == "other vocabulary":
        (folder / "vocab.json").write_text('{"other": 0}')
    elif damage == "odd origin":
        (folder / "origin.json").write_text("[]")
    else:
        (
            folder / {"no weights": "model.safetensors", "no origin": "origin.json", "no sums": "SHA256SUMS"}[damage]
        ).unlink()
    if damage != "no origin":
        with pytest.raises(ModelError):
            pull_model("model", offline=True, say=quiet)
        assert folder.is_dir(), "nothing is removed before there is something in its place"
    assert pull_model("model", say=quiet).state == "verified"
    assert resolve("model", warn=pytest.fail, offline=True).sha256 == SUM
    assert {path.name for path in folder.iterdir()} == {*WANTED, "origin.json", "SHA256SUMS"}


def test_what_lies_about_from_an_earlier_attempt_is_held_against_its_sum(model: Hub) -> None:
    part = store.place("owner/model", COMMIT).with_name(f".part-{COMMIT}")
    part.mkdir(parents=True)
    (part / "model.safetensors").write_bytes(b"planted")
    (part / "config.json").write_bytes(b"{}")
    (part / ".tmpAbC").write_bytes(b"of a killed conversion")
    assert pull_model("owner/model", say=quiet).sha256 == SUM
    folder = store.find("owner/model", COMMIT)
    assert folder is not None
    assert {path.name for path in folder.iterdir()} == {*WANTED, "origin.json", "SHA256SUMS"}
    assert not part.exists()


def test_a_hub_that_answers_with_another_commit_than_the_pinned_one_is_not_trusted(
    model: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.repositories["owner/model"].commits[OFFERED] = dict(FILES)
    model.answers_with = OFFERED
    known(monkeypatch)
    with pytest.raises(ModelError, match=f"asked for commit {COMMIT} and answered with {OFFERED}"):
        pull_model("model", say=quiet)
    assert store.find("owner/model", COMMIT) is None


def test_a_mirror_without_sizes_and_sums_gives_an_unverified_model(model: Hub) -> None:
    model.no_sizes = True
    status = pull_model("owner/model", say=quiet)
    assert (status.state, status.basis, status.sha256) == ("unverified", "", SUM)


def test_an_unpinned_model_that_is_here_can_be_pulled_offline(model: Hub) -> None:
    pull_model("owner/model", say=quiet)
    assert pull_model("owner/model", offline=True, say=pytest.fail).state == "verified"


def test_a_refused_token_is_said_so(model: Hub) -> None:
    model.status = 401
    with pytest.raises(ModelError, match=r"refuses the access token .* unset HF_TOKEN|knows no such model"):
        pull_model("owner/model", say=quiet)


def test_a_hub_that_asks_to_wait_is_said_so(model: Hub) -> None:
    model.status = 429
    with pytest.raises(
        ModelError, match=r"asks to wait \(too many requests, status 429\)\. Run the same command again"
    ):
        pull_model("owner/model", say=quiet)


def test_a_hub_that_fails_counts_as_out_of_reach(model: Hub) -> None:
    model.status = 503
    with pytest.raises(ModelError, match=r"cannot be reached \(it answers with status 503\)"):
        pull_model("owner/model", say=quiet)


def test_a_hub_without_the_pinned_commit_is_said_so(model: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, revision="f" * 40)
    with pytest.raises(ModelError, match=r"no revision 'f+' \(pinned in configs/models\.toml\)"):
        pull_model("model", say=quiet)


def test_a_model_the_hub_does_not_know_is_said_so(model: Hub) -> None:
    with pytest.raises(ModelError, match="knows no such model"):
        pull_model("owner/other", say=quiet)


def test_a_model_outside_the_catalogue_with_pickled_weights_alone_is_not_fetched(model: Hub) -> None:
    files = {name: data for name, data in FILES.items() if name != "model.safetensors"} | {"pytorch_model.bin": b"p"}
    model.repositories["owner/model"].commits[COMMIT] = files
    with pytest.raises(ModelError, match="a format that can carry program code, and the model is not in the catalogue"):
        pull_model("owner/model", say=quiet)
    assert model.ranges == {}


def test_a_disk_without_room_is_said_before_the_download(model: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.models.fetch.shutil.disk_usage", lambda _: type("Usage", (), {"free": 5_000_000}))
    with pytest.raises(ModelError, match=r"12 MB are needed in .*, 5 MB are free"):
        pull_model("owner/model", say=quiet)
    assert model.ranges == {}


def safetensors(**tensors: list[float]) -> bytes:
    import numpy as np
    from safetensors.numpy import save

    return save({name.replace("__", "."): np.array(values, dtype=np.float32) for name, values in tensors.items()})


def offer(hub: Hub, content: bytes, author: str = "SFconvertbot", number: int = 7) -> None:
    """A pull request on the hub that adds safetensors to a repository with a pickled file alone."""
    old = {name: data for name, data in FILES.items() if name != "model.safetensors"} | {"pytorch_model.bin": b"pickle"}
    hub.repositories["owner/model"] = Repository(
        {COMMIT: old, OFFERED: {**old, "model.safetensors": content}},
        {"main": COMMIT, f"refs/pr/{number}": OFFERED},
        requests=[pull_request(number, author)],
    )


def digest_of(content: bytes, tmp_path: Path) -> str:
    (tmp_path / "weights.safetensors").write_bytes(content)
    return tensor_digest((tmp_path / "weights.safetensors",))


def test_safetensors_of_the_hubs_converter_are_taken_if_the_catalogue_knows_their_tensors(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = safetensors(model__shared__weight=[1, 2, 3], lm_head__weight=[1, 2, 3], bias=[0.5])
    same = safetensors(model__shared__weight=[1, 2, 3], bias=[0.5])
    offer(hub, content)
    known(monkeypatch, tensors=digest_of(same, tmp_path))
    status = pull_model("model", say=quiet)
    assert (status.state, status.basis, status.revision) == ("verified", "catalogue", COMMIT)
    assert status.origin is not None
    assert status.origin.source == f"{endpoint()} refs/pr/7"
    found = resolve("model", warn=pytest.fail, offline=True)
    assert (found.folder, found.revision) == (store.find("owner/model", COMMIT), COMMIT)
    assert "pytorch_model.bin" not in hub.ranges, "the pickled file is not even fetched"


@pytest.mark.parametrize("author", ["SFconvertbot", "somebody"])
def test_safetensors_with_other_tensors_or_from_anybody_else_are_not_used(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, author: str
) -> None:
    true, other = safetensors(bias=[0.5]), safetensors(bias=[0.25])
    offer(hub, other if author == "SFconvertbot" else true, author)
    known(monkeypatch, tensors=digest_of(true, tmp_path))
    said: list[str] = []
    with pytest.raises(ModelError, match=r"pytorch_model\.bin is refused"):  # the file of this test is none
        pull_model("model", say=said.append)
    assert ("refs/pr/7 are not the known weights and are not used" in " ".join(said)) == (author == "SFconvertbot")
    assert ("model.safetensors" in hub.ranges) == (author == "SFconvertbot")


def test_a_broken_offer_is_no_obstacle(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(hub, b"no safetensors at all")
    known(monkeypatch, tensors="0" * 64)
    with pytest.raises(ModelError, match=r"pytorch_model\.bin is refused"):
        pull_model("model", say=quiet)
    assert "pytorch_model.bin" in hub.ranges


def test_a_mirror_that_knows_no_pull_requests_is_no_obstacle(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer(hub, safetensors(bias=[0.5]))
    hub.no_requests = True
    known(monkeypatch, tensors="0" * 64)
    with pytest.raises(ModelError, match=r"pytorch_model\.bin is refused"):
        pull_model("model", say=quiet)


def test_progress_without_a_terminal_is_told_in_lines(model: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.models.download.TELL_EVERY", 0.0)
    said: list[str] = []
    pull_model("owner/model", say=said.append)
    lines = [line for line in said if line.startswith("model.safetensors: ")]
    assert any(line.startswith("model.safetensors: 10 of 12 MB, ") and line.endswith(" s left") for line in lines)
