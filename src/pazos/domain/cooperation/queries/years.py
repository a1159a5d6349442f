"""What did a year bring together, and how does that stand beside what was announced?

One cell of a year is a partner, a component, a form, a stage and a currency. Every table of the
consolidation is a sum over the same cells, so that no two of them can disagree. Money and what was
given in kind are never one number; stages are never added to one another.

"Summed" beside an announcement takes each contribution at the first stage that was recorded of it:
what was promised by line where a promise is written, and what came where it arrived without one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.db.models.functions import ExtractYear

from pazos.domain.cooperation.models import Announcement, ResourceMovement
from pazos.domain.cooperation.queries.resources import NOUGHT, first_stages, visible
from pazos.domain.cooperation.vocabulary import ORDER, Form, Stage
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Cell:
    """What moved of one partner, component, form, stage and currency in one year."""

    partner: int
    partner_name: str
    component: int
    component_name: str
    form: Form
    stage: Stage
    currency: str
    amount: Decimal
    home: Decimal


@dataclass(frozen=True)
class Line:
    """One line of a table: its four stages in the home currency, and in each original currency."""

    key: int
    name: str
    home: dict[Stage, Decimal]
    original: dict[str, dict[Stage, Decimal]]

    @property
    def in_home(self) -> tuple[Decimal, ...]:
        """The four stages in their order."""
        return tuple(self.home.get(stage, NOUGHT) for stage in ORDER)

    @property
    def by_currency(self) -> list[tuple[str, tuple[Decimal, ...]]]:
        """Each currency with its four stages in their order."""
        return [
            (currency, tuple(stages.get(stage, NOUGHT) for stage in ORDER))
            for currency, stages in sorted(self.original.items())
        ]


@dataclass(frozen=True)
class Announced:
    """One announcement beside what the lines of the same year say of the same partner, or of all."""

    announcement: Announcement
    summed_home: Decimal
    summed: Decimal | None  # in the currency of the announcement; None where the lines have others
    lines: int

    @property
    def home_difference(self) -> Decimal:
        """What the lines say more (or, below nought, less) than was announced, in the home currency."""
        difference: Decimal = self.summed_home - self.announcement.home_amount
        return difference

    @property
    def difference(self) -> Decimal | None:
        """The same in the currency of the announcement, where all lines are in it."""
        return None if self.summed is None else self.summed - self.announcement.amount

    @property
    def share(self) -> Decimal:
        """How much of what was announced the lines say, 1 being all; in its own currency where that is known."""
        of: Decimal = self.announcement.home_amount if self.summed is None else self.announcement.amount
        return (self.summed_home if self.summed is None else self.summed) / of


@dataclass(frozen=True)
class Consolidation:
    """One year of cooperation."""

    year: int
    cells: tuple[Cell, ...]
    announced: tuple[Announced, ...]

    def lines(self, form: Form, *, by: str) -> list[Line]:
        """Return the table of one form by "partner" or "component"."""
        return lines_of([cell for cell in self.cells if cell.form is form], by=by)

    def total(self, form: Form) -> Line:
        """Return the last line of the table of one form."""
        return _line(0, "", [cell for cell in self.cells if cell.form is form])


def years(*, seen_by: Staff) -> list[int]:
    """Return the years in which anything moved or was announced, the newest first."""
    moved = _movements(seen_by).annotate(year=ExtractYear("on")).order_by()
    found = set(moved.values_list("year", flat=True).distinct())
    return sorted(found | set(announcements(seen_by=seen_by).values_list("year", flat=True)), reverse=True)


def consolidation(year: int, *, seen_by: Staff) -> Consolidation:
    """Return what one year brought together, as far as this person sees."""
    return Consolidation(year, tuple(_cells(year, seen_by)), tuple(_announced(year, seen_by)))


def _movements(seen_by: Staff) -> QuerySet[ResourceMovement]:
    mine = reach_of(seen_by, Permission.SEE_COOPERATION).belonging(organisation="resource__partner")
    return ResourceMovement.objects.filter(mine)


def announcements(*, seen_by: Staff) -> QuerySet[Announcement]:
    """Return the announcements that this person may see: a partner its own."""
    mine = reach_of(seen_by, Permission.SEE_COOPERATION).belonging(organisation="partner")
    return Announcement.objects.filter(mine).select_related("partner__organisation")


_KEYS = (
    *("resource__partner", "resource__partner__organisation__name"),
    *("resource__component", "resource__component__name", "resource__component__position"),
    *("resource__form", "stage", "resource__currency"),
)


def _cells(year: int, seen_by: Staff) -> Iterable[Cell]:
    rows = _movements(seen_by).filter(on__year=year).order_by(*_KEYS).values_list(*_KEYS)
    for row in rows.annotate(Sum("amount"), Sum("home_amount")):
        partner, name, component, component_name, _position, form, stage, currency, amount, home = row
        yield Cell(
            partner,
            name,
            component,
            component_name,
            Form(form),
            Stage(stage),
            currency,
            amount,
            home,
        )


def lines_of(cells: Iterable[Cell], *, by: str) -> list[Line]:
    """Return the table of these cells by "partner" or "component"."""
    groups: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[getattr(cell, by), getattr(cell, f"{by}_name")].append(cell)
    return [_line(key, name, group) for (key, name), group in groups.items()]


def _line(key: int, name: str, cells: Iterable[Cell]) -> Line:
    home: dict[Stage, Decimal] = {}
    original: dict[str, dict[Stage, Decimal]] = defaultdict(dict)
    for cell in cells:
        home[cell.stage] = home.get(cell.stage, NOUGHT) + cell.home
        known = original[cell.currency]
        known[cell.stage] = known.get(cell.stage, NOUGHT) + cell.amount
    return Line(key, name, home, dict(original))


@dataclass(frozen=True)
class _Summed:
    """What the lines of one partner say in one currency: each at its first stage."""

    partner: int
    currency: str
    amount: Decimal
    home: Decimal
    lines: int


def _announced(year: int, seen_by: Staff) -> Iterable[Announced]:
    said = list(
        announcements(seen_by=seen_by).filter(year=year).order_by("partner__organisation__name", "pk")
    )
    summed = _summed(year, seen_by) if said else []
    for one in said:
        mine = [line for line in summed if one.partner_id in (None, line.partner)]
        same = all(line.currency == one.currency for line in mine)
        yield Announced(
            one,
            summed_home=sum((line.home for line in mine), NOUGHT),
            summed=sum((line.amount for line in mine), NOUGHT) if same else None,
            lines=sum(line.lines for line in mine),
        )


def _summed(year: int, seen_by: Staff) -> list[_Summed]:
    numbers = _movements(seen_by).filter(on__year=year).order_by().values_list("resource", flat=True)
    first = first_stages(list(numbers.distinct()))
    of = dict(visible(seen_by=seen_by).filter(pk__in=first).values_list("pk", "partner"))
    asked = Q(pk__in=[])
    for stage in set(first.values()):
        asked |= Q(stage=stage, resource__in=[number for number, its in first.items() if its is stage])
    rows = (
        ResourceMovement.objects.filter(asked, on__year=year)
        .order_by()
        .values_list("resource", "resource__currency")
        .annotate(Sum("amount"), Sum("home_amount"))
    )
    return [
        _Summed(of[number], currency, amount, home, 1)
        for number, currency, amount, home in rows
        if number in of
    ]


@dataclass(frozen=True)
class Pipeline:
    """How far the contributions of one partner have come, over all years, in the home currency.

    `stuck` is what waits before each stage, reckoned in each contribution against the nearest stage before
    that was recorded and added up: a gift that arrived unannounced hides no promise that was not kept.
    """

    partner: int
    name: str
    form: Form
    stages: dict[Stage, Decimal]
    stuck: dict[Stage, Decimal]

    @property
    def in_order(self) -> tuple[Decimal, ...]:
        """The four stages in their order."""
        return tuple(self.stages.get(stage, NOUGHT) for stage in ORDER)

    @property
    def stuck_in_order(self) -> tuple[Decimal, ...]:
        """What waits before each stage, in their order; nothing waits before a pledge."""
        return tuple(self.stuck.get(stage, NOUGHT) for stage in ORDER)


def pipelines(*, seen_by: Staff, partner: int | None = None) -> list[Pipeline]:
    """Return the pipeline of each partner, money apart from what is in kind; of one partner if it is named."""
    asked = Q(resource__partner=partner) if partner else Q()
    keys = ("resource__partner__organisation__name", "resource__partner", "resource__form")
    rows = _movements(seen_by).filter(asked).order_by(*keys).values_list(*keys, "resource", "stage")
    found: dict[tuple[str, int, str], dict[int, dict[Stage, Decimal]]] = {}
    for name, number, form, resource, stage, home in rows.annotate(Sum("home_amount")):
        found.setdefault((name, number, form), {}).setdefault(resource, {})[Stage(stage)] = home
    return [_pipeline(key, list(sums.values())) for key, sums in found.items()]


def _pipeline(key: tuple[str, int, str], resources: list[dict[Stage, Decimal]]) -> Pipeline:
    name, number, form = key
    stages: dict[Stage, Decimal] = {}
    stuck: dict[Stage, Decimal] = {}
    for sums in resources:
        for stage, home in sums.items():
            stages[stage] = stages.get(stage, NOUGHT) + home
        for stage, waits in _waiting(sums):
            stuck[stage] = stuck.get(stage, NOUGHT) + waits
    return Pipeline(number, name, Form(form), stages, stuck)


def _waiting(sums: dict[Stage, Decimal]) -> Iterable[tuple[Stage, Decimal]]:
    """Return before which stage how much of one contribution waits.

    Rates move between the days of two stages, so that in pesos more may have come than was promised;
    nothing waits then.
    """
    there = [stage for stage in ORDER if stage in sums]
    for before, after in pairwise([*there, *_next(there)]):
        waits = sums[before] - sums.get(after, NOUGHT)
        if waits > 0:
            yield after, waits


def _next(there: list[Stage]) -> tuple[Stage, ...]:
    last = ORDER.index(there[-1]) + 1
    return ORDER[last : last + 1]
