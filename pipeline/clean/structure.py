"""Rules about position: kicker, title and lead at the head, teasers at the tail, and each block's kind."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from . import shape, voice
from .workspace import Work, kept

BOILERPLATE = "html.boilerplate"
"""Set by the page reader; named here because cleaning must not load an HTML parser."""
KICKER = "head.kicker"
MENU = "head.menu"
FOOTER = "tail.footer"
TAIL = "tail.teasers"
STUB = "tail.stub"
_MIN_TITLE = 20
_MIN_MENU = 8
_MIN_LISTED = 3
_HEADLINES = 7
"""The most lines (headline, second line, author, date ...) between a page's menu and the first paragraph."""
_MAX_LEAD = 700
_SHORT_LEAD = 320
_MAX_ROOF = 30
_MIN_DECK = 40
_MAX_CAPTION = 220
_MIN_EVIDENCE = 2
_NUMBERED = re.compile(r"\d{1,3}[.)]\s")
DATELINE = re.compile(
    r"[A-ZÄÖÜ][^\W\d_]{1,25}(?:[ /-](?:[A-ZÄÖÜ][^\W\d_]{1,25}|am|an|der|im|bei|ob)){0,3}"
    r"(?:,\s\d[^–()]{5,22})?(?:\s?\([^)]{2,30}\))?\s?(?:\.|[–—-](?=\s))(?=\s\S)"
)
"""Where (and when) a report was filed, at its head: "Wien.", "Wien, 3. Mai 2024.", "Wien, 3. Mai (apa) –"."""


_TIMED = re.compile(
    r"(?:\+{2,} ?|\[|(?:Update|Stand)(?: um| von)?:? )?(?:[01]?\d|2[0-4])[.:][0-5]\d(?: Uhr)?"
    r"(?:\]\s?|\s?(?:\+{2,}|[:|]|[–-]\s))"
)
"""What an entry of a live ticker begins with: "14.32 Uhr: Drohnen", "+++ 9:05 +++"."""
_MIN_TEXT = 5
"""Words of a line that is taken for running text for want of any other."""
_MAX_DATELINE = 80
_PLACE = r"[A-ZÄÖÜ][^\W\d_]{1,25}(?:[ /-](?:[A-ZÄÖÜ][^\W\d_]{1,25}|am|an|der|im|bei|ob)){0,3}"
_FILED_BY = r"\s?[,/|–-]?\s?\(?(?i:dpa|afp|ap|apa|rtr|reuters|sda|epd|kna|sid|ots|dts)(?:[/,-]\s?\w{2,12}){0,3}\)?"
_FILED_ON = (
    r",?\s(?:den\s|am\s)?(?:[A-Z][a-z]{4,8}(?:tag|woch|abend),?\s(?:den\s)?)?"
    r"\d{1,2}\.\s?(?:\d{1,2}\.|[JFMASOND][a-zä]{2,8}\.?)(?:\s?(?:\d{4}|\d\d))?(?:,?\s(?:um\s)?\d{1,2}[.:]\d\d(?:\sUhr)?)?"
)
_PLACE_AND_DATE = re.compile(rf"{_PLACE}(?:{_FILED_BY}(?:{_FILED_ON})?|{_FILED_ON})\s?[.:–-]?")


def mark_captions(blocks: list[Work]) -> None:
    """Mark as a caption any single sentence with a picture credit on the very next line."""
    for block, credit in pairwise(blocks):
        if (
            credit.removed_by == "meta.photo-credit"
            and block.removed_by is None
            and not (credit.gap or block.fixed)
            and len(block.words) <= _MAX_CAPTION
            and not re.search(r"[.!?]\s", block.words)
        ):
            block.kind = "caption"


def find_title(blocks: list[Work]) -> Work | None:
    """The headline inside the text, if it begins with one; a one- or two-word line above it is a kicker and is removed.

    A first line followed by an empty line or by a ticker's entry is the headline however short, but never a dateline or
    an entry itself. If a page's menu is
    above it (eight or more lines that are not prose, most of them short, some known as navigation), the headline is the
    first long line without a full stop among the last ones before the first paragraph, and the menu is removed.
    """
    rows = [block for _, block in kept(blocks)]
    marked = next((block for block in rows[:4] if block.kind == "title"), None)
    if marked:
        return marked
    while len(rows) > 2 and _is_place_and_date(rows[0]):
        rows.pop(0).kind = "dateline"
    head = list(takewhile(lambda block: not block.prose, rows))
    if len(head) == len(rows):
        head = rows[:4]
    above = list(takewhile(lambda block: block is not rows[len(head)], blocks)) if len(head) < len(rows) else []
    title = next((b for b in head[-_HEADLINES:] if _is_headline(b, 4)), None) if _is_menu(above) else None
    if title is not None:
        for block in head[: head.index(title)]:
            block.remove(MENU)
        title.kind = "title"
        return title
    if len(rows) > 1 and _is_entry(rows[1]) and not _is_entry(rows[0]) and not rows[0].prose:
        rows[0].kind = "title"
        return rows[0]
    listed = _opens_list(rows)
    if len(rows) > 1 and not listed and _is_label(rows[0]) and _is_kicked(rows[1], rows[2:3]):
        rows.pop(0).remove(KICKER)
    if (
        len(rows) > 2
        and not listed
        and _is_roof(rows[0])
        and _is_headline(rows[1], 3 if rows[0].words.startswith("+++") else 5)
    ):
        rows.pop(0)  # it carries information, so it stays, as a heading
    if len(rows) < 2 or not (_is_headline(rows[0], 3) or _stands_alone(rows[0], rows[1])):
        return None
    rows[0].kind = "title"
    return rows[0]


def _is_menu(above: list[Work]) -> bool:
    """Whether the lines are navigation, by number, shape and the rules that matched them.

    Results, key points and lists of names under a headline are as short, but no rule takes them for navigation.
    """
    if len(above) < _MIN_MENU:
        return False
    known = sum((block.removed_by or "").startswith(("meta.section", "page.")) for block in above)
    short = sum(len(block.words.split()) <= 3 for block in above)
    return known >= _MIN_EVIDENCE and short >= 0.6 * len(above)


def _stands_alone(first: Work, following: Work) -> bool:
    """A short first line, set off from what follows, with a word in it."""
    speaks = any(char.isalpha() for char in first.words)
    return first.heading and following.gap and speaks and not _is_entry(first)


def _is_entry(block: Work) -> bool:
    """The heading of a live ticker's entry, or its first sentence: it begins with the time."""
    return bool(_TIMED.match(block.words))


def _opens_list(rows: list[Work]) -> bool:
    """The first line stands alone above several close lines: the title of a list, not a kicker over a headline."""
    close = takewhile(lambda block: not block.gap and not block.prose, rows[2:])
    return len(rows) > 2 and rows[1].gap and sum(1 for _ in close) >= _MIN_LISTED


def _is_kicked(block: Work, following: list[Work]) -> bool:
    """Whether the line under a kicker is a headline: a fairly long one, or a shorter one directly above the text."""
    if not block.heading:
        return False
    if len(block.words) >= _MIN_TITLE:
        return True
    return len(block.words.split()) >= 2 and bool(following) and following[0].prose


def _is_place_and_date(block: Work) -> bool:
    """Where and when, or from which agency, and nothing else: "Ulm, 3. Mai 2024", "Wien (apa)", "BERLIN, dpa"."""
    return bool(_PLACE_AND_DATE.fullmatch(block.words)) and len(block.words) <= _MAX_DATELINE


def _is_headline(block: Work, words: int) -> bool:
    long = len(block.words) >= _MIN_TITLE and len(block.words.split()) >= words
    return block.heading and long and not _is_entry(block)


def _is_roof(block: Work) -> bool:
    """A short line over the headline: three words, or a few with a number ("Bundesliga, 12. Spieltag")."""
    if block.words.startswith("+++"):
        return True
    return (
        block.heading
        and len(block.words) <= _MAX_ROOF
        and (len(block.words.split()) <= 3 or any(char.isdigit() for char in block.words))
    )


def _is_label(block: Work) -> bool:
    words = block.words.split()
    return block.heading and len(words) <= 2 and len(block.words) <= 30 and not any(c.isdigit() for c in block.words)


def find_lead(blocks: list[Work], title: Work | None, repeated: set[int]) -> Work | None:
    """The lead between headline and body: set off by page furniture, printed twice, or above a dateline.

    ``repeated`` holds the ids (``id(block)``) of blocks that occur more than once in the text.
    """
    marked = next((block for _, block in kept(blocks) if block.kind == "lead"), None)
    if marked or title is None:
        return marked
    at = next(i for i, block in enumerate(blocks) if block is title)
    rows = [(i, b) for i, b in kept(blocks) if i > at and b.kind != "caption"]
    if not rows:
        return None
    first, block = rows[0]
    follower = next(((i, b) for i, b in rows[1:] if b.prose), None)
    if follower is None:
        return None
    between = blocks[first + 1 : follower[0]]
    if block.prose:
        found = id(block) in repeated or _is_lead(block, follower[1], blocks[at + 1 : first], between)
    else:  # a second line of the headline, with the author or the date under it
        found = block.heading and len(block.words) >= _MIN_DECK and _furniture(between) and len(rows) > 1
    if not found or len(block.words) > _MAX_LEAD:
        return None
    block.kind = "lead"
    return block


def _is_lead(block: Work, follower: Work, above: list[Work], below: list[Work]) -> bool:
    if DATELINE.match(follower.words):
        return True
    if _furniture(below):
        return len(block.words) <= _SHORT_LEAD or not all(b.removed_by == BOILERPLATE for b in below)
    return _furniture(above) and len(block.words) <= _SHORT_LEAD and len(follower.words) >= 1.3 * len(block.words)


def _furniture(blocks: list[Work]) -> bool:
    """Author, date, picture, share buttons: what separates lead and body. Teasers may be anywhere."""
    return any(
        block.kind == "caption" or (block.removed_by or "").startswith(("meta.", "repeat.", "page.share", BOILERPLATE))
        for block in blocks
    )


def remove_tail(blocks: list[Work]) -> None:
    """Remove the headlines, dates and stubs below the last paragraph, given proof that they are not the article's.

    Proof is two or more truncated stubs or bare dates, or a line that a rule identifies as page furniture: then
    everything after it is, too. The run begins at its first line that is not a sentence, so a short last sentence
    stays.
    """
    last = max((i for i, block in kept(blocks) if block.prose), default=-1)
    if last < 0:
        return
    footer = next((i for i in range(last + 1, len(blocks)) if _is_page_furniture(blocks[i])), len(blocks))
    for block in blocks[footer:]:
        if not voice.corrects(block.words):
            block.remove(FOOTER)
    run = [block for _, block in kept(blocks[last + 1 :])]
    while run and shape.ends_sentence(run[0].words) and not run[0].stub:
        run.pop(0)
    if sum(block.stub or block.date for block in run) < _MIN_EVIDENCE:
        return
    only_stubs = all(block.stub for block in run)
    for block in run:
        block.remove(STUB if only_stubs else TAIL)


def _is_page_furniture(block: Work) -> bool:
    return (block.removed_by or "").startswith(
        ("page.navigation", "page.newsletter", "page.paywall", "page.tags", "page.share", "author.")
    )


def assign_kinds(blocks: list[Work]) -> None:
    """Set the kind of every block not classified yet."""
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or block.fixed:
            continue
        if block.date:
            block.kind = "dateline"
        elif shape.is_list_item(block.words) or _in_numbered_list(blocks, index):
            block.kind = "list"
        elif shape.is_quote(block.words):
            block.kind = "quote"
        elif block.heading and not block.prose:
            block.kind = "heading"


def keep_text(blocks: list[Work], *, titled: bool) -> None:
    """Where no block is running text, take what looks like headings for it: a text of one line without a full stop.

    With a title of its own (``titled``) a text is a text, however short.
    """
    rows = [block for _, block in kept(blocks)]
    if any(block.kind in ("paragraph", "lead", "quote", "list") for block in rows):
        return
    for block in rows:
        if block.kind == "heading" and not block.fixed and (titled or len(block.words.split()) >= _MIN_TEXT):
            block.kind = "paragraph"


def _in_numbered_list(blocks: list[Work], index: int) -> bool:
    """Whether this block and a neighbour begin with a number; alone it may be "1. FC Köln"."""
    around = blocks[max(0, index - 1) : index] + blocks[index + 1 : index + 2]
    return bool(_NUMBERED.match(blocks[index].words)) and any(_NUMBERED.match(b.words) for b in around)
