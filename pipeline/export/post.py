"""``brief.post.md``: a brief for static site generators (Hugo, Jekyll), Markdown behind front matter in YAML."""

from __future__ import annotations

from typing import Any

from ..render.text import markdown, one_line
from ..types import KeyItem, Record
from .content import Content, content_of, rfc3339

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def brief_post(record: Record) -> str:
    """The page. As long as nobody has approved it, it says that it is a draft: generators then leave it out."""
    content = content_of(record)
    lines = ["---", *(f"{key}: {yaml(value)}" for key, value in _front(record, content).items()), "---", ""]
    dateline = f"**{_body(content.dateline, inline=True)}** – " if content.dateline else ""
    said = _body(" ".join(content.sentences), inline=bool(dateline))
    lines += [f"{dateline}{said}", ""] if said else []
    source = _body(content.source, inline=True)
    original = f"[{source or 'Original'}]({content.url})" if content.url else source
    lines += [f"Source: {original}", ""] if original else []
    lines += [_body(content.stated), ""]
    lines += [_body(content.draft), ""] if content.draft and not content.release.reviewed else []
    return "\n".join(lines)


def _came_through(item: KeyItem) -> bool:
    """Whether a name is in both texts and nothing worse than a note is said of it: a site makes tags of these."""
    return bool(item.source and item.target) and item.status not in ("warning", "error")


def _body(text: str, inline: bool = False) -> str:
    """Literal text in Markdown, braces as references: a generator's own tags (``{% %}``, ``{{ }}``) count before
    Markdown does, and know nothing of its backslashes."""
    return markdown(text, inline).replace("\\{", "&#123;").replace("\\}", "&#125;")


def yaml(value: Any) -> str:
    """A value as YAML 1.1 and 1.2 both read it: text always between quotation marks, so that none of it is a date, a
    number or a truth value, and whatever is not plainly visible escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{"".join(map(_character, value))}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml(key)}: {yaml(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(yaml, value)) + "]"


def _character(character: str) -> str:
    """Line ends of Unicode, which YAML 1.1 takes for its own, are not printable, nor are control characters and marks
    that nobody sees."""
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"


def _front(record: Record, content: Content) -> dict[str, Any]:
    approved = content.release.state == "approved"
    disclosure = content.disclosure
    given = {
        "title": content.headline,
        "date": rfc3339(content.published) or content.published or content.updated,
        "lastmod": content.updated,
        "draft": not approved,
        "published": approved,
        "description": content.alert,
        "lang": "en",
        "slug": content.slug,
        "source": content.source,
        "original": {"url": content.url, "title": content.title, "language": content.language},
        "dateline": content.dateline,
        "names": list(dict.fromkeys(one_line(item.target) for item in record.brief.names if _came_through(item))),
        "verdict": record.brief.verdict,
        "quality": "draft" if content.draft else "",
        "release": content.release.state,
        "disclosure": content.stated,
        "ai_disclosure": disclosure.value,
        "ai_model": disclosure.model,
        "ai_provider": disclosure.provider,
        "reviewed_by": disclosure.reviewer,
        "reviewed_at": disclosure.reviewed,
    }
    return {key: value for key, value in given.items() if value not in ("", [])}
