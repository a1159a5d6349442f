"""Whom the strategy reached: people once each, reported numbers beside them, indirect reach with its method.

None of the three is ever added to another. Every count of people passes the gate before it is frozen;
the number of all is hidden too where it would give away the people of a hidden component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count

from pazos.analysis.account.strategy import strategy_of
from pazos.analysis.disclosing import MINIMUM, TOTAL, released_list
from pazos.analysis.reach import counting
from pazos.analysis.reach.figures import figures
from pazos.analysis.reach.held import held
from pazos.analysis.reach.slices import Slice, chosen
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import State
from pazos.domain.strategy.models import Component
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.account.chain import Asked
    from pazos.analysis.reach.figures import Figures


def people(asked: Asked) -> Mapping[str, Any]:
    """Return how many people each component and the whole strategy reached in the year."""
    strategy = strategy_of(asked)
    components = list(Component.objects.filter(strategy=strategy)) if strategy else []
    each = {one: _figures(asked, frozenset({one.pk})) for one in components}
    shown = _gated({one.code: found.people for one, found in each.items()})
    everybody = _figures(asked, frozenset(one.pk for one in components)) if components else None
    is_told = everybody is not None and _may_be_told(asked, components, shown)
    return {
        "by_component": [
            {
                "component": one.code,
                "people": shown[one.code],
                "reported": found.reported.crossed.count(TOTAL),
                "former": found.former,
            }
            for one, found in each.items()
        ],
        "people": everybody.people if everybody and is_told else None,
        "reported": everybody.reported.crossed.count(TOTAL) if everybody else 0,
        "former": everybody.former if everybody else 0,
        "indirect": _indirect(everybody),
        "minimum": MINIMUM,
        "hidden": sum(number is None for number in shown.values()) + (everybody is not None and not is_told),
    }


def _figures(asked: Asked, components: frozenset[int]) -> Figures:
    period = Slice(components=components, first=asked.first, last=asked.as_of_on)
    return figures(period, seen_by=asked.seen_by, whole=False)


def _gated(counts: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return the counts of the components through the gate once more, as the list they stand in."""
    known = {code: number for code, number in counts.items() if number is not None}
    shown = released_list(known, to=Permission.SEE_PUBLIC) if known else {}
    return {code: shown.get(code) for code in counts}


def _may_be_told(asked: Asked, components: Sequence[Component], shown: Mapping[str, int | None]) -> bool:
    """Tell whether nobody few stands between the number of all and those of the components that are shown."""
    open_ones = frozenset(one.pk for one in components if shown[one.code] is not None)
    every = _persons(asked, frozenset(one.pk for one in components))
    rest = len(np.setdiff1d(every, _persons(asked, open_ones) if open_ones else every[:0]))
    return rest == 0 or rest >= MINIMUM


def _persons(asked: Asked, components: frozenset[int]) -> np.ndarray[Any, np.dtype[np.int32]]:
    of, period = held(), Slice(components=components, first=asked.first, last=asked.as_of_on)
    rows = counting.within(of.attended, chosen(period, seen_by=asked.seen_by), period)
    return counting.met(of.attended, rows).person


def _indirect(found: Figures | None) -> list[dict[str, Any]]:
    rows = found.indirect if found else ()
    return [
        {
            "programme": one.programme.code,
            "name": one.programme.name,
            "method": one.method,
            "people": one.people,
            "workings": one.workings,
        }
        for one in rows
    ]


def activities(asked: Asked) -> Mapping[str, Any]:
    """Return how many activities were done in the year, by cluster, by component and by kind."""
    rows = Activity.objects.filter(
        state=State.DONE, starts_on__gte=asked.first, starts_on__lte=asked.as_of_on
    ).order_by()
    clusters = dict(WorkCluster.objects.values_list("pk", "name"))
    by_cluster = dict(rows.values_list("cluster").annotate(Count("pk")))
    named = sorted((clusters[key], n) for key, n in by_cluster.items() if key is not None)
    silent = _silent(asked, by_cluster, clusters)
    by_component = rows.values_list("programme__component__code").annotate(Count("pk"))
    by_kind = rows.values_list("kind").annotate(Count("pk"))
    return {
        "done": sum(by_cluster.values()),
        "by_cluster": [{"cluster": name, "done": n} for name, n in [*named, *silent]],
        "without_cluster": by_cluster.get(None, 0),
        "by_component": [{"component": code, "done": n} for code, n in sorted(by_component)],
        "by_kind": [{"kind": kind, "done": n} for kind, n in sorted(by_kind)],
    }


def _silent(
    asked: Asked, counted: Mapping[int | None, int], clusters: Mapping[int, str]
) -> list[tuple[str, int]]:
    """Return the clusters that were open in the year and saw nothing: nought is told, not left out."""
    opened = WorkCluster.objects.filter(opened_on__lte=asked.as_of_on).exclude(closed_on__lt=asked.first)
    return sorted((clusters[key], 0) for key in opened.values_list("pk", flat=True) if key not in counted)
