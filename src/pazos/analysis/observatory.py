"""What do the pages say today? The newest runs of one basis, and the state of the records behind them.

Pages read runs; they never count records themselves, so that a page and a report agree. Only
what is about the records and not about deaths (what waits, what is late) is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from pazos.analysis.basis import Basis
from pazos.analysis.studies.keeping import form_of, of_basis
from pazos.domain.designations import queries as designations
from pazos.domain.sources.models import Delivery, RejectedRow, Source
from pazos.domain.sources.standing import late_since
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from pazos.domain.designations.queries import DesignationView

BASIS = ("source", "first_year", "last_year", "age_from", "age_to", "sex")


@dataclass(frozen=True)
class Standing:
    """What is known of one basis, with what its source counts by: the newest run of each method."""

    basis: Basis
    source: Source | None
    runs: Mapping[str, Run] = field(default_factory=dict)

    def result(self, method: str) -> dict[str, Any] | None:
        """Return what a method found, or None where it was not run or could not be done."""
        run = self.runs.get(method)
        return None if run is None or "cannot" in run.result else run.result

    def cannot(self, method: str) -> dict[str, Any] | None:
        """Return why a method could not be done: {"template", "facts"}."""
        run = self.runs.get(method)
        return run.result.get("cannot") if run else None


@dataclass(frozen=True)
class SourceState:
    """One source as the list of what is known until when shows it."""

    slug: str
    name: str
    rhythm: str
    received_at: datetime | None
    last_on: date | None
    late: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: rows to correct, spellings to decide, files to look at."""

    rows: int
    spellings: int
    files: int


def standing(asked: Basis | None = None) -> Standing | None:
    """Return what is known of the basis asked for, else of the city's usual one; None if never studied."""
    basis = asked or usual(studied())
    if basis is None:
        return None
    source = Source.objects.filter(slug=basis.source).first()
    newest = of_basis(basis).order_by().values("method").annotate(newest=Max("pk"))
    found = Run.objects.filter(pk__in=[row["newest"] for row in newest])
    runs = {run.method: run for run in found if run.method_version == form_of(run.method)}
    return Standing(_as_studied(basis, runs), source, runs)


def _as_studied(basis: Basis, runs: Mapping[str, Run]) -> Basis:
    """Return the basis with what its source counted by when it was studied."""
    made = runs.get("rates")
    known = made.parameters["basis"].get("definitions", ()) if made else ()
    return replace(basis, definitions=tuple(known))


def studied() -> list[Basis]:
    """Return each basis that has rates, the newest first."""
    rows = Run.objects.filter(method="rates").values_list("parameters__basis", flat=True)
    # A dictionary keeps the first of each, in order.
    return list({Basis(**{name: row[name] for name in BASIS}): None for row in rows})


def usual(bases: list[Basis]) -> Basis | None:
    """Return the basis of the front page: everybody, up to the latest year; the newest of such.

    What an analyst tries for an age group or an earlier period does not become the city's figure.
    """
    everybody = [one for one in bases if one.age_from is None and one.age_to is None and not one.sex]
    return max(everybody, key=lambda one: one.last_year, default=None)


def sources_state(now: datetime | None = None) -> list[SourceState]:
    """Return every source with its last delivery in use and whether the next is late."""
    today = (now or timezone.now()).date()
    current = Q(delivery__state=DeliveryState.CURRENT)
    rows = Source.objects.annotate(
        received=Max("delivery__received_at", filter=current), last=Max("delivery__last_on", filter=current)
    ).order_by("name")
    return [
        SourceState(
            slug=row.slug,
            name=row.name,
            rhythm=row.rhythm,
            received_at=row.received,
            last_on=row.last,
            late=late_since(row.rhythm, held_until=row.last, on=today) is not None,
        )
        for row in rows
    ]


def waiting() -> Waiting:
    """Return how much waits for a person's decision."""
    return Waiting(
        rows=RejectedRow.objects.filter(state=RejectedRow.State.OPEN).count(),
        spellings=Spelling.objects.filter(meaning=Spelling.Meaning.WAITING).count(),
        files=Delivery.objects.filter(state__in=[DeliveryState.WAITING, DeliveryState.STOPPED]).count(),
    )


def is_stale(state: list[SourceState], known: Standing) -> bool:
    """Return whether a file came in after the figures were computed."""
    made = max((run.started_at for run in known.runs.values()), default=None)
    return made is not None and any(one.received_at and one.received_at > made for one in state)


@dataclass(frozen=True)
class CityPlaces:
    """How far a fresh city has come."""

    neighbourhoods: int
    located: int
    files: int


def how_far() -> CityPlaces:
    """Return what a city has, so that its first page can say what to do next."""
    counted = Neighbourhood.objects.aggregate(all=Count("pk"), located=Count("pk", filter=~Q(located="name")))
    files = Delivery.objects.filter(state=DeliveryState.CURRENT).count()
    return CityPlaces(counted["all"], counted["located"], files)


def clusters_of(designation: DesignationView | None) -> dict[str, tuple[int, str]]:
    """Return the cluster of each place in a designation: code to number and name."""
    if designation is None:
        return {}
    return {
        code: (cluster.number, cluster.name)
        for cluster in designation.clusters
        for code, _ in cluster.neighbourhoods
    }


def in_force() -> DesignationView | None:
    """Return the designation in force."""
    return designations.in_force()


@dataclass(frozen=True)
class AreaFacts:
    """One neighbourhood as lists and maps show it; None where something is not known."""

    code: str
    name: str
    zone: str
    deaths: int
    people: float | None
    rate: float | None
    low: float | None
    high: float | None
    smoothed: float | None
    smoothed_low: float | None
    smoothed_high: float | None
    by_count: Mapping[str, Any]
    by_rate: Mapping[str, Any]
    cluster: tuple[int, str] | None


def areas(known: Standing, clusters: Mapping[str, tuple[int, str]]) -> list[AreaFacts]:
    """Return every neighbourhood of a standing with what rates and hot spots say of it."""
    rates = known.result("rates")
    if rates is None:
        return []
    spots = {
        of: {area["code"]: area for area in (known.result(f"hotspots_{of}") or {"areas": []})["areas"]}
        for of in ("count", "rate")
    }
    kept = ("code", "name", "zone", "deaths", "people", "rate", "low", "high")
    smooth = ("smoothed", "smoothed_low", "smoothed_high")
    return [
        AreaFacts(
            **{name: area[name] for name in (*kept, *smooth)},
            by_count=spots["count"].get(area["code"], {}),
            by_rate=spots["rate"].get(area["code"], {}),
            cluster=clusters.get(area["code"]),
        )
        for area in rates["areas"]
    ]
