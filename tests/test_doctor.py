"""``wortlaut doctor``: what it says of a healthy machine, and of each thing that can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.config import Config, override
from pipeline.doctor import Check, examine


def states(config: Config, out: Path) -> dict[str, Check]:
    return {check.name: check for check in examine(config, out)}


def test_a_healthy_machine(tmp_path: Path) -> None:
    found = states(override(Config(), "translate", translator="embedded"), tmp_path / "outputs")
    assert {name: check.state for name, check in found.items()} == {
        "Python": "ok",
        "libraries": "ok",
        "checker": "ok",
        "output folder": "ok",
        "translator": "ok",
        "summariser": "ok",
    }, found
    assert "golden sentences" in found["translator"].detail


def test_a_missing_model_is_said_with_what_to_do(tmp_path: Path) -> None:
    found = states(override(Config(), "translate", translator=str(tmp_path / "absent"), offline=True), tmp_path)
    assert found["translator"].state == "failed"
    assert "absent" in found["translator"].detail


def test_a_missing_glossary_is_said(tmp_path: Path) -> None:
    config = override(Config(), "check", glossary=str(tmp_path / "absent.csv"))
    found = next(check for check in examine(config, tmp_path) if check.name == "checker")
    assert found.state == "failed"
    assert "absent.csv" in found.detail


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "NamedTemporaryFile", refuse)
    [check] = doctor._writing(tmp_path)
    assert (check.state, "Permission denied" in check.detail) == ("failed", True)


def test_a_library_that_is_too_old_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor.version
    monkeypatch.setattr(doctor, "version", lambda name: "0.0.1" if name == "click" else real(name))
    found = {check.name: check for check in doctor._libraries()}
    assert found["click"].state == "failed"
    assert "pip install" in found["click"].fix
