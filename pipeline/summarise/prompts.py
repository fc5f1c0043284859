"""Prompts: text files with a small header, filled with an article that cannot be taken for instructions.

    name: brief
    version: 1
    answer: sentences
    variables: count, title, article, house_style

    == system ==
    ...
    == user ==
    <article>
    {{article}}
    </article>

What comes from an article goes in through :func:`data` only: it then has no angle or square brackets left. As every
delimiter of a prompt, every line number and every control token of the known models is written with these, nothing in
an article can end its own delimiters, number its own lines, or begin another turn of the conversation.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from .. import resources
from ..errors import PromptError
from ..types import CheckedSentence

Answer = Literal["sentences", "headline", "text"]
"""What a prompt asks for; ``text`` is one that other prompts take in."""
Role = Literal["system", "user", "text"]

VARIABLES: dict[str, str] = {
    "article": "the article's sentences in English, a numbered line each",
    "original": "the same in the original language",
    "title": "the article's title in English; empty if it has none that is translated",
    "count": "how many sentences are wanted",
    "house_style": "the house's rules",
    "language": "the original language, as a two-letter code",
    "source": "the publication",
    "published": "the date of publication",
}
"""What a prompt may take in."""
_MATERIAL = ("article", "original", "title", "language", "source", "published")
"""What comes from an article or its feed, and so from strangers."""
_KEYS = ("name", "version", "answer", "variables", "count")
_SECTION = re.compile(r"^== (\w+) ==$", re.MULTILINE)
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACKETS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
EXAMPLE = {
    "article": "[s1] Police in Kiel arrested a man on Monday.\n[s2] He is said to have stolen 14 bicycles.",
    "original": "[s1] Die Polizei in Kiel nahm am Montag einen Mann fest.\n[s2] Er soll 14 Fahrräder gestohlen haben.",
    "title": "Arrest in Kiel",
    "count": "2",
    "language": "de",
    "source": "Förde-Bote",
    "published": "2026-11-09",
}
"""What `wortlaut prompts show` fills a prompt with."""
LARGEST = 100_000
"""Bytes; what is larger is no prompt."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as read from its file."""

    name: str
    version: str
    answer: Answer
    variables: tuple[str, ...]
    sections: tuple[tuple[Role, str], ...]
    count: int = 0
    """How many sentences it wants whatever the article's length; 0 to leave that to the article."""
    sha256: str = ""
    """Of its file."""
    path: Path = field(default=Path(), compare=False)

    def messages(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """The conversation with which a model is asked, its places filled in one pass: what is filled in is not looked
        at again."""

        def value(match: re.Match[str]) -> str:
            return values.get(match.group(1), "")

        return [{"role": role, "content": _PLACE.sub(value, text).strip()} for role, text in self.sections]

    @property
    def text(self) -> str:
        """The text of a prompt that others take in."""
        return "\n\n".join(text for _, text in self.sections)


def load_prompt(name: str) -> Prompt:
    """A prompt by its name in ``prompts/`` or by the path of its file.

    Raises:
        PromptError: there is none, or it has a mistake.
    """
    shipped = resources.prompts() / f"{name}.txt"
    if re.fullmatch(r"[\w-]+", name) and shipped.is_file():
        return read_prompt(shipped)
    path = Path(name).expanduser()
    if path.is_file():
        return read_prompt(path)
    known = [prompt.stem for prompt in shipped_prompts()]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f" Did you mean '{close[0]}'?" if close else ""
    raise PromptError(f"There is no prompt '{name}'.{meant} Valid: {', '.join(known)}, or the path of a file.")


def shipped_prompts() -> tuple[Path, ...]:
    """The files of the prompts that come with the program."""
    return tuple(sorted(resources.prompts().glob("*.txt")))


def read_prompt(path: Path) -> Prompt:
    """A prompt from its file.

    Raises:
        PromptError: the file cannot be read or has a mistake; the message names the line.
    """
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            raise PromptError(f"{path}: a prompt has at most {LARGEST:,} bytes, this file has {len(raw):,}.")
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read as a prompt: {error}") from error
    head, _, body = text.partition("\n\n")
    header = _header(path, head)
    answer = header.get("answer", "")
    if answer not in get_args(Answer):
        raise PromptError(f"{path}: answer is {answer!r}; valid: {', '.join(get_args(Answer))}.")
    variables = tuple(part.strip() for part in header.get("variables", "").split(",") if part.strip())
    sections = _sections(path, body, header["answer"])
    _check_variables(path, variables, sections, answer)
    count = header.get("count", "0")
    if not count.isdigit() or int(count) > 20:
        raise PromptError(f"{path}: count is {count!r}; valid: a number up to 20.")
    digest = hashlib.sha256(raw).hexdigest()
    form: Answer = "headline" if answer == "headline" else "text" if answer == "text" else "sentences"
    return Prompt(header["name"], header["version"], form, variables, sections, int(count), digest, path)


def data(text: str) -> str:
    """A piece of an article as it may stand in a prompt: on one line, without brackets that mean something there."""
    return " ".join(_UNSEEN.sub(" ", text).translate(_BRACKETS).split())


def lines(sentences: Sequence[CheckedSentence], *, original: bool = False) -> str:
    """An article's sentences as numbered lines."""
    return "\n".join(f"[{s.id}] {data(s.source if original else s.target or '')}" for s in sentences)


def identity(prompts: Sequence[Prompt]) -> str:
    """sha256 over prompts used together; the file's own if there is just one."""
    sums = [prompt.sha256 for prompt in prompts]
    return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _header(path: Path, head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), 1):
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon or key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.6)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise PromptError(
                f"{path}:{number}: {line.strip()[:60]!r} is not a line of the header.{meant} It has "
                f"{', '.join(_KEYS)}, each with a colon, and ends with an empty line."
            )
        if key in found:
            raise PromptError(f"{path}:{number}: {key} is given twice.")
        found[key] = value.strip()
    for key in ("name", "version", "answer"):
        if not found.get(key):
            raise PromptError(f"{path}: the header has no {key}.")
    return found


def _sections(path: Path, body: str, answer: str) -> tuple[tuple[Role, str], ...]:
    parts = _SECTION.split(body)
    if parts[0].strip():
        raise PromptError(f"{path}: text before the first section; begin it with '== system ==' or '== user =='.")
    valid: dict[str, Role] = {"text": "text"} if answer == "text" else {"system": "system", "user": "user"}
    found: list[tuple[Role, str]] = []
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        if name not in valid:
            raise PromptError(f"{path}: unknown section '{name}'; valid here: {', '.join(valid)}.")
        if any(role == name for role, _ in found):
            raise PromptError(f"{path}: the section '{name}' is there twice.")
        found.append((valid[name], text.strip()))
    if not found or found[-1][0] == "system":
        raise PromptError(f"{path}: it has no section '== {'text' if answer == 'text' else 'user'} ==' at its end.")
    return tuple(found)


def _check_variables(path: Path, variables: Sequence[str], sections: Sequence[tuple[Role, str]], answer: str) -> None:
    used = {name for _, text in sections for name in _PLACE.findall(text)}
    for _, text in sections:
        for line in _PLACE.sub("", text).splitlines():
            if "{{" in line:
                raise PromptError(
                    f"{path}: {line[line.index('{{') :].strip()[:40]!r} is no variable: write {{{{name}}}}, the name "
                    f"in letters and underscores, closed by two braces. Valid: {', '.join(VARIABLES)}."
                )
    for name in (*variables, *used):
        if name not in VARIABLES:
            close = difflib.get_close_matches(name, VARIABLES, n=1, cutoff=0.5)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise PromptError(f"{path}: unknown variable '{name}'.{meant} Valid: {', '.join(VARIABLES)}.")
    if odd := sorted(used.symmetric_difference(variables)):
        where = "used but not listed in the header" if odd[0] in used else "listed in the header but not used"
        raise PromptError(f"{path}: the variable '{odd[0]}' is {where}.")
    if answer == "text":
        if used:
            raise PromptError(f"{path}: a prompt that others take in has no variables of its own.")
        return
    if not used & {"article", "original"}:
        raise PromptError(f"{path}: it does not take in the article; say {{{{article}}}} or {{{{original}}}}.")
    for role, text in sections:
        for name in _MATERIAL:
            for match in re.finditer(rf"\{{\{{\s*{name}\s*\}}\}}", text):
                before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
                tag = re.search(r"<(\w+)>$", before)
                if role != "user" or tag is None or not after.startswith(f"</{tag.group(1)}>"):
                    raise PromptError(
                        f"{path}: {{{{{name}}}}} must stand in the section 'user' between an opening and a closing "
                        f"tag, for instance <{name}> and </{name}>: it is material, and the model must see where it "
                        "ends."
                    )
