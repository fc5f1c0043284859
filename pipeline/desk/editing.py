"""One brief: looking at it, and everything that an editor does to it.

Each action answers with the page as it is afterwards, so that nothing on it is out of date.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from ..errors import DecisionError, WortlautError
from ..ledger.desk_values import Conflict, Situation
from ..record import kept
from ..render.highlight import by_severity, difference
from ..render.view import brief_view
from ..render.words import plural
from ..types import Finding, Record, Showing
from . import doing
from .auth import editor, guarded, reader
from .context import UNDONE, Desk, Missing, Who, answer, by_htmx, desk_of, go
from .doing import HEADLINE
from .pages import filter_of
from .view import desk_view

router = APIRouter(prefix="/items/{item}")
Reader = Annotated[Who, Depends(reader)]
Editor = Annotated[Who, Depends(editor)]
Text = Annotated[str, Form(max_length=10_000)]
Flag = Annotated[str, Form(max_length=1)]
"""``1`` if the page said that the brief is approved."""
_OFFERED = 6
_NO_REASON = {"dismiss": "no reason given", "confirm": "", "reopen": ""}
_WEIGHED = {"dismiss": "Dismissed.", "confirm": "Confirmed.", "reopen": "It is open again."}


@router.get("")
def item_page(request: Request, item: str, who: Reader, edit: str = "") -> Response:
    """The brief with its article. Once it is sent, the article is learned, so that the first edit does not wait."""
    desk = desk_of(request)
    response = _page(request, desk, item, who, editing=edit if who.may_edit else "")
    if who.may_edit:
        response.background = BackgroundTask(_prepare, desk, item)
    return response


@router.get("/who")
def others(request: Request, item: str, who: Reader, revision: int = 0) -> Response:
    """Who else is here, and whether the page is out of date."""
    desk = desk_of(request)
    names = desk.ledger.desk.presence(item, who.name, desk.clock())
    review = desk.ledger.desk.review(item)
    newer = review is None or review.revision != revision
    return answer(request, "others.html.j2", who, item=item, others=names, newer=newer)


@router.get("/edit/{sentence}")
def edit_form(request: Request, item: str, sentence: str, who: Editor, close: bool = False) -> Response:
    """A sentence as a form; or, closed, the link that opens it."""
    of = doing.situation(desk_of(request), item)
    record = of.record
    text = _text(record, sentence)
    template = "edit_link.html.j2" if close else "edit.html.j2"
    return answer(
        request, template, who,
        item=item, editing=sentence, text=text, anchor=_anchor(record, sentence), review=of.review,
    )  # fmt: skip


@router.post("/try", dependencies=[Depends(guarded)])
def try_edit(request: Request, item: str, who: Editor, sentence: Text, text: Text) -> Response:
    """What the check says of a text that is being written; nothing is kept."""
    desk = desk_of(request)
    of = doing.situation(desk, item)
    if text.split() == _text(of.record, sentence).split() or not text.strip():
        return answer(request, "tried.html.j2", who, findings=(), same=True)
    try:
        record = doing.tried(desk, of, sentence, text, who.name).record
    except DecisionError as error:
        return answer(request, "tried.html.j2", who, findings=(), same=True, status=422, said=str(error))
    return answer(request, "tried.html.j2", who, findings=_found(record, sentence), same=False)


@router.get("/alternatives/{sentence}")
def alternatives(request: Request, item: str, sentence: str, who: Editor) -> Response:
    """Other wordings of the translator, each with the number of findings it would have."""
    desk = desk_of(request)
    of = doing.situation(desk, item)
    source = next((one.source for one in kept(of.record) if one.id == sentence), "")
    offers: list[tuple[str, int]] = []
    for text in desk.wordings(source)[: _OFFERED + 1] if source else ():
        if text.split() == _text(of.record, sentence).split() or len(offers) == _OFFERED:
            continue
        try:
            record = doing.tried(desk, of, sentence, text, who.name).record
        except DecisionError:
            continue
        offers.append((text, sum(f.severity != "note" for f in _found(record, sentence))))
    offers.sort(key=lambda offer: offer[1])
    words = "" if offers else "The translator offers no other wording."
    return answer(request, "alternatives.html.j2", who, offers=offers, words=words)


@router.post("/edit", dependencies=[Depends(guarded)])
def save(
    request: Request, item: str, who: Editor, sentence: Text, before: Text, text: Text, approved: Flag = ""
) -> Response:
    """Keep a text and check it again, if nobody has changed it, or approved the brief, meanwhile."""
    desk = desk_of(request)
    try:
        done = doing.edit(desk, item, sentence, before, text, who.name, approved=bool(approved))
    except DecisionError as error:
        return _page(request, desk, item, who, error=_sentence(error), editing=sentence, draft=text, status=422)
    if isinstance(done, Conflict):
        return _clash(request, item, who, done, sentence, text)
    return _after(request, desk, item, who, "Saved and checked again.", _anchor(_record(desk, item), sentence))


@router.post("/findings", dependencies=[Depends(guarded)])
def weigh(
    request: Request,
    item: str,
    who: Editor,
    key: Annotated[list[str], Form(max_length=500)],
    do: Annotated[Literal["dismiss", "confirm", "reopen"], Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
    anchor: Annotated[str, Form(max_length=100)] = "",
    shown: Annotated[Literal["", "open", "confirmed", "dismissed"], Form()] = "",
    approved: Flag = "",
) -> Response:
    """Dismiss or confirm findings, in this article, or open them again, if they are still as the page has ``shown``
    them."""
    desk = desk_of(request)
    reason = " ".join(reason.split()) if do == "dismiss" else ""
    reason = reason or _NO_REASON[do]
    try:
        done = doing.weigh(desk, item, key, do, reason, who.name, shown=shown, approved=bool(approved))
    except DecisionError as error:
        return _page(request, desk, item, who, error=_sentence(error), status=422)
    if isinstance(done, Conflict):
        return _clash(request, item, who, done)
    said = _WEIGHED[do] if len(key) == 1 else f"{plural(len(key), 'finding')} {do}ed."
    return _after(request, desk, item, who, said, anchor)


@router.post("/approve", dependencies=[Depends(guarded)])
def approve(
    request: Request,
    item: str,
    who: Editor,
    revision: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form(max_length=20)] = "",
    filter: Annotated[str, Form(max_length=3000)] = "",
) -> Response:
    """Approve the brief as it was seen. From the queue, where only its line is seen, one that has to be looked at is
    opened instead."""
    desk = desk_of(request)
    review = doing.situation(desk, item).review
    if back == "queue" and doing.why_not(review, desk.clock()):
        return go(request, f"/items/{item}")
    done = doing.bench(desk).approve(item, revision, who.name, note.strip())
    if isinstance(done, Conflict):
        return _clash(request, item, who, done)
    desk.ledger.desk.release(who.name, item)
    if back == "queue":
        desk.changed()
        return go(request, filter_of(filter).saying(("said", "approved-queue"), ("of", item)))
    return _after(request, desk, item, who, "Approved.")


@router.post("/unapprove", dependencies=[Depends(guarded)])
def unapprove(request: Request, item: str, who: Editor) -> Response:
    """Take the approval back."""
    desk = desk_of(request)
    try:
        done = doing.unapprove(desk, item, who.name)
    except DecisionError as error:
        return _page(request, desk, item, who, error=str(error), status=422)
    if isinstance(done, Conflict):
        return _clash(request, item, who, done)
    return _after(request, desk, item, who, "The approval is taken back.")


@router.post("/undo", dependencies=[Depends(guarded)])
def undo(request: Request, item: str, who: Editor) -> Response:
    """Take back one's own last change here."""
    desk = desk_of(request)
    if doing.undoable(desk.ledger, who.name, item) is None:
        return _after(request, desk, item, who, "There is nothing of yours to take back.")
    try:
        deed = doing.bench(desk).undo(who.name, item=item, settles=who.may_settle)
    except DecisionError as error:
        return _page(request, desk, item, who, error=_sentence(error), status=422)
    return _after(request, desk, item, who, f"Taken back: {UNDONE.get(deed.what, deed.what)}.")


def _prepare(desk: Desk, item: str) -> None:
    with suppress(WortlautError):  # whoever edits is told then
        doing.bench(desk).prepare(item)


def _page(
    request: Request,
    desk: Desk,
    item: str,
    who: Who,
    *,
    editing: str = "",
    draft: str | None = None,
    error: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    of = doing.situation(desk, item)
    view = brief_view(_shown(of))
    text = (draft if draft is not None else _text(of.record, editing)) if editing else ""
    deed = doing.undoable(desk.ledger, who.name, item) if who.may_edit else None
    return answer(
        request,
        "item_main.html.j2" if by_htmx(request) else "item.html.j2",
        who,
        here="queue",
        status=status,
        said=said,
        item=item,
        review=of.review,
        view=view,
        desk=desk_view(of.record, view),
        others=desk.ledger.desk.presence(item, who.name, desk.clock()),
        newer=False,
        undoable=deed is not None,
        editing=editing,
        text=text,
        error=error,
    )


def _shown(of: Situation) -> Record:
    """The record with what the ledger knows of the item, as the publisher shows it."""
    showing = Showing(of.review.feed_name, (), of.review.hits, "")
    return replace(of.record, run=replace(of.record.run, showing=showing))


def _after(request: Request, desk: Desk, item: str, who: Who, said: str, anchor: str = "") -> Response:
    desk.changed()
    if by_htmx(request):
        return _page(request, desk, item, who, said=said)
    return go(request, f"/items/{item}" + (f"#{anchor}" if anchor else ""))


def _clash(
    request: Request, item: str, who: Who, clash: Conflict, sentence: str = "", mine: str | None = None
) -> Response:
    theirs = doing.text_of(clash.record, sentence) if sentence else ""
    source = next((one.source for one in kept(clash.record) if one.id == sentence), "")
    explanation = (
        "This text was changed, or the brief approved, after you opened it. Nothing was overwritten: choose what is to "
        "stand."
        if mine is not None
        else "The brief was changed after you opened it. Nothing was approved or changed: look at it again first."
    )
    response = answer(
        request,
        "conflict_main.html.j2" if by_htmx(request) else "conflict.html.j2",
        who,
        here="queue",
        status=409,
        item=item,
        heading=_heading(clash, who),
        approved=clash.review.state == "approved",
        explanation=explanation,
        mine=mine,
        theirs=theirs,
        difference=difference(theirs or "", mine or ""),
        source=source,
        sentence=sentence,
        possible=theirs is not None,
    )
    response.headers["hx-retarget"] = "#main"
    return response


def _heading(clash: Conflict, who: Who) -> str:
    if not clash.who:
        return "A new version came in between"
    if clash.who == who.name:
        return "You have changed it in another window"
    return f"{clash.who} was faster"


def _record(desk: Desk, item: str) -> Record:
    return doing.situation(desk, item).record


def _text(record: Record, sentence: str) -> str:
    text = doing.text_of(record, sentence)
    if text is None:
        raise Missing("There is no such sentence.")
    return text


def _found(record: Record, sentence: str) -> list[Finding]:
    """Errors and warnings of a sentence, or of the headline that a person wrote."""
    if sentence == HEADLINE:
        findings = record.brief.headline_findings
    else:
        findings = next((one.findings for one in kept(record) if one.id == sentence), ())
    return [finding for finding in by_severity(findings) if finding.severity != "note"]


def _anchor(record: Record, sentence: str) -> str:
    """The id of a sentence's row in the page."""
    if sentence == HEADLINE:
        return "r0"
    return next((f"r{n}" for n, one in enumerate(kept(record), 1) if one.id == sentence), "")


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
