"""What kind of file it is, by its content, and the reader for it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import BinaryIO, Literal

from ..errors import InputError
from ..read.decode import wide_encoding
from .pair import Bitext, Wanted

Format = Literal["table", "xlsx", "xliff", "tmx"]
LARGEST = 256_000_000
"""Bytes of a file that is read as a whole (anything but plain pairs)."""
HEAD = 65_536
"""Bytes that are looked at to tell what a file is."""
_ROOT = re.compile(
    r"(?:\s|<\?[^<>]{0,300}\?>|<!--.{0,4000}?-->|<!DOCTYPE\s[^<>\[]{0,400}(?:\[[^\]]{0,4000}\]\s{0,9})?>)*+"
    r"<(?:[\w.-]{1,40}:)?(xliff|tmx)[\s>/]",
    re.DOTALL | re.IGNORECASE,
)
"""Everything up to the name of a document's first element."""
_XML = re.compile(r"\s*<(?:\?xml\s|!DOCTYPE\s)", re.IGNORECASE)


def sniff(head: bytes, name: str, wanted: Wanted) -> Format | None:
    """What a file is, by its first bytes; ``None`` for plain pairs, a source, a tab and a target on each line.

    Args:
        head: the first :data:`HEAD` bytes.
        name: the file's, whose ending decides where the content does not.
        wanted: with columns named, any text is a table.

    Raises:
        InputError: it is a kind of file that is never read.
    """
    from . import markup, table

    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name}: an old Office document. Save it as .xlsx, or as CSV in UTF-8.")
    wide = wide_encoding(head)
    text = head.decode(wide or "utf-8", "replace").removeprefix("\ufeff")
    if root := _ROOT.match(text):
        markup.admit_prolog(text[: root.end()], name)
        return "xliff" if root[1].lower() == "xliff" else "tmx"
    if _XML.match(text):
        raise InputError(f"{name}: XML, but neither XLIFF nor TMX.")
    if wanted.columns is not None or wide or table.has_headings(text, wanted.langs):
        return "table"
    first = text.partition("\n")[0]
    if PurePath(name).suffix.lower() == ".csv" and "\t" not in first:
        return "table"
    return None


def read(stream: BinaryIO, form: Format, origin: str, wanted: Wanted) -> Bitext:
    """All pairs of a file.

    Args:
        stream: the file from its start; it must be seekable.
        form: what :func:`sniff` took it for.
        origin: its name, for messages.
        wanted: what to read of it.

    Raises:
        InputError: it is too large, damaged, in other languages or lacks what is wanted; the message says where.
    """
    stream.seek(0, 2)
    if (size := stream.tell()) > LARGEST:
        raise InputError(
            f"{origin}: {size:,} bytes; at most {LARGEST:,} are read of such a file. Plain pairs (source, a tab, "
            "target) may be of any size."
        )
    stream.seek(0)
    if form == "xlsx":
        from . import xlsx

        return xlsx.read(stream, origin, wanted)
    if form == "table":
        from . import table

        return table.read(stream.read(), origin, wanted)
    if form == "xliff":
        from . import xliff

        return xliff.read(stream, origin, wanted)
    from . import tmx

    return tmx.read(stream, origin, wanted)
