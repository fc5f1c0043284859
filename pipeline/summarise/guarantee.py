"""What becomes of an abstractive sentence that the check does not let pass: asked for again, replaced, or dropped.

Two steps, so that whoever is asked again can be slow: :func:`faults` says what is wrong with which draft, and
:func:`settled`, given the second answer, makes the drafts that the brief is made from. Each refused text is kept with
what is to take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..check import Checker
from ..types import CheckedSentence, Dropped, Remedy
from .base import Draft, Exchanged, Fault
from .ground import Grounded, ground
from .structure import antecedents, fitness
from .voices import ordered
from .words import content

_FEW = 3
"""Of fewer sentences than this, "most" says nothing about the writer."""
_FIT = 0.8
"""How fit a translated sentence must be (:func:`.structure.fitness`) to take the place of a refused one ..."""
_SHARED = 2
"""... and how many telling words it must share with it, if no figure and no name."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The drafts for a brief, and those that they take the place of.

    ``silence`` says why there are none for the summary though some were offered.
    """

    drafts: tuple[Draft, ...]
    refused: tuple[Exchanged, ...] = ()
    silence: str = ""


def faults(drafts: Iterable[Draft], body: Sequence[CheckedSentence], checker: Checker) -> tuple[Fault, ...]:
    """The drafts that the check refuses or has warnings about, each with everything that it says of them."""
    sentences = {s.id: s for s in body}
    found = []
    for draft in drafts:
        grounded = ground(draft, sentences, checker)
        messages = _complaints(grounded)
        if messages and not _quoted(grounded.draft, sentences):
            found.append(Fault(grounded.draft, messages, bool(grounded.refusal)))
    return tuple(found)


def settled(
    drafts: Sequence[Draft],
    faulty: Sequence[Fault],
    again: Iterable[Draft],
    body: Sequence[CheckedSentence],
    checker: Checker,
) -> Settled:
    """The drafts with those at fault exchanged, as far as that makes them better.

    A second wording is taken if the check finds less wrong with it, and no other draft has it already. What is refused
    even so is replaced by a translated sentence it rests on, if that one is sound, can stand alone, is about the same
    and not in the brief already; else it is dropped. A draft about which there is only a warning stays, with its
    warning. If most of the summary is refused even so, the rest is not trusted either: there are no drafts for it then.

    Args:
        drafts: as first offered.
        faulty: what :func:`faults` says of them.
        again: what the summariser offered when asked again; a draft replaces the one of the same part and order.
    """
    sentences = {s.id: s for s in body}
    second = {(draft.part, draft.order): ground(draft, sentences, checker) for draft in again}
    wrong = {(fault.draft.part, fault.draft.order): fault for fault in faulty}
    taken = {draft.text for draft in drafts if (draft.part, draft.order) not in wrong}
    made: list[Draft] = []
    refused: list[Exchanged] = []
    offered = beyond = 0
    for draft in drafts:
        key = (draft.part, draft.order)
        offered += draft.part == "summary"
        fault = wrong.get(key)
        if fault is None:
            made.append(draft)
            continue
        remedy: Remedy
        instead: Draft | None
        other = second.get(key)
        sound = other is not None and not other.refusal and other.draft.text not in taken
        if other is not None and sound and (fault.refused or _fewer(other, fault)):
            instead, remedy = other.draft, "reworded"
        elif not fault.refused:
            made.append(draft)
            continue
        else:
            beyond += draft.part == "summary"
            instead = _extract(fault.draft, body, sentences, taken, checker) if draft.part == "summary" else None
            remedy = "replaced" if instead is not None else "dropped"
        against = Dropped(draft.part, fault.draft.sources, fault.draft.text, fault.messages[0], remedy)
        refused.append(Exchanged(against, instead))
        if instead is not None:
            made.append(instead)
            taken.add(instead.text)
    if offered >= _FEW and 2 * beyond > offered:
        tops = tuple(draft for draft in made if draft.part == "headline")
        return Settled(tops, tuple(refused), f"{beyond} of {offered} sentences offered were refused.")
    return Settled(tuple(made), tuple(refused))


def _complaints(grounded: Grounded) -> tuple[str, ...]:
    messages = [grounded.refusal] if grounded.refusal else []
    messages += [finding.message for finding in grounded.findings if finding.severity != "note"]
    return tuple(dict.fromkeys(messages))


def _fewer(other: Grounded, fault: Fault) -> bool:
    return len(_complaints(other)) < len(fault.messages)


def _quoted(draft: Draft, sentences: Mapping[str, CheckedSentence]) -> bool:
    """Whether a draft is a translated sentence word for word: nobody can be asked to word that otherwise."""
    source = sentences.get(draft.sources[0]) if len(draft.sources) == 1 else None
    return source is not None and source.target == draft.text


def _extract(
    draft: Draft,
    body: Sequence[CheckedSentence],
    sentences: Mapping[str, CheckedSentence],
    taken: set[str],
    checker: Checker,
) -> Draft | None:
    """The translated sentence that says most of what a draft was to say, if it can stand in the brief by itself."""
    own = set(content(draft.text))
    leaning = {s.id for s, needed in zip(body, antecedents(body), strict=True) if needed is not None} | set(
        ordered(body)
    )
    named = [sentences[name] for name in draft.sources if name in sentences and name not in leaning]
    for s in sorted(named, key=lambda s: -len(own.intersection(content(s.target or "")))):
        if fitness(s.source, lead=s.kind == "lead") < _FIT or not _alike(draft, s, own, checker):
            continue
        candidate = replace(draft, text=s.target or "", sources=(s.id,), needs=())
        grounded = ground(candidate, sentences, checker)
        if candidate.text not in taken and not grounded.refusal and not grounded.loss:
            return grounded.draft
    return None


def _alike(draft: Draft, sentence: CheckedSentence, own: set[str], checker: Checker) -> bool:
    """Whether a sentence is about what a draft is about: it has a figure or name of it, or enough of its words."""
    if len(own.intersection(content(sentence.target or ""))) >= _SHARED:
        return True
    compared = checker.compare(sentence.source, draft.text, direction="target")
    return any(not compared.target_facts[link.target].optional for link in compared.links)
