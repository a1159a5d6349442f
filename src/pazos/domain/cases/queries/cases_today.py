"""What does today ask of a worker? Every case of theirs in which something must not be forgotten.

Whoever supervises sees those of theirs that rest because nobody permits them, and what waits for them: a
safety plan to approve, a case to look at together, somebody to look up after the end whose pair is here no more.

Days and codes only; no word that a person wrote is read for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from pazos.domain.cases.models import (
    Case,
    CaseReview,
    CaseSession,
    CaseTurn,
    Crisis,
    FollowUp,
    SafetyPlan,
    ServiceReferral,
)
from pazos.domain.cases.queries import caseloads
from pazos.domain.cases.queries.cases import shown, worked_by
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.vocabulary import CaseState, Pause, Turn
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

NOT_MET_DAYS = 21  # published: from then on a case counts as not met for long
AHEAD_DAYS = 7  # what is due within a week is told
PERMISSION_DAYS = 30
MOST_OVERSEEN = 50  # of each kind, of those whom somebody supervises
PROMISES_DAYS = 14  # a promise older than that shows as "not met for long"


class What(IntEnum):
    """What is asked, the gravest first."""

    CRISIS = 1
    PERMISSION_GONE = 2
    PLAN_WAITS = 3
    PROMISED = 4
    NOT_MET = 5
    FOLLOW_UP = 6
    FOLLOW_UP_ASKED = 7  # the permission ended meanwhile: it is asked for anew before anything is written
    SAFETY_PLAN = 8
    REVIEW = 9
    ANSWER_DUE = 10
    PERMISSION_ENDS = 11


@dataclass(frozen=True, order=True)
class Ask:
    """One thing that is asked, and the day that it hangs on."""

    what: What
    on: date


@dataclass(frozen=True)
class Asked:
    """Everything that is asked of one case, the gravest first."""

    case: Case
    asks: tuple[Ask, ...]


def today_of(staff: Staff, *, on: date) -> list[Asked]:
    """Return the cases of somebody in which something is asked, the gravest and longest due first."""
    states = dict(Case.objects.filter(worked_by(staff)).order_by().values_list("pk", "state"))
    resting, overseen = _resting_of(staff), list(_overseen(staff, on))
    ended = [key for key, state in states.items() if state == CaseState.ENDED]
    due = [*_follow_ups(Q(case__in=ended), on), *_crises(ended)]
    due += _follow_ups(_left_alone(staff, on), on, most=MOST_OVERSEEN)
    own = {one.pk: one for one in shown([key for key, state in states.items() if state != CaseState.ENDED])}
    others = {key for key, _ask in (*due, *overseen)} | resting.keys()
    every = own | {one.pk: one for one in shown(list(others))}
    asks: dict[UUID, list[Ask]] = defaultdict(list)
    asleep = _without_permission([every[key] for key in resting], resting, on)
    for key, ask in (*due, *overseen, *asleep, *_of_cases(own, on), *_of_rows(own, on)):
        asks[key].append(ask)
    found = [Asked(every[key], tuple(sorted(one))) for key, one in asks.items() if key in every]
    return sorted(found, key=lambda one: (one.asks[0], str(one.case.pk)))


def _left_alone(staff: Staff, on: date) -> Q:
    """Return the condition on ended cases whose pair has no account today, for whoever supervises them.

    Where who supervised them has none either, everybody who supervises is asked.
    """
    if not staff.may(Permission.SUPERVISE_CASES):
        return Q(pk__in=[])
    here = [one.pk for one in caseloads.workers(on=on)]
    others = [one.pk for one in caseloads.supervisors(on=on) if one.pk != staff.pk]
    theirs = Q(case__state=CaseState.ENDED) & ~Q(case__supervisor__in=others)
    return theirs & ~Q(case__first_worker__in=here) & ~Q(case__second_worker__in=here)


def _resting_of(staff: Staff) -> dict[UUID, date]:
    """Return the cases of others that rest for want of a permission and that somebody supervises, with since when."""
    if not staff.may(Permission.SUPERVISE_CASES):
        return {}
    rows = CaseTurn.objects.filter(case__supervisor=staff, case__state=CaseState.PAUSED)
    rows = rows.filter(turn=Turn.PAUSED, reason=Pause.PERMISSION).exclude(worked_by(staff, through="case__"))
    newest = rows.order_by("-at").values_list("case", "on")[:MOST_OVERSEEN]
    return dict(reversed(newest))


def _overseen(staff: Staff, on: date) -> Iterator[tuple[UUID, Ask]]:
    """Yield what waits for somebody in the cases of others that they supervise."""
    if not staff.may(Permission.SUPERVISE_CASES):
        return
    plans = SafetyPlan.objects.filter(case__supervisor=staff, closed_on=None, approved_at=None)
    plans = plans.exclude(case__state=CaseState.ENDED).exclude(by=staff).order_by("on", "pk")
    for key, day in plans.values_list("case", "on")[:MOST_OVERSEEN]:
        yield key, Ask(What.PLAN_WAITS, day)
    reviews = CaseReview.objects.filter(case__supervisor=staff).exclude(worked_by(staff, through="case__"))
    yield from islice(_reviews(reviews.exclude(case__state=CaseState.ENDED), on), MOST_OVERSEEN)


def _reviews(rows: QuerySet[CaseReview], on: date) -> Iterator[tuple[UUID, Ask]]:
    """Yield the cases whose last review set a day for the next one, due within a week, the longest due first."""
    later = CaseReview.objects.filter(case=OuterRef("case"), on__gt=OuterRef("on"))
    due = rows.filter(next_on__lte=on + timedelta(days=AHEAD_DAYS)).exclude(Exists(later))
    for key, day in due.order_by("next_on", "pk").values_list("case", "next_on"):
        if day is not None:
            yield key, Ask(What.REVIEW, day)


def _without_permission(rows: list[Case], since: dict[UUID, date], on: date) -> Iterator[tuple[UUID, Ask]]:
    standing = permits((one.participant_id for one in rows), on=on)
    for one in rows:
        if not standing[one.participant_id].holds:
            yield one.pk, Ask(What.PERMISSION_GONE, since[one.pk])


def _of_cases(own: dict[UUID, Case], on: date) -> Iterator[tuple[UUID, Ask]]:
    standing = permits((one.participant_id for one in own.values()), on=on)
    for key, one in own.items():
        permit = standing[one.participant_id]
        if not permit.holds:
            yield key, Ask(What.PERMISSION_GONE, on)
        elif permit.ends_within(PERMISSION_DAYS, on=on):
            yield key, Ask(What.PERMISSION_ENDS, permit.until or on)
        seen = one.last_met_on or one.opened_on
        if one.state == CaseState.ACTIVE and (on - seen).days >= NOT_MET_DAYS:
            yield key, Ask(What.NOT_MET, seen)


def _of_rows(own: Iterable[UUID], on: date) -> Iterator[tuple[UUID, Ask]]:
    keys, until = list(own), on + timedelta(days=AHEAD_DAYS)
    yield from _crises(keys)
    yield from _promises(keys, on, until)
    plans = SafetyPlan.objects.filter(case__in=keys, closed_on=None).order_by().values_list("case")
    for key, day in plans.annotate(day=Max("review_on")):
        if day <= until:
            yield key, Ask(What.SAFETY_PLAN, day)
    yield from _reviews(CaseReview.objects.filter(case__in=keys), on)
    waiting = ServiceReferral.objects.filter(case__in=keys, answer="", answer_due_on__lte=on)
    for key, day in waiting.values_list("case", "answer_due_on"):
        yield key, Ask(What.ANSWER_DUE, day)


def _crises(keys: list[UUID]) -> Iterator[tuple[UUID, Ask]]:
    """Yield what is open of a crisis, in a case that ended too."""
    for key, at in Crisis.objects.filter(case__in=keys, closed_at=None).values_list("case", "known_at"):
        yield key, Ask(What.CRISIS, timezone.localdate(at))


def _promises(keys: list[UUID], on: date, until: date) -> Iterator[tuple[UUID, Ask]]:
    """Yield the meetings that were promised and have not been: whatever was written since stands instead."""
    since = on - timedelta(days=PROMISES_DAYS)
    promised = CaseSession.objects.filter(case__in=keys, next_on__range=(since, until))
    found = promised.order_by("on", "written_at").values_list("case", "next_on")
    days: dict[UUID, date] = {key: day for key, day in found if day is not None}
    last = CaseSession.objects.filter(case__in=list(days)).order_by().values_list("case")
    for key, written in last.annotate(last=Max("on")):
        if written < days[key]:
            yield key, Ask(What.PROMISED, days[key])


def _follow_ups(ended: Q, on: date, *, most: int | None = None) -> Iterator[tuple[UUID, Ask]]:
    until = on + timedelta(days=AHEAD_DAYS)
    rows = FollowUp.objects.filter(ended, done_on=None, due_on__lte=until)
    due = list(rows.order_by("due_on", "pk").values_list("case", "case__participant", "due_on")[:most])
    standing = permits((person for _key, person, _day in due), on=on)
    for key, person, day in due:
        permit = standing[person]
        if not permit.was_withdrawn:  # whoever took it back is looked up by nobody
            yield key, Ask(What.FOLLOW_UP if permit.holds else What.FOLLOW_UP_ASKED, day)
