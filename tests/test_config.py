"""Configuration: TOML in, frozen settings out, mistakes named."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.config import Config, PolicyConfig, digest, load, override, policy_digest
from pipeline.errors import ConfigError


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_default_file_shows_the_defaults() -> None:
    assert load(resources.configs() / "default.toml") == Config()


def test_the_shipped_default_file_shows_every_section() -> None:
    shown = tomllib.loads((resources.configs() / "default.toml").read_text(encoding="utf-8"))
    assert set(shown) == {section.name for section in fields(Config)}


def test_keys_left_out_keep_their_defaults(tmp_path: Path) -> None:
    config = load(write(tmp_path, '[translate]\nbeams = 6\n[policy]\nignore = ["name.added"]\n'))
    assert config.translate.beams == 6
    assert config.translate.hypotheses == 4
    assert config.policy.ignore == ("name.added",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[translate]\nbeam = 6\n", "unknown key 'translate.beam'. Did you mean 'translate.beams'?"),
        ("[polcy]\n", "unknown key 'polcy'. Did you mean 'policy'?"),
        ('[translate]\nbeams = "six"\n', "'translate.beams' must be of type int, not str ('six')"),
        ("[translate]\nbeams = true\n", "'translate.beams' must be of type int, not bool (True)"),
        ('[policy]\nbrief_error = "ignore"\n', "'policy.brief_error' is 'ignore'; valid: 'pass', 'review', 'fail'"),
        ('[policy.max_severity]\n"name.added" = "mild"\n', "'policy.max_severity.name.added' is 'mild'"),
        ('[policy]\nignore = "name.added"\n', "'policy.ignore' must be a list"),
        ("[translate]\nbeams = 0\n", "'translate.beams' is 0; valid: 1 to 100"),
        ("[translate]\nlength_factor = nan\n", "'translate.length_factor' is nan; valid: 0.1 to 100"),
        ("[input]\nmax_bytes = -5\n", "'input.max_bytes' is -5; valid: 1 or more"),
        ('[input]\nlanguages = ["deutsch"]\n', "'input.languages' has 'deutsch'; a language is two letters"),
        ("[summarise]\nmin_sentences = 9\n", "'summarise.min_sentences' is more than 'summarise.max_sentences'"),
        (
            '[policy]\nignore = ["number.chnged"]\n',
            "'policy.ignore' has 'number.chnged', which is not a check. Did you mean 'number.changed'?",
        ),
        ('[policy.max_severity]\n"nane" = "note"\n', "'policy.max_severity' has 'nane', which is not a check."),
        ('[policy]\nignore = ["hedge."]\n', "'policy.ignore' has 'hedge.', which is not a check."),
        ("[translate\n", "cannot be read as TOML"),
        ("translate = 3\n", "'translate' must be a section"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text))
    assert message in str(caught.value)
    assert "config.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: no such configuration file"):
        load(tmp_path / "absent.toml")


def test_whole_numbers_are_accepted_for_fractions(tmp_path: Path) -> None:
    assert load(write(tmp_path, "[repair]\nscore_margin = 1\n")).repair.score_margin == 1.0


def test_a_glossary_is_looked_for_beside_its_configuration_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[check]\nglossary = "names.csv"\n')
    assert load(path).check.glossary == "names.csv"
    (tmp_path / "names.csv").write_text("German,English,kind,note\n")
    assert load(path).check.glossary == str(tmp_path / "names.csv")


def test_override_leaves_none_alone() -> None:
    config = override(Config(), "translate", translator="embedded", revision=None)
    assert (config.translate.translator, config.translate.revision) == ("embedded", "")


def test_the_digest_follows_what_is_measured_and_not_how_it_is_judged_or_fetched() -> None:
    base = digest(Config())
    assert digest(override(Config(), "translate", beams=6)) != base
    assert digest(override(Config(), "summarise", max_sentences=4)) != base
    assert digest(override(Config(), "policy", brief_error="review")) == base
    assert digest(override(Config(), "translate", offline=True)) == base
    assert policy_digest(PolicyConfig(brief_error="review")) != policy_digest(PolicyConfig())


def test_a_policy_may_name_a_whole_family(tmp_path: Path) -> None:
    config = load(write(tmp_path, '[policy]\nignore = ["hedge"]\n[policy.max_severity]\nnegation = "note"\n'))
    assert config.policy.ignore == ("hedge",)
    assert config.policy.max_severity == {"negation": "note"}
