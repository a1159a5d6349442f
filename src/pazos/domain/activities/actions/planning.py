"""Planning an activity, moving it, saying that it was done or will not be."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from pazos.domain.activities import rules
from pazos.domain.activities.models import Activity
from pazos.domain.activities.standing import locked, plan_of, refuse_foreign, standing_of
from pazos.domain.activities.vocabulary import Kind, State
from pazos.domain.refusing import refuse
from pazos.domain.teams.queries import cluster_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Programme
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood

NEEDS = Permission.RUN_ACTIVITIES
MOST_WEEKS = 60


@dataclass(frozen=True)
class Planned:
    """What is said of an activity before it happens."""

    programme: Programme
    name: str
    kind: Kind
    starts_on: date
    responsible: Organisation
    ends_on: date | None = None  # None: it lasts one day
    hours: Decimal | None = None
    neighbourhood: Neighbourhood | None = None
    cluster: WorkCluster | None = None  # None: the cluster of the neighbourhood on that day
    venue: str = ""
    partner: Organisation | None = None
    note: str = ""

    def values(self) -> dict[str, Any]:
        """Return what stands in the row."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        last = self.ends_on or self.starts_on
        cluster = self.cluster
        if cluster is None and self.neighbourhood is not None:
            cluster = cluster_of(self.neighbourhood, on=self.starts_on)
        return {**said, "name": self.name.strip(), "ends_on": last, "cluster": cluster}


@transaction.atomic
def plan(planned: Planned | None = None, *, by: Staff, code: str = "", **said: Any) -> Activity:
    """Plan one activity and return it. Give a `Planned`, or its fields as keywords.

    `code` is made where none is given. Raises InputProblem for a missing name or a code that is
    taken, RefusedError with every reason, PermissionDenied for another organisation's.
    """
    values = (planned or Planned(**said)).values()
    refuse_foreign(by, NEEDS, values["responsible"], values["partner"])
    _judge(values)
    row = Activity.objects.create(
        code=_code(code, values), entered_by=by, entered_at=timezone.now(), **values
    )
    made(row, by=by)
    record("activity.planned", row, by=by)
    return row


@transaction.atomic
def repeat_weekly(planned: Planned, *, weeks: int, by: Staff) -> list[Activity]:
    """Plan the same activity on this weekday for a number of weeks; all of them, or none."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputProblem(N_("{field}: a number of weeks from 1 to {most}."), field="weeks", most=MOST_WEEKS)
    from dataclasses import replace

    length = (planned.ends_on or planned.starts_on) - planned.starts_on
    days = [planned.starts_on + timedelta(weeks=week) for week in range(weeks)]
    return [plan(replace(planned, starts_on=day, ends_on=day + length), by=by) for day in days]


@transaction.atomic
def change_plan(activity: Activity, *, by: Staff, **said: Any) -> Activity:
    """Change fields of a plan, by their names; return the activity as it is now."""
    row = locked(activity, NEEDS, by=by)
    refuse(rules.what_blocks_changing(standing_of(row)))
    names = [one.name for one in fields(Planned)]
    values = Planned(**{**{name: getattr(row, name) for name in names}, **said}).values()
    if "neighbourhood" not in said and "cluster" not in said:
        values["cluster"] = row.cluster
    refuse_foreign(by, NEEDS, values["responsible"], values["partner"])
    _judge(values)
    span = row.attendances.aggregate(first=Min("on"), last=Max("on"))
    moved = rules.Standing(row.state, values["starts_on"], values["ends_on"])
    refuse(rules.what_blocks_moving(moved, attended=rules.Span(span["first"], span["last"])))
    if change(row, by=by, **values):
        record("activity.changed", row, by=by)
    return row


@transaction.atomic
def done(activity: Activity, *, by: Staff, hours: Decimal | None = None) -> Activity:
    """Say that an activity was done; saying it twice changes nothing."""
    row = locked(activity, NEEDS, by=by)
    refuse(rules.what_blocks_done(standing_of(row), on=timezone.localdate()))
    values: dict[str, Any] = {"state": State.DONE}
    if hours is not None:
        values["hours"] = hours
    if change(row, by=by, **values):
        record("activity.done", row, by=by)
    return row


@transaction.atomic
def cancel(activity: Activity, *, why: str, by: Staff) -> Activity:
    """Say that a planned activity will not be, and why."""
    row = locked(activity, NEEDS, by=by)
    refuse(rules.what_blocks_cancelling(standing_of(row), why=why))
    if change(row, by=by, state=State.CANCELLED, why_cancelled=why.strip()):
        record("activity.cancelled", row, by=by)
    return row


@transaction.atomic
def plan_again(activity: Activity, *, by: Staff) -> Activity:
    """Take "done" or "cancelled" back."""
    row = locked(activity, NEEDS, by=by)
    refuse(rules.what_blocks_planning_again(standing_of(row)))
    if change(row, by=by, state=State.PLANNED, why_cancelled=""):
        record("activity.planned_again", row, by=by)
    return row


@transaction.atomic
def add_evidence(activity: Activity, *, documents: Sequence[Document], by: Staff) -> None:
    """Join documents to an activity as its evidence."""
    row = locked(activity, NEEDS, by=by)
    row.evidence.add(*documents)
    record("activity.evidence_added", row, by=by, documents=len(documents))


def _judge(values: dict[str, Any]) -> None:
    if not values["name"]:
        raise InputProblem(N_("{field}: what is done there?"), field="name")
    if values["kind"] not in Kind:
        raise InputProblem(N_("{field}: choose one of the kinds."), field="kind")
    if values["hours"] is not None and not 0 < values["hours"] <= 9999:
        raise InputProblem(N_("{field}: a number of hours above nought."), field="hours")
    names = ("programme", "starts_on", "ends_on", "neighbourhood", "cluster", "responsible", "partner")
    refuse(rules.what_blocks_planning(plan_of(**{name: values[name] for name in names})))


def _code(code: str, values: dict[str, Any]) -> str:
    """Return the code that was given, or the next free one of that programme and day."""
    code = code.strip()
    if code:
        if Activity.objects.filter(code=code).exists():
            raise InputProblem(N_("{field}: {code} is another activity."), field="code", code=code)
        return code
    begins = f"{values['programme'].code}-{values['starts_on']:%y%m%d}"
    taken = set(Activity.objects.filter(code__startswith=f"{begins}-").values_list("code", flat=True))
    return next(made for n in range(1, len(taken) + 2) if (made := f"{begins}-{n}") not in taken)
