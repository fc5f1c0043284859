"""``brief.docx``: a brief for whoever edits in a word processor: the text, the German behind it, the checked facts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..record import sources_of
from ..release import moment
from ..render.rows import source_words, target_words
from ..render.text import one_line
from ..render.words import STATUS, readable_date, release_words
from ..types import KeyItem, Record
from .content import content_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_THEN = (1980, 1, 1, 0, 0, 0)
"""The moment that every part of the file bears: equal briefs give equal bytes."""


def brief_docx(record: Record) -> bytes:
    """The document. Its properties say for machines how it was made."""
    from docx import Document as new
    from docx.shared import Pt

    content = content_of(record)
    document: Document = new()
    about = document.core_properties
    about.title, about.author, about.language = content.headline[:255], "Wortlaut", "en"
    about.subject, about.identifier = content.title[:255], content.id[:255]
    about.keywords = f"ai-disclosure={content.disclosure.value}"
    about.comments = content.stated[:255]
    about.content_status = content.release.state
    if (when := moment(content.updated)) is not None:
        about.created = about.modified = when.replace(tzinfo=None)
    document.add_heading(content.headline, 0)
    for said in filter(None, (one_line(release_words(content.release)), content.stated, content.draft)):
        document.add_paragraph(said, style="Intense Quote")
    source = "" if content.source in (content.agency, content.place) else content.source
    line = " · ".join(filter(None, (content.dateline, source, readable_date(content.published), content.url)))
    document.add_paragraph(line)
    for sentence, brief in zip(content.sentences, record.brief.sentences, strict=True):
        document.add_paragraph(sentence)
        german = " ".join(one_line(source.source) for source in sources_of(record, brief.sources))
        behind = document.add_paragraph(style="Quote").add_run(german)
        behind.font.size = Pt(9)
        behind._r.get_or_add_rPr().append(_language(content.language))
    _table(document, "Key figures", record.brief.figures)
    _table(document, "Names", record.brief.names)
    return _timeless(document)


def _language(code: str) -> BaseOxmlElement:
    """What tells a word processor which dictionary to use."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "de-DE" if code == "de" else code)
    return element


def _table(document: Document, title: str, items: Sequence[KeyItem]) -> None:
    if not items:
        return
    document.add_heading(title, 1)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    rows = [("English", "German", "Status")]
    for item in items:
        status = f"{STATUS[item.status]}: {one_line(item.message)}" if item.message else STATUS[item.status]
        rows.append((one_line(target_words(item)) or "–", one_line(source_words(item)) or "–", status))
    for number, cells in enumerate(rows):
        row = table.rows[0] if number == 0 else table.add_row()
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words


def _timeless(document: Document) -> bytes:
    """The document's bytes without the time of their making."""
    made, same = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, _THEN), old.read(part), zipfile.ZIP_DEFLATED)
    return same.getvalue()
