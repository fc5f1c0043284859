"""Records for tests, written by hand: facts are named by the words they stand on, offsets are looked up here."""

from __future__ import annotations

from dataclasses import replace

from pipeline.types import (
    AddedDate,
    Article,
    Block,
    Brief,
    BriefSentence,
    Changes,
    CheckedSentence,
    Dateline,
    Dropped,
    Edition,
    Fact,
    FactChange,
    Finding,
    KeyItem,
    Kind,
    Link,
    Person,
    Record,
    Repair,
    RunInfo,
    Severity,
    Signature,
    Span,
    TextChange,
)


def span(text: str, words: str, nth: int = 1) -> Span:
    """The ``nth`` place where ``words`` stand in ``text``."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span(words, start, start + len(words))


def fact(text: str, kind: Kind, words: str, *values: str, optional: bool = False, nth: int = 1) -> Fact:
    return Fact(kind, span(text, words, nth), values or (words,), optional)


def finding(
    check: str,
    severity: Severity,
    message: str,
    source: Span | None = None,
    target: Span | None = None,
    expected: tuple[str, ...] = (),
    kind: Kind = "number",
) -> Finding:
    return Finding(check, kind, severity, source, target, expected, message)


def sentence(
    number: int,
    source: str,
    target: str | None,
    pairs: tuple[tuple[Kind, str, str, str], ...] = (),
    *,
    kind: str = "paragraph",
    field: str = "text",
    removed_by: str | None = None,
    findings: tuple[Finding, ...] = (),
    repairs: tuple[Repair, ...] = (),
    notes: tuple[str, ...] = (),
    extra_source: tuple[Fact, ...] = (),
    extra_target: tuple[Fact, ...] = (),
) -> CheckedSentence:
    """A sentence whose facts are ``(kind, German words, English words, value)``, all linked one to one."""
    german = tuple(fact(source, k, g, v) for k, g, _, v in pairs)
    english = tuple(fact(target or "", k, e, v) for k, _, e, v in pairs)
    return CheckedSentence(
        id=f"s{number}",
        block=number,
        field=field,  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        start=0,
        end=len(source),
        source=source,
        target=target,
        removed_by=removed_by,
        score=None if target is None else -0.42,
        notes=notes,
        repairs=repairs,
        facts=german + extra_source,
        target_facts=english + extra_target,
        links=tuple(Link(i, i) for i in range(len(pairs))),
        findings=findings,
    )


SIGNATURE = Signature(
    wortlaut="0.1.0",
    translator="Helsinki-NLP/opus-mt-de-en",
    translator_revision="6183067f769a302e3861815543b9f312c71b0ca4",
    engine="transformers",
    decoding={"num_beams": 4, "num_return_sequences": 4, "do_sample": False},
    summariser="extractive",
    summariser_revision="",
    prompt="",
    config="b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
    policy="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    checker="7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730",
    stages="",
    libraries={"transformers": "5.23.0", "torch": "2.13.0"},
    draft=False,
)
RUN = RunInfo(
    id="20261122T093000-4f1c",
    started="2026-11-22T09:30:00+00:00",
    seconds=3.84,
    host="desk-7",
    origin="examples/elbbruecke.txt",
)

_TITLE_DE = "Neue Elbbrücke bei Wittenberge wird 48 Millionen Euro teurer"
_TITLE_EN = "New Elbe bridge near Wittenberge to cost 48 million euros more"
_S2_DE = "Der Bau der neuen Elbbrücke kostet laut Ministerium 213,5 Millionen statt 165,5 Millionen Euro."
_S2_EN = "The new Elbe bridge will cost 213.5 million instead of 165.5 million euros, says the ministry."
_S3_DE = "Ministerin Katja Brandhorst sagte am Montag um 15.10 Uhr in Magdeburg, täglich seien 30.000 Autos betroffen."
_S3_EN = "Minister Katja Brandhorst said in Magdeburg on Monday at 3:10 p.m. that 3,000 cars a day were affected."
_S5_DE = (
    "Die 1.110 Meter lange Querung soll nun erst am 17. Oktober 2029 freigegeben werden, zwei Jahre später als geplant."
)
_S5_EN = "The 1,110-metre crossing is now not due to open until 17 October 2029, two years later than planned."
_S6_DE = "Der Rechnungshof rechnet mit einer Steigerung von 29 Prozent."
_S6_EN = "The Court of Auditors expects an increase of 29 percentage points."
_S7_DE = "„Wir haben den Stahlpreis unterschätzt“, räumte Projektleiter Jörg Wiesenthal ein."
_S7_EN = "“We underestimated the price of steel,” admitted project manager Jörg Wiesenthal."
_S8_DE = "Gebaut wird seit März 2024 auf 14,5 Kilometern der A14."
_S8_EN = "Construction has been under way since March 2024 on nine miles of the A14."

SENTENCES = (
    sentence(1, _TITLE_DE, _TITLE_EN, (
        ("name", "Elbbrücke", "Elbe", "river:Elbe"),
        ("name", "Wittenberge", "Wittenberge", "place:Wittenberge"),
        ("unit", "48 Millionen Euro", "48 million euros", "48000000 EUR"),
    ), kind="title"),
    sentence(2, _S2_DE, _S2_EN, (
        ("name", "Elbbrücke", "Elbe", "river:Elbe"),
        ("unit", "213,5 Millionen", "213.5 million", "213500000 EUR"),
        ("unit", "165,5 Millionen Euro", "165.5 million euros", "165500000 EUR"),
    ), repairs=(
        Repair(
            "n-best",
            "The new Elbe bridge will cost 213.5 million instead of 165 million euros, says the ministry.",
            _S2_EN,
            ("“165,5 Millionen Euro” became “165 million euros”.",),
        ),
    )),
    sentence(3, _S3_DE, _S3_EN, (
        ("name", "Katja Brandhorst", "Katja Brandhorst", "person:Katja Brandhorst"),
        ("date", "Montag", "Monday", "weekday:1"),
        ("time", "15.10 Uhr", "3:10 p.m.", "T15:10"),
        ("name", "Magdeburg", "Magdeburg", "place:Magdeburg"),
    ), extra_source=(fact(_S3_DE, "number", "30.000", "30000"),),
       extra_target=(fact(_S3_EN, "number", "3,000", "3000"),),
       findings=(
        finding("number.changed", "error", "“30.000” became “3,000”.", span(_S3_DE, "30.000"), span(_S3_EN, "3,000"),
                ("30,000", "30 thousand")),
        finding("time.clock", "note", "24-hour clock written as 12-hour clock.", span(_S3_DE, "15.10 Uhr"),
                span(_S3_EN, "3:10 p.m."), kind="time"),
    )),
    sentence(4, "Freigabe erst im Herbst 2029", "Opening not before autumn 2029", (
        ("date", "Herbst 2029", "autumn 2029", "2029-autumn"),
    ), kind="heading"),
    sentence(5, _S5_DE, _S5_EN, (
        ("unit", "1.110 Meter", "1,110-metre", "1110 m"),
        ("date", "17. Oktober 2029", "17 October 2029", "2029-10-17"),
        ("number", "zwei Jahre", "two years", "2 a"),
    )),
    sentence(6, _S6_DE, _S6_EN, (
        ("name", "Rechnungshof", "Court of Auditors", "org:Rechnungshof"),
        ("number", "29 Prozent", "29 percentage points", "29 %"),
    ), findings=(
        finding("unit.changed", "warning", "“Prozent” became “percentage points”.", span(_S6_DE, "29 Prozent"),
                span(_S6_EN, "29 percentage points"), ("29 percent", "29%"), "unit"),
    )),
    sentence(7, _S7_DE, _S7_EN, (("name", "Jörg Wiesenthal", "Jörg Wiesenthal", "person:Jörg Wiesenthal"),),
             extra_target=(fact(_S7_EN, "name", "We", "We", optional=True),), kind="quote"),
    sentence(8, _S8_DE, _S8_EN, (
        ("date", "März 2024", "March 2024", "2024-03"),
        ("unit", "14,5 Kilometern", "nine miles", "14500 m"),
        ("identifier", "A14", "A14", "A14"),
    ), findings=(
        finding("unit.converted", "note", "14.5 km given as nine miles (14.48 km).", span(_S8_DE, "14,5 Kilometern"),
                span(_S8_EN, "nine miles"), ("14.5 kilometers",), "unit"),
    ), notes=("retried with no_repeat_ngram_size=3",)),
    sentence(9, "Das könnte Sie auch interessieren", None, removed_by="teaser.related"),
    sentence(10, "7 + zwei =", None, removed_by="form.comment"),
)  # fmt: skip

ARTICLE = Article(
    id="elbbruecke",
    text="\n\n".join(s.source for s in SENTENCES),
    title=_TITLE_DE,
    source="Elbe-Kurier",
    url="https://www.example.org/verkehr/elbbruecke-kosten?quelle=start",
    published="2026-11-22T08:15:00+01:00",
    language="de",
    origin="examples/elbbruecke.txt",
    blocks=tuple(Block("paragraph", "text", 0, len(s.source), s.removed_by) for s in SENTENCES),
)

BRIEF = Brief(
    headline=_TITLE_EN,
    headline_language="en",
    headline_sources=("s1",),
    sentences=(
        BriefSentence(_S2_EN, ("s2",)),
        BriefSentence(
            _S3_EN,
            ("s3",),
            (finding("number.changed", "error", "“30.000” became “3,000”.", span(_S3_DE, "30.000"),
                     span(_S3_EN, "3,000"), ("30,000", "30 thousand")),),
            dates=(AddedDate(span(_S3_EN, "Monday").end, "2026-11-16", "am Montag"),),
        ),
        BriefSentence(
            _S5_EN,
            ("s5",),
            (finding("name.added", "warning", "“October” is read as a name that the source does not have.", None,
                     span(_S5_EN, "October"), (), "name"),),
        ),
    ),
    figures=(
        KeyItem("unit", "48 Millionen Euro", "48 million euros", "same", "s1"),
        KeyItem("unit", "213,5 Millionen", "213.5 million", "same", "s2"),
        KeyItem("number", "30.000", "3,000", "error", "s3", "“30.000” became “3,000”.", "30.000 Autos", "3,000 cars"),
        KeyItem("time", "15.10 Uhr", "3:10 p.m.", "note", "s3", "24-hour clock written as 12-hour clock."),
        KeyItem("date", "17. Oktober 2029", "17 October 2029", "same", "s5"),
    ),
    names=(
        KeyItem("name", "Wittenberge", "Wittenberge", "same", "s1"),
        KeyItem("name", "Katja Brandhorst", "Katja Brandhorst", "same", "s3"),
        KeyItem("name", "Magdeburg", "Magdeburg", "same", "s3"),
    ),
    dropped=(Dropped("summary", ("s6",), _S6_EN, "“Prozent” became “percentage points”."),),
    verdict="fail",
    reasons=("1 error in the brief or the sentences it rests on", "1 warning in the brief"),
    alert=_S2_EN,
    further=(BriefSentence(_S8_EN, ("s8",)),),
    dateline=Dateline("Magdeburg", "dpa", "MAGDEBURG (dpa)"),
    people=(Person("Katja Brandhorst", "Ministerin", "Minister", "s3"),),
)  # fmt: skip

RECORD = Record("wortlaut/record/2", "0" * 64, ARTICLE, SENTENCES, BRIEF, (), SIGNATURE, RUN)

HOSTILE = (
    "# <script>alert(1)</script> *fett* [klick](javascript:alert(2)) | Spalte"
    "\n\n=cmd \"'> <img src=x onerror=y> &lt;b&gt;"
)


def hostile_record() -> Record:
    """A record in which every text that an article can bring along tries to become markup, a link or a formula."""
    one = sentence(1, HOSTILE, HOSTILE, (("number", "alert(1)", "alert(1)", "1"),), kind="paragraph", findings=(
        finding("number.changed", "error", HOSTILE, span(HOSTILE, "alert(2)"), span(HOSTILE, "alert(2)"), (HOSTILE,)),
    ), notes=(HOSTILE,), repairs=(Repair("rewrite", "vorher " + HOSTILE, HOSTILE, (HOSTILE,)),))  # fmt: skip
    two = sentence(2, HOSTILE, None, removed_by="form.comment")
    article = Article(
        id='../../etc/"><b>', text=HOSTILE, title=HOSTILE, lead=HOSTILE, source=HOSTILE,
        url="javascript:alert(document.domain)", published=HOSTILE, origin=HOSTILE,
    )  # fmt: skip
    item = KeyItem("number", HOSTILE, HOSTILE, "error", "s1", HOSTILE, HOSTILE, HOSTILE)
    same = KeyItem("name", "+" + HOSTILE, HOSTILE, "same", "s1", "", "", HOSTILE)
    brief = Brief(
        HOSTILE, "en", ("s1",), (BriefSentence(HOSTILE, ("s1",)),), (item,), (replace(item, kind="name"), same),
        (Dropped("summary", (), "", HOSTILE),), "fail", (HOSTILE,), alert=HOSTILE,
        further=(BriefSentence(HOSTILE, ("s1",), dates=(AddedDate(4, "2026-11-16", HOSTILE), AddedDate(9, HOSTILE, HOSTILE))),),
        dateline=Dateline(HOSTILE, HOSTILE, HOSTILE), people=(Person(HOSTILE, HOSTILE, HOSTILE, "s1"),), notice="correction",
    )  # fmt: skip
    signature = replace(SIGNATURE, translator=HOSTILE, draft=True)
    return Record("wortlaut/record/2", "0" * 64, article, (one, two), brief, (), signature, RUN)


CHANGES = Changes(
    digest="1" * 64,
    since="2026-11-22T08:40:00+00:00",
    facts=(
        FactChange("unit", "165.5 million euros: cost", "213.5 million", "165,5 Millionen Euro: Kosten",
                   "213,5 Millionen", "s2"),
        FactChange("name", "Katja Brandhorst", "Katja Brandhorst", "Katja Brandhost", "Katja Brandhorst", "s3"),
        FactChange("date", "17 October 2028", "17 October 2029", "17. Oktober 2028", "17. Oktober 2029", "s5"),
        FactChange("number", "12 piers", "", "zwölf Pfeiler", "", "s9"),
        FactChange("name", "", "Jörg Wiesenthal", "", "Jörg Wiesenthal", "s7"),
    ),
    texts=(
        TextChange("The new Elbe bridge will cost 165.5 million euros, says the ministry.", _S2_EN, "s2"),
        TextChange("", _S7_EN, "s7"),
        TextChange("The bridge rests on 12 piers.", "", "s9"),
    ),
)  # fmt: skip
EDITION = Edition("urn:newsml:example:20261122:26", 3, "correction", "Berichtigt wird das Jahr der Freigabe")
CHANGED = replace(RECORD, run=replace(RUN, changes=CHANGES, edition=EDITION))


def hostile_change() -> Record:
    """The hostile record as another version of itself, with a sender who writes as its author does."""
    facts = tuple(FactChange("name", before, after, HOSTILE, HOSTILE, "s1") for before, after in (
        (HOSTILE, "x" + HOSTILE), (HOSTILE, HOSTILE), ("", HOSTILE), (HOSTILE, ""),
    ) * 3)  # fmt: skip
    texts = tuple(
        TextChange(before, after, "s1") for before, after in ((HOSTILE, "x" + HOSTILE), ("", HOSTILE), (HOSTILE, ""))
    )
    run = replace(RUN, changes=Changes("0" * 64, HOSTILE, facts, texts), edition=Edition(HOSTILE, 2, "update", HOSTILE))
    return replace(hostile_record(), run=run)
