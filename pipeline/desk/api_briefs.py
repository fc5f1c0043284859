"""The API's calls about briefs: the queue, one brief in its forms, decisions on it, its approval, and undoing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from ..codec import record_bytes
from ..ledger.desk_values import Conflict, Deed, Filter, Order, Review, Situation
from ..ledger.showing import release_by_row
from ..record import all_findings, kept
from ..release import disclosed, held
from ..render.brief import brief_html, brief_json, brief_markdown
from ..types import Record
from . import actions
from . import api_values as values
from .api import TAG, Approver, Client, Editor, Here, Parts, Reader, trouble
from .doing import undoable
from .problems import Problem

router = APIRouter()
Item = Annotated[str, Path(min_length=1, max_length=255, description="The brief's id.", examples=["dpa-3f0c41d2a5b6"])]
_TAG = re.compile(TAG)
_STATES = {"dismiss": "dismissed", "confirm": "confirmed"}


def revision_of(
    if_match: Annotated[
        str | None,
        Header(description='The revision that the change is about, in quotation marks: `"7"`.', max_length=100),
    ] = None,
) -> int:
    """The revision that a client has seen.

    Raises:
        Problem: he does not say.
    """
    given = (if_match or "").strip()
    if not _TAG.fullmatch(given):
        raise Problem(428, "revision", 'Say which revision the change is about: If-Match: "7", as ETag has it.')
    return int(given.strip('"'))


Revision = Annotated[int, Depends(revision_of)]


def filter_of(
    verdict: values.Verdict | None = None,
    state: Annotated[str | None, Query(pattern="^(open|approved|changed|aside)$")] = None,
    feed: Annotated[values.Text, Query(max_length=200)] = "",
    section: Annotated[values.Text, Query(max_length=200)] = "",
    keyword: Annotated[values.Text, Query(max_length=200, description="Words that all must be in it.")] = "",
    check: Annotated[values.Text, Query(max_length=64, description="`number.missing`, or all of `number`.")] = "",
    watched: Annotated[values.Text, Query(max_length=200, description="A watched word; `*` for any.")] = "",
    order: Order = "risk",
) -> Filter:
    """Which rows of the queue are wanted."""
    return Filter(verdict or "", feed, section, keyword, check, state or "", watched, order)


Wanted = Annotated[Filter, Depends(filter_of)]


@router.get("/briefs", tags=["Briefs"], summary="The queue")
def briefs(
    here: Here,
    this: Reader,
    wanted: Wanted,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[values.Text, Query(max_length=100)] = "",
) -> values.Rows:
    """What is most urgent first, unless `order` says otherwise."""
    found = here.ledger.desk.queue(wanted, limit, cursor)
    return values.Rows(briefs=[values.row(review) for review in found.reviews], next=found.after or None)


@router.get("/counts", tags=["Briefs"], summary="How many briefs there are")
def counts(here: Here, this: Reader, wanted: Wanted) -> values.Counts:
    """By verdict and by state, each as if the filter did not name one."""
    found = here.ledger.desk.count(wanted)
    return values.Counts(verdicts=dict(found.verdicts), states=dict(found.states), total=found.total)


_TAGGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "The revision, for `If-Match`.", "schema": {"type": "string"}}}}
}


def _as(media_type: str, kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {**_TAGGED[200], "content": {media_type: {"schema": {"type": kind}}}}}


@router.get("/briefs/{item}", tags=["Briefs"], summary="A brief", responses=_TAGGED | trouble(404))
def brief(here: Here, this: Reader, item: Item, response: Response) -> values.Whole:
    """With the article's sentences, all findings and what became of them."""
    return _whole(here, _situation(here, item), response)


@router.get(
    "/briefs/{item}/record",
    tags=["Briefs"],
    summary="Its record, as record.json",
    response_class=Response,
    responses=_as("application/json", "object") | trouble(404),
)
def record(here: Here, this: Reader, item: Item) -> Response:
    """Everything that is known of it (docs/outputs.md describes it)."""
    found = _situation(here, item)
    return Response(record_bytes(found.record), media_type="application/json", headers=_tag(found.review))


@router.get(
    "/briefs/{item}/brief.md",
    tags=["Briefs"],
    summary="As Markdown",
    response_class=PlainTextResponse,
    responses=_as("text/markdown", "string") | trouble(404),
)
def markdown(here: Here, this: Reader, item: Item) -> Response:
    """`brief.md` of a run."""
    found = _situation(here, item)
    return Response(
        brief_markdown(_handed(here, found)), media_type="text/markdown; charset=utf-8", headers=_tag(found.review)
    )


@router.get(
    "/briefs/{item}/brief.html",
    tags=["Briefs"],
    summary="As a page",
    response_class=HTMLResponse,
    responses=_as("text/html", "string") | trouble(404),
)
def page(here: Here, this: Reader, item: Item) -> Response:
    """`brief.html` of a run. It is to be saved: a browser that opens it here gets it without styles."""
    found = _situation(here, item)
    return HTMLResponse(brief_html(_handed(here, found)), headers=_tag(found.review))


_CHANGED = _TAGGED | trouble(404, 409, 428)


@router.post("/briefs/{item}/decisions", tags=["Decide"], summary="Decide on it", responses=_CHANGED)
def decide(
    here: Here,
    this: Editor,
    item: Item,
    revision: Revision,
    given: Annotated[
        values.Decide,
        Body(
            openapi_examples={
                "edit": {"value": {"action": "edit", "sentence": "s3", "text": "Eleven people were injured."}},
                "headline": {"value": {"action": "headline", "text": "Eleven injured in Altenmühle"}},
                "dismiss": {"value": {"action": "dismiss", "findings": ["3f0c41d2a5b6e7f8"], "reason": "a pet name"}},
                "confirm": {"value": {"action": "confirm", "findings": ["3f0c41d2a5b6e7f8"]}},
            }
        ),
    ],
    response: Response,
) -> values.Whole:
    """Correct a sentence or the headline (it is checked again at once), or dismiss or confirm findings. An approval
    ends with the change."""
    _situation(here, item)
    bench = here.workbench
    match given:
        case values.Edit():
            done = bench.edit(item, revision, given.sentence, given.text, this.who)
        case values.Headline():
            done = bench.edit_headline(item, revision, given.text, this.who)
        case values.Dismiss():
            done = bench.dismiss(item, revision, given.findings, given.reason, this.who)
        case values.Confirm():
            done = bench.confirm(item, revision, given.findings, given.reason, this.who)
    return _done(here, item, done, given, response)


@router.put("/briefs/{item}/approval", tags=["Approve"], summary="Approve it", responses=_CHANGED)
def approve(
    here: Here, this: Approver, item: Item, revision: Revision, given: values.Approve, response: Response
) -> values.Whole:
    """As it stands at this revision. A newer version of the source, or another decision, opens it again."""
    _situation(here, item)
    done = here.workbench.approve(item, revision, this.who, given.note)
    return _done(here, item, done, given, response)


@router.delete("/briefs/{item}/approval", tags=["Approve"], summary="Take its approval back", responses=_CHANGED)
def unapprove(here: Here, this: Approver, item: Item, revision: Revision, response: Response) -> values.Whole:
    """Whoever gave it."""
    _situation(here, item)
    done = here.workbench.unapprove(item, revision, this.who)
    return _done(here, item, done, None, response)


@router.post("/undo", tags=["Decide"], summary="Take something back", responses=trouble(404))
def undo(here: Here, this: Editor, given: values.Undo) -> values.Undone:
    """Your last deed that is still there, or the one of a number. An approval needs the scope `approve`; what somebody
    else did, or what was decided for all articles, needs a QA lead's or an admin's token."""
    if given.deed is None:
        deed = undoable(here.ledger, this.who, given.brief or None)
        if deed is None:
            raise Problem(404, "", "There is nothing of yours to take back.")
    else:
        deed = here.ledger.desk.deed(given.deed)
        if deed is None:
            raise Problem(404, "", "There is nothing of that number in the history.")
    _may_undo(here, this, deed)
    done = here.workbench.undo(this.who, deed.id, settles=this.settles)
    here.changed()
    kept_now = here.ledger.desk.deed(done.id) or done
    items = {item for item, _ in done.decisions} | {done.item, *done.items}
    concerned = here.ledger.desk.situations(items - {""})
    return values.Undone(undone=values.line(kept_now), briefs=[values.row(one.review) for one in concerned[:_MOST]])


_MOST = 500
"""Briefs that are listed with what was undone."""


def _may_undo(here: Parts, this: Client, deed: Deed) -> None:
    if deed.what == "approve" and "approve" not in this.scopes:
        raise Problem(403, "scope", "To take back 'approve' needs the scope 'approve'.")
    if this.settles:
        return
    if deed.who != this.who:
        raise Problem(403, "role", f"{deed.who} did that: only a QA lead may take it back.")
    if deed.standing is not None and here.ledger.desk.standing_line(deed.standing).scope != "item":
        raise Problem(403, "role", "That was decided for all articles: only a QA lead may take it back.")


def _situation(here: Parts, item: str) -> Situation:
    found = here.ledger.desk.situation(item)
    if found is None:
        raise Problem(404, "", "There is no such brief, or its sender has withdrawn it.")
    return found


def _handed(here: Parts, found: Situation) -> Record:
    """The record with what outputs say of it: whether it may be published; how it was made, in the house's words."""
    now, until = here.clock(), found.review.embargo
    release = release_by_row(found.record, found.review.version, found.review, now)
    if until is not None:
        release = held(release, until, now)
    stated = disclosed(found.record, release, here.config.disclosure)
    return replace(found.record, run=replace(found.record.run, release=release, disclosure=stated))


def _whole(here: Parts, found: Situation, response: Response) -> values.Whole:
    record = found.record
    response.headers.update(_tag(found.review))
    about = [values.Sentence(id=s.id, source=s.source, target=s.target) for s in kept(record)]
    return values.whole(found.review, brief_json(_handed(here, found)), about, _findings(record), len(record.decisions))


def _findings(record: Record) -> list[values.Found]:
    decided = {(d.sentences, d.finding): _STATES.get(d.action, "open") for d in record.decisions if d.finding}
    return [
        values.Found(
            key=actions.key(record, one),
            check=one.finding.check,
            severity=one.finding.severity,
            message=one.finding.message,
            expected=list(one.finding.expected),
            source=one.finding.source.text if one.finding.source else "",
            target=one.finding.target.text if one.finding.target else "",
            sentences=list(one.sentences),
            state=decided.get((one.sentences, one.finding), "open"),  # type: ignore[arg-type]
        )
        for one in all_findings(record)
    ]


def _tag(review: Review) -> dict[str, str]:
    return {"ETag": f'"{review.revision}"'}


def _done(here: Parts, item: str, done: Review | Conflict, given: object, response: Response) -> values.Whole:
    if isinstance(done, Conflict):
        raise _conflict(done, given)
    here.changed()
    return _whole(here, _situation(here, item), response)


def _conflict(found: Conflict, given: object) -> Problem:
    yours = theirs = ""
    if isinstance(given, values.Edit):
        yours = given.text
        theirs = next((s.target or "" for s in kept(found.record) if s.id == given.sentence), "")
    elif isinstance(given, values.Headline):
        yours, theirs = given.text, found.record.brief.headline
    who = f"{found.who} was faster" if found.who else "a newer version has come"
    return Problem(
        409,
        "conflict",
        f"Nothing was changed: {who}.",
        _tag(found.review),
        revision=found.review.revision,
        who=found.who,
        when=found.when.isoformat(),
        yours=yours,
        theirs=theirs,
    )
