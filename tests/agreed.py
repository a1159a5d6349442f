"""Who is who among partners: a strategy with two components, two partners, and how an agreement gets signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.domain.documents.models import Document
from pazos.domain.partners import actions
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.partners.models import Agreement, Partner


@dataclass
class Agreed:
    """The lead, two partners with somebody of each, two components and a paper."""

    lead: Staff
    foundation: Partner
    company: Partner
    ines: Staff  # of the foundation
    omar: Staff  # of the company
    prevention: Component
    justice: Component
    paper: Document

    @property
    def today(self) -> date:
        return timezone.localdate()

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def vet(self, partner: Partner | None = None, **said: Any) -> Any:
        given = {
            "on": self.day(-400),
            "result": "cleared",
            "reasons": "Sin hallazgos",
            "valid_until_on": self.day(400),
            **said,
        }
        return actions.vet(partner or self.foundation, **given, by=self.lead)

    def draft(self, number: str = "C-001", **said: Any) -> Agreement:
        given = {
            "partner": self.foundation,
            "title": "Escuela de tambores",
            "component": self.prevention,
            "starts_on": self.day(-200),
            "ends_on": self.day(200),
            "city_money": "1000000",
            "partner_money": "250000.50",
            **said,
        }
        return actions.draft_agreement(number=number, **given, by=self.lead)

    def with_duties(self, agreement: Agreement, *, due: int | None = 30) -> Agreement:
        due_on = None if due is None else self.day(due)
        actions.add_duty(agreement, side="city", text="Pagar", due_on=due_on, by=self.lead)
        actions.add_duty(agreement, side="partner", text="Dar clase", due_on=due_on, by=self.lead)
        return agreement

    def signed(self, number: str = "C-001", *, due: int | None = 30, **said: Any) -> Agreement:
        one = self.with_duties(self.draft(number, **said), due=due)
        if not one.partner.vettings.exists():
            self.vet(one.partner)
        actions.sign_agreement(one, on=one.starts_on, by=self.lead, documents=[self.paper])
        return one


def person(name: str, role: Role, organisation: Organisation | None = None) -> Staff:
    return Staff.objects.create(username=name, name=name, role=role.value, organisation=organisation)


def agreed() -> Agreed:
    """Fill the database."""
    Municipality.objects.get_or_create(name="Villa Inventada", defaults={"is_synthetic": True})
    lead = person("lead", Role.STRATEGY_LEAD)
    strategy = Strategy.objects.create(
        name="Estrategia", starts_on=date(2020, 1, 1), ends_on=date(2027, 12, 31)
    )
    prevention, justice = (
        Component.objects.create(strategy=strategy, code=code, position=n, name=name)
        for n, (code, name) in enumerate((("prevention", "Prevención"), ("justice", "Justicia")), start=1)
    )
    city = Organisation.objects.create(name="Secretaría de Cultura", kind="city")
    Programme.objects.create(component=prevention, code="drums", name="Tambores", department=city)
    foundation = actions.register_partner(
        name="Fundación Samán", kind="foundation", track="2", components=[prevention], by=lead
    )
    company = actions.register_partner(name="Ingenio Guadual", kind="company", track="2", by=lead)
    paper = Document.objects.create(
        title="Texto firmado",
        file_name="texto.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        added_by=lead,
        added_at=timezone.now(),
    )
    return Agreed(
        lead=lead,
        foundation=foundation,
        company=company,
        ines=person("ines", Role.PARTNER, foundation.organisation),
        omar=person("omar", Role.PARTNER, company.organisation),
        prevention=prevention,
        justice=justice,
        paper=paper,
    )
