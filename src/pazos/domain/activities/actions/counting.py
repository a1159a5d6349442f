"""Numbers that somebody reports: how many came, how many were reached indirectly. Never added to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.activities import rules
from pazos.domain.activities.models import HeadCount, IndirectReach
from pazos.domain.activities.standing import locked, refuse_foreign, standing_of
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.activities.models import Activity
    from pazos.domain.activities.vocabulary import IndirectMethod
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Programme

NEEDS = Permission.RUN_ACTIVITIES
MOST = 200_000
LEAST_WORKINGS = 10  # letters: "3.2 each" says how


@transaction.atomic
def count_heads(activity: Activity, *, heads: Mapping[tuple[Sex, AgeBand], int], by: Staff) -> None:
    """Say how many came, by sex and age band; what is not in `heads`, or is nought, is taken out.

    An activity to which somebody came was done.

    Raises:
        InputProblem: a number below nought or beyond belief; RefusedError: not begun, cancelled.
    """
    row = locked(activity, NEEDS, by=by)
    refuse(rules.what_blocks_counting(standing_of(row), on=timezone.localdate()))
    for people in heads.values():
        _refuse_number(people, field="people")
    said = {(Sex(sex), AgeBand(band)): people for (sex, band), people in heads.items() if people}
    known = {(Sex(one.sex), AgeBand(one.age_band)): one for one in row.head_counts.all()}
    changed = False
    for group, people in said.items():
        changed |= _say(row, known.get(group), group, people=people, by=by)
    gone = [one.pk for group, one in known.items() if group not in said]
    HeadCount.objects.filter(pk__in=gone).delete()
    if said and row.state == State.PLANNED:
        change(row, by=by, state=State.DONE)
    if changed or gone:
        record("activity.heads_counted", row, by=by, groups=len(said), people=sum(said.values()))


def _say(
    activity: Activity, known: HeadCount | None, group: tuple[Sex, AgeBand], *, people: int, by: Staff
) -> bool:
    if known is not None:
        return change(known, by=by, people=people) is not None
    one = HeadCount.objects.create(activity=activity, sex=group[0], age_band=group[1], people=people)
    made(one, by=by)
    return True


@transaction.atomic
def state_indirect(
    *, programme: Programme, year: int, method: IndirectMethod, people: int, workings: str, by: Staff
) -> IndirectReach:
    """Say how many a programme reached indirectly in a year by one method, with the arithmetic in words."""
    refuse_foreign(by, NEEDS, programme.department, *programme.partners.all())
    _refuse_number(people, field="people")
    if not 2000 <= year <= timezone.localdate().year:
        raise InputProblem(N_("{field}: a year that has begun."), field="year")
    if len(workings.strip()) < LEAST_WORKINGS:
        raise InputProblem(
            N_("{field}: write the arithmetic, so that somebody else gets the same number."), field="workings"
        )
    values = {"people": people, "workings": workings.strip()}
    row = IndirectReach.objects.filter(programme=programme, year=year, method=method).first()
    if row is None:
        row = IndirectReach.objects.create(
            programme=programme, year=year, method=method, entered_by=by, **values
        )
        made(row, by=by)
        record("indirect_reach.stated", row, by=by)
    elif change(row, by=by, **values):
        record("indirect_reach.stated", row, by=by)
    return row


def _refuse_number(people: int, *, field: str) -> None:
    if not 0 <= people <= MOST:
        raise InputProblem(N_("{field}: a number from 0 to {most}."), field=field, most=MOST)
