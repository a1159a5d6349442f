"""The pages of SEE before anything is known: closed to outsiders, and a guide to those within."""

from __future__ import annotations

import pytest
from django.urls import reverse

import cast
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.django_db
AREAS = ("map", "map_document", "patterns", "neighbourhoods", "neighbourhoods_file", "victims", "runs")


@pytest.fixture(autouse=True)
def _english(client) -> None:
    client.cookies["pazos_language"] = "en"


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", AREAS)
def test_figures_by_neighbourhood_are_not_for_the_public(client, name) -> None:
    assert client.get(reverse(name)).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("role", [Role.GESTOR, Role.CASE_WORKER, Role.PARTNER, Role.AUDITOR])
def test_roles_without_areas_are_refused(client, role) -> None:
    client.force_login(cast.staff(role))
    for name in AREAS:
        assert client.get(reverse(name)).status_code == 403


def test_a_fresh_city_is_told_what_to_do_next(client) -> None:
    text = text_of(client, "/")
    for command in ("pazos areas", "pazos ingest", "pazos designate"):
        assert command in text


@pytest.mark.parametrize("name", ["map", "patterns", "neighbourhoods", "victims"])
def test_a_page_of_a_fresh_city_says_that_nothing_was_studied(client, name) -> None:
    client.force_login(cast.staff(Role.ANALYST))
    assert "Nothing has been studied yet" in text_of(client, reverse(name))
