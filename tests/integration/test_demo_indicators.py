"""The demo's indicators: a battery in force whose every value keeps the rules, with what a Monday finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

import cast
from pazos.analysis.demo_books import indicators, strategy
from pazos.domain.indicators import queries
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, YearTarget
from pazos.domain.indicators.queries import Sought
from pazos.domain.indicators.rules import add_up, total_of
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(tmp_path, settings) -> dict[Role, Staff]:
    settings.CITY_FILES = tmp_path
    Municipality.objects.create(name="Valdelucero", is_synthetic=True)
    people = {role: cast.staff(role) for role in (Role.STRATEGY_LEAD, Role.ANALYST, Role.DEPARTMENT)}
    strategy.invent(by=people, seed=1)
    return people


def test_the_battery_stands_with_targets_and_four_years_of_values(by) -> None:
    made = indicators.invent(by=by, seed=1)
    assert made["indicators"] == Indicator.objects.count() > 40
    assert IndicatorSheet.objects.filter(state="in_force").count() == made["indicators"]
    assert set(YearTarget.objects.values_list("year", flat=True)) == set(range(2020, 2028))
    assert set(Indicator.objects.exclude(component=None).values_list("component__code", flat=True)) == {
        *("interrupcion", "intervencion", "prevencion", "entornos", "justicia")
    }
    years = {ends.year for ends in IndicatorValue.objects.values_list("ends_on", flat=True)}
    assert {2020, 2021, 2022, 2023} <= years
    assert max(IndicatorValue.objects.values_list("ends_on", flat=True)) < timezone.localdate()


def test_every_value_keeps_the_rules_and_every_mishap_is_there(by) -> None:
    indicators.invent(by=by, seed=1)
    wrong = [
        one
        for one in IndicatorValue.objects.select_related("sheet")
        if not add_up(one.categories, total_of(one.sheet.measure, one.value, one.numerator))
        and not one.why_incomplete
    ]
    assert wrong == []
    states = set(IndicatorValue.objects.values_list("state", flat=True))
    assert states == {"draft", "submitted", "returned", "approved"}
    assert IndicatorValue.objects.exclude(why_incomplete="").exists()
    assert IndicatorValue.objects.filter(revision=1, is_last=False).exists()
    approved = IndicatorValue.objects.filter(state="approved", run__isnull=True)
    assert not [one for one in approved if one.entered_by_id == one.approved_by_id]


def test_somebody_owes_something_and_the_lights_are_of_several_colours(by) -> None:
    indicators.invent(by=by, seed=1)
    lead = by[Role.STRATEGY_LEAD]
    assert queries.due(on=timezone.localdate(), seen_by=lead)
    assert queries.waiting(seen_by=lead).count() >= 2
    trends = {one.trend for one in queries.standings(Sought(), seen_by=lead)}
    assert {Trend.NOISE, Trend.SAME} & trends
    shown = queries.shown("perceived_insecurity", seen_by=lead)
    assert [sheet.version for sheet in shown.sheets] == [2, 1]
    assert shown.breaks[0].on == date(2023, 1, 1)
    assert shown.series[0].stretch != shown.series[-1].stretch
    assert Light.NO_TARGET in {one.light for one in queries.standings(Sought(), seen_by=lead)}


def test_what_was_reported_until_pazos_held_the_records_stays_and_the_sheet_since_is_computed(by) -> None:
    indicators.invent(by=by, seed=1)
    for code in indicators.HELD:
        shown = queries.shown(code, seen_by=by[Role.STRATEGY_LEAD])
        assert [bool(sheet.expression) for sheet in shown.sheets] == [True, False]
        assert {one.run_id for one in shown.values} == {None}
        assert max(one.ends_on for one in shown.values) < shown.sheet.in_force_from_on
    before = IndicatorValue.objects.filter(sheet__indicator__code__in=indicators.HELD).count()
    indicators.compute_held(by=by[Role.STRATEGY_LEAD])
    after = IndicatorValue.objects.filter(sheet__indicator__code__in=indicators.HELD)
    assert after.filter(run__isnull=True).count() == before


def test_the_same_seed_gives_the_same_years(by) -> None:
    indicators.invent(by=by, seed=7)
    first = list(IndicatorValue.objects.order_by("pk").values_list("ends_on", "value", "low"))
    IndicatorValue.objects.all().delete()
    YearTarget.objects.all().delete()
    IndicatorSheet.objects.all().delete()
    Indicator.objects.all().delete()
    indicators.invent(by=by, seed=7)
    second = list(IndicatorValue.objects.order_by("pk").values_list("ends_on", "value", "low"))
    reported = [row for row in first if row[1] is not None]
    assert [row for row in second if row[1] is not None] == reported
