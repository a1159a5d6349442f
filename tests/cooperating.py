"""Who gives to the invented strategy: a partner or several, one component, and the rates of some days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.domain.cooperation import actions
from pazos.domain.partners.models import Partner
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Strategy
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.cooperation.models import Announcement, ExchangeRate, Resource

DAY = date(2022, 3, 1)
# Santa Tecla 2010: what five donors gave by line, against "one million" (shared/facts.md of the project).
SANTA_TECLA = (300_000, 320_000, 50_000, 250_000, 20_000)
STARTS, ENDS = date(2021, 1, 1), date(2023, 12, 31)


@dataclass
class Cooperating:
    """A strategy of two components, two partners with an account each, and somebody who keeps the books."""

    strategy: Strategy
    components: list[Component]
    partners: dict[str, Partner]
    people: dict[str, Staff] = field(default_factory=dict)
    made: int = 0

    def __getattr__(self, name: str) -> Staff:
        if name not in self.people:
            raise AttributeError(name)
        return self.people[name]

    def resource(self, partner: str = "ceiba", **said: Any) -> Resource:
        """Return a contribution in pesos of the first component."""
        self.made += 1
        plain: dict[str, Any] = {
            "code": f"r-{self.made}",
            "partner": self.partners[partner],
            "component": self.components[0],
            "title": f"Aporte {self.made}",
            "form": "money",
            "starts_on": STARTS,
            "ends_on": ENDS,
        }
        return actions.add_resource(**{**plain, **said}, by=self.lead)


def person(name: str, role: Role, organisation: Organisation | None = None) -> Staff:
    """Return an account named after its part."""
    return Staff.objects.create(
        username=name, name=name.capitalize(), role=role.value, organisation=organisation
    )


def partner(name: str, kind: str = "foundation") -> Partner:
    """Return a partner of that name."""
    body = Organisation.objects.create(name=name, kind=Organisation.Kind.PARTNER)
    return Partner.objects.create(organisation=body, kind=kind, track="2")


def cooperating() -> Cooperating:
    """Fill the database."""
    Municipality.objects.get_or_create(name="Villa Inventada", defaults={"is_synthetic": True})
    strategy = Strategy.objects.create(name="Estrategia de prueba", starts_on=STARTS, ends_on=ENDS)
    components = [
        Component.objects.create(strategy=strategy, code=code, position=n, name=name)
        for n, (code, name) in enumerate((("interrupcion", "Interrupción"), ("prevencion", "Prevención")))
    ]
    partners = {"ceiba": partner("Fundación Ceiba"), "samán": partner("Empresa Samán", "company")}
    made = Cooperating(strategy, components, partners)
    made.people["lead"] = person("lead", Role.STRATEGY_LEAD)
    made.people["liaison"] = person("liaison", Role.SECURITY_LIAISON)
    for name, one in partners.items():
        made.people[f"of_{name}"] = person(f"de_{name}", Role.PARTNER, one.organisation)
    return made


def rate(city: Cooperating, on: date = DAY, units: str = "3900.5", currency: str = "USD") -> ExchangeRate:
    return actions.set_rate(currency=currency, on=on, home_units=units, source="Banco", by=city.lead)


def santa_tecla(city: Cooperating) -> Announcement:
    day = date(2010, 5, 1)
    rate(city, on=day, units="1950.25")
    for n, amount in enumerate(SANTA_TECLA):
        donor = partner(f"Donante {n + 1}")
        city.partners[f"d{n}"] = donor
        line = city.resource(f"d{n}", currency="USD", starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31))
        actions.move(line, stage="pledge", amount=amount, on=day, by=city.lead)
        actions.move(line, stage="commitment", amount=amount // 2, on=day, by=city.lead)
    said = {"year": 2010, "amount": 1_000_000, "currency": "USD", "said_on": day}
    return actions.announce(**said, said_in="Boletín del observatorio", by=city.lead)
