"""Errors of the API as RFC 9457 wants them: ``application/problem+json``, with a type that programs can go by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..errors import DecisionError, InputError, WortlautError
from ..ledger.errors import LedgerBusy, LedgerDenied, LedgerFull, LedgerGone, NoSuchPlace
from ..render.text import one_line

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:wortlaut:problem:"
_RETRY = 2
"""Seconds after which a busy database may be asked again."""
_TITLES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content",
    428: "Precondition Required", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
_ERRORS = 20
"""Mistakes in one request that are listed."""


class Problem(Exception):
    """An answer that says what is wrong.

    Args:
        status: of the answer.
        kind: what programs go by; becomes the end of ``type``. Empty for a problem that its status says all about.
        detail: for people.
        headers: of the answer.
        more: further members.
    """

    def __init__(
        self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more

    def answer(self) -> JSONResponse:
        """As it is sent."""
        body = {
            "type": TYPE + self.kind if self.kind else "about:blank",
            "title": _title(self.status),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)


def problem_of(error: WortlautError) -> Problem:
    """What the library says, as a problem."""
    said = one_line(str(error))
    match error:
        case LedgerBusy():
            return Problem(503, "busy", said, {"Retry-After": str(_RETRY)})
        case LedgerFull() | LedgerDenied() | LedgerGone():
            return Problem(503, "ledger", said, {"Retry-After": str(30)})
        case NoSuchPlace():
            return Problem(400, "place", said)
        case DecisionError():
            return Problem(422, "decision", said)
        case InputError():
            return Problem(422, "input", said)
    return Problem(422, "refused", said)


def install(app: FastAPI) -> None:
    """Let an application answer every error so."""

    def problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return error.answer()

    def known(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, WortlautError)
        return problem_of(error).answer()

    def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        found = [
            {"where": ".".join(map(_shown, one["loc"])), "message": one_line(str(one["msg"]))[:300]}
            for one in error.errors()[:_ERRORS]
        ]
        first = f"{found[0]['where']}: {found[0]['message']}" if found else "it cannot be read"
        return Problem(422, "invalid", f"The request is not as it should be: {first}", errors=found).answer()

    def plain(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return Problem(error.status_code, "", one_line(str(error.detail)), error.headers).answer()

    def unforeseen(request: Request, error: Exception) -> JSONResponse:
        return Problem(500, "", "An error in Wortlaut; its log says more.").answer()

    app.add_exception_handler(Exception, unforeseen)  # told to the log by the server all the same
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(WortlautError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)


def _shown(part: object) -> str:
    return one_line(str(part))[:80]


def _title(status: int) -> str:
    return _TITLES.get(status, "Error")
