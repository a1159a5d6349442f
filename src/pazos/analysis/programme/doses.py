"""How much accompaniment did each cluster have in each quarter? The table that the evaluation reads: totals only.

Quarters do not overlap and each is counted once, some days after its end, as the totals of street work are. No sum
over quarters is given: somebody met in two of them would stand in the difference. Who was met in two clusters of a
quarter is counted in that of the last meeting, so that they stand in no difference of the sum and all people met.
A quarter that was counted keeps its digits when records are erased, and the evaluation reads those.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from pazos.analysis.disclosing import TOTAL, released_list
from pazos.analysis.programme.gate import TO
from pazos.analysis.programme.quarterly import count_once, kept, quarter_of
from pazos.domain.cases.models import CaseSession
from pazos.domain.cases.vocabulary import Came
from pazos.domain.disputes.quarters import countable
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Scope
from pazos.foundation.runs.actions import Hashes, Input, hashes_of
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.disputes.quarters import Quarter
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

METHOD = "programme_doses"
FORM = 2  # since 2 everybody is in one cluster of a quarter
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
    names = {str(key): name for key, name in WorkCluster.objects.values_list("pk", "name")}
    names |= {str(OUTSIDE): "", TOTAL: TOTAL}
    for run in counted(by=seen_by, on=on or timezone.localdate()).values():
        for cluster, people in run.result["people"].items():
            sessions = run.result["sessions"][cluster]
            yield Dose(run.parameters["quarter"], names.get(cluster, cluster), people, sessions, run.pk)


def counted(*, by: Staff | None, on: date) -> dict[Quarter, Run]:
    """Return the run of every quarter that may be counted on a day, the earliest first; count those that are new.

    A quarter that was counted keeps its run, though of those met in it nobody is kept any more.
    """
    known = kept(METHOD)
    days = [quarter.first_on for quarter in known]
    if (met := _met().aggregate(first=Min("on"))["first"]) is not None:
        days.append(met)
    due = countable(min(days), on=on) if days else ()
    return {quarter: known.get(quarter) or _count(quarter, by=by) for quarter in due}


def hashes_again(run: Run, _by: Staff | None) -> Hashes:
    """Count what a run counted once more, over its clusters, and return the hashes alone: nothing new is kept."""
    clusters = [one for one in run.result["people"] if one != TOTAL]
    return hashes_of(*_reckoned(quarter_of(run), clusters, form=run.method_version))


def _met() -> QuerySet[CaseSession]:
    return CaseSession.objects.filter(came=Came.MET).order_by()


def _count(quarter: Quarter, *, by: Staff | None) -> Run:
    return count_once(
        METHOD,
        quarter,
        lambda: _reckoned(quarter, _open_in(quarter), form=FORM),
        by=by,
        method_version=FORM,
    )


def _open_in(quarter: Quarter) -> list[str]:
    """Return the clusters that worked in a quarter: of others it is no secret that nobody was met."""
    rows = WorkCluster.objects.filter(opened_on__lte=quarter.last_on)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=quarter.first_on))
    return [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]


def _reckoned(quarter: Quarter, working: Sequence[str], *, form: int) -> tuple[dict[str, Any], list[Input]]:
    rows = _met().filter(on__range=(quarter.first_on, quarter.last_on))
    by_cluster = rows.values("case__cluster").annotate(
        people=Count(F("case__participant"), distinct=True), sessions=Count("pk")
    )
    found = {str(row["case__cluster"] or OUTSIDE): (row["people"], row["sessions"]) for row in by_cluster}
    meetings = list(
        rows.order_by("on", "written_at", "pk").values_list("pk", "case__participant", "case__cluster")
    )
    met = _by_last(meetings) if form > 1 else {one: people for one, (people, _) in found.items()}
    clusters = sorted({*working, *found}, key=int) or [str(OUTSIDE)]
    people = released_list({one: met.get(one, 0) for one in clusters}, to=TO, zeros="suppress")
    sessions = {one: None if people[one] is None else found[one][1] for one in clusters}
    every = sum(one[1] for one in found.values())
    # A hidden cluster's sessions would stand in the difference, so the total is told where nothing is hidden.
    total = every if None not in sessions.values() else None
    keys = sorted(str(key) for key, _, _ in meetings)
    read = Input("sessions", sha256_of(keys), every if total is not None else 0)
    return {"people": people, "sessions": {**sessions, TOTAL: total}}, [read]


def _by_last(meetings: Iterable[tuple[object, object, int | None]]) -> Counter[str]:
    """Return how many people were last met in each cluster; `meetings` are in their order: key, person, cluster."""
    met = {person: cluster for _key, person, cluster in meetings}
    return Counter(str(cluster or OUTSIDE) for cluster in met.values())
