"""The words and signs that all outputs share: verdicts, severities, kinds, dates, models."""

from __future__ import annotations

from datetime import date, datetime

from ..record import support_rate
from ..release import model_label as model_label
from ..release import short_revision as short_revision
from ..types import Brief, FigureStatus, Kind, Level, Notice, Release, Remedy, Severity
from .text import one_line

VERDICTS: dict[Level, str] = {"pass": "Pass", "review": "Review", "fail": "Fail"}
VERDICT_SIGNS: dict[Level, str] = {"pass": "✓", "review": "!", "fail": "✕"}
VERDICT_MEANING: dict[Level, str] = {
    "pass": "Every number and name that was checked matches the German source.",
    "review": "Check the doubtful places against the German source before use.",
    "fail": "Do not use until the errors are corrected.",
}
REVIEW_WITHOUT_POINTS = "Read the brief against the German source before use."
NOTICES: dict[Notice, str] = {
    "": "",
    "correction": "Correction. Change what you have printed of the earlier report.",
    "update": "Update. This takes the place of the brief of an earlier report.",
}
ADDED_DATES = "Dates in [brackets] are not in the German; they are counted from the date of publication."
NOTHING_FOUND = "The check found nothing to look at in the brief."
SEVERITY_SIGNS: dict[Severity, str] = {"error": "✕", "warning": "!", "note": "i"}
STATUS: dict[FigureStatus, str] = {"same": "✓ same", "note": "i note", "warning": "! warning", "error": "✕ error"}
STATUSES = tuple(STATUS)
"""From the least to the most urgent."""
KINDS: dict[Kind, str] = {
    "number": "Number",
    "date": "Date",
    "time": "Time",
    "unit": "Quantity",
    "identifier": "Code",
    "name": "Name",
    "bound": "Bound",
    "direction": "Direction",
    "negation": "Negation",
    "hedge": "Hedge",
    "text": "Sentence",
}
REMEDIES: dict[Remedy, str] = {
    "": "",
    "reworded": "The model was asked again, and its second wording is used.",
    "replaced": "It is replaced by what the article itself says.",
    "dropped": "It is dropped.",
}
"""What became of a text that the check refused."""
TEASER = "Made from the feed's own text, which may be no more than the beginning of the article."
MADE_HEADLINE = (
    "The headline is made from the summary, since the German one is missing or could not be translated soundly."
)
DRAFT_NOTICE = (
    "Draft-quality translation. The small embedded model made this text; its English is rough and may be wrong in "
    "ways that no check of numbers and names can see. Do not publish it without reading the German original."
)
DRAFT_LINE = "Draft-quality translation. Do not publish it without reading the German original."


def release_words(release: Release) -> str:
    """What a reader must know of a brief's release, for the top of a page; empty where the disclosure says it all.

    For instance ``EMBARGO until 26 November 2026, 18:00 (UTC). Not for publication before.``
    """
    if release.state == "held":
        return f"EMBARGO until {readable_date(release.embargo)}. Not for publication before."
    if release.state == "changed":
        return "Not approved as it stands: it has changed since it was approved, or the approval was taken back."
    return ""


def plural(number: int, noun: str, many: str = "") -> str:
    """``1 error``, ``2 errors``, ``1,204 facts``."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def support_words(support: float | None) -> str:
    """How well a sentence in a summariser's own words is supported, and how much that says; empty for a translated one.

    For instance ``support 0.72, like that of sentences of which 50 in 100 were right``.
    """
    if support is None:
        return ""
    share, _ = support_rate(support)
    return f"support {support:.2f}, like that of sentences of which {share * 100:.0f} in 100 were right"


def readable_date(iso: str) -> str:
    """An ISO 8601 date or date-time as an English desk writes it: ``22 October 2024, 10:58 (UTC+02:00)``.

    No zone is invented for a date-time without one. Anything that is not ISO 8601 is returned unchanged.
    """
    iso = iso.strip()
    try:
        if len(iso) == 10:
            return _day(date.fromisoformat(iso))
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    offset = moment.strftime("%z")
    zone = f" (UTC{offset[:3]}:{offset[3:5]})" if offset.strip("+-0") else " (UTC)" if offset else ""
    return f"{_day(moment)}, {moment:%H:%M}{zone}"


def readable_seconds(seconds: float) -> str:
    """``0.4 s``, ``12.3 s``, ``4 min 05 s``, ``2 h 07 min``."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def headline(brief: Brief) -> str:
    """The headline on one line, followed by its language if it is not English; empty if there is none."""
    text = one_line(brief.headline)
    if not text or brief.headline_language == "en":
        return text
    from babel import Locale, UnknownLocaleError

    try:
        language = Locale(brief.headline_language).get_language_name("en")
    except UnknownLocaleError:
        language = None
    return f"{text} [{language or brief.headline_language}]"


def decoding_label(decoding: dict[str, str | int | float | bool]) -> str:
    """Decoding settings in a fixed order: ``beams 4, length_factor 2.5``."""
    return ", ".join(
        f"{key} {str(value).lower() if isinstance(value, bool) else value}" for key, value in sorted(decoding.items())
    )


def _day(day: date) -> str:
    from babel.dates import format_date

    return str(format_date(day, "d MMMM y", locale="en_GB"))
