"""RSS, Atom, RDF, JSON Feed and sitemaps: what items become, what is no feed, and what a hostile one costs."""

from __future__ import annotations

import gzip
import json

import pytest

from pipeline.read.document import Document
from pipeline.read.draft import Draft, Refused
from pipeline.read.formats import sniffed
from tests.support_feeds import LONG, one, refused, rss, taken

ITEM = (
    "<item><title>Brücke wird saniert</title><link>https://bote.example/bruecke</link><guid isPermaLink='false'>4711</guid>"
    "<description>Die alte Brücke wird saniert.</description><pubDate>Thu, 26 Nov 2026 06:15:00 +0100</pubDate>"
    "<category>Lokales</category><category>Ulm</category></item>"
)


def test_an_item_keeps_what_its_feed_says() -> None:
    found = one(rss(ITEM))
    assert found.edition is not None
    assert (found.title, found.text, found.lead) == ("Brücke wird saniert", "Die alte Brücke wird saniert.", "")
    assert (found.url, found.source, found.language) == ("https://bote.example/bruecke", "Ulmer Bote", "de")
    assert found.published == "2026-11-26T06:15:00+01:00"
    assert (found.edition.guid, found.edition.sections) == ("4711", ("Lokales", "Ulm"))
    assert found.given_id == "bote.example:4711"  # another paper may have a 4711 too
    assert found.edition.teaser
    assert found.origin == "feed.xml#1"


def test_a_full_text_is_one_and_the_summary_its_lead() -> None:
    body = "".join(f"<p>{LONG}</p>" for _ in range(5))
    found = one(rss(ITEM.replace("</item>", f"<content:encoded><![CDATA[{body}]]></content:encoded></item>")))
    assert found.edition is not None
    assert not found.edition.teaser
    assert found.lead == "Die alte Brücke wird saniert."
    assert found.text.count("\n") == 4
    assert {block.kind for block in found.blocks} == {"paragraph"}


@pytest.mark.parametrize("end", ["…", "[…]", "...", "Weiterlesen", "[mehr]"])
def test_a_text_that_is_cut_off_is_a_teaser_however_long(end: str) -> None:
    found = one(rss(ITEM.replace("Die alte Brücke wird saniert.", LONG * 5 + end)))
    assert found.edition is not None
    assert found.edition.teaser


def test_a_summary_that_is_only_the_beginning_of_the_text_is_no_lead() -> None:
    text = f"<content:encoded>{LONG * 5}</content:encoded></item>"
    found = one(rss(ITEM.replace("Die alte Brücke wird saniert.", LONG[:60] + " […]").replace("</item>", text)))
    assert found.lead == ""


def test_atom_with_xhtml_and_a_base() -> None:
    found = one(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://bote.example/region/"><title>Bote</title>'
        "<entry><title type='html'>K&amp;auml;se &amp;amp; Brot</title><id>tag:bote.example,2026:9</id>"
        "<link href='ulm/9'/><updated>2026-11-26T07:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Eins.</p><p>Zwei.</p></div></content>"
        "</entry></feed>"
    )
    assert found.edition is not None
    assert (found.title, found.url) == ("Käse & Brot", "https://bote.example/region/ulm/9")
    assert (found.published, found.edition.updated) == ("2026-11-26T07:00:00+00:00", "2026-11-26T07:00:00+00:00")
    assert (found.text, found.given_id) == ("Eins.\nZwei.", "tag:bote.example,2026:9")


def test_rdf_without_dates_and_names() -> None:
    found = one(
        '<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Bote</title><link>https://bote.example</link>'
        "</channel><item><title>Brücke</title><link>/b</link></item></rdf:RDF>".encode("latin-1")
    )
    assert (found.title, found.url, found.published, found.text) == ("Brücke", "https://bote.example/b", "", "")
    assert found.edition is not None
    assert found.edition.teaser  # nothing but a title: the text is on the page
    assert found.given_id == found.url


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("bruecke", "https://bote.example/bruecke"),
        ("//cdn.example/b", "https://cdn.example/b"),
        ("https://bote.example/?a=1&amp;amp;b=2", "https://bote.example/?a=1&b=2"),
        ("https://[bote", ""),
    ],
)
def test_only_addresses_of_pages_are_links(link: str, url: str) -> None:
    found = one(
        rss(f"<item><title>Brücke</title><link>{link}</link><description>Sie wird saniert.</description></item>")
    )
    assert found.url == url
    assert found.edition is not None
    assert found.edition.teaser == bool(url)


def test_the_address_of_the_feed_is_the_last_resort_for_links() -> None:
    found = one(rss("<item><title>B</title><link>b</link></item>", ""), url="https://bote.example/feeds/alle.xml")
    assert found.url == "https://bote.example/feeds/b"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Do, 26 Nov 2026 06:15:00 +0100", "2026-11-26T06:15:00+01:00"),
        ("Mi, 7 Okt 2026 06:15:00 +0200", "2026-10-07T06:15:00+02:00"),
        ("26. November 2026, 06:15 Uhr", "2026-11-26T06:15"),
        ("26.11.2026 06:15 MEZ", "2026-11-26T06:15+01:00"),
        ("gestern", ""),
    ],
)
def test_dates_as_german_feeds_write_them(date: str, published: str) -> None:
    found = one(rss(f"<item><title>B</title><link>https://a.example/</link><pubDate>{date}</pubDate></item>"))
    assert found.published == published
    assert found.undated == ("" if published else date)


def test_a_feed_that_says_english_of_german_text_is_not_believed() -> None:
    found = one(rss(ITEM, "<title>Bote</title><language>en-us</language>"))
    assert found.language == ""


def test_items_with_nothing_in_them_are_dropped() -> None:
    found = taken(rss(f"{ITEM}<item><guid>1</guid></item><item/>").encode())
    assert len(found) == 1


def test_titles_with_markup_and_references_are_words() -> None:
    found = one(
        rss(
            "<item><title>&lt;b&gt;K&amp;amp;auml;se&lt;/b&gt; &amp;amp; Brot</title><link>https://a.example/1</link></item>"
        )
    )
    assert found.title == "Käse & Brot"


@pytest.mark.parametrize(
    ("data", "media_type", "charset"),
    [
        (rss(ITEM).encode("utf-16"), "", ""),
        (rss(ITEM).replace("UTF-8", "ISO-8859-1").encode("latin-1"), "", ""),
        (rss(ITEM).replace(' encoding="UTF-8"', "").encode("latin-1"), "", ""),
        (rss(ITEM).replace("UTF-8", "ISO-8859-1").encode(), "", ""),
        (rss(ITEM).encode(), "text/xml", "iso-8859-1"),
        (rss(ITEM).encode(), "text/html", ""),
        (b"\xef\xbb\xbf\n" + rss(ITEM).encode(), "text/plain", "utf-8"),
        (gzip.compress(rss(ITEM).encode()), "application/octet-stream", ""),
    ],
)
def test_a_feed_in_any_dress_is_the_same_feed(data: bytes, media_type: str, charset: str) -> None:
    assert one(data, media_type=media_type, charset=charset).title == "Brücke wird saniert"


# --- what is a feed without items, and what is none


def test_a_feed_without_items_is_empty_and_nothing_is_wrong() -> None:
    found = refused(rss(""))
    assert (found.empty, found.skipped) == (True, True)
    assert found.reason == "a feed without items at present"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (rss("<item><guid>1</guid></item>"), "items cannot be read"),
        ("<rss version='2.0'><channel><title>x", "no item was found in 36 bytes"),
        (rss("<item><title><![CDATA[ab"), "items cannot be read"),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entries><title>x</title></entries></feed>",
            "items cannot be read",
        ),
    ],
)
def test_bytes_without_an_item_are_a_failure(data: str, words: str) -> None:
    found = refused(data)
    assert words in found.reason
    assert not found.empty
    assert not found.skipped


def test_a_prefix_before_every_element_hides_nothing() -> None:
    items = ITEM.replace("<", "<rss:").replace("<rss:/", "</rss:")
    found = one(f"<rss version='2.0'><rss:channel><rss:title>Bote</rss:title>{items}</rss:channel></rss>")
    assert found.title == "Brücke wird saniert"


def test_the_last_item_of_a_feed_that_breaks_off_is_not_taken_for_whole() -> None:
    whole = ITEM.replace("Die alte Brücke wird saniert.", LONG * 6)
    first, last = taken((rss(whole)[: -len("</channel></rss>")] + whole[:900]).encode())
    assert isinstance(first, Draft) and first.edition is not None
    assert isinstance(last, Draft) and last.edition is not None
    assert (first.edition.teaser, last.edition.teaser) == (False, True)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<NewsML Version='1.2'/>", "a.xml", "NewsML 1"),
        (b"<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>", "a.xml", "a picture (SVG)"),
        (b"<rezept><zutat/></rezept>", "a.xml", "XML with the root element <rezept>"),
        (b"", "a.xml", "an empty file"),
        (b"Kein XML.", "a.xml", "nothing known"),
    ],
)
def test_xml_that_is_nothing_known_is_refused_with_what_it_is(data: bytes, name: str, words: str) -> None:
    import io

    from pipeline.config import InputConfig
    from pipeline.read.formats import by_suffix, drafts

    form = by_suffix(".xml")
    assert form is not None
    [found] = drafts(Document(io.BytesIO(data), name, "a"), form, InputConfig())
    assert isinstance(found, Refused)
    assert words in found.reason


@pytest.mark.parametrize(
    ("head", "suffix", "media_type", "module"),
    [
        (b"<rss version='2.0'>", "", "text/html", "feed"),
        (b"<!DOCTYPE rss PUBLIC '-//N//DTD' 'u' [<!ENTITY a 'b'>]>\n<rss>", ".xml", "", "feed"),
        (b"<?xml version='1.0'?><!-- a --><rdf:RDF xmlns:rdf='r'>", ".rdf", "", "feed"),
        (b"<atom:feed xmlns:atom='a'>", "", "text/plain", "feed"),
        (b"<!doctype html><title>Wartung</title>", ".xml", "application/rss+xml", "html"),
        (b"<html><head>", "", "application/atom+xml", "html"),
        (b"<urlset>", ".xml", "", "sitemap"),
        (b"<newsItem guid='a'>", ".xml", "", "newsml"),
        (b'{"version":', ".json", "", "jsondoc"),
        (b'{"text": "a"}\n{"text": "b"}', ".jsonl", "", "jsonl"),
        (b"PAR1\x15", "", "", "parquet"),
        (b"\x01bdt0123 3 vm 45  dpa 0123\r\n", ".dat", "", "iptc7901"),
        (b"Ein Text.", ".txt", "", "text"),
        (b"Ein Text.", "", "text/plain", "text"),
        (b"id,text\n", ".csv", "application/octet-stream", "csv"),
        (b"<x/>", ".xml", "", None),
        (b"\x00\x01\x02", ".bin", "application/octet-stream", None),
    ],
)
def test_content_decides_before_name_and_header(head: bytes, suffix: str, media_type: str, module: str | None) -> None:
    import io

    document = Document(io.BytesIO(head), "a", "a")
    form = sniffed(document, suffix, media_type)
    assert (form.module if form else None) == module
    assert document.head() == head


# --- JSON Feed


def feed(**changed: object) -> bytes:
    entry = {
        "id": "https://bote.example/1",
        "url": "/1",
        "title": "Brücke",
        "content_html": "<p>Sie wird saniert.</p><p>Im Mai.</p>",
        "summary": "Sie wird saniert.",
        "date_published": "2026-11-26T06:15:00+01:00",
        "tags": ["Ulm", 7],
    }
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Bote", "language": "de",
         "home_page_url": "https://bote.example", "items": [entry | changed]}
    ).encode()  # fmt: skip


def test_a_json_feed() -> None:
    found = one(feed(), "feed.json")
    assert found.edition is not None
    assert (found.title, found.text, found.lead) == ("Brücke", "Sie wird saniert.\nIm Mai.", "")
    assert (found.url, found.source, found.published) == ("https://bote.example/1", "Bote", "2026-11-26T06:15:00+01:00")
    assert (found.edition.sections, found.edition.teaser) == (("Ulm",), True)


@pytest.mark.parametrize("link", ["", " ", "#", "#comments", None])
def test_an_item_without_a_link_has_none_and_not_the_feeds_own(link: object) -> None:
    where = "https://bote.example/feed.json"
    found = one(feed(url=link, id="17"), "feed.json", url=where)
    assert found.url == ""
    assert found.edition is not None
    assert not found.edition.teaser  # or the feed would be fetched as its page
    assert found.given_id == "bote.example:17"
    said = "" if link is None else f"<link>{link}</link>"
    found = one(rss(f"<item><title>Brücke</title>{said}<description>Sie wird saniert.</description></item>"), url=where)
    assert found.url == ""
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Bote</title><entry><title>Brücke</title><id>17</id>'
        f"<link href='{link or ''}'/><content>Sie wird saniert.</content></entry></feed>"
    )
    assert one(atom, url=where).url == ""
    pages = f"<url><loc>{link or ''}</loc></url><url><loc>/1</loc></url>"
    found = one(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>', url=where)
    assert found.url == "https://bote.example/1"


@pytest.mark.parametrize("name", ["id", "url", "title", "content_html", "summary", "date_published", "tags"])
@pytest.mark.parametrize("value", [3.14, [1], {"a": 1}, None, True])
def test_a_field_of_the_wrong_type_is_passed_over(name: str, value: object) -> None:
    found = one(feed(**{name: value}), "feed.json")
    assert found.title == ("" if name == "title" else "Brücke")


@pytest.mark.parametrize(
    ("data", "words", "empty"),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "without items at present", True),
        (b'{"version": "https://jsonfeed.org/version/1"}', "without a list of items", False),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}, 7]}', "items cannot be read", False),
        (b'{"a": {"b": 1}}', "no feed, news item or record known here: an object with 'a'", False),
        (b'["a"]', "no feed, news item or record known here: a list", False),
        (b'{"a": ', "broken JSON", False),
        (b"[" * 100_000, "nested too deeply", False),
        (b"[" + b"9" * 5000 + b"]", "thousands of digits", False),
        (b"[]", "without items at present", True),
    ],
)
def test_json_that_gives_nothing_says_why(data: bytes, words: str, empty: bool) -> None:
    found = refused(data, "a.json")
    assert words in found.reason
    assert found.empty is empty


def test_a_json_file_of_plain_records_is_read_like_json_lines() -> None:
    records = [{"id": "a", "text": "Eins."}, {"id": "b", "body": "Zwei."}, {"id": "c"}]
    listed = taken(json.dumps(records, indent=1).encode(), "a.json")
    lines = taken("\n".join(map(json.dumps, records)).encode(), "a.json")
    for first, second, third in (listed, lines):
        assert isinstance(first, Draft) and isinstance(second, Draft) and isinstance(third, Refused)
        assert (first.given_id, first.text, second.text) == ("a", "Eins.", "Zwei.")
        assert "no field 'text'" in third.reason


# --- sitemaps

NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://bote.example/1 </loc><news:news>
 <news:publication><news:name>Ulmer Bote</news:name><news:language>de</news:language></news:publication>
 <news:publication_date>2026-11-26T06:15:00+01:00</news:publication_date><news:title>Brücke</news:title>
 <news:keywords>Ulm, Verkehr</news:keywords></news:news></url><url><loc>javascript:alert(1)</loc></url></urlset>"""


def test_a_news_sitemap_lists_items_whose_text_is_on_their_page() -> None:
    found = one(NEWS, "sitemap.xml")
    assert found.edition is not None
    assert (found.title, found.text, found.url) == ("Brücke", "", "https://bote.example/1")
    assert (found.source, found.published, found.language) == ("Ulmer Bote", "2026-11-26T06:15:00+01:00", "de")
    assert (found.edition.teaser, found.edition.sections) == (True, ("Ulm", "Verkehr"))


@pytest.mark.parametrize(
    ("data", "words", "empty"),
    [
        (
            "<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>",
            "name one of them: https://a.example/1.xml",
            False,
        ),
        ("<urlset/>", "without pages at present", True),
        ("<urlset><url><loc>x</loc></url></urlset>", "no address of a page", False),
        ("<urlset><url>", "broken XML", False),
    ],
)
def test_a_sitemap_without_pages_says_why(data: str, words: str, empty: bool) -> None:
    found = refused(data, "sitemap.xml")
    assert words in found.reason
    assert found.empty is empty


# --- hostile input

LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY j SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_entities_are_not_replaced(doctype: str) -> None:
    text = rss("<item><title>B</title><link>https://a.example/1</link><description>&j; Es brennt.</description></item>")
    found = one(text.replace("<rss", f"{doctype}<rss"))
    assert found.text in ("&j; Es brennt.", "Es brennt.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<rss version='2.0'><channel>" + b"<a>" * 40_000, "more than 30,000 tags"),
        (b"<rss version='2.0'><channel>" + b"<item/>" * 500_001, "more than 500,000 tags and references"),
        (b"<rss version='2.0'><channel><item " + b"".join(b"a%d='1' " % i for i in range(2000)) + b"/>", "1,000 attributes"),
        (gzip.compress(b"<rss version='2.0'><channel>" + b" " * 60_000_000), "more than 50000000 bytes"),
        (gzip.compress(rss(ITEM).encode())[:-20], "the gzip archive is cut short"),
    ],
)  # fmt: skip
def test_what_would_take_too_long_is_refused(data: bytes, words: str) -> None:
    assert words in refused(data).reason


def test_a_text_is_never_taken_for_a_path(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "geheim").write_text(rss(ITEM))
    import io

    from pipeline.config import InputConfig
    from pipeline.read.formats import by_module, drafts

    form = by_module("feed")
    assert form is not None
    [found] = drafts(Document(io.BytesIO(str(tmp_path / "geheim").encode()), "a", "a"), form, InputConfig())
    assert isinstance(found, Refused)
