"""The API's calls about what is submitted, the history, and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Path, Query, UploadFile

from ..errors import ConfigError
from ..ledger.desk_values import Webhook
from . import api_values as values
from . import hooks
from .api import Admin, Bringer, Here, Parts, Reader, trouble
from .context import in_utc
from .problems import Problem
from .submit import Submission

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2**53)]
_EXAMPLE = {"items": [{"id": "submitted-3f0c41d2a5b6", "title": "Unfall in Altenmühle", "known": False}], "refused": []}


@router.post(
    "/submissions",
    status_code=202,
    tags=["Submit"],
    summary="Submit a text or an address",
    responses={202: {"content": {"application/json": {"example": _EXAMPLE}}}},
)
def submit(here: Here, this: Bringer, given: values.Bring) -> values.Brought:
    """The brief is made soon; ask for `/submissions?id=…` until it is `ready`. What cannot be used is in `refused`."""
    if given.text:
        about = given.model_dump(exclude={"text"})
        return _brought(here, here.submissions.text(given.text, **about))
    if not given.url:
        raise Problem(422, "invalid", "A text or a url is needed.", errors=[])
    return _brought(here, here.submissions.address(given.url))


@router.post("/submissions/file", status_code=202, tags=["Submit"], summary="Submit a file", responses=trouble(413))
def submit_file(
    here: Here, this: Bringer, file: Annotated[UploadFile, File(description="Any kind that `wortlaut run` reads.")]
) -> values.Brought:
    """A file may hold many articles (JSON lines, CSV, a feed); each becomes a brief of its own."""
    return _brought(here, here.submissions.file(file.filename or "", file.file, file.content_type or ""))


@router.get("/submissions", tags=["Submit"], summary="How far submitted articles are")
def submissions(
    here: Here, this: Reader, id: Annotated[list[str], Query(min_length=1, max_length=500, description="Of the items.")]
) -> values.Stages:
    """Ids that are not known are left out."""
    found = here.submissions.progress(id)
    return values.Stages(items=[values.stage(one) for one in found], problem=here.problem())


def _brought(here: Parts, submission: Submission) -> values.Brought:
    if submission.items:
        here.submitted()
    return values.brought(submission)


@router.get("/history", tags=["History"], summary="What people have done")
def history(
    here: Here,
    this: Reader,
    since: datetime | None = None,
    who: Annotated[values.Text | None, Query(max_length=64)] = None,
    brief: Annotated[values.Text | None, Query(max_length=255)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> values.Lines:
    """The newest first; of everybody or one person, of all briefs or one."""
    if since is not None and since.tzinfo is None:
        raise Problem(422, "invalid", "since: it has no time zone; write 2026-11-26T06:00:00Z.", errors=[])
    found = here.ledger.desk.history(brief, since=since and in_utc(since), who=who, limit=limit + 1, before=before)
    lines = [values.line(deed) for deed in found[:limit]]
    return values.Lines(history=lines, next=lines[-1].id if len(found) > limit else None)


@router.get("/me", tags=["Access"], summary="Whose token this is, and what it may do")
def me(this: Reader) -> values.Me:
    """Needs the scope `read`."""
    return values.Me(who=this.who, scopes=list(this.scopes), expires=this.expires)


@router.get("/webhooks", tags=["Webhooks"], summary="All webhooks")
def webhooks(here: Here, this: Admin) -> list[values.Hooked]:
    """Without their secrets."""
    return [values.hooked(one) for one in here.ledger.hooks.listed()]


@router.post("/webhooks", status_code=201, tags=["Webhooks"], summary="Tell an address of events")
def add_webhook(here: Here, this: Admin, given: values.Hook) -> values.NewHook:
    """Messages are signed as [Standard Webhooks](https://www.standardwebhooks.com/) says; the answer has the secret,
    which is not shown again. An address in a private network must be allowed in the settings (`fetch.allow`)."""
    try:
        url = hooks.checked_url(given.url)
        if given.secret is not None:
            hooks.key_of(given.secret)
    except ConfigError as error:
        raise Problem(422, "webhook", str(error)) from None
    secret = given.secret or hooks.new_secret()
    made = here.ledger.administration.add_webhook(given.name, url, secret, tuple(given.events), this.who, here.clock())
    return values.new_hook(made)


@router.get("/webhooks/{number}", tags=["Webhooks"], summary="A webhook", responses=trouble(404))
def webhook(here: Here, this: Admin, number: Number) -> values.Hooked:
    """Without its secret."""
    return values.hooked(_hook(here, number))


@router.patch("/webhooks/{number}", tags=["Webhooks"], summary="Stop a webhook, or go on", responses=trouble(404))
def change_webhook(here: Here, this: Admin, number: Number, given: values.HookChange) -> values.Hooked:
    """What is on its way to one that is stopped is given up."""
    _hook(here, number)
    here.ledger.administration.change_webhook(number, this.who, here.clock(), active=given.active)
    return values.hooked(_hook(here, number))


@router.delete(
    "/webhooks/{number}", status_code=204, tags=["Webhooks"], summary="Forget a webhook", responses=trouble(404)
)
def remove_webhook(here: Here, this: Admin, number: Number) -> None:
    """And what was sent to it."""
    _hook(here, number)
    here.ledger.administration.remove_webhook(number, this.who, here.clock())


@router.get("/webhooks/{number}/deliveries", tags=["Webhooks"], summary="What was sent lately", responses=trouble(404))
def deliveries(
    here: Here, this: Admin, number: Number, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> list[values.Delivered]:
    """The newest first, with what became of it."""
    _hook(here, number)
    return [values.delivered(one) for one in here.ledger.hooks.sent(number, limit)]


def _hook(here: Parts, number: int) -> Webhook:
    found = next((one for one in here.ledger.hooks.listed() if one.id == number), None)
    if found is None:
        raise Problem(404, "", "There is no such webhook.")
    return found
