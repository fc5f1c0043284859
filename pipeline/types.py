"""The data every stage passes on: frozen, typed, few.

All offsets are character offsets (Python ``str`` indices), ``start`` inclusive and ``end`` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["de", "en"]
Direction = Literal["both", "target"]
"""``both``: nothing may be lost, changed or invented. ``target``: things may be left out, but not added or changed."""
Kind = Literal[
    "number", "date", "time", "unit", "identifier", "name", "bound", "direction", "negation", "hedge", "text"
]
"""Family of a fact or a finding. ``bound`` to ``hedge`` are findings about what is said of facts; ``text`` is for those
about a whole sentence (a loop, empty output, untranslated text)."""
Severity = Literal["note", "warning", "error"]
Level = Literal["pass", "review", "fail"]
Field = Literal["title", "lead", "text"]
"""The part of an article that offsets refer to."""
BlockKind = Literal["title", "lead", "heading", "paragraph", "caption", "byline", "dateline", "list", "quote", "other"]

PROBLEMS = (
    "missing", "added", "changed", "swapped", "format", "converted", "rounded", "clock12", "zone", "ambiguous",
    "garbled", "translated", "untranslated", "inconsistent", "glossary", "reversed", "lost", "failed", "unknown",
    "unsupported", "more",
)  # fmt: skip
"""What can be wrong with a fact: a check's id is its family, a dot, and one of these. docs/qa-lead.md explains them."""
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: ``text == whole[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One checked item in a text.

    ``values`` are its acceptable canonical values (a set, kept as a sorted tuple): ``"30000"``, ``"1280000 EUR"``,
    ``"--10-22"``, ``"T15:10"``, ``"country:KP"``. Two readings of an ambiguous form are two values.
    ``optional`` marks evidence that a translation may drop or add without harm (an article "ein", a number hidden
    in a compound).
    """

    kind: Kind
    span: Span
    values: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about a fact: where it is on either side, what was expected, how bad it is.

    ``check`` is ``family.problem``, for instance ``number.missing``, ``date.changed``, ``name.added``.
    """

    check: str
    kind: Kind
    severity: Severity
    source: Span | None
    target: Span | None
    expected: tuple[str, ...]
    message: str

    @property
    def words(self) -> tuple[str, str]:
        """Its words on either side, empty where it has none."""
        return self.source.text if self.source else "", self.target.text if self.target else ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Its check and its words: what it is known by wherever these stand."""
        return self.check, *self.words


@dataclass(frozen=True, slots=True)
class Link:
    """A source fact and the target fact that carries it: indices into the two fact lists of a :class:`Comparison`."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All facts of a pair, which of them correspond, and what is wrong with the rest."""

    source_facts: tuple[Fact, ...]
    target_facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like piece of an article: ``field`` text from ``start`` to ``end``.

    ``removed_by`` names the cleaning rule that took the block out; ``None`` means it belongs to the article proper.
    """

    kind: BlockKind
    field: Field
    start: int
    end: int
    removed_by: str | None = None


Signal = Literal["", "update", "correction", "withdrawn"]
"""What its sender says about this version of an item: it says more, it mends something, or it is not to be used."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the sender of an item (a feed, an agency) says about it besides its content."""

    guid: str = ""
    """The sender's own name for the item, the same in all its versions."""
    version: int = 0
    """The sender's number for this version; 0 if there is none. Numbering need not start at 1 nor be without gaps."""
    signal: Signal = ""
    note: str = ""
    """What is new in this version, in the sender's words ("Aktualisierte Fassung mit Urteil")."""
    updated: str = ""
    """When this version was made: ISO 8601 date-time, or empty if unknown."""
    embargo: str = ""
    """Not to be published before: ISO 8601 date-time, or empty if there is none."""
    urgency: int = 0
    """IPTC's scale, 1 (flash) to 9 (no hurry); 0 if unknown."""
    sections: tuple[str, ...] = ()
    """Sections, categories and keywords, as the sender names them."""
    teaser: bool = False
    """The text is only the beginning of the article or a summary of it; the whole is on the page at ``url``."""
    unread: str = ""
    """Why that page gave no text, for people; empty if it was not asked for, or gave it."""


@dataclass(frozen=True, slots=True)
class Article:
    """A German article as read. ``text`` (and ``title``/``lead`` if they came from metadata) is never altered.

    A title inside ``text`` is a block of kind ``title`` with ``field == "text"``; ``title`` then has the same words,
    for display. Readers yield articles without blocks (a page reader marks its furniture); cleaning adds them.
    """

    id: str
    text: str
    title: str = ""
    lead: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    """ISO 8601 date or date-time, or empty if unknown."""
    language: str = ""
    """ISO 639-1 code the input claims or the detector found, or empty."""
    origin: str = ""
    """Where it was read: file name and line, for messages. Not part of the content digest."""
    blocks: tuple[Block, ...] = ()
    edition: Edition | None = None
    """For an item of a feed or an agency, what its sender says about it. Not part of the content digest; a record has
    it among what its run says (:attr:`RunInfo.edition`)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``source == getattr(article, field)[start:end]``. ``block`` is an index into ``article.blocks``."""

    id: str
    block: int
    field: Field
    start: int
    end: int
    source: str
    removed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate translation. ``score``: the decoder's length-normalised log-probability (natural log)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence's candidates, best first. ``notes`` say what had to be done to get them (split, retried)."""

    hypotheses: tuple[Hypothesis, ...]
    notes: tuple[str, ...] = ()
    failure: str | None = None
    """Why the text cannot be trusted as a translation at all (loop, empty output, copy), or ``None``."""

    @property
    def text(self) -> str:
        """The best candidate's text, empty if there is none."""
        return self.hypotheses[0].text if self.hypotheses else ""


RepairStep = Literal["n-best", "diverse", "constrained", "rewrite", "glossary"]


@dataclass(frozen=True, slots=True)
class Repair:
    """A change made to a translation because its check failed, or (``glossary``) because the desk has its own form."""

    step: RepairStep
    before: str
    after: str
    fixed: tuple[str, ...]
    """Messages of the findings that the repair removed."""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence in the record: its source, its final English, what was done and what is open."""

    id: str
    block: int
    field: Field
    kind: BlockKind
    start: int
    end: int
    source: str
    target: str | None
    removed_by: str | None
    score: float | None
    notes: tuple[str, ...]
    repairs: tuple[Repair, ...]
    facts: tuple[Fact, ...]
    target_facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AddedDate:
    """The day that a relative date of a sentence means ("on Monday"), counted from the day of publication.

    It is not part of the sentence: it is shown behind its first ``at`` characters, marked as added.
    """

    at: int
    day: str
    """ISO 8601."""
    source: str
    """The words of the source that it was counted from."""


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """A sentence of the brief, the ids of the source sentences it rests on, and what its check found.

    A sentence of the article is without the dateline that stood before it: its text is then the end of the translation.
    """

    text: str
    sources: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    support: float | None = None
    """How surely the article says this, from 0 to 1 (:mod:`pipeline.summarise.support`); ``None`` for a translated
    sentence of the article, which needs no such estimate."""
    dates: tuple[AddedDate, ...] = ()


Remedy = Literal["", "reworded", "replaced", "dropped"]
"""What took the place of a refused sentence: another wording that its writer was asked for, a sentence of the article,
or nothing; empty where another draft simply came next."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A text that was offered for the brief and refused by the check.

    ``sentences`` are the ids of the article's sentences it rests on; none, and no ``text``, if nothing was offered.
    """

    part: Literal["headline", "summary"]
    sentences: tuple[str, ...]
    text: str
    message: str
    remedy: Remedy = ""


FigureStatus = Literal["same", "note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class KeyItem:
    """A row of the brief's tables: the German form, the English form (empty if lost) and how sure the check is."""

    kind: Kind
    source: str
    target: str
    status: FigureStatus
    sentence: str
    message: str = ""
    source_phrase: str = ""
    """A figure with what it counts, in the text's own words ("12 Verletzte", "63.500 Euro: Sachschaden"); empty if the
    text does not say it beside the figure."""
    target_phrase: str = ""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report was filed and by which agency; either may be empty."""

    place: str
    """In English where a table knows it."""
    agency: str
    source: str
    """As the article has it, without the dash."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the summary, with the role that the article gives on first mention, word for word in either language.

    An empty role is one that the text of that language does not say directly beside the name.
    """

    name: str
    source_role: str
    target_role: str
    sentence: str
    """The id of the sentence that says so."""


Notice = Literal["", "correction", "update"]
"""What an article says of itself in its title or first line."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the desk reads. ``verdict`` is the judgement of :mod:`pipeline.judge` with its ``reasons``.

    It comes in three lengths: ``alert``, ``sentences``, and those with ``further`` ones after them.
    """

    headline: str
    headline_language: str
    """ISO 639-1. The source's if the title's translation could not be trusted and the original is used."""
    headline_sources: tuple[str, ...]
    sentences: tuple[BriefSentence, ...]
    figures: tuple[KeyItem, ...]
    names: tuple[KeyItem, ...]
    dropped: tuple[Dropped, ...]
    verdict: Level
    reasons: tuple[str, ...]
    alert: str = ""
    """One line that says the news; English, or empty."""
    further: tuple[BriefSentence, ...] = ()
    """Sentences of the article that follow in rank, none with a doubt, for the long brief."""
    dateline: Dateline | None = None
    people: tuple[Person, ...] = ()
    notice: Notice = ""
    headline_findings: tuple[Finding, ...] = ()
    """What the check found of a headline that a person wrote, against the sentences it rests on taken together."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything that decides a record's content besides the article. Equal signatures, equal bytes."""

    wortlaut: str
    translator: str
    translator_revision: str
    """sha256 of the weights file, or the hub revision if the weights came from a hub."""
    engine: str
    decoding: dict[str, str | int | float | bool]
    summariser: str
    summariser_revision: str
    """What distinguishes one version of the summariser from another."""
    prompt: str
    """sha256 of the summariser's prompt file, empty if it has none."""
    config: str
    """sha256 of the settings that affect the content, policy excepted."""
    policy: str
    """sha256 of the policy. A record that differs in nothing else is judged again, not remade."""
    checker: str
    """sha256 over the checker's code and tables and the desk's glossary."""
    stages: str
    """sha256 over the code and tables of the other stages."""
    libraries: dict[str, str]
    draft: bool
    """True if the translator is the embedded draft-quality model."""


Action = Literal["accept", "dismiss", "edit", "confirm", "headline"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about a record: values only, applied by :func:`pipeline.run.decisions.decided`.

    ``accept``: the brief is good as it is. ``dismiss``: ``finding``, of the article's sentence or the brief's sentence
    that rests on ``sentences``, does not count, for ``reason``. ``confirm``: it is right. ``edit``: the translation of
    the one sentence in ``sentences`` is ``text`` and no longer ``before``. ``headline``: the brief's headline is
    ``text``.
    """

    action: Action
    by: str
    """Who decided."""
    at: str
    """UTC, ISO 8601."""
    sentences: tuple[str, ...] = ()
    finding: Finding | None = None
    reason: str = ""
    before: str = ""
    text: str = ""
    rule: int = 0
    """For a dismissal that a rule for all articles has made: which, in the desk's ledger; -1 for one that a file of
    accepted findings has made."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A number, date or name that differs between two versions of an article. Empty fields: it was not there."""

    kind: Kind
    before: str
    """In English, with what it counts where that is known ("11 dead")."""
    after: str
    source_before: str
    """The same in the source's language."""
    source_after: str
    sentence: str
    """Id of the sentence in the newer record; in the older one if the newer one has nothing in its place."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A sentence of the English that differs between two versions. Empty: it was not there."""

    before: str
    after: str
    sentence: str
    """As in :class:`FactChange`."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different about an article since an older version of it."""

    digest: str
    """Of the older version's content, as in its record."""
    since: str
    """When the run that made the older record started: UTC, ISO 8601."""
    facts: tuple[FactChange, ...]
    texts: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier record of the same article: its content's digest, when its run started, what was decided on it."""

    digest: str
    started: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """How an item of a feed is shown among others; known when its pages are made, and not stored with its record."""

    feed: str = ""
    also: tuple[tuple[str, str], ...] = ()
    """Other feeds that had the same story: name and address."""
    hits: tuple[str, ...] = ()
    """Watched words that it has."""
    list: str = ""
    """Where the page that lists it is, seen from its own."""


ReleaseState = Literal["unreviewed", "approved", "changed", "held", "withdrawn"]
"""``unreviewed``: nobody has approved the brief. ``approved``: somebody has, as it stands. ``changed``: somebody had,
but it has changed since, or the approval was taken back. ``held``: under embargo, whether approved or not.
``withdrawn``: its sender has taken the article back, and nothing of it is to be used."""


@dataclass(frozen=True, slots=True)
class Release:
    """Whether a brief may be published: the one answer that all outputs go by (:mod:`pipeline.release`)."""

    state: ReleaseState = "unreviewed"
    by: str = ""
    """Who has approved the brief as it stands; empty if nobody has. A brief under embargo may be approved."""
    at: str = ""
    """When: UTC, ISO 8601."""
    version: int = 0
    """Of the article (:attr:`Record.version`), which ``by`` has approved; 0 if nobody has."""
    revision: int = 0
    """One more with every change of the brief or of a decision on it, where a ledger counts them; else 0."""
    before: str = ""
    """When an approval was given that no longer holds: UTC, ISO 8601; empty if there is none, or if it is not known."""
    embargo: str = ""
    """For ``held``: until when, ISO 8601."""
    updated: str = ""
    """When the brief last changed, as far as is known: UTC, ISO 8601."""

    @property
    def reviewed(self) -> bool:
        """Whether a person has approved the brief as it stands."""
        return bool(self.at)


DisclosureValue = Literal["ai-autonomous", "ai-assisted"]
"""Of the W3C Community Group's vocabulary (AI Content Disclosure for HTML): made by AI and not reviewed by a person, or
reviewed by one."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What readers and machines are told of how a brief was made. :mod:`pipeline.release` makes it."""

    value: DisclosureValue
    text: str
    """For people, in the desk's words."""
    model: str
    """The translator, and its revision."""
    summariser: str
    wortlaut: str
    """Version of this package."""
    provider: str = ""
    """Who runs the model, if the settings say so."""
    reviewer: str = ""
    """Who has reviewed the brief; empty if nobody has, or if the settings keep the name back."""
    reviewed: str = ""
    """When: UTC, ISO 8601; empty if nobody has."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The part of a record that differs from run to run."""

    id: str
    started: str
    """UTC, ISO 8601."""
    seconds: float
    host: str
    origin: str
    """Where the article was read: file name and line."""
    previous: tuple[Version, ...] = ()
    """Records that this one has replaced, oldest first, if their content was different or something had been decided on
    them."""
    files: dict[str, str] = field(default_factory=dict)
    """The files made from this record: name -> sha256. One that is another is made again."""
    renderer: str = ""
    """sha256 over what made them."""
    edition: Edition | None = None
    """What the sender says about this version, for an item of a feed or an agency."""
    changes: Changes | None = None
    """What is different since the version that this record replaces."""
    showing: Showing | None = None
    """Set while the pages of an item of a feed are made."""
    release: Release | None = None
    """Set while a record's files are made, and not stored with it."""
    disclosure: Disclosure | None = None
    """What the files made from this record say of how it was made."""
    record: str = ""
    """sha256 of everything else in the record, without regard to its layout. :mod:`pipeline.codec` writes and compares
    it; in memory it is empty. Records of older versions lack it."""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one article, written as ``record.json``: the truth from which all other outputs are rendered."""

    schema: str
    digest: str
    """sha256 of the article's content (not of where it was read)."""
    article: Article
    sentences: tuple[CheckedSentence, ...]
    brief: Brief
    decisions: tuple[Decision, ...]
    """People's decisions, in the order made; their effect on sentences and brief has been applied."""
    signature: Signature
    run: RunInfo

    @property
    def version(self) -> int:
        """1 for an article's first record."""
        return len(self.run.previous) + 1


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that was not briefed: which, at what stage and why. A value, not an exception."""

    article: str
    origin: str
    stage: str
    reason: str
    skipped: bool = False
    """True if it was left out by policy (not German), False if something is wrong with it."""


@dataclass(frozen=True, slots=True)
class Withheld(Failure):
    """An item that its sender has withdrawn or put under an embargo: what was made of it before has to go too."""

    edition: Edition = Edition()

    @property
    def plain(self) -> Failure:
        """The same as any other failure."""
        return Failure(self.article, self.origin, self.stage, self.reason, self.skipped)
