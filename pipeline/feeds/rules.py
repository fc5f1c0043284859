"""The rules of a feed: what of it is kept, which words are watched for, and how its articles are made.

Deciding is pure: rules, article and what its sender says of it go in, a reason or nothing comes out.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from ..config import QUALITIES, Config, build, override
from ..errors import ConfigError
from ..export.table import ALL, OUTPUTS
from ..summarise.load import SUMMARISERS
from ..types import Article, Edition
from .words import Words, folded, pattern, words_of

MOST = 1_000
"""Entries of one list of words."""
NO_FILES = "none"
"""In ``outputs``: nothing beside the record in the ledger."""
_LISTS = ("keep", "drop", "watch", "section", "drop_section")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a feed's rules say; every default means that there is no such rule.

    An entry of a list of words is a word or several that follow one another; ``*`` before or after a word stands for
    any letters, ``title:`` or ``text:`` before them says where (:mod:`.words`).
    """

    keep: tuple[str, ...] = ()
    """Only items that have one of these words."""
    drop: tuple[str, ...] = ()
    """No items that have one of these words; goes before ``keep``."""
    section: tuple[str, ...] = ()
    """Only items of these sections: words of a section's name. An item that names none has the folders of its
    address."""
    drop_section: tuple[str, ...] = ()
    """No items of these sections."""
    language: tuple[str, ...] = field(default=(), metadata={"languages": True})
    """Only items in these languages (ISO 639-1). One whose language is not known is kept."""
    watch: tuple[str, ...] = ()
    """Words that are noted with an item and shown; they drop nothing."""
    summariser: str = ""
    """Who writes the briefs; empty for whom the settings name."""
    quality: Literal["", "draft", "standard", "best"] = ""
    """As of ``wortlaut run --quality``."""
    outputs: tuple[str, ...] = ()
    """Files for each article, or ``none``; empty for those of the settings."""
    page: Literal["auto", "always", "never"] = "auto"
    """Whether the page behind an item is fetched: ``auto``, if the feed has only its beginning."""
    interval: int = field(default=0, metadata={"range": (0, 31_622_400)})
    """Seconds between two visits; 0 for what the feed or the settings say."""
    limit: int = field(default=0, metadata={"range": (0, 1_000_000)})
    """Items taken from one visit, the newest first; 0 for all."""
    urgent: bool = False
    """The items of this feed are worked on before those of others."""
    group: tuple[str, ...] = ()
    """The folder that the feed is in, from the outside in: of an OPML file, for people."""


def read_rules(data: Mapping[str, Any], name: str) -> Rules:
    """A feed's rules from the JSON in the ledger, in an OPML file or on a command line.

    Args:
        data: the keys that differ from their defaults.
        name: the feed's, for messages.

    Raises:
        ConfigError: an unknown key, or a value that means nothing.
    """
    where = f"rules of feed '{name}'"
    rules: Rules = build(Rules, dict(data), where)
    for key in _LISTS:
        written: tuple[str, ...] = getattr(rules, key)
        if len(written) > MOST:
            raise ConfigError(f"{where}: '{key}' has {len(written):,} entries; at most {MOST:,}.")
        for entry in written:
            try:
                found = pattern(entry)
            except ConfigError as error:
                raise ConfigError(f"{where}: '{key}': {error}") from None
            if found.part and key.endswith("section"):
                raise ConfigError(f"{where}: '{key}' has {entry!r}; a section has neither title nor text.")
    if rules.summariser:
        _one_of((rules.summariser,), SUMMARISERS, where, "summariser")
    _one_of(rules.outputs, [*(o.name for o in OUTPUTS if o.about == "article"), ALL, NO_FILES], where, "outputs")
    if NO_FILES in rules.outputs and len(rules.outputs) > 1:
        raise ConfigError(f"{where}: 'outputs' has {NO_FILES!r} and a file besides; one or the other.")
    return rules


def _one_of(names: Iterable[str], known: Iterable[str], where: str, key: str) -> None:
    valid = list(known)
    for name in names:
        if name not in valid:
            close = difflib.get_close_matches(name, valid, n=1, cutoff=0.0)
            raise ConfigError(
                f"{where}: '{key}' has {name!r}. Did you mean '{close[0]}'? Valid here: {', '.join(valid)}."
            )


def as_json(rules: Rules) -> dict[str, Any]:
    """The keys that differ from their defaults, as :func:`read_rules` takes them."""
    default = {f.name: getattr(Rules(), f.name) for f in fields(Rules)}
    given = {key: value for key, value in asdict(rules).items() if value != default[key]}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}


def judge(rules: Rules, article: Article, edition: Edition) -> str:
    """The rule that leaves an item out, in words; empty if it is kept.

    As long as the page behind an item is still to be fetched, words that must be there (``keep``) may be in the part
    that is not: it is not left out for lack of them. Ask again with the page, and ``edition.teaser`` off.
    """
    if rules.language and article.language and article.language not in rules.language:
        return f"language {article.language}, not {' or '.join(rules.language)}"
    if rules.section or rules.drop_section:
        sections = _sections(article, edition)
        where = Words("", "".join(map(folded, sections)))  # two blanks between: no word follows one of another section
        if entry := _first(rules.drop_section, where):
            return f"section {entry!r} is dropped"
        if rules.section and not _first(rules.section, where):
            said = ", ".join(repr(section[:60]) for section in sections[:3]) or "none"
            return f"section {said}: not one that is kept"
    if not rules.keep and not rules.drop:
        return ""
    words = words_of(article)
    if entry := _first(rules.drop, words):
        return f"{entry!r} is dropped"
    if rules.keep and not _first(rules.keep, words):
        unread = wants_page(rules, article, edition) and any(pattern(entry).part != "title" for entry in rules.keep)
        return "" if unread else "has none of the words that are kept"
    return ""


def hits(rules: Rules, article: Article) -> tuple[str, ...]:
    """The watched words that an article has, as they were written."""
    if not rules.watch:
        return ()
    words = words_of(article)
    return tuple(entry for entry in dict.fromkeys(rules.watch) if pattern(entry).occurs(words))


def wants_page(rules: Rules, article: Article, edition: Edition) -> bool:
    """Whether the page behind an item is to be fetched."""
    if not article.url.startswith(("http://", "https://")) or rules.page == "never":
        return False
    return rules.page == "always" or edition.teaser


def unwanted(rules: Rules, article: Article, edition: Edition, languages: Collection[str]) -> str:
    """As :func:`judge`, and the languages that are read at all (``input.languages``; empty for any), unless the rules
    name some."""
    return unwanted_language(rules, article, languages) or judge(rules, article, edition)


def unwanted_language(rules: Rules, article: Article, languages: Collection[str]) -> str:
    """That an article is in a language that is not read at all, unless the rules name some; empty if it is not."""
    if not rules.language and languages and article.language and article.language not in languages:
        return f"language {article.language}, not {' or '.join(languages)}"
    return ""


def unusable(rules: Rules, article: Article, edition: Edition) -> str:
    """Why nothing can be made of an item, whatever it is about; empty if something can."""
    if edition.signal == "withdrawn" or article.text.strip() or wants_page(rules, article, edition):
        return ""
    return "it has no text" + (", and its page is not to be fetched" if article.url else "")


def configured(config: Config, rules: Rules) -> Config:
    """The settings for a feed's articles: what its rules say instead of the general ones."""
    if rules.summariser:
        config = override(config, "summarise", summariser=rules.summariser)
    if rules.quality:
        beams = QUALITIES[rules.quality]
        config = override(config, "translate", beams=beams, hypotheses=min(beams, 4))
    if rules.outputs:
        named = tuple(name for name in rules.outputs if name != NO_FILES)
        config = override(config, "feeds", outputs=named)
    return config


def merged(rules: Rules, changes: Mapping[str, Any], name: str) -> Rules:
    """The rules with some keys changed (to JSON values).

    Raises:
        ConfigError: as of :func:`read_rules`.
    """
    return replace(rules, **{key: getattr(read_rules(changes, name), key) for key in changes})


def _sections(article: Article, edition: Edition) -> tuple[str, ...]:
    if edition.sections:
        return edition.sections
    try:
        path = urlsplit(article.url).path
    except ValueError:
        return ()
    return tuple(part for part in path.split("/")[:-1] if part)


def _first(written: Iterable[str], words: Words) -> str:
    return next((entry for entry in written if pattern(entry).occurs(words)), "")
