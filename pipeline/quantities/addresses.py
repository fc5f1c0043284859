"""Web and e-mail addresses, handles, bank accounts: they must survive letter by letter, and contain no numbers.

A damaged scheme ("https:/") belongs to the address, so that it differs from an intact one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SIGNS = ("@", "://", "http", "www.", ".de", ".com", ".org", ".net", ".eu", ".at", ".ch", ".info", ".tv")
"""A text without any of these has no address; searching for them is cheaper than matching the pattern."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.|https?(?::/?|//)(?=[\w-]+\.\w))[^\s<>\"'()|]{1,200}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w@.])@\w{2,30}"
    r"|(?<![\w.-])[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{2,63}){0,3}\.(?:de|com|org|net|eu|at|ch|info|tv)(?![\w.-]*\w)(?:/[^\s<>\"'()|]{0,200})?"
)
_ACCOUNT = re.compile(r"(?<![^\W_])[A-Z]{2}\d\d ?(?:[A-Z\d]{4} ?){2,7}[A-Z\d]{1,4}(?![^\W_])")
"""An international bank account number (ISO 13616), in groups of four or in one piece."""
_TRAILING = ".,;:!?…“”"


class Address(NamedTuple):
    """The position of an address, and its text folded to what must survive."""

    start: int
    end: int
    folded: str
    handle: bool


def addresses(text: str) -> list[Address]:
    """All addresses of a text, in order of position."""
    found = [
        Address(match.start(), match.end(), match.group().replace(" ", ""), False)
        for match in _ACCOUNT.finditer(text)
        if sum(char.isdigit() for char in match.group()) > 9
    ]
    if not any(sign in text for sign in _SIGNS):
        return found
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_TRAILING)
        folded = address.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        found.append(Address(match.start(), match.start() + len(address), folded, address.startswith("@")))
    return sorted(found)
