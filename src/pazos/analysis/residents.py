"""How many people of the ages served live in each cluster?

Population is known by groups of ages; inside a group its people are spread evenly over its
years. A place without figures by age makes its cluster's number unknown, never smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from pazos.domain.territory.models import Population

if TYPE_CHECKING:
    from pazos.domain.designations.queries import DesignationView

OLDEST = 120


@dataclass(frozen=True)
class AgedPeople:
    """People of a band of ages in one year: by cluster number (None: not known), and their source."""

    year: int
    series: str
    ages: tuple[int, int]
    by_cluster: dict[int, float | None]

    @property
    def total(self) -> float | None:
        """People of all clusters, or None where one of them is not known."""
        known = [people for people in self.by_cluster.values() if people is not None]
        return sum(known) if len(known) == len(self.by_cluster) else None


def people_of_ages(view: DesignationView, *, upto: int) -> AgedPeople | None:
    """Return the people of a designation's ages in the last year known until `upto`, or None."""
    if view.ages is None:
        return None
    grouped = Population.objects.filter(
        neighbourhood__code__in=view.places, age_from__isnull=False, year__lte=upto
    )
    year = grouped.aggregate(last=Max("year"))["last"]
    if year is None:
        return None
    opens = grouped.filter(year=year, age_to__isnull=True).aggregate(first=Max("age_from"))["first"]
    if opens is not None and opens <= view.ages[1] < OLDEST:
        return None  # the last group has no upper end: nobody knows how many of it are in the band
    fields = ("neighbourhood__code", "age_from", "age_to", "persons", "series")
    people: dict[str, float] = {}
    series = ""
    for code, first, last, persons, name in grouped.filter(year=year).values_list(*fields):
        people[code] = people.get(code, 0.0) + persons * _part(first, last, view.ages)
        series = series or name
    by_cluster = {cluster.number: _sum(people, cluster.neighbourhoods) for cluster in view.clusters}
    return AgedPeople(year, series, view.ages, by_cluster)


def _part(first: int, last: int | None, ages: tuple[int, int]) -> float:
    """Return the part of a group of ages that lies in the band; an open group lies in it whole or not at all."""
    if last is None:
        return 1.0 if ages[1] >= first else 0.0
    return max(0, min(last, ages[1]) - max(first, ages[0]) + 1) / (last - first + 1)


def _sum(people: dict[str, float], places: tuple[tuple[str, str], ...]) -> float | None:
    if any(code not in people for code, _ in places):
        return None
    return sum(people[code] for code, _ in places)
