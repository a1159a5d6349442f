"""How much of the strategy did each unit have, at each time? Totals of work, never of anybody who did or had it.

Street work is known outside of it by cluster and quarter only, suppressed and frozen once; who was reached is summed
the same way, and who was met in accompaniment stands in the programme's own table. All are shared evenly over the
cluster's units and the quarter's months. Where a total is hidden, or not counted yet, no dose is made up: there is none.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count, Sum
from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.evaluation.window import first_day, month_on
from pazos.analysis.programme import doses as programme
from pazos.analysis.street_totals import OUTSIDE, Measure
from pazos.domain.activities.models import Activity, Attendance, HeadCount
from pazos.domain.activities.vocabulary import State
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.evaluations.vocabulary import Dose
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.runs.actions import Input

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.foundation.runs.models import Run

    Floats = NDArray[np.float64]

MEASURES = {Dose.PRESENCE.value: Measure.PRESENCE, Dose.MEDIATIONS.value: Measure.SETTLED}
QUARTER = 3  # months


def read(dose: str, units: Units, window: Window) -> tuple[Floats | None, tuple[Note, ...]]:
    """Return the dose, units x times, and what must be told; None where it is not asked for or not known.

    Presence is in walks, visits and activities of gestores; mediations in disputes settled; reached in attendances
    and people counted; accompanied in people met, one by one in each quarter.
    """
    if dose == Dose.NONE:
        return None, ()
    if dose == Dose.ACCOMPANIED:
        return _accompanied(units, window)
    if dose == Dose.REACHED:
        (months, hidden), shared = _reached(units, window), Note("reach_by_cluster", {})
    else:
        (months, hidden), shared = _street(MEASURES[dose], units, window), Note("dose_by_cluster", {})
    if hidden:
        return None, (Note("dose_hidden", {"cells": hidden}),)
    return _by_time(months, window), (shared,)


def rests_on(dose: str, window: Window) -> tuple[Input, ...]:
    """Return the runs of the programme's table that a dose reads: by their hashes, so that each can be traced."""
    if dose != Dose.ACCOMPANIED:
        return ()
    return tuple(
        Input(
            f"programme doses {quarter.name} (run {run.pk})", run.result_hash, len(run.result["people"]) - 1
        )
        for quarter, run in _counted(window).items()
    )


def _accompanied(units: Units, window: Window) -> tuple[Floats | None, tuple[Note, ...]]:
    runs = _counted(window)
    open_ones = _not_counted(window)
    if open_ones:
        return None, (Note("accompanied_not_counted", {"quarters": open_ones}),)
    totals = [(quarter.first_on, run.result["people"]) for quarter, run in runs.items()]
    months, hidden = _shared(totals, units, window)
    if hidden:
        return None, (Note("accompanied_hidden", {"cells": hidden}),)
    return _by_time(months, window), (
        Note("accompanied_by_cluster", {"runs": [run.pk for run in runs.values()]}),
    )


def _counted(window: Window) -> dict[Quarter, Run]:
    """Return the runs of the quarters of a window, those that are due counted first; each keeps its first count."""
    runs = programme.counted(by=None, on=timezone.localdate())
    return {
        quarter: run
        for quarter, run in runs.items()
        if _first_of_quarters(window) <= quarter.first_on <= window.ends
    }


def _not_counted(window: Window) -> list[str]:
    """Return the quarters of a window that may not be counted yet."""
    today = timezone.localdate()
    quarters = {Quarter.of(first_day(month)) for month in window.months}
    return [quarter.name for quarter in sorted(quarters) if quarter.counted_from > today]


def _by_time(months: Floats, window: Window) -> Floats:
    return np.asarray(months.reshape(len(months), window.times, window.size).sum(axis=2), dtype=float)


def _clusters(units: Units) -> dict[int, list[int]]:
    """Return the rows of each work cluster."""
    found: dict[int, list[int]] = {}
    for cluster, code in WorkCluster.objects.order_by("pk").values_list("pk", "neighbourhoods__code"):
        if code in units.row_of:
            found.setdefault(cluster, []).append(units.row_of[code])
    return {cluster: sorted(set(rows)) for cluster, rows in found.items()}


def _street(measure: Measure, units: Units, window: Window) -> tuple[Floats, int]:
    quarters = StreetQuarter.objects.filter(first_on__range=(_first_of_quarters(window), window.ends))
    rows = quarters.values_list("first_on", "totals")
    return _shared([(first_on, totals[measure.value]) for first_on, totals in rows], units, window)


def _shared(
    quarters: Iterable[tuple[date, Mapping[str, int | None]]], units: Units, window: Window
) -> tuple[Floats, int]:
    """Return totals by cluster and quarter as shares of units and months, and how many of them are hidden."""
    rows = _clusters(units)
    table = np.zeros((len(units.codes), len(window.months)))
    hidden = 0
    for first_on, totals in quarters:
        months = _inside(first_on, window)
        for cluster, count in totals.items():
            if not cluster.isdigit() or int(cluster) == OUTSIDE or int(cluster) not in rows:
                continue
            if count is None:
                hidden += 1
                continue
            own = rows[int(cluster)]
            table[np.ix_(own, months)] += count / QUARTER / len(own)
    return table, hidden


def _inside(first_on: date, window: Window) -> list[int]:
    begins = month_on(first_on) - window.first
    return [month for month in range(begins, begins + QUARTER) if 0 <= month < len(window.months)]


def _first_of_quarters(window: Window) -> date:
    """Return the first day of the quarter in which a window begins: what was done in it is known as a whole."""
    return first_day(window.first // QUARTER * QUARTER)


def _reached(units: Units, window: Window) -> tuple[Floats, int]:
    """Return attendances and people counted by unit and month, and how many totals are too small to show.

    They are summed by quarter over the work cluster, or over the place where it is of none, before anything is told.
    """
    totals: Counter[tuple[tuple[int, ...], int]] = Counter()
    rows = _clusters(units)
    of_row = {row: own for own in reversed(list(rows.values())) for row in own}
    ends = first_day((window.last // QUARTER + 1) * QUARTER)
    done = Activity.objects.filter(
        state=State.DONE, starts_on__gte=_first_of_quarters(window), starts_on__lt=ends
    )
    people = _people_of(done)
    for pk, code, cluster, day in done.values_list("pk", "neighbourhood__code", "cluster", "starts_on"):
        row = units.row_of.get(code)
        own = rows.get(cluster or 0, []) if row is None else of_row.get(row, [row])
        if own:
            totals[tuple(own), month_on(day) // QUARTER * QUARTER] += people[pk]
    table = np.zeros((len(units.codes), len(window.months)))
    for (own_rows, first), count in totals.items():
        table[np.ix_(own_rows, _inside(first_day(first), window))] += count / QUARTER / len(own_rows)
    return table, sum(0 < count < MINIMUM for count in totals.values())


def _people_of(done: QuerySet[Activity]) -> Counter[int]:
    """Return attendances and people counted of each activity."""
    found: Counter[int] = Counter()
    for rows, what in ((Attendance.objects, Count("pk")), (HeadCount.objects, Sum("people"))):
        found.update(dict(rows.filter(activity__in=done).order_by().values_list("activity").annotate(what)))
    return found
