"""What the API takes and gives. Field by field, so that a change here is a change that one sees."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ..ledger.desk_values import Deed, Delivery, Review, Webhook
from .submit import Progress, Submission
from .tokens import Scope

Verdict = Literal["pass", "review", "fail"]
Event = Literal["verdict", "approved", "changed", "withdrawn"]
_LONGEST = 20_000
"""Characters of a sentence; a longer one is no sentence."""


def _one(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("half a character (a lone surrogate) is not text")
    return text


Text = Annotated[str, Field(pattern=r"^[^\x00]*$"), AfterValidator(_one)]
Words = Annotated[Text, Field(min_length=1, max_length=_LONGEST)]
Note = Annotated[Text, Field(max_length=2_000)]


class Given(BaseModel):
    """What a client sends: a field that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Row(BaseModel):
    """A brief in the queue."""

    id: str = Field(examples=["tagesschau-3f0c41d2a5b6"])
    version: int = Field(description="Of its source; another one is another version.")
    revision: int = Field(description="One more with every change; what `If-Match` names.")
    verdict: Verdict
    risk: int = Field(description="Higher is looked at first.")
    errors: int
    warnings: int
    checks: list[str] = Field(description="Checks with open errors and warnings.", examples=[["number.missing"]])
    headline: str
    title: str = Field(description="In the source's language.")
    feed: str
    sections: list[str]
    source: str
    published: datetime | None
    seen: datetime
    made: datetime
    embargo: datetime | None
    watched: list[str] = Field(description="Watched words that it has.")
    state: Literal["open", "approved", "aside"]
    changed: bool = Field(description="A newer version has come since it was approved.")
    approved_by: str
    approved_at: datetime | None
    note: str


class Rows(BaseModel):
    """A part of the queue."""

    briefs: list[Row]
    next: str | None = Field(description="`cursor` of the next part; null if there is none.")


class Counts(BaseModel):
    """How many briefs there are."""

    verdicts: dict[str, int]
    states: dict[str, int]
    total: int


class Found(BaseModel):
    """A finding, and what became of it."""

    key: str = Field(description="What a decision about it names.")
    check: str
    severity: Literal["note", "warning", "error"]
    message: str
    expected: list[str]
    source: str = Field(description="Its words in the source; empty if there are none.")
    target: str = Field(description="Its words in the English; empty if there are none.")
    sentences: list[str]
    state: Literal["open", "confirmed", "dismissed"]


class Sentence(BaseModel):
    """A sentence of the article."""

    id: str
    source: str
    target: str | None


class Whole(Row):
    """A brief with its article's sentences and findings."""

    brief: dict[str, Any] = Field(description="As a line of `briefs.jsonl`.")
    sentences: list[Sentence]
    findings: list[Found]
    decisions: int = Field(description="How many people have made on it.")


class Edit(Given):
    """Another translation of a sentence, checked again in its article."""

    action: Literal["edit"]
    sentence: Annotated[Text, Field(min_length=1, max_length=64, examples=["s3"])]
    text: Words


class Headline(Given):
    """Another headline, checked against the article."""

    action: Literal["headline"]
    text: Annotated[Text, Field(min_length=1, max_length=500)]


Keys = Annotated[list[Annotated[Text, Field(min_length=1, max_length=128)]], Field(min_length=1, max_length=200)]


class Dismiss(Given):
    """Findings do not count here."""

    action: Literal["dismiss"]
    findings: Keys = Field(description="Their keys.")
    reason: Note = ""


class Confirm(Given):
    """Findings are right."""

    action: Literal["confirm"]
    findings: Keys = Field(description="Their keys.")
    reason: Note = ""


Decide = Annotated[Edit | Headline | Dismiss | Confirm, Field(discriminator="action")]


class Approve(Given):
    """An approval."""

    note: Note = ""


class Undo(Given):
    """Which deed is taken back."""

    deed: int | None = Field(
        default=None, ge=1, le=2**53, description="Its number in the history; without one, your last."
    )
    brief: Annotated[Text, Field(max_length=255)] = Field(default="", description="Your last on this one.")


class Line(BaseModel):
    """A line of the history."""

    id: int
    at: datetime
    who: str
    what: str
    brief: str = Field(description="Empty if it is about several or none.")
    before: str
    after: str
    undone_by: int | None
    undoes: int | None


class Lines(BaseModel):
    """A part of the history, the newest first."""

    history: list[Line]
    next: int | None = Field(description="`before` of the next part; null if there is none.")


class Undone(BaseModel):
    """What was taken back."""

    undone: Line
    briefs: list[Row]


class Bring(Given):
    """A text or an address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [{"required": ["text"]}, {"required": ["url"]}],
            "examples": [
                {"text": "In Altenmühle sind 11 Menschen verletzt worden.", "title": "Unfall in Altenmühle"},
                {"url": "https://zeitung.example/1"},
            ],
        },
    )
    text: Annotated[str, Field(max_length=2_000_000)] = Field(
        default="", description="German. Empty: `url` is fetched."
    )
    title: Annotated[str, Field(max_length=1_000)] = ""
    lead: Annotated[str, Field(max_length=20_000)] = ""
    source: Annotated[str, Field(max_length=500)] = ""
    url: Annotated[str, Field(max_length=8_000)] = ""
    published: Annotated[str, Field(max_length=100)] = Field(default="", examples=["2026-11-26"])


class Taken(BaseModel):
    """An article that was taken."""

    id: str
    title: str
    known: bool = Field(description="It was submitted before, and is the brief made then.")


class Refusal(BaseModel):
    """What gave no article."""

    where: str
    reason: str


class Brought(BaseModel):
    """What something submitted came to."""

    items: list[Taken]
    refused: list[Refusal]


class Stage(BaseModel):
    """How far something submitted is."""

    id: str
    state: Literal["listed", "waiting", "leased", "done", "failed", "superseded", "withdrawn", "dropped", "twin"] = (
        Field(
            description="`listed`: its page is still to be fetched; `waiting`; `leased`: it is being made; `done`: "
            "there is a brief; the others: there will be none."
        )
    )
    ready: bool
    over: bool = Field(description="Nothing more comes of it by itself.")
    title: str
    url: str
    reason: str
    seen: datetime
    made: datetime | None


class Stages(BaseModel):
    """How far things are, and what keeps them."""

    items: list[Stage]
    problem: str = Field(description="What keeps this server from making briefs at present; empty if nothing does.")


class Hook(Given):
    """An address to be told."""

    url: Annotated[Text, Field(min_length=1, max_length=2_000, examples=["https://cms.example/wortlaut"])]
    name: Annotated[Text, Field(max_length=200)] = ""
    events: Annotated[list[Event], Field(min_length=1, max_length=8)] = Field(default=["verdict", "approved"])
    secret: Annotated[Text, Field(max_length=200)] | None = Field(
        default=None, description="`whsec_` and 24 to 64 bytes in base64; without one, one is made."
    )


class HookChange(Given):
    """What is to be different about a webhook."""

    active: bool


class Hooked(BaseModel):
    """A webhook."""

    id: int
    name: str
    url: str
    events: list[str]
    active: bool
    created: datetime


class NewHook(Hooked):
    """A webhook that was just made. Its secret is not shown again."""

    secret: str


class Delivered(BaseModel):
    """An event on its way to an address."""

    id: int
    event: str
    created: datetime
    attempts: int
    status: int
    error: str
    next: datetime | None = Field(description="When it is tried again; null if it has arrived or is given up.")
    done: datetime | None


class Me(BaseModel):
    """Whom the server takes the client for."""

    who: str
    scopes: list[Scope]
    expires: datetime | None


class Trouble(BaseModel):
    """An error, as RFC 9457 describes it."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    detail: str


class ConflictTrouble(Trouble):
    """Somebody else was faster. Nothing was written."""

    revision: int = Field(description="The present one.")
    who: str = Field(description="Who changed it; empty for a new version of the source.")
    when: datetime
    yours: str = Field(description="The text that was refused.")
    theirs: str = Field(description="The text that stands there now.")


def row(review: Review) -> Row:
    """A row of the queue."""
    return Row(**_row(review))


def _row(review: Review) -> dict[str, Any]:
    return {
        "id": review.item, "version": review.version, "revision": review.revision, "verdict": review.verdict,
        "risk": review.risk, "errors": review.errors, "warnings": review.warnings, "checks": list(review.checks),
        "headline": review.headline, "title": review.title, "feed": review.feed_name,
        "sections": list(review.sections), "source": review.source, "published": review.published,
        "seen": review.seen, "made": review.made, "embargo": review.embargo, "watched": list(review.hits),
        "state": review.state, "changed": review.changed, "approved_by": review.approved_by,
        "approved_at": review.approved_at, "note": review.note,
    }  # fmt: skip


def whole(review: Review, brief: dict[str, Any], sentences: list[Sentence], findings: list[Found], made: int) -> Whole:
    """A brief with what belongs to it."""
    return Whole(**_row(review), brief=brief, sentences=sentences, findings=findings, decisions=made)


def line(deed: Deed) -> Line:
    """A line of the history."""
    return Line(
        id=deed.id, at=deed.at, who=deed.who, what=deed.what, brief=deed.item, before=deed.before, after=deed.after,
        undone_by=deed.undone_by, undoes=deed.undoes,
    )  # fmt: skip


def brought(submission: Submission) -> Brought:
    """What something submitted came to."""
    return Brought(
        items=[Taken(id=one.item, title=one.title, known=one.known) for one in submission.items],
        refused=[Refusal(where=one.where, reason=one.reason) for one in submission.refused],
    )


def stage(progress: Progress) -> Stage:
    """How far an item is."""
    return Stage(
        id=progress.item, state=progress.state, ready=progress.ready, over=progress.over, title=progress.title,
        url=progress.url, reason=progress.reason, seen=progress.seen, made=progress.made,
    )  # fmt: skip


def hooked(hook: Webhook) -> Hooked:
    """A webhook, without its secret."""
    return Hooked(
        id=hook.id, name=hook.name, url=hook.url, events=list(hook.events), active=hook.active, created=hook.created
    )


def new_hook(hook: Webhook) -> NewHook:
    """A webhook with its secret."""
    return NewHook(**hooked(hook).model_dump(), secret=hook.secret)


def delivered(one: Delivery) -> Delivered:
    """A delivery."""
    return Delivered(
        id=one.id, event=one.event, created=one.created, attempts=one.attempts, status=one.status, error=one.error,
        next=one.next, done=one.done,
    )  # fmt: skip
