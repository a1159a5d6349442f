"""Giving a case to a pair, passing it on, letting it rest, taking it up, ending it.

A pair asks and the supervisor answers where a case is passed on or ended. Once a permission is taken
back the case rests at once, whoever wrote the withdrawal down; one that ends of itself is seen that night.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.following_up import plan_follow_ups
from pazos.domain.cases.actions.opening import blocks_of_pair, hold_workers, turned
from pazos.domain.cases.models import Case, CaseAsk
from pazos.domain.cases.queries.sessions import tries
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.rules import turning as rules
from pazos.domain.cases.rules.working import reaches, subject_of, what_blocks_permission
from pazos.domain.cases.vocabulary import CaseState, Exit, Pause, Turn
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.rights.actions import consents
from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import hold_subject
from pazos.domain.rights.vocabulary import Basis, Purpose
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from pazos.domain.people.models import Staff

AT_ONCE = 500  # people whose permissions are read together


@transaction.atomic
def give(
    case: Case,
    *,
    pair: Sequence[Staff],
    on: date,
    by: Staff,
    note: str = "",
    version: int | None = None,
    above_the_ceiling: bool = False,
) -> Case | CaseAsk:
    """Give a case to a pair, or pass it to another; of a pair that asks for it the supervisor is asked.

    Raises:
        RefusedError: everything against it, of the case and of the pair.
    """
    held, standing = _held(case, by=by, version=version)
    keys = [one.pk for one in pair]
    same = keys == [one for one in (held.first_worker_id, held.second_worker_id) if one is not None]
    against = rules.what_blocks_giving(
        standing, people=len(keys), is_same=same, on=on, today=timezone.localdate()
    )
    joining = [one for one in pair if one.pk not in (held.first_worker_id, held.second_worker_id)]
    hold_workers(joining)
    pair_blocks = blocks_of_pair(joining or pair, above_the_ceiling=above_the_ceiling or not joining, by=by)
    if not standing.supervises:
        refuse((*against, *pair_blocks, *rules.what_blocks_asking(standing)))
        return _ask(held, Turn.TRANSFERRED, on=on, by=by, note=note, pair=pair)
    refuse((*against, *pair_blocks))
    _settle(held, Turn.TRANSFERRED, by=by)
    return _given(held, pair=pair, on=on, by=by, note=note.strip())


@transaction.atomic
def pause(
    case: Case, *, reason: str, on: date, by: Staff, note: str = "", version: int | None = None
) -> Case:
    """Let a case rest, with the reason."""
    held, standing = _held(case, by=by, version=version)
    refuse(rules.what_blocks_pausing(standing, reason=reason, on=on, today=timezone.localdate()))
    return _rest(held, reason=reason, on=on, by=by, note=note)


@transaction.atomic
def take_up(case: Case, *, on: date, by: Staff, note: str = "", version: int | None = None) -> Case:
    """Go on with a case that rests; not without a permission."""
    held, standing = _held(case, by=by, version=version)
    refuse(
        (
            *rules.what_blocks_taking_up(standing, on=on, today=timezone.localdate()),
            *what_blocks_permission(held.participant_id, on=timezone.localdate()),
        )
    )
    change(held, by=by, state=CaseState.ACTIVE, version=held.version + 1)
    turned(held, Turn.TAKEN_UP, on=on, by=by, note=note.strip())
    audit.record("case.taken_up", held, by=by)
    return held


@transaction.atomic
def end(
    case: Case, *, reason: str, on: date, by: Staff, note: str = "", version: int | None = None
) -> Case | CaseAsk:
    """End a case with its reason; where one of the pair wants it a supervisor is asked who is not in it.

    Days to look the person up at 3, 6 and 12 months are planned with the end.

    Raises:
        RefusedError: an open crisis, tries of the pathway that are missing, and every other reason.
    """
    held, standing = _held(case, by=by, version=version)
    against = rules.what_blocks_ending(
        standing, reason=reason, on=on, today=timezone.localdate(), tries=tries(held)
    )
    if not standing.ends:
        refuse((*against, *rules.what_blocks_asking(standing)))
        return _ask(held, Turn.ENDED, on=on, by=by, note=note, reason=reason)
    refuse(against)
    _settle(held, Turn.ENDED, by=by)
    return _ended(held, reason=reason, on=on, by=by, note=note.strip())


@transaction.atomic
def answer(ask: CaseAsk, *, granted: bool, by: Staff, why: str = "") -> CaseAsk:
    """Approve what a pair asked for, which then happens, or say why not.

    Raises:
        RefusedError: it was answered already, or stands against what is true of the case today.
    """
    held, standing = _held(ask.case, by=by)
    row = in_hand(CaseAsk.objects.all(), ask.pk)
    refuse(
        rules.what_blocks_answering(
            is_open=row.granted is None,
            supervises=standing.supervises,
            granted=granted,
            why=why,
            is_own=row.turn == Turn.ENDED and (standing.in_the_pair or row.asked_by_id == by.pk),
        )
    )
    change(row, by=by, granted=granted, answered_by=by, answered_at=timezone.now(), answer=why.strip())
    audit.record("case.ask_answered", row, by=by, granted=granted)
    if granted:
        _carry_out(row, held, standing, by=by)
    return row


@transaction.atomic
def permission_taken_back(case: Case, *, on: date, by: Staff, why: str = "") -> Case:
    """Write down that the person, or the guardian, does not permit it any more: the case rests at once.

    Nobody has to give a reason. Whatever else the person permitted stays as it is.
    """
    hold_subject(subject_of(case.participant_id))  # before the case, as whoever writes that they came does
    held, standing = _held(case, by=by)
    refuse((rules.Block.NOT_YOURS,) if not standing.is_reached else ())
    subject = subject_of(held.participant_id)
    rows = Consent.objects.filter(
        subject_kind=subject.kind,
        subject_key=subject.key,
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        withdrawn_on=None,
    )
    for row in rows:
        consents.withdraw(row, on=max(on, row.given_on), by=by, why=why)
    audit.record("case.permission_taken_back", held, by=by)
    rest_without_permission(held.participant_id, by=by)
    held.refresh_from_db()
    return held


@transaction.atomic
def rest_without_permission(participant: UUID, *, by: Staff | None) -> int:
    """Let a person's case rest where nothing permits it today; return how many rest now.

    `by` is whoever wrote the withdrawal down, nobody for what ends of itself.
    """
    today = timezone.localdate()
    rows = list(Case.objects.select_for_update().filter(participant=participant, state=CaseState.ACTIVE))
    if not rows or not what_blocks_permission(participant, on=today):
        return 0
    for row in rows:
        _rest(row, reason=Pause.PERMISSION, on=today, by=by, note="")
    return len(rows)


def rest_where_permission_ended() -> int:
    """Let every case rest that nothing permits today; return how many rest now. Done again it changes nothing."""
    active = Case.objects.filter(state=CaseState.ACTIVE).order_by("pk")
    people = list(active.values_list("participant", flat=True))
    today, resting = timezone.localdate(), 0
    for first in range(0, len(people), AT_ONCE):
        standing = permits(people[first : first + AT_ONCE], on=today)
        ended = [person for person, permit in standing.items() if not permit.holds]
        resting += sum(rest_without_permission(person, by=None) for person in ended)
    return resting


def _held(case: Case, *, by: Staff, version: int | None = None) -> tuple[Case, rules.Standing]:
    """Return the case as it stands now, locked, and where it stands."""
    row = in_hand(Case.objects.all(), case.pk)
    return row, rules.Standing(
        state=row.state,
        opened_on=row.opened_on,
        last_met_on=row.last_met_on,
        is_reached=reaches(row, by=by),
        supervises=by.may(Permission.SUPERVISE_CASES),
        in_the_pair=by.pk in (row.first_worker_id, row.second_worker_id),
        is_asked=row.asks.filter(granted=None).exists(),
        crisis_open=row.crises.filter(closed_at=None).exists(),
        overtaken=version is not None and version != row.version,
    )


def _ask(
    case: Case,
    turn: Turn,
    *,
    on: date,
    by: Staff,
    note: str,
    pair: Sequence[Staff] = (),
    reason: str = "",
) -> CaseAsk:
    first, second = (*pair, None, None)[:2]
    row = CaseAsk.objects.create(
        case=case,
        turn=turn,
        on=on,
        reason=reason,
        note=note.strip(),
        first_worker=first,
        second_worker=second,
        asked_by=by,
        asked_at=timezone.now(),
    )
    made(row, by=by)
    audit.record("case.asked", row, by=by, turn=str(turn))
    return row


def _settle(case: Case, turn: Turn, *, by: Staff) -> None:
    """Answer what the pair asked for by doing it, or something else, without waiting."""
    for row in case.asks.filter(granted=None):
        change(row, by=by, granted=row.turn == turn, answered_by=by, answered_at=timezone.now())
        audit.record("case.ask_answered", row, by=by, granted=row.turn == turn)


def _carry_out(ask: CaseAsk, case: Case, standing: rules.Standing, *, by: Staff) -> None:
    """Do what was asked, if it may still be done."""
    today = timezone.localdate()
    if ask.turn == Turn.ENDED:
        refuse(
            rules.what_blocks_ending(standing, reason=ask.reason, on=ask.on, today=today, tries=tries(case))
        )
        _ended(case, reason=ask.reason, on=ask.on, by=by, note=ask.note, asked_by=ask.asked_by)
        return
    pair = [one for one in (ask.first_worker, ask.second_worker) if one is not None]
    refuse(rules.what_blocks_giving(standing, people=len(pair), is_same=False, on=ask.on, today=today))
    refuse(blocks_of_pair(pair, above_the_ceiling=True, by=by))
    _given(case, pair=pair, on=ask.on, by=by, note=ask.note, asked_by=ask.asked_by)


def _given(case: Case, *, pair: Sequence[Staff], on: date, by: Staff, **facts: Any) -> Case:
    first, second = (*pair, None, None)[:2]
    is_first = case.first_worker_id is None
    organisation = first.organisation if first is not None else None
    change(
        case,
        by=by,
        first_worker=first,
        second_worker=second,
        organisation=organisation or case.organisation,
        version=case.version + 1,
    )
    turned(case, Turn.ASSIGNED if is_first else Turn.TRANSFERRED, on=on, by=by, **facts)
    if is_first:
        audit.record("case.given", case, by=by)
    else:
        audit.record("case.transferred", case, by=by)
    return case


def _rest(case: Case, *, reason: str, on: date, by: Staff | None, note: str) -> Case:
    change(case, by=by, state=CaseState.PAUSED, version=case.version + 1)
    turned(case, Turn.PAUSED, on=on, by=by, reason=str(reason), note=note.strip())
    audit.record("case.paused", case, by=by, reason=str(Pause(reason)))
    return case


def _ended(case: Case, *, reason: str, on: date, by: Staff, **facts: Any) -> Case:
    change(case, by=by, state=CaseState.ENDED, ended_on=on, exit=reason, version=case.version + 1)
    turned(case, Turn.ENDED, on=on, by=by, reason=reason, **facts)
    plan_follow_ups(case, ended_on=on, reason=reason)
    audit.record("case.ended", case, by=by, reason=str(Exit(reason)))
    return case
