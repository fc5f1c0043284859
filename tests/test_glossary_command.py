"""``wortlaut glossary``: to and from other tools, and what the desk's work suggests."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import wortlaut
from pipeline.desk import actions
from pipeline.desk.suggest import suggestions
from pipeline.ledger import open_ledger
from pipeline.ledger.desk_values import Rule
from pipeline.names import Glossary
from pipeline.names.glossary import survey
from pipeline.record import all_findings
from tests.support_desk import BOOK, done, filled, made, sentence, workbench
from tests.support_ledger import at

LIST = (
    "Deutsch;Englisch;Art;Anmerkung\n"
    "Nordwerk;Northworks|North Works;Firma;seit 2023\n"
    "Zasterfrage;;kein Name;\n"
    "Abendpost;;nicht übersetzen;eine Zeitung\n"
)
HOSTILE = '=1+1 <script>]]>&amp; "x"'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(wortlaut, ["glossary", *map(str, arguments)])


def write(folder: Path, text: str, name: str = "desk.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def what(path: Path) -> list[tuple[str, tuple[str, ...], str, str, str]]:
    return [(e.german, e.english, e.kind, e.note, e.rule) for e in Glossary.load(path).entries]


def test_check_names_every_line(tmp_path: Path) -> None:
    done = run("check", write(tmp_path, LIST))
    assert (done.exit_code, done.stdout) == (
        0, f"{tmp_path}/desk.csv: 3 entries (utf-8): 1 with a house form, 1 no name, 1 never translated\n",
    )  # fmt: skip
    done = run("check", write(tmp_path, LIST + "a;not-a-name\nb\nc;d;Frima\n"))
    assert done.exit_code == 2
    assert [line.split(": ")[1] for line in done.stdout.splitlines()[1:]] == [
        f"{tmp_path}/desk.csv:{number}" for number in (5, 6, 7)
    ]


@pytest.mark.parametrize("form", ["csv", "excel", "tbx", "tbx2"])
def test_what_is_exported_comes_back_the_same(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, LIST + f'"{HOSTILE.replace(chr(34), chr(34) * 2)}";@x;Ort;-note\n')
    out = tmp_path / f"out.{form.removesuffix('2')}"
    assert run("export", path, "--to", form, "--out", out).exit_code == 0
    assert what(out) == what(path)
    if form.startswith("tbx"):
        root = ElementTree.fromstring(out.read_bytes())
        assert root.tag.rpartition("}")[2] == {"tbx": "tbx", "tbx2": "martif"}[form]
    else:
        assert out.read_bytes().startswith(b"\xef\xbb\xbf") == (form == "excel")
        assert "\n'=1+1" in out.read_text(encoding="utf-8-sig").replace('\n"', "\n")


def test_import_keeps_what_is_there(tmp_path: Path) -> None:
    desk = tmp_path / "names.csv"
    assert run("import", write(tmp_path, LIST), "--into", desk).stdout.startswith(f"{desk}: 3 entries taken in, 0 ")
    more = write(tmp_path, "Nordwerk,Norwork\nZasterfrage,,kein Name\nSeewerk,Seaworks\n", "more.csv")
    assert run("import", more, "--into", desk, "--dry-run").exit_code == 1
    assert len(what(desk)) == 3
    again = run("import", more, "--into", desk)
    assert again.exit_code == 1
    assert f"{more}:1: 'Nordwerk' is 'Norwork' here and 'Northworks|North Works' in {desk}:2: left out" in again.stderr
    assert [row[0] for row in what(desk)] == ["Nordwerk", "Zasterfrage", "Abendpost", "Seewerk"]


def test_a_term_base_as_tools_write_it(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="utf-8"?>
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="1"><min:subjectField>Schifffahrt</min:subjectField>
<langSec xml:lang="de-DE"><termSec><term>Hafenamt</term></termSec>
<termSec><term>Hafenbüro</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="en-GB"><termSec><term>Harbour Office</term></termSec>
<termSec><term>Port Authority</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry>
<conceptEntry id="2"><langSec xml:lang="fr"><termSec><term>port</term></termSec></langSec></conceptEntry>
<conceptEntry id="3"><min:subjectField>nicht so wichtig</min:subjectField>
<langSec xml:lang="ger"><termSec><term>Kai</term></termSec></langSec>
<langSec xml:lang="eng"><termSec><term>quay</term></termSec></langSec></conceptEntry>
<conceptEntry id="4"><langSec xml:lang="de"><termSec><term>Mole</term></termSec></langSec></conceptEntry>
<conceptEntry id="5"><langSec xml:lang="de"><termSec><term>Kai</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>wharf</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
    path = write(tmp_path, text, "base.tbx")
    assert what(path) == [
        ("Hafenamt", ("Port Authority", "Harbour Office"), "Schifffahrt", "", "translate"),
        ("Kai", ("quay", "wharf"), "", "", "translate"),
    ]
    assert [remark.partition(": ")[2][:40] for remark in survey(path).remarks] == [
        "an entry without a German term is left o",
        "the kind 'nicht so wichtig' is not known",
        "'Mole' has no English term and is left o",
        "'Kai' is in line 11 already; the forms o",
    ]


def test_what_is_no_tbx(tmp_path: Path) -> None:
    assert "no TBX" in str(run("check", write(tmp_path, "<?xml version='1.0'?><html/>", "a.xml")).exception)
    assert "ends in .tbx" in str(run("check", write(tmp_path, "<?xml version='1.0'?><tbx/>", "a.csv")).exception)


def test_what_was_done_by_hand_is_suggested(tmp_path: Path) -> None:
    ledger = open_ledger(str(tmp_path / "ledger.sqlite"))
    filled(ledger, "a", "b", "c")
    desk = workbench(ledger)
    fourth = sentence(made(), "Lwiw")
    english = BOOK["Krähenbühl will am 3. Mai nach Lwiw fahren."]
    for item in ("a", "b", "c"):
        done(desk.edit(item, 1, fourth, english.replace("Lviv", "Lvov"), "ann"))
    (line,) = suggestions(ledger)
    assert (line.german, line.english, line.kind) == ("Lwiw", "Lvov", "")
    assert line.evidence == "put in by hand or dismissed as right; 3 articles: c, b, a; by ann"
    assert suggestions(ledger, known=["lwiw"]) == []
    assert suggestions(ledger, at_least=4) == []
    desk.undo("ann")
    assert suggestions(ledger) == []
    key = next(actions.key(made(), one) for one in all_findings(made()) if one.finding.check == "unit.changed")
    done(desk.dismiss("a", 2, [key], "as they say", "ann"))
    assert [one.english for one in suggestions(ledger, at_least=1)] == ["Lvov"]  # 12 million euros are no name


def test_suggestions_are_printed_as_lines_of_a_glossary(tmp_path: Path) -> None:
    where = str(tmp_path / "ledger.sqlite")
    with open_ledger(where) as ledger:
        for check, source, target in (
            ("name.missing", "=Zasterfrage", ""), ("name.changed", "Hafenamt", "Harbour, Office"),
            ("number.changed", "800", "80"), ("name.added", "", "Office"),
        ):  # fmt: skip
            ledger.desk.add_standing(Rule(check, source, target, "house style", "ann", at(0)))
    path = write(tmp_path, run("suggest", "--ledger", where).stdout, "new.csv")
    assert path.read_text(encoding="utf-8").splitlines()[1] == (
        "'=Zasterfrage,,not a name,dismissed; for all articles; by ann"
    )
    assert [row[:3] for row in what(path)] == [
        ("=Zasterfrage", (), "not a name"), ("Hafenamt", ("Harbour, Office",), ""),
    ]  # fmt: skip
    done = run("suggest", "--ledger", where, "--glossary", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing was done in 3 articles" in done.stderr
