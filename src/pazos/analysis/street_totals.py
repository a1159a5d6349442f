"""How much street work was done? Counts by cluster and quarter: all that ever leaves it.

Towards the observatory, the indicators and every report these totals go and nothing else. A count
under the minimum of `disclosing` is hidden, nought among them, with whatever else it takes so
that it cannot be worked out from the others.

Only whole quarters that have ended are counted, each once, and what was shown stays as it was
shown (`StreetQuarter`). Were a period chosen freely, two that overlap would give the days between
them by subtraction; were a quarter counted anew, what a phone brought back late would stand in
the difference of two exports. For the same reason no sum over quarters is ever shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.utils import timezone

from pazos.analysis.disclosing import TOTAL, released_list
from pazos.domain.disputes.actions.totals import freeze
from pazos.domain.disputes.models import Dispute, Settlement, StreetQuarter, Turn
from pazos.domain.disputes.quarters import Quarter, countable
from pazos.domain.disputes.vocabulary import Reason
from pazos.domain.outreach.models import Presence
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.disputes.actions.totals import Totals
    from pazos.domain.people.models import Staff

OUTSIDE = 0  # stands for every place that is in no cluster


class Measure(StrEnum):
    """What is counted."""

    OPENED = "opened"  # disputes, by the day of their alert; without those entered wrongly
    SETTLED = "settled"  # disputes in which something was agreed
    PRESENCE = "presence"  # walks, visits and activities
    MET = "met"  # people met in them; a person met twice counts twice


@dataclass(frozen=True)
class QuarterTotals:
    """The totals of one quarter; a number is None where it is hidden."""

    quarter: Quarter
    clusters: dict[int, str]
    totals: Totals
    totals_hash: str

    def number(self, measure: Measure, cluster: int | None) -> int | None:
        """Return a count of one cluster, or of all of them (None)."""
        return self.totals[measure][TOTAL if cluster is None else str(cluster)]


def street_totals(*, seen_by: Staff) -> list[QuarterTotals]:
    """Return the totals of every quarter that may be counted, the latest first; count those that are new."""
    if seen_by.scope(Permission.SEE_STREET_TOTALS) is not Scope.CITY:
        raise InputProblem(N_("Totals of street work are not open to this account."))
    kept = {one.first_on: one for one in StreetQuarter.objects.all()}
    for quarter in _due():
        if quarter.first_on not in kept:
            kept[quarter.first_on] = _count(quarter)
    return [_shown(kept[day]) for day in sorted(kept, reverse=True)]


def next_counted_on() -> date:
    """Return the day from which the running quarter is counted, or the last one if it waits still."""
    today = timezone.localdate()
    running = Quarter.of(today)
    before = Quarter(running.year - (running.number == 1), (running.number - 2) % 4 + 1)
    return before.counted_from if before.counted_from > today else running.counted_from


def suppressed(counts: dict[int, int], *, clusters: dict[int, str]) -> dict[str, int | None]:
    """Return the counts of one measure that may be shown, with their total."""
    table = {str(number): counts.get(number, 0) for number in clusters}
    return released_list(table, to=Permission.SEE_STREET_TOTALS, zeros="suppress")


def _due() -> list[Quarter]:
    first_dispute = Dispute.objects.aggregate(first=Min("written_at"))["first"]
    first_presence = Presence.objects.aggregate(first=Min("done_on"))["first"]
    days = [timezone.localdate(first_dispute)] if first_dispute else []
    days += [first_presence] if first_presence else []
    return list(countable(min(days), on=timezone.localdate())) if days else []


def _count(quarter: Quarter) -> StreetQuarter:
    clusters = _clusters(quarter)
    counts = {Measure.OPENED: _opened(quarter), Measure.SETTLED: _settled(quarter), **_presence(quarter)}
    totals: Totals = {
        measure.value: suppressed(counted, clusters=clusters) for measure, counted in counts.items()
    }
    return freeze(quarter, clusters=clusters, totals=totals)


def _clusters(quarter: Quarter) -> dict[int, str]:
    """The clusters in which people worked in that quarter, and the rest of the city as one."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gte=quarter.first_on)
    rows = WorkCluster.objects.filter(open_then, opened_on__lte=quarter.last_on).order_by("name")
    return {**dict(rows.values_list("pk", "name")), OUTSIDE: ""}


def _opened(quarter: Quarter) -> Counter[int]:
    wrong = Turn.objects.filter(deed=Turn.Deed.CLOSED, reason=Reason.WRONG).values("dispute")
    rows = Dispute.objects.filter(written_at__date__range=(quarter.first_on, quarter.last_on))
    found = rows.exclude(state="closed", pk__in=wrong).order_by().values_list("cluster").annotate(Count("pk"))
    return Counter({cluster or OUTSIDE: number for cluster, number in found})


def _settled(quarter: Quarter) -> Counter[int]:
    rows = Settlement.objects.filter(agreed_on__range=(quarter.first_on, quarter.last_on)).order_by()
    found = rows.values_list("dispute__cluster").annotate(Count("dispute", distinct=True))
    return Counter({cluster or OUTSIDE: number for cluster, number in found})


def _presence(quarter: Quarter) -> dict[Measure, Counter[int]]:
    times: Counter[int] = Counter()
    people: Counter[int] = Counter()
    rows = Presence.objects.filter(done_on__range=(quarter.first_on, quarter.last_on)).order_by()
    for cluster, met in rows.values_list("cluster", "met").iterator(chunk_size=2000):
        times[cluster or OUTSIDE] += 1
        people[cluster or OUTSIDE] += sum(met.values())
    return {Measure.PRESENCE: times, Measure.MET: people}


def _shown(row: StreetQuarter) -> QuarterTotals:
    # By name, and what is outside the clusters last.
    found = [(int(number), name) for number, name in row.clusters.items()]
    names = dict(sorted(found, key=lambda one: (one[0] == OUTSIDE, one[1])))
    return QuarterTotals(Quarter.of(row.first_on), names, row.totals, row.totals_hash)
