"""What the machine offers this process: cores, and a place for what can be remade."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_dir(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The cache folder of this user: ``WORTLAUT_CACHE``, else the platform's place for caches. Not created here.

    ``XDG_CACHE_HOME`` is used on every platform; else ``~/.cache`` on Linux, ``~/Library/Caches`` on macOS,
    ``%LOCALAPPDATA%`` on Windows.
    """
    if own := environ.get("WORTLAUT_CACHE"):
        return Path(own).expanduser()
    if xdg := environ.get("XDG_CACHE_HOME"):
        return Path(xdg).expanduser() / "wortlaut"
    if platform == "darwin":
        return Path.home() / "Library" / "Caches" / "wortlaut"
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "wortlaut" / "Cache"
    return Path.home() / ".cache" / "wortlaut"
