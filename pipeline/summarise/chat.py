"""What the instruct summariser expects of a chat model, wherever it runs, and how its answers are read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from .prompts import Answer

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer; ``cut`` if it was not finished when the limit of tokens was reached."""

    text: str
    cut: bool = False


class Chat(Protocol):
    """A chat model. Deterministic as far as it can be: it is asked without sampling."""

    @property
    def name(self) -> str:
        """The model."""

    @property
    def revision(self) -> str:
        """What tells one version of it from another, as far as known."""

    @property
    def lanes(self) -> int:
        """How many questions it takes at once."""

    def ask(self, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> Reply:
        """The answer to a conversation, in the form of a JSON schema where the model can be held to one.

        Raises:
            SummariserError: there is no answer to this question.
            ModelError: there will be no answer to any.
        """


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of an answer, and the numbers of the lines it rests on."""

    text: str
    sources: list[str]


class Sentences(msgspec.Struct, frozen=True):
    """The answer to a prompt for a summary."""

    sentences: list[Sentence]


class Headline(msgspec.Struct, frozen=True):
    """The answer to a prompt for a headline."""

    headline: str
    sources: list[str]


T = TypeVar("T", Sentences, Headline)
MOST_SENTENCES = 20
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character: no text with it can be stored or sent."""
_SOURCES: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def schema(answer: Answer) -> dict[str, Any]:
    """The JSON schema of an answer, strict: every key is required and there are no others."""
    if answer == "headline":
        return _object({"headline": {"type": "string"}, "sources": _SOURCES})
    sentence = _object({"text": {"type": "string"}, "sources": _SOURCES})
    return _object({"sentences": {"type": "array", "items": sentence}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_answer(text: str, form: type[T]) -> T:
    """An answer in the form asked for. What a model thinks aloud before it, a fence around it, a sentence before or
    after it, and keys that were not asked for, are passed over.

    Raises:
        ValueError: it is not in that form; the message says in what way, for the model to read.
    """
    text = _THOUGHT.sub("", text)
    fenced = _FENCED.search(text)
    body = (fenced.group(1) if fenced else text).strip()
    if not body:
        raise ValueError("the answer is empty")
    try:
        read = _read(body)
        if _HALF.search(body) or _HALF.search(json.dumps(read, ensure_ascii=False)):
            raise ValueError("it has half a character (a lone surrogate)")
        found = msgspec.convert(read, form)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not valid JSON ({error.msg} at character {error.pos})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except msgspec.ValidationError as error:
        raise ValueError(f"the JSON does not have the form asked for: {error}") from error
    if isinstance(found, Sentences):
        if not any(sentence.text.strip() for sentence in found.sentences):
            raise ValueError("it has no sentence")
        if len(found.sentences) > MOST_SENTENCES:
            raise ValueError(f"it has {len(found.sentences)} sentences, at most {MOST_SENTENCES} are read")
    elif not found.headline.strip():
        raise ValueError("the headline is empty")
    return found


def _read(body: str) -> Any:
    """The JSON of an answer; of an answer with words around it, the outermost object."""
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        start, end = body.find("{"), body.rfind("}") + 1
        if start < 0 or end <= start or (start, end) == (0, len(body)):
            raise
        try:
            return json.loads(body[start:end])
        except json.JSONDecodeError:
            pass
        raise
