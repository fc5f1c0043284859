"""The desk as an application: pages for people, an API for programs, both on the same ledger.

    browser/API -> routes -> actions (pure: a record and a decision give a record) -> ledger (one transaction)

Handlers are plain functions that run in a pool of threads: the ledger blocks, and so does the checker.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from .. import __version__
from ..check import Checker
from ..config import Config
from ..errors import WortlautError
from ..ledger import Ledger
from ..ledger.errors import NoSuchPlace
from . import auth, choosing, editing, pages, past, standing, submitting
from .api import PATH, Parts, application
from .assets import served
from .context import Desk, Missing, NotAllowed, NotLoggedIn, answer, by_htmx, utc_now
from .problems import Problem
from .security import LOOPBACK, Guard, local_path
from .submit import Submissions

API = "/api/"


def create_app(
    ledger: Ledger,
    config: Config,
    checker: Callable[[], Checker],
    *,
    hosts: Sequence[str] = LOOPBACK,
    clock: Callable[[], datetime] = utc_now,
    wake: Callable[[], None] = lambda: None,
    wordings: Callable[[str], Sequence[str]] = lambda source: (),
    running: AbstractContextManager[object] | None = None,
    changed: Callable[[], None] = lambda: None,
    problem: Callable[[], str] = lambda: "",
    ready: Callable[[], str] = lambda: "ready",
) -> FastAPI:
    """The application.

    Args:
        ledger: what is worked on. It stays open.
        config: the policy under which verdicts are given, and what submitted texts are made with.
        checker: gives the checker, loading it when first asked.
        hosts: names under which the desk may be called; requests for others are refused (DNS rebinding).
        clock: the time, UTC.
        wake: tells a worker that there is something to do.
        wordings: translations of a sentence, the best first.
        running: entered when the application starts and left when it ends: the worker.
        changed: tells those who tell others that a brief was changed.
        problem: what keeps submitted texts from being made at present; empty if nothing does.
        ready: how far the checker is: ``loading``, ``ready`` or ``failed``.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with running or nullcontext():
            yield

    app = FastAPI(
        title="Wortlaut", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.desk = Desk(ledger, config, checker, clock, wake, wordings, changed)
    app.add_middleware(Guard, hosts=hosts, has_users=lambda: bool(ledger.accounts.users()))
    for part in (auth, pages, choosing, editing, standing, past, submitting):
        app.include_router(part.router, include_in_schema=False)
    programs = Parts(ledger, config, checker, Submissions(ledger, config, clock), wake, changed, problem, clock)
    app.mount(PATH, application(programs))
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_api_route("/healthz", lambda: _health(ready()), include_in_schema=False)
    app.add_exception_handler(NotLoggedIn, _log_in)
    app.add_exception_handler(NotAllowed, _refuse)
    app.add_exception_handler(Missing, _missing)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(WortlautError, _failed)
    return app


def _static(name: str) -> Response:
    asset = served().get(name)
    if asset is None:
        raise HTTPException(404)
    keep = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(asset.body, media_type=asset.media_type, headers=keep)


def _health(checker: str) -> Response:
    """It answers as soon as pages can be read, and says whether an edit would have to wait for the checker."""
    return JSONResponse({"status": "ok", "checker": checker})


def _log_in(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API):
        return JSONResponse({"detail": "Not authenticated."}, 401)
    path = request.url.path if request.method == "GET" else "/"
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    target = "/login" if path == "/" and not query else f"/login?next={auth.quoted(path + query)}"
    if by_htmx(request):
        page = urlsplit(request.headers.get("hx-current-url", ""))
        here = page.path + (f"?{page.query}" if page.query else "")
        return Response(status_code=401, headers={"hx-redirect": f"/login?next={auth.quoted(local_path(here))}"})
    return RedirectResponse(target, 303)


def _refuse(request: Request, error: Exception) -> Response:
    return _problem(request, 403, "Not allowed", str(error))


def _missing(request: Request, error: Exception) -> Response:
    return _problem(request, 404, "Not found", str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = {404: "Not found", 405: "Not possible"}.get(error.status_code, "That did not work")
    return _problem(request, error.status_code, title, str(error.detail))


def _invalid(request: Request, error: Exception) -> Response:
    return _problem(request, 422, "That did not work", "Something in the form or the address is missing or wrong.")


def _failed(request: Request, error: Exception) -> Response:
    return _problem(request, 400 if isinstance(error, NoSuchPlace) else 503, "That did not work", str(error))


def _problem(request: Request, status: int, title: str, text: str) -> Response:
    if request.url.path.startswith(API):
        return Problem(status, "", text).answer()
    return answer(request, "problem.html.j2", auth.known(request), status=status, title=title, text=text)
