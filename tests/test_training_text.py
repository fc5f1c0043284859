"""Reading, making and packing training text."""

from __future__ import annotations

import json
import lzma
import random
import re
from pathlib import Path

import numpy as np
import pytest

from pipeline.carriers import filled
from pipeline.errors import ConfigError, InputError
from pipeline.training import packed
from pipeline.training.settings import Group, TextSettings, load_recipe
from pipeline.training.synthetic import carriers, generate
from pipeline.training.text import development_text, numbers_agree, pairs_of, reference_set, training_text
from pipeline.training.vary import vary_numbers


def write(path: Path, text: str) -> None:
    if path.suffix == ".xz":
        path.write_bytes(lzma.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def test_text_is_grouped_by_file_name_capped_and_without_repetitions_or_dropped_sources(tmp_path: Path) -> None:
    write(tmp_path / "news.tsv.xz", "Guten\u00a0Tag\tGood day\tpaper\nHallo\tHello\tpaper\nHallo\tHello\tpaper\n")
    write(
        tmp_path / "extra.tsv", "Hallo\tHello\tother\nNein\tNo\tui_strings\nJa\tYes\tother\n\tempty\tother\nohne Tab\n"
    )
    write(tmp_path / "notes.md", "Kein\tText\n")
    settings = TextSettings(groups=(Group("news", "news*"), Group("rest", "*", cap=1)), drop=("ui_*",))
    found = training_text(tmp_path, settings, seed=1)
    assert found == {"news": [("Guten Tag", "Good day"), ("Hallo", "Hello")], "rest": [("Ja", "Yes")]}


def test_a_group_can_take_some_sources_of_a_file_and_leave_the_others_to_the_next(tmp_path: Path) -> None:
    write(tmp_path / "news.tsv", "Eins\tOne\tpaper_2008\nZwei\tTwo\tblog\nDrei\tThree\n")
    settings = TextSettings(groups=(Group("papers", "news*", sources=("paper_*",)), Group("rest", "*")))
    found = training_text(tmp_path, settings, seed=1)
    assert found == {"papers": [("Eins", "One")], "rest": [("Zwei", "Two"), ("Drei", "Three")]}


def test_english_is_read_in_the_forms_of_the_house(tmp_path: Path) -> None:
    write(tmp_path / "news.tsv", "Am 5. Mai um 18 Uhr\tOn 5 May at 18:00\n")
    assert list(pairs_of(tmp_path / "news.tsv")) == [(("Am 5. Mai um 18 Uhr", "On May 5 at 6 p.m."), "")]


def test_pairs_whose_numbers_disagree_are_left_out_unless_the_recipe_says_otherwise(tmp_path: Path) -> None:
    good, bad = ("Es waren 300.", "There were 300."), ("Es waren 400.", "There were 700.")
    write(tmp_path / "news.tsv", "".join(f"{de}\t{en}\n" for de, en in (good, bad)))
    assert training_text(tmp_path, TextSettings(), seed=1) == {"all": [good]}
    assert training_text(tmp_path, TextSettings(checked_numbers=False), seed=1) == {"all": [good, bad]}


def test_numbers_of_any_size_can_be_looked_at() -> None:
    assert numbers_agree("Es sind 0,00001 Gramm.", "It is 0.00001 grams.")
    assert not numbers_agree("Es sind 0,00001 Gramm.", "It is 0.0001 grams.")
    assert numbers_agree("Ja", "No numbers, nothing to look at")


def test_made_lines_have_no_error_in_the_eyes_of_the_checker() -> None:
    pairs = list(generate(1500, seed=21))
    assert [pair for pair in pairs if not numbers_agree(*pair)] == []


def test_a_folder_without_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no \.tsv"):
        training_text(tmp_path, TextSettings(), seed=1)


def test_test_sets_are_read_from_json_lines_and_tsv(tmp_path: Path) -> None:
    write(tmp_path / "set.jsonl.xz", json.dumps({"de": "Ja", "en_refs": ["Yes", "Yeah"]}) + "\n")
    write(tmp_path / "set.tsv", "Nein\tNo\n")
    assert reference_set(tmp_path / "set.jsonl.xz") == [("Ja", ["Yes", "Yeah"])]
    assert development_text(tmp_path / "set.tsv", 5) == [("Nein", "No")]
    write(tmp_path / "bad.jsonl", '{"de": "Ja"}\n')
    with pytest.raises(InputError, match=r"bad\.jsonl, line 1"):
        reference_set(tmp_path / "bad.jsonl")


def test_every_carrier_can_be_filled_and_the_seed_decides() -> None:
    assert len(carriers()) >= 50
    pairs = list(generate(3000, seed=3))
    assert pairs == list(generate(3000, seed=3))
    assert pairs != list(generate(3000, seed=4))
    assert not any("{" in german + english for german, english in pairs)
    assert len(set(pairs)) > 2800


def test_made_numbers_are_german_on_one_side_and_english_on_the_other() -> None:
    checked = 0
    for german, english in generate(2000, seed=9):
        for number in re.findall(r"\b\d{1,3}(?:\.\d{3})+\b", german):
            assert number.replace(".", ",") in english, (german, english)
            checked += 1
        for number in re.findall(r"\b\d+,\d{1,2}\b", german):
            assert number.replace(",", ".") in english, (german, english)
            checked += 1
        if "Milliarden" in german or "Mrd." in german:
            assert "billion" in english
        if "Billionen" in german:
            assert "trillion" in english
    assert checked > 500


def test_made_clock_times_and_dates() -> None:
    pairs = [pair for pair in generate(3000, seed=2) if pair[0].startswith("Gegen ")]
    for german, english in pairs:
        hour, minute = re.match(r"Gegen (\d+)(?:[.:](\d+))? Uhr", german).groups()  # type: ignore[union-attr]
        twelve = int(hour) % 12 or 12
        half = "a.m." if int(hour) < 12 else "p.m."
        expected = f"{twelve}:{minute} {half}" if minute and minute != "00" else f"{twelve}"
        assert expected in english, (german, english)
    assert len(pairs) > 10


def test_exonyms_stand_on_both_sides_in_the_form_of_the_language() -> None:
    def values(german: str, english: str) -> set[tuple[str, str]]:
        rng = random.Random(1)
        return {filled(german, english, rng) for _ in range(4000)}

    places = values("{exonym}", "{exonym}")
    assert {("Türkei", "Turkey"), ("Elfenbeinküste", "Ivory Coast"), ("Ägäis", "Aegean"), ("Malta", "Malta")} <= places
    assert not any(sign in name for pair in places for name in pair for sign in "&(,")
    assert len(places) == len({german for german, _ in places}), "one English name for each"
    cities = values("{city}", "{city}")
    assert ("Krasnojarsk", "Krasnoyarsk") in cities
    assert all(german != english for german, english in cities)
    assert ("Die nordmazedonische Regierung", "The North Macedonian government") in values(
        "Die {nation}e Regierung", "The {nation} government"
    )


def test_an_article_goes_with_the_age_after_it() -> None:
    pair = ("Eine {age}-Jährige rief an.", "A {age}-year-old called.")
    made = {filled(*pair, random.Random(n))[1] for n in range(500)}
    assert {"An 18-year-old called.", "An 81-year-old called.", "A 78-year-old called."} <= made
    assert not made & {"A 18-year-old called.", "A 80-year-old called.", "An 78-year-old called."}


def test_lines_with_exonyms_are_a_group_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "news.tsv", "Es kamen 500.\t500 came.\n")
    settings = TextSettings(groups=(Group("news", "news*"),), numbers_and_names=40, exonyms=60)
    found = training_text(tmp_path, settings, seed=1)
    assert set(found) == {"news", "synthetic", "exonyms"}
    made = {english for _, english in generate(60, seed=1, exonyms=True)}
    assert {english for _, english in found["exonyms"]} == made
    assert made.isdisjoint(english for _, english in generate(3000, seed=1))


def data() -> packed.Packed:
    left = [[i] * (i % 7 + 1) for i in range(3, 103)]
    right = [[i] * (i % 5 + 1) for i in range(3, 103)]
    return packed.pack({"news": (left[:40], right[:40]), "rest": (left[40:], right[40:])})


def test_packed_text_is_read_back_as_it_was(tmp_path: Path) -> None:
    packed.save(tmp_path / "x.npz", data())
    back = packed.load(tmp_path / "x.npz")
    assert len(back) == 100
    assert back.groups == ("news", "rest")
    source, target = back.pair(99)
    assert (source.tolist(), target.tolist()) == ([102] * 5, [102] * 3)


def test_an_epoch_holds_every_pair_as_often_as_its_weight_says_in_batches_of_bounded_size() -> None:
    batches = packed.epoch(data(), {"news": 2.5, "rest": 1.0}, 30, (1, 0))
    seen = np.concatenate(batches)
    assert np.bincount(seen[seen >= 40], minlength=100)[40:].tolist() == [1] * 60
    counts = np.bincount(seen[seen < 40], minlength=40)[:40]
    assert set(counts.tolist()) == {2, 3}
    assert counts.sum() == 100
    lengths = data().lengths
    assert all(lengths[batch].max() * len(batch) <= 30 for batch in batches)
    again = packed.epoch(data(), {"news": 2.5, "rest": 1.0}, 30, (1, 0))
    assert all((a == b).all() for a, b in zip(batches, again, strict=True))
    other = np.concatenate(packed.epoch(data(), {"news": 2.5, "rest": 1.0}, 30, (1, 1)))
    assert seen.tolist() != other.tolist()


def test_rows_are_filled_up_to_the_longest_with_an_end_mark_behind_each() -> None:
    text = packed.pack({"all": ([[5, 6, 7], [8], [], [9, 4]], [[1]] * 4)})
    rows = packed.padded(text.source, text.source_at, np.array([1, 3, 2]), end=2, fill=-100)
    assert rows.tolist() == [[8, 2, -100], [9, 4, 2], [2, -100, -100]]


def test_large_batches_are_as_even_as_small_ones() -> None:
    rng = np.random.default_rng(3)
    rows = [[3] * int(n) for n in rng.integers(1, 60, 60_000)]
    text = packed.pack({"all": (rows, rows)})

    def padding(tokens: int) -> float:
        batches = packed.epoch(text, {}, tokens, (1, 0))
        return sum(len(b) * int(text.lengths[b].max()) for b in batches) / int(text.lengths.sum())

    assert padding(40_000) < padding(4_000) + 0.05


def test_recipe_profiles_change_what_they_name_and_keep_the_rest() -> None:
    base, gpu = load_recipe("cpu"), load_recipe("gpu")
    assert base == load_recipe()
    assert (base.shape.width, gpu.shape.width) == (384, 448)
    assert (base.shape.encoder_layers, gpu.shape.encoder_layers) == (6, 8)
    assert gpu.shape.decoder_layers == base.shape.decoder_layers == 2
    assert gpu.text == base.text
    assert [group.name for group in base.text.groups][:3] == ["newstest", "technical", "references"]
    with pytest.raises(ConfigError, match=r"no profile 'tpu'\. There are: cpu, gpu"):
        load_recipe("tpu")


def test_a_recipe_that_looks_for_mistakes_and_does_not_use_them_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('[text]\nmistakes = 40\n[train]\nfinal_groups = ["news"]\n')
    with pytest.raises(ConfigError, match=r'train\.final_groups has no "mistakes"'):
        load_recipe(path=tmp_path / "r.toml")


def test_unknown_recipe_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("[train]\nlearning_rat = 1.0\n")
    with pytest.raises(ConfigError, match=r"train\.learning_rat.*train\.learning_rate"):
        load_recipe(path=tmp_path / "r.toml")


def test_figures_of_real_lines_are_changed_on_both_sides_alike() -> None:
    pair = ("Es waren 1.500 (2017: 98,25 Prozent).", "There were 1,500 (2017: 98.25 percent).")
    german, english = vary_numbers(*pair, random.Random(1)) or pair
    assert german != pair[0]
    found = re.fullmatch(r"Es waren ([1-9])\.(\d{3}) \(((?:19|20)\d\d): ([1-9]\d),(\d\d) Prozent\)\.", german)
    assert found is not None
    assert english == "There were {},{} ({}: {}.{} percent).".format(*found.groups())


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Am 24. Mai", "On May 24"),  # not every figure is a day
        ("Um 18 Uhr", "At 18 p.m."),
        ("Die A380 und 2:15", "The A380 and 2:15"),
        ("Es waren 50 von 50.", "There were 50 of 50."),  # which is which?
        ("Es waren 50.", "There were 40."),
        ("Es waren 5.", "There were 5."),
    ],
)
def test_figures_that_cannot_be_told_apart_or_follow_rules_are_left(german: str, english: str) -> None:
    assert vary_numbers(german, english, random.Random(1)) is None


def test_lines_with_other_figures_are_a_group_made_of_the_groups_named(tmp_path: Path) -> None:
    write(tmp_path / "news.tsv", "Es kamen 500.\t500 came.\nNiemand kam.\tNobody came.\n")
    write(tmp_path / "rest.tsv", "Es gingen 300.\t300 went.\n")
    settings = TextSettings(
        groups=(Group("news", "news*"), Group("rest", "*")), varied_numbers=5, varied_groups=("news",)
    )
    found = training_text(tmp_path, settings, seed=1)
    assert len(found["varied"]) == 5, "a line is used again once all have been"
    assert len(set(found["varied"])) > 1
    for german, english in found["varied"]:
        assert re.fullmatch(r"Es kamen [1-9]\d\d\.", german)
        assert english == f"{german[9:12]} came."


def test_some_made_names_have_letters_of_other_alphabets() -> None:
    names = [german for german, _ in generate(500, seed=5) if not german.isascii()]
    assert any(re.search("[ĂăĄąłŁřšžő]", name) for name in names)


def test_a_group_of_some_pairs_is_added_and_replaced() -> None:
    text = packed.pack({"a": ([[1], [2, 3]], [[4], [5]]), "b": ([[6]], [[7, 8]])})
    more = packed.with_group(text, "again", [2, 0])
    assert more.groups == ("a", "b", "again")
    assert [tuple(map(list, more.pair(n))) for n in range(len(more))] == [
        ([1], [4]), ([2, 3], [5]), ([6], [7, 8]), ([6], [7, 8]), ([1], [4]),
    ]  # fmt: skip
    replaced = packed.with_group(more, "again", [1])
    assert replaced.group.tolist() == [0, 0, 1, 2]
    assert [side.tolist() for side in replaced.pair(3)] == [[2, 3], [5]]
