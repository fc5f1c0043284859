"""Standing lines (dismissals for one article or for all, and lines of the glossary), and the findings of each check:
they are dismissed one by one, many at once, or by such a line.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..errors import DecisionError, TableError
from ..export.table import encoded
from ..feeds.house import lines_of
from ..ledger.desk_values import Conflict, Rule, Term
from ..names import Glossary
from ..names.glossary_out import csv_text
from ..record import Located, all_findings
from ..render.words import plural
from ..types import Record
from . import actions, doing
from .auth import editor, guarded, reader
from .context import Desk, Missing, NotAllowed, Who, answer, desk_of, go
from .many import MOST, open_keys
from .standing_rules import FIGURES, fit_to_stand, may_stand, rule_for

router = APIRouter()
Reader = Annotated[Who, Depends(reader)]
Editor = Annotated[Who, Depends(editor)]
Scope = Literal["here", "kind", "item", "all", "glossary"]
Words = Annotated[str, Form(max_length=1000)]
KINDS = ("person", "place", "org", "product", "event", "work", "term", "never translate", "always flag", "not a name")
"""Of lines of the glossary; the last three are rules."""
_TERMS = 200
_LINES = 200
"""Standing lines on a page."""
_LONGEST = 200
_FORMULA = ("=", "+", "-", "@", "'")


@router.get("/dismissals")
def dismissals(request: Request, who: Reader, before: int | None = None) -> Response:
    """All standing lines there are and were, the newest first; a part of them at a time."""
    desk = desk_of(request)
    every = desk.ledger.desk.standing(active=False)
    rows = [row for row in reversed(every) if before is None or row.id < before]
    rows, further = rows[:_LINES], rows[_LINES:]
    articles = {one.item: one.headline for one in desk.ledger.desk.rows({row.item for row in rows if row.item})}
    return answer(
        request, "dismissals.html.j2", who, here="dismissals", rows=rows, articles=articles, kinds=KINDS,
        lines=any(row.scope == "glossary" and row.undone_at is None for row in every),
        more=rows[-1].id if further else None,
    )  # fmt: skip


@router.get("/dismissals/glossary.csv")
def glossary_csv(request: Request, who: Reader) -> Response:
    """The lines of the glossary that hold, as a file that ``--glossary`` reads."""
    lines = lines_of(desk_of(request).ledger.desk.standing(scope="glossary"))
    text = csv_text(Glossary().with_lines(lines, "the desk's glossary").entries)
    headers = {"content-disposition": 'attachment; filename="glossary.csv"'}
    return Response(encoded(text), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/dismissals/new")
def proposed(
    request: Request,
    who: Editor,
    item: str = "",
    key: str = "",
    check: str = "",
    source: str = "",
    target: str = "",
) -> Response:
    """How far a dismissal can go, and what each would come to."""
    return _dialogue(request, who, item, key, (check, source, target))


@router.post("/dismissals", dependencies=[Depends(guarded)])
def dismiss(
    request: Request,
    who: Editor,
    item: Annotated[str, Form(max_length=255)] = "",
    key: Annotated[str, Form(max_length=100)] = "",
    check: Annotated[str, Form(max_length=64)] = "",
    source: Words = "",
    target: Words = "",
    scope: Annotated[Scope, Form()] = "all",
    reason: Annotated[str, Form(max_length=500)] = "",
    german: Words = "",
    english: Words = "",
    kind: Annotated[str, Form(max_length=64)] = "",
    note: Annotated[str, Form(max_length=500)] = "",
    approved: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Dismiss a finding: here, all of its kind in this brief, in this article, everywhere; or add a line to the
    glossary instead."""
    desk = desk_of(request)
    if scope in ("all", "glossary") and not who.may_settle:
        raise NotAllowed("Only QA leads decide for all articles.")
    reason = " ".join(reason.split()) or "no reason given"
    back = f"/items/{quote(item, safe='')}" if item else _page_of(check) if check else "/dismissals"
    try:
        if scope == "glossary":
            line = _line(german, english, kind, note, who, desk)
            doing.bench(desk).add_line(line, item)
            desk.changed()
            return go(request, f"{back}?said=glossary")
        if scope in ("here", "kind"):
            return _weighed(request, who, item, key, scope == "kind", reason, bool(approved))
        rule = _rule(desk, item, key, (check, source, target), scope, reason, who)
        doing.bench(desk).add_standing(rule)
    except DecisionError as error:
        given = {"german": german, "english": english, "kind": kind, "note": note}
        if not item and not check:
            raise HTTPException(422, str(error)) from None
        return _dialogue(request, who, item, key, (check, source, target), str(error), scope, given)
    desk.changed()
    return go(request, f"{back}?said={'dismissed-item' if scope == 'item' else 'dismissed'}")


@router.post("/dismissals/{number}/undo", dependencies=[Depends(guarded)])
def undo_rule(request: Request, number: Annotated[int, Path(ge=1, le=2**53)], who: Editor) -> Response:
    """Take a standing line back."""
    desk = desk_of(request)
    if desk.ledger.desk.standing_line(number).scope != "item" and not who.may_settle:
        raise NotAllowed("Only QA leads decide for all articles.")
    doing.bench(desk).undo_standing(number, who.name)
    desk.changed()
    return go(request, "/dismissals?said=undone")


@router.get("/checks")
def checks(request: Request, who: Reader) -> Response:
    """What became of each check's findings, the most dismissed first."""
    shares = desk_of(request).ledger.desk.shares()
    rows = sorted(shares, key=lambda one: (-one.dismissed, -one.confirmed, -one.open, one.check))
    return answer(request, "shares.html.j2", who, here="checks", rows=rows)


@router.get("/checks/{check}")
def check_page(request: Request, check: str, who: Reader) -> Response:
    """The findings of one check, by their words."""
    desk = desk_of(request)
    rows = desk.ledger.desk.terms(check, _TERMS + 1)
    return answer(
        request, "check.html.j2", who, here="checks", check=check, rows=rows[:_TERMS], more=len(rows) > _TERMS,
        undoable=who.may_edit and doing.undoable(desk.ledger, who.name) is not None,
        figures=check.split(".")[0] in FIGURES, names={one: _name(check, one) for one in rows},
    )  # fmt: skip


@router.post("/checks/{check}/dismiss", dependencies=[Depends(guarded)])
def dismiss_terms(
    request: Request,
    check: str,
    who: Editor,
    term: Annotated[list[str], Form(max_length=_TERMS * 2)] = [],  # noqa: B006 (FastAPI copies it)
    every: Annotated[str, Form(max_length=1)] = "",
    reason: Annotated[str, Form(max_length=500)] = "false alarm",
    sure: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Show which open findings of these words would be dismissed where they are, or dismiss them."""
    desk = desk_of(request)
    there = [one for one in desk.ledger.desk.terms(check, _TERMS) if one.open]
    chosen = [one for one in there if every or _name(check, one) in term]
    if not chosen:
        return go(request, f"{_page_of(check)}?said=not-chosen")
    rules = [Rule(check, one.source, one.target, reason, who.name, desk.clock()) for one in chosen]
    affected: dict[str, tuple[str, int, bool]] = {}
    for rule in rules:
        for one in desk.ledger.desk.affected(rule):
            headline, number, approved = affected.get(one.review.item, (one.review.headline, 0, False))
            if one.open:
                approved = one.review.state == "approved"
                affected[one.review.item] = (headline, number + one.open, approved)
    open_ones = {item: one for item, one in affected.items() if not one[2]}
    if not sure:
        return answer(
            request, "check_dismiss.html.j2", who, here="checks", check=check, chosen=chosen, every=every,
            names=[_name(check, one) for one in chosen],
            reason=reason, affected=list(open_ones.items())[:MOST], findings=sum(n for _, n, _ in open_ones.values()),
            approved=len(affected) - len(open_ones), left=max(0, len(open_ones) - MOST),
        )  # fmt: skip
    given = " ".join(reason.split()) or "no reason given"
    done = doing.bench(desk).dismiss_many(
        {(check, one.source, one.target) for one in chosen}, list(open_ones)[:MOST], given, who.name
    )
    desk.changed()
    number = sum(open_ones[one.item][1] for one in done)
    return go(request, f"{_page_of(check)}?" + urlencode({"said": "dismissed-many", "n": number}))


def _weighed(
    request: Request, who: Who, item: str, key: str, all_of_kind: bool, reason: str, approved: bool
) -> Response:
    """Dismissed where it is; or all open ones of its check in this brief."""
    desk = desk_of(request)
    record = doing.situation(desk, item).record
    keys = _of_kind(record, actions.located(record, key)[0]) if all_of_kind else [key]
    done = doing.weigh(desk, item, keys, "dismiss", reason, who.name, shown="", approved=approved)
    if isinstance(done, Conflict):
        raise DecisionError("Somebody else has changed the brief at this moment; try again.")
    desk.changed()
    said = {"said": "dismissed-many", "n": str(len(keys))} if len(keys) > 1 else {"said": "dismissed-here"}
    return go(request, f"/items/{quote(item, safe='')}?{urlencode(said)}")


def _dialogue(
    request: Request,
    who: Who,
    item: str,
    key: str,
    given: tuple[str, str, str],
    error: str = "",
    scope: str = "",
    line: dict[str, str] | None = None,
) -> Response:
    desk = desk_of(request)
    bench = doing.bench(desk)
    found = _found(desk, item, key) if item else None
    check, source, target = found.finding.key if found else given
    now = desk.clock()
    everywhere = Rule(check, source, target, "", who.name, now)
    stands = may_stand(check, source, target)
    offers: list[tuple[str, str, str]] = []
    approved = False
    if found:
        there = doing.situation(desk, item)
        record, approved = there.record, there.review.state == "approved"
        same = len(open_keys(record, {found.finding.key}))
        kind = len(_of_kind(record, found))
        offers.append(("here", "This place", "in this sentence, in this version and later ones that say the same"))
        if kind > 1:
            offers.append(("kind", "All of this check in this brief", plural(kind, "open finding")))
        reach = f"these words anywhere in it and its later versions: {plural(same, 'open finding')} now"
        offers.append(("item", "This article", reach))
    preview = bench.preview(everywhere)
    affected = [one for one in preview.affected if one.open]
    if who.may_settle:
        if stands:
            offers.append(("all", "Everywhere, for ever", ""))
        offers.append(("glossary", "A line of the glossary instead", ""))
    line = line or {"german": _whole(found) or source, "english": target, "kind": "", "note": ""}
    return answer(
        request, "dismissal_new.html.j2", who, here="dismissals", status=422 if error else 200, error=error,
        rule=everywhere, offers=offers, scope=scope or offers[0][0] if offers else "", affected=affected,
        findings=preview.findings, item=item, key=key, line=line, kinds=KINDS, stands=stands,
        approved=approved,
    )  # fmt: skip


def _name(check: str, term: Term) -> str:
    """Stands for a term in a form: its words may be long, and have anything in them."""
    return hashlib.sha256("\x1f".join((check, term.source, term.target)).encode("utf-8", "surrogatepass")).hexdigest()


def _page_of(check: str) -> str:
    return f"/checks/{quote(check, safe='')}"


def _whole(found: Located | None) -> str:
    """The German words of a finding."""
    return found.finding.source.text if found and found.finding.source else ""


def _of_kind(record: Record, found: Located) -> list[str]:
    """Keys of the open findings of the same check."""
    return open_keys(
        record, {one.finding.key for one in all_findings(record) if one.finding.check == found.finding.check}
    )


def _rule(desk: Desk, item: str, key: str, given: tuple[str, str, str], scope: Scope, reason: str, who: Who) -> Rule:
    """Raises DecisionError: it cannot stand."""
    wide: Literal["item", "all"] = "item" if scope == "item" else "all"
    if item:
        return rule_for(_found(desk, item, key), reason, who.name, desk.clock(), wide, item)
    if wide == "item":  # a line without an article would hold in all of them
        raise DecisionError("In which article? Dismiss it from the page of its brief.")
    check, source, target = given
    if not check or not desk.ledger.desk.affected(Rule(*given, "", who.name, desk.clock()), 1):
        raise DecisionError("There is no such finding any more.")
    fit_to_stand(check, source, target)
    return Rule(check, source, target, reason, who.name, desk.clock())


def _line(german: str, english: str, kind: str, note: str, who: Who, desk: Desk) -> Rule:
    """A line of the glossary.

    Raises:
        DecisionError: it cannot be one.
    """
    german, english, kind, note = (" ".join(cell.split()) for cell in (german, english, kind, note))
    if any(cell.startswith(_FORMULA) for cell in (german, english, kind, note)):
        raise DecisionError("A cell of the glossary cannot begin with = + - @ or an apostrophe.")
    if not all(cell.isprintable() for cell in (german, english, kind, note)):
        raise DecisionError("There is a character in it that cannot be seen; type it anew.")
    if len(german) > _LONGEST or len(english) > _LONGEST:
        raise DecisionError(f"A form in the glossary is a name: {_LONGEST} characters at most.")
    try:
        Glossary().with_lines([(german, english, kind, note)], "")
    except TableError as error:
        raise DecisionError(str(error).partition(": ")[2][:1].upper() + str(error).partition(": ")[2][1:]) from None
    return Rule("", german, english, note, who.name, desk.clock(), scope="glossary", kind=kind)


def _found(desk: Desk, item: str, key: str) -> Located:
    try:
        return actions.located(doing.situation(desk, item).record, key)[0]
    except DecisionError as error:
        raise Missing(str(error)) from None
