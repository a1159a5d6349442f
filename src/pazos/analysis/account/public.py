"""What anybody may read of indicators and commitments between two reports: approved or computed, and public.

No draft, no name of a person, no category of people; an indicator or commitment that is not public does
not exist here. What is read is kept at hand for some minutes, so that a page for everybody costs little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from pazos.analysis.account.promises import stood
from pazos.domain.committees.models import Commitment, CouncilReview
from pazos.domain.indicators.lights import light, of_year, trend, yardstick
from pazos.domain.indicators.models import IndicatorSheet, YearTarget
from pazos.domain.indicators.periods import before
from pazos.domain.indicators.queries.reading import breaks_of, comparable, readings, rule_of
from pazos.domain.indicators.vocabulary import Light, SheetState, Trend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.indicators.lights import Reading

FOR_SECONDS = 300
_OPEN = Q(state=SheetState.IN_FORCE, is_public=True, indicator__retired_on__isnull=True)


@dataclass(frozen=True)
class PublicIndicator:
    """One indicator as anybody sees it; texts in both languages."""

    code: str
    name: Mapping[str, str]
    unit: Mapping[str, str]
    definition: Mapping[str, str]
    method: Mapping[str, str]
    source: Mapping[str, str]
    weaknesses: Mapping[str, str]
    component: str
    standard: str
    last: Reading | None
    reached: Reading | None
    target: float | None
    asked: float | None
    light: Light
    trend: Trend


@dataclass(frozen=True)
class PublicCommitment:
    """One commitment as anybody sees it: an office owes it."""

    code: str
    text: str
    committee: str
    office: str
    organisation: str
    component: str
    made_on: date
    due_on: date
    ended_on: date | None
    standing: str
    council: str


def indicators() -> tuple[PublicIndicator, ...]:
    """Return the public indicators in force with their approved values, in the battery's order."""
    found: tuple[PublicIndicator, ...] | None = cache.get("public_indicators")
    if found is None:
        found = _indicators()
        cache.set("public_indicators", found, FOR_SECONDS)
    return found


def series_of(code: str) -> list[Reading]:
    """Return the approved values of one public indicator, the earliest first; two queries."""
    sheet = IndicatorSheet.objects.filter(_OPEN, indicator__code=code).first()
    if sheet is None:
        return []
    number = sheet.indicator_id
    found = readings(Q(sheet__indicator=number, value__isnull=False), breaks=breaks_of([number]))
    return found.get(number, [])


def _indicators() -> tuple[PublicIndicator, ...]:
    sheets = list(
        IndicatorSheet.objects.filter(_OPEN)
        .select_related("indicator__component")
        .order_by("indicator__position", "indicator__code")
    )
    numbers = [sheet.indicator_id for sheet in sheets]
    series = readings(Q(sheet__indicator__in=numbers, value__isnull=False), breaks=breaks_of(numbers))
    targets = {
        (one, year): value
        for one, year, value in YearTarget.objects.filter(indicator__in=numbers).values_list(
            "indicator", "year", "value"
        )
    }
    return tuple(_indicator(sheet, series.get(sheet.indicator_id, ()), targets) for sheet in sheets)


def _indicator(
    sheet: IndicatorSheet, series: Sequence[Reading], targets: Mapping[tuple[int, int], float]
) -> PublicIndicator:
    rule = rule_of(sheet)
    last = series[-1] if series else None
    reached = of_year(series, last.period.year, rule=rule) if last else None
    target = targets.get((sheet.indicator_id, last.period.year)) if last else None
    asked = yardstick(target, last.period, rule=rule) if last else None
    earlier = comparable(last, series, before(last.period) if last else None)
    component = sheet.indicator.component
    return PublicIndicator(
        code=sheet.indicator.code,
        name=sheet.name,
        unit=sheet.unit,
        definition=sheet.definition,
        method=sheet.method,
        source=sheet.source,
        weaknesses=sheet.weaknesses,
        component=component.name if component else "",
        standard=sheet.standard,
        last=last,
        reached=reached,
        target=target,
        asked=asked,
        light=light(reached, asked, rule=rule),
        trend=trend(last, earlier, rule=rule),
    )


def commitments() -> QuerySet[Commitment]:
    """Return the public commitments, the one due last first, each with the council's last word (`judged`)."""
    newest = CouncilReview.objects.filter(commitment=OuterRef("pk")).order_by("-on", "-pk")
    rows = Commitment.objects.filter(is_public=True).annotate(judged=Subquery(newest.values("judgement")[:1]))
    return rows.select_related("committee", "organisation", "component").order_by("-due_on", "-pk")


def told(one: Commitment) -> PublicCommitment:
    """Return a row of `commitments` as anybody sees it today."""
    return PublicCommitment(
        code=one.code,
        text=one.text,
        committee=one.committee.name,
        office=one.office,
        organisation=one.organisation.name if one.organisation else "",
        component=one.component.name if one.component else "",
        made_on=one.made_on,
        due_on=one.due_on,
        ended_on=one.ended_on,
        standing=stood(one, on=timezone.localdate()),
        council=str(getattr(one, "judged", None) or ""),
    )
