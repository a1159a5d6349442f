"""Life plans as values of indicators: who has an active one, and which were completed.

A plan is the goals of a case. Whoever was met without an active plan, and whose case ended without one, stand in the
same table that passes the gate: beside the people met in a quarter, which is told elsewhere, no few of them are left over.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from pazos.analysis.disclosing import TOTAL, released, released_list
from pazos.analysis.indicators.found import Found, Part, nothing
from pazos.analysis.indicators.gated import HIDDEN, TO, read, too_soon
from pazos.domain.cases.models import Case, CaseSession, CaseTurn, Goal
from pazos.domain.cases.vocabulary import Came, CaseState, Exit, GoalState, Turn
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.analysis.indicators.found import Ask, Categories


def active(ask: Ask) -> Found:
    """Count the different people met in the period whose plan was active on its last day, by sex and by age band."""
    if (early := too_soon(ask)) is not None:
        return early
    last = ask.period.ends_on
    met = CaseSession.objects.filter(came=Came.MET, on__range=ask.days, case=OuterRef("pk"))
    everybody = Case.objects.filter(Exists(met)).order_by()
    planned = set(_with_active_plan(everybody, last).values_list("participant", flat=True))
    others = set(everybody.values_list("participant", flat=True)) - planned
    shown = released_list({"planned": len(planned), "others": len(others)}, to=TO)
    people, without = shown["planned"], shown["others"]
    if not people or without is None:
        return nothing(HIDDEN)
    parts = (
        Part(N_("with an active plan, and met"), people),
        Part(N_("met without an active plan"), without),
    )
    rows = [(key, key in planned) for key in planned | others]
    return Found(
        people,
        categories=_by_sex_and_age(sorted(map(str, planned)), last),
        parts=parts,
        inputs=(read(rows, people),),
    )


def _with_active_plan(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Return the cases that were under way on a day, not paused, with a goal that was open."""
    goal = Goal.objects.filter(case=OuterRef("pk"), set_on__lte=on)
    goal = goal.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    turns = CaseTurn.objects.filter(case=OuterRef("pk"), on__lte=on).order_by("-on", "-at")
    under_way = cases.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), Exists(goal), opened_on__lte=on)
    last = under_way.annotate(turned=Subquery(turns.values("turn")[:1]))
    return last.filter(Q(turned__isnull=True) | ~Q(turned=Turn.PAUSED))


def _by_sex_and_age(people: list[str], on: date) -> Categories:
    """Return how many of each sex and age band on a day; nothing where that table must hide its own total."""
    table = released(_pairs(people, on), rows=list(Sex), columns=list(AgeBand), to=TO)
    if table.count(TOTAL) is None:
        return {}
    return {
        "sex": {sex: table.count(sex) for sex in Sex.values},
        "age_band": {band: table.count(TOTAL, band) for band in AgeBand.values},
    }


def _pairs(people: list[str], on: date) -> Counter[tuple[str, str]]:
    import pandas as pd

    from pazos.analysis.programme.equity import traits

    day = pd.Timestamp(on)
    lines = pd.DataFrame({"participant": people, "age_band": "", "cluster": 0})
    told = traits(lines.assign(made=day, opened=day))
    return Counter(zip(told["sex"].tolist(), told["age"].tolist(), strict=True))


def completed(ask: Ask) -> Found:
    """Count the plans of which every goal was reached, among the plans of the cases that ended in the period.

    A goal changed for another is not asked for; one let go, or open still, was not reached. Who left counts below
    the line; who died does not.
    """
    if (early := too_soon(ask)) is not None:
        return early
    goals = Count("goals", filter=~Q(goals__state=GoalState.CHANGED))
    reached = Count("goals", filter=Q(goals__state=GoalState.DONE))
    ended = Case.objects.filter(state=CaseState.ENDED, ended_on__range=ask.days).exclude(exit=Exit.DIED)
    rows = list(ended.order_by().annotate(of=goals, done=reached).values_list("pk", "of", "done"))
    counts = {
        "met": sum(0 < of == done for _pk, of, done in rows),
        "other": sum(done < of for _pk, of, done in rows),
        "none": sum(of == 0 for _pk, of, _done in rows),
    }
    shown = released_list(counts, to=TO)
    met, other = shown["met"], shown["other"]
    # All or none of them would say it of each.
    if not met or not other:
        return nothing(HIDDEN)
    parts = (
        Part(N_("plans completed"), met),
        Part(N_("plans that ended"), met + other),
        Part(N_("cases that ended without a plan"), shown["none"]),
    )
    return Found(met, met + other, parts=parts, inputs=(read(rows, met + other),))


GATHER: dict[str, Callable[[Ask], Found]] = {"plans.active": active, "plans.completed": completed}
