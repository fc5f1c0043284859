"""``approved.atom`` and ``held.atom``: briefs as feeds (RFC 4287), those that may be published and those that may not.

An entry keeps its id in all its versions, and ``updated`` says when the brief last changed, so that a reader shows a
new version as news of the same entry. What is under embargo or withdrawn is in neither feed.
"""

from __future__ import annotations

from html import escape

from ..types import Record
from . import xml
from .content import Content, content_of, rfc3339
from .settings import Settings
from .table import Collected

VOCABULARY = "https://w3c-cg.github.io/ai-content-disclosure/"
"""Of the values that say how a brief was made."""
_TITLES = {"approved.atom": "Approved briefs", "held.atom": "Briefs that nobody has approved yet"}


def approved_atom(settings: Settings) -> Collected:
    """The feed of briefs that somebody has approved as they stand."""
    return _feed("approved.atom", settings)


def held_atom(settings: Settings) -> Collected:
    """The feed of the others."""
    return _feed("held.atom", settings)


def _feed(name: str, settings: Settings) -> Collected:
    newest = ""

    def piece(record: Record, _: bool) -> str:
        nonlocal newest
        content = content_of(record)
        if (content.release.state == "approved") != (name == "approved.atom"):
            return ""
        newest = max(newest, content.updated)
        return _entry(record, content, settings)

    address = settings.address(name)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        xml.element("id", settings.urn("feed", name)),
        xml.element("title", _TITLES[name]),
        f'<link rel="self" type="application/atom+xml" href={xml.attribute(address or name)}/>',
        f"<author>{xml.element('name', settings.export.publisher or 'Wortlaut')}</author>",
        "<generator>Wortlaut</generator>",
    ]

    def tail() -> str:
        """The order of a feed's elements means nothing, so its date may stand where it is known."""
        updated = newest or rfc3339(settings.clock().isoformat())
        return f"{xml.element('updated', updated)}\n</feed>\n"

    return Collected(piece, "\n".join(head) + "\n", tail)


def _entry(record: Record, content: Content, settings: Settings) -> str:
    paragraphs = [" ".join(content.sentences), content.stated, "" if content.release.reviewed else content.draft]
    html = "".join(f"<p>{escape(one)}</p>" for one in paragraphs if one)
    page = next((name for name in ("brief.html", "brief.md") if name in record.run.files), "")
    parts = [
        xml.element("id", settings.urn("brief", content.id)),
        xml.element("title", content.headline, type="text"),
        xml.element("updated", content.updated),
        xml.element("published", rfc3339(content.published)) if rfc3339(content.published) else "",
        f"<author>{xml.element('name', settings.export.publisher or 'Wortlaut')}</author>",
    ]
    if page:
        path = settings.relative(record.article.id, page)
        kind = "text/html" if page.endswith("html") else "text/markdown"
        parts.append(_link("alternate", settings.address(path) or path, kind, "en"))
    if content.url:
        parts.append(_link("via", content.url, "", content.language))
    parts += [
        _category(VOCABULARY, content.disclosure.value, content.stated),
        _category("urn:x-wortlaut:release", content.release.state),
        _category("urn:x-wortlaut:verdict", record.brief.verdict),
        _category("urn:x-wortlaut:quality", "draft", content.draft) if content.draft else "",
        xml.element("summary", f"<p>{escape(content.alert)}</p>", type="html") if content.alert else "",
        xml.element("content", html, type="html"),
        _source(content, settings),
    ]
    return "<entry>\n" + "\n".join(filter(None, parts)) + "\n</entry>\n"


def _link(rel: str, href: str, kind: str, language: str) -> str:
    given = f" type={xml.attribute(kind)}" if kind else ""
    return f"<link rel={xml.attribute(rel)}{given} hreflang={xml.attribute(language)} href={xml.attribute(href)}/>"


def _category(scheme: str, term: str, label: str = "") -> str:
    given = f" label={xml.attribute(label)}" if label else ""
    return f"<category scheme={xml.attribute(scheme)} term={xml.attribute(term)}{given}/>"


def _source(content: Content, settings: Settings) -> str:
    """Who published the original; a reader shows it with the entry."""
    if not content.source:
        return ""
    inside = [
        xml.element("id", settings.urn("source", content.source)),
        xml.element("title", content.source),
        xml.element("updated", rfc3339(content.published) or content.updated),
    ]
    return f"<source>{''.join(inside)}</source>"
