"""The instruct summariser: a chat model, a prompt, and no trust in either.

The model gets the translated sentences as numbered lines and answers in JSON. An answer in another form is asked for
once more, with what was wrong with it; so are sentences that the check did not let pass (:meth:`Instruct.again`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from ..config import SummariseConfig
from ..errors import PromptError, UnusableAnswer
from ..resources import fingerprint
from ..types import Article, CheckedSentence
from .attribute import attributed
from .base import Draft, Fault, SummariserIdentity
from .brief import wanted
from .chat import Chat, Headline, Messages, Sentences, read_answer, schema
from .prompts import Prompt, data, identity, lines, load_prompt
from .words import sentences_of

_CODE = tuple(
    f"summarise/{name}.py" for name in ("instruct", "chat", "attribute", "words", "prompts", "server", "local_chat")
)
_LONGEST_ECHO = 4000
"""Characters of a bad answer that are shown to the model again."""
T = TypeVar("T", Sentences, Headline)


class Instruct:
    """Drafts by a chat model.

    Args:
        settings: the ``[summarise]`` section.
        chat: the model.
    """

    def __init__(self, settings: SummariseConfig, chat: Chat) -> None:
        self._settings = settings
        self._chat = chat
        self._prompt = _of_form(load_prompt(settings.prompt), "sentences")
        top, style = settings.headline_prompt, settings.house_style
        self._headline = _of_form(load_prompt(top), "headline") if top else None
        self._style = _of_form(load_prompt(style), "text") if style else None

    @property
    def identity(self) -> SummariserIdentity:
        """Its revision covers the model's and the code; its prompt all prompts in use."""
        own = hashlib.sha256(f"{self._chat.revision} {fingerprint(*_CODE)}".encode()).hexdigest()
        prompts = [prompt for prompt in (self._prompt, self._headline, self._style) if prompt]
        return SummariserIdentity(f"instruct {self._chat.name}", own, identity(prompts))

    @property
    def lanes(self) -> int:
        """As many as the model takes questions."""
        return self._chat.lanes

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterator[Draft]:
        """A headline, if one is wanted, and the sentences of the model's answer in its order.

        Raises:
            UnusableAnswer: two answers in a row were not in the form asked for.
            SummariserError: the model gave no answer.
        """
        shown = self._shown(sentences)
        if not shown:
            return
        values = self._values(article, sentences, shown)
        if self._headline:
            try:
                top = self._asked(self._headline.messages(values), self._headline, Headline)
                yield Draft(top.headline, self._sources(top.headline, shown, top.sources), -1, part="headline")
            except UnusableAnswer:
                pass  # the title is translated, as without this prompt
        answer = self._asked(self._prompt.messages(values), self._prompt, Sentences)
        offered = [(text, one.sources) for one in answer.sentences for text in sentences_of(one.text)]
        for order, (text, sources) in enumerate(offered):
            yield Draft(text, self._sources(text, shown, sources), order)

    def again(self, article: Article, sentences: Sequence[CheckedSentence], faults: Sequence[Fault]) -> Iterator[Draft]:
        """The model's second wording of what the check did not let pass."""
        shown = self._shown(sentences)
        values = self._values(article, sentences, shown)
        asked = [fault for fault in faults if fault.draft.part == "summary"]
        if asked:
            before = {"sentences": [{"text": f.draft.text, "sources": list(f.draft.sources)} for f in asked]}
            wrong = "\n".join(
                f"{n}. {data(fault.draft.text)}\n   Wrong: {data(' '.join(fault.messages))}"
                for n, fault in enumerate(asked, 1)
            )
            messages = [
                *self._prompt.messages(values),
                _said(json.dumps(before, ensure_ascii=False)),
                {
                    "role": "user",
                    "content": f"These sentences were held against the article and are not right:\n{wrong}\n"
                    f"Write each of the {len(asked)} again, in the same order and the same JSON form, so that it says "
                    "only what the article says.",
                },
            ]
            answer = self._asked(messages, self._prompt, Sentences)
            for fault, sentence in zip(asked, answer.sentences, strict=False):
                # The first sentence takes the place; what more was written is no answer to what was asked.
                for text in sentences_of(sentence.text)[:1]:
                    yield Draft(text, self._sources(text, shown, sentence.sources), fault.draft.order)
        for fault in faults:
            if fault.draft.part == "headline" and self._headline:
                messages = [
                    *self._headline.messages(values),
                    _said(json.dumps({"headline": fault.draft.text, "sources": []}, ensure_ascii=False)),
                    {
                        "role": "user",
                        "content": f"That is not right: {data(' '.join(fault.messages))} Write another one.",
                    },
                ]
                try:
                    top = self._asked(messages, self._headline, Headline)
                except UnusableAnswer:
                    continue  # what came before is not lost for it
                yield Draft(top.headline, self._sources(top.headline, shown, top.sources), -1, part="headline")

    def _asked(self, messages: Messages, prompt: Prompt, form: type[T]) -> T:
        """The model's answer to a prompt; if it is not in the form asked for, its second answer."""
        shape, limit = schema(prompt.answer), self._settings.instruct.max_tokens
        reply = self._chat.ask(messages, shape, limit)
        try:
            return read_answer(reply.text, form)
        except ValueError as error:
            first = _why(error, reply.cut, limit)
        messages = [
            *messages,
            _said(reply.text[:_LONGEST_ECHO] or "(nothing)"),
            {
                "role": "user",
                "content": f"That cannot be used: {data(first)}. Answer again, with JSON only, in the form asked for.",
            },
        ]
        reply = self._chat.ask(messages, shape, limit)
        try:
            return read_answer(reply.text, form)
        except ValueError as error:
            raise UnusableAnswer(
                f"{self._chat.name} was asked twice and did not answer in the form of the prompt '{prompt.name}': "
                f"{_why(error, reply.cut, limit)}."
            ) from error

    def _values(
        self, article: Article, sentences: Sequence[CheckedSentence], shown: Sequence[CheckedSentence]
    ) -> Mapping[str, str]:
        number = self._prompt.count or wanted(
            len(sentences), self._settings.min_sentences, self._settings.max_sentences
        )
        return {
            "article": lines(shown),
            "original": lines(shown, original=True),
            "title": data(article.title),
            "count": str(number),
            "house_style": self._style.text if self._style else "",
            "language": data(article.language or "de"),
            "source": data(article.source),
            "published": data(article.published),
        }

    def _shown(self, sentences: Sequence[CheckedSentence]) -> list[CheckedSentence]:
        """The beginning of the article, as much of it as the model is to read."""
        shown: list[CheckedSentence] = []
        size = 0
        for sentence in sentences:
            size += max(len(sentence.target or ""), len(sentence.source))
            if shown and size > self._settings.instruct.most_characters:
                break
            shown.append(sentence)
        return shown

    @staticmethod
    def _sources(text: str, shown: Sequence[CheckedSentence], named: Sequence[str]) -> tuple[str, ...]:
        return attributed(text, shown, [name.strip(" []") for name in named])


def load(settings: SummariseConfig, say: Callable[[str], None]) -> Instruct:
    """The summariser with the model named in the settings, on a server or in this process.

    Raises:
        ConfigError: the server's address or key is missing or malformed.
        ModelError: the model is not to be had.
        PromptError: a prompt has a mistake.
    """
    if settings.instruct.server:
        from .server import Server

        return Instruct(settings, Server(settings.instruct, settings.model, say=say))
    from .local_chat import LocalChat

    return Instruct(settings, LocalChat(settings, say=say))


def _of_form(prompt: Prompt, answer: str) -> Prompt:
    if prompt.answer != answer:
        raise PromptError(
            f"{prompt.path}: this prompt's answer is '{prompt.answer}'; here one with 'answer: {answer}' is needed."
        )
    return prompt


def _said(text: str) -> dict[str, str]:
    """What the model said before, without the brackets that a model's control tokens are written with, and whole."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return {"role": "assistant", "content": text.replace("<", "‹").replace(">", "›")}


def _why(error: ValueError, cut: bool, limit: int) -> str:
    return f"{error}; it was cut off after {limit} tokens (summarise.instruct.max_tokens)" if cut else str(error)
