"""A chat model on a server: what is asked, what is made of answers, and what a person is told when there is none."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.config import InstructConfig
from pipeline.errors import ConfigError, ModelError, SummariserError
from pipeline.summarise import server as server_module
from pipeline.summarise.chat import schema
from pipeline.summarise.server import Server
from tests.support_server import Body, Handler, drip, hang_up, says, serving, silent, status

KEY = "sk-very-secret-0815"
QUESTION = [{"role": "user", "content": "What happened?"}]
FORM = schema("sentences")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_PAUSE", 0.01)


def server(address: str, model: str = "m", say: Callable[[str], None] = lambda _: None, **settings: Any) -> Server:
    return Server(InstructConfig(server=address, **settings), model, say=say, environ={"DESK_KEY": KEY})


def failure(step: Callable[[Handler, Body], None], **settings: Any) -> tuple[str, int]:
    """What a person is told when a server does this, and how often it was asked."""
    with serving(step) as (address, plan):
        with pytest.raises(SummariserError) as caught:
            server(address, **settings).ask(QUESTION, FORM, 50)
        return str(caught.value), len(plan.requests)


def test_a_question_is_asked_without_sampling_and_with_the_schema() -> None:
    with serving(says("It rained.")) as (address, plan):
        reply = server(address, key_env="DESK_KEY").ask(QUESTION, FORM, 50)
    assert (reply.text, reply.cut) == ("It rained.", False)
    [asked] = plan.requests
    assert asked == {
        "model": "m", "messages": QUESTION, "max_tokens": 50, "stream": False, "temperature": 0, "seed": 0,
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": FORM}},
    }  # fmt: skip
    assert plan.headers[0]["authorization"] == f"Bearer {KEY}"


def test_without_a_key_no_key_is_sent() -> None:
    with serving(says("x")) as (address, plan):
        server(address, model="").ask(QUESTION, FORM, 50)
    assert "authorization" not in plan.headers[0]
    assert "model" not in plan.requests[0]


def test_an_answer_that_was_cut_off_says_so() -> None:
    with serving(says("It rai", finish="length")) as (address, _):
        assert server(address).ask(QUESTION, FORM, 2).cut


@pytest.mark.parametrize(
    "message",
    [
        "'response_format.type' must be one of 'text' or 'json_object'",
        "json_schema is not supported by this model",
        'Either "json_schema" or "grammar" can be specified, but not both',
    ],
)
def test_a_server_that_takes_no_schema_is_asked_for_any_json_and_that_is_said_once(message: str) -> None:
    said: list[str] = []

    def step(handler: Handler, body: Body) -> None:
        if body.get("response_format", {}).get("type") == "json_schema":
            handler.answer(400, {"error": {"message": message}})
        else:
            says("{}")(handler, body)

    with serving(step) as (address, plan):
        asked = server(address, say=said.append)
        asked.ask(QUESTION, FORM, 50)
        asked.ask(QUESTION, FORM, 50)
    kinds = [request.get("response_format", {}).get("type") for request in plan.requests]
    assert kinds == ["json_schema", "json_object", "json_object"]
    assert len(said) == 1
    assert "does not take a json_schema" in said[0]
    assert "any JSON object is asked for instead" in said[0]


def test_a_server_that_takes_no_form_at_all_is_asked_in_words() -> None:
    def step(handler: Handler, body: Body) -> None:
        if "response_format" in body:
            handler.answer(422, {"detail": "response_format: extra fields not permitted"})
        else:
            says("{}")(handler, body)

    with serving(step) as (address, plan):
        server(address).ask(QUESTION, FORM, 50)
    assert "response_format" not in plan.requests[-1]


def test_a_server_that_wants_the_newer_name_of_the_limit_gets_it() -> None:
    def step(handler: Handler, body: Body) -> None:
        if "max_tokens" in body:
            handler.answer(
                400, {"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."}}
            )
        else:
            says("{}")(handler, body)

    with serving(step) as (address, plan):
        server(address).ask(QUESTION, FORM, 50)
    assert plan.requests[-1]["max_completion_tokens"] == 50


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_server_is_asked_again_and_then_given_up(code: int) -> None:
    with serving(status(code), status(code), says("Now.")) as (address, plan):
        assert server(address, retries=2).ask(QUESTION, FORM, 50).text == "Now."
    assert len(plan.requests) == 3
    message, times = failure(status(code, {"error": {"message": "overloaded"}}), retries=1)
    assert times == 2
    assert f"answers with status {code} (overloaded), 2 times in a row" in message


def test_a_server_that_asks_for_more_time_than_there_is_is_not_waited_for() -> None:
    message, times = failure(status(429, Retry_After="3600"), total_timeout=5.0)
    assert times == 1
    assert "asks for 3600 seconds, more than is left of summarise.instruct.total_timeout (5 s)" in message


def test_a_slow_drip_ends_with_the_total_time() -> None:
    message, _ = failure(drip(0.05), total_timeout=0.3)
    assert "was still answering after 0.3 seconds (summarise.instruct.total_timeout)" in message


def test_a_server_that_says_nothing_is_given_up() -> None:
    message, _ = failure(silent(1.0), read_timeout=0.2)
    assert "sent nothing for 0.2 seconds (summarise.instruct.read_timeout)" in message


def test_a_connection_that_breaks_off_is_named() -> None:
    assert "broke off" in failure(hang_up)[0]


def test_a_server_that_is_down_is_a_failure_that_says_what_to_look_at() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(SummariserError, match=r"cannot be reached: .*Is the server running\?"):
        server(address).ask(QUESTION, FORM, 50)


@pytest.mark.parametrize(
    "content", [b"<html>Welcome</html>", {"choices": []}, {"choices": [{"text": "x"}]}, [], b"\xff"]
)
def test_what_is_no_chat_completion_is_said_to_be_none(content: Any) -> None:
    message, _ = failure(lambda handler, body: handler.answer(200, content))
    assert "does not answer in OpenAI's form" in message


def test_an_answer_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "LARGEST", 1000)
    message, _ = failure(says("x" * 5000))
    assert "more than 1,000 bytes" in message


def test_a_redirection_is_not_followed() -> None:
    message, times = failure(status(307, Location="http://127.0.0.1:9/elsewhere"))
    assert times == 1
    assert "status 307" in message


@pytest.mark.parametrize(
    ("code", "words"), [(401, "valid key"), (403, "may use this model"), (404, "a model that it has")]
)
def test_what_every_article_would_meet_stops_the_run(code: int, words: str) -> None:
    step = status(code, {"error": {"message": f"bad key {KEY}"}})
    with serving(step) as (address, _), pytest.raises(ModelError, match=words) as caught:
        server(address, key_env="DESK_KEY").ask(QUESTION, FORM, 50)
    assert KEY not in str(caught.value)


def test_the_key_is_in_no_error_even_if_the_server_repeats_it() -> None:
    with serving(status(418, {"error": {"message": f"{KEY} is no key"}})) as (address, _):
        asked = server(address, key_env="DESK_KEY")
        with pytest.raises(SummariserError) as caught:
            asked.ask(QUESTION, FORM, 50)
    assert "… is no key" in str(caught.value)
    assert KEY not in f"{caught.value!r} {asked.name} {asked.revision} {asked!r}"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"server": "localhost:8080"}, "an address such as http://127.0.0.1:8080/v1 is needed"),
        ({"server": "ftp://host/v1"}, "an address such as"),
        ({"server": "http://me:pass@host/v1"}, "must not hold a key or password"),
        ({"server": "http://host/v1?key=abc"}, "must not hold a key or password"),
        ({"server": "http://host/v1", "key_env": "NOWHERE"}, "environment variable NOWHERE .* is not set"),
        ({"server": "http://host/v1", "key_env": "ODD"}, "characters that no key has"),
    ],
)
def test_a_wrong_address_or_a_missing_key_is_said_before_any_article(settings: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        Server(replace(InstructConfig(), **settings), "m", say=print, environ={"ODD": "abc\ndef"})
    assert "pass" not in str(caught.value).replace("password", "")
    assert "abc" not in str(caught.value)


def test_the_revision_tells_servers_and_models_apart() -> None:
    made = {
        server("http://a/v1", "m").revision,
        server("http://b/v1", "m").revision,
        server("http://a/v1", "n").revision,
    }
    assert len(made) == 3
    assert server("http://a/v1", "m", key_env="DESK_KEY").revision == server("http://a/v1", "m").revision


def test_a_schema_is_strict() -> None:
    assert json.loads(json.dumps(schema("headline"))) == {
        "type": "object",
        "properties": {"headline": {"type": "string"}, "sources": {"type": "array", "items": {"type": "string"}}},
        "required": ["headline", "sources"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize("written", [KEY, KEY.replace("s", "\\u0073"), KEY.replace("-", "\\u002D")])
def test_a_key_that_the_server_repeats_in_its_answer_is_taken_out(written: str) -> None:
    with serving(says(f'{{"text": "Bearer {written} is yours."}}')) as (address, _):
        reply = server(address, key_env="DESK_KEY").ask(QUESTION, FORM, 50)
    assert reply.text == '{"text": "Bearer … is yours."}'


def test_a_key_that_is_a_short_word_is_left_in_the_text() -> None:
    with serving(says("The keys were lost.")) as (address, _):
        made = Server(InstructConfig(server=address, key_env="K"), "m", say=print, environ={"K": "key"})
        assert made.ask(QUESTION, FORM, 50).text == "The keys were lost."


@pytest.mark.parametrize("typed", ["sk-live-4711-geheim", "gsk_4711geheim", "K" * 41, "two words"])
def test_a_key_typed_where_its_variable_belongs_is_not_repeated(typed: str) -> None:
    settings = InstructConfig(server="http://host/v1", key_env=typed)
    with pytest.raises(ConfigError, match=r"summarise\.instruct\.key_env") as caught:
        Server(settings, "m", say=print, environ={})
    assert typed not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "key", "number"),
    [
        ("http://llm.example.org/v1", KEY, 1),
        ("https://llm.example.org/v1", KEY, 0),
        ("http://127.0.0.1:8080/v1", KEY, 0),
        ("http://[::1]:8080/v1", KEY, 0),
        ("http://llm.example.org/v1", "", 0),
    ],
)
def test_a_key_that_would_leave_the_machine_unencrypted_is_remarked_upon(address: str, key: str, number: int) -> None:
    said: list[str] = []
    Server(InstructConfig(server=address, key_env="K" if key else ""), "m", say=said.append, environ={"K": key})
    assert len(said) == number
    assert all("unencrypted" in line and KEY not in line for line in said)
