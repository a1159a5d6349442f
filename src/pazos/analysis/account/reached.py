"""Whom the strategy reached: people once each, reported numbers beside them, indirect reach with its method.

None of the three is ever added to another. Every count of people passes the gate before it is frozen;
the number of all is hidden too where it would give away the people of a hidden component.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count

from pazos.analysis.account.strategy import strategy_of
from pazos.analysis.disclosing import MINIMUM, TOTAL, released_list
from pazos.analysis.reach import counting
from pazos.analysis.reach.held import held
from pazos.analysis.reach.programmes import heads_of
from pazos.analysis.reach.slices import Slice, chosen
from pazos.domain.activities.models import Activity, FormerReach, IndirectReach
from pazos.domain.activities.vocabulary import State
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.account.chain import Asked
    from pazos.analysis.reach.held import Held

    Persons = np.ndarray[Any, np.dtype[np.int32]]


def people(asked: Asked) -> Mapping[str, Any]:
    """Return how many people each component and the whole strategy reached in the year."""
    strategy = strategy_of(asked)
    codes = dict(Component.objects.filter(strategy=strategy).values_list("pk", "code")) if strategy else {}
    counted = _counted(asked, codes)
    shown = _gated({code: len(found) for code, found in counted.direct.items()})
    reported, former = _gated(counted.reported), _gated(counted.former)
    is_told = _may_be_told(counted.direct, shown)
    return {
        "by_component": [
            {"component": code, "people": shown[code], "reported": reported[code], "former": former[code]}
            for code in codes.values()
        ],
        "people": _everybody(counted.direct, asked) if is_told else None,
        "reported": reported[TOTAL],
        "former": former[TOTAL],
        "indirect": _indirect(asked, frozenset(codes)),
        "minimum": MINIMUM,
        "hidden": sum(shown[code] is None for code in codes.values()) + (not is_told),
    }


@dataclass(frozen=True)
class _Counted:
    """By component, before the gate: the different people of the year, heads reported, those erased since."""

    direct: dict[str, Persons]
    reported: dict[str, int]
    former: dict[str, int]


def _counted(asked: Asked, codes: Mapping[int, str]) -> _Counted:
    if not codes:  # a slice of no component would be a slice of all activities
        return _Counted({}, {}, {})
    period = Slice(components=frozenset(codes), first=asked.first, last=asked.as_of_on)
    of, rows = held(), chosen(period, seen_by=asked.seen_by)
    programmes = dict(Programme.objects.filter(component__in=codes).values_list("pk", "component"))
    owner = {
        number: codes[programmes[programme]]
        for number, programme in zip(rows.number.tolist(), rows.programme.tolist(), strict=True)
    }
    reported: Counter[str] = Counter()
    for head in heads_of(rows.of_period(period), period, seen_by=asked.seen_by):
        reported[owner[head.activity]] += head.people
    left = FormerReach.objects.filter(programme__component__in=codes, year=asked.year)
    former = Counter(dict.fromkeys(codes.values(), 0))
    for component, number in left.values_list("programme__component", "people"):
        former[codes[component]] += number
    return _Counted(
        direct={code: _persons(of, asked, frozenset({key})) for key, code in codes.items()},
        reported={code: reported[code] for code in codes.values()},
        former=dict(former),
    )


def _persons(of: Held, asked: Asked, components: frozenset[int]) -> Persons:
    period = Slice(components=components, first=asked.first, last=asked.as_of_on)
    rows = counting.within(of.attended, chosen(period, seen_by=asked.seen_by), period)
    return counting.met(of.attended, rows).person


def _gated(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the counts of the components and their total through the gate, as the list they stand in."""
    return released_list(counts, to=Permission.SEE_PUBLIC) if counts else {TOTAL: 0}


def _everybody(direct: Mapping[str, Persons], asked: Asked) -> int | None:
    """Return how many different people there are, through the gate."""
    every = np.unique(np.concatenate([*direct.values()])) if direct else ()
    return released_list({str(asked.year): len(every)}, to=Permission.SEE_PUBLIC)[str(asked.year)]


def _may_be_told(direct: Mapping[str, Persons], shown: Mapping[str, int | None]) -> bool:
    """Tell whether nobody few stands between the number of all and those of the components that are shown."""
    if not direct:
        return True
    every = np.unique(np.concatenate([*direct.values()]))
    told = [people for code, people in direct.items() if shown[code] is not None]
    rest = len(np.setdiff1d(every, np.concatenate(told)) if told else every)
    return rest == 0 or rest >= MINIMUM


def _indirect(asked: Asked, components: frozenset[int]) -> list[dict[str, Any]]:
    rows = IndirectReach.objects.filter(programme__component__in=components, year=asked.year)
    return [
        {
            "programme": one.programme.code,
            "name": one.programme.name,
            "method": one.method,
            "people": one.people,
            "workings": one.workings,
        }
        for one in rows.select_related("programme").order_by("programme__code", "method")
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
