"""Whether a brief may be published, and what is said of how it was made: never a review that did not take place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.codec import read_record
from pipeline.config import Config, DisclosureConfig, digest, load, override
from pipeline.errors import ConfigError
from pipeline.export.table import Outputs
from pipeline.release import disclosed, disclosure_of, release_of, released
from pipeline.types import Decision, Edition, Record, Release, Version
from tests import support_records as support
from tests.support_outputs import ACCEPTED, NOW, RELEASES, SETTINGS, UNTIL, accepted

MODEL = "Helsinki-NLP/opus-mt-de-en@6183067f769a"


def with_run(record: Record = support.RECORD, **run: object) -> Record:
    return replace(record, run=replace(record.run, **run))  # type: ignore[arg-type]


def test_a_record_of_a_folder_is_unreviewed() -> None:
    assert released(support.RECORD, NOW) == Release(updated="2026-11-22T09:30:00+00:00")
    stated = disclosure_of(support.RECORD)
    assert (stated.value, stated.model, stated.reviewer, stated.reviewed) == ("ai-autonomous", MODEL, "", "")
    assert stated.text == f"Translated and condensed by machine ({MODEL}). No person has reviewed this text."


def test_an_acceptance_that_stands_last_is_an_approval_and_a_change_ends_it() -> None:
    release = released(accepted(), NOW)
    assert (release.state, release.by, release.version, release.reviewed) == ("approved", "ann", 1, True)
    assert disclosure_of(accepted()).text.endswith("Reviewed by ann on 23 November 2026.")
    after = Decision("confirm", "ben", "2026-11-23T11:00:00+00:00", ("s3",))
    assert not released(replace(support.RECORD, decisions=(ACCEPTED, after)), NOW).reviewed
    by_rule = replace(after, action="dismiss", rule=2)
    assert released(replace(support.RECORD, decisions=(ACCEPTED, by_rule)), NOW).reviewed


def test_an_approval_of_an_older_version_is_none_of_this_one() -> None:
    release = released(with_run(previous=(Version("1" * 64, "", (ACCEPTED,)),)), NOW)
    assert (release.state, release.reviewed, release.before) == ("changed", False, "2026-11-23T10:00:00+00:00")


@pytest.mark.parametrize(
    ("embargo", "state"),
    [(UNTIL, "held"), ("2026-11-26T11:59:59+00:00", "approved"), ("2026-11-26T12:30:00+01:00", "approved"),
     ("2026-11-26T12:00:01", "held"), ("until further notice", "held"), ("", "approved")],
)  # fmt: skip
def test_an_embargo_holds_back_what_is_approved_until_it_ends(embargo: str, state: str) -> None:
    release = released(with_run(accepted(), edition=Edition(embargo=embargo)), NOW)
    assert (release.state, release.reviewed) == (state, True)


def test_a_withdrawal_goes_before_everything() -> None:
    edition = Edition(signal="withdrawn", embargo=UNTIL)
    assert released(with_run(accepted(), edition=edition), NOW).state == "withdrawn"


def test_what_a_ledger_hands_over_counts_and_a_stored_disclosure_is_not_believed_against_decisions() -> None:
    assert release_of(with_run(release=RELEASES["approved"])).state == "approved"
    stored = disclosed(support.RECORD, RELEASES["approved"], DisclosureConfig())
    assert disclosure_of(with_run(disclosure=stored)).value == "ai-autonomous"
    own = disclosed(support.RECORD, Release(), DisclosureConfig(unreviewed="Made by {provider}.", provider="Desk"))
    assert disclosure_of(with_run(disclosure=own)).text == "Made by Desk."
    assert disclosure_of(with_run(accepted(), disclosure=own)).value == "ai-assisted"


def test_a_house_has_its_own_words_and_may_keep_a_name_back(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(
        '[disclosure]\nunreviewed = "{{AI}} {model}"\nreviewed = "{reviewer}, {date}"\nname_reviewer = false\n'
    )
    words = load(tmp_path / "desk.toml").disclosure
    assert disclosed(support.RECORD, Release(), words).text == f"{{AI}} {MODEL}"
    stated = disclosed(support.RECORD, RELEASES["approved"], words)
    assert (stated.text, stated.reviewer, stated.value) == ("an editor, 23 November 2026", "", "ai-assisted")


@pytest.mark.parametrize("words", ["{reviewer}", "{", "{model.x}", "{model!r}", "{0}", " "])
def test_words_that_mean_nothing_are_refused(words: str, tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(f'[disclosure]\nunreviewed = "{words}"\n')
    with pytest.raises(ConfigError, match=r"disclosure\.unreviewed"):
        load(tmp_path / "desk.toml")


def test_words_and_settings_of_outputs_bear_on_no_record_but_on_its_files() -> None:
    other = override(override(Config(), "disclosure", provider="x"), "export", base_url="https://x.example")
    assert digest(other) == digest(Config())
    assert Outputs(settings=SETTINGS).identity != Outputs().identity


def test_the_record_says_how_it_was_made() -> None:
    data = Outputs(("record.json",), settings=SETTINGS).of_article(accepted())["record.json"]
    run = read_record(data).run
    assert run.release is None
    assert run.disclosure is not None
    assert (run.disclosure.value, run.disclosure.provider) == ("ai-assisted", "Nordkamp Desk")


def test_files_are_made_again_when_an_embargo_ends() -> None:
    later = replace(SETTINGS, clock=lambda: datetime(2026, 11, 27, tzinfo=UTC))
    record = with_run(edition=Edition(embargo=UNTIL))
    before, after = (Outputs(("brief.post.md",), settings=one) for one in (SETTINGS, later))
    files = before.of_article(record)
    assert list(files) == ["record.json"]
    stored = read_record(files["record.json"])
    assert set(before.current(stored, {})) == {"record.json", "brief.post.md"}
    assert after.current(stored, {}) == ("record.json",)
    assert list(after.of_article(stored)) == ["brief.post.md", "record.json"]
