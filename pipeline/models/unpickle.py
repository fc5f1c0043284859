"""The only program that ever opens a pickled weights file, started by :mod:`.convert` as a separate process.

It reads the file from standard input with torch's restricted loader, which builds tensors and nothing else, and writes
the tensors as safetensors. All else is a second line of defence, should that loader have a hole: what Python code could
then do here is refused by an audit hook (sockets, other programs, ctypes, any file but those of the libraries), the
kernel limits memory and time and, on Linux, cuts off the network, and there are no secrets in the environment.

Run as a script with ``-I``: this file imports nothing of the project. One argument, a JSON object:
``path`` (module search path), ``target`` (file to write), ``memory`` (bytes beyond what the libraries take),
``seconds`` (of processor time), ``tied`` (whether equal embeddings are one tensor). Prints a JSON object:
``{"tensors": n, "torch": version}`` or ``{"error": text}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

ALLOWED = (
    "array.", "builtins.id", "code.__new__", "compile", "cpython.", "exec", "function.__new__", "gc.", "import",
    "marshal.", "mmap.", "object.", "os.listdir", "os.scandir", "pickle.find_class", "sys._getframe", "sys.audit",
    "sys.excepthook", "sys.unraisablehook", "time.sleep",
)  # fmt: skip
"""Beginnings of the audit events (https://docs.python.org/3/library/audit_events.html) that reading tensors may raise,
late imports included. ``open`` is handled separately; any other event, ``socket.``, ``subprocess.``, ``os.system`` and
``ctypes.`` among them, raises PermissionError."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EMBEDDINGS = ("shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight")
"""Names under which one tied embedding matrix is stored; the first one present is kept."""
_SHARED = "model.shared.weight"
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""``CLONE_NEWUSER`` and ``CLONE_NEWNET`` of Linux: a new network namespace has no way out."""


def leave_the_network() -> None:
    """On Linux, move into an empty network namespace if the kernel lets this process do that.

    Must be called before the first thread starts. If not allowed, :func:`confine` still refuses sockets in Python.
    """
    if sys.platform == "linux":
        import ctypes

        # Root keeps its user namespace: in a new one it could not read a cache inside somebody else's folder.
        flags = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).unshare(flags)


def confine(memory: int, seconds: int, readable: tuple[str, ...]) -> None:
    """Limit memory (address space beyond the present), processor time and abilities of this process, for good.

    The system enforces the limits if it can (``resource``: Linux, macOS); the parent's time limit holds everywhere.

    Args:
        readable: folders inside which files may be opened for reading: where modules are.
    """
    with contextlib.suppress(ImportError):
        import resource

        now = 0
        with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            now = int(file.read().split()[0]) * resource.getpagesize()
        limits = [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, memory)]
        if now:  # elsewhere the address space says little about memory
            limits.append((resource.RLIMIT_AS, now + memory))
        for kind, limit in limits:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))
    folders = tuple(os.path.join(os.path.abspath(folder), "") for folder in readable)  # noqa: PTH100, PTH118

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        """Audit hook: anything that reading tensors does not need raises PermissionError."""
        if event == "open":
            path, _, flags = arguments
            if not flags & _WRITING and (not isinstance(path, (str, bytes)) or os.fsdecode(path).startswith(folders)):
                return
        elif event.startswith(ALLOWED):
            return
        raise PermissionError(f"{event} is not allowed while pickled weights are read")

    sys.addaudithook(refuse)


def distinct(tensors: dict[str, Any], tied: bool) -> dict[str, Any]:
    """The tensors as they should be stored: contiguous, none sharing memory, a tied embedding matrix once.

    The matrix is kept as ``model.shared.weight``, from which the loader fills in the other names. Embeddings that
    differ are all kept.
    """
    import torch

    result = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    family = [name for end in _EMBEDDINGS for name in sorted(result) if name.endswith(end)]
    if tied and family and all(_same(torch, result[family[0]], result[name]) for name in family[1:]):
        matrix = result[family[0]]
        result = {name: tensor for name, tensor in result.items() if name not in family} | {_SHARED: matrix}
    held: set[int] = set()
    for name, tensor in result.items():
        place = tensor.untyped_storage().data_ptr()
        if place in held or tensor.untyped_storage().nbytes() != tensor.numel() * tensor.element_size():
            result[name] = tensor.clone()
        held.add(place)
    return result


def _same(torch: Any, one: Any, other: Any) -> bool:
    return one.shape == other.shape and one.dtype == other.dtype and bool(torch.equal(one, other))


def main() -> None:
    """See the module docstring."""
    settings = json.loads(sys.argv[1])
    sys.path[:] = settings["path"]
    leave_the_network()
    import torch
    from safetensors.torch import save_file

    torch.set_num_threads(1)
    # Import now what the loader imports on first use, by loading an empty file of each format.
    import io

    for zipped in (True, False):
        buffer = io.BytesIO()
        torch.save({"x": torch.zeros(1)}, buffer, _use_new_zipfile_serialization=zipped)
        buffer.seek(0)
        torch.load(buffer, map_location="cpu", weights_only=True)
    confine(int(settings["memory"]), int(settings["seconds"]), tuple(settings["path"]))
    stage = "read"
    try:
        loaded = torch.load(sys.stdin.buffer, map_location="cpu", weights_only=True)
        if not isinstance(loaded, dict) or not loaded:
            raise ValueError("it does not hold a table of tensors")
        odd = [str(name) for name, value in loaded.items() if not isinstance(value, torch.Tensor)]
        if odd:
            raise ValueError(f"it holds more than tensors ({odd[0]})")
        tensors = distinct({str(name): value for name, value in loaded.items()}, bool(settings["tied"]))
        stage = "write"
        save_file(tensors, settings["target"], metadata={"format": "pt"})
    except MemoryError:
        print(json.dumps({"stage": stage, "error": "it takes more memory than its size allows"}))
    except Exception as error:  # whatever a hostile file provokes must be an answer, not a crash
        text = " ".join(str(error).split())
        # torch's message for a refused file is a page of advice on how to load it anyway.
        refused = text.partition("Unsupported global: ")[2].partition(" was not")[0] or (
            "" if "Weights only load failed" not in text else "something other than a tensor"
        )
        reason = f"it holds more than tensors ({refused[:100]})" if refused else text[:300] or type(error).__name__
        print(json.dumps({"stage": stage, "error": reason}))
    else:
        print(json.dumps({"tensors": len(tensors), "torch": str(torch.__version__)}))


if __name__ == "__main__":
    main()
