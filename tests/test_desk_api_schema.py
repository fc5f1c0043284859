"""The API against its own description: schemathesis makes requests that fit it and requests that do not, and looks
whether the answers are those that are described. In this process, without network, and with a bounded number."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from pipeline.desk import problems
from pipeline.desk.api import PATH, application
from tests.support_desk_api import Api, api

EXAMPLES = int(os.environ.get("WORTLAUT_EXAMPLES", "5"))
"""Requests for each operation and kind; more by hand, where there is time."""
BEYOND = {
    ("/briefs", "get"): "a cursor is one that a list has given",
    ("/briefs/{item}/decisions", "post"): "a sentence or finding is one that the brief has",
    ("/submissions", "post"): "an address is one that can be fetched",
    ("/webhooks", "post"): "an address is one that can be called, a secret one of the specification's",
}
"""Calls that refuse, with 400 or 422, what a description by types cannot rule out."""
TEXT = {("/submissions", "get"), ("/submissions/file", "post"), ("/history", "get")}
"""Calls to which schemathesis sends a number or an object where a text should be: in a query or a form it is one."""
PATHS = application(None).openapi()["paths"]  # type: ignore[arg-type]  # it is only described
OPERATIONS = [(path, method) for path, operations in PATHS.items() for method in operations]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with api(tmp_path_factory.mktemp("schema") / "ledger.sqlite", [("ada", "admin")]) as one:
        one.brief()
        yield one


@pytest.fixture(scope="module")
def described(desk: Api) -> Any:
    """The description, read from the application where it is mounted."""
    outer = FastAPI(openapi_url=None)
    problems.install(outer)
    outer.mount(PATH, desk.client.app)
    return schemathesis.openapi.from_asgi(f"{PATH}/openapi.json", outer)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda part: part)
def test_answers_are_as_described(described: Any, desk: Api, path: str, method: str, mode: GenerationMode) -> None:
    operation = described[path][method]
    token = desk.token("read", "submit", "decide", "approve", "admin", owner="ada")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        beyond = [positive_data_acceptance] if (path, method) in BEYOND else []
        beyond += [negative_data_rejection] if (path, method) in TEXT else []
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=beyond)

    answers()


def test_every_call_is_described_for_people() -> None:
    for path, method in OPERATIONS:
        about = PATHS[path][method]
        assert about["summary"] and about["description"] and about["tags"], (path, method)
        assert about["security"] == [{"HTTPBearer": []}]
        assert {"401", "403", "422"} <= set(about["responses"]), (path, method)
        for status, answer in about["responses"].items():
            if status.startswith(("4", "5")):
                assert list(answer["content"]) == ["application/problem+json"], (path, method, status)
