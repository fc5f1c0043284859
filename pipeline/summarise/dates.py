"""The days that relative dates mean ("am Montag", "gestern"), counted from the day of publication.

Which way to count is read from the German: "am kommenden Montag" says so itself, otherwise the tense of the clause
does. Where that does not decide it (the present tense, a date in a quotation, "für Freitag"), no day is given: a
missing date is a small loss, a wrong one is an error that we would have made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from ..types import AddedDate
from ..wordlists import word_lists

Tense = Literal["past", "ahead", ""]
_LISTS = ("past", "not_past", "verbs", "ahead", "neither", "moved")
_GERMAN = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_DAYS = {**{name: i for i, name in enumerate(_GERMAN)}, "Sonnabend": 5}
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_RELATIVE = {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2}
_SAID_AS = {"gestern": "yesterday", "heute": "today", "morgen": "tomorrow"}
_MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_WEEKDAY = re.compile(
    r"(?:(?P<lead>\b(?:[Aa]m|[Ss]eit|[Vv]om|[Ii]n der Nacht (?:zum?|auf(?: den)?)|[Aa]n diesem))\s)?"
    r"(?:\b(?P<which>kommenden|nächsten|vergangenen|letzten|vorigen|diesen|heutigen|gestrigen|morgigen|frühen|späten)\s)?"
    rf"\b(?P<day>{'|'.join(_DAYS)})(?P<part>morgen|früh|vormittag|mittag|nachmittag|abend|nacht)?\b"
)
_NIGHT = "in der nacht"
_FIXED = re.compile(
    rf",\sde[nm]\s\d|,?\s\(?(?:de[nm]\s)?\d{{1,2}}\.(?:\s?\d|\s(?:{_MONTHS}))|\s(?:vor|in|nach)\s\w+\sWochen?\b|\sim\s(?:{_MONTHS}|Monat|Jahr|vergangenen|kommenden)\b"
    r"|\s(?:vor|nach)\s(?:Ostern|Pfingsten|Weihnachten|der|dem|den)\b|\sde[sr]\s(?:Monats|Jahres|Woche)|\s(?:bis|und|oder)\s(?:zum\s)?[A-Z]\w+tag"
)
"""What follows a weekday that is not counted from the day of publication, or has its date already."""
_BOUND = re.compile(r"(?i)\b(?:bis|ab|für|von|vom|zum|auf|jeden|ein|einem|einen|nach|vor|und|oder)\s(?:den\s)?$")
_ATTRIBUTE = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:e|en|em|er|es)?)\s$")
"""An article before "am Montag": "die am Montag Eintreffenden" have no tense of their own."""
_ADVERB = re.compile(r"(?<![\w-])(?P<day>vorgestern|gestern|heute|übermorgen|morgen|Vorgestern|Gestern|Heute)\b(?!-)")
_NOT_A_DAY = re.compile(
    r"\b(?:bis|noch|von|seit|gegen|wie|damals und)\s$|\b(?:heute|gestern|früh|am|jeden|guten|\w+tag)\s$",
    re.I,
)
_NOWADAYS = re.compile(r"\s(?:noch|nicht mehr|kaum|üblich|wie damals|oder|als|lebende|bekannt)\b")
_QUOTES = re.compile(r"„[^“”\"]*[“”\"]|»[^«]*«|“[^”]*”|\"[^\"]*\"|‚[^‘’]*[‘’]")
_CLAUSE = re.compile(r"[,;:()](?=\s|$)|\s[–—-]\s|(?<=\s)\(|[.!?](?=\s+[A-ZÄÖÜ„])")
_WORD = re.compile(r"[^\W\d_]+")
_WEAK = re.compile(r"[a-zäöüß]{2,}ten?")
_INFINITIVE = re.compile(
    r"(?:ab|an|auf|aus|ein|mit|nach|vor|zu|zurück|weiter|heraus|hin|her|los|um|bei|fest|statt|dar)zu[a-zäöüß]+"
)
_PARTICIPLE = re.compile(r"[a-zäöüß]{3,}(?:t|en|an)")
_TARGET = re.compile(
    rf"(?P<day>{'|'.join(_ENGLISH)}|[Yy]esterday|[Tt]oday|[Tt]omorrow)(?:['’]s)?"
    r"(?:\s(?:early\s|late\s)?(?:morning|lunchtime|noon|afternoon|evening|night))?\b"
)
_TARGET_FIXED = re.compile(
    rf",?\s\(?(?:(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?(?:{'|'.join(_ENGLISH_MONTHS)})\b|,?\s\(?\d{{1,2}}[./]\d"
    r"|\s(?:to|and|or|until|through)\s\w+day\b|\s(?:before|after)\s(?:last|next|the)\b|\s(?:last|next)\sweek\b"
)


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared: the day in Germany, and the hour if it is known."""

    day: date
    hour: int | None


@dataclass(frozen=True, slots=True)
class Meant:
    """A relative date of a German sentence: how English says it ("Monday", "today"), its day, its words.

    ``day`` is ``None`` if it cannot be decided.
    """

    english: str
    day: date | None
    words: str


def published_on(iso: str) -> Published | None:
    """The day of publication, in Germany for a time in UTC; ``None`` if it is unknown."""
    try:
        if len(iso) == 10:
            return Published(date.fromisoformat(iso), None)
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if moment.utcoffset() == timedelta(0):
        moment += timedelta(hours=2 if _summer(moment) else 1)
    return Published(moment.date(), moment.hour)


def _summer(moment: datetime) -> bool:
    """Whether summer time holds in Germany: from the last Sunday in March to the last in October, 01:00 UTC."""
    begins, ends = (
        last - timedelta(days=(last.weekday() + 1) % 7)
        for last in (datetime(moment.year, month, 31, 1, tzinfo=moment.tzinfo) for month in (3, 10))
    )
    return begins <= moment < ends


def added_dates(text: str, sources: Sequence[str], published: Published | None) -> tuple[AddedDate, ...]:
    """The days to add to an English sentence that rests on these German ones; none without a day of publication.

    Each day is added once, and only if every mention of that weekday in the German can be decided and means the same.
    """
    if published is None:
        return ()
    days: dict[str, list[Meant]] = {}
    for source in sources:
        for meant in relative_dates(source, published):
            days.setdefault(meant.english, []).append(meant)
    quoted = [found.span() for found in _QUOTES.finditer(text)]
    added: dict[str, AddedDate] = {}
    for found in _TARGET.finditer(text):
        meants = days.get(found["day"].lower() if found["day"].lower() in _SAID_AS.values() else found["day"], [])
        decided = {meant.day for meant in meants}
        if (
            len(decided) != 1
            or None in decided
            or _TARGET_FIXED.match(text, found.end())
            or (found[0].endswith("night") and any(map(_is_its_end, meants)))
            or _inside(found.start(), quoted)
        ):
            continue
        if re.search(
            r"\d(?:st|nd|rd|th)?,?\s$|\b(?:every|each|a|first|last|until|till|by|from)\s$", text[: found.start()]
        ):
            continue
        day = next(iter(decided))
        assert day is not None
        added.setdefault(day.isoformat(), AddedDate(found.end(), day.isoformat(), meants[0].words))
    return tuple(added.values())


def _is_its_end(meant: Meant) -> bool:
    """Whether the day is the one after a night: "Thursday night" is not the night to Thursday."""
    ends = _DAYS.get(meant.words.split()[-1])
    return meant.words.lower().startswith(_NIGHT) and meant.day is not None and meant.day.weekday() == ends


def relative_dates(source: str, published: Published) -> Iterator[Meant]:
    """The weekdays and adverbs of time in a German sentence, each with the day it means."""
    quoted = [found.span() for found in _QUOTES.finditer(source)]
    for found in _WEEKDAY.finditer(source):
        fixed = (
            _FIXED.match(source, found.end())
            or _inside(found.start("day"), quoted)
            or _ATTRIBUTE.search(source[: found.start()])
        )
        day = None if fixed else _weekday(found, tense_at(source, found.start("day")), published)
        yield Meant(_ENGLISH[_DAYS[found["day"]]], day, found[0].strip())
        if (found["lead"] or "").lower().startswith(_NIGHT):  # English counts the night from its other end
            before = day - timedelta(days=1) if day else None
            yield Meant(_ENGLISH[_DAYS[found["day"]] - 1], before, found[0].strip())
    for found in _ADVERB.finditer(source):
        word = found["day"].lower()
        if _NOT_A_DAY.search(source[: found.start()]) and word == "morgen":
            continue  # "heute morgen", "am Montag morgen": a time of day
        tense = tense_at(source, found.start())
        day = published.day + timedelta(days=_RELATIVE[word])
        sure = (
            (word in ("gestern", "vorgestern") and tense == "past")
            or (word in ("morgen", "übermorgen") and tense == "ahead")
            or (word == "heute" and tense and not _NOWADAYS.match(source, found.end()))
        )
        if _inside(found.start(), quoted) or _NOT_A_DAY.search(source[: found.start()]):
            sure = False
        if word in _SAID_AS:
            yield Meant(_SAID_AS[word], day if sure else None, found[0])


def _weekday(found: re.Match[str], tense: Tense, published: Published) -> date | None:
    """The day that a weekday means."""
    wanted, today = _DAYS[found["day"]], published.day
    back = timedelta(days=(today.weekday() - wanted) % 7)
    ahead = timedelta(days=(wanted - today.weekday()) % 7)
    which, lead = found["which"], (found["lead"] or "").lower()
    if which in ("heutigen", "gestrigen", "morgigen"):
        day = today + timedelta(days={"heutigen": 0, "gestrigen": -1, "morgigen": 1}[which])
        return day if day.weekday() == wanted else None
    if which == "kommenden":
        return today + (ahead or timedelta(days=7))
    if which == "nächsten":  # this week's or next week's, where both are to come
        return today + (ahead or timedelta(days=7)) if wanted <= today.weekday() else None
    if which in ("vergangenen", "letzten", "vorigen"):
        return today - (back or timedelta(days=7))
    if not lead and not (found["part"] and not _BOUND.search(found.string[: found.start()])):
        return None  # "Montagfrüh wurde ..." needs no preposition
    if lead == "seit" or tense == "past":
        early = published.hour is not None and published.hour < 12 and not back
        return None if early and found["part"] in ("nachmittag", "abend", "nacht") else today - back
    if tense == "ahead" and lead != "vom":
        return today + ahead if ahead else None
    return None


def tense_at(source: str, at: int) -> Tense:
    """Whether the clause at this offset tells what was or what is to come; empty if its verbs do not say."""
    clauses = list(_clauses(source))
    here = next(i for i, (_, end) in enumerate(clauses) if at <= end)  # what stands between two belongs to the second
    words = _WORD.findall(source[slice(*clauses[here])])
    tense, opened = _tense(words)
    following = here + 1
    while opened and following < len(clauses):  # "hat sich am Montag, nach dreizehn Stunden, geeinigt"
        words += _WORD.findall(source[slice(*clauses[following])])
        tense, opened = _tense(words)
        following += 1
    return tense


def _clauses(source: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _CLAUSE.finditer(source):
        yield start, cut.start()
        start = cut.end()
    yield start, len(source)


def _tense(words: Sequence[str]) -> tuple[Tense, bool]:
    """The tense that the verbs of a clause show, and whether an auxiliary still waits for its participle."""
    lists = _lists()
    low = [word.lower() if i == 0 else word for i, word in enumerate(words)]
    signs: set[str] = set()
    last = low[-1] if low else ""
    if lists["neither"].intersection(low):
        return "", False
    for i, word in enumerate(low):
        weak = _WEAK.fullmatch(word) and word not in lists["not_past"] and not _INFINITIVE.fullmatch(word)
        if word in lists["past"] or (weak and low[i - 1 : i] != ["zu"] and not _attribute(low, i)):
            signs.add("past")
    modal = lists["ahead"].intersection(low)
    reported = last in ("haben", "sein") and len(low) > 1 and bool(_PARTICIPLE.fullmatch(low[-2]))
    if modal:
        signs.add("past" if reported else "ahead")
    opened = False
    if not modal and {"hat", "haben", "habe", "hätten"}.intersection(low):
        ended = bool(_PARTICIPLE.fullmatch(last)) and last not in ("hat", "haben") and "zu" not in low[-2:-1]
        verb_last = last in ("hat", "haben", "habe") and len(low) > 1 and bool(_PARTICIPLE.fullmatch(low[-2]))
        opened = not (ended or verb_last)
        if not opened:
            signs.add("past")
    if not modal and {"ist", "sind", "sei", "seien"}.intersection(low):
        if lists["moved"].intersection(low):
            signs.add("past")
        else:
            opened = not last.endswith("t")
    if len(signs) == 1:
        return ("past" if "past" in signs else "ahead"), False
    return "", opened and not signs


def _attribute(words: Sequence[str], i: int) -> bool:
    """Whether a word in -te is an adjective: between a small word and a noun ("die beschädigten Autos"), but for verbs
    that often stand there ("das teilte Sprecherin ...")."""
    if words[i] in _lists()["verbs"]:
        return False
    return 0 < i < len(words) - 1 and words[i + 1][0].isupper() and words[i - 1][0].islower()


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


@cache
def _lists() -> dict[str, frozenset[str]]:
    return word_lists("summarise/tense.toml", _LISTS)
