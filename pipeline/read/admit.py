"""Whether a draft becomes an article (it has text, is new, is in a wanted language), and the article's id."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from ..config import InputConfig
from ..english import outside_quotations
from ..types import Article, Failure, Withheld
from . import language
from .draft import Draft, Refused
from .identity import Ids, content_digest, given_id, made_id

STAGE = "read"
STDIN = "<stdin>"
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_CODE = re.compile("[a-z]{2}")
_SHORT = 300
"""Characters of a text below which its title is asked for its language too."""


def admit(item: Draft | Refused, ids: Ids, config: InputConfig, *, now: datetime | None = None) -> Article | Failure:
    """Give a draft its id and language, or say why it is set aside. ``ids`` holds what the run has read so far.

    An item that its sender has withdrawn, whose embargo is not over or whose text is only on its page is set aside;
    whoever keeps a ledger of items asks :func:`article_of` instead.
    """
    if isinstance(item, Refused):
        return _failure(item)
    if reason := withheld(item, now or datetime.now(UTC)):
        assert item.edition is not None
        return Withheld(_wanted(item), _whole(item.origin), STAGE, reason, skipped=True, edition=item.edition)
    return _article(item, ids, config)


def withheld(draft: Draft, now: datetime) -> str:
    """Why an item must not be made into a brief at this moment, or an empty text: what its sender says about it."""
    edition = draft.edition
    if edition is None:
        return ""
    if edition.signal == "withdrawn":
        return "withdrawn by its sender"
    if edition.embargo and datetime.fromisoformat(edition.embargo) > now:
        return f"under embargo until {edition.embargo}"
    return ""


def _wanted(draft: Draft) -> str:
    return given_id(draft.given_id) if draft.given_id.strip() else made_id(draft.name, draft.text)


def article_of(draft: Draft, name: str, config: InputConfig) -> Article | Refused:
    """A draft as the article of this id, in whatever language and whether its text is all there or not.

    Refused if what there is of it cannot be used.
    """
    if reason := _broken(draft):
        return Refused(_whole(draft.origin), reason)
    return _made(draft, name, _found_language(draft, config), _whole(draft.origin))


def _failure(refused: Refused) -> Failure:
    origin = _whole(refused.origin)
    name = Path(origin.split(":", 1)[0] if origin.startswith(STDIN) else origin).name
    return Failure(name, origin, STAGE, _whole(refused.reason), refused.skipped)


def _whole(text: str) -> str:
    """The text with half characters (from a file name that is not UTF-8, or a broken JSON escape) made visible.

    They can be neither printed nor stored.
    """
    return _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def _article(draft: Draft, ids: Ids, config: InputConfig) -> Article | Failure:
    origin = _whole(draft.origin)
    reason = _unusable(draft)
    digest = content_digest(draft.title, draft.lead, draft.text)
    wanted = _wanted(draft)
    if reason:
        return Failure(wanted, origin, STAGE, reason, skipped=_has_page(draft))
    if twin := ids.same_as(digest):
        return Failure(wanted, origin, STAGE, f"same as {twin}: this text was read before", skipped=True)
    name = ids.register(wanted, digest)
    found = _found_language(draft, config)
    if found and config.languages and found not in config.languages:
        wants = " or ".join(language.name(code) for code in config.languages)
        return Failure(
            name, origin, STAGE, f"the text is {language.name(found)} ({found}), not {wants}", skipped=True
        )  # fmt: skip
    return _made(draft, name, found, origin)


def _made(draft: Draft, name: str, found: str, origin: str) -> Article:
    return Article(
        id=name,
        text=draft.text,
        title=draft.title,
        lead=draft.lead,
        source=_whole(draft.source),
        url=_whole(draft.url),
        published=draft.published,
        language=found,
        origin=origin,
        blocks=draft.blocks,
        edition=draft.edition,
    )


def _found_language(draft: Draft, config: InputConfig) -> str:
    return _language(_proper_text(draft), config) or (draft.language if _CODE.fullmatch(draft.language) else "")


def _language(text: str, config: InputConfig) -> str:
    """The text's language; if no wanted one, that of what stands outside quotation marks: it is who writes that
    counts, not who is quoted."""
    found = language.detect(text)
    if found and config.languages and found not in config.languages:
        rest = outside_quotations(text)
        if len(rest) < len(text) and (own := language.detect(rest)) in config.languages:
            return own
    return found


def _unusable(draft: Draft) -> str:
    if _has_page(draft):
        return f"its text is only on its page, {draft.url}; name that address, or watch the feed (wortlaut feeds)"
    return _broken(draft) if draft.text.strip() else "empty: it contains no text"


def _broken(draft: Draft) -> str:
    for field, value in (("text", draft.text), ("title", draft.title), ("lead", draft.lead)):
        if "\x00" in value:
            return f"the {field} contains a null character at position {value.index(chr(0)) + 1}; it is not text"
        if half := _HALF_CHARACTER.search(value):
            return f"the {field} contains half a character (a lone surrogate) at position {half.start() + 1}"
    return ""


def _has_page(draft: Draft) -> bool:
    """Whether an item without a text says where that is."""
    return draft.edition is not None and draft.edition.teaser and bool(draft.url) and not draft.text.strip()


def _proper_text(draft: Draft) -> str:
    """The text to detect the language from: without page furniture, if the reader identified any; of an item that is
    hardly more than its title, all there is."""
    if draft.edition is not None and len(draft.text) < _SHORT:
        return "\n".join((draft.title, draft.lead, draft.text))
    if not draft.blocks:
        return draft.text
    return "\n".join(draft.text[b.start : b.end] for b in draft.blocks if b.removed_by is None and b.field == "text")
