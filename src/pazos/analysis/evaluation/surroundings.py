"""What does the answer need beside the panels: the clusters, the ages of the victims, what was paid?

Ages are counted over all treated places together, so that no cell points at anybody; money is one sum of the city.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import Sum

from pazos.analysis.evaluation.counted import counting_of
from pazos.analysis.evaluation.outcomes import victims_of
from pazos.analysis.evaluation.window import first_day, month_of, window_of
from pazos.domain.budget.models import Movement
from pazos.domain.budget.vocabulary import Step
from pazos.domain.designations.models import Cluster
from pazos.domain.money import HOME
from pazos.science.evaluation.panel import NEVER

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Protocol
    from pazos.science.evaluation.panel import Panel

    Plain = dict[str, Any]

NOUGHT = Decimal("0.00")


def clusters_of(protocol: Protocol, panel: Panel, units: Units | None) -> list[Plain]:
    """Return the clusters of the plan's designation with their treated units, in its own order; none where it has none."""
    if units is None or protocol.designation is None:
        return []
    treated = {unit for unit, first in zip(panel.units, panel.first.tolist(), strict=True) if first != NEVER}
    rows = Cluster.objects.filter(designation=protocol.designation).prefetch_related("neighbourhoods")
    found = []
    for cluster in rows:
        members = {units.row_of[one.code] for one in cluster.neighbourhoods.all() if one.code in units.row_of}
        own = sorted(units.codes[row] for row in members if units.codes[row] in treated)
        if own:
            found.append({"name": cluster.name or str(cluster.number), "units": own})
    return found


def ages_of_treated(
    protocol: Protocol, panel: Panel, units: Units | None
) -> tuple[dict[str, int], int | None]:
    """Return victims by age where and while it was treated, and how many are of unknown age (None: nobody knows)."""
    if units is None:
        return {}, None
    window = window_of(protocol.first, protocol.last, protocol.grain)
    began = begins_of(panel, window)
    found = victims_of(counting_of(protocol.outcome, window), window)
    row = found["place"].map(dict(units.row_of))
    starts = row.map({units.row_of[unit]: month for unit, month in began.items()})
    inside = found[(found["month"] >= starts).to_numpy(bool)]
    age = pd.to_numeric(inside["age"])
    known = age.notna()
    numbers = inside.loc[known, "victims"].astype(int)
    sums = Counter[str]()
    for each, number in zip(age[known].astype(int), numbers, strict=True):
        sums[str(each)] += number
    return dict(sums), int(inside.loc[~known, "victims"].sum())


def begins_of(panel: Panel, window: Window) -> dict[str, int]:
    """Return the month in which each treated unit's first treated time begins."""
    place = {label: number for number, label in enumerate(window.labels)}
    return {
        unit: window.first + place[panel.times[first]] * window.size
        for unit, first in zip(panel.units, panel.first.tolist(), strict=True)
        if first != NEVER
    }


def cost_of(protocol: Protocol) -> Plain | None:
    """Return what the strategy cost from the first treatment to the end of the window; None where nothing was paid.

    The lower bound is what was paid, the upper what was obliged (received and owed); what partners gave is not in it.
    """
    starts = min(month_of(one.starts, what=one.unit) for one in protocol.treated)
    first, last = first_day(starts), window_of(protocol.first, protocol.last, protocol.grain).ends
    paid, obliged = (_moved(step, first, last) for step in (Step.PAYMENT, Step.OBLIGATION))
    if paid <= 0:
        return None
    return {
        "currency": HOME,
        "amount": str(paid),
        "low": str(min(paid, obliged) if obliged > 0 else paid),
        "high": str(max(paid, obliged)),
        "first": first.isoformat(),
        "last": last.isoformat(),
    }


def _moved(step: Step, first: date, last: date) -> Decimal:
    rows = Movement.objects.filter(line__currency=HOME, step=step, on__range=(first, last)).order_by()
    return rows.aggregate(total=Sum("amount"))["total"] or NOUGHT
