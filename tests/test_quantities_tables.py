"""The fact tables: malformed lines are named, generated rows are up to date, and loading them is cheap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.quantities import lexicon
from pipeline.quantities.tables import amount, forms, read_rows
from pipeline.quantities.units import unit_table
from tools.tables import cldr


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_carry_their_line_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "t.tsv", "# head\n\na\tb|c\nd\t-\n")
    assert list(read_rows(path, 2)) == [(3, ("a", "b|c")), (4, ("d", "-"))]
    assert forms("b|c") == ["b", "c"] and forms("-") == []


@pytest.mark.parametrize(
    ("text", "says"), [("a\tb\tc\n", "t.tsv:1: 3 fields"), ("x\ty\na\t\n", "t.tsv:2: an empty field")]
)
def test_a_malformed_line_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path / "t.tsv", text)
    with pytest.raises(TableError, match=says):
        list(read_rows(path, 2))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read"):
        list(read_rows(tmp_path / "none.tsv", 2))


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("0.5", 0.5), ("1/4", 0.25)])
def test_amounts(text: str, value: float) -> None:
    assert amount(text, Path("t.tsv"), 1) == value


@pytest.mark.parametrize("text", ["zwölf", "1/0", ""])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(TableError, match=r"t.tsv:7: .* is not a number"):
        amount(text, Path("t.tsv"), 7)


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("words_de.tsv", "elf\tnumeral\t11\t2", r"words_de.tsv:1: class 'numeral' is unknown"),
        ("words_de.tsv", "elf\texact\t11\t7", r"words_de.tsv:1: weight '7'"),
        ("words_de.tsv", "elf\texact\telf\t2", r"words_de.tsv:1: 'elf' is not a number"),
        ("idioms_de.tsv", "unter vier augen\t4", r"idioms_de.tsv:1: mark the number word"),
        ("roles.tsv", "de\tnonsense\tab", r"roles.tsv:1: 'de nonsense' is unknown"),
        ("tails_de.tsv", "jähr\tyear\tmany", r"tails_de.tsv:1: weight 'many'"),
    ],
)
def test_every_table_names_its_bad_line(
    name: str, line: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in lexicon.folder().glob("*.tsv"):
        write(tmp_path / path.name, path.read_text(encoding="utf-8"))
    write(tmp_path / name, line + "\n")
    monkeypatch.setattr(lexicon, "folder", lambda: tmp_path)
    lexicon.lexicon_of.cache_clear()
    try:
        with pytest.raises(TableError, match=says):
            lexicon.lexicon_of("de")
    finally:
        lexicon.lexicon_of.cache_clear()


def test_generated_rows_are_up_to_date() -> None:
    text = cldr.target().read_text(encoding="utf-8")
    if cldr.versions() not in text:
        pytest.skip("the table was made with other versions of Babel, unicode-rbnf or pint")
    assert text == cldr.render()


def test_unit_keys_of_compounds_exist() -> None:
    keys = set(unit_table().factors) | set(unit_table().covers) | {"%", "‰", "digits"}
    rows = read_rows(lexicon.folder() / "tails_de.tsv", 3)
    assert {unit for _, (_, unit, _) in rows if unit != "-"} <= keys


def test_conversion_factors() -> None:
    units = unit_table()
    assert units.convert(100, "km", "mi") == pytest.approx((62.137,), abs=0.001)
    assert units.convert(27, "°C", "°F") == pytest.approx((80.6, 48.6), abs=0.001)
    assert units.convert(50, "cent", "EUR") == (0.5,)
    assert units.convert(1, "km", "kg") == ()
    assert units.same("dollar", "AUD") and not units.same("USD", "AUD")


def test_import_is_light() -> None:
    heavy = "{'babel', 'pint', 'torch', 'transformers', 'unicode_rbnf', 'numpy'}"
    code = f"import sys, pipeline.quantities as q; q.compare('1', '2'); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
