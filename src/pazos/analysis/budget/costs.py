"""What did each programme and component cost for each person it reached, and for each result, in a year?

People come through the gate of those reached, as everybody outside attendance sees them, whoever asks:
a cost that told more of one reader's people would tell them to whoever reads the page beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.analysis.budget.unit_cost import Count, UnitCost, unit_cost
from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.reach.figures import figures
from pazos.analysis.reach.slices import Slice
from pazos.domain.budget.models import BudgetLine
from pazos.domain.budget.queries import Sought, sees_city, sought, spent
from pazos.domain.indicators.lights import of_year as year_of
from pazos.domain.indicators.models import IndicatorSheet
from pazos.domain.indicators.queries.reading import in_words, readings, rule_of
from pazos.domain.indicators.vocabulary import Kind, Measure, SheetState
from pazos.domain.strategy.models import Component

if TYPE_CHECKING:
    from pazos.domain.budget.vocabulary import Step
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Cost:
    """One programme or component with what each person cost."""

    key: int
    name: str
    component: str
    cost: UnitCost


@dataclass(frozen=True)
class Costs:
    """The costs of a year; `partly` programmes are paid from lines that this reader does not see."""

    programmes: tuple[Cost, ...]
    components: tuple[Cost, ...]
    partly: int
    results: tuple[Cost, ...] = ()


def costs(year: int, *, step: Step, seen_by: Staff, on: date) -> Costs:
    """Return the costs of a year to a day: what came to a step, over the people reached directly."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), on)
    of_year = Slice(first=first, last=date(year, 12, 31))
    found = figures(of_year, seen_by=seen_by, whole=False)
    whole = _seen_whole(year, seen_by)
    mine = [one for one in found.programmes if one.number in whole]

    def money(asked: Sought, people: int | None) -> UnitCost:
        amount = spent(asked, step=step, first=first, last=last, seen_by=seen_by)
        return unit_cost(amount, _count(people))

    programmes = tuple(
        Cost(one.number, one.name, one.component, money(Sought(programme=one.number), one.people))
        for one in mine
    )
    components: tuple[Cost, ...] = ()
    if sees_city(seen_by):
        components = tuple(
            Cost(one.pk, one.name, "", money(Sought(component=one.pk), _people(of_year, one.pk, seen_by)))
            for one in Component.objects.filter(strategy__components__programmes__in=whole).distinct()
        )
    results = _results(year, step=step, seen_by=seen_by, last=last) if components else ()
    return Costs(programmes, components, len(found.programmes) - len(mine), results)


def _results(year: int, *, step: Step, seen_by: Staff, last: date) -> tuple[Cost, ...]:
    """Return what each result of a component cost: all of its money over what its indicators counted in the year.

    The same money brought about all the results of a component, so these costs are never added.
    """
    counted = IndicatorSheet.objects.filter(
        state=SheetState.IN_FORCE, kind=Kind.RESULT, measure=Measure.COUNT, indicator__component__isnull=False
    ).select_related("indicator__component")
    of_year = readings(Q(starts_on__year=year, ends_on__lte=last, sheet__in=counted), breaks={})
    found = []
    for sheet in counted.order_by("indicator__position"):
        component = sheet.indicator.component
        reading = year_of(of_year.get(sheet.indicator_id, []), year, rule=rule_of(sheet))
        if component is None or reading is None or reading.value is None:
            continue
        asked = Sought(component=component.pk)
        money = spent(asked, step=step, first=date(year, 1, 1), last=last, seen_by=seen_by)
        cost = unit_cost(money, Count(int(reading.value)))
        found.append(Cost(sheet.indicator_id, in_words(sheet.name), component.name, cost))
    return tuple(found)


def _people(of_year: Slice, component: int, seen_by: Staff) -> int | None:
    asked = replace(of_year, components=frozenset({component}))
    return figures(asked, seen_by=seen_by, whole=False).people


def _count(people: int | None) -> Count:
    """Return a count that the gate let through; one that it hid is few."""
    return Count(None, 0, MINIMUM - 1) if people is None else Count(people)


def _seen_whole(year: int, seen_by: Staff) -> set[int]:
    """Return the programmes whose every line of a year and the one before this person sees."""
    lines = BudgetLine.objects.filter(year__in=(year, year - 1), programme__isnull=False).order_by()
    seen = sought(Sought(), seen_by=seen_by).values("pk")
    hidden = set(lines.exclude(pk__in=seen).values_list("programme", flat=True))
    return set(lines.filter(pk__in=seen).values_list("programme", flat=True)) - hidden
