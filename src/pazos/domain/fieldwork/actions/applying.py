"""Making something of a kept sending: applied, held for a person, or refused with every reason.

Each sending is taken in a transaction of its own. Whatever happens in it, the sending itself is
kept already; a fault of ours puts it before the coordinator and never before the phone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from pazos.domain.fieldwork.actions import lineage
from pazos.domain.fieldwork.actions.reading import Reading, UnknownFormError, read
from pazos.domain.fieldwork.actions.taking import CHANGE, MAKE, NotHereError, Writing
from pazos.domain.fieldwork.merging import Clash, merge
from pazos.domain.fieldwork.models import Erased, HeldEdit, Submission
from pazos.domain.fieldwork.problems import all_stored
from pazos.domain.fieldwork.reaching import outside_reach, parents
from pazos.domain.fieldwork.tracing import TRACED, Snapshot, existed, version_of
from pazos.domain.fieldwork.vocabulary import PASSED, Standing
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff

logger = logging.getLogger(__name__)

OPEN = (Standing.KEPT, Standing.HELD_EARLIER)
URGENT = "distress"  # a call for help is taken at once, from any phone that was not revoked
BUSY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Going:
    """How a sending is taken: as it comes, without what it waits for, or because a coordinator says so."""

    at: datetime = field(default_factory=timezone.now)
    forced: bool = False
    by: Staff | None = None  # the coordinator
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is left for what has not arrived."""
        return not self.forced and self.by is None


@dataclass(frozen=True)
class Verdict:
    """What becomes of a sending, and why."""

    standing: Standing
    problems: tuple[InputProblem, ...] = ()
    waits_for: UUID | None = None
    clashes: tuple[Clash, ...] = ()


class _StopError(Exception):
    """The verdict was reached before anything was written."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


def take(key: UUID, going: Going | None = None) -> Submission:
    """Make something of a kept sending and return it; one that was taken before is left as it is.

    A busy database raises what Django raises: the sending stays kept, and is taken up again.
    """
    how = going or Going()
    try:
        with transaction.atomic():
            return _take(key, how)
    except BUSY:
        raise
    except Exception as error:
        # Neither the message nor the values: they may be what somebody wrote.
        logger.error("the sending %s could not be taken: %s", key, type(error).__name__)  # noqa: TRY400
        return _fault(key, how)


@transaction.atomic
def _fault(key: UUID, how: Going) -> Submission:
    row = Submission.objects.select_for_update().get(pk=key)
    ours = InputProblem(N_("Pazos could not take this by a fault of its own. It is kept whole."))
    _write_down(row, Verdict(Standing.HELD_COORDINATOR, (ours,)), how)
    return row


def _take(key: UUID, how: Going) -> Submission:
    row = Submission.objects.select_for_update(of=("self",)).select_related("staff", "device").get(pk=key)
    if how.by is None and row.standing not in OPEN:
        return row
    try:
        with transaction.atomic():
            verdict = _attempt(row, how)
    except _StopError as stop:
        verdict = stop.verdict
    except NotHereError as missing:
        early = Verdict(Standing.HELD_EARLIER, waits_for=missing.record)
        verdict = early if how.waits else Verdict(Standing.HELD_COORDINATOR, (missing,))
    except (OutOfReachError, UnknownFormError) as problem:
        verdict = Verdict(Standing.HELD_COORDINATOR, (problem,))
    except InputProblem as problem:
        verdict = Verdict(Standing.REFUSED, (problem,))
    _write_down(row, verdict, how)
    return row


def _attempt(row: Submission, how: Going) -> Verdict:
    _stop_if_erased(row)
    reading = read(row)
    _stop_if_erased(row, reading)
    if reading.problems:
        raise _StopError(Verdict(Standing.REFUSED, reading.problems))
    if how.by is None:
        _stop_if_held(row, reading)
    if how.waits and row.form != URGENT:
        _stop_if_early(row)
    touched = _touched(row, reading)
    before = {key: lineage.catch_up(kind, key, at=how.at) for kind, key in touched}
    clashes = _write(row, reading, before[row.record], how)
    by = how.by or row.staff
    for kind, key in touched:
        lineage.note(kind, key, before[key], submission=row, by=by.pk, at=how.at)
    row.version = version_of(reading.form.about, row.record)
    return Verdict(Standing.HELD_EDIT if clashes else Standing.APPLIED, clashes=clashes)


def _stop_if_erased(row: Submission, reading: Reading | None = None) -> None:
    named = {row.record, *(key for _, key in (reading.references if reading else ()))}
    if row.parent is not None:
        named.add(row.parent)
    if Erased.objects.filter(record__in=named).exists():
        raise _StopError(Verdict(Standing.ERASED))


def _stop_if_held(row: Submission, reading: Reading) -> None:
    """Leave to the coordinator what a revoked phone, somebody who left or a doubtful clock brings."""
    if row.form == URGENT and row.device.revoked_at is None:
        return
    reasons = (*outside_reach(row, reading), *reading.doubts)
    if reasons:
        raise _StopError(Verdict(Standing.HELD_COORDINATOR, reasons))


def _stop_if_early(row: Submission) -> None:
    if row.after is not None:
        earlier = Submission.objects.filter(pk=row.after).values_list("standing", flat=True).first()
        if earlier not in PASSED:
            raise _StopError(Verdict(Standing.HELD_EARLIER, waits_for=row.after))
    # The phone saw a version that is not here: this server was restored, and phones will send it again.
    if row.base_version is not None and row.form == "dispute":
        here = version_of("dispute", row.record)
        if here is not None and here < row.base_version:
            raise _StopError(Verdict(Standing.HELD_EARLIER, waits_for=row.record))


def _touched(row: Submission, reading: Reading) -> list[tuple[str, UUID]]:
    """Return the records that this sending may change, locked, always in the same order."""
    about = reading.form.about
    named = {(about, row.record), *reading.references}
    named |= {("dispute", key) for key in parents(about, row.record)}
    ordered = sorted(named, key=lambda one: (one[0], one[1].hex))
    for kind, key in ordered:
        rows = TRACED[kind].model._default_manager.select_for_update().filter(pk=key)
        here = rows.values_list("pk", flat=True).first() is not None
        if not here and key != row.record:
            raise NotHereError(key)
    return ordered


def _write(row: Submission, reading: Reading, before: Snapshot | None, how: Going) -> tuple[Clash, ...]:
    """Hand the answers to the action that takes them; return what a person must settle first."""
    writing = Writing(row.record, how.by or row.staff, row.staff, reading.at, row.received_at)
    if not reading.is_change:
        MAKE[row.form](reading.values, writing)
        return ()
    present = before
    if present is None:
        if not existed(row.record):
            raise NotHereError(row.record)
        present = {"is_gone": True}
    merged = merge(reading.edits, present, together=reading.form.together)
    if merged.changes:
        CHANGE[row.form]({name: reading.values[name] for name in merged.changes}, writing)
    return merged.clashes


def _write_down(row: Submission, verdict: Verdict, how: Going) -> None:
    """Put down what became of a sending, beside it and in the trail."""
    if row.standing != verdict.standing:
        row.stood_at = how.at
    row.standing, row.waits_for = verdict.standing, verdict.waits_for
    row.problems = all_stored(verdict.problems)
    if verdict.standing in (Standing.APPLIED, Standing.HELD_EDIT):
        row.applied_at = how.at
        row.forced_at = how.at if how.forced else row.forced_at
    if verdict.standing == Standing.ERASED:
        row.content = None
    if how.by is not None:
        row.decided_by, row.decided_at, row.reason = how.by, how.at, how.reason
    row.save()
    for clash in verdict.clashes:
        HeldEdit.objects.create(
            submission=row,
            field=clash.field,
            base=clash.base,
            mine=clash.mine,
            theirs=clash.theirs,
            held_at=how.at,
        )
    if verdict.standing != Standing.APPLIED or how.forced or how.by is not None:
        verb = "submission.forced" if how.forced else f"submission.{verdict.standing}"
        audit.record(verb, row, by=how.by or row.staff, form=row.form)
