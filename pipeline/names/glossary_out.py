"""A glossary as a list for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..sheet import guarded
from .glossary import Entry

HEADINGS = {"en": ("German", "English", "kind", "note"), "de": ("Deutsch", "Englisch", "Art", "Anmerkung")}
_GERMAN = {
    "person": "Person", "place": "Ort", "org": "Organisation", "product": "Produkt", "event": "Ereignis",
    "work": "Werk", "term": "Begriff", "never translate": "nicht übersetzen", "always flag": "immer melden",
    "not a name": "kein Name",
}  # fmt: skip
EXCEL = "\ufeff"
"""What tells Excel that a file is in UTF-8."""


def csv_text(entries: Iterable[Entry], *, german: bool = False) -> str:
    """A list of these entries, with a first line that names the columns.

    Args:
        entries: its lines.
        german: with German headings and kinds, semicolons and the mark that Excel needs; otherwise with commas.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if german else ",", lineterminator="\r\n" if german else "\n")
    writer.writerow(HEADINGS["de" if german else "en"])
    for entry in entries:
        kind = _GERMAN.get(entry.kind, entry.kind) if german else entry.kind
        writer.writerow([guarded(cell) for cell in (entry.german, "|".join(entry.english), kind, entry.note)])
    return (EXCEL if german else "") + out.getvalue()
