"""Accepted findings: the file that people write, what it recognises again, and that it counts nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import accepted
from pipeline.accepted import FROM_FILE, Line, append, joined, load, of_finding, pair_digest, read, text_of
from pipeline.cli import wortlaut
from pipeline.config import Config, PolicyConfig, accepting, digest, policy_digest
from pipeline.config import load as load_config
from pipeline.errors import InputError, TableError
from pipeline.judge import judged
from pipeline.ledger import open_ledger
from pipeline.ledger.desk_values import Rule
from pipeline.record import accepted_findings, counts, open_findings
from pipeline.render import qa_html
from pipeline.render.points import elsewhere
from pipeline.types import Decision, Finding, Span
from tests.support_desk import filled, made, workbench

GERMAN, ENGLISH = "Der Verein hat 800 Mitglieder.", "The club has 80 members."
HOSTILE = "=1+1 <script>]]>---\u202e\x07\"'#\nnext"


def file(folder: Path, text: str, name: str = "accepted.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def finding(check: str, source: str, target: str) -> Finding:
    return Finding(
        check, "name", "error", Span(source, 0, len(source)) if source else None,
        Span(target, 0, len(target)) if target else None, (), "changed",
    )  # fmt: skip


def test_a_file_as_a_person_writes_it(tmp_path: Path) -> None:
    text = (
        "Prüfung;Deutsch;Englisch;Paar;Grund;Wer;Wann\n"
        "# Namen\n\n"
        "name.changed;Hafenamt;Harbour  Office;;so heißt es bei uns;mk;26.11.2026\n"
        "name.missing;'-Zeichen;;;kein Name\n"
    )
    path = file(tmp_path, text)
    first, second = read(path)
    assert first == Line(
        "name.changed", "Hafenamt", "Harbour Office", "", "so heißt es bei uns", "mk", "2026-11-26", f"{path}:4"
    )
    assert (second.source, second.target, second.who, second.origin) == ("-Zeichen", "", "", f"{path}:5")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name.chnged,a,b,,why", "has 'name.chnged', which is not a check. Did you mean 'name.changed'"),
        ("name,a,b,,why", "which is not a check"),
        ("name.changed,a,b,beef,why", "'beef' is no pair"),
        ("name.changed,,,,why", "--ignore name.changed"),
        ("name.changed,a,b", "gives no reason"),
        ("name.changed,a,b,,why,mk,yesterday", "'yesterday' is no date"),
        ("name.changed,a,b,,why,mk,2026-13-40", "is no date"),
        ("name.changed,a,b,,why,mk,2026-11-26,more", "8 columns"),
        ('name.changed,"a,b,,why', "quotation marks"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = file(tmp_path, f"check,source,target,pair,reason,who,when\n\n{line}\n")
    with pytest.raises(TableError, match=r"accepted\.csv:3: ") as raised:
        read(path)
    assert words in str(raised.value)


def test_a_column_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"accepted\.csv:1: the column 'status' is not known"):
        read(file(tmp_path, "check,status\n"))
    with pytest.raises(InputError, match="nowhere"):
        load([tmp_path / "nowhere.csv"])


def test_how_narrow_a_line_is() -> None:
    changed = finding("name.changed", "Hafenamt", "Harbour Office")
    here = of_finding(changed, GERMAN, ENGLISH, reason="r", who="w", when="")
    pair = joined([here])
    assert pair.parted([changed], GERMAN, ENGLISH) == ((), ((changed, here),))
    assert pair.parted([changed], GERMAN, ENGLISH + " ")[0] == ()  # white space is no other text
    assert pair.parted([changed], GERMAN, ENGLISH + "!")[0] == (changed,)
    wide = joined([replace(here, pair="")])
    assert wide.parted([changed], "Another text.", "Another text.")[0] == ()
    others = [
        finding("name.changed", "Hafenamt", "Port Office"), finding("name.changed", "Hafenamt", ""),
        finding("name.missing", "Hafenamt", "Harbour Office"),
    ]  # fmt: skip
    assert wide.parted(others, GERMAN, ENGLISH)[0] == tuple(others)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(), st.text(), st.text(min_size=1)), max_size=3))
def test_whatever_the_words_are_they_come_back(rows: list[tuple[str, str, str]]) -> None:
    lines = [
        of_finding(
            finding("name.changed", source, target), GERMAN, target, reason="because " + reason, who=source, when=""
        )
        for source, target, reason in rows
    ]
    path = Path("never.csv")
    text = text_of(lines)
    back = [row for _, row in accepted.cells(text, path, comments=True)][1:]
    assert len(back) == len(lines)
    assert text.count("\n") == 2 + len(lines)


def test_hostile_words_are_written_and_found_again(tmp_path: Path) -> None:
    hostile = finding("name.changed", HOSTILE, HOSTILE)
    line = of_finding(hostile, HOSTILE, HOSTILE, reason=HOSTILE, who=HOSTILE, when="2026-11-26")
    path = tmp_path / "accepted.csv"
    assert append(path, [line, line]) == 1
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 3
    assert "'=1+1" in text
    assert not {"\x07", "\u202e"} & set(text)
    assert load([path]).parted([hostile], HOSTILE, HOSTILE)[0] == ()
    assert append(path, [line]) == 0
    assert append(path, [replace(line, pair="")]) == 1
    assert len(read(path)) == 2


def test_a_file_that_excel_has_saved_is_appended_to_in_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "accepted.csv"
    path.write_bytes("check,source,target,pair,reason,who,when\r\nname.missing,Süd,,,weil".encode("utf-16"))
    with_mark = finding("name.missing", "Nörd", "")
    append(path, [of_finding(with_mark, "Nörd", "", reason="r", who="", when="")])
    assert [line.source for line in read(path)] == ["Süd", "Nörd"]
    other = file(tmp_path, "Prüfung;Deutsch\nname.missing;Süd;;;weil\n", "german.csv")
    with pytest.raises((InputError, TableError)):
        append(other, [of_finding(with_mark, "Nörd", "", reason="r", who="", when="")])


def policy(*lines: Line) -> PolicyConfig:
    return PolicyConfig(accepted=joined(lines))


def wrong() -> Line:
    return Line("number.changed", "800", "80", "", "a slip in the original", "mk", "2026-11-26", "accepted.csv:2")


def test_it_counts_nowhere_and_is_shown_as_accepted() -> None:
    record = judged(made(), PolicyConfig())
    before, done = counts(record), judged(record, policy(wrong()))
    after = counts(done)
    assert (before.accepted, after.accepted, after.errors) == (0, 1, before.errors - 1)
    assert "number.changed" not in [one.finding.check for one in open_findings(done)]
    ((located, decision),) = accepted_findings(done)
    assert (located.finding.check, decision.by, decision.reason, decision.rule) == (
        "number.changed", "mk", "a slip in the original", FROM_FILE,
    )  # fmt: skip
    page = qa_html(done)
    assert page.count("Accepted: 1 finding, not counted") == 1
    assert page.count("a slip in the original") == 1
    assert "Accepted:" not in qa_html(record)
    again = judged(done, policy(wrong()))
    assert again == done
    assert judged(done, PolicyConfig()) == record  # the line is gone, and what it did with it


def test_what_a_person_has_decided_goes_before() -> None:
    record = judged(made(), PolicyConfig())
    located = next(one for one in open_findings(record) if one.finding.check == "number.changed")
    confirmed = Decision("confirm", "ann", "2026-11-26", located.sentences, located.finding)
    done = judged(replace(record, decisions=(confirmed,)), policy(wrong()))
    assert done.decisions == (confirmed,)
    assert counts(done).accepted == 0


def test_the_policy_is_another_one_with_other_lines(tmp_path: Path) -> None:
    assert policy_digest(PolicyConfig()) == policy_digest(PolicyConfig(accept=("x.csv",)))
    assert policy_digest(PolicyConfig()) != policy_digest(policy(wrong()))
    file(tmp_path, "number.changed,800,80,,a slip\n")
    config = load_config(file(tmp_path, '[policy]\naccept = ["accepted.csv"]\n', "wortlaut.toml"))
    assert [line.source for line in config.policy.accepted.lines] == ["800"]
    assert digest(config) == digest(Config())
    assert accepting(config, []) == config


def test_check_writes_them_and_reads_them(tmp_path: Path) -> None:
    pairs = file(tmp_path, f"{GERMAN}\t{ENGLISH}\n{HOSTILE.splitlines()[0]}\tNothing 5\n", "pairs.tsv")
    out = tmp_path / "accepted.csv"

    def check(*more: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(wortlaut, ["check", str(pairs), "--fail-on", "warning", *more])
        return done.exit_code, done.stdout, done.stderr

    code, text, _ = check()
    assert code == 1
    assert "number.changed" in text
    code, _, said = check("--accept", str(out), "--write-accepted", str(out))
    assert code == 1
    found = len(read(out))
    assert f"{found} accepted findings added" in said
    with out.open("a") as more:
        more.write("name.missing,Nirgends,,,never met\n")
    code, text, said = check("--accept", str(out))
    assert code == 0
    assert "number.changed" not in text
    assert f"accepted: {found} findings, not counted" in said
    assert f"{out}:{3 + found}: name.missing “Nirgends”: accepts nothing here" in said
    assert check("--accept", str(out), "--write-accepted", str(out))[2].count("0 accepted findings added") == 1
    pairs.write_text(f"{GERMAN}\tThe club has 8 members.\n", encoding="utf-8")
    assert check("--accept", str(out))[0] == 1


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("number.changed", 0, ""),
        ("number", 0, ""),
        ("number.chnged", 2, "Did you mean 'number.changed'"),
        ("nmber", 2, "Did you mean 'number'"),
    ],
)
def test_a_check_can_be_left_out(tmp_path: Path, name: str, code: int, words: str) -> None:
    pairs = file(tmp_path, f"{GERMAN}\t{ENGLISH}\n", "pairs.tsv")
    done = CliRunner().invoke(wortlaut, ["check", str(pairs), "--ignore", name, "--fail-on", "error"])
    assert done.exit_code == code
    assert words in done.stderr


def test_the_desks_dismissals_go_out_and_come_in(tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger.sqlite")
    with open_ledger(ledger) as book:
        filled(book, "a")
        at = datetime(2026, 11, 26, tzinfo=UTC)
        workbench(book).add_standing(
            Rule("unit.changed", "12 Millionen Euro", "12 billion euros", "so said", "ann", at)
        )
    run = CliRunner().invoke
    out = tmp_path / "accepted.csv"
    done = run(wortlaut, ["accepted", "export", "--ledger", ledger, "--out", str(out)])
    assert (done.exit_code, done.stdout) == (0, "1 of 1 dismissals added; the others were there.\n")
    assert read(out)[0].reason == "so said"
    with out.open("a") as more:
        more.write(f"number.changed,800,80,,a slip,mk,\nnumber.changed,800,80,{pair_digest('a', 'b')},a slip\n")
    done = run(wortlaut, ["accepted", "import", str(out), "--ledger", ledger])
    assert done.stdout == "1 of 3 made dismissals for all articles; briefs changed: 1.\n"
    assert "1 for one pair of texts left out" in done.stderr
    with open_ledger(ledger) as book:
        assert [(rule.check, rule.by) for rule in book.desk.standing()] == [
            ("unit.changed", "ann"),
            ("number.changed", "mk"),
        ]
        assert book.desk.history(who="mk") == []  # he has done nothing here, and has nothing to take back
        assert {deed.what for deed in book.desk.history(who="(command)")} == {"standing", "bulk"}
    bare = file(tmp_path, f"number.missing,800,,,so they say\nname.added,,{'n' * 221},,a long one\n", "bare.csv")
    done = run(wortlaut, ["accepted", "import", str(bare), "--ledger", ledger])
    assert done.stdout.startswith("0 of 2 made dismissals")
    assert "number.missing “800”: left out. “800” is a figure that other articles have too" in done.stderr
    assert "too long a text" in done.stderr
    with open_ledger(ledger) as book:
        assert len(book.desk.standing()) == 2
    done = run(wortlaut, ["accepted", "check", str(out)])
    assert done.stdout == "3 accepted findings: 2 wherever their words are, 1 in one pair of texts\n"


def test_the_same_about_a_word_in_several_sentences_is_one_line() -> None:
    name = replace(finding("name.changed", "Nordkamp", "Nordcamp"), message="“Nordkamp” became “Nordcamp”.")
    figure = replace(finding("number.changed", "1", "2"), kind="number", message="“1” became “2”.")
    record = made()
    sentences = tuple(replace(s, findings=(name, figure) if s.kind == "paragraph" else ()) for s in record.sentences)
    brief = replace(record.brief, sentences=(), dropped=(), headline_sources=())
    points = elsewhere(replace(record, sentences=sentences, brief=brief))
    assert [doubt.message for point in points for doubt in point.doubts] == [
        "“Nordkamp” became “Nordcamp”. (4 sentences)", *["“1” became “2”."] * 4,
    ]  # fmt: skip
