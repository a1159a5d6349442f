"""What is known of the sides, what was done, what was agreed, and what hangs together.

People stand here by role and age band, and as numbers of people; there is no name to write.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from pazos.domain.disputes.actions.holding import day_of, take_in_hand, written_once
from pazos.domain.disputes.models import SHORT, Dispute, FollowUp, Link, Party, Settlement, Step
from pazos.domain.disputes.reaching import reached
from pazos.domain.disputes.rules import Block, what_blocks_writing
from pazos.domain.disputes.standing import standing
from pazos.domain.disputes.vocabulary import Act, Keeper, Occasion, Side, State, Term, Tie
from pazos.domain.outreach import answers
from pazos.domain.outreach.vocabulary import AgeBand, Shift
from pazos.domain.refusing import refuse
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pazos.domain.people.models import Staff

MOST_PEOPLE = 500
LOOK_AGAIN = timedelta(days=14)  # somebody asks after an agreement within two weeks
SEXES = ("f", "m", "o", "")


@transaction.atomic
def add_party(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    role: str,
    age_band: str,
    sex: str,
    is_first_side: bool | None,
    people: int,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> Party:
    """Describe one side or helper; `people` is above one only for a group."""
    held = take_in_hand(dispute, by=by, author=author)
    most = MOST_PEOPLE if role == Side.GROUP else 1
    if sex not in SEXES:
        raise InputProblem(N_("{field} has an answer that Pazos does not know. Choose another."), field="sex")
    party, is_new = written_once(
        Party,
        id,
        by=author or by,
        at=at,
        dispute=held,
        role=answers.one_of("role", role, Side),
        age_band=answers.one_of("age_band", age_band, AgeBand),
        sex=sex,
        is_first_side=answers.yes_or_no("is_first_side", is_first_side, may_be_unknown=True),
        people=answers.number("people", people, least=1, most=most),
    )
    if is_new:
        _may_be_written(held, by=by, done_on=day_of(at))
        audit.record("party.added", party, by=by)
    return party


@transaction.atomic
def remove_party(party: Party, *, by: Staff, at: datetime) -> None:
    """Take out a party that was entered wrongly; removed twice it is gone once."""
    held = take_in_hand(party.dispute, by=by)
    gone = Party.objects.filter(pk=party.pk, dispute=held).first()
    if gone is not None:
        _may_be_written(held, by=by, done_on=day_of(at))
        audit.record("party.removed", gone, by=by)
        gone.delete()


@transaction.atomic
def add_step(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    act: str,
    done_on: date,
    shift: str,
    people: int,
    note: str,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> Step:
    """Write down what was done; a dispute that was taken is in mediation from its first step."""
    day = answers.past_day("done_on", done_on, on=day_of(at))
    held = take_in_hand(dispute, by=by, author=author)
    step, is_new = written_once(
        Step,
        id,
        by=author or by,
        at=at,
        dispute=held,
        act=answers.one_of("act", act, Act),
        done_on=day,
        shift=answers.one_of("shift", shift, Shift),
        people=answers.number("people", people, most=MOST_PEOPLE),
        note=answers.short_text("note", note, most=SHORT),
    )
    if is_new:
        _may_be_written(held, by=by, done_on=day)
        _move(held, {State.CLAIMED: State.ACTIVE})
        audit.record("step.added", step, by=by)
    return step


@transaction.atomic
def settle(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    agreed_on: date,
    terms: Iterable[str],
    keeper: str,
    until_on: date | None,
    note: str,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> Settlement:
    """Write down what the sides agreed; somebody asks after it within two weeks."""
    day = answers.past_day("agreed_on", agreed_on, on=day_of(at))
    held = take_in_hand(dispute, by=by, author=author)
    until = None if until_on is None else answers.any_day("until_on", until_on)
    if until is not None and until < day:
        raise InputProblem(N_("{field} lies before the day of the agreement."), field="until_on")
    settlement, is_new = written_once(
        Settlement,
        id,
        by=author or by,
        at=at,
        dispute=held,
        agreed_on=day,
        terms=_terms(terms),
        keeper=answers.one_of("keeper", keeper, Keeper),
        until_on=until,
        note=answers.short_text("note", note, most=SHORT),
    )
    if is_new:
        _may_be_written(held, by=by, done_on=day)
        refuse((Block.NOBODY_HOLDS,) if held.state == State.ALERT else ())
        _move(held, {State.CLAIMED: State.WATCHED, State.ACTIVE: State.WATCHED})
        _ask_after(settlement, held, at=at)
        audit.record("settlement.made", settlement, by=by)
    return settlement


@transaction.atomic
def judge(settlement: Settlement, *, held: bool, judged_on: date, by: Staff, at: datetime) -> Settlement:
    """Say whether an agreement held; a broken one brings a watched dispute back into mediation."""
    dispute = take_in_hand(settlement.dispute, by=by)
    row = Settlement.objects.get(pk=settlement.pk)
    day = answers.past_day("judged_on", judged_on, on=day_of(at))
    if day < row.agreed_on:
        raise InputProblem(N_("{field} lies before the day of the agreement."), field="judged_on")
    word = answers.yes_or_no("held", held)
    if (row.held, row.judged_on) != (word, day):
        row.held, row.judged_on = word, day
        row.save(update_fields=["held", "judged_on"])
        if not word:
            _move(dispute, {State.WATCHED: State.ACTIVE})
        audit.record("settlement.judged", row, by=by)
    return row


@transaction.atomic
def link(
    dispute: Dispute,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    other: UUID,
    tie: str,
    by: Staff,
    at: datetime,
) -> Link:
    """Say that two disputes hang together; both must be within reach."""
    held = take_in_hand(dispute, by=by)
    kind = answers.one_of("tie", tie, Tie)
    if held.pk == other:
        raise InputProblem(N_("{field} is this very dispute. Choose another."), field="other")
    if not Dispute.objects.filter(reached(by, Permission.USE_FIELD), pk=other).exists():
        raise OutOfReachError(N_("The other dispute is outside your clusters."))
    same = Link.objects.filter(dispute=held, other=other, tie=kind).first()
    if same is not None:
        return same
    made, is_new = written_once(Link, id, by=by, at=at, dispute=held, other_id=other, tie=kind)
    if is_new:
        audit.record("dispute.linked", held, by=by, tie=kind)
    return made


def _may_be_written(held: Dispute, *, by: Staff, done_on: date) -> None:
    closed_on = day_of(held.closed_at) if held.closed_at else None
    refuse(what_blocks_writing(standing(held, by=by), done_on=done_on, closed_on=closed_on))


def _terms(terms: Iterable[str]) -> list[str]:
    found = answers.some_of("terms", terms, Term)
    if not found:
        raise InputProblem(N_("{field} is empty. Choose what was agreed."), field="terms")
    return found


def _move(held: Dispute, moves: dict[State, State]) -> None:
    new = moves.get(State(held.state))
    if new is not None:
        held.state = new
        held.save(update_fields=["state"])


def _ask_after(settlement: Settlement, dispute: Dispute, *, at: datetime) -> None:
    if dispute.state == State.CLOSED:
        return
    soon = settlement.agreed_on + LOOK_AGAIN
    due_on = min(soon, settlement.until_on) if settlement.until_on else soon
    FollowUp.objects.get_or_create(
        id=uuid5(settlement.pk, Occasion.AGREEMENT),
        defaults={
            "dispute": dispute,
            "occasion": Occasion.AGREEMENT,
            "due_on": due_on,
            "assigned_to_id": dispute.holder_id,
            "written_by_id": settlement.written_by_id,
            "written_at": at,
        },
    )
