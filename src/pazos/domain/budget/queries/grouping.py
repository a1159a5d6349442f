"""What does the money add up to by department, programme, component or fund?

A line that several components share is dealt out to the cent by largest remainders, so that the
parts always add up to the whole. For three components or more the dealing may set a later step of
one component a cent above the one before; of a line it never does.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.domain.budget.models import LineShare
from pazos.domain.budget.queries.execution import execution
from pazos.domain.budget.queries.seeing import sought
from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.vocabulary import WHOLE, Dimension
from pazos.domain.strategy.models import Component

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pazos.domain.budget.queries.execution import LineRow
    from pazos.domain.budget.queries.seeing import Sought
    from pazos.domain.people.models import Staff

Parts = dict[int, dict[int, int]]  # by line, by component: ten thousandths


@dataclass(frozen=True)
class Group:
    """The money of one department, programme, component or fund; `key` is empty for what has none."""

    key: str
    label: str
    lines: int
    steps: Steps


def grouped(asked: Sought, by: Dimension, *, on: date, seen_by: Staff) -> list[Group]:
    """Return the sums by one dimension, the largest appropriation first; they add up to the total."""
    rows = execution(asked, on=on, seen_by=seen_by)
    pieces: dict[str, list[Steps]] = defaultdict(list)
    labels: dict[str, str] = {}
    for key, label, steps in _pieces(rows, by, asked, seen_by):
        labels[key] = label
        pieces[key].append(steps)
    groups = [Group(key, labels[key], len(found), Steps.total(found)) for key, found in pieces.items()]
    return sorted(groups, key=lambda group: (not group.key, -group.steps.appropriation, group.label))


def _pieces(
    rows: Iterable[LineRow], by: Dimension, asked: Sought, seen_by: Staff
) -> Iterator[tuple[str, str, Steps]]:
    if by is Dimension.COMPONENT:
        yield from _by_component(rows, asked, seen_by)
        return
    for row in rows:
        key, label = _place(row, by)
        yield key, label, row.steps


def _place(row: LineRow, by: Dimension) -> tuple[str, str]:
    if by is Dimension.DEPARTMENT:
        return str(row.department_key), row.department
    if by is Dimension.FUND:
        return row.fund.value, str(row.fund.label)
    return str(row.programme_key or ""), row.programme or _("no programme")


def _by_component(rows: Iterable[LineRow], asked: Sought, seen_by: Staff) -> Iterator[tuple[str, str, Steps]]:
    parts = parts_of(asked, seen_by=seen_by)
    names = dict(Component.objects.values_list("pk", "name"))
    for row in rows:
        mine = parts.get(row.key) or ({row.component_key: WHOLE} if row.component_key else {})
        if not mine:
            yield "", _("no component"), row.steps
        for component, steps in dealt(row.steps, mine).items():
            if asked.component in (None, component):
                yield str(component), names[component], steps


def parts_of(asked: Sought, *, seen_by: Staff) -> Parts:
    """Return which components share each line that a question finds."""
    found: Parts = defaultdict(dict)
    rows = LineShare.objects.filter(line__in=sought(asked, seen_by=seen_by).values("pk"))
    for line, component, part in rows.order_by("pk").values_list("line", "component", "ten_thousandths"):
        found[line][component] = part
    return found


def dealt(steps: Steps, parts: Mapping[int, int]) -> dict[int, Steps]:
    """Return the steps of a line dealt out to its components, to the cent."""
    return dict(zip(parts, steps.dealt(list(parts.values())), strict=True)) if parts else {}
