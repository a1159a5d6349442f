"""One indicator whole: its sheets, series, targets, breaks and every revision of every value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, SeriesBreak, YearTarget
from pazos.domain.indicators.queries.reading import breaks_of, readings
from pazos.domain.indicators.vocabulary import SheetState, ValueState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Shown:
    """An indicator as its page shows it. `sheet` is that in force, else the draft, else the last one."""

    indicator: Indicator
    sheet: IndicatorSheet
    sheets: tuple[IndicatorSheet, ...]
    series: tuple[Reading, ...]
    targets: tuple[YearTarget, ...]
    breaks: tuple[SeriesBreak, ...]
    values: tuple[IndicatorValue, ...]  # every revision, the newest first

    @property
    def draft(self) -> IndicatorSheet | None:
        """The version that is being drawn up."""
        return next((one for one in self.sheets if one.state == SheetState.DRAFT), None)

    @property
    def is_in_force(self) -> bool:
        """Whether a sheet of it is in force."""
        return self.sheet.state == SheetState.IN_FORCE


def visible(*, seen_by: Staff) -> QuerySet[Indicator]:
    """Return the indicators that somebody may see, drafts among them."""
    reach = reach_of(seen_by, Permission.SEE_INDICATORS)
    return Indicator.objects.filter(reach.belonging(organisation="owner"))


def indicator(code: str, *, seen_by: Staff) -> Indicator | None:
    """Return one indicator, None where there is none or somebody may not see it."""
    return visible(seen_by=seen_by).filter(code=code).select_related("component", "owner").first()


def shown(code: str, *, seen_by: Staff) -> Shown | None:
    """Return one indicator whole: seven queries. None where somebody may not see it."""
    found = indicator(code, seen_by=seen_by)
    if found is None:
        return None
    sheets = tuple(found.sheets.select_related("made_by").order_by("-version"))
    order = (SheetState.IN_FORCE, SheetState.DRAFT, SheetState.REPLACED)
    series = readings(Q(sheet__indicator=found.pk), breaks=breaks_of([found.pk]))
    values = seen_values(seen_by=seen_by).filter(sheet__indicator=found.pk).select_related("sheet")
    return Shown(
        indicator=found,
        sheet=min(sheets, key=lambda one: (order.index(SheetState(one.state)), -one.version)),
        sheets=sheets,
        series=tuple(series.get(found.pk, ())),
        targets=tuple(found.targets.order_by("year")),
        breaks=tuple(found.breaks.order_by("on")),
        values=tuple(values.order_by("-ends_on", "-sheet__version", "-revision")),
    )


def value_of(number: int, *, seen_by: Staff) -> IndicatorValue | None:
    """Return one value, None where somebody may not see it: drafts are seen by those who report or approve."""
    rows = seen_values(seen_by=seen_by).select_related(
        "sheet__indicator__owner", "sheet__indicator__component", "run", "entered_by", "approved_by"
    )
    return rows.filter(pk=number).first()


def seen_values(*, seen_by: Staff) -> QuerySet[IndicatorValue]:
    """Return the values that somebody may see: approved ones, and what they report or approve."""
    rows = IndicatorValue.objects.filter(sheet__indicator__in=visible(seen_by=seen_by))
    if seen_by.may(Permission.APPROVE_INDICATORS):
        return rows
    reach = reach_of(seen_by, Permission.REPORT_INDICATORS)
    owns = reach.scope is Scope.ORGANISATION and reach.organisation is not None
    mine = Q(sheet__indicator__owner=reach.organisation) if owns else Q(pk__in=[])
    return rows.filter(Q(state=ValueState.APPROVED) | mine)
