"""Submit: a text, a file or an address becomes an item, and the browser sees how far it is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from ..errors import InputError
from ..ledger.values import State
from .auth import editor, guarded
from .context import Who, answer, by_htmx, desk_of, go
from .submit import Submission, Submissions, Unusable

_LONGEST = 10 * 1024 * 1024
"""Bytes of a text that was pasted; Starlette takes one in a thousand times a thousand unless told otherwise."""


class _LongForm(Request):
    """A request whose form may have long texts in it."""

    def form(self, **limits: Any) -> Any:
        """As Starlette's, with another limit."""
        return super().form(**{"max_part_size": _LONGEST} | limits)


class _LongForms(APIRoute):
    """Reads forms so. What is longer than a request may be altogether has been refused before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI, "Custom Request and APIRoute class"."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            return await handler(_LongForm(request.scope, request.receive))

        return handled


router = APIRouter(prefix="/submit", route_class=_LongForms)
Editor = Annotated[Who, Depends(editor)]
_MOST = 20
"""Items whose progress a page shows."""
WORDS: dict[State, str] = {
    "listed": "its page is being fetched",
    "waiting": "waiting for its turn",
    "leased": "being translated and checked",
    "done": "done",
    "failed": "could not be made",
    "superseded": "a newer version has taken its place",
    "withdrawn": "withdrawn by its sender",
    "dropped": "left out",
    "twin": "the same story is there already",
}
assert set(WORDS) == set(get_args(State))


@router.get("")
def form(request: Request, who: Editor) -> Response:
    """The form."""
    return _form(request, who, Submission(), {})


@router.post("", dependencies=[Depends(guarded)])
def submit(
    request: Request,
    who: Editor,
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form(max_length=500)] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take what was given: a file before a text before an address."""
    desk = desk_of(request)
    submissions = Submissions(desk.ledger, desk.config, desk.clock)
    try:
        taken = _taken(submissions, text, title, url, file)
    except InputError as error:
        taken = Submission((), (Unusable("Not taken", str(error)),))
    if not taken.items:
        return _form(request, who, taken, {"text": text, "title": title, "url": url}, 422)
    desk.wake()
    items = list(dict.fromkeys(one.item for one in taken.items))
    return go(request, f"/submit/progress?{'&'.join(f'item={item}' for item in items[:_MOST])}")


@router.get("/progress")
def progress(request: Request, who: Editor) -> Response:
    """How far they are; the brief opens when a single one is done."""
    desk = desk_of(request)
    items = request.query_params.getlist("item")[:_MOST]
    rows = Submissions(desk.ledger, desk.config, desk.clock).progress(items)
    if len(rows) == 1 and rows[0].ready:
        return go(request, f"/items/{rows[0].item}")
    again = str(request.url.path) + "?" + str(request.url.query)
    if by_htmx(request):
        status = 286 if rows and all(row.over for row in rows) else 200  # 286: htmx asks no more
        return answer(request, "progress_rows.html.j2", who, rows=rows, words=WORDS, status=status)
    return answer(request, "progress.html.j2", who, here="submit", rows=rows, words=WORDS, again=again)


def _taken(submissions: Submissions, text: str, title: str, url: str, file: UploadFile | None) -> Submission:
    if file is not None and file.filename:
        return submissions.file(file.filename, file.file, file.content_type or "")
    if text.strip():
        return submissions.text(text, title=title.strip(), url=url.strip())
    if url.strip():
        return submissions.address(url.strip())
    raise InputError("There is neither a text nor a file nor an address.")


def _form(request: Request, who: Who, taken: Submission, given: dict[str, str], status: int = 200) -> Response:
    values = {"text": "", "title": "", "url": ""} | given
    return answer(request, "submit.html.j2", who, here="submit", status=status, refused=taken.refused, given=values)
