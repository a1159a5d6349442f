"""Constituting a committee by its act, and giving its seats to offices and their holders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.committees.facts import committee_facts, seat_facts
from pazos.domain.committees.models import Committee, Seat
from pazos.domain.committees.rules.constituting import (
    SeatFacts,
    what_blocks_constituting,
    what_blocks_dissolving,
    what_blocks_handing_over,
    what_blocks_seating,
)
from pazos.domain.committees.vocabulary import SessionState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component, Strategy

_DAY = timedelta(days=1)


@transaction.atomic
def constitute(
    *,
    strategy: Strategy,
    code: str,
    name: str,
    kind: str,
    legal_basis: str,
    constituted_on: date,
    quorum: int,
    by: Staff | None,
    every_months: int = 1,
    component: Component | None = None,
    act: Document | None = None,
    purpose: str = "",
) -> Committee:
    """Write a committee down as its act made it."""
    refuse(what_blocks_constituting(legal_basis=legal_basis, quorum=quorum, every_months=every_months))
    _refuse_twin(code=code, name=name, besides=None)
    committee = Committee.objects.create(
        strategy=strategy,
        code=code,
        name=name.strip(),
        kind=kind,
        component=component,
        legal_basis=legal_basis.strip(),
        act=act,
        purpose=purpose,
        constituted_on=constituted_on,
        quorum=quorum,
        every_months=every_months,
    )
    made(committee, by=by)
    audit.record("committee.constituted", committee, by=by, kind=kind, on=constituted_on.isoformat())
    return committee


@transaction.atomic
def change_committee(committee: Committee, *, by: Staff | None, **values: Any) -> None:
    """Change what the act says: name, legal basis, act, purpose, quorum, rhythm or component."""
    refuse(
        what_blocks_constituting(
            legal_basis=values.get("legal_basis", committee.legal_basis),
            quorum=values.get("quorum", committee.quorum),
            every_months=values.get("every_months", committee.every_months),
        )
    )
    _refuse_twin(code=values.get("code", ""), name=values.get("name", ""), besides=committee)
    if change(committee, by=by, **values):
        audit.record("committee.changed", committee, by=by, fields=sorted(values))


def _refuse_twin(*, code: str, name: str, besides: Committee | None) -> None:
    others = Committee.objects.exclude(pk=besides.pk) if besides else Committee.objects.all()
    if code and others.filter(code=code).exists():
        raise InputProblem(
            N_("Another committee has the code {code}; choose another."), code=code, field="code"
        )
    if name and others.filter(name__iexact=name.strip()).exists():
        raise InputProblem(N_("There is a committee with this name already."), field="name")


@transaction.atomic
def dissolve(committee: Committee, *, on: date, by: Staff | None) -> None:
    """End a committee: its seats end with it, what it promised stays owed."""
    sessions = committee.sessions
    refuse(
        what_blocks_dissolving(
            committee_facts(committee),
            on=on,
            has_called=sessions.filter(state=SessionState.CALLED).exists(),
            has_unsigned=sessions.filter(state=SessionState.HELD).exists(),
        )
    )
    for one in committee.seats.filter(until_on__isnull=True):
        change(one, by=by, until_on=max(on, one.from_on))
    change(committee, by=by, dissolved_on=on)
    audit.record("committee.dissolved", committee, by=by, on=on.isoformat())


@transaction.atomic
def seat(
    committee: Committee,
    *,
    office: str,
    from_on: date,
    by: Staff | None,
    holder: Staff | None = None,
    organisation: Organisation | None = None,
    has_vote: bool = True,
    is_chair: bool = False,
    is_secretary: bool = False,
) -> Seat:
    """Give an office a seat, held by somebody or waiting for whoever takes the office."""
    new = SeatFacts(0, office, holder.pk if holder else None, has_vote, is_chair, is_secretary, from_on)
    refuse(
        what_blocks_seating(
            committee_facts(committee),
            new,
            beside=[seat_facts(one) for one in committee.seats.all()],
            account_is_open=_is_open(holder),
        )
    )
    found = committee.seats.create(
        office=office.strip(),
        organisation=organisation,
        has_vote=has_vote,
        is_chair=is_chair,
        is_secretary=is_secretary,
        holder=holder,
        from_on=from_on,
    )
    made(found, by=by)
    audit.record("seat.given", found, by=by, committee=committee.pk, on=from_on.isoformat())
    return found


@transaction.atomic
def hand_over(found: Seat, *, holder: Staff | None, from_on: date, by: Staff | None) -> Seat:
    """Give a seat another holder from a day; the one before keeps what was theirs until the eve.

    A seat that nobody holds yet gets its first holder in place.
    """
    others = found.committee.seats.filter(until_on__isnull=True, holder__isnull=False).exclude(pk=found.pk)
    refuse(
        what_blocks_handing_over(
            seat_facts(found),
            holder=holder.pk if holder else None,
            from_on=from_on,
            elsewhere=set(others.values_list("holder", flat=True)),
            account_is_open=_is_open(holder),
        )
    )
    follows = found if found.holder_id is None else _next_row(found, from_on=from_on, by=by)
    change(follows, by=by, holder=holder)
    audit.record("seat.handed_over", follows, by=by, before=found.pk, on=from_on.isoformat())
    return follows


def _next_row(found: Seat, *, from_on: date, by: Staff | None) -> Seat:
    change(found, by=by, until_on=from_on - _DAY)
    follows = found.committee.seats.create(
        office=found.office,
        organisation=found.organisation,
        has_vote=found.has_vote,
        is_chair=found.is_chair,
        is_secretary=found.is_secretary,
        from_on=from_on,
    )
    made(follows, by=by)
    return follows


@transaction.atomic
def end_seat(found: Seat, *, on: date, by: Staff | None) -> None:
    """End a seat; the day is its last."""
    if found.until_on is not None:
        raise InputProblem(N_("That seat has ended."), field="on")
    if on < found.from_on:
        raise InputProblem(N_("The last day stands before the first."), field="on")
    change(found, by=by, until_on=on)
    audit.record("seat.ended", found, by=by, on=on.isoformat())


def _is_open(holder: Staff | None) -> bool:
    return holder is None or holder.has_access_on(timezone.localdate())
