"""How the sentences of a German news article hang together: what each needs beside it, and how fit it is to be quoted.

All rules look at the source text. How much a sentence matters is none of their business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..types import CheckedSentence

_WORD = re.compile(r"[^\W_]{3,}")
_MARKS = "„“\"»«'–- "
_OPENERS, _CLOSERS = frozenset('„“"»«'), frozenset('“”"«»')
_BACK = re.compile(
    r"(?:Diese[rsmn]?|Dies|Jene[rsmn]?|Das (?:ist|sei|war|wäre|hat|habe|gilt|geht|sind|seien|zeigt|betrifft)|"
    r"Da(?:durch|bei|mit|zu|ran|rin|für|gegen|von|nach|her|rauf|raufhin|raus|rüber|rum|runter|vor)|Dort|Dorthin|Dann|"
    r"Deshalb|Deswegen|Demnach|Demzufolge|Doch|Aber|Allerdings|Jedoch|Dennoch|Trotzdem|Stattdessen|Zuvor|Hinzu|"
    r"Er|Ihm|Ihn|Ihnen|Sie|Ihr(?:e[mnrs]?)?|Sein(?:e[mnrs]?)?|Beide[nr]?|Letztere[rs]?|Erstere[rs]?|"
    r"Es(?! (?:ist|sei|war|gibt|gab|gebe|wird|wurde|kam|geht|handelt|sind|waren|hat|hatte|kommt|bleibt)\b)|"
    r"(?:An|In|Mit|Nach|Vor|Zu|Bei|Von|Aus|Für|Gegen|Auf) (?:ihr|sein|dies)(?:e[mnrs]?)?|"
    r"(?:Für|Gegen|Mit|Von|Bei|Unter|Zwischen|Neben) (?:ihn|ihm|ihnen|sie|beide[n]?)|"
    r"(?:Der|Die|Den|Dem|Das) (?:\d{1,3}[- ]?[Jj]ährige[nr]?|Mann|Frau|Mannes|Täter|Opfer|Verdächtige[nr]?)|"
    r"(?:Eine[rs]?|Zwei|Drei|Vier|Viele|Einige|\d+) (?:davon|von ihnen|darunter))\b"
)
"""First words that refer to the sentence before: pronouns, pronominal adverbs, contrasts, people without a name."""
_JOINS = re.compile(
    r"(?:Denn|Auch|Außerdem|Zudem|So|Und|Oder|Insgesamt|Immerhin|Inzwischen|Ebenfalls|Ebenso|Zugleich|Gleichzeitig|"
    r"Anders|Weiters|Wir|Ich)\b"
)
"""First words that carry on from it but can be read alone."""
_LEANS = frozenset(
    ["er", "sie", "ihn", "ihm", "ihnen", "dort", "damit", "dabei", "dazu", "dagegen", "dafür", "daraufhin", "hier"]
)
"""The same among the next few words; "sie" within reach of its noun costs a sentence little."""
_ADVERBIAL = re.compile(
    r"(?:Seit|Am|Im|In|Nach|Vor|Nun|Gestern|Heute|Morgen|Später|Damals|Schließlich|Jetzt|Bald|Zuletzt|Trotz|Mit|Bei|Auf|"
    r"Für|Um|Bis|Ab|Während|Wegen|Ohne|Ende|Anfang|Mitte|Zum|Zur|Vom|Beim)\b(?: [^\s,;:]+){0,6}? "
    r"(?:er|ihn|ihm|sein(?:e[mnrs]?)?|ihr(?:e[mnrs]?)?|sie)\b"
)
"""An opening that is no subject, and then a pronoun: "Seit 41 Jahren steht er", "Am Montag schließt seine Bäckerei"."""
_SAYING = (
    r"(?:sagt|sagte|sagten|erklärt|erklärte|erklärten|betonte|meinte|berichtete|berichteten|teilte|teilten|mitteilte|"
    r"mitteilten|schrieb|forderte|kritisierte|warnte|versicherte|ergänzte|fügte|hieß|heißt|erläuterte|bestätigte|nannte|"
    r"kündigte|räumte|erzählt|erzählte|argumentierte|behauptete|vermutet|vermutete|glaubt|hofft|fragte|urteilte)"
)
_SAID_BY_PRONOUN = re.compile(rf"\b{_SAYING} (?:er|sie)\b|\bso (?:er|sie)\b", re.IGNORECASE)
_SPEAKER = re.compile(
    rf"\b{_SAYING}\b|\b(?:laut|zufolge|wonach|demnach|nach (?:Angaben|Ansicht|Einschätzung|Auskunft|Darstellung)|"
    r"aus Sicht|dass|ob|angeblich)\b|, so (?:der|die|das|[A-ZÄÖÜ])",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?<!, )\b(?:sei|seien|werde|könne|müsse|solle|wolle|dürfe|gebe|gehe|komme|stehe|liege|bleibe|brauche|wisse|"
    r"habe(?= (?!ich\b)))\b"
)
"""The subjunctive of reported speech (Konjunktiv I) where it differs from the indicative."""
_FIRST_PERSON = re.compile(r"\b(?:ich|wir|uns|unsere[mnrs]?|mein(?:e[mnrs]?)?|mich|mir)\b", re.IGNORECASE)
_NO_NEWS = re.compile(
    r"(?:Hier (?:lesen|finden|sehen|geht)|Alle (?:News|Infos|Nachrichten|Entwicklungen)|"
    r"Wir (?:bitten|bedauern|entschuldigen)|(?:Lesen|Erfahren|Sehen) Sie|Die Artikel-URL|"
    r"Ein (?:Kommentar|Gastbeitrag|Interview|Essay|Überblick|Besuch|Ortstermin)|Zu Besuch|"
    r"Mehr (?:dazu|zum|Infos)|Guten Morgen|Herzlich willkommen|"
    r"Willkommen|Damit endet|Das war's|Wir (?:verabschieden|danken|sind zurück|berichten)|Zum Vergleich|Zur Erinnerung|"
    r"Mit (?:Informationen|Material) (?:von|der|des)|Unser Ticker|Um \d{1,2} Uhr sind wir)\b"
)
_MISTAKEN = re.compile(
    r"\b(?:fälschlich(?:erweise)?|irrtümlich(?:erweise)?|versehentlich|in einer früheren (?:Version|Fassung)|"
    r"Sie (?:schreiben|behaupten|berichten))\b"
)
"""A sentence of a correction that repeats what was wrong."""
_TEASER = re.compile(r"(?:Was|Wie|Warum|Wieso|Weshalb|Wer|Wo|Woher|Wohin|Welche[rsn]?)\b[^,:]*\.$")
"""An indirect question that the article answers elsewhere: Was hinter dem Tanker steckt."""
_FINISHED = re.compile(r"[.!?…][“”\"«»'’)]*$|[^.!?…][“”\"«»'’]$")
_ENTRY = re.compile(
    r"(?:Update (?:vom|von|um)\b[^:]{0,40}?|\+{2,3} ?|\[|Stand:? ?)?(?P<hour>[01]?\d|2[0-4])[.:](?P<minute>[0-5]\d)"
    r"(?: Uhr)?\]?\s?(?:[:|–-]|\+{2,3})"
)
SLOTS = ("who", "many", "when", "says", "next")
"""What a brief should tell beside what happened."""
_COMING = re.compile(r"\b(?:soll|sollen|wird|werden|will|wollen|plant|planen|folgt|beginnt|startet)\b", re.IGNORECASE)
_SOON = re.compile(r"\b(?:kommende|nächste|künftig|ab |von .{1,20} an\b|ende |anfang |mitte |bis )", re.IGNORECASE)
_COUNT = r"(?P<number>\d[\d.]*|ein|eine|einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
_HARMED = r"(?P<noun>Tote|Todesopfer|Verletzte|Schwerverletzte|Leichtverletzte|Vermisste|Infizierte|Erkrankte)"
_VICTIMS = (
    re.compile(rf"\b{_COUNT} (?:(?:weitere|[a-zäöüß]+verletzte)[nr]? )?{_HARMED}n?\b"),
    re.compile(rf"\bZahl der {_HARMED}n?\b[^.;]{{0,60}}?\b(?:auf|bei|beträgt|liegt bei) (?:\w+ )?{_COUNT}\b"),
    re.compile(
        rf"\b{_COUNT} (?:Menschen|Personen|Passagiere|Zivilisten)\b[^,;.]{{0,60}}\b(?P<noun>getötet|gestorben)\b"
    ),
    re.compile(rf"\b(?P<noun>starben|Verletzt) (?:wurden )?(?:\w+ )?{_COUNT} (?:Menschen|Personen)\b", re.IGNORECASE),
)
_SAME_VICTIMS = {
    "getötet": "Tote",
    "gestorben": "Tote",
    "starben": "Tote",
    "Todesopfer": "Tote",
    "verletzt": "Verletzte",
}
_NUMBERS = {"ein": "1", "eine": "1", "einen": "1", "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6",
            "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12"}  # fmt: skip
_ENTRIES = 3
"""This many paragraphs that begin with a time of day make a live ticker."""


def leans(source: str) -> bool:
    """True if a sentence cannot be understood without the one before it: it refers back, or its speaker is there."""
    begin = source.lstrip(_MARKS)
    return bool(_BACK.match(begin) or _ADVERBIAL.match(begin) or _SAID_BY_PRONOUN.search(source)) or voiceless(source)


def voiceless(source: str) -> bool:
    """True for reported or first-person speech that does not say whose it is."""
    if _SPEAKER.search(source):
        return False
    return bool(_REPORTED.search(source)) or bool(_FIRST_PERSON.search(source))


def standing(source: str) -> float:
    """How well a sentence that can be read alone does so: 1, or less if it carries on from the one before."""
    if _JOINS.match(source.lstrip(_MARKS)):
        return 0.75
    if any(word.strip(",.:;") in _LEANS for word in source.split()[:7]):
        return 0.85
    return 1.0


def fitness(source: str, *, lead: bool = False) -> float:
    """How suitable a sentence is for a summary: 1 for a statement of ordinary length, less for questions and scraps.

    The sentences of a standfirst (``lead``) are short, and newspapers often set it without a full stop.
    """
    words = len(_WORD.findall(source))
    fit = 1.0
    if words < 3:
        fit *= 0.05  # "Berlin."
    elif lead:
        pass
    elif words < 4:
        fit *= 0.3
    elif words < 7:
        fit *= 0.8
    elif words > 45:
        fit *= 0.7
    if source.rstrip("“”\"»«' ").endswith("?"):
        fit *= 0.3
    if not (lead or _FINISHED.search(source.rstrip())):
        fit *= 0.4  # a heading, an item of a list, half a sentence
    if sum(source.count(mark) for mark in "„»“«”") % 2:
        fit *= 0.4  # one end of a quotation that spans several sentences
    if _NO_NEWS.match(source) or _MISTAKEN.search(source):
        fit *= 0.2
    if _TEASER.match(source):
        fit *= 0.4
    return fit


def reading_order(sentences: Sequence[CheckedSentence]) -> list[int]:
    """The sentences (by index) as news wants them read: as they stand, but the newest entry of a live ticker first.

    Entries are paragraphs that begin with a time of day. What stands before the first of them follows the entries.
    """
    entries = _entries(sentences)
    if len(entries) < _ENTRIES:
        return list(range(len(sentences)))
    bounds = [*(at for at, _ in entries), len(sentences)]
    pieces = [list(range(start, end)) for start, end in pairwise(bounds)]
    times = [time for _, time in entries]
    falls = sum(later < earlier for earlier, later in pairwise(times))
    if 2 * falls < len(times) - 1:
        pieces.reverse()
    return [i for piece in pieces for i in piece] + list(range(bounds[0]))


def antecedents(sentences: Sequence[CheckedSentence]) -> list[int | None]:
    """For each sentence the index of the one it must not stand without, if any: never a later one.

    A sentence that leans needs the one before it, as does one in the middle of a quotation; one inside a ticker's entry
    needs the entry's time.
    """
    heads = {at for at, _ in _entries(sentences)}
    ticker = len(heads) >= _ENTRIES
    found: list[int | None] = []
    quoting = False
    for i, sentence in enumerate(sentences):
        begins = i == 0 or sentences[i - 1].block != sentence.block
        quoting = quoting and not begins
        inside = quoting or (ticker and i > min(heads))
        found.append(i - 1 if i and i not in heads and (inside or leans(sentence.source)) else None)
        quoting = _still_quoting(sentence.source, quoting)
    return found


def _still_quoting(source: str, quoting: bool) -> bool:
    """Whether a quotation is open after a sentence. Whatever the marks („…“, "…", »…«, «…»), the first one opens."""
    for character in source:
        if character in _CLOSERS if quoting else character in _OPENERS:
            quoting = not quoting
    return quoting


def slots_of(sentence: CheckedSentence) -> frozenset[str]:
    """Which of :data:`SLOTS` a sentence fills."""
    kinds = {fact.kind for fact in sentence.facts if not fact.optional}
    filled = set()
    if "name" in kinds:
        filled.add("who")
    if kinds & {"number", "unit"}:
        filled.add("many")
    if kinds & {"date", "time"}:
        filled.add("when")
    if _SPEAKER.search(sentence.source):
        filled.add("says")
    if _COMING.search(sentence.source) and (kinds & {"date", "time"} or _SOON.search(sentence.source)):
        filled.add("next")
    return frozenset(filled)


def victims(source: str) -> dict[str, str]:
    """How many dead, injured, missing a sentence counts, by noun."""
    found = {}
    for pattern in _VICTIMS:
        for match in pattern.finditer(source):
            noun, number = match["noun"], match["number"].lower()
            found[_SAME_VICTIMS.get(noun, _SAME_VICTIMS.get(noun.lower(), noun))] = _NUMBERS.get(number, number)
    return found


def contradicts(one: dict[str, str], other: dict[str, str]) -> bool:
    """True if two sentences count the same victims differently: an earlier toll beside a later one."""
    return any(other.get(noun, number) != number for noun, number in one.items())


def _entries(sentences: Sequence[CheckedSentence]) -> list[tuple[int, int]]:
    """The first sentence of each paragraph that begins with a time of day, and that time in minutes."""
    found = []
    for i, sentence in enumerate(sentences):
        if i and sentences[i - 1].block == sentence.block:
            continue
        if match := _ENTRY.match(sentence.source):
            found.append((i, 60 * int(match["hour"]) + int(match["minute"])))
    return found
