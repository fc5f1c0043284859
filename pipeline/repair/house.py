"""The desk's own forms, put in the place of others where the check has nothing else to say of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..types import Comparison, Repair
from . import Compare, Repaired, only_there, serious
from .place import Slot, apart, replaced

GLOSSARY = "name.glossary"
"""The check that says that the glossary was not followed."""


def housed(made: Repaired, slots: Sequence[Slot], compare: Compare) -> Repaired:
    """The translation with the desk's forms in these places, checked again, and what was done as its last repair.

    All are put in, or else those one by one that can be: a form stays out if with it anything that is checked changes
    beside it, or something is wrong that was not wrong before.
    """
    slots = apart(made.text, slots)
    if not slots:
        return made
    found = _tried(made.text, made.comparison, slots, compare)
    if found is None and len(slots) > 1:
        good = [slot for slot in slots if _tried(made.text, made.comparison, [slot], compare) is not None]
        found = _tried(made.text, made.comparison, good, compare) if good else None
    if found is None:
        return made
    text, comparison = found
    step = Repair("glossary", made.text, text, _fixed(made.comparison, comparison))
    return replace(made, text=text, comparison=comparison, repairs=(*made.repairs, step))


def _tried(text: str, check: Comparison, slots: Sequence[Slot], compare: Compare) -> tuple[str, Comparison] | None:
    changed = replaced(text, slots)
    again = compare(changed)
    if not only_there(slots, check, again) or not serious(again) <= serious(check):
        return None
    return changed, again


def _fixed(before: Comparison, after: Comparison) -> tuple[str, ...]:
    """The messages of the glossary's findings that are there no more."""
    left = [finding.message for finding in after.findings]
    gone = []
    for finding in before.findings:
        if finding.message in left:
            left.remove(finding.message)
        elif finding.check == GLOSSARY:
            gone.append(finding.message)
    return tuple(dict.fromkeys(gone))


def without_house(check: Comparison) -> Comparison:
    """A comparison without what the glossary says: a desk that wants it only reported has nothing rewritten for it."""
    return replace(check, findings=tuple(finding for finding in check.findings if finding.check != GLOSSARY))
