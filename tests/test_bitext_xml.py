"""XLIFF and TMX as the common programs write them, and as nobody should."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.bitext import Bitext, Pair, Wanted
from pipeline.cli.pairs import read_pairs
from pipeline.errors import InputError

SAMPLES = Path(__file__).parent / "data" / "bitext"
EXPECTED = {
    "trados.sdlxliff": Bitext(
        (
            Pair("Der Hafen schlug 2025 rund 4,2 Millionen Container um.", "The port handled around 4.2 million containers in 2025.", "1", "Hafenbericht.docx", "ApprovedTranslation"),
            Pair("Das Bild◦ zeigt Kai 3.", "The picture◦ shows quay 4.", "2", "Hafenbericht.docx", "Draft"),
            Pair("Am 3. März kam die „Elbe“.", "", "3", "Hafenbericht.docx"),
        ),
        ("1 unit is not to be translated and passed over: 77aa.",),
    ),
    "memoq.mqxliff": Bitext(
        (
            Pair("Der Stadtrat stimmte mit 30 zu 12 Stimmen zu.", "The council approved it by 30 votes to 12.", "1", "Stadtrat.docx", "ManuallyConfirmed"),
            Pair("Beginn: 18.30 Uhr", "", "2", "Stadtrat.docx", "NotStarted"),
            Pair("Der Etat beträgt 1,3 Milliarden Euro.", "The budget is 1.3 million euros.", "1", "Haushalt.xlsx", "Proofread"),
        )
    ),
    "phrase.mxliff": Bitext(
        (
            Pair("Morgen bis zu 31 Grad in Mainz.◦", "Up to 13 degrees in Mainz tomorrow.◦", "t9x:0", "Wetter.docx", "confirmed"),
            Pair("Am Sonntag regnet es.", "It will rain on Sunday.", "t9x:1", "Wetter.docx", "not confirmed"),
        )
    ),
    "two.xlf": Bitext(
        (
            Pair("Der Zug fährt um 15.10 Uhr ab.", "The train leaves at 3:10 p.m.", "u1/s1", "Fahrplan.html", "final"),
            Pair("Er hält in 14 Orten.", "It stops in 40 places.", "u1/s2", "Fahrplan.html", "translated"),
            Pair("Die Karte kostet 49 Euro◦.", "", "u1", "f2", "initial"),
        ),
        ("1 unit is not to be translated and passed over: u2.",),
    ),
    "omegat.tmx": Bitext(
        (
            Pair("Im Stadion waren 62.000 Zuschauer.◦", "There were 62,000 spectators in the stadium.◦", "1"),
            Pair("Das Spiel endete 2:1.", "The match ended 1-2.", "p4_2", "Derby.docx"),
        ),
        ("1 unit lacks one of the two languages: 3.",),
    ),
    "trados.tmx": Bitext(
        (
            Pair("Die Miete stieg um 5◦Prozent.", "The rent rose by 5◦per cent.", "812 (en-GB)"),
            Pair("Die Miete stieg um 5◦Prozent.", "The rent rose by 15◦percent.", "812 (en-US)"),
        )
    ),
}  # fmt: skip


def read(path: Path) -> Bitext:
    with read_pairs(path, Wanted()) as (rows, remarks):
        return Bitext(tuple(rows), remarks)


@pytest.mark.parametrize("name", EXPECTED)
def test_samples(name: str, tmp_path: Path) -> None:
    assert read(SAMPLES / name) == EXPECTED[name]
    wide = (SAMPLES / name).read_text("utf-8").replace('"utf-8"', '"utf-16"').replace('"UTF-8"', '"utf-16"')
    (tmp_path / "x").write_bytes(wide.encode("utf-16"))
    assert read(tmp_path / "x") == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_that_was_cut_off_is_refused_as_a_whole(name: str, tmp_path: Path) -> None:
    whole = (SAMPLES / name).read_bytes().rstrip()
    for at in range(len(whole) // 3, len(whole), len(whole) // 8):
        (tmp_path / "t").write_bytes(whole[:at])
        with pytest.raises(InputError, match=r"line \d+: broken XML: .+\.$"):
            read(tmp_path / "t")


def xliff(body: str, langs: str = 'source-language="de" target-language="en"', before: str = "") -> str:
    return f'{before}<xliff version="1.2"><file original="a.txt" {langs}><body>{body}</body></file></xliff>'


def tmx(units: str, header: str = 'srclang="de"', before: str = "") -> str:
    return f'{before}<tmx version="1.4"><header {header}/><body>{units}</body></tmx>'


UNIT = '<trans-unit id="1"><source>Drei</source><target>Three</target></trans-unit>'
TU = '<tu><tuv xml:lang="de"><seg>Drei</seg></tuv><tuv xml:lang="en"><seg>Three</seg></tuv></tu>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (xliff(UNIT, 'source-language="en-GB" target-language="de-DE"'), r"file “a.txt”: a translation from en-GB to de-DE; what is checked here is German to English. It goes the other way."),
        (xliff(UNIT, 'source-language="de" target-language="fr"'), r"from de to fr; what is checked here is German to English.$"),
        (xliff(UNIT + "\n<trans-unit"), r"line 2: broken XML"),
        (xliff(UNIT)[:-20], r"broken XML"),
        (xliff(UNIT, before=BOMB).replace("Drei", "&b;"), r"declares entities"),
        (xliff(UNIT, before='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>').replace("Drei", "&f;"), r"declares entities"),
        (xliff(UNIT).replace('version="1.2"', 'version="3.0"'), r"XLIFF of version “3.0”"),
        ('<xliff version="1.2"/>', r"XLIFF without a file in it"),
        (xliff(UNIT.replace("Drei", "x" * 200_001)), r"line 1, segment 1: a text that is too long"),
        (tmx(TU, 'srclang="en-US"'), r"line 1, unit 1: a translation from en-US to de; .* It goes the other way"),
        (tmx(TU.replace('"en"', '"fr"')), r"no unit has both languages that are compared \(de and en\); the file has de and fr"),
        (tmx(TU, before=BOMB), r"declares entities"),
        (xliff(UNIT, before='<?xml version="1.0" encoding="UTF-7"?><!-- +ADwAIQ- -->'), r"XML in the encoding UTF-7. Save it as UTF-8"),
        (xliff(UNIT.replace("Drei", "<g>" * 300 + "</g>" * 300)), r"line 1: elements nested more than 200 deep"),
        ('<?xml version="1.0"?><html><body/></html>', r"XML, but neither XLIFF nor TMX"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.xlf").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(tmp_path / "t.xlf")


def test_a_file_that_holds_its_whole_document_is_read(tmp_path: Path) -> None:
    inside = "<header><internal-file>" + "QUJD" * 2_700_000 + "</internal-file></header><body>"
    (tmp_path / "t").write_text(xliff(UNIT).replace("<body>", inside), encoding="utf-8")
    assert read(tmp_path / "t").pairs == (Pair("Drei", "Three", "1", "a.txt"),)


def test_a_memory_of_any_direction_is_read(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(tmx(TU, 'srclang="*all*"'), encoding="utf-8")
    assert read(tmp_path / "t").pairs == (Pair("Drei", "Three", "1"),)


def test_a_target_without_its_source_is_not_lost(tmp_path: Path) -> None:
    unit = (
        '<trans-unit id="u"><source>Eins.</source><seg-source><mrk mtype="seg" mid="1">Eins.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">One.</mrk><mrk mtype="seg" mid="2">And 400 more.</mrk></target></trans-unit>'
    )
    (tmp_path / "t").write_text(xliff(unit), encoding="utf-8")
    assert [(pair.source, pair.target) for pair in read(tmp_path / "t").pairs] == [
        ("Eins.", "One."),
        ("", "And 400 more."),
    ]


def test_words_within_codes_and_deep_nesting(tmp_path: Path) -> None:
    deep = "<g>" * 100 + "tief" + "</g>" * 100
    unit = (
        f'<trans-unit id="1"><source>Ein <ph id="1">&lt;img alt="<sub>Boot</sub>"&gt;</ph>.{deep}</source></trans-unit>'
    )
    (tmp_path / "t").write_text(xliff(unit), encoding="utf-8")
    assert read(tmp_path / "t").pairs[0].source == "Ein ◦Boot◦.tief"
