"""Questions about places and their spellings. Who may ask is settled by the address or command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from pazos.domain.territory.models import DeclaredLink, Municipality, Neighbourhood, Population, Spelling
from pazos.domain.territory.rules import PlaceFacts, Register
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

# As the database keeps it: an outline has thousands of vertices, and parsing each as Python is slow.
_OUTLINE_TEXT = Cast("outline", TextField())


def register() -> Register:
    """Return the names of all neighbourhoods, the latest version of each code."""
    fields = ("pk", "code", "name", "kind", "zone", "comuna__name")
    rows = Neighbourhood.objects.order_by("code", "valid_from").values_list(*fields)
    latest = {
        code: PlaceFacts(pk, code, name, kind, zone, comuna or "")
        for pk, code, name, kind, zone, comuna in rows
    }
    return Register(latest.values())


def in_force(on: date) -> QuerySet[Neighbourhood]:
    """Return the neighbourhoods that are valid on a day."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return Neighbourhood.objects.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def outlines(*, on: date) -> dict[int, str]:
    """Return the GeoJSON text of each outline in force on a day, by neighbourhood id."""
    rows = in_force(on).filter(outline__isnull=False).annotate(text=_OUTLINE_TEXT)
    return dict(rows.values_list("pk", "text"))


def population(year: int) -> QuerySet[Population]:
    """Return the people of neighbourhoods (not of the whole municipality) in a year."""
    return Population.objects.filter(year=year, neighbourhood__isnull=False)


def municipal_outline() -> str | None:
    """Return the municipality's outline as GeoJSON text, if it is known."""
    drawn = Municipality.objects.filter(outline__isnull=False).annotate(text=_OUTLINE_TEXT)
    return drawn.values_list("text", flat=True).first()


def declared_links() -> list[tuple[str, str, str]]:
    """Return each declared pair, by code (a word holds for later versions too), and what was declared."""
    return list(DeclaredLink.objects.values_list("first__code", "second__code", "bridge"))


def municipality() -> Municipality:
    """Return the city of this database; a database without one is refused with the cure."""
    city = Municipality.objects.first()
    if city is None:
        raise InputProblem(N_("This folder has no municipality yet. Make it with: pazos init FOLDER"))
    return city


def waiting_spellings() -> QuerySet[Spelling]:
    """Return the spellings that wait for a person."""
    return Spelling.objects.filter(meaning=Spelling.Meaning.WAITING)
