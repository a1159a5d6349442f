"""The courts of the city's list, and what is measured by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.justice.models import Court
from pazos.domain.justice.rules import filing
from pazos.domain.territory.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from pazos.domain.justice.models import Measure


def courts() -> QuerySet[Court]:
    """Return the courts that may be chosen, by city and name."""
    return Court.objects.all()


def names() -> frozenset[str]:
    """Return the courts of the list as measures name them."""
    return frozenset(map(str, courts()))


def city_name() -> str:
    """Return the name of this city, empty where none stands yet."""
    return Municipality.objects.values_list("name", flat=True).first() or ""


def facts_of(measure: Measure, *, listed: frozenset[str]) -> dict[str, bool]:
    """Return whether the court of a measure is `listed`, and whether its file has a number."""
    return {"is_listed": measure.court in listed, "is_numbered": filing.is_number(measure.file_number)}


def is_lawful(content: Mapping[str, Any]) -> bool:
    """Return whether a report names a court of the list and a number, and so holds no word of anybody."""
    return content["court"] in names() and filing.is_number(content["file_number"])
