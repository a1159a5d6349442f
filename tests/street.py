"""Who is who in the street: two clusters, their gestores and coordinators, and a dispute to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from pazos.domain.disputes.actions.opening import open_dispute
from pazos.domain.people.models import Staff
from pazos.domain.teams import actions as teams
from pazos.domain.territory.models import Municipality, Neighbourhood
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.disputes.models import Dispute
    from pazos.domain.teams.models import WorkCluster

LONG_AGO = date(2020, 1, 1)
SAID: dict[str, Any] = {
    "kind": "neighbours",
    "heard": "saw",
    "signs": [],
    "sector": "",
    "shift": "night",
    "summary": "",
}


@dataclass
class Street:
    """Cluster `north` with gestores ana and beto and coordinator cora; `south` with sol and coordinator ciro."""

    north: WorkCluster
    south: WorkCluster
    places: dict[str, Neighbourhood]
    people: dict[str, Staff] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        return self.people[name]

    def dispute(self, by: str = "ana", *, at: datetime | None = None, **said: Any) -> Dispute:
        """Return a dispute that somebody opened, by default in the north, today."""
        moment = at or timezone.now()
        plain = {**SAID, "neighbourhood": "N1", "began_on": timezone.localdate(moment), "id": uuid4()}
        return open_dispute(**{**plain, **said}, written_at=moment, by=self.people[by])


def person(name: str, role: Role) -> Staff:
    """Return an account named after its part."""
    return Staff.objects.create(username=name, name=name.capitalize(), role=role.value)


def street() -> Street:
    """Fill the database with two clusters of two neighbourhoods, one neighbourhood outside, and their people."""
    Municipality.objects.get_or_create(name="Villa Inventada", defaults={"is_synthetic": True})
    codes = ("N1", "N2", "S1", "S2", "X1")
    places = {code: Neighbourhood.objects.create(code=code, name=f"Barrio {code}") for code in codes}
    north, south = (
        teams.open_cluster(name, [places[one] for one in codes], on=LONG_AGO, by=None)
        for name, codes in (("Norte", ("N1", "N2")), ("Sur", ("S1", "S2")))
    )
    made = Street(north, south, places)
    parts = {"ana": Role.GESTOR, "beto": Role.GESTOR, "cora": Role.OUTREACH_COORDINATOR}
    for name, role in {**parts, "sol": Role.GESTOR, "ciro": Role.OUTREACH_COORDINATOR}.items():
        made.people[name] = person(name, role)
        cluster = south if name in ("sol", "ciro") else north
        teams.assign(made.people[name], cluster, from_on=LONG_AGO, by=None)
    made.people["liaison"] = person("liaison", Role.SECURITY_LIAISON)
    made.people["lead"] = person("lead", Role.STRATEGY_LEAD)
    made.people["supervisor"] = person("supervisor", Role.CASE_SUPERVISOR)
    return made


def now() -> datetime:
    """Return this moment."""
    return timezone.now()


def days_ago(days: int) -> datetime:
    """Return this hour some days ago."""
    return datetime.now(UTC) - timedelta(days=days)
