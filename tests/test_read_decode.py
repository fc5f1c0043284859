"""Bytes into text: the three encodings of German newsrooms, and refusals that name the byte."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.codepages import untwisted
from pipeline.read.decode import Undecodable, decode, decode_html, encoding_of

TEXT = "Die Brücke über die Weiße Elster kostet 3 € mehr – „leider“.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        codecs.BOM_UTF8 + TEXT.encode("utf-8"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("windows-1252"),
    ],
    ids=[
        "utf-8",
        "utf-8 mark",
        "utf-16 mark",
        "utf-16-be mark",
        "utf-16-le zeros",
        "utf-16-be zeros",
        "utf-32",
        "1252",
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "offset", "words"),
    [
        (b"Stadt\x00rat", 5, "zero byte at byte 5"),
        (b"\x89PNG\r\n\x1a\n....", 0, "PNG image"),
        (b"%PDF-1.7 ...", 0, "PDF file"),
        (b"PK\x03\x04word/document.xml", 0, "Office document"),
        ("Die Straße ist weiß und breit".encode() + b"\xff und leer", 31, "damaged UTF-8: byte 31"),
        (b"M\xfcnchen \x81 Ulm", 8, "byte 8, 0x81"),
        (codecs.BOM_UTF16_LE + "Ulm".encode("utf-16-le") + b"\x00\xdc", 8, "broken UTF-16-LE: byte 8"),
        (b"ab\x01\x02\x03\x04\x05cd" * 20, 2, "control characters, the first at byte 2"),
    ],
)
def test_what_is_no_text_is_named_with_its_byte(data: bytes, offset: int, words: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(data)
    assert caught.value.offset == offset
    assert words in caught.value.reason


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    assert decode(b"Der Rat\x0b tagt.\x1b" + b" Lange Rede." * 40).startswith("Der Rat\x0b tagt.")


def test_a_pages_declared_charset_is_believed_where_it_decodes() -> None:
    page = '<html><head><meta charset="iso-8859-15"></head><body>3 €</body></html>'
    assert "3 €" in decode_html(page.encode("iso-8859-15"))
    greek = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1253">Αθήνα'
    assert decode_html(greek.encode("windows-1253")).endswith("Αθήνα")


def test_a_page_that_says_latin_1_is_read_as_windows_1252() -> None:
    assert "„Ulm“" in decode_html('<meta charset="ISO-8859-1"><p>„Ulm“</p>'.encode("windows-1252"))


def test_a_wrong_or_unknown_declaration_does_not_spoil_utf_8() -> None:
    assert "Köln" in decode_html('<meta charset="iso-8859-1"><p>Köln</p>'.encode())
    assert "Köln" in decode_html('<meta charset="x-nonsense"><p>Köln</p>'.encode())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_utf_8_survives_unchanged(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"%PDF", b"PK", b"GIF8", "\ufeff".encode(), b"SQLite")):
        assert decode(data) == text


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(decode(data), str)
        assert isinstance(decode_html(data), str)
    except Undecodable as refusal:
        assert 0 <= refusal.offset <= len(data)
        assert str(refusal.offset) in refusal.reason


SEVERAL = st.sampled_from(["utf-8", "utf-8-sig", "windows-1252", "utf-16-le"])


@given(st.text(alphabet="aä€ „\n\x01ß", max_size=60), SEVERAL, st.binary(max_size=2), st.integers(1, 9))
def test_an_encoding_told_from_chunks_is_the_one_that_decode_takes(
    text: str, encoding: str, extra: bytes, step: int
) -> None:
    data = text.encode(encoding, "replace") + extra
    try:
        whole = decode(data)
    except Undecodable as refusal:
        whole = refusal.reason
    try:
        chunks = (data[i : i + step] for i in range(0, len(data), step))
        # decode() also turns back what had been read wrongly before; of a CSV that is done field by field
        in_chunks = untwisted(data.decode(encoding_of(chunks, 10_000)).removeprefix("\ufeff"))
    except Undecodable as refusal:
        in_chunks = refusal.reason
    except UnicodeDecodeError as error:  # broken UTF-16 shows only when it is decoded
        in_chunks = f"broken {error.encoding.upper()}: byte {error.start} is not a character"
    assert in_chunks == whole


def test_beyond_the_limit_a_bad_byte_does_not_count() -> None:
    assert encoding_of([b"Stra\xc3\x9fe", b" in\x00Ulm\x81"], 5) == "utf-8"
    assert encoding_of([b"Stra\xdfe", b" in\x00Ulm\x81"], 5) == "windows-1252"
