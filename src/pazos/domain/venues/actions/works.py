"""Deeds on works: planned with what pays for them, begun, delivered, stopped with a reason, one step back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.budget.queries.execution import line as seen_line
from pazos.domain.partners.asking import amount, words
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.venues.models import Work
from pazos.domain.venues.reaching import must_keep
from pazos.domain.venues.rules import Block, Step, what_blocks_step
from pazos.domain.venues.vocabulary import WorkState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Venue

CHANGEABLE = frozenset({"title", "begins_on", "due_on", "line", "amount", "responsible"})


@transaction.atomic
def plan_work(venue: Venue, *, by: Staff, **said: Any) -> Work:
    """Plan a work (all of CHANGEABLE; `line` and `amount` may be None)."""
    held = must_keep(venue, by=by)
    row = Work.objects.create(venue=held, entered_by=by, **_checked(said, by=by))
    made(row, by=by)
    audit.record("venue.work_planned", row, by=by)
    return row


@transaction.atomic
def change_work(work: Work, *, by: Staff, **said: Any) -> None:
    """Change what was planned of a work (any of CHANGEABLE)."""
    must_keep(work.venue, by=by)
    if unknown := set(said) - CHANGEABLE:
        raise TypeError(f"a work has no changeable {sorted(unknown)}")
    whole = {name: getattr(work, name) for name in CHANGEABLE} | said
    checked = _checked(whole, by=by, line_before=work.line_id)
    is_later = work.delivered_on is not None and checked["begins_on"] > work.delivered_on
    refuse((Block.DELIVERED_BEFORE,) if is_later else ())
    changed = change(work, by=by, **{name: checked[name] for name in said})
    if changed:
        audit.record("venue.work_changed", work, by=by, fields=sorted(changed.fields))


def _checked(said: dict[str, Any], *, by: Staff, line_before: int | None = None) -> dict[str, Any]:
    found = dict(said)
    found["title"] = words(found["title"], field="title", most=160)
    refuse((Block.DUE_BEFORE,) if found["due_on"] < found["begins_on"] else ())
    if found.get("amount") is not None:
        found["amount"] = amount(found["amount"], field="amount")
    line = found.get("line")
    if line is not None and line.pk != line_before and seen_line(line.pk, seen_by=by) is None:
        raise InputProblem(N_("That budget line is not yours to use."), field="line")
    return found


@transaction.atomic
def move_work(work: Work, *, to: str, by: Staff, on: date | None = None, why: str = "") -> None:
    """Set a work under way, deliver it on a day, or stop it with a reason."""
    must_keep(work.venue, by=by)
    row = in_hand(Work.objects.all(), work.pk)
    reason, today = why.strip(), timezone.localdate()
    step = Step(now=row.state, to=to, began_on=row.begins_on, on=on, today=today, why=reason)
    refuse(what_blocks_step(step))
    if reason:
        words(reason, field="why", most=300)
    values = {
        "delivered_on": on if to == WorkState.DELIVERED else None,
        "why_stopped": reason if to == WorkState.STOPPED else "",
    }
    change(row, by=by, state=WorkState(to).value, **values)
    audit.record("venue.work_moved", row, by=by, to=WorkState(to).value)


@transaction.atomic
def step_back(work: Work, *, by: Staff) -> None:
    """Take the last step of a work back: delivered and stopped to under way, under way to planned."""
    must_keep(work.venue, by=by)
    row = in_hand(Work.objects.all(), work.pk)
    refuse((Block.FIRST_STEP,) if row.state == WorkState.PLANNED else ())
    before = WorkState.PLANNED if row.state == WorkState.UNDERWAY else WorkState.UNDERWAY
    change(row, by=by, state=before.value, delivered_on=None, why_stopped="")
    audit.record("venue.work_step_back", row, by=by, to=before.value)
