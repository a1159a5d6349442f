"""The demo's cooperation: four years and the running one that keep every rule of the books."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from django.utils import timezone

from cooperating import Cooperating, cooperating, person
from iati_rules import faults
from pazos.analysis.demo_books.cooperation import invent
from pazos.analysis.opendata.iati.writing import activity_file
from pazos.domain.cooperation.models import Resource, ResourceMovement
from pazos.domain.cooperation.queries import years
from pazos.domain.cooperation.queries.resources import steps_of
from pazos.domain.cooperation.rules import holds_on, what_breaks_order
from pazos.domain.cooperation.vocabulary import Form
from pazos.domain.money import HOME, converted
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Cooperating:
    return cooperating()


def staff(city: Cooperating) -> dict:
    return {Role.STRATEGY_LEAD: city.lead, Role.ANALYST: person("ana", Role.ANALYST)}


def test_the_invented_cooperation_keeps_every_rule(city) -> None:
    made = invent(by=staff(city), seed=7)
    assert made["contributions"] == Resource.objects.count() > 40
    assert made["contribution_movements"] == ResourceMovement.objects.count() > 150
    for one in Resource.objects.all():
        assert what_breaks_order(steps_of(one)) == ()
    for row in ResourceMovement.objects.select_related("rate", "resource"):
        assert row.on <= timezone.localdate()
        if row.resource.currency == HOME:
            assert (row.rate, row.home_amount) == (None, row.amount)
        else:
            assert holds_on(row.rate.on, on=row.on)
            assert abs(row.home_amount) == converted(abs(row.amount), row.rate.home_units)


def test_it_shows_what_a_real_city_shows(city) -> None:
    invent(by=staff(city), seed=7)
    known = years.years(seen_by=city.lead)
    assert {2020, 2021, 2022, 2023} <= set(known)
    year = years.consolidation(2022, seen_by=city.lead)
    assert all(year.lines(form, by="partner") for form in Form)
    (announced,) = year.announced
    assert announced.home_difference < 0
    (earlier,) = years.consolidation(2021, seen_by=city.lead).announced
    assert earlier.home_difference > 0
    assert {cell.currency for cell in year.cells} == {"COP", "USD", "EUR"}
    root = fromstring(activity_file(city.strategy, seen_by=city.lead, at=timezone.now()))
    assert faults(root, now=date.today()) == []


def test_the_same_seed_invents_the_same(city) -> None:
    def told() -> list:
        return list(
            ResourceMovement.objects.order_by("pk").values_list("stage", "on", "amount", "home_amount")
        )

    by = staff(city)
    invent(by=by, seed=3)
    first = told()
    ResourceMovement.objects.filter(takes_back__isnull=False).delete()
    ResourceMovement.objects.all().delete()
    Resource.objects.all().delete()
    from pazos.domain.cooperation.models import Announcement, ExchangeRate

    Announcement.objects.all().delete()
    ExchangeRate.objects.all().delete()
    invent(by=by, seed=3)
    assert told() == first


def test_it_is_invented_after_partners_stand() -> None:
    with pytest.raises(InputProblem):
        invent(by={}, seed=1)
