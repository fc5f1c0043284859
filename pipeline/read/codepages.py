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
_MANY = 200
"""One doubtful letter in a text with so many umlauts (some fifteen thousand characters) is a foreign name."""

_EASTERN = re.compile(
    rb"\xa3(?=[a-z\xdf-\xff])"  # "£ukasz": Ł
    rb"|(?<=[A-Za-z\xc0-\xff])[\xa5\xaa\xb3\xb9\xba\xbe\xbf](?=[a-z\xdf-\xff])"  # "Wa³êsa": ł, ą, ş, ľ, ż
    rb"|(?<=[A-Za-z])[\xec\xf9](?=[a-z])"  # "Nìmec": ě, ů; at a word's end they are Italian
    rb"|(?<=[a-z])\xf1(?=[bdfgkmnprstwz]|c(?!h))"  # "Gdañsk": ń; the Spanish letter stands before vowels
    rb"|(?<=[a-z]i)[\xe6\xe8](?![A-Za-z\xc0-\xff])|(?<=[A-Za-z])\xe8(?=[aiou\xe1\xed])"  # "Vuèiæ": č, ć
    rb"|[\xd8\xf8][a-z]{0,2}[\xe1\xed\xec\xf9\xfd]|\xf8ej|[\xe1\xed\xec\xfd][a-z]{0,2}\xf8"  # "Dvoøák": ř
)
"""Letters of Windows-1250, seen in places where no word of Western Europe has them when read as Windows-1252."""
_EASTERN_ISO = re.compile(
    rb"(?<=[A-Za-z\xdf-\xff])[\xb1\xb6\xb9\xbc\xbe\xbb](?=[a-z\xdf-\xff])|(?<=[\xe1\xed])\xb9"
    rb"|(?<![A-Za-z\xc0-\xff])(?:[\xa6\xac\xae](?=[a-z\xdf-\xff]{2})|\xa9(?=[a-z]{0,9}[\xb9\xbe\xe1\xe8\xed]|koda))"
)
"""ą, ś, š, ź, ž and ť, and capitals, in ISO 8859-2, where Windows-1250 has signs."""
_PERHAPS_EASTERN = re.compile(
    rb"(?<=[A-Za-z])\xf5(?![e\xf5])|(?<=[A-Za-z])\xe3(?=[a-df-np-z])"
    rb"|(?<=e)\xf2(?![a-z])|(?<=[A-Za-z])\xf2(?=k|[a-z]{0,2}[\xe1\xed])"
)
"""ő ("Gyõr"), ă ("Bãsescu") and ň ("Plzeò"); õ is also Estonian, so these alone prove nothing."""
_NO_1250 = re.compile(rb"[\x81\x83\x88\x90\x98]")
"""Bytes that Windows-1250 leaves undefined."""
_WESTERN = re.compile(
    rb"[\xc5\xe5\xe0]|(?<=[a-z])(?:\xf1(?=[aeiou])|\xe8(?=[rtmnl]e)|\xf8(?=[rlmngstvy])|\xe3o|\xf5e|\xea[tm]e)|\xbf(?=[A-Z])"
)
"""å, à, and the ñ, è, ø, ã, õ and ê of Spanish, French, Danish and Portuguese words."""
_OTHER_SCRIPT = re.compile(rb"(?<![A-Za-z])[\xc0-\xff]{4,}(?![A-Za-z])")
"""Whole words without a letter of ASCII: Cyrillic or Greek."""
_ALPHABET = re.compile(rb"[\xc4\xd6\xdc\xdf\xe4\xf6\xfc]+")
"""Umlauts in a row: "ÄÖÜß"."""


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
    eastern: int = 0
    """Letters of Central Europe, in Windows-1250 or ISO 8859-2."""
    eastern_iso: int = 0
    """Those of them that are letters in ISO 8859-2 only."""
    perhaps_eastern: int = 0
    no_1250: bool = False
    western: int = 0
    other_script: int = 0
    """Words of a script that is not Latin."""
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
        self.eastern += len(_EASTERN.findall(data))
        self.eastern_iso += len(_EASTERN_ISO.findall(data))
        self.perhaps_eastern += len(_PERHAPS_EASTERN.findall(data))
        self.no_1250 = self.no_1250 or _NO_1250.search(data) is not None
        self.western += len(_WESTERN.findall(data))
        self.other_script += sum(
            len(set(word)) > 2 and not _ALPHABET.fullmatch(word) for word in _OTHER_SCRIPT.findall(data)
        )
        self.high = self.high or _C1.search(data) is not None

    def encoding(self) -> str:
        """The code page, for instance ``"windows-1252"``; empty if :meth:`objection` says why there is none."""
        return "" if self.objection() else self._page() or self._western_page()

    def objection(self) -> str:
        """Why the bytes are not read in any code page, or an empty text."""
        if self.other_script * _SLIP > self.windows:
            return "it has words without a Latin letter, perhaps Cyrillic or Greek in a code page of their own"
        found = self.eastern + self.eastern_iso
        perhaps = self.perhaps_eastern * _MANY > self.windows
        if not self._page() and (found + perhaps * self.perhaps_eastern) * _SLIP > self.western:
            return "it has letters of Central Europe (ř, ł, ő ...) in a code page that cannot be told from others"
        if not self._page() and not self._western_page():
            return "its German words are partly Windows-1252, partly of an old DOS or Macintosh code page"
        return ""

    def _page(self) -> str:
        """A Central European code page, if the evidence is clear."""
        found = self.eastern + self.eastern_iso
        if not found or self.western or self.dos or self.mac:
            return ""
        if self.eastern_iso:
            return "" if self.high else "iso-8859-2"
        return "" if self.no_1250 else "windows-1250"

    def _western_page(self) -> str:
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
