"""The city that tests of the wall ask: what may be seen of each side is marked by what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from poisoned import Poisoned, poisoned

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker) -> Iterator[Poisoned]:
    """Filled once; what a test does to it is taken back after each."""
    with django_db_blocker.unblock(), transaction.atomic():
        point = transaction.savepoint()
        yield poisoned()
        transaction.savepoint_rollback(point)
