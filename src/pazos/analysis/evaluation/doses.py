"""How much of the strategy did each unit have, at each time? Totals of work, never of anybody who did or had it.

Street work is known outside of it by cluster and quarter only, suppressed and frozen once; it is shared evenly over
the cluster's units and the quarter's months. Where a total is hidden no dose is made up: there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count, Sum

from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.evaluation.window import month_on
from pazos.analysis.street_totals import OUTSIDE, Measure
from pazos.domain.activities.models import Activity, Attendance, HeadCount
from pazos.domain.activities.vocabulary import State
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.evaluations.vocabulary import Dose
from pazos.domain.teams.models import WorkCluster

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window

    Floats = NDArray[np.float64]

MEASURES = {Dose.PRESENCE.value: Measure.PRESENCE, Dose.MEDIATIONS.value: Measure.SETTLED}
QUARTER = 3  # months


def read(dose: str, units: Units, window: Window) -> tuple[Floats | None, tuple[Note, ...]]:
    """Return the dose, units x times, and what must be told; None where it is not asked for or not known.

    Presence is in walks, visits and activities of gestores; mediations in disputes settled; reached in attendances
    and people counted.
    """
    if dose == Dose.NONE:
        return None, ()
    if dose == Dose.REACHED:
        return _by_time(_reached(units, window), window), ()
    months, hidden = _street(MEASURES[dose], units, window)
    if hidden:
        return None, (Note("dose_hidden", {"cells": hidden}),)
    return _by_time(months, window), (Note("dose_by_cluster", {}),)


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
    """Return the measure by unit and month, and how many totals are hidden."""
    rows = _clusters(units)
    table = np.zeros((len(units.codes), len(window.months)))
    hidden = 0
    quarters = StreetQuarter.objects.filter(first_on__range=(window.begins, window.ends))
    for first_on, totals in quarters.values_list("first_on", "totals"):
        months = _inside(first_on, window)
        for cluster, count in totals[measure.value].items():
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


def _reached(units: Units, window: Window) -> Floats:
    """Return attendances and people counted by unit and month of the activity's first day."""
    rows = _clusters(units)
    done = Activity.objects.filter(state=State.DONE, starts_on__range=(window.begins, window.ends))
    came = dict(
        Attendance.objects.filter(activity__in=done).order_by().values_list("activity").annotate(Count("pk"))
    )
    counted = dict(
        HeadCount.objects.filter(activity__in=done).order_by().values_list("activity").annotate(Sum("people"))
    )
    table = np.zeros((len(units.codes), len(window.months)))
    for pk, code, cluster, day in done.values_list("pk", "neighbourhood__code", "cluster", "starts_on"):
        own = [units.row_of[code]] if code in units.row_of else rows.get(cluster or 0, [])
        if own:
            people = came.get(pk, 0) + counted.get(pk, 0)
            table[own, month_on(day) - window.first] += people / len(own)
    return table
