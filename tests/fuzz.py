#!/usr/bin/env python3
"""Random damage to inputs of every format, and to pairs for ``check``: nothing may raise, and what comes out must hold.

    python tests/fuzz.py [--seeds N] [--first SEED] [--seconds S]

Every seed makes one input; a failure prints its seed, and ``--first SEED --seeds 1`` repeats it. The tests run the first
few hundred seeds, ``make fuzz`` goes on for minutes.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Callable

from pipeline.check import Checker
from pipeline.clean import clean
from pipeline.config import InputConfig
from pipeline.read.admit import admit
from pipeline.read.document import Document
from pipeline.read.formats import FORMATS, drafts
from pipeline.read.identity import Ids
from pipeline.render.text import csv_cell, markdown, safe_url, url_host
from pipeline.split import split
from pipeline.types import Article, Comparison

SENTENCES = (
    "Die Fähre nach Wangerland kostet ab dem 3. Mai 2024 rund 12,50 Euro, 4 Prozent mehr als 2019.",
    "„Das trägt niemand“, sagte Jens Öttinger (SPD) um 14.30 Uhr in Jever.",
    "Von 1.240 Haushalten sind zwei Drittel angeschlossen; die übrigen folgen zwischen 8. und 12. Juni.",
    "Mehr dazu unter www.faehre.example oder post@faehre.example.",
)
ENGLISH = (
    "The ferry to Wangerland costs about 12.50 euros from 3 May 2024, 4 percent more than in 2019.",
    "“Nobody can bear that,” Jens Öttinger (SPD) said in Jever at 2:30 p.m.",
    "Two thirds of 1,240 households are connected; the rest will follow between June 8 and 12.",
    "More at www.faehre.example or post@faehre.example.",
)
SPLINTERS = (
    "\x00", "\ufeff", "\u200b", "\u00ad", "\u202e", "\ud83d\ude00", "\u0308", "ﬁ", "１", "½", "²", "ſ", "ı", "İ", "\u2028",
    "\r", "\n\n", "\t", "-\n", "&amp;amp;", "&#xD800;", "&auml;", "<p", "<p>", "</div>", "<!--", "]]>", "<script>", '"', "'",
    "{", "}", "[", "\\u", "\\ud800", ";", ",", "|", "=1+1", "http:/x", "@", "://", "ftp:", "9" * 400, "zwei und ", "1.", "1,",
    ".000", "+99:99", "2024-01-01T10:00:00+99:99", "31.02.2024", "0", "€", "%", "minus ", "Million", "XIV", "a" * 3000,
    "Ã¤", "\x1b[2J", "„", "``", "--", "(", ")", "_https://x.example", "$$",
)  # fmt: skip
BYTES = (b"\xff\xfe", b"\xef\xbb\xbf", b"\x84", b"\xe4", b"\xc3", b"\x00", b"\x80" * 5, b"\xf0\x9f", b"\r", b"\n")


_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Bote</title><link>https://faehre.example</link>"
    + "".join(
        f"<item><title>Fähre {i}</title><link>/a{i}</link><guid>{i}</guid><pubDate>Fr, 3 Mai 2024 10:15:00 +0200</pubDate>"
        f"<description>{SENTENCES[0]}</description><content:encoded><![CDATA[<p>{SENTENCES[i]}</p>]]></content:encoded>"
        "<category>Küste</category></item>"
        for i in range(3)
    )
    + "</channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://faehre.example/"><title>Bote</title>'
    f"<entry><title type='html'>Fähre &amp;amp; Bus</title><id>tag:f,1</id><link href='a'/>"
    f"<updated>2024-05-03T10:15:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
    f"<p>{SENTENCES[2]}</p></div></content></entry></feed>"
)
_SITEMAP = (
    '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://faehre.example/1</loc>'
    "<news:news><news:publication_date>2024-05-03</news:publication_date><news:title>Fähre</news:title></news:news>"
    "</url></urlset>"
)
_NEWSML = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:f:1" version="3" xml:lang="de"><itemMeta>'
    "<versionCreated>2024-05-03T10:15:00+02:00</versionCreated><embargoed>2024-05-03T12:00:00</embargoed>"
    '<pubStatus qcode="stat:usable"/><signal qcode="sig:update"/><edNote>Neu: mit Zahlen</edNote></itemMeta>'
    "<contentMeta><headline>Fähre</headline><dateline>Jever (dpa) - </dateline></contentMeta><contentSet><inlineXML>"
    f'<html xmlns="http://www.w3.org/1999/xhtml"><body><section class="main"><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>'
    "</section></body></html></inlineXML></contentSet></newsItem>"
)
_DPA = json.dumps(
    {"format": "digitalwires", "urn": "urn:f:1", "version": 2, "headline": "Fähre", "dateline": "Jever (dpa) - ",
     "article_html": f"<section class='main'><p>{SENTENCES[0]}</p></section>", "embargoed": "2024-05-03T12:00:00+02:00",
     "ednotes": [{"role": "x:correctionshort", "ednote": "Zahl"}], "signal": "sig:correction"}, ensure_ascii=False
)  # fmt: skip
_JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "url": "https://f.example", "content_html":
     f"<p>{SENTENCES[0]}</p>", "date_published": "2024-05-03", "tags": ["Küste"]}]}, ensure_ascii=False
)  # fmt: skip
_NINJS = json.dumps(
    {"uri": "urn:f:1", "version": "2", "headlines": [{"role": "main", "value": "Fähre"}], "pubstatus": "usable",
     "bodies": [{"contenttype": "text/html", "value": f"<p>{SENTENCES[0]}</p>"}]}, ensure_ascii=False
)  # fmt: skip
_WIRE = (
    "\x01bdt0123 3 vm 45  dpa 0123\r\n\r\nFähre/Jever/\r\n\x02(Berichtigung: Preis)\r\nFähre wird teurer =\r\n\r\n"
    f"Jever (dpa) - {SENTENCES[0]}\r\n{SENTENCES[2]}\r\n\r\n- eins\r\n- zwei\r\n\r\n| a | b |\r\n\r\n# Notizblock\r\n"
    "\x03031015 Mai 24\r\n\x04"
)
_ITEMS = {
    "feed": (_RSS, _ATOM), "sitemap": (_SITEMAP,), "newsml": (_NEWSML,), "jsondoc": (_DPA, _JSON_FEED, _NINJS),
    "iptc7901": (_WIRE,), "sniff": (_RSS, _ATOM, _SITEMAP, _NEWSML), "parquet": ("PAR1",),
}  # fmt: skip


def damaged(dice: random.Random, text: str) -> str:
    """The text with splinters put in, stretches doubled, cut out or moved."""
    for _ in range(dice.randrange(6)):
        at, to = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
        to = min(to, at + 40)
        kind = dice.randrange(4)
        if kind == 0:
            text = text[:at] + dice.choice(SPLINTERS) + text[at:]
        elif kind == 1:
            text = text[:to] + text[at:to] * dice.randrange(1, 5) + text[to:]
        elif kind == 2:
            text = text[:at] + text[to:]
        else:
            text = text[:at] + dice.choice(SPLINTERS) + text[to:]
    return text


def _whole(dice: random.Random, text: str) -> bytes:
    data = text.encode(dice.choice(("utf-8", "utf-8", "utf-16", "cp850", "cp1252", "utf-8-sig")), "replace")
    for _ in range(dice.randrange(3)):
        at = dice.randrange(len(data) + 1)
        data = data[:at] + dice.choice(BYTES) + data[at + dice.randrange(3) :]
    return data


def _fields(dice: random.Random) -> dict[str, object]:
    value: dict[str, object] = {"id": damaged(dice, "f1"), "title": damaged(dice, "Fähre wird teurer")}
    value |= {"text": damaged(dice, "\n\n".join(dice.sample(SENTENCES, 3))), "language": damaged(dice, "de")}
    value |= {"published": damaged(dice, "2024-05-03T10:15:00+02:00"), "url": damaged(dice, "https://faehre.example/a")}
    if dice.random() < 0.2:
        value[dice.choice(list(value))] = dice.choice((None, 1e308, float("nan"), -1, True, [], {"a": 1}, 10**30))
    return value


def document(dice: random.Random, module: str) -> bytes:
    """A damaged input of a format."""
    if module == "jsonl":
        lines = [json.dumps(_fields(dice), ensure_ascii=dice.random() < 0.5) for _ in range(3)]
        return _whole(dice, damaged(dice, "\n".join(lines)))
    if module == "csv":
        rows = ["id;title;text;published"]
        rows += [
            f'{i};"{damaged(dice, "Fähre")}";"{damaged(dice, SENTENCES[i])}";{damaged(dice, "3.5.2024")}'
            for i in range(3)
        ]
        return _whole(dice, damaged(dice, "\n".join(rows)))
    paragraphs = [damaged(dice, sentence * 2) for sentence in SENTENCES]
    if module == "html":
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        page = f"<html lang=de><head><title>Fähre</title></head><body><h1>Fähre wird teurer</h1>{body}</body></html>"
        return _whole(dice, damaged(dice, page))
    if module in _ITEMS:
        return _whole(dice, damaged(dice, dice.choice(_ITEMS[module])))
    return _whole(dice, damaged(dice, "Fähre wird teurer\n\n" + "\n\n".join(paragraphs)))


def read(dice: random.Random) -> None:
    """Read, clean and split a damaged input; places must be those of the text, and outputs one safe line."""
    form = dice.choice(FORMATS)
    data = document(dice, form.module)
    ids = Ids()
    for item in drafts(
        Document(io.BytesIO(data), "fuzz", "fuzz", size=len(data)), form, InputConfig(max_bytes=100_000)
    ):
        article = admit(item, ids, InputConfig(languages=()))
        if not isinstance(article, Article):
            assert article.reason, "a failure without a reason"
            assert not article.reason.startswith("unexpected"), article.reason
            article.reason.encode()
            continue
        cleaned = clean(article)
        for sentence in split(cleaned):
            whole: str = getattr(cleaned, sentence.field)
            assert whole[sentence.start : sentence.end] == sentence.source, "a sentence is not where it says"
        for text in (cleaned.title, cleaned.url, cleaned.source, cleaned.published):
            text.encode()
            assert "\n" not in markdown(text), "Markdown of more than one line"
            assert not csv_cell(text).startswith(("=", "+", "-", "@", "\t", "\r")), "a formula"
            if safe := safe_url(text):
                assert safe.isascii(), "an address that is not encoded"
                assert url_host(safe), "an address without a host"


def check(dice: random.Random, checker: Checker) -> None:
    """Check a damaged pair; places must be those of the lines, and what nobody sees must change nothing."""
    number = dice.randrange(len(SENTENCES))
    source, target = damaged(dice, SENTENCES[number]), damaged(dice, ENGLISH[number])
    found = checker.compare(source, target, direction=dice.choice(("both", "target")))
    places(found, source, target)
    hidden = "".join(
        char + dice.choice(("", "", "\u200b", "\u00ad")) if char.isalnum() else char for char in SENTENCES[number]
    )
    again = checker.compare(hidden, ENGLISH[number])
    places(again, hidden, ENGLISH[number])
    assert [f for f in again.findings if f.severity != "note"] == [], "a finding that only hidden signs make"


def places(found: Comparison, source: str, target: str) -> None:
    """Every span must hold the text that stands there, and every link lead to facts."""
    spans = [(fact.span, source) for fact in found.source_facts] + [(fact.span, target) for fact in found.target_facts]
    spans += [(finding.source, source) for finding in found.findings if finding.source]
    spans += [(finding.target, target) for finding in found.findings if finding.target]
    for span, text in spans:
        assert text[span.start : span.end] == span.text, "a span is not where it says"
    for link in found.links:
        assert link.source < len(found.source_facts), "a link to no fact"
        assert link.target < len(found.target_facts), "a link to no fact"


def run(seeds: range, seconds: float = float("inf"), say: Callable[[str], None] = print) -> int:
    """Go through seeds until one fails or the time is over; returns how many were tried.

    Raises:
        Exception: what a seed brought about, with a note that names the seed.
    """
    checker = Checker()
    end = time.monotonic() + seconds
    for done, seed in enumerate(seeds):
        if time.monotonic() > end:
            say(f"{done} seeds, no failure")
            return done
        dice = random.Random(seed)
        try:
            read(dice)
            check(dice, checker)
        except Exception as error:
            error.add_note(f"seed {seed}: python tests/fuzz.py --first {seed} --seeds 1")
            raise
    say(f"{len(seeds)} seeds, no failure")
    return len(seeds)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=300)
    args = parser.parse_args()
    run(range(args.first, args.first + args.seeds), args.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
