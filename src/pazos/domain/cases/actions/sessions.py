"""Writing down that people met, or tried to; correcting it and taking it out again.

The number is made where it is written, so that sending twice writes once. What is corrected keeps who
changed which field and when, and never the words that stood before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.once import written
from pazos.domain.cases.actions.reckoning import reckon_last_met
from pazos.domain.cases.models import Case, CaseSession
from pazos.domain.cases.queries.sessions import version_of
from pazos.domain.cases.rules.sessions import (
    Block,
    Correcting,
    Meeting,
    what_blocks_correcting,
    what_blocks_meeting,
)
from pazos.domain.cases.rules.working import what_blocks_work
from pazos.domain.cases.vocabulary import Came, Dimension, SessionKind
from pazos.domain.outreach.answers import one_of, some_of
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff

MOST = 2000  # letters of a note
FIELDS = ("kind", "came", "on", "minutes", "dimensions", "note", "next_on", "with_pair")


@transaction.atomic
def write(
    case: Case,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    came: str,
    on: date,
    by: Staff,
    author: Staff | None = None,
    minutes: int = 0,
    dimensions: Iterable[str] = (),
    note: str = "",
    next_on: date | None = None,
    with_pair: bool = False,
    at: datetime | None = None,
) -> CaseSession:
    """Return the meeting, written once however often it is sent; `author` met them, where another takes it in.

    Raises:
        RefusedError: everything against writing of this case that day, and everything wrong with the meeting.
    """
    wrote = author or by
    held, standing = written(CaseSession, id, case=case, by=wrote)
    if standing is not None:
        return standing
    meeting = Meeting(came, on, minutes, next_on)
    refuse((*what_blocks_work(held, on=on, by=by), *what_blocks_meeting(meeting)))
    row = CaseSession.objects.create(
        id=id,
        case=held,
        kind=one_of("kind", kind, SessionKind),
        came=one_of("came", came, Came),
        on=on,
        minutes=minutes,
        dimensions=some_of("dimensions", list(dimensions), Dimension),
        note=_note(note),
        next_on=next_on,
        with_pair=with_pair,
        by=wrote,
        written_at=at or timezone.now(),
    )
    made(row, by=by)
    reckon_last_met([held.participant_id])
    audit.record("case.session_written", row, by=by, kind=row.kind, came=row.came)
    return row


@transaction.atomic
def correct(session: CaseSession, *, by: Staff, version: int | None = None, **values: Any) -> CaseSession:
    """Put a meeting right; `values` are fields of FIELDS, `version` what the page was shown with.

    Raises:
        RefusedError: somebody else changed it since, its time is over, or what it says now is wrong.
    """
    row, case = _locked(session)
    said = {name: getattr(row, name) for name in FIELDS} | values
    meeting = Meeting(said["came"], said["on"], said["minutes"], said["next_on"])
    refuse(
        (
            *what_blocks_work(case, on=said["on"], by=by),
            *what_blocks_correcting(_correcting(row, by=by, version=version), on=timezone.localdate()),
            *what_blocks_meeting(meeting),
        )
    )
    said["kind"] = one_of("kind", said["kind"], SessionKind)
    said["came"] = one_of("came", said["came"], Came)
    said["dimensions"] = some_of("dimensions", list(said["dimensions"]), Dimension)
    said["note"] = _note(said["note"])
    if change(row, by=by, **said):
        reckon_last_met([case.participant_id])
        audit.record("case.session_changed", row, by=by)
    return row


@transaction.atomic
def take_out(session: CaseSession, *, by: Staff, version: int | None = None) -> None:
    """Take a meeting out that never was; taken out twice it is gone once."""
    if not CaseSession.objects.filter(pk=session.pk).exists():
        return
    row, case = _locked(session)
    refuse(
        (
            *what_blocks_work(case, on=row.on, by=by),
            *what_blocks_correcting(_correcting(row, by=by, version=version), on=timezone.localdate()),
        )
    )
    audit.record("case.session_removed", row, by=by)
    row.delete()
    reckon_last_met([case.participant_id])


def _locked(session: CaseSession) -> tuple[CaseSession, Case]:
    case = in_hand(Case.objects.all(), session.case_id)
    return in_hand(CaseSession.objects.all(), session.pk), case


def _correcting(row: CaseSession, *, by: Staff, version: int | None) -> Correcting:
    return Correcting(
        is_own=row.by_id == by.pk,
        supervises=by.may(Permission.SUPERVISE_CASES),
        written_on=timezone.localdate(row.written_at),
        overtaken=version is not None and version != version_of(row),
    )


def _note(text: str) -> str:
    note = text.strip()
    if len(note) > MOST:
        raise InputProblem(
            N_("{field} takes at most {most} letters; this one has {letters}. Shorten it."),
            field="note",
            most=MOST,
            letters=len(note),
        )
    return note


__all__ = ["FIELDS", "Block", "correct", "take_out", "write"]
