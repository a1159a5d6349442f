"""Anything of the strategy is found by its words, by those who may see it, and by nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from cast import staff
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.foundation.access.policy import Role
from pazos.interfaces.web.pages.finding import SEARCHED, plain
from pazos.interfaces.web.pages.history.kinds import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_programme() -> None:
    strategy = Strategy.objects.create(name="Paz", starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31))
    component = Component.objects.create(strategy=strategy, code="prevention", position=1, name="Prevención")
    department = Organisation.objects.create(name="Deporte", kind="city")
    Programme.objects.create(
        component=component, code="futbol", name="Fútbol por la paz", department=department
    )


def test_every_kind_that_is_searched_has_rows_and_a_link() -> None:
    assert all(KINDS[one.kind].link is not None for one in SEARCHED)


@pytest.mark.parametrize("asked", ["futbol", "FÚTBOL", "paz futb"])
def test_accents_capitals_and_order_make_no_difference(client, asked) -> None:
    client.force_login(staff(Role.STRATEGY_LEAD))
    answer = client.get(reverse("find"), {"q": asked})
    assert "Fútbol por la paz" in answer.content.decode()


def test_a_partner_finds_nothing_of_others(client) -> None:
    client.force_login(staff(Role.PARTNER))
    assert "Fútbol" not in client.get(reverse("find"), {"q": "futbol"}).content.decode()


def test_the_police_find_nothing_here(client) -> None:
    client.force_login(staff(Role.SECURITY_LIAISON))
    assert client.get(reverse("find"), {"q": "futbol"}).status_code == 403


def test_a_search_costs_a_bounded_number_of_queries(client, django_assert_max_num_queries) -> None:
    client.force_login(staff(Role.STRATEGY_LEAD))
    with django_assert_max_num_queries(45):
        client.get(reverse("find"), {"q": "paz"})


def test_what_cannot_be_found_is_said_and_one_letter_is_too_few(client) -> None:
    client.force_login(staff(Role.STRATEGY_LEAD))
    assert client.get(reverse("find"), {"q": "%_'\"<script>"}).status_code == 200
    assert client.get(reverse("find"), {"q": "f"}).status_code == 200
    assert plain("Ñame Ébano") == "name ebano"
