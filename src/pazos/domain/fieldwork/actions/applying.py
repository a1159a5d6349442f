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
from pazos.domain.fieldwork.forgetting import is_of_erased, leave_out_erased
from pazos.domain.fieldwork.merging import Clash, merge
from pazos.domain.fieldwork.models import Device, Erased, HeldEdit, Submission
from pazos.domain.fieldwork.problems import all_stored
from pazos.domain.fieldwork.reaching import is_away, unfit
from pazos.domain.fieldwork.tracing import Snapshot, existed, version_of
from pazos.domain.fieldwork.vocabulary import PASSED, Standing
from pazos.domain.refusing.at_once import again
from pazos.domain.teams.queries import reach_of
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.queries import Reach
    from pazos.foundation.access.policy import Permission

logger = logging.getLogger(__name__)

OPEN = (Standing.KEPT, Standing.HELD_EARLIER)
CHANGED = (
    *("standing", "stood_at", "waits_for", "problems", "version", "applied_at", "forced_at"),
    *("decided_by", "decided_at", "reason"),
)
URGENT = "distress"  # a call for help is taken at once, from any phone that was not revoked
BUSY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Visit:
    """What is known in one visit of a phone, so that it is not asked again for each sending."""

    device: Device
    first_at: datetime
    rows: dict[UUID, Submission]
    reaches: dict[Permission, Reach] = field(default_factory=dict)

    def reach(self, needs: Permission) -> Reach:
        """Return how far the phone's person may send what needs a permission."""
        if needs not in self.reaches:
            self.reaches[needs] = reach_of(self.device.staff, needs)
        return self.reaches[needs]


@dataclass(frozen=True)
class Going:
    """How a sending is taken: as it comes, without what it waits for, or because a coordinator says so."""

    at: datetime = field(default_factory=timezone.now)
    forced: bool = False
    by: Staff | None = None  # the coordinator
    reason: str = ""
    visit: Visit | None = None

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
        return again(lambda: _take(key, how))
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


@transaction.atomic
def _take(key: UUID, how: Going) -> Submission:
    row = _locked(key, how)
    if how.by is None and row.standing not in OPEN:
        return row
    left_out = leave_out_erased(row)
    verdict = _verdict(row, how)
    if verdict.standing == Standing.ERASED and (more := leave_out_erased(row)):
        # Somebody on it was erased at this very moment: the others are taken all the same.
        left_out, verdict = left_out + more, _verdict(row, how)
    _write_down(row, verdict, how, left_out=left_out)
    return row


def _verdict(row: Submission, how: Going) -> Verdict:
    try:
        with transaction.atomic():
            return _attempt(row, how)
    except _StopError as stop:
        return stop.verdict
    except NotHereError as missing:
        return _of_missing(missing, how)
    except (OutOfReachError, UnknownFormError) as problem:
        return Verdict(Standing.HELD_COORDINATOR, (problem,))
    except InputProblem as problem:
        return Verdict(Standing.REFUSED, (problem,))


def _of_missing(missing: NotHereError, how: Going) -> Verdict:
    """Wait for what has not arrived; what was erased while this waited for it is not waited for."""
    if Erased.objects.filter(record=missing.record).exists():
        return Verdict(Standing.ERASED)
    early = Verdict(Standing.HELD_EARLIER, waits_for=missing.record)
    return early if how.waits else Verdict(Standing.HELD_COORDINATOR, (missing,))


def _locked(key: UUID, how: Going) -> Submission:
    """Return a sending, locked: the row in hand where it is still as it was read."""
    rows = Submission.objects.select_for_update(of=("self",))
    known = how.visit.rows.get(key) if how.visit else None
    if known is not None and how.visit is not None:
        standing = rows.filter(pk=key).values_list("standing", flat=True).get()
        if standing == known.standing:
            known.device, known.staff = how.visit.device, how.visit.device.staff
            return known
    return rows.select_related("staff", "device").get(pk=key)


def _attempt(row: Submission, how: Going) -> Verdict:
    reading = _read(row, how)
    needs = reading.form.needs
    reach = how.visit.reach(needs) if how.visit else reach_of(row.staff, needs)
    is_call = row.form == URGENT and row.device.revoked_at is None
    if how.by is None and not is_call and (reasons := (*unfit(row, reach), *reading.doubts)):
        raise _StopError(Verdict(Standing.HELD_COORDINATOR, reasons))
    held = lineage.take_in_hand(
        reading.form.about, row.record, reading.references, is_change=reading.is_change
    )
    if how.by is None and is_away(reading, held.disputes(), reach):
        away = InputProblem(N_("It belongs to a cluster that its writer does not work in today."))
        raise _StopError(Verdict(Standing.HELD_COORDINATOR, (away,)))
    if how.waits and not is_call:
        _stop_if_early(row, how)
        _stop_if_ahead(row, held)
    made, clashes = _write(row, reading, held, how)
    lineage.write_versions(held, made=made, submission=row, by=(how.by or row.staff).pk, at=how.at)
    row.version = getattr(made, "version", 1) if made else version_of(reading.form.about, row.record)
    return Verdict(Standing.HELD_EDIT if clashes else Standing.APPLIED, clashes=clashes)


def _read(row: Submission, how: Going) -> Reading:
    """Return what a sending says; what was erased is not read, and what cannot be is refused."""
    try:
        reading = read(row, first_at=how.visit.first_at if how.visit else None)
    except InputProblem:
        if is_of_erased(row):
            raise _StopError(Verdict(Standing.ERASED)) from None
        raise
    _stop_if_erased({row.record, row.parent, *(key for _, key in reading.references)})
    if reading.problems:
        raise _StopError(Verdict(Standing.REFUSED, reading.problems))
    return reading


def _stop_if_erased(named: set[UUID | None]) -> None:
    if Erased.objects.filter(record__in=[one for one in named if one is not None]).exists():
        raise _StopError(Verdict(Standing.ERASED))


def _stop_if_early(row: Submission, how: Going) -> None:
    if row.after is None:
        return
    earlier = how.visit.rows.get(row.after) if how.visit else None
    if earlier is not None and earlier.standing in PASSED:
        return
    standing = Submission.objects.filter(pk=row.after).values_list("standing", flat=True).first()
    if standing not in PASSED:
        raise _StopError(Verdict(Standing.HELD_EARLIER, waits_for=row.after))


def _stop_if_ahead(row: Submission, held: lineage.InHand) -> None:
    """Wait where the phone saw a version that is not here: a restored server, whose phones send it again."""
    dispute = held.rows.get(row.record)
    here = getattr(dispute, "version", None)
    if row.base_version is not None and here is not None and here < row.base_version:
        raise _StopError(Verdict(Standing.HELD_EARLIER, waits_for=row.record))


def _write(
    row: Submission, reading: Reading, held: lineage.InHand, how: Going
) -> tuple[object, tuple[Clash, ...]]:
    """Hand the answers to the action that takes them; return what it made, or what a person must settle."""
    by = how.by or row.staff
    writing = Writing(row.record, by, row.staff, reading.at, row.received_at, held.rows)
    if not reading.is_change:
        return MAKE[row.form](reading.values, writing), ()
    merged = merge(reading.edits, _present(row, held), together=reading.form.together)
    if merged.changes:
        CHANGE[row.form]({name: reading.values[name] for name in merged.changes}, writing)
    return None, merged.clashes


def _present(row: Submission, held: lineage.InHand) -> Snapshot:
    present = held.before.get(row.record)
    if present is not None:
        return present
    if not existed(row.record):
        raise NotHereError(row.record)
    return {"is_gone": True}


def _write_down(row: Submission, verdict: Verdict, how: Going, *, left_out: int = 0) -> None:
    """Put down what became of a sending, beside it and in the trail; `left_out` were erased and are not told."""
    if row.standing != verdict.standing:
        row.stood_at = how.at
    row.standing, row.waits_for = verdict.standing, verdict.waits_for
    row.problems = all_stored(verdict.problems)
    if verdict.standing in (Standing.APPLIED, Standing.HELD_EDIT):
        row.applied_at = how.at
        row.forced_at = how.at if how.forced else row.forced_at
    if erased := verdict.standing == Standing.ERASED:
        row.content = None
    if how.by is not None:
        row.decided_by, row.decided_at, row.reason = how.by, how.at, how.reason
    row.save(update_fields=(*CHANGED, "content") if erased or left_out else CHANGED)
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
    if left_out and not erased:
        audit.record("submission.shortened", row, by=None, form=row.form, left_out=left_out)
