"""A MarianMT model's vocabulary: text to ids and back, with sentencepiece and ``vocab.json`` alone.

Both engines use it, so that they read and write the same text by construction. It differs from the transformers
tokenizer on purpose: article text never becomes a control token (``</s>``) or a language code (``>>fr<<``), and what
``sacremoses`` would do to the text is left to :mod:`.source_text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import ModelError
from ..models.settings import vocabulary

_SPACE = "▁"
"""Sentencepiece's mark for a space before a word."""
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
SPECIAL = frozenset({"</s>", "<pad>", "<unk>", "<s>"})
"""Control tokens of Marian vocabularies; they have no text."""


class MarianPieces:
    """The joint vocabulary of a model folder: two sentencepiece models that split text, one table of ids.

    The table may lack pieces that a sentencepiece model makes (which become the unknown token) and have pieces that
    only the other side's model knows.
    """

    def __init__(self, folder: Path) -> None:
        import sentencepiece

        try:
            models = [
                sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
                for name in ("source.spm", "target.spm")
            ]
            self._ids = vocabulary(folder)
            self.unknown = self._ids["<unk>"]
            self.end = self._ids["</s>"]
        except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The vocabulary in {folder} cannot be used: {error}") from error
        self._source = models[0]
        self._tokens = {index: token for token, index in self._ids.items()}
        # Byte pieces represent the bytes of characters that a vocabulary lacks. If neither side has the fallback,
        # "<0x41>" would be ordinary text.
        self._bytes = {
            token: int(match[1], 16)
            for token in self._ids
            if (match := _BYTE.fullmatch(token)) and any(_is_byte(model, token) for model in models)
        }

    def encode(self, text: str) -> list[int]:
        """Ids of a text's pieces, without the end mark; a piece not in the table is the unknown token."""
        pieces: list[str] = self._source.encode(text, out_type=str)
        return [self._ids.get(piece, self.unknown) for piece in pieces]

    def tokens(self, ids: Sequence[int]) -> list[str]:
        """The pieces of ids with the end mark, which CTranslate2 does not add."""
        return [*(self._tokens[i] for i in ids), self._tokens[self.end]]

    def holes(self, size: int) -> list[int]:
        """Ids below ``size``, the number of embedding rows, that no token has. No engine may choose one."""
        return [index for index in range(size) if index not in self._tokens]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of output ids; control tokens are left out."""
        return self.text([self._tokens[i] for i in ids if i in self._tokens])

    def text(self, tokens: Sequence[str]) -> str:
        """The text of output pieces of either side: joined, with marks turned into spaces and bytes into characters."""
        parts: list[str] = []
        pending = bytearray()
        for token in tokens:
            if token in SPECIAL:
                continue
            if token in self._bytes:
                pending.append(self._bytes[token])
                continue
            if pending:
                parts.append(pending.decode("utf-8", "replace"))
                pending.clear()
            parts.append(token)
        parts.append(pending.decode("utf-8", "replace"))
        return "".join(parts).replace(_SPACE, " ").strip()


def _is_byte(model: object, token: str) -> bool:
    index = model.piece_to_id(token)  # type: ignore[attr-defined]
    return bool(model.is_byte(index))  # type: ignore[attr-defined]


def joint_vocabulary(folder: Path) -> bool:
    """Whether a Marian model has one table of ids for both sides, as all but a few Helsinki-NLP models do."""
    try:
        config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return True
    return not (isinstance(config, dict) and config.get("separate_vocabs"))
