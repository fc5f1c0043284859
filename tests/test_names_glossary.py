"""The desk's glossary: both formats, its rules, and what it says about a bad line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError, TableError
from pipeline.names import Glossary, compare, extract
from pipeline.names.glossary import survey

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="de"><text><body>
<termEntry id="1"><descrip type="subjectField">org</descrip><note>since 2024</note>
  <langSet xml:lang="de"><tig><term>Wassertrasse Nord</term></tig></langSet>
  <langSet xml:lang="en-GB"><tig><term>Northern Water Line</term></tig><tig><term>NWL</term></tig></langSet>
</termEntry>
</body></text></martif>
"""
TBX3 = """<?xml version="1.0"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic"><text><body>
<conceptEntry id="c1"><langSec xml:lang="de"><termSec><term>Hafenamt</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>Port Authority</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<tbx><text><body><conceptEntry><langSec xml:lang="de"><termSec><term>&b;</term></termSec></langSec></conceptEntry></body></text></tbx>
"""


def write(folder: Path, text: str, name: str = "desk.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def checks(source: str, target: str, glossary: Glossary) -> list[tuple[str, str]]:
    return [(f.check, f.severity) for f in compare(source, target, glossary=glossary).findings]


def test_csv_with_all_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "German,English,kind,note\nNordwerk,Northworks|North Works,org,renamed in 2023\n")
    (entry,) = Glossary.load(path).entries
    assert entry.german == "Nordwerk"
    assert entry.english == ("Northworks", "North Works")
    assert (entry.kind, entry.note, entry.rule) == ("org", "renamed in 2023", "translate")
    assert entry.origin == f"{path}:2"


@pytest.mark.parametrize(
    "text", ["Nordwerk;Northworks\n", "\ufeffGerman\tEnglish\nNordwerk\tNorthworks\n", "\n\nNordwerk,Northworks\n\n"]
)
def test_csv_as_spreadsheets_write_it(tmp_path: Path, text: str) -> None:
    assert [e.english for e in Glossary.load(write(tmp_path, text)).entries] == [("Northworks",)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("German,English\nNordwerk,Northworks\nSeewerk\n", 3, "1 column, 'Seewerk'"),
        ("Nordwerk,Northworks\n,Seaworks\n", 2, "no German name"),
        ("Nordwerk,,org\n", 1, "no English name"),
        ("a,b,c,d,e\n", 1, "columns"),
        ('Nordwerk,"Northworks\n', 1, "quotation marks"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TableError, match=words) as raised:
        Glossary.load(path)
    assert f"{path}:{line}:" in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_whatever_excel_saves(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "desk.csv"
    path.write_bytes("Deutsch;Englisch;Art;Anmerkung\r\nMünster;Munster;Ort;\r\n;;;\r\n".encode(encoding))
    (entry,) = Glossary.load(path).entries
    assert (entry.german, entry.english, entry.kind) == ("Münster", ("Munster",), "place")
    assert entry.origin == f"{path}:2"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_bytes(b"Nordwerk,Northworks\nM\x81nster,Munster\n")  # DOS: what Windows-1252 does not have
    with pytest.raises(TableError, match=r"desk\.csv:2: neither UTF-8, UTF-16 nor Windows-1252"):
        Glossary.load(path)
    path.write_bytes(b"PK\x03\x04workbook")
    with pytest.raises(InputError, match="save it as 'CSV UTF-8'"):
        Glossary.load(path)


@pytest.mark.parametrize(
    "head",
    [
        "Deutsch;Englisch;Art;Anmerkung",
        "deutsch\tenglisch\tKategorie\tBemerkung",
        "sep=;\nDeutsch;Englisch;Typ;Hinweis",
        "Deutch;Englsh;Art;Anmerkung",
        "DE;EN;Art;Kommentar",
        "Ausgangsbegriff;Hausform;Art;Notiz",
    ],
)
def test_headings_in_german_and_nearly(tmp_path: Path, head: str) -> None:
    separator = "\t" if "\t" in head else ";"
    line = separator.join(("Zasterfrage", "", "kein Name", "Slang"))
    (entry,) = Glossary.load(write(tmp_path, f"{head}\n{line}\n")).entries
    assert (entry.german, entry.rule, entry.kind, entry.note) == ("Zasterfrage", "ignore", "not a name", "Slang")


def test_columns_in_another_order(tmp_path: Path) -> None:
    (entry,) = Glossary.load(write(tmp_path, "Englisch;Art;Deutsch\nNorthworks;Firma;Nordwerk\n")).entries
    assert (entry.german, entry.english, entry.kind) == ("Nordwerk", ("Northworks",), "org")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Nr;Deutsch;Englisch\n1;a;b\n", 1, "the column 'Nr' is not known"),
        ("Deutsch;Art;Anmerkung\na;Ort;\n", 1, "no column for the English form"),
        ("Nordwerk;not-a-name\n", 1, "belongs in the third"),
        ("Nordwerk;Northworks\nZaster;Dough;no-a-name\n", 2, "Did you mean 'not a name'"),
        ("Nordwerk;Northworks;niemals so\n", 1, "the kind 'niemals so' is not known"),
        ("Nordwerk;Northworks;Frima\n", 1, "Did you mean 'Firma'"),
    ],
)
def test_a_near_miss_is_no_rule(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TableError, match=words) as raised:
        Glossary.load(path)
    assert f"{path}:{line}:" in str(raised.value)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("not-a-name", "ignore"), ("No Name", "ignore"), ("kein Name", "ignore"), ("nicht übersetzen", "keep"),
        ("Do not translate", "keep"), ("immer melden", "flag"), ("Always flag.", "flag"), ("Person", "translate"),
        ("Lieblingswort", "translate"),
    ],
)  # fmt: skip
def test_kinds_in_both_languages(tmp_path: Path, written: str, rule: str) -> None:
    (entry,) = Glossary.load(write(tmp_path, f"Nordwerk;Northworks;{written}\n")).entries
    assert entry.rule == rule


def test_contradictions_and_repetitions_name_both_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "Kiew,Kyiv\nNordwerk,Northworks\nKiew,Kiev\nNordwerk,Northworks\nKiew,,not a name\n")
    found = survey(path)
    assert [entry.german for entry in found.entries] == ["Kiew", "Nordwerk"]
    assert found.remarks == (f"{path}:4: 'Nordwerk' is in line 2 already, with the same meaning",)
    assert [problem.partition(";")[0] for problem in found.problems] == [
        f"{path}:3: 'Kiew' is in line 1 already: 'Kyiv', and here 'Kiev'",
        f"{path}:5: 'Kiew' is in line 1 already, as 'Kyiv', and here as 'not a name'",
    ]
    with pytest.raises(TableError, match=r"desk\.csv:3:.*1 more"):
        Glossary.load(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        Glossary.load(tmp_path / "nowhere.csv")


def test_tbx_of_both_versions(tmp_path: Path) -> None:
    (old,) = Glossary.load(write(tmp_path, TBX, "a.tbx")).entries
    assert (old.german, old.english, old.kind, old.note) == (
        "Wassertrasse Nord",
        ("Northern Water Line", "NWL"),
        "org",
        "since 2024",
    )
    (new,) = Glossary.load(write(tmp_path, TBX3, "b.tbx")).entries
    assert (new.german, new.english) == ("Hafenamt", ("Port Authority",))


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"bomb\.tbx:2: .*remove the DOCTYPE"):
        Glossary.load(write(tmp_path, BOMB, "bomb.tbx"))


def test_broken_xml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"broken\.xml:3: not well-formed"):
        Glossary.load(write(tmp_path, "<tbx>\n<text>\n</tbx>\n", "broken.xml"))


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "rot13", "no-such-encoding"])
def test_an_encoding_that_the_parser_lacks_is_said(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(TableError, match=r"odd\.tbx.*encoding"):
        Glossary.load(write(tmp_path, f"<?xml version='1.0' encoding='{encoding}'?><tbx/>", "odd.tbx"))


def test_an_entry_changes_the_verdict_both_ways(tmp_path: Path) -> None:
    german = "Die Hafenbehörde und Grauburg einigten sich am Abend."
    english = "The harbour board and Greycastle came to terms in the evening."
    assert [check for check, _ in checks(german, english, Glossary())] != []
    wanted = Glossary.load(write(tmp_path, "Grauburg,Greycastle,place,\n"))
    assert checks(german, english, wanted) == []
    other = Glossary.load(write(tmp_path, "Grauburg,Graytown,place,\n"))
    assert checks(german, english, other)[0] == ("name.glossary", "error")


def test_the_desk_prefers_another_accepted_form(tmp_path: Path) -> None:
    glossary = Glossary.load(write(tmp_path, "Kiew,Kyiv,place,house style\n"))
    assert checks("Sie fuhr nach Kiew.", "She went to Kyiv.", glossary) == []
    (finding,) = compare("Sie fuhr nach Kiew.", "She went to Kiev.", glossary=glossary).findings
    assert (finding.check, finding.severity, finding.expected) == ("name.glossary", "warning", ("Kyiv",))
    assert finding.target is not None
    assert finding.target.text == "Kiev"
    assert "house style" in finding.message


def test_never_translate(tmp_path: Path) -> None:
    glossary = Glossary.load(write(tmp_path, "Abendpost,,never translate,a newspaper\n"))
    assert checks("Das sagte er der Abendpost.", "He told the Abendpost so.", glossary) == []
    assert ("name.glossary", "error") in checks("Das sagte er der Abendpost.", "He told the Evening Mail so.", glossary)


def test_always_flag(tmp_path: Path) -> None:
    glossary = Glossary.load(write(tmp_path, "Müller,,always flag,two ministers of that name\n"))
    assert checks("Müller schwieg.", "Müller was silent.", glossary) == [("name.glossary", "warning")]
    assert checks("Meier schwieg.", "Meier was silent.", glossary) == []


def test_not_a_name(tmp_path: Path) -> None:
    german, english = "Die Zasterfrage bleibt.", "The money question remains."
    glossary = Glossary.load(write(tmp_path, "Zasterfrage,,not a name,\n"))
    assert checks(german, english, glossary) == []


def test_entries_are_facts(tmp_path: Path) -> None:
    glossary = Glossary.load(write(tmp_path, "eisenklee,ironclover,product,\n"))
    (fact,) = extract("Sie kauften eisenklee für den Hof.", "de", glossary=glossary)
    assert (fact.span.text, fact.values) == ("eisenklee", ("glossary:eisenklee",))


def test_the_default_glossary_can_be_read() -> None:
    path = Path(__file__).parent.parent / "configs" / "glossary.csv"
    assert all(entry.german for entry in Glossary.load(path).entries)
