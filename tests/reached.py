"""Who reaches whom: two organisations with a programme each, places inside and outside the clusters, and staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.domain.activities.actions import attend, plan
from pazos.domain.activities.vocabulary import Kind
from pazos.domain.participants.actions import register
from pazos.domain.participants.traits import Traits
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.domain.teams import actions as teams
from pazos.domain.territory.models import Municipality, Neighbourhood
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.activities.models import Activity
    from pazos.domain.participants.models import Participant
    from pazos.domain.teams.models import WorkCluster

LONG_AGO = date(2020, 1, 1)
AGREED = date(2021, 1, 15)


@dataclass
class Reached:
    """Programmes `school` (of the city) and `workshop` (of a partner), and who works there."""

    strategy: Strategy
    programmes: dict[str, Programme]
    clusters: dict[str, WorkCluster]
    places: dict[str, Neighbourhood]
    city: Organisation
    partner: Organisation
    other: Organisation
    staff: dict[str, Staff]
    numbers: Any = field(default_factory=lambda: count(1_000_000))

    def __getattr__(self, name: str) -> Staff:
        return self.staff[name]

    def activity(self, programme: str = "workshop", **said: Any) -> Activity:
        """Return an activity of a programme, by default yesterday, in the north."""
        of = self.programmes[programme]
        day = said.pop("on", timezone.localdate() - timedelta(days=1))
        plain = {
            "name": "Taller de títeres",
            "kind": Kind.CULTURE,
            "starts_on": day,
            "responsible": of.department,
        }
        return plan(
            programme=of,
            **{**plain, "neighbourhood": self.places["N1"], **said},
            by=self.staff["lead"],
        )

    def person(self, place: str | None = "N1", **said: Any) -> Participant:
        """Return somebody new with a document."""
        number = next(self.numbers)
        neighbourhood = self.places[place] if place else None
        return register(
            **{
                "name": f"Ana Samán {_letters(number)}",
                "document": str(number),
                "agreed_on": AGREED,
                "traits": Traits(birth_year=2001),
                "neighbourhood": neighbourhood,
                "by": self.staff["supervisor"],
                **said,
            }
        )

    def came(self, *people: Participant, to: Activity, on: date | None = None) -> None:
        """Write down that people came."""
        attend(to, participants=people, on=on, by=self.staff["supervisor"])


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def reached() -> Reached:
    """Fill the database."""
    Municipality.objects.get_or_create(name="Villa Inventada", defaults={"is_synthetic": True})
    city, partner, other = (
        Organisation.objects.create(name=name, kind=kind)
        for name, kind in (("Alcaldía", "city"), ("Fundación Títere", "partner"), ("Club Rodante", "partner"))
    )
    strategy = Strategy.objects.create(
        name="Estrategia", starts_on=LONG_AGO, ends_on=date(2030, 12, 31), first_age=14, last_age=29
    )
    parts = [
        Component.objects.create(strategy=strategy, code=code, position=n, name=code)
        for n, code in enumerate(("prevention", "opportunities"), start=1)
    ]
    programmes = {
        code: Programme.objects.create(
            component=part, code=code, name=f"Programa {code}", department=organisation, state="running"
        )
        for code, part, organisation in (
            ("school", parts[0], city),
            ("workshop", parts[1], partner),
            ("games", parts[1], other),
        )
    }
    codes = ("N1", "N2", "S1", "X1")
    places = {code: Neighbourhood.objects.create(code=code, name=f"Barrio {code}") for code in codes}
    clusters = {
        name: teams.open_cluster(name, [places[one] for one in inside], on=LONG_AGO, by=None)
        for name, inside in (("north", ("N1", "N2")), ("south", ("S1",)))
    }
    staff = {
        name: Staff.objects.create(
            username=name, name=name.capitalize(), role=role.value, organisation=organisation
        )
        for name, role, organisation in (
            ("lead", Role.STRATEGY_LEAD, city),
            ("supervisor", Role.CASE_SUPERVISOR, city),
            ("paula", Role.PARTNER, partner),
            ("olga", Role.PARTNER, other),
            ("dora", Role.DEPARTMENT, city),
            ("liaison", Role.SECURITY_LIAISON, None),
            ("member", Role.COMMITTEE_MEMBER, None),
        )
    }
    return Reached(strategy, programmes, clusters, places, city, partner, other, staff)
