"""From what was named on the command line to articles: files, folders, standard input, data sets."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ..config import InputConfig
from ..errors import InputError
from ..types import Article, Failure
from . import hub, language, records
from .decode import Undecodable, decode, decode_html
from .draft import Broken, Draft
from .identity import Ids, content_digest, given_id, made_id

STAGE = "read"
STDIN = "<stdin>"
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

Drafts = Iterator[Draft | Broken]


def read_inputs(
    inputs: Sequence[str], config: InputConfig, stdin: BinaryIO | None = None, out: Path | None = None
) -> Iterator[Article | Failure]:
    """Read every input, in order, one article at a time.

    Args:
        inputs: files (.txt, .html, .htm, .jsonl, .csv), folders (read recursively, sorted by path), ``-`` for standard
            input (plain text, or JSON lines), ``hf:DATASET[:split]``.
        config: field names, wanted languages, size limit. The limit holds for a whole text or page, and for a single
            line or field of a .jsonl or .csv file, which are streamed.
        stdin: the stream that ``-`` reads.
        out: the folder that the run writes to. Inside an input folder it is passed over, as are other runs' folders.

    Returns:
        Articles without cleaning, and a :class:`Failure` for every item that gives none, as they come.

    Raises:
        InputError: before anything is read, for an input that does not exist or cannot be read by this command.
        ConfigError: ``config.map`` names a field that articles do not have.
    """
    records.check_map(config)
    sources = [_source(name, config, stdin, out) for name in inputs]
    return _finish(sources, config)


def _source(name: str, config: InputConfig, stdin: BinaryIO | None, out: Path | None) -> Callable[[], Drafts]:
    """Check an input now, read it later."""
    if name == "-":
        if stdin is None:
            raise InputError("-: there is no standard input to read here; name a file.")
        return lambda: _standard_input(stdin, config)
    if name.startswith(hub.PREFIX):
        hub.split_name(name)
        return lambda: hub.rows(name, config)
    if "://" in name or name.lower().startswith("feed:"):
        raise InputError(
            f"{name}: feeds and web addresses are not read by this command yet. "
            "Save the page as a file (.html) and pass that, or pipe it in as text with '-'."
        )
    try:
        path = Path(name)
        if path.is_dir():
            return lambda: _folder(path, config, out)
        if "\x00" in name:  # some Pythons call such a path missing, some refuse it
            raise ValueError("it holds a zero character")
        if not path.exists():
            raise InputError(f"{name}: no such file or folder. Check the path.")
    except (OSError, ValueError) as error:  # a name too long, a zero byte in it
        raise InputError(f"{name[:200]!r}: not a usable path ({error}).") from None
    if not path.is_file():
        raise InputError(f"{name}: not a regular file. Pipe what it gives in with '-'.")
    if path.suffix.lower() not in _READERS:
        raise InputError(f"{name}: files of this kind are not read; possible are {', '.join(_READERS)}.")
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"{name}: cannot be opened: {error.strerror}.") from None
    return lambda: _file(path, config)


def _finish(sources: Sequence[Callable[[], Drafts]], config: InputConfig) -> Iterator[Article | Failure]:
    ids = Ids()
    for source in sources:
        for item in source():
            yield _failure(item) if isinstance(item, Broken) else _article(item, ids, config)


def _failure(broken: Broken) -> Failure:
    origin = _whole(broken.origin)
    name = Path(origin.split(":", 1)[0] if origin.startswith(STDIN) else origin).name
    return Failure(name, origin, STAGE, _whole(broken.reason), broken.skipped)


def _whole(text: str) -> str:
    """The text with half characters (of a file name that is not UTF-8, or a broken JSON escape) made visible.

    They can be neither printed nor stored.
    """
    return _HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def _article(draft: Draft, ids: Ids, config: InputConfig) -> Article | Failure:
    """Give a draft its id and language, or say why it is set aside."""
    origin = _whole(draft.origin)
    reason = _unusable(draft)
    digest = content_digest(draft.title, draft.lead, draft.text)
    wanted = given_id(draft.given_id) if draft.given_id.strip() else made_id(draft.name, draft.text)
    if reason:
        return Failure(wanted, origin, STAGE, reason)
    if twin := ids.same_as(digest):
        return Failure(wanted, origin, STAGE, f"same as {twin}: the same text was read before", skipped=True)
    name = ids.register(wanted, digest)
    found = language.detect(_proper_text(draft)) or draft.language
    if found and config.languages and found not in config.languages:
        wants = " or ".join(language.name(code) for code in config.languages)
        return Failure(
            name, origin, STAGE, f"the text is {language.name(found)} ({found}), not {wants}", skipped=True
        )  # fmt: skip
    return Article(
        id=name,
        text=draft.text,
        title=draft.title,
        lead=draft.lead,
        source=_whole(draft.source),
        url=_whole(draft.url),
        published=draft.published,
        language=found,
        origin=origin,
        blocks=draft.blocks,
    )


def _unusable(draft: Draft) -> str:
    if not draft.text.strip():
        return "empty: there is no text in it"
    for field, value in (("text", draft.text), ("title", draft.title), ("lead", draft.lead)):
        if "\x00" in value:
            return f"the {field} holds a zero character at character {value.index(chr(0)) + 1}; it is not a text"
        if half := _HALF_CHARACTER.search(value):
            return f"the {field} holds half a character (a lone surrogate) at character {half.start() + 1}"
    return ""


def _proper_text(draft: Draft) -> str:
    """What to judge the language by: without a page's furniture, where the reader could tell it."""
    if not draft.blocks:
        return draft.text
    return "\n".join(draft.text[b.start : b.end] for b in draft.blocks if b.removed_by is None and b.field == "text")


def _standard_input(stream: BinaryIO, config: InputConfig) -> Drafts:
    head = b""
    while not head.strip() and (line := stream.readline(config.max_bytes + 1)):
        head += line
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            records.parse_json_line(head, STDIN)
        except Broken:
            pass  # a text may begin with a brace
        else:
            yield from records.json_lines(stream, STDIN, config, head)
            return
    data = head + stream.read(max(config.max_bytes + 1 - len(head), 0))
    yield from _text_of(data, STDIN, "stdin", config)


def _folder(root: Path, config: InputConfig, out: Path | None) -> Drafts:
    """Every file below ``root`` by sorted relative path.

    Hidden files and folders and the folders of runs are left out, links to folders not followed. A README is about the
    folder, not an article in it.
    """
    readable = 0
    unread: list[OSError] = []
    for path in _walk(root, out, unread.append):
        if path.stem.upper() == "README":
            continue
        try:
            regular = path.is_file()
        except OSError as error:  # its folder lets its names be read, not its files
            yield Broken(str(path), f"cannot be read: {error.strerror}")
            continue
        if not regular:
            yield Broken(str(path), "not a regular file", skipped=True)
        elif path.suffix.lower() in _READERS:
            readable += 1
            yield from _file(path, config)
        else:
            kinds = ", ".join(_READERS)
            yield Broken(str(path), f"files of this kind are not read (only {kinds})", skipped=True)
    for closed in unread:
        yield Broken(str(closed.filename), f"this folder cannot be read: {closed.strerror}")
    if not readable and not unread:
        yield Broken(str(root), f"no article in this folder: there is no file of type {', '.join(_READERS)} in it")


def _walk(root: Path, out: Path | None, failed: Callable[[OSError], None]) -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_run(Path(folder, name), out)]
        found.extend(Path(folder) / name for name in files if not name.startswith("."))
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _is_run(folder: Path, out: Path | None) -> bool:
    """True for what a run has written or is to write: its briefs are no articles."""
    try:
        if out is not None and out.is_dir() and folder.samefile(out):
            return True
        return (folder / "run.json").is_file() and (folder / "articles").is_dir()
    except OSError:
        return False  # a folder that forbids to look; reading it will tell


def _file(path: Path, config: InputConfig) -> Drafts:
    try:
        yield from _READERS[path.suffix.lower()](path, config)
    except Undecodable as error:
        yield Broken(str(path), error.reason)
    except OSError as error:
        yield Broken(str(path), f"cannot be read: {error.strerror or error}")


def _bytes(path: Path, config: InputConfig) -> bytes:
    size = path.stat().st_size
    if size > config.max_bytes:
        raise Broken(str(path), _too_large(size, config))
    return path.read_bytes()


def _too_large(size: int, config: InputConfig) -> str:
    return f"too large: {size} bytes, the limit is {config.max_bytes} (input.max_bytes)"


def _text_of(data: bytes, origin: str, name: str, config: InputConfig) -> Drafts:
    if len(data) > config.max_bytes:
        yield Broken(origin, f"too large: more than {config.max_bytes} bytes (input.max_bytes)")
        return
    try:
        yield Draft(origin=origin, name=name, text=decode(data))
    except Undecodable as error:
        yield Broken(origin, error.reason)


def _plain(path: Path, config: InputConfig) -> Drafts:
    try:
        data = _bytes(path, config)
    except Broken as broken:
        yield broken
        return
    yield from _text_of(data, str(path), path.stem, config)


def _page(path: Path, config: InputConfig) -> Drafts:
    from .html import read_page

    try:
        yield read_page(decode_html(_bytes(path, config)), str(path), path.stem)
    except Broken as broken:
        yield broken


def _json(path: Path, config: InputConfig) -> Drafts:
    empty = True
    with path.open("rb") as stream:
        first = stream.readline(config.max_bytes + 1)
        for item in records.json_lines(stream, str(path), config, first):
            empty = False
            yield item
    if empty:
        yield Broken(str(path), "empty: there is no record in it")


def _csv(path: Path, config: InputConfig) -> Drafts:
    empty = True
    for item in records.csv_rows(path, config):
        empty = False
        yield item
    if empty:
        yield Broken(str(path), "empty: there is no record in it")


_READERS: dict[str, Callable[[Path, InputConfig], Drafts]] = {
    ".txt": _plain,
    ".html": _page,
    ".htm": _page,
    ".jsonl": _json,
    ".csv": _csv,
}
