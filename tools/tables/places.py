"""Write ``places.tsv``: countries and languages from Unicode CLDR, cities from Natural Earth.

    python -m tools.tables.places DATA OUT

``DATA`` holds ``names/exonyms_de_en.tsv``, of which only the public-domain rows of Natural Earth are read; the CLDR
rows come from Babel. Cities whose German and English names agree are kept too: a place of that name is known to exist.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel import Locale

HEADER = """\
# Countries and languages (Unicode CLDR {cldr}, Unicode licence v3) and cities (Natural Earth, public domain).
# Written by tools/tables/places.py; do not edit: additions belong in countries.tsv and regions.tsv.
# id <tab> German name <tab> English name, left out where it is the same
"""
_BRACKET = re.compile(r"\s*[(,].*$")
_NOT_A_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
_COMMON_WORDS = frozenset(
    {"Bar", "Man", "Of", "Same", "Mercedes", "Male", "Police", "Time", "Union", "Roman", "Victoria"}
)


def plain(name: str) -> str:
    """``name`` without what follows in brackets or after a comma."""
    return _BRACKET.sub("", name).strip()


def rows(data: Path) -> list[tuple[str, str, str]]:
    """``(id, German, English)``, countries first."""
    german, english = Locale("de"), Locale("en")
    result = [
        (f"country:{code}", plain(german.territories[code]), plain(english.territories[code]))
        for code in sorted(german.territories)
        if len(code) == 2 and code.isalpha() and code not in _NOT_A_COUNTRY and code in english.territories
    ]
    result += [
        (f"language:{code}", plain(german.languages[code]), plain(english.languages[code]))
        for code in sorted(german.languages)
        if "_" not in code and code in english.languages and " " not in german.languages[code]
    ]
    known = {name for _, name, _ in result}
    for line in (data / "names" / "exonyms_de_en.tsv").read_text(encoding="utf-8").splitlines():
        kind, de, en, _, _, source = line.split("\t")
        left, right = plain(de), plain(en)
        if (
            kind == "city"
            and source == "natural-earth"
            and left not in known | _COMMON_WORDS
            and min(len(left), len(right)) > 2
        ):
            known.add(left)
            result.append((f"place:{right}", left, right))
    return result


def main(arguments: list[str]) -> None:
    """Write the table to the folder given as second argument."""
    data, out = Path(arguments[0]), Path(arguments[1])
    lines = [f"{key}\t{de}\t{en}" if de != en else f"{key}\t{de}" for key, de, en in rows(data)]
    head = HEADER.format(cldr="as in Babel")
    (out / "places.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
