"""A chat model on a server that speaks OpenAI's protocol: vLLM, llama.cpp, Ollama, or one on the net.

One request is POST ``<server>/chat/completions``. The answer is held to a JSON schema where the server can do that
(``response_format`` of type ``json_schema``); where it cannot, first to any JSON object, then to nothing, which is said
once. The key comes from the environment and goes into one header; nothing else in this program sees it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx2

from ..config import InstructConfig
from ..errors import ConfigError, ModelError, SummariserError
from .chat import Messages, Reply

_FORMS = ("json_schema", "json_object", "none")
_FORM_WORDS = {"json_object": "any JSON object is asked for instead", "none": "the form is only asked for in words"}
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Answers after which the same request may succeed."""
_REFUSED = frozenset({401, 403, 404})
"""Answers that every further request would get as well."""
_PAUSE = 0.5
"""Seconds before the first repetition, doubled for each further one, unless the server says how long to wait."""
LARGEST = 4_000_000
"""Bytes of an answer; more is no answer to a question of ours."""


class Server:
    """A chat model behind an address. Can be asked from several threads.

    Args:
        settings: address, name of the key's variable, time limits.
        model: what the server calls the model; empty if it has just one.
        say: told once if the server cannot be held to a schema.
        environ: where the key is looked up.

    Raises:
        ConfigError: the address is none, or the variable with the key is not set.
    """

    def __init__(
        self,
        settings: InstructConfig,
        model: str,
        *,
        say: Callable[[str], None],
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        parts = urlsplit(settings.server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(
                f"summarise.instruct.server is {_bare(settings.server)!r}; an address such as http://127.0.0.1:8080/v1 "
                "is needed."
            )
        if parts.username or parts.password or parts.query:
            raise ConfigError(
                f"summarise.instruct.server ({_bare(settings.server)}) must not hold a key or password: put it into an "
                "environment variable and name that in summarise.instruct.key_env."
            )
        if settings.key_env and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", settings.key_env):
            raise ConfigError(
                "summarise.instruct.key_env is not the name of an environment variable (letters, digits, underscores). "
                "If it is the key itself, take it out of the configuration: put it into an environment variable, and "
                "that one's name here."
            )
        key = environ.get(settings.key_env, "").strip() if settings.key_env else ""
        if settings.key_env and not key:
            raise ConfigError(
                f"The environment variable {_named(settings.key_env)} is not set; it is to hold "
                f"the key for {settings.server}."
            )
        if not key.isascii() or not key.isprintable():
            raise ConfigError(f"The key in the environment variable {settings.key_env} has characters that no key has.")
        if key and parts.scheme == "http" and parts.hostname not in _HERE:
            say(f"The key and the articles go to {parts.hostname} unencrypted (http); use https if it can.")
        self._settings = settings
        self._url = settings.server.rstrip("/") + "/chat/completions"
        self._where = f"{parts.scheme}://{parts.netloc}"
        self._model = model
        self._key = key
        self._echo = _echo(key)
        self._say = say
        self._form = 0
        self._spare: set[str] = set()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What the server calls the model."""
        return self._model or "model of a server"

    @property
    def revision(self) -> str:
        """A server does not say which weights it has: its address and the model's name stand for them."""
        return hashlib.sha256(f"{self._url} {self._model}".encode()).hexdigest()

    @property
    def lanes(self) -> int:
        """As set: what a server takes at once, it does not say."""
        return self._settings.parallel

    def ask(self, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> Reply:
        """One answer, within the total time limit. A key that the server repeats in it is taken out."""
        settings = self._settings
        limits = httpx2.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        key = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        with httpx2.Client(timeout=limits, headers=key, follow_redirects=False) as client:
            reply = self._answer(client, messages, schema, max_tokens)
        return replace(reply, text=self._echo.sub("…", reply.text)) if self._echo else reply

    def _answer(self, client: httpx2.Client, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> Reply:
        deadline = time.monotonic() + self._settings.total_timeout
        tries = 0
        while True:
            form = self._form
            status, headers, body = self._post(client, self._body(messages, schema, max_tokens), deadline)
            if status == 200:
                return _reply(body, self._where)
            said = self._message(body)
            if status in (400, 415, 422, 500, 501) and self._give_way(said, form):
                continue
            if status in _REFUSED:
                raise ModelError(f"{self._where} answers {status} to {self._url}{said}. {_REMEDY[status]}")
            if status not in _BUSY:
                raise SummariserError(f"{self._where} answers with status {status}{said}.")
            if tries >= self._settings.retries:
                raise SummariserError(
                    f"{self._where} answers with status {status}{said}{_often(tries + 1)}. Try again later, "
                    "or ask it about fewer articles at once (summarise.instruct.parallel)."
                )
            pause = _retry_after(headers) or _PAUSE * 2**tries
            tries += 1
            if time.monotonic() + pause > deadline:
                raise SummariserError(
                    f"{self._where} answers with status {status}{said} and asks for {pause:.0f} seconds, more than is "
                    f"left of summarise.instruct.total_timeout ({self._settings.total_timeout:g} s)."
                )
            time.sleep(pause)

    def _body(self, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> dict[str, Any]:
        form = _FORMS[self._form]
        asked: dict[str, Any] = {"messages": list(messages), "stream": False, "temperature": 0, "seed": 0}
        asked["max_completion_tokens" if "max_tokens" in self._spare else "max_tokens"] = max_tokens
        if self._model:
            asked["model"] = self._model
        if form == "json_schema":
            named = {"name": "answer", "strict": True, "schema": schema}
            asked["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            asked["response_format"] = {"type": "json_object"}
        return {key: value for key, value in asked.items() if key not in self._spare}

    def _post(self, client: httpx2.Client, body: dict[str, Any], deadline: float) -> tuple[int, httpx2.Headers, bytes]:
        limits = self._settings
        try:
            with client.stream("POST", self._url, json=body) as response:
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if time.monotonic() > deadline:
                        raise SummariserError(
                            f"{self._where} was still answering after {limits.total_timeout:g} seconds "
                            "(summarise.instruct.total_timeout)."
                        )
                    if len(content) > LARGEST:
                        raise SummariserError(f"{self._where} answers with more than {LARGEST:,} bytes.")
                return response.status_code, response.headers, bytes(content)
        except httpx2.ConnectTimeout as error:
            raise SummariserError(
                f"{self._where} does not answer within {limits.connect_timeout:g} seconds "
                "(summarise.instruct.connect_timeout). Is the address right, and is the server running?"
            ) from error
        except httpx2.ConnectError as error:
            raise SummariserError(
                f"{self._where} cannot be reached: {self._safe(str(error))}. Is the server running?"
            ) from error
        except httpx2.TimeoutException as error:
            raise SummariserError(
                f"{self._where} sent nothing for {limits.read_timeout:g} seconds (summarise.instruct.read_timeout)."
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SummariserError(
                f"The connection to {self._where} broke off: {self._safe(str(error) or type(error).__name__)}."
            ) from error

    def _give_way(self, said: str, form: int) -> bool:
        """Whether a request that the server cannot take is to be made again in another form."""
        low = said.lower()
        with self._lock:
            if re.search(r"response_format|json_schema|json schema|json_object|grammar|structured|guided", low):
                if form != self._form:
                    return True  # another thread has already found out
                if self._form + 1 < len(_FORMS):
                    self._form += 1
                    self._say(
                        f"{self._where} does not take a {_FORMS[form]} for the form of an answer{said}; "
                        f"{_FORM_WORDS[_FORMS[self._form]]}."
                    )
                    return True
            for key in ("max_tokens", "temperature", "seed"):
                if key in low and key not in self._spare:
                    self._spare.add(key)
                    return True
        return False

    def _message(self, body: bytes) -> str:
        """What a server says about an error, in brackets and on one line; empty if it says nothing."""
        text = body[:2000].decode("utf-8", "replace")
        try:
            found = json.loads(body)
            while isinstance(found, dict):  # {"error": {"message": ...}}, {"message": ...}, {"detail": ...}
                found = next((found[key] for key in ("error", "message", "detail") if key in found), "")
            text = str(found)
        except ValueError:
            text = re.sub(r"<[^>]*>", " ", text)
        text = self._safe(text)
        return f" ({text})" if text else ""

    def _safe(self, text: str) -> str:
        """A text for a message: short, on one line, without the key."""
        if self._key:
            text = text.replace(self._key, "…")
        return " ".join(text.split())[:200].rstrip(".")


_REMEDY = {
    401: "Set the environment variable named in summarise.instruct.key_env to a valid key.",
    403: "Set the environment variable named in summarise.instruct.key_env to a key that may use this model.",
    404: "Is summarise.instruct.server the address up to /v1, and summarise.model a model that it has?",
}


def _reply(body: bytes, where: str) -> Reply:
    try:
        choice = json.loads(body)["choices"][0]
        content = choice["message"].get("content")
        refusal = choice["message"].get("refusal")
        cut = choice.get("finish_reason") == "length"
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise SummariserError(
            f"{where} does not answer in OpenAI's form (no choices with a message). Is it a chat completion server?"
        ) from error
    if isinstance(content, list):  # pieces, as some servers give them
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return Reply(str(content or refusal or ""), cut)


_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_LEAST_KEY = 6
"""Characters; a shorter "key" (for a server that wants none) is a word that articles have too."""


def _echo(key: str) -> re.Pattern[str] | None:
    """Finds a key in an answer, also if its characters are written as JSON escapes."""
    if len(key) < _LEAST_KEY:
        return None
    return re.compile("".join(rf"(?:\\?{re.escape(c)}|\\u(?i:{ord(c):04x}))" for c in key))


def _named(variable: str) -> str:
    """A variable for a message: by its name if that looks like one, for a key may have been typed in its place."""
    plain = re.fullmatch(r"[A-Z_][A-Z0-9_]{0,39}", variable)
    return f"{variable} (summarise.instruct.key_env)" if plain else "named in summarise.instruct.key_env"


def _often(times: int) -> str:
    return f", {times} times in a row" if times > 1 else ""


def _retry_after(headers: httpx2.Headers) -> float:
    """Seconds that the server asks to wait; 0 if it does not say, or says a date."""
    value = headers.get("retry-after", "")
    return float(value) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value) else 0.0


def _bare(address: str) -> str:
    """An address as it may stand in a message: without a name, password or query."""
    return re.sub(r"//[^/@]*@", "//…@", address).partition("?")[0]
