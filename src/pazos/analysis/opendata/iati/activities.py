"""The strategy as one activity, and each contribution as one under it, in the order of the schema.

A contribution is the activity, not a programme: it has exactly one partner, one currency, one purpose
and one chain of stages, which is what a partner's own IATI activity is too, so that the two can be
joined. Many contributions have no programme, and a programme has many partners.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from pazos.analysis.opendata.iati import codes
from pazos.analysis.opendata.iati.elements import LANG, add, dated, told, value
from pazos.domain.cooperation.rules import Step, counted
from pazos.domain.cooperation.vocabulary import Form, Stage
from pazos.domain.money import HOME, shared
from pazos.domain.partners.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pazos.analysis.opendata.iati.writing import Telling
    from pazos.domain.cooperation.models import Resource, ResourceMovement
    from pazos.domain.partners.models import Partner
    from pazos.domain.strategy.models import Strategy


def of_strategy(strategy: Strategy, children: Iterable[str], telling: Telling) -> Element:
    """Return the strategy as an activity; its results are added behind."""
    activity = _activity(telling, hierarchy="1", currency=HOME)
    add(activity, "iati-identifier").text = strategy_identifier(strategy)
    _reporting(activity, telling)
    told(activity, "title", strategy.name)
    told(activity, "description", strategy.vision or strategy.diagnosis or strategy.name, type="1")
    for role in (codes.ACCOUNTABLE, codes.IMPLEMENTING):
        _city(activity, telling, role=role)
    _dates(activity, strategy.starts_on, strategy.ends_on, telling)
    _where_and_what(activity, codes.PEACE_BUILDING)
    for ref in children:
        add(activity, "related-activity", ref=ref, type=codes.CHILD)
    return activity


def of_resource(resource: Resource, moved: Sequence[ResourceMovement], telling: Telling) -> Element:
    """Return one contribution as an activity."""
    activity = _activity(telling, hierarchy="2", currency=resource.currency)
    add(activity, "iati-identifier").text = resource_identifier(resource)
    _reporting(activity, telling)
    told(activity, "title", resource.title)
    told(activity, "description", _description(resource), type="1")
    told(
        activity,
        "participating-org",
        str(resource.partner),
        **_ref(resource.partner),
        role=codes.FUNDING,
        activity_id=resource.iati_identifier,
    )
    for role in (codes.ACCOUNTABLE, codes.IMPLEMENTING):
        _city(activity, telling, role=role)
    _dates(activity, resource.starts_on, resource.ends_on, telling)
    _where_and_what(activity, resource.purpose_code)
    for code, name in (
        (resource.component.code, resource.component.name),
        (resource.form, Form(resource.form).label),
    ):
        told(activity, "tag", str(name), code=code, vocabulary=codes.OWN)
    counting = _counting(moved)
    _budget(activity, resource, counting)
    for movement in counting:
        _transaction(activity, resource, movement, telling)
    parent = strategy_identifier(resource.component.strategy)
    add(activity, "related-activity", ref=parent, type=codes.PARENT)
    return activity


def strategy_identifier(strategy: Strategy) -> str:
    """Return the identifier of a strategy's activity."""
    return codes.identifier("STRATEGY", str(strategy.pk))


def resource_identifier(resource: Resource) -> str:
    """Return the identifier of a contribution's activity."""
    return codes.identifier(resource.code)


def _activity(telling: Telling, *, hierarchy: str, currency: str) -> Element:
    return Element(
        "iati-activity",
        {
            LANG: telling.language,
            "default-currency": currency,
            "hierarchy": hierarchy,
            "humanitarian": "0",
            "last-updated-datetime": telling.moment,
        },
    )


def _reporting(activity: Element, telling: Telling) -> None:
    ref = codes.reporting_organisation()
    told(activity, "reporting-org", telling.city, ref=ref, type=codes.LOCAL_GOVERNMENT)


def _city(parent: Element, telling: Telling, *, role: str) -> None:
    ref, kind = codes.reporting_organisation(), codes.LOCAL_GOVERNMENT
    told(parent, "participating-org", telling.city, ref=ref, type=kind, role=role)


def _ref(partner: Partner) -> dict[str, str]:
    return {"ref": partner.iati_identifier, "type": codes.ORGANISATION_TYPES[Kind(partner.kind)]}


def _description(resource: Resource) -> str:
    words = resource.words or resource.title
    if resource.form != Form.IN_KIND:
        return words
    valued = _("In kind, valued by {method}: {words}").format(
        method=resource.get_valuation_display(), words=resource.valuation_words
    )
    return f"{words}\n{valued}"


def _dates(activity: Element, starts_on: date, ends_on: date | None, telling: Telling) -> None:
    add(activity, "activity-status", code=codes.status_on(starts_on, ends_on, on=telling.today))
    dated(activity, "activity-date", starts_on, type=codes.PLANNED_START)
    if starts_on <= telling.today:
        dated(activity, "activity-date", starts_on, type=codes.ACTUAL_START)
    if ends_on is not None:
        dated(activity, "activity-date", ends_on, type=codes.PLANNED_END)
        if ends_on < telling.today:
            dated(activity, "activity-date", ends_on, type=codes.ACTUAL_END)


def _where_and_what(activity: Element, purpose: str) -> None:
    add(activity, "recipient-country", code=codes.COUNTRY)
    add(activity, "sector", vocabulary=codes.DAC, code=purpose)


def _counting(moved: Sequence[ResourceMovement]) -> list[ResourceMovement]:
    """Return the movements without those that were taken back on their own day, as never written."""
    steps = [Step(Stage(row.stage), row.on, row.amount, row.pk, row.takes_back_id) for row in moved]
    kept = {step.number for step in counted(steps)}
    return [row for row in moved if row.pk in kept]


def _budget(activity: Element, resource: Resource, moved: Sequence[ResourceMovement]) -> None:
    """Share what was committed, or else pledged, over the years of the contribution by their days.

    Without a last day nobody knows the years, and no budget is told.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    last: dict[str, date] = {}
    for row in moved:
        sums[row.stage] += row.amount
        last[row.stage] = row.on
    stage = next((one for one in (Stage.COMMITMENT, Stage.PLEDGE) if sums.get(one, 0) > 0), None)
    if stage is None or resource.ends_on is None:
        return
    years = _years(resource.starts_on, resource.ends_on)
    parts = shared(sums[stage], [Decimal((end - start).days + 1) for start, end in years])
    status = codes.COMMITTED if stage is Stage.COMMITMENT else codes.INDICATIVE
    for (start, end), amount in zip(years, parts, strict=True):
        if amount:
            budget = add(activity, "budget", type=codes.ORIGINAL, status=status)
            dated(budget, "period-start", start)
            dated(budget, "period-end", end)
            value(budget, amount, currency=resource.currency, on=last[stage])


def _years(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """Return the parts of a period by calendar year: none is longer than a year."""
    return [
        (max(starts_on, date(year, 1, 1)), min(ends_on, date(year, 12, 31)))
        for year in range(starts_on.year, ends_on.year + 1)
    ]


def _transaction(activity: Element, resource: Resource, row: ResourceMovement, telling: Telling) -> None:
    made = add(activity, "transaction", ref=str(row.pk))
    add(made, "transaction-type", code=codes.TOLD_BY_CITY[Stage(row.stage)])
    dated(made, "transaction-date", row.on)
    value(made, row.amount, currency=resource.currency, on=row.on)
    ref, kind = codes.reporting_organisation(), codes.LOCAL_GOVERNMENT
    if row.stage == Stage.EXPENDITURE:
        told(made, "provider-org", telling.city, ref=ref, type=kind)
    else:
        told(
            made,
            "provider-org",
            str(resource.partner),
            **_ref(resource.partner),
            provider_activity_id=resource.iati_identifier,
        )
        told(made, "receiver-org", telling.city, ref=ref, type=kind)
