"""Filling the battery: the indicators that come with Pazos, each with its complete sheet in two languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.indicators.actions.sheets import checked, facts_of
from pazos.domain.indicators.battery import shipped
from pazos.domain.indicators.models import Indicator, IndicatorSheet
from pazos.domain.indicators.reaching import must_keep
from pazos.domain.indicators.rules import what_blocks_sheet
from pazos.domain.indicators.vocabulary import SheetState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made as told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from pazos.domain.indicators.battery import Shipped
    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component


@transaction.atomic
def ship_battery(
    *,
    on: date,
    by: Staff | None,
    components: Mapping[str, Component] | None = None,
    owners: Mapping[str, Organisation] | None = None,
    owner: Organisation | None = None,
    only: Collection[str] | None = None,
) -> list[Indicator]:
    """Make the indicators of the battery that are not there yet and put their sheets in force from a day.

    They are written at once and leave one event: what stands in each is the battery's.

    `components` by the battery's own words for them (interruption, intervention, prevention,
    environments, justice); `owners` by its words for who reports (security, health, youth ...), `owner`
    for every other; `only` takes some of the codes. A reported one that nobody owns stays a draft until somebody does.
    """
    must_keep(by)
    known = set(Indicator.objects.values_list("code", flat=True))
    fresh: dict[str, tuple[Indicator, Shipped]] = {}
    for position, one in enumerate(shipped(), start=1):
        if one.code in known or (only is not None and one.code not in only):
            continue
        fresh[one.code] = (
            Indicator(
                code=one.code,
                component=(components or {}).get(one.component),
                owner=(owners or {}).get(one.owner, owner),
                position=position,
            ),
            one,
        )
    made = Indicator.objects.bulk_create(indicator for indicator, _ in fresh.values())
    sheets = IndicatorSheet.objects.bulk_create(_sheet(fresh[of.code][1], of, on, by) for of in made)
    for row in (*made, *sheets):
        told(row, by=by)
    if made:
        audit.record("battery.shipped", made[0], by=by, indicators=len(made), on=on.isoformat())
    return made


def _sheet(one: Shipped, of: Indicator, on: date, by: Staff | None) -> IndicatorSheet:
    """Return the first version of a sheet: in force where nothing stands in the way, else a draft."""
    sheet = IndicatorSheet(
        indicator=of, version=1, made_by=by, made_at=timezone.now(), **checked(one.sheet, whole=True)
    )
    if not what_blocks_sheet(facts_of(sheet)):
        sheet.state, sheet.in_force_from_on = SheetState.IN_FORCE, on
    return sheet
