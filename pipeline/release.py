"""Whether a brief may be published, and what readers are told of how it was made: one answer for all outputs.

What people decide is in the record: an approval is the acceptance that stands last among its decisions, and every
change takes it away (:mod:`pipeline.desk.actions`), so that the record alone says whether it was reviewed as it stands.
A ledger knows more (revisions, approvals that no longer hold, embargoes that were moved); its publisher hands that over
as :attr:`pipeline.types.RunInfo.release`.

Outputs ask :func:`release_of` and :func:`disclosure_of`, which need nothing but the record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from .config import DisclosureConfig
from .record import accepted
from .types import Disclosure, Record, Release, Signature

AN_EDITOR = "an editor"
"""The reviewer, where settings keep the name back."""


def released(record: Record, now: datetime) -> Release:
    """What the record itself says: its decisions, those on the versions before, and its sender's edition."""
    edition = record.run.edition
    release = Release(updated=record.run.started)
    if accepted(record):
        decision = [one for one in record.decisions if not one.rule][-1]
        release = replace(
            release, state="approved", by=decision.by, at=decision.at, version=record.version, updated=decision.at
        )
    elif before := _approved_before(record):
        release = replace(release, state="changed", before=before)
    if edition is not None and edition.signal == "withdrawn":
        return replace(release, state="withdrawn")
    if edition is None or not edition.embargo:
        return release
    until = moment(edition.embargo)
    if until is None:  # one that cannot be read holds, as in the ledger
        return replace(release, state="held", embargo=edition.embargo)
    return held(release, until, now)


def held(release: Release, until: datetime, now: datetime) -> Release:
    """The same under an embargo, if that is not over."""
    if until <= now:
        return release
    return replace(release, state="held", embargo=until.isoformat(timespec="seconds"))


def release_of(record: Record, now: datetime | None = None) -> Release:
    """Whether this brief may be published: what was handed over with the record, else what it says itself.

    Args:
        record: the brief's.
        now: decides about an embargo where nothing was handed over; by default the present moment.
    """
    return record.run.release or released(record, now or datetime.now(UTC))


def disclosed(record: Record, release: Release, words: DisclosureConfig) -> Disclosure:
    """What is said of how this brief was made. It claims a review only if ``release`` has an approval that holds."""
    signature = record.signature
    reviewer = release.by if release.reviewed else ""
    bare = Disclosure(
        "ai-assisted" if release.reviewed else "ai-autonomous", "", model_label(signature), signature.summariser,
        signature.wortlaut, reviewer=reviewer, reviewed=release.at,
    )  # fmt: skip
    return reworded(bare, words)


def reworded(stated: Disclosure, words: DisclosureConfig) -> Disclosure:
    """The same in the words of these settings."""
    reviewer = stated.reviewer if words.name_reviewer else ""
    text = words.reviewed if stated.reviewed else words.unreviewed
    text = text.format(
        model=stated.model, wortlaut=stated.wortlaut, provider=words.provider, reviewer=reviewer or AN_EDITOR,
        date=day_in_english(stated.reviewed),
    )  # fmt: skip
    return replace(stated, text=text, provider=words.provider, reviewer=reviewer)


def disclosure_of(record: Record) -> Disclosure:
    """What an output says of how this brief was made: in the words of the settings, if they were handed over with the
    record, else in the usual ones.

    A disclosure that was stored with a record is not believed if people have decided otherwise since.
    """
    release = release_of(record)
    stored = record.run.disclosure
    if stored is not None and stored.reviewed == release.at:
        return stored
    return disclosed(record, release, DisclosureConfig())


def moment(written: str) -> datetime | None:
    """A date-time in ISO 8601, aware; one without a zone is read as UTC. ``None`` if it is none (or only a date)."""
    if len(written) <= len("2026-11-26"):
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def day_in_english(written: str) -> str:
    """``26 November 2026``; empty if it is no date-time."""
    found = moment(written)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}" if found is not None else ""


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _approved_before(record: Record) -> str:
    """When an earlier version of the article was approved last."""
    times = [decision.at for past in record.run.previous for decision in past.decisions if decision.action == "accept"]
    return times[-1] if times else ""


def short_revision(revision: str) -> str:
    """The first twelve characters of a hash, without its ``sha256:``."""
    return revision.removeprefix("sha256:")[:12]


def model_label(signature: Signature) -> str:
    """The translator and its short revision: ``Helsinki-NLP/opus-mt-de-en@6183067f769a``."""
    revision = short_revision(signature.translator_revision)
    return f"{signature.translator}@{revision}" if revision else signature.translator
