"""Apply people's decisions to a record: pure functions, without model, disk or clock. The verdict is left to
:func:`pipeline.judge.judged`, which must be given the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..accepted import FROM_FILE
from ..check import Checker
from ..check.again import all_checked_again, checked_again
from ..errors import DecisionError
from ..record import all_findings, kept, quoted_at, sources_of
from ..summarise.brief import assembled
from ..summarise.desk import for_the_desk
from ..summarise.ground import says_more
from ..summarise.headline import Headline
from ..summarise.lengths import sound
from ..types import BriefSentence, CheckedSentence, Decision, Finding, Record, Version


def decided(record: Record, decisions: Iterable[Decision], checker: Checker) -> Record:
    """The record after these decisions, applied in order; each is kept in ``decisions``.

    An acceptance, a confirmation and a dismissal are only written down (a dismissed finding stays where it is and no
    longer counts); an edit is checked again (:func:`rechecked`) and kept with the text that stood there before, and so
    is a headline (:func:`headed`). What is decided of a finding holds for the same words in the same sentence, wherever
    they stand after an edit (:func:`held`).

    Raises:
        DecisionError: a decision is about a sentence or finding that the record does not have, the text it is to
            replace is no longer there, or an edit would be checked by another checker than the rest of the record.
    """
    for decision in decisions:
        if decision.action in ("edit", "headline") and record.signature.checker != checker.identity:
            raise DecisionError(
                f"{record.article.id} was checked by another version of the checker or with another glossary; "
                "repeat the run first, then edit"
            )
        if decision.action == "edit":
            sentence = _sentence(record, decision)
            if decision.before and decision.before != sentence.target:
                raise DecisionError(f"sentence {sentence.id} has since been changed: {sentence.target!r}")
            record = held(rechecked(record, sentence.id, decision.text, checker))
            decision = replace(decision, before=sentence.target or "")
        elif decision.action == "headline":
            if decision.before and decision.before != record.brief.headline:
                raise DecisionError(f"the headline has since been changed: {record.brief.headline!r}")
            before = record.brief.headline
            record = held(headed(record, decision.text, checker))
            decision = replace(decision, before=before)
        elif decision.action in ("dismiss", "confirm"):
            decision = _as_found(record, decision)
        record = replace(record, decisions=(*record.decisions, decision))
    return record


def held(record: Record) -> Record:
    """The record whose decisions on findings are about those that it has: one whose finding is not there any more, and
    whose words the same check has found elsewhere in the same sentence, is about that."""
    places = _places(record)
    there = {(sentences, finding) for (sentences, _), found in places.items() for finding in found}
    taken = {(d.sentences, d.finding) for d in record.decisions}
    now = []
    for decision in record.decisions:
        finding = decision.finding
        if finding is not None and (decision.sentences, finding) not in there:
            same = places.get((decision.sentences, finding.key), ())
            free = [one for one in same if (decision.sentences, one) not in taken]
            if free:
                taken.add((decision.sentences, free[0]))
                decision = replace(decision, finding=free[0])
        now.append(decision)
    return replace(record, decisions=tuple(now))


def rechecked(record: Record, sentence_id: str, text: str, checker: Checker) -> Record:
    """The record with another translation of one sentence, checked as a full run would have checked it.

    The brief keeps its selection: where it quotes the sentence, it now quotes the new text, checked against the source
    again; headline and tables follow. The verdict is not changed.

    Raises:
        DecisionError: there is no such sentence in the article proper, or the text is empty.
    """
    old = next((s for s in record.sentences if s.id == sentence_id and s.removed_by is None), None)
    if old is None:
        raise DecisionError(f"there is no sentence {sentence_id!r} with a translation in {record.article.id}")
    if not text.strip():
        raise DecisionError(f"the translation of sentence {sentence_id} cannot be empty")
    sentences = checked_again(record.sentences, sentence_id, text, checker)

    def quoting(s: BriefSentence) -> BriefSentence:
        if s.sources != (sentence_id,) or quoted_at(s, [old]) is None:
            return s
        return replace(s, text=text, findings=says_more(text, [old], checker))

    summary = [quoting(s) for s in record.brief.sentences]
    now = {s.id: s for s in sentences}
    more = [quoting(s) for s in record.brief.further]
    more = [s for s in more if sound(s, [now[name] for name in s.sources])]
    dropped = [
        d for d in record.brief.dropped if d.part == "summary" and (d.sentences, d.text) != ((old.id,), old.target)
    ]
    brief = assembled(record.article, sentences, summary, dropped, checker, more)
    brief = replace(brief, verdict=record.brief.verdict, reasons=record.brief.reasons)
    record = replace(record, sentences=sentences, brief=brief)
    written = [decision.text for decision in record.decisions if decision.action == "headline"]
    return headed(record, written[-1], checker) if written else record


def headed(record: Record, text: str, checker: Checker) -> Record:
    """The record with a headline that a person wrote, checked against what the brief rests on. The verdict is not
    changed.

    Raises:
        DecisionError: the text is empty.
    """
    text = " ".join(text.split())
    if not text:
        raise DecisionError("the headline cannot be empty")
    titles = [s.id for s in record.sentences if s.kind == "title" and s.removed_by is None]
    rests = [*titles, *(name for sentence in record.brief.sentences for name in sentence.sources)]
    sources = sources_of(record, [s.id for s in kept(record) if s.id in set(rests)])
    brief = replace(
        record.brief,
        headline=text,
        headline_language="en",
        headline_sources=tuple(s.id for s in sources),
        headline_findings=says_more(text, sources, checker) if sources else (),
        dropped=tuple(d for d in record.brief.dropped if d.part != "headline"),
    )
    return replace(record, brief=for_the_desk(record.article, record.sentences, brief))


def renewed(record: Record, checker: Checker) -> Record:
    """The record as this checker finds it, if another one has made it: another version, or with another glossary.

    Texts and the choice of the brief's sentences stay; decisions are kept as far as they still hold (:func:`carried`).
    The verdict is not changed.
    """
    if record.signature.checker == checker.identity:
        return record
    sentences = all_checked_again(record.sentences, checker)
    by_id = {sentence.id: sentence for sentence in sentences}

    def again(s: BriefSentence) -> BriefSentence:
        sources = [by_id[name] for name in s.sources if name in by_id]
        return replace(s, findings=says_more(s.text, sources, checker)) if sources else s

    old = record.brief
    top = Headline(old.headline, old.headline_language, old.headline_sources)
    summary, more = [again(s) for s in old.sentences], [again(s) for s in old.further]
    brief = assembled(record.article, sentences, summary, (), checker, more, top)
    brief = replace(
        brief,
        verdict=old.verdict,
        reasons=old.reasons,
        dropped=old.dropped,
        headline_findings=old.headline_findings,
    )
    signature = replace(record.signature, checker=checker.identity)
    bare = replace(record, sentences=sentences, brief=brief, decisions=(), signature=signature)
    done = carried(bare, record, checker)
    before = {replace(d, before=""): d.before for d in record.decisions}
    kept_texts = (replace(d, before=before.get(replace(d, before=""), d.before)) for d in done.decisions)
    return replace(done, decisions=tuple(kept_texts))


def carried(record: Record, older: Record, checker: Checker) -> Record:
    """The record with what still holds of the decisions on an older record of the same article.

    Dismissals and confirmations whose finding is still there and edits of sentences do; an acceptance was about what
    stood there then, and a headline about that content. Sentences are found again by their source text, since ids may
    have moved.
    """
    places = _by_source(record.sentences)
    names = {old.id: places.get(key) for key, old in zip(_keys(older.sentences), older.sentences, strict=True)}
    for decision in older.decisions:
        moved = [names.get(name) for name in decision.sentences]
        if decision.action == "accept" or None in moved:
            continue
        if decision.rule == FROM_FILE:
            continue  # the files are asked again
        if decision.action == "headline" and older.digest != record.digest:
            continue
        sentences = tuple(name for name in moved if name is not None)
        try:
            record = decided(record, [replace(decision, sentences=sentences, before="")], checker)
        except DecisionError:
            continue  # the older record's decisions are kept in its Version
    return record


def _keys(sentences: Iterable[CheckedSentence]) -> list[tuple[str, int]]:
    """Each sentence's source text, and how often the article had it before."""
    seen: Counter[str] = Counter()
    keys = []
    for sentence in sentences:
        keys.append((sentence.source, seen[sentence.source]))
        seen[sentence.source] += 1
    return keys


def _by_source(sentences: Sequence[CheckedSentence]) -> dict[tuple[str, int], str]:
    return {key: sentence.id for key, sentence in zip(_keys(sentences), sentences, strict=True)}


def versions(older: Record | None, digest: str) -> tuple[Version, ...]:
    """The earlier versions to note in a record with this digest that replaces an older one."""
    if older is None:
        return ()
    if older.digest == digest and all(decision.rule == FROM_FILE for decision in older.decisions):
        return older.run.previous
    return (*older.run.previous, Version(older.digest, older.run.started, older.decisions))


def _sentence(record: Record, decision: Decision) -> CheckedSentence:
    found = [s for s in record.sentences if (s.id,) == decision.sentences]
    if not found:
        raise DecisionError(
            f"an edit must be of one sentence of the article, not of {' '.join(decision.sentences) or 'none'}"
        )
    return found[0]


def _places(record: Record) -> dict[tuple[tuple[str, ...], tuple[str, str, str]], list[Finding]]:
    """Findings by their sentences and words."""
    places: dict[tuple[tuple[str, ...], tuple[str, str, str]], list[Finding]] = {}
    for one in all_findings(record):
        places.setdefault((one.sentences, one.finding.key), []).append(one.finding)
    return places


def _as_found(record: Record, decision: Decision) -> Decision:
    """The decision about the finding that the record has.

    Raises:
        DecisionError: it has none on these words in this sentence.
    """
    finding = decision.finding
    same = _places(record).get((decision.sentences, finding.key), []) if finding is not None else []
    if finding in same:
        return decision
    said = {(d.sentences, d.finding) for d in record.decisions}
    free = [one for one in same if (decision.sentences, one) not in said]
    if not free:
        about = finding.message if finding else "no finding is named"
        raise DecisionError(f"there is no such finding in {' '.join(decision.sentences) or 'the record'}: {about}")
    return replace(decision, finding=free[0])
