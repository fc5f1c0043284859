"""What a standing line can be about: not every finding can be dismissed for other articles, too."""

from __future__ import annotations

from datetime import datetime

from ..errors import DecisionError
from ..ledger.desk_values import Rule, Scope
from ..record import Located

FIGURES = ("number", "date", "time", "unit", "identifier")
"""Kinds of which the same words are found in every other article."""
LONGEST = 220
"""Characters of the words on either side that a standing line can be about."""


def short_enough(*words: str) -> None:
    """Raises DecisionError for words that are longer than a standing line keeps: it would never be found to fit."""
    if any(len(one) > LONGEST for one in words):
        raise DecisionError("It is about too long a text to stand in other places: dismiss it here.")


def may_stand(check: str, source: str, target: str) -> bool:
    """Whether findings of a check on these words can be dismissed for all articles: a bare figure, with words on one
    side only, says nothing of what it is about, and a dismissal of it would hide mistakes elsewhere."""
    return check.partition(".")[0] not in FIGURES or bool(source and target)


def fit_to_stand(check: str, source: str, target: str) -> None:
    """Raises DecisionError if findings of a check on these words cannot be dismissed for all articles."""
    if not may_stand(check, source, target):
        raise DecisionError(
            f"“{source or target}” is a figure that other articles have too, where it may be a mistake: "
            "dismiss it in this article only."
        )
    short_enough(source, target)


def rule_for(found: Located, reason: str, who: str, now: datetime, scope: Scope = "all", item: str = "") -> Rule:
    """The standing dismissal of findings like this one, in all articles or, with ``item``, in that.

    Raises:
        DecisionError: it is about a bare figure (:func:`may_stand`), or about too long a text.
    """
    check, source, target = found.finding.key
    if scope == "all":
        fit_to_stand(check, source, target)
    short_enough(source, target)
    return Rule(check, source, target, reason, who, now, scope=scope, item=item if scope == "item" else "")
