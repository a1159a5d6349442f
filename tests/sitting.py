"""Who sits where: a strategy with a component, a committee of four voting seats and a secretary, a citizens' council."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.domain.committees import actions
from pazos.domain.committees.actions import AgendaPoint, Came
from pazos.domain.committees.vocabulary import Kind, Presence
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.queries.days import working_days
from pazos.domain.strategy.models import Component, Strategy
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.committees.models import Commitment, Committee, Seat, Session

CONSTITUTED = date(2021, 1, 12)
OFFICES = ("Alcaldía", "Secretaría de Seguridad", "Secretaría de Educación", "Personería")


def person(name: str, role: Role, organisation: Organisation | None = None) -> Staff:
    return Staff.objects.create(
        username=name,
        name=f"{name.capitalize()} Ceibal",
        role=role.value,
        organisation=organisation,
        email=f"{name}@example.org",
    )


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def working_day(days_ago: int) -> date:
    """Return a day so long ago, or the working day before it."""
    day, days = timezone.localdate() - timedelta(days=days_ago), working_days()
    while not days.is_working(day):
        day -= timedelta(days=1)
    return day


@dataclass
class Sitting:
    """`lead` and `analyst` keep the books; chair, ana, beto and cleo vote; sec is secretary without a vote."""

    strategy: Strategy
    component: Component
    city: Organisation
    committee: Committee
    council: Committee
    people: dict[str, Staff] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def called(self, days_ago: int = 10, **said: Any) -> Session:
        values = {
            "called_for": at(working_day(days_ago)),
            "place": "Sala de juntas",
            "agenda": [AgendaPoint("Lectura del acta"), AgendaPoint("Avance del plan", "Alcaldía")],
            **said,
        }
        return actions.call(self.committee, by=self.lead, **values)

    def held(self, days_ago: int = 10, came: tuple[str, ...] = ("chair", "ana", "beto", "sec")) -> Session:
        session = self.called(days_ago)
        present = Came(Presence.PRESENT)
        actions.hold(session, attendance={self.seats[who].pk: present for who in came}, by=self.lead)
        return session

    def promised(self, due_in: int = 20, **said: Any) -> Commitment:
        today = timezone.localdate()
        values = {
            "text": "Entregar el cronograma",
            "office": "Secretaría de Educación",
            "owner": self.beto,
            "made_on": min(today, today + timedelta(days=due_in)) - timedelta(days=30),
            "due_on": today + timedelta(days=due_in),
            **said,
        }
        return actions.promise(self.committee, by=self.lead, **values)


def sitting() -> Sitting:
    """Fill the database."""
    Municipality.objects.get_or_create(name="Villa Inventada", defaults={"is_synthetic": True})
    strategy = Strategy.objects.create(
        name="Paz y Oportunidades", starts_on=CONSTITUTED, ends_on=date(2031, 1, 1)
    )
    component = Component.objects.create(strategy=strategy, code="prevencion", position=1, name="Prevención")
    city = Organisation.objects.create(name="Secretaría de Educación", kind=Organisation.Kind.CITY)
    lead, analyst = person("lead", Role.STRATEGY_LEAD), person("analyst", Role.ANALYST)
    common = {
        "strategy": strategy,
        "legal_basis": "Decreto 213 de 2020",
        "constituted_on": CONSTITUTED,
        "by": lead,
    }
    committee = actions.constitute(
        code="cg", name="Comité de gestión", kind=Kind.MANAGEMENT, quorum=3, component=component, **common
    )
    council = actions.constitute(code="cc", name="Consejo ciudadano", kind=Kind.COUNCIL, quorum=1, **common)
    made = Sitting(strategy, component, city, committee, council, {"lead": lead, "analyst": analyst})
    for name, office in zip(("chair", "ana", "beto", "cleo"), OFFICES, strict=True):
        role = Role.DEPARTMENT if name == "beto" else Role.COMMITTEE_MEMBER
        _seat(made, name, role, office=office, is_chair=name == "chair")
    _seat(made, "sec", Role.COMMITTEE_MEMBER, office="Secretaría técnica", has_vote=False, is_secretary=True)
    vera = made.people["vera"] = person("vera", Role.COMMITTEE_MEMBER)
    made.seats["vera"] = actions.seat(
        council, office="Vocería", holder=vera, is_chair=True, from_on=CONSTITUTED, by=lead
    )
    made.people["outsider"] = person("outsider", Role.COMMITTEE_MEMBER)
    return made


def _seat(made: Sitting, name: str, role: Role, **said: Any) -> None:
    organisation = made.city if role is Role.DEPARTMENT else None
    made.people[name] = person(name, role, organisation)
    made.seats[name] = actions.seat(
        made.committee, holder=made.people[name], from_on=CONSTITUTED, by=made.lead, **said
    )
