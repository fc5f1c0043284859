"""Take out of an English sentence what no brief needs: which agency reported it, pointers to pictures, links.

Only what stands between commas or brackets goes, so that the rest stays a sentence, and never a figure or a name of
anybody but an agency. The agency itself is shown as the article's source.
"""

from __future__ import annotations

import re

_AGENCY = (
    r"(?:the )?(?:(?:German|Austrian|Swiss) (?:Press|news) Agency|(?:news )?agenc(?:y|ies))?,? ?"
    r"(?:DPA|dpa|AFP|APA|Reuters|AP|SDA|sda|Keystone-SDA|epd|KNA|SID|dpa-AFX|AWP|DAPD|Bloomberg)?"
)
_ASIDES = re.compile(
    rf",? as (?=[^,]*\b(?:[Aa]genc|DPA|dpa|AFP|APA|Reuters|AP|SDA|epd|KNA|SID|Bloomberg)){_AGENCY} "
    r"(?:first |also )?(?:reported|reports|learned|has learned|announced)"
    r"(?: on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?"
    r"(?P<end>,|(?=[.;]?$))"
    r"|\s*\((?:dpa|AFP|APA|Reuters|AP|SDA|sda|epd|KNA|SID)\)"
    r"|\s*\((?:see|photo|picture|image|archive|video|graphic|chart|more|read)\b[^()\d]{0,60}\)"
    r"|\s*[(\[]https?://[^\s()\[\]]+[)\]]|\s*https?://\S+$",
    re.IGNORECASE,
)


def tightened(text: str) -> str:
    """``text`` without such asides; unchanged if it has none or if too little would remain."""
    short = " ".join(_ASIDES.sub("", text).split())
    short = re.sub(r" (?=[.,;:])", "", short)
    return short if len(short.split()) >= 5 and short[:1] == text.lstrip()[:1] else text
