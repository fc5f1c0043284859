"""Article ids, which name an article's folder: safe on every file system, unique in a run, the same every time."""

from __future__ import annotations

import hashlib
import re

from anyascii import anyascii

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DASHES = re.compile(r"-{2,}")
_DOTS = re.compile(r"\.{2,}")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"] + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
"""Device names that Windows does not allow as a file name, with or without an extension
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file)."""
_MAX_GIVEN = 100
_MAX_MADE = 60


def slug(text: str, limit: int = _MAX_MADE) -> str:
    """ASCII letters, digits, ``.``, ``_`` and ``-`` only; never empty, hidden, reserved, or longer than ``limit``."""
    plain = anyascii(text[: 4 * limit].translate(_GERMAN))
    plain = _DOTS.sub(".", _DASHES.sub("-", _UNSAFE.sub("-", plain)))[:limit].strip(".-_")
    if not plain:
        return "article"
    if plain.split(".")[0].lower() in _RESERVED:
        plain = f"article-{plain}"[:limit]
    return plain


def given_id(name: str) -> str:
    """The id for an article whose input gives one: unchanged if safe, else a slug with a digest of it."""
    safe = slug(name, _MAX_GIVEN)
    return safe if safe == name else f"{safe}-{_digest(name)}"


def made_id(name: str, content: str) -> str:
    """The id for an article without one: from its file or title, distinguished by a digest of its content."""
    return f"{slug(name)}-{_digest(content)}"


def content_digest(title: str, lead: str, text: str) -> str:
    """sha256 (hex) of an article's words, to recognise the same article again."""
    return hashlib.sha256("\0".join((title, lead, text)).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Ids:
    """The ids and contents seen in a run."""

    def __init__(self) -> None:
        self._ids: set[str] = set()  # casefolded: macOS and Windows do not distinguish "A" from "a"
        self._numbers: dict[str, int] = {}
        """The last number appended to an id that came again: the ten-thousandth duplicate need not try them all."""
        self._contents: dict[bytes, str] = {}
        """The beginning of a digest -> id; a feed may have a million articles."""

    def same_as(self, digest: str) -> str | None:
        """The id of the earlier article with this content digest, if there was one."""
        return self._contents.get(_key(digest))

    def register(self, wanted: str, digest: str) -> str:
        """Record an article and return its id in this run: ``wanted``, or ``wanted-2`` ... if it is taken."""
        number = self._numbers.get(wanted.casefold(), 1)
        name = wanted if number == 1 else f"{wanted}-{number}"
        while name.casefold() in self._ids:
            number += 1
            name = f"{wanted}-{number}"
        self._ids.add(name.casefold())
        if number > 1:
            self._numbers[wanted.casefold()] = number
        self._contents[_key(digest)] = name
        return name


def _key(digest: str) -> bytes:
    """128 bits of a digest: enough to tell articles apart, at half the memory."""
    return digest[:32].encode()
