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
    from pazos.domain.cooperation.models import Resource

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
