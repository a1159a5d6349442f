"""How much accompaniment did each cluster have in each quarter? The table that the evaluation reads: totals only.

Quarters do not overlap and each is counted once, some days after its end, as the totals of street work are. No sum
over quarters is given: somebody met in two of them would stand in the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Min
from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM, TOTAL, released_list
from pazos.analysis.programme.gate import TO
from pazos.domain.cases.models import CaseSession
from pazos.domain.cases.vocabulary import Came
from pazos.domain.disputes.quarters import Quarter, countable
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Scope
from pazos.foundation.runs.actions import Input, carry_out
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

METHOD = "programme_doses"
OUTSIDE = 0  # cases of no cluster
COLUMNS = ("quarter", "cluster", "people", "sessions", "run")


@dataclass(frozen=True)
class Dose:
    """One cluster in one quarter; None is hidden. `cluster` is "" outside the clusters and TOTAL for all."""

    quarter: str
    cluster: str
    people: int | None
    sessions: int | None
    run: int


def doses(*, seen_by: Staff, on: date | None = None) -> Iterator[Dose]:
    """Give every cluster of every quarter that may be counted, the earliest first; count those that are new.

    Raises:
        InputProblem: the account may not see totals of the whole city.
    """
    if reach_of(seen_by, TO).scope is not Scope.CITY:
        raise InputProblem(N_("Totals of those accompanied are not open to this account."))
    first = _met().aggregate(first=Min("on"))["first"]
    names = {str(key): name for key, name in WorkCluster.objects.values_list("pk", "name")}
    names |= {str(OUTSIDE): "", TOTAL: TOTAL}
    for quarter in countable(first, on=on or timezone.localdate()) if first else ():
        run = _kept(quarter) or _count(quarter, by=seen_by)
        for cluster, people in run.result["people"].items():
            sessions = run.result["sessions"][cluster]
            yield Dose(_name(quarter), names.get(cluster, cluster), people, sessions, run.pk)


def _met() -> QuerySet[CaseSession]:
    return CaseSession.objects.filter(came=Came.MET).order_by()


def _name(quarter: Quarter) -> str:
    return f"{quarter.year}-Q{quarter.number}"


def _kept(quarter: Quarter) -> Run | None:
    return Run.objects.filter(method=METHOD, parameters__quarter=_name(quarter)).first()


@transaction.atomic
def _count(quarter: Quarter, *, by: Staff) -> Run:
    rows = _met().filter(on__range=(quarter.first_on, quarter.last_on)).values("case__cluster")
    counted = rows.annotate(people=Count(F("case__participant"), distinct=True), sessions=Count("pk"))
    found = {str(row["case__cluster"] or OUTSIDE): (row["people"], row["sessions"]) for row in counted}
    clusters = [str(OUTSIDE), *map(str, WorkCluster.objects.order_by("pk").values_list("pk", flat=True))]
    people = released_list({one: found.get(one, (0, 0))[0] for one in clusters}, to=TO, zeros="suppress")
    sessions = {one: None if people[one] is None else found[one][1] for one in clusters if one in people}
    every = sum(one[1] for one in found.values())
    # A hidden cluster's sessions would stand in the difference, so the total is told where nothing is hidden.
    total = every if None not in sessions.values() else None
    result = {"people": people, "sessions": {**sessions, TOTAL: total}}
    keys = sorted(
        str(key)
        for key in _met().filter(on__range=(quarter.first_on, quarter.last_on)).values_list("pk", flat=True)
    )
    return carry_out(
        METHOD,
        lambda: result,
        by=by,
        inputs=[Input("sessions", sha256_of(keys), every if total is not None else 0)],
        parameters={"needs": TO.value, "quarter": _name(quarter), "minimum": MINIMUM},
    )
