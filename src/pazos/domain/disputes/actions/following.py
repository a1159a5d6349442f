"""Days on which somebody goes back: planned, moved, handed on, done, dropped with a reason.

Nothing here is done by itself: a day that passes is overdue until somebody says what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from pazos.domain.disputes.actions.holding import day_of, take_in_hand, who_works_here, written_once
from pazos.domain.disputes.models import SHORT, Dispute, FollowUp
from pazos.domain.disputes.rules import DROPPING, Block, after_shooting
from pazos.domain.disputes.vocabulary import Occasion, Reason
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date, datetime

    from pazos.domain.people.models import Staff


@transaction.atomic
def plan(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    occasion: str,
    due_on: date,
    assigned_to: int | None,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> FollowUp:
    """Plan a day to go back; without `assigned_to` (an account's number) it is whoever holds the dispute."""
    held = take_in_hand(dispute, by=by, author=author)
    follow_up, is_new = written_once(
        FollowUp,
        id,
        by=author or by,
        at=at,
        dispute=held,
        occasion=answers.one_of("occasion", occasion, Occasion),
        due_on=answers.any_day("due_on", due_on),
        assigned_to_id=_assignee(assigned_to, held),
    )
    if is_new:
        audit.record("follow_up.planned", follow_up, by=by)
    return follow_up


@transaction.atomic
def plan_after_shooting(dispute: Dispute, *, happened_on: date, by: Staff, at: datetime) -> list[FollowUp]:
    """Plan the days that matter after a shooting, those that are still ahead; asked twice they are planned once."""
    held = take_in_hand(dispute, by=by)
    today = day_of(at)
    day = answers.past_day("happened_on", happened_on, on=today)
    made = []
    for occasion, due_on in after_shooting(day).items():
        key = uuid5(held.pk, f"{occasion} {day:%Y-%m-%d}")
        earlier = FollowUp.objects.filter(pk=key).first()
        if earlier is None and due_on >= today:
            earlier = FollowUp.objects.create(
                id=key, dispute=held, occasion=occasion, due_on=due_on, written_by=by, written_at=at
            )
            audit.record("follow_up.planned", earlier, by=by)
        if earlier is not None:
            made.append(earlier)
    return made


@transaction.atomic
def move(follow_up: FollowUp, *, due_on: date, assigned_to: int | None, by: Staff, at: datetime) -> FollowUp:
    """Put an open follow-up on another day, or give it to another of the cluster."""
    row, held = _open_row(follow_up, by=by)
    new = answers.any_day("due_on", due_on), _assignee(assigned_to, held)
    if (row.due_on, row.assigned_to_id) != new:
        row.due_on, row.assigned_to_id = new
        row.save(update_fields=["due_on", "assigned_to"])
        audit.record("follow_up.moved", row, by=by)
    return row


@transaction.atomic
def finish(
    follow_up: FollowUp, *, done_on: date, is_calm: bool | None, note: str, by: Staff, at: datetime
) -> FollowUp:
    """Say that somebody went back, and whether it was calm; sent twice it is done once."""
    day = answers.past_day("done_on", done_on, on=day_of(at))
    calm = answers.yes_or_no("is_calm", is_calm, may_be_unknown=True)
    text = answers.short_text("note", note, most=SHORT)
    row, _ = _row(follow_up, by=by)
    if (row.done_on, row.is_calm, row.note) == (day, calm, text):
        return row
    _must_be_open(row)
    row.done_on, row.is_calm, row.note = day, calm, text
    row.save(update_fields=["done_on", "is_calm", "note"])
    audit.record("follow_up.done", row, by=by)
    return row


@transaction.atomic
def drop(follow_up: FollowUp, *, reason: str, by: Staff, at: datetime) -> FollowUp:
    """Take a follow-up out of the calendar with a reason."""
    answers.one_of("reason", reason, Reason)
    refuse((Block.REASON_MISSING,) if reason not in DROPPING else ())
    row, _ = _row(follow_up, by=by)
    if row.dropped == reason:
        return row
    _must_be_open(row)
    row.dropped = reason
    row.save(update_fields=["dropped"])
    audit.record("follow_up.dropped", row, by=by, reason=reason)
    return row


def _row(follow_up: FollowUp, *, by: Staff) -> tuple[FollowUp, Dispute]:
    held = take_in_hand(follow_up.dispute, by=by)
    return FollowUp.objects.get(pk=follow_up.pk), held


def _open_row(follow_up: FollowUp, *, by: Staff) -> tuple[FollowUp, Dispute]:
    row, held = _row(follow_up, by=by)
    _must_be_open(row)
    return row, held


def _must_be_open(row: FollowUp) -> None:
    if row.done_on is not None or row.dropped:
        raise InputProblem(N_("This follow-up was done or dropped before."))


def _assignee(number: int | None, dispute: Dispute) -> int | None:
    if number is None:
        return None
    refuse(() if who_works_here(number, dispute) else (Block.NOT_FROM_HERE,))
    return number
