"""`wortlaut models`, verification and golden sentences."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import resources
from pipeline.cli.models import models_group
from pipeline.errors import ModelError
from pipeline.models.catalogue import find, load_catalogue, newsroom
from pipeline.models.folder import weights_of, write_sums
from pipeline.models.pull import pull_model
from pipeline.models.resolve import embedded
from pipeline.models.verify import list_models, verify_model
from pipeline.translate.golden import GoldenCase, check_golden, golden_cases, judge_golden, write_golden
from tests.fakes import FakeTranslator
from tests.test_models_resolve import NO_TENSORS, folder, in_hub_cache

pytestmark = pytest.mark.usefixtures("empty_hub_cache")
needs_embedded = pytest.mark.skipif(
    not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout"
)
SUM = hashlib.sha256(NO_TENSORS).hexdigest()


def test_list_tells_what_is_here_and_what_each_model_is_for(empty_hub_cache: Path) -> None:
    in_hub_cache(empty_hub_cache, "Helsinki-NLP/opus-mt-de-en", newsroom(load_catalogue()).revision)
    states = {status.name: status.state for status in list_models()}
    assert states["opus-mt-de-en"] == "present"
    assert states["wmt19-de-en"] == "absent"
    shown = CliRunner().invoke(models_group, ["list"])
    assert shown.exit_code == 0
    assert "opus-mt-de-en  (Helsinki-NLP/opus-mt-de-en)" in shown.output
    assert "not here; about 1,080 MB; to translate, high quality; Apache-2.0" in shown.output
    assert "pip install sacremoses" in shown.output
    rows = json.loads(CliRunner().invoke(models_group, ["list", "--format", "json"]).output)
    assert {row["name"]: row["state"] for row in rows} == states


def test_verify_compares_with_the_hubs_sum_and_ends_2_on_a_wrong_one(empty_hub_cache: Path) -> None:
    in_hub_cache(empty_hub_cache, "owner/good", "0" * 40, blob=SUM)
    good = verify_model("owner/good")
    assert (good.state, good.basis, good.sha256, good.revision) == ("verified", "hub", SUM, "0" * 40)
    in_hub_cache(empty_hub_cache, "owner/bad", "0" * 40, blob="f" * 64)
    shown = CliRunner().invoke(models_group, ["verify", "owner/good", "owner/bad"])
    assert shown.exit_code == 2
    assert f"has sha256 {SUM}, expected {'f' * 64}" in shown.output


def test_verify_reads_the_sums_beside_own_weights(tmp_path: Path) -> None:
    own = folder(tmp_path / "own")
    assert verify_model(str(own)).state == "unverified"
    write_sums(own)
    assert verify_model(str(own)).state == "verified"
    (own / "model.safetensors").write_bytes(b"changed")
    assert verify_model(str(own)).state == "wrong"


def test_verify_of_a_model_that_is_not_here_ends_2_and_says_how_to_get_it() -> None:
    shown = CliRunner().invoke(models_group, ["verify", "wmt19-de-en"])
    assert shown.exit_code == 2
    assert "wortlaut models pull wmt19-de-en" in shown.output
    with pytest.raises(ModelError, match="neither a known model nor a folder"):
        verify_model("nonsense")
    with pytest.raises(ModelError, match=r"Did you mean 'wmt19-de-en'\?"):
        verify_model("wmt19-deen")


def test_pull_without_a_hub_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        pull_model("opus-mt-de-en", say=lambda text: None)
    with pytest.raises(ModelError, match="cannot be fetched offline"):
        pull_model("opus-mt-de-en", offline=True, say=lambda text: None)
    with pytest.raises(ModelError, match="not a known model or hub id"):
        pull_model("nonsense", say=lambda text: None)
    with pytest.raises(ModelError, match=r"Did you mean 'opus-mt-de-en'\?"):
        pull_model("opus-mt-de", say=lambda text: None)


def test_pull_of_a_pinned_model_that_is_here_does_not_ask_the_hub(empty_hub_cache: Path) -> None:
    in_hub_cache(empty_hub_cache, "owner/model", "0" * 40, blob=SUM)
    assert pull_model("owner/model", revision="0" * 40, say=pytest.fail).state == "verified"


@needs_embedded
def test_pull_of_the_embedded_model_only_checks_it() -> None:
    said: list[str] = []
    assert pull_model("embedded", say=said.append).usable
    assert said == ["The embedded model travels with the package; there is nothing to fetch."]


@needs_embedded
def test_catalogue_has_the_checksum_of_the_embedded_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    status = verify_model("embedded")
    assert (status.state, status.basis) == ("verified", "catalogue")
    known = find("embedded", load_catalogue())
    assert known is not None
    other = replace(known, weights={"model.safetensors": "0" * 64})
    monkeypatch.setattr("pipeline.models.resolve.load_catalogue", lambda: (other,))
    with pytest.raises(ModelError, match=f"sha256 {status.sha256}, expected {'0' * 64}"):
        embedded()


def test_golden_sentence_is_judged_by_the_forms_it_must_contain() -> None:
    case = GoldenCase("Es kamen 30.000 Menschen.", must=(("30,000", "30 000"), ("people",)))
    assert judge_golden(case, "30,000 People came.") == ""
    assert judge_golden(case, "3,000 people came.") == 'It lacks "30,000" or "30 000".'


def test_golden_sentence_is_judged_by_likeness_to_what_was_recorded(tmp_path: Path) -> None:
    write_golden(tmp_path / "golden.tsv", [("Der Rat tagt.", "The council is meeting today.")])
    cases = golden_cases("anything", tmp_path)
    assert cases == (GoldenCase("Der Rat tagt.", reference="The council is meeting today."),)
    good, bad = (
        check_golden(FakeTranslator({"Der Rat tagt.": english}), cases)[0]
        for english in ("The council is meeting.", "Xylophone of of of of")
    )
    assert good.ok
    assert not bad.ok
    assert "only" in bad.problem


def test_malformed_golden_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "golden.tsv").write_text("Der Rat tagt.\n")
    with pytest.raises(ModelError, match=r"golden\.tsv, line 1"):
        golden_cases("anything", tmp_path)


def test_catalogue_has_golden_sentences_for_the_newsroom_model() -> None:
    assert len(golden_cases("Helsinki-NLP/opus-mt-de-en")) >= 3
    assert golden_cases("owner/unknown") == ()


@needs_embedded
def test_embedded_model_says_what_was_recorded_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.config import TranslateConfig
    from pipeline.translate import load_translator

    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path))
    cases = golden_cases("embedded", embedded().folder)
    if not cases:
        pytest.skip("the embedded weights come without golden sentences")
    results = check_golden(load_translator(TranslateConfig(translator="embedded"), warn=pytest.fail), cases)
    assert [result.problem for result in results if not result.ok] == []
