"""Saying which municipality this is, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.domain.territory import queries
from pazos.domain.territory.models import Municipality
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

CODE_DIGITS = 5


@transaction.atomic
def describe_municipality(*, by: Staff | None, **said: str) -> Municipality:
    """Make the city's row, or change what is `said` of it (name, code, department).

    Empty values say nothing and change nothing. A municipality needs a name.
    """
    said = {field: value.strip() for field, value in said.items() if value.strip()}
    _refuse_code(said.get("code", ""))
    city = Municipality.objects.first() or Municipality()
    changed = {field: value for field, value in said.items() if getattr(city, field) != value}
    for field, value in changed.items():
        setattr(city, field, value)
    if not city.name:
        raise InputProblem(N_("A municipality needs a name."))
    if changed:
        city.save()
        audit.record("municipality.described", city, by=by, **changed)
    return city


def _refuse_code(code: str) -> None:
    if code and not (code.isdecimal() and len(code) == CODE_DIGITS):
        raise InputProblem(
            N_("A DIVIPOLA code has five digits, the leading zero included (05001): {code} has not."),
            code=code,
        )


@transaction.atomic
def draw_municipality(*, outline: dict[str, Any], source: str, by: Staff | None) -> bool:
    """Set the municipality's outline (GeoJSON, WGS84); return whether it changed."""
    city = queries.municipality()
    if (city.outline, city.outline_source) == (outline, source):
        return False
    city.outline, city.outline_source = outline, source
    city.save(update_fields=["outline", "outline_source"])
    audit.record("municipality.drawn", city, by=by, source=source)
    return True


@transaction.atomic
def declare_synthetic(*, by: Staff | None) -> None:
    """Say that the city is invented: every page and paper then bears the watermark, for good."""
    city = queries.municipality()
    city.is_synthetic = True
    city.save(update_fields=["is_synthetic"])
    audit.record("municipality.declared_synthetic", city, by=by)
