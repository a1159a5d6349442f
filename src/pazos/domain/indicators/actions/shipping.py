"""Filling the battery: the indicators that come with Pazos, each with its complete sheet in two languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.indicators.actions.sheets import draft_sheet, put_in_force
from pazos.domain.indicators.battery import shipped
from pazos.domain.indicators.models import Indicator
from pazos.domain.indicators.reaching import must_keep
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

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

    `components` by the battery's own words for them (interruption, intervention, prevention,
    environments, justice); `owners` by its words for who reports (security, health, youth ...), `owner`
    for every other; `only` takes some of the codes. A reported one that nobody owns stays a draft until somebody does.
    """
    must_keep(by)
    known = set(Indicator.objects.values_list("code", flat=True))
    fresh = []
    for position, one in enumerate(shipped(), start=1):
        if one.code in known or (only is not None and one.code not in only):
            continue
        owned = (owners or {}).get(one.owner, owner)
        sheet = draft_sheet(
            code=one.code,
            component=(components or {}).get(one.component),
            owner=owned,
            position=position,
            by=by,
            **one.sheet,
        )
        if owned is not None or one.sheet.get("expression"):
            put_in_force(sheet, on=on, by=by)
        fresh.append(sheet.indicator)
    if fresh:
        audit.record("battery.shipped", fresh[0], by=by, indicators=len(fresh))
    return fresh
