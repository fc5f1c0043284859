"""A chat model in this process: any causal language model with a chat template that transformers can load.

A folder, a hub id, or one GGUF file, as llama.cpp uses it (transformers reads that with the packages ``gguf`` and
``accelerate``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..config import SummariseConfig
from ..errors import ModelError, SummariserError
from ..models.folder import sha256_of
from ..models.resolve import resolve
from .chat import Messages, Reply

DEFAULT = "qwen3-4b-instruct"


class LocalChat:
    """A chat model loaded when it is first asked. It takes one question at a time.

    Args:
        settings: model, revision, device.
        say: told about a download.

    Raises:
        ModelError: the weights are not to be had.
    """

    def __init__(self, settings: SummariseConfig, *, say: Callable[[str], None]) -> None:
        name = settings.model or DEFAULT
        file = Path(name).expanduser()
        self._gguf = file.name if file.suffix == ".gguf" else ""
        if self._gguf:
            if not file.is_file():
                raise ModelError(f"{file}: there is no such GGUF file (summarise.model).")
            self._folder, self.name, self.revision = file.parent, file.stem, f"sha256:{sha256_of(file)}"
        else:
            try:
                model = resolve(name, revision=settings.revision, offline=settings.offline, warn=say, role="summarise")
            except ModelError as error:
                raise ModelError(
                    f"{error} A model on a server needs no download: name its address in summarise.instruct.server."
                ) from error
            self._folder, self.name, self.revision = model.folder, model.name, model.revision
        self._device = settings.device
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    lanes = 1

    def ask(self, messages: Messages, schema: Mapping[str, Any], max_tokens: int) -> Reply:
        """The most likely answer, token by token. The schema is only what the prompt asks for: nothing enforces it."""
        import torch

        with self._lock:
            tokenizer, model = self._loaded or self._load()
            inputs = tokenizer.apply_chat_template(
                [dict(message) for message in messages],
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
            )
            length = int(inputs["input_ids"].shape[1])
            room = int(getattr(model.config, "max_position_embeddings", 0) or length + max_tokens) - length
            if room < min(64, max_tokens):
                raise SummariserError(
                    f"The article is too long for {self.name}: with its prompt it has {length} tokens. Lower "
                    "summarise.instruct.most_characters."
                )
            with torch.inference_mode():
                output = model.generate(
                    **inputs.to(model.device),
                    do_sample=False,
                    num_beams=1,
                    max_new_tokens=min(max_tokens, room),
                    pad_token_id=tokenizer.pad_token_id
                    if tokenizer.pad_token_id is not None
                    else tokenizer.eos_token_id,
                )
            answer = output[0][length:]
            text = str(tokenizer.decode(answer, skip_special_tokens=True)).strip()
            return Reply(text, len(answer) >= min(max_tokens, room))

    def _load(self) -> tuple[Any, Any]:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        device = self._device
        if device == "cuda" and not torch.cuda.is_available():
            raise ModelError('No GPU is visible to this program. Set summarise.device = "cpu" or "auto".')
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        if self._gguf:
            given["gguf_file"] = self._gguf
        else:
            given["use_safetensors"] = True
        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            tokenizer = AutoTokenizer.from_pretrained(
                self._folder, **{key: value for key, value in given.items() if key != "use_safetensors"}
            )
            dtype = torch.bfloat16 if device == "cuda" else torch.float32
            model: Any = AutoModelForCausalLM.from_pretrained(self._folder, dtype=dtype, **given)
        except ImportError as error:
            needed = " (`pip install gguf accelerate`)" if self._gguf else ""
            raise ModelError(f"{self.name} needs another Python package{needed}: {error}") from error
        except (OSError, ValueError, KeyError, RuntimeError, AssertionError) as error:
            raise ModelError(f"{self.name} in {self._folder} cannot be loaded as a chat model: {error}") from error
        finally:
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        if not tokenizer.chat_template:
            raise ModelError(
                f"{self.name} has no chat template: it is not a chat model. Name one in summarise.model, or a server "
                "in summarise.instruct.server."
            )
        for key in ("temperature", "top_p", "top_k"):  # sampling settings of its own, which say nothing here
            setattr(model.generation_config, key, None)
        model.generation_config.max_length = None
        self._loaded = tokenizer, model.to(device).eval()
        return self._loaded
