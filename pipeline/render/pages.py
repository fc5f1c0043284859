"""HTML pages: Jinja2 templates with autoescape, one style sheet, and a Content-Security-Policy that allows only what
the page itself contains.

A page loads nothing from anywhere. Its style (and the report's script) are inline and allowed by their sha256, computed
here, so that markup smuggled in by an article can neither apply styles nor run.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .text import printable, safe_url, url_host
from .words import KINDS, SEVERITY_SIGNS, STATUS, TEASER, VERDICT_SIGNS, VERDICTS, plural, readable_seconds

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parent / "templates"


def page(template: str, *, style: str = "", script: str = "", **values: Any) -> str:
    """A complete page from a template.

    Args:
        template: file name in ``templates/``.
        style: CSS to add after the shared sheet (must not contain article text).
        script: name of a script file in ``templates/`` to inline in the page; none by default.
        values: what the template prints; strings are escaped, control characters made visible.
    """
    from markupsafe import Markup

    css = _asset("style.css") + style
    js = _asset(script) if script else ""
    allowed = [f"'{_sha256(css)}'"], [f"'{_sha256(js)}'"] if js else ["'none'"]
    policy = (
        f"default-src 'none'; style-src {' '.join(allowed[0])}; script-src {' '.join(allowed[1])}; "
        "base-uri 'none'; form-action 'none'"
    )
    # Both are files of this package, not article text; escaping would change what the browser hashes.
    trusted = {"css": Markup(css), "js": Markup(js)}  # noqa: S704
    return environment().get_template(template).render(policy=policy, **trusted, **values) + "\n"


@cache
def environment(*more: Path) -> Environment:
    """The templates' environment: everything printed is escaped, and control characters are made visible.

    Args:
        more: folders with further templates, which can import those of this package.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader((*more, TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.globals["teaser_words"] = TEASER
    environment.filters.update(safe_url=safe_url, url_host=url_host, plural=plural, seconds=readable_seconds)
    environment.globals.update(
        kinds=KINDS,
        signs=SEVERITY_SIGNS,
        status_words=STATUS,
        verdicts=VERDICTS,
        verdict_signs=VERDICT_SIGNS,
    )
    return environment


def sheet(name: str) -> str:
    """A style sheet of the package, to be handed to :func:`page` for the pages that need it."""
    return _asset(name)


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _sha256(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
