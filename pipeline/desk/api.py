"""The API: what the desk's pages can do, for programs. An application of its own under ``/api/v1``, so that its errors
and its OpenAPI description are its own too.

    Bearer token -> ledger (whose, which scopes) -> a scope for each call -> the same workbench as the pages

Handlers are plain functions, which FastAPI runs in its thread pool: they wait for the database and the checker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from .. import __version__
from ..check import Checker
from ..config import Config
from ..ledger import Ledger
from ..ledger.accounts import LOCAL
from ..ledger.desk_values import Role
from ..render.text import one_line
from . import api_values as values
from . import problems
from .many import Many
from .problems import Problem
from .submit import Submissions
from .tokens import ALLOWED, SCOPES, Scope, digest_of
from .workbench import Workbench

PATH = "/api/v1"
TAG = r'^"[1-9][0-9]{0,8}"$'
"""A revision in ``If-Match``."""
_DESCRIPTION = """\
Checked English briefs of German news, and the work on them: submit an article, list the queue, read a brief, decide
about findings, correct a sentence, approve, undo; webhooks tell you of verdicts and approvals.

- **Access**: `Authorization: Bearer TOKEN`. A token has scopes: `read`, `submit`, `decide`, `approve`, `admin`.
- **Two people on one brief**: every change names the `revision` that it is about in `If-Match: "7"`. If somebody else
  was faster the answer is 409 with both texts, and nothing is written.
- **Errors** are `application/problem+json` (RFC 9457); `type` is for programs, `detail` for people.
- **Lists** come in parts: pass `next` of one part as `cursor` (or `before`) for the next.
"""


@dataclass(frozen=True)
class Parts:
    """What the API works with.

    Args:
        ledger: where everything is.
        config: the settings, for the policy that verdicts are by.
        checker: gives the checker, loading it when first asked.
        submissions: takes what is submitted.
        submitted: called when something was, to wake the worker.
        changed: called when a brief was changed, to wake those who tell others.
        problem: what keeps submitted articles from being made at present; empty if nothing does.
        clock: the time, UTC.
        open: whether nobody need say who he is, as at a desk on its own machine; if left out, where there are no users.
    """

    ledger: Ledger
    config: Config
    checker: Callable[[], Checker]
    submissions: Submissions
    submitted: Callable[[], None] = lambda: None
    changed: Callable[[], None] = lambda: None
    problem: Callable[[], str] = lambda: ""
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    open: Callable[[], bool] | None = None

    @property
    def workbench(self) -> Workbench:
        """Where decisions are made, with the checker as it is now: the desk adds lines to its glossary."""
        return Many(self.ledger, self.checker, self.config.policy, self.clock)


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks."""

    who: str
    scopes: tuple[Scope, ...]
    expires: datetime | None = None
    role: Role = "editor"

    @property
    def settles(self) -> bool:
        """Whether he may decide for all articles, and take back what others did."""
        return self.role in ("qa", "admin")


def application(parts: Parts) -> FastAPI:
    """The API, to be mounted at :data:`PATH`."""
    from . import api_briefs, api_more

    app = FastAPI(
        title="Wortlaut",
        version=__version__,
        summary="German news into checked English briefs.",
        description=_DESCRIPTION,
        docs_url=None,  # these pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PATH}],
        root_path_in_servers=False,
        responses=ERRORS,
        dependencies=[Depends(no_other_queries)],
    )
    app.state.parts = parts
    problems.install(app)
    describe = app.openapi
    described = cache(lambda: _described(describe()))
    app.openapi = lambda: described()  # type: ignore[method-assign]
    for router in (api_briefs.router, api_more.router):
        app.include_router(router)
    return app


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    """The description, with what FastAPI cannot be told: problems have a media type of their own, and a change without
    ``If-Match`` is answered by 428 and not by 422."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status.startswith(("4", "5")):
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"][problems.MEDIA_TYPE]}
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "if-match":
                    parameter |= {"required": True, "schema": {"type": "string", "pattern": TAG, "examples": ['"7"']}}
    return schema


def trouble(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Answers for the description."""
    return {code: _ANSWERS[code] for code in codes}


def _answer(description: str, model: type[values.Trouble] = values.Trouble) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"description": description, "model": model, "content": {problems.MEDIA_TYPE: {"schema": schema}}}


_ANSWERS: dict[int, dict[str, Any]] = {
    400: _answer("It cannot be read."),
    401: _answer("There is no token, or one that does not count."),
    403: _answer("The token lacks a scope, or the request comes from a page of another site."),
    404: _answer("There is no such thing."),
    409: _answer("Somebody else was faster. Nothing was written.", values.ConflictTrouble),
    413: _answer("Too long."),
    422: _answer("It is not as it should be, or cannot be done."),
    428: _answer("`If-Match` is missing, or names no revision."),
    503: _answer("The database is busy or away."),
}
ERRORS = trouble(400, 401, 403, 422, 503)

_bearer = HTTPBearer(auto_error=False, description="A token that `wortlaut tokens add` has made.")
"""No token at all is answered by us, as a problem."""


def parts_of(request: Request) -> Parts:
    """What this application works with."""
    parts: Parts = request.app.state.parts
    return parts


def no_other_queries(request: Request) -> None:
    """A filter that is not known would be passed over, and more be found than was asked for.

    Raises:
        Problem: there is one.
    """
    about = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    names = {parameter["name"] for parameter in about.get("parameters", ()) if parameter["in"] == "query"}
    if unknown := sorted(set(request.query_params) - names):
        known = f"known here: {', '.join(sorted(names))}" if names else "there are none here"
        raise Problem(
            422, "invalid", f"{one_line(unknown[0])[:80]!r} is no parameter of this call; {known}.", errors=[]
        )


def client(
    parts: Annotated[Parts, Depends(parts_of)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Client:
    """Who asks.

    Raises:
        Problem: nobody that is known.
    """
    wants = {"WWW-Authenticate": "Bearer"}
    if given is None:
        if parts.open() if parts.open is not None else not parts.ledger.accounts.users():
            return Client(LOCAL, SCOPES, role="admin")
        raise Problem(401, "no-token", "A token is needed: Authorization: Bearer TOKEN.", wants)
    token = parts.ledger.accounts.token(digest_of(given.credentials), parts.clock())
    if token is None:
        wants = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Problem(401, "bad-token", "This token is not known, has expired or was revoked.", wants)
    scopes = tuple(scope for scope in SCOPES if scope in token.scopes and scope in ALLOWED[token.role])
    return Client(token.owner, scopes, token.expires, token.role)


def may(scope: Scope) -> Any:
    """A dependency: whoever asks has this scope."""

    def check(this: Annotated[Client, Depends(client)]) -> Client:
        if scope not in this.scopes:
            wants = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
            raise Problem(403, "scope", f"This needs the scope '{scope}'.", wants)
        return this

    return Depends(check)


Here = Annotated[Parts, Depends(parts_of)]
Reader = Annotated[Client, may("read")]
Bringer = Annotated[Client, may("submit")]
Editor = Annotated[Client, may("decide")]
Approver = Annotated[Client, may("approve")]
Admin = Annotated[Client, may("admin")]
