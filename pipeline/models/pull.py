"""Fetch weights ahead of time, for a machine that will then work offline."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ModelError
from . import hub, store
from .catalogue import find, load_catalogue, nearest
from .fetch import fetch
from .resolve import usable
from .verify import ModelStatus, verify_model


def pull_model(
    name: str, *, revision: str = "", pickled: bool = False, offline: bool = False, say: Callable[[str], None]
) -> ModelStatus:
    """Fetch a known model or a hub id, convert its weights if they are pickled, check all sums, and say where it is.

    An interrupted download is resumed. What is already complete is not fetched again, unless it is damaged.

    Args:
        revision: commit to fetch; empty takes the catalogue's, else the hub's current one.
        pickled: also accept pickled weights of a model outside the catalogue.
        say: told about progress.

    Raises:
        ModelError: unknown name, no hub, offline, not enough space, or a wrong checksum (both sums are named).
    """
    catalogue = load_catalogue()
    known = find(name, catalogue)
    if known is not None and known.id == "embedded":
        say("The embedded model travels with the package; there is nothing to fetch.")
        return verify_model(name)
    if known is None and not hub.HUB_ID.fullmatch(name):
        hint = nearest(name, [model.name for model in catalogue])
        raise ModelError(
            f"'{name}' is not a known model or hub id (owner/name).{hint} `wortlaut models list` shows the known ones."
        )
    model_id = known.id if known else name
    wanted = revision or (known.revision if known else "")
    status = verify_model(model_id, revision=wanted)
    if status.usable and not status.pickled and (wanted or offline):
        return verify_model(name, revision=wanted)
    snapshot = hub.cached(model_id, wanted) if wanted or offline else None
    if snapshot is not None and status.pickled:
        usable(model_id, snapshot, known, pickled, say)
    elif offline or hub.forced_offline():
        raise ModelError(f"{model_id} cannot be fetched offline. Run this where there is a connection.")
    else:
        kept = store.find(model_id, wanted)
        if anew := kept is not None and not status.usable:
            say(f"{status.problem} Fetching it again.")
        fetch(model_id, wanted, known=known, pickled=pickled, anew=anew, say=say)
    status = verify_model(name, revision=wanted)
    if not status.usable:
        raise ModelError(f"{model_id} cannot be used: {status.problem}")
    return status
