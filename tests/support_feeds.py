"""Feeds and agency items of our own, and reading them as the formats do."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

from pipeline.config import InputConfig
from pipeline.read.document import Document
from pipeline.read.draft import Draft, Refused
from pipeline.read.formats import drafts, sniffed

LONG = (
    "Der Stadtrat von Ulm hat am Montag beschlossen, die alte Brücke über die Blau für 3,2 Millionen Euro zu sanieren. "
    "Die Arbeiten beginnen im Mai und sollen 14 Monate dauern. Während dieser Zeit bleibt die Brücke für Autos gesperrt. "
)


def taken(
    data: bytes, name: str = "feed.xml", media_type: str = "", charset: str = "", url: str = ""
) -> list[Draft | Refused]:
    """What a document gives, its format found as a poller finds it."""
    document = Document(io.BytesIO(data), name, name.split(".")[0], media_type=media_type, charset=charset, url=url)
    form = sniffed(document, f".{name.rsplit('.', 1)[-1]}", media_type)
    assert form is not None, "no format"
    return list(drafts(document, form, InputConfig()))


def one(data: bytes | str, name: str = "feed.xml", **known: str) -> Draft:
    """The only draft of a document."""
    [found] = taken(data.encode() if isinstance(data, str) else data, name, **known)
    assert isinstance(found, Draft), found
    return found


def refused(data: bytes | str, name: str = "feed.xml", **known: str) -> Refused:
    """The only refusal of a document."""
    [found] = taken(data.encode() if isinstance(data, str) else data, name, **known)
    assert isinstance(found, Refused), found
    return found


def rss(
    items: str, channel: str = "<title>Ulmer Bote</title><link>https://bote.example/</link><language>de</language>"
) -> str:
    """An RSS feed."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>{channel}{items}</channel></rss>"
    )


BODY = (
    "<p>Bei einem Brand in einer Lagerhalle sind in der Nacht 12 Menschen verletzt worden. "
    "Das teilte die Feuerwehr mit.</p><h2>Schaden in Millionenhöhe</h2>"
    "<p>Den Schaden schätzt die Polizei auf 1,5 Millionen Euro.</p>"
)
TITLE = "Zwölf Verletzte bei Brand in Lagerhalle"
TEASER = "In Kiel hat es in der Nacht gebrannt. Die Polizei ermittelt."


def digitalwires(**changed: object) -> bytes:
    """An item as dpa delivers it, of our own words."""
    item: dict[str, object] = {
        "format": "digitalwires@0.9.1",
        "urn": "urn:newsml:agentur.example:20261126:kiel-1",
        "version_created": "2026-11-26T06:15:00+01:00",
        "version": 3,
        "pubstatus": "usable",
        "signal": None,
        "embargoed": None,
        "language": "de",
        "urgency": 3,
        "headline": TITLE,
        "teaser": TEASER,
        "byline": "Von Eva Beispiel, dpa",
        "dateline": "Kiel (dpa) - ",
        "article_html": f'<section class="main">{BODY}</section>',
        "creditline": "dpa",
        "ednotes": [{"role": "dpaednoterole:closingline", "ednote": "dpa abc yydd n1"}],
        "categories": [{"type": "dnltype:provider", "name": "dpa"}],
        "dpasubject_names": ["Brand"],
        "geosubject_names": ["Schleswig-Holstein"],
        "keyword_names": [],
    }
    return json.dumps(item | changed).encode()


def newsml(
    meta: str = '<pubStatus qcode="stat:usable"/>',
    version: int = 3,
    body: str = BODY,
    dateline: str = '<span class="dateline">Kiel <span class="credit">(dpa)</span> - </span>',
    wrap: Sequence[str] = (
        "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>",
        "</itemSet></newsMessage>",
    ),
) -> bytes:
    """The same item in NewsML-G2."""
    story = body.replace("<p>", f"<p>{dateline}", 1)
    return f"""<?xml version="1.0" encoding="UTF-8"?>{wrap[0]}
      <newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:agentur.example:20261126:kiel-1"
          version="{version}" xml:lang="de">
        <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:dpa"><name>dpa</name></provider>
          <versionCreated>2026-11-26T06:15:00+01:00</versionCreated>{meta}</itemMeta>
        <contentMeta><urgency>3</urgency>
          <subject type="dpatype:dpasubject"><name>Brand</name></subject>
          <headline rank="1">{TITLE}</headline><headline rank="3">Feuerwehr</headline>
          <dateline>Kiel (dpa) - </dateline><creditline>dpa</creditline>
          <description role="drol:teaser">{TEASER}</description></contentMeta>
        <contentSet><inlineXML contenttype="application/xhtml+xml">
          <html xmlns="http://www.w3.org/1999/xhtml"><head><title>{TITLE}</title></head>
            <body><header><h1>{TITLE}</h1><p class="byline">Von Eva Beispiel, dpa</p></header>
              <section class="main dpatextgenre_1"><p class="teaser">{TEASER}</p>
                {story}</section></body></html>
        </inlineXML></contentSet>
      </newsItem>{wrap[1]}""".encode()


def ninjs(**changed: object) -> bytes:
    """The same item in ninjs 3."""
    item: dict[str, object] = {
        "uri": "urn:newsml:agentur.example:20261126:kiel-1",
        "type": "text",
        "version": "3",
        "versionCreated": "2026-11-26T06:15:00+01:00",
        "pubStatus": "usable",
        "urgency": 3,
        "language": "de",
        "copyrightHolder": "dpa",
        "headlines": [{"role": "main", "value": TITLE}],
        "descriptions": [{"role": "teaser", "value": TEASER}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": BODY.replace("<p>", "<p>Kiel (dpa) - ", 1)}],
        "subjects": [{"name": "Brand"}],
    }
    return json.dumps(item | changed).encode()


def iptc7901(notes: str = "") -> bytes:
    """The same item in IPTC 7901, wrapped at 69 characters."""
    return (
        "\x01bdt0123 3 vm 45  dpa 0123\r\n\r\nBrand/Schleswig-Holstein/\r\n\x02"
        f"{notes}{TITLE}\r\nVon Eva Beispiel, dpa =\r\n\r\n{TEASER}\r\n\r\n"
        "Kiel (dpa) - Bei einem Brand in einer Lagerhalle sind in der Nacht 12\r\n"
        "Menschen verletzt worden. Das teilte die Feuerwehr mit.\r\n\r\n"
        "Schaden in Millionenhöhe\r\n\r\n"
        "Den Schaden schätzt die Polizei auf 1,5 Millionen Euro.\r\n\r\n"
        "# Notizblock\r\n\r\n## Kontakte\r\n- Autorin: Eva Beispiel\r\n\r\ndpa abc yydd n1\r\n\r\n"
        "\x03260615 Nov 26\r\n\x7f\r\n\x7f\x04"
    ).encode()
