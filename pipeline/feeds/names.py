"""What a feed is called and where it is: names that commands take, addresses that can be fetched, paths."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from ..errors import ConfigError
from ..render.text import safe_url

LONGEST = 80
"""Characters of a feed's name."""
_GOOD = 32
"""Characters of a title that still makes a name; a longer one is a sentence."""
_NAME = re.compile(r"[^\W_][\w.+-]*")
_NOT_IN_NAME = re.compile(r"[\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_HOST_SAYS_NOTHING = frozenset(
    ("www", "rss", "feed", "feeds", "rssfeed", "rssfeeds", "newsfeed", "news", "xml", "api", "m", "cdn", "static")
)
_PATH_SAYS_NOTHING = _HOST_SAYS_NOTHING | frozenset(
    ("index", "atom", "rdf", "rss2", "json", "de", "all", "alle", "schlagzeilen", "default", "export", "php", "html")
)
_FEED = re.compile(r"\Afeed:(//)?(?=https?://|)", re.IGNORECASE)


def is_address(where: str) -> bool:
    """Whether a feed is on the web; otherwise it is a watched folder or file."""
    return where.lower().startswith(("http://", "https://"))


def address(written: str) -> str:
    """An address as it can be fetched, percent-encoded; ``feed:`` is understood. Empty if it is none of http(s)."""
    written = "".join(written.split())
    if written.lower().startswith("feed:"):
        rest = _FEED.sub("", written)
        written = rest if is_address(rest) else f"http://{rest.lstrip('/')}"
    return safe_url(written)


def same_place(where: str) -> str:
    """A form of an address that is the same for addresses that lead to the same place: scheme, case of the host,
    default port and fragment do not count. A path is itself."""
    if not is_address(where):
        return where
    try:
        parts = urlsplit(where)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return where
    shown = f":{port}" if port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{shown}{parts.path or '/'}{query}"


def checked_name(name: str) -> str:
    """A name that a person has chosen.

    Raises:
        ConfigError: it is too long, or has something in it that a command line or a log could misread.
    """
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise ConfigError(
            f"{name[:100]!r} cannot be a feed's name: letters, digits and . _ + - without spaces, a letter or digit "
            f"first, at most {LONGEST} characters."
        )
    return name


def name_for(title: str, where: str, taken: Collection[str]) -> str:
    """A new name for a feed, from its title if that is short, else from its address; with a number if it is taken."""
    name = _slug(title)
    if not name or len(name) > _GOOD:
        name = _from_address(where) or name[:_GOOD].strip("-") or "feed"
    number, wanted = 2, name
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def nearest(name: str, known: Iterable[str]) -> str:
    """For a message about a name that there is not: what may have been meant."""
    names = sorted(known)
    if not names:
        return " There are none yet: wortlaut feeds add ADDRESS."
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
    return f" Did you mean '{close[0]}'? wortlaut feeds list shows them all."


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    return _NOT_IN_NAME.sub("-", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).strip("-")


def _from_address(where: str) -> str:
    """``https://www.tagesschau.de/inland/index~rss2.xml`` -> ``tagesschau-inland``; a path's last part."""
    if not is_address(where):
        return _slug(re.sub(r"\.[A-Za-z]{1,8}\Z", "", re.split(r"[\\/]", where.rstrip("\\/"))[-1]))[:_GOOD]
    parts = urlsplit(where)
    host = parts.hostname or ""
    labels = [host] if re.fullmatch(r"[\d.:a-f]*[\d:][\d.:a-f]*", host) else host.split(".")
    labels = labels[:-1] if len(labels) > 1 else labels
    telling = [label for label in labels if label not in _HOST_SAYS_NOTHING] or labels
    words = _slug(re.sub(r"\.[A-Za-z]{1,8}\Z", "", parts.path)).split("-")
    further = [word for word in words if word and word not in _PATH_SAYS_NOTHING and word not in telling]
    return "-".join([_slug("-".join(telling)), *further])[:_GOOD].strip("-")
