"""Detects German in the wrong code page, by characters that no writer puts inside a word.

In a single-byte code page every byte means something, so decoding never fails on the wrong one: "Fernw„rme" is DOS text
read as Windows-1252, "FernwÃ¤rme" UTF-8 read as Latin-1 and stored again. Letters inside German words show which it
was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_IN_WORD = rb"(?<=[A-Za-z])[%s](?=[a-z])"
_WINDOWS = re.compile(_IN_WORD % rb"\xe4\xf6\xfc\xdf\xc4\xd6\xdc" + rb"|\xe4(?=[a-z])|\xfc(?=[a-z])|\xf6(?=[a-z])")
"""ä, ö, ü, ß and the capitals in Windows-1252 and ISO 8859."""
_DOS = re.compile(_IN_WORD % rb"\x84\x94\x81" + rb"|(?<=[aeo])\xe1(?=[a-z])")
"""ä, ö, ü and ß in code pages 437 and 850; in Windows-1252 quotation marks, an undefined byte, and an accented a."""
_MAC = re.compile(_IN_WORD % rb"\x8a\x9f\xa7")
"""ä, ü and ß in Mac Roman; in Windows-1252 capitals and a section sign."""
_EURO_SIGN = re.compile(rb"(?<=\d)[ \xa0]?\xa4|\xa4[ \xa0]?(?=\d)")
"""The euro in ISO 8859-15; in Windows-1252 the generic currency sign, which nobody uses."""
_SLIP = 20
"""One missing space ("sagte„ich") per this many correct letters is a typing error."""


class _Twist:
    """UTF-8 that was read in another code page. ``back``: the bytes its characters were."""

    def __init__(self, *pages: str) -> None:
        self.back: dict[str, bytes] = {}
        for page in pages:
            for byte in range(0x80, 0x100):
                self.back[bytes([byte]).decode(page, "replace")] = bytes([byte])
        self.back.pop("\N{REPLACEMENT CHARACTER}", None)
        looks: dict[int, str] = {}
        for char, was in self.back.items():
            looks[was[0]] = looks.get(was[0], "") + char

        def sign(*data: int) -> str:
            return "[" + "".join(re.escape(looks[byte]) for byte in data) + "]"

        after = sign(*range(0x80, 0xC0))
        self.sequence = re.compile(
            f"{sign(0xC2, 0xC3, 0xC4, 0xC5)}{after}|{sign(0xE2)}{after}{{2}}|{sign(0xF0)}{after}{{3}}"
        )
        german = sign(0xA4, 0xB6, 0xBC, 0x9F, 0x84, 0x96, 0x9C)
        marks = sign(0x93, 0x94, 0x98, 0x99, 0x9A, 0x9C, 0x9D, 0x9E, 0xA6)
        self.proof = re.compile(
            f"{sign(0xC3)}{german}|{sign(0xE2)}(?:{sign(0x80)}{marks}|{sign(0x82)}{sign(0xAC)})|{sign(0xC3)}{sign(0x83)}"
            f"{sign(0xC2)}"
        )
        """Umlauts, ß, quotation marks, dashes or the euro, or an umlaut that was garbled twice."""

    def turned_back(self, match: re.Match[str]) -> str:
        try:
            return b"".join(map(self.back.__getitem__, match[0])).decode()
        except UnicodeDecodeError:
            return match[0]


_TWISTS = (_Twist("latin-1", "windows-1252"), _Twist("cp850"), _Twist("mac_roman"))
_ROUNDS = 3
"""How many times a text may have been garbled."""


@dataclass(slots=True)
class Evidence:
    """How many letters of German words were found in each code page."""

    windows: int = 0
    dos: int = 0
    mac: int = 0
    euro: int = 0
    high: bool = False
    """Whether there are bytes that ISO 8859 does not use (0x80 to 0x9f)."""

    def add(self, data: bytes) -> None:
        """Count the letters in a stretch of text, except at its very edges."""
        if data.isascii():
            return
        self.windows += len(_WINDOWS.findall(data))
        self.dos += len(_DOS.findall(data))
        self.mac += len(_MAC.findall(data))
        self.euro += len(_EURO_SIGN.findall(data))
        self.high = self.high or _C1.search(data) is not None

    def encoding(self) -> str:
        """``"windows-1252"``, ``"iso-8859-15"``, ``"cp850"`` or ``"mac_roman"``; empty if the evidence is mixed."""
        found = max((self.dos, "cp850"), (self.mac, "mac_roman"))
        if found[0] * _SLIP <= self.windows:
            return "iso-8859-15" if self.euro and not self.high else "windows-1252"
        return found[1] if self.windows * _SLIP <= found[0] and not (self.dos and self.mac) else ""


_C1 = re.compile(rb"[\x80-\x9f]")


def untwisted(text: str) -> str:
    """Restore UTF-8 that was read in another code page: "fÃ¼r" becomes "für".

    The text is unchanged unless an umlaut or another character common in German proves the case.
    """
    if text.isascii():
        return text
    for twist in _TWISTS:
        for _ in range(_ROUNDS):
            if not twist.proof.search(text):
                break
            text = twist.sequence.sub(twist.turned_back, text)
    return text
