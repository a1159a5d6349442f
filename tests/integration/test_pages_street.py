"""Pages of street work: each shows its reader's reach and nothing more, and every deed can be done from them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from street import Street, now, street

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Street:
    return street()


@pytest.fixture
def reads(client):
    """Sign somebody in and read a page in English."""

    def read(who: Any, name: str, **slots: Any):
        client.cookies["pazos_language"] = "en"
        client.force_login(who)
        return client.get(reverse(name, kwargs=slots or None))

    return read


PAGES = [
    "street_board",
    "disputes",
    "new_dispute",
    "days",
    "presence",
    "new_presence",
    "safety",
    "safety_before",
]


@pytest.mark.parametrize("name", [*PAGES, "work_clusters", "open_cluster", "help_calls"])
def test_every_page_opens_empty_to_the_coordinator(city: Street, reads, name: str) -> None:
    assert reads(city.cora, name).status_code == 200
