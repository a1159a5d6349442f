"""Opening a case for somebody who was referred and permits it, and finding it again by a name.

Whoever comes back gets a new case of the same person: what was before stays as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.cohorts import what_blocks_place
from pazos.domain.cases.actions.reckoning import index_names, reckon_last_met
from pazos.domain.cases.models import Case, CaseTurn, Cohort
from pazos.domain.cases.queries import caseloads
from pazos.domain.cases.rules.opening import Block, Opening, Pair, what_blocks_opening, what_blocks_pair
from pazos.domain.cases.rules.working import what_blocks_permission
from pazos.domain.cases.vocabulary import CaseState, Turn
from pazos.domain.participants.models import Participant
from pazos.domain.people.models import Staff
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import hold, in_hand
from pazos.domain.teams.queries import cluster_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.cases.models import Referral
    from pazos.domain.teams.models import WorkCluster


@transaction.atomic
def open_case(
    referral: Referral | None,
    *,
    participant: Participant,
    supervisor: Staff,
    pair: Sequence[Staff],
    on: date,
    by: Staff,
    cohort: Cohort | None = None,
    above_the_ceiling: bool = False,
) -> Case:
    """Return the new case of a person; `pair` is nobody yet, one or two people.

    `above_the_ceiling` counts only when whoever supervises says it. `cohort` must have a place.

    Raises:
        RefusedError: no permission today, a case already, a pair that cannot take it, and every other reason.
    """
    take_in_hand(participant, pair=pair, cohort=cohort)  # two who open at once: the second is told
    participant = Participant.objects.get(pk=participant.pk)
    first, second = (*pair, None, None)[:2]
    refuse(
        (
            *what_blocks_opening(_facts(participant, supervisor, on, by), today=timezone.localdate()),
            *what_blocks_permission(participant.pk, on=timezone.localdate()),
            *blocks_of_pair(pair, above_the_ceiling=above_the_ceiling, by=by),
            *(what_blocks_place(cohort) if cohort is not None else ()),
        )
    )
    came_before = participant.cases.exists()
    row = Case.objects.create(
        participant=participant,
        referral=referral,
        cluster=_cluster(referral, participant, on),
        cohort=cohort,
        organisation=first.organisation if first else by.organisation,
        first_worker=first,
        second_worker=second,
        supervisor=supervisor,
        opened_on=on,
    )
    made(row, by=by)
    turned(row, Turn.RE_ENTERED if came_before else Turn.OPENED, on=on, by=by)
    if first is not None:
        turned(row, Turn.ASSIGNED, on=on, by=by)
    index_names([participant.pk])
    reckon_last_met([participant.pk])  # it may have begun on a day before today
    row.refresh_from_db(fields=["last_met_on"])
    audit.record("case.opened", row, by=by, again=came_before)
    return row


def take_in_hand(
    participant: Participant | None, *, pair: Sequence[Staff], cohort: Cohort | None = None
) -> None:
    """Lock what a case is opened of until the transaction ends: the person, then the pair, then the cohort.

    Whoever counts what a pair carries, or the places of a cohort, waits for the one who counted before. It
    comes before anything is written: whoever has written the trail keeps everybody else waiting.
    """
    if participant is not None:
        in_hand(Participant.objects.all(), participant.pk)
    hold_workers(pair)
    if cohort is not None:
        in_hand(Cohort.objects.all(), cohort.pk)


def hold_workers(pair: Sequence[Staff]) -> None:
    """Lock who would take one more case, in one order; what else is written of them goes on."""
    keys = [one.pk for one in pair if one is not None]
    hold(Staff.objects.filter(pk__in=keys), no_key=True)


def turned(case: Case, turn: Turn, *, on: date, by: Staff | None, **facts: object) -> CaseTurn:
    """Write down that a case turned, with the pair it has since."""
    return CaseTurn.objects.create(
        case=case,
        turn=turn,
        on=on,
        by=by,
        at=timezone.now(),
        first_worker=case.first_worker,
        second_worker=case.second_worker,
        **facts,
    )


def blocks_of_pair(pair: Sequence[Staff], *, above_the_ceiling: bool, by: Staff) -> tuple[Block, ...]:
    """Return everything against these people taking one more case."""
    today = timezone.localdate()
    people = [one for one in pair if one is not None]
    carried = caseloads.carried(one.pk for one in people)
    able = {one.pk for one in caseloads.workers(on=today)}
    return what_blocks_pair(
        Pair(
            people=len(people),
            are_the_same=len({one.pk for one in people}) < len(people),
            all_may_work=all(one.pk in able for one in people),
            most_cases=max(carried.values(), default=0),
            above_the_ceiling=above_the_ceiling and by.may(Permission.SUPERVISE_CASES),
        )
    )


def _facts(participant: Participant, supervisor: Staff, on: date, by: Staff) -> Opening:
    return Opening(
        on=on,
        may_open=by.may(Permission.RECEIVE_REFERRALS) or by.may(Permission.SUPERVISE_CASES),
        has_one=participant.cases.exclude(state=CaseState.ENDED).exists(),
        is_merged=participant.merged_into_id is not None,
        supervises=supervisor.may(Permission.SUPERVISE_CASES),
    )


def _cluster(referral: Referral | None, participant: Participant, on: date) -> WorkCluster | None:
    if referral is not None and referral.cluster_id is not None:
        return referral.cluster
    place = participant.neighbourhood or (referral.neighbourhood if referral else None)
    return cluster_of(place, on=on) if place else None
