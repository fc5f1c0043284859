"""Turns a saved page into an article: all of the visible text, with the furniture marked.

Trafilatura decides what belongs to the article, and its title, date, author and site; its extraction is laid over the
page's own lines, so that every line is either a block of the article or a block removed by ``html.boilerplate``, and
offsets refer to the page's visible text.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import html
from rapidfuzz import fuzz

from ...config import InputConfig
from ...dates import find_date, parse_published
from ...types import Block, BlockKind
from ..decode import decode_html
from ..document import Document
from ..draft import Draft, Drafts, Refused
from ..elements import prepare
from ..markup import readable, too_many_tags
from ..page import Line, Page, parse, visible
from ..page_date import published

BOILERPLATE = "html.boilerplate"
TITLE = "repeat.title"
MIN_ARTICLE = 140
"""Characters (two short sentences) below which what is left of a page is not an article."""
_TWO_SENTENCES = re.compile(r"[a-zäöüß]{2}[.!?]\s+[A-ZÄÖÜ„»].*[.!?]$", re.DOTALL)
_NO_PAGE = re.compile(
    r"\b404\b|nicht gefunden|existiert nicht|nicht mehr verfügbar"
    r"|[Zz]ugriff verweigert|[Ww]artungsarbeiten|not found"
)
"""What a page says in place of an article that is gone."""
_SECTIONS = """
meinung kommentar analyse interview leitartikel glosse kolumne essay reportage gastbeitrag porträt podcast video
exklusiv eilmeldung politik wirtschaft sport fußball bundesliga kultur panorama wissen digital lokales region inland
ausland reise auto
"""
"""Kickers that name a section or a kind of article."""
_SEAM = re.compile(r"\s?[:–—|-]\s")
_MIN_ANCHOR = 50
"""A line this long found in the extraction surely belongs to the article; shorter ones count only near such lines."""
_ENOUGH = 0.6
"""Share of the extracted text that must be visible for a page to be read as displayed."""
_MAX_TITLE = 300
_REACH = 12
"""How many lines before and after the anchors to look for short lines (title, lead, last heading)."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[A-Za-z!?/]")
_KINDS: dict[str, BlockKind] = {
    "li": "list",
    "dd": "list",
    "dt": "list",
    "tr": "list",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
}
_ASIDE = frozenset({"figcaption", "figure", "nav", "aside", "footer", "form", "button", "li"})
_NEVER = frozenset({"nav", "aside", "footer", "form", "button"})
_UNFOLDING = frozenset({"details", "dd"})
_HEADINGS = frozenset({"h2", "h3", "h4"})
_MIN_QUOTED = 25
_MIN_QUESTION = 12
_MAX_ROWS = 60
"""How far below the last paragraph a table may reach."""
_SENTENCE_END = re.compile(r"[.!?…][\"”“’»«)\]]{0,2}$")


@dataclass(frozen=True, slots=True)
class _Extraction:
    pieces: tuple[str, ...]
    cells: frozenset[str]
    """Keys of its table cells."""
    title: str
    date: str
    site: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which lines of a page belong to the article; ``proper`` is their number of characters."""

    page: Page
    kept: set[int]
    title: int | None
    lead: int | None
    proper: int


def read(document: Document, config: InputConfig) -> Drafts:
    """The article of a page."""
    data = document.whole(config.max_bytes)
    yield data if isinstance(data, Refused) else _article(decode_html(data, document.charset), document)


def _article(markup: str, document: Document) -> Draft | Refused:
    origin = document.origin
    if not markup.strip():
        return Refused(origin, "empty: it contains no text")
    if reason := too_many_tags(markup):
        return Refused(origin, reason)
    if not _TAG.search(markup):
        return Refused(origin, "not a page: it contains no markup; if it is plain text, name it .txt")
    markup = readable(markup)
    root = parse(markup)
    if root is not None and prepare(root):
        markup = html.tostring(root, encoding="unicode")
    found = _extract(markup) if root is not None else None
    if root is None or not found:
        return Refused(origin, "no article found on this page")
    layout = _lay_out(visible(root), found)
    if layout.proper < _ENOUGH * sum(map(len, found.pieces)):  # text that a script reveals is hidden in a saved page
        unfolded = _lay_out(visible(root, unfold=True), found)
        layout = max(layout, unfolded, key=lambda candidate: candidate.proper)
    if layout.proper < MIN_ARTICLE and not _is_item(layout):
        return Refused(origin, "no article found on this page")
    page, kept, title, lead = layout.page, layout.kept, layout.title, layout.lead
    blocks = tuple(_block(line, i, i in kept, title, lead) for i, line in enumerate(page.lines))
    joined = title is not None and _says_kicker_too(page, title, found.title)
    if title is not None and joined:  # the title is a field of its own; the line it was made from repeats it
        blocks = (*blocks[:title], replace(blocks[title], removed_by=TITLE), *blocks[title + 1 :])
    return Draft(
        origin=origin,
        name=document.name,
        text=page.text,
        title=_words(page, title) if title is not None and not joined else found.title,
        lead=_words(page, lead) if lead is not None else "",
        source=found.site,
        url=found.url or document.url,
        published=published(root, page, title, kept, found.date, found.url or document.url),
        language=page.language,
        blocks=blocks,
    )


def _lay_out(page: Page, found: _Extraction) -> _Layout:
    """Match the extraction to the lines of the page."""
    keys = [_key(page.text[line.start : line.end]) for line in page.lines]
    kept = _rescue(page, _overlay(keys, found.pieces))
    kept |= _rescue_within(page, kept) | _rescue_tables(page, kept, found.cells)
    title = _find_title(page, keys, found.title, kept)
    lead = _find_lead(keys, found.description, title, kept)
    kept |= {index for index in (title, lead) if index is not None} | _rescue_lead(page, title, kept)
    kept -= {index for index, line in enumerate(page.lines) if line.kicker}
    proper = sum(page.lines[i].end - page.lines[i].start for i in kept)
    return _Layout(page, kept, title, lead, proper)


def _says_kicker_too(page: Page, title: int, known: str) -> bool:
    """Whether the page's metadata includes the line over the headline in the title: "Rathaus: Wer zieht ein?".

    The name of a section or of the kind of article is not part of it.
    """
    if title == 0 or not page.lines[title - 1].kicker:
        return False
    kicker = _words(page, title - 1).rstrip(" :|")
    if _key(kicker) in _SECTIONS.split() or _key(known) != _key(kicker) + _key(_words(page, title)):
        return False
    return _SEAM.match(known, len(kicker)) is not None  # else it is the heading's own text, run together


def _is_item(layout: _Layout) -> bool:
    """A news item of two sentences: a headline in the page's first-level heading, and prose with a capital name."""
    page, title = layout.page, layout.title
    if title is None or "h1" not in page.lines[title].path or _NO_PAGE.search(page.text):
        return False
    return any(
        i != title
        and _is_prose(page, page.lines[i])
        and _TWO_SENTENCES.search(page.text[page.lines[i].start : page.lines[i].end])
        for i in layout.kept
    )


def _words(page: Page, index: int) -> str:
    line = page.lines[index]
    return " ".join(page.text[line.start : line.end].split())


def _extract(markup: str) -> _Extraction | None:
    """Trafilatura's view of the page. It never uses the network here: it is given only the markup."""
    import trafilatura

    for logger in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)  # our own messages say what is discarded
    found: Any = trafilatura.bare_extraction(
        markup, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True
    )
    if found is None or found.body is None:
        return None
    pieces = tuple(piece for element in found.body for piece in _pieces(element))
    cells = {_key("".join(cell.itertext())) for element in found.body for cell in element.iter("cell")}
    return _Extraction(
        pieces,
        frozenset(cells - {""}),
        (found.title or "").strip(),
        parse_published(found.date or ""),
        next((s for name in (found.sitename, found.hostname) if (s := (name or "").strip()) and not find_date(s)), ""),
        (found.description or "").strip(),
        (found.url or "").strip(),
    )


def _pieces(element: Any) -> list[str]:
    parts = list(element.iter("item", "cell", "p", "head", "quote")) or [element]
    return [text for part in parts if (text := "".join(part.itertext()))]


def _key(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold()


def _overlay(keys: list[str], pieces: tuple[str, ...]) -> set[int]:
    """Which lines the extraction holds: whole, as part of a larger piece, or as the frame of a smaller one."""
    whole = {key for piece in pieces if (key := _key(piece))}
    joined = "\n".join(sorted(whole, key=len, reverse=True))
    starts = {key[:_MIN_ANCHOR] for key in whole if len(key) >= _MIN_ANCHOR}
    anchors = {
        i
        for i, key in enumerate(keys)
        if len(key) >= _MIN_ANCHOR
        and (key in whole or key in joined or (len(key) >= 2 * _MIN_ANCHOR and any(start in key for start in starts)))
    }
    if not anchors:
        return {i for i, key in enumerate(keys) if key in whole}
    low, high = min(anchors) - _REACH, max(anchors) + _REACH
    return anchors | {
        i
        for i in range(max(low, 0), min(high + 1, len(keys)))
        if keys[i] in whole or (len(keys[i]) >= 12 and min(anchors) <= i <= max(anchors) and keys[i] in joined)
    }


def _rescue(page: Page, kept: set[int]) -> set[int]:
    """Paragraphs that extraction missed beside the article's own: same parent, prose, few links."""
    if not kept:
        return kept
    parents = {page.lines[i].parent for i in kept if page.lines[i].tag == "p"}
    first = min(kept)
    return kept | {
        i
        for i, line in enumerate(page.lines)
        if i > first and line.tag == "p" and line.parent in parents and _is_prose(page, line)
    }


def _rescue_within(page: Page, kept: set[int]) -> set[int]:
    """What extraction misses between the article's first and last line: quotations set as figures with their speaker,
    answers under questions that unfold, headings right above a kept line."""
    if not kept:
        return set()
    found: set[int] = set()
    first, last = min(kept), max(kept)
    for i in range(first + 1, min(last + 3, len(page.lines))):
        line = page.lines[i]
        path = set(line.path)
        if i in kept or line.linked >= 0.5 or path & _NEVER:
            continue
        quoted = "blockquote" in path and line.end - line.start >= _MIN_QUOTED
        named = line.tag == "figcaption" and i - 1 in found and "blockquote" in page.lines[i - 1].path
        answer = bool(path & _UNFOLDING) and _is_prose(page, line)
        question = line.tag in ("summary", "dt") and i < last and line.end - line.start >= _MIN_QUESTION
        if quoted or named or answer or question:
            found.add(i)
    for i in range(last, first, -1):
        line = page.lines[i]
        if i in kept or line.tag not in _HEADINGS or line.kicker or line.linked or set(line.path) & _NEVER:
            continue
        below = next((j for j in (i + 1, i + 2) if j in kept), None)
        if below is not None and line.parent in (page.lines[below].parent, *page.lines[below].around[:1]):
            found.add(i)
    return found


def _rescue_tables(page: Page, kept: set[int], cells: frozenset[str]) -> set[int]:
    """Rows of the article's tables, whose cells are extracted one by one, and the tables' captions."""
    if not kept or not cells:
        return set()
    found: set[int] = set()
    for i in range(min(kept), min(max(kept) + _MAX_ROWS, len(page.lines))):
        line = page.lines[i]
        if "tr" in line.path and line.linked < 0.5:
            row = [key for cell in re.split(r"[\t\n]", page.text[line.start : line.end]) if (key := _key(cell))]
            if row and all(key in cells for key in row):
                found.add(i)
    for i in sorted(found):
        if page.lines[i - 1].tag == "caption":
            found.add(i - 1)
    return found


def _rescue_lead(page: Page, title: int | None, kept: set[int]) -> set[int]:
    """The prose between headline and body, which extraction often mistakes for a caption."""
    body = min((i for i in kept if _is_prose(page, page.lines[i])), default=0)
    if title is None or not title < body <= title + _REACH + 4:
        return set()
    between = (i for i in range(title + 1, body) if not set(page.lines[i].path) & _ASIDE)
    return set([i for i in between if _is_prose(page, page.lines[i])][:2])


def _is_prose(page: Page, line: Line) -> bool:
    """A sentence of some length that is not mostly links."""
    return (
        line.linked < 0.5
        and line.end - line.start >= 60
        and bool(_SENTENCE_END.search(page.text[max(line.start, line.end - 4) : line.end]))
    )


def _find_title(page: Page, keys: list[str], title: str, kept: set[int]) -> int | None:
    """The line with the title: a heading (or any line) much like the metadata's, the nearest above the article."""
    key = _key(title)[:_MAX_TITLE]
    if not key:
        return None
    last = min(kept) if kept else len(keys)
    best: tuple[float, int] | None = None
    for i, line in enumerate(page.lines[: last + 3]):
        if line.kicker or not keys[i] or len(keys[i]) > 4 * len(key) + 40:
            continue
        kicked = "h1" in line.path and i > 0 and page.lines[i - 1].kicker  # metadata often has the kicker in the title
        share = 0.2 if kicked else 0.5
        score = 100.0 if keys[i] == key else fuzz.partial_ratio(keys[i], key) if len(keys[i]) >= share * len(key) else 0
        score += 10 if line.tag == "h1" else 0
        if score >= 90 and (best is None or score >= best[0]):
            best = (score, i)
    return best[1] if best else _main_heading(page, last + 3)


def _main_heading(page: Page, before: int) -> int | None:
    """The page's only first-level heading: the headline as printed, if the metadata words it differently."""
    headings = [
        i for i, line in enumerate(page.lines) if "h1" in line.path and not line.kicker and line.end - line.start >= 20
    ]
    return headings[0] if len(headings) == 1 and headings[0] < before else None


def _find_lead(keys: list[str], description: str, title: int | None, kept: set[int]) -> int | None:
    """The line near the top with the page's description (which sites often cut short)."""
    key = _key(description)
    if len(key) < 40 or not kept:
        return None
    first = title + 1 if title is not None else max(min(kept) - _REACH, 0)
    for i in range(first, min(min(kept) + 4, len(keys))):
        short = min(len(keys[i]), len(key))
        if short >= 40 and keys[i][: short - 3] == key[: short - 3]:
            return i
    return None


def _block(line: Line, index: int, kept: bool, title: int | None, lead: int | None) -> Block:
    if index == title:
        kind: BlockKind = "title"
    elif index == lead:
        kind = "lead"
    else:
        kind = next((_KINDS[tag] for tag in reversed(line.path) if tag in _KINDS), "paragraph")
    return Block(kind, "text", line.start, line.end, None if kept else BOILERPLATE)
