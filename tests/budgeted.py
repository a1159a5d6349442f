"""A small set of books: two departments, a strategy of three components, lines and people who keep them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pazos.domain.budget import actions
from pazos.domain.budget.vocabulary import Amendment, Step
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.budget.models import BudgetLine

YEAR = 2023
END = date(YEAR, 12, 31)


def person(name: str, role: Role, organisation: Organisation | None = None) -> Staff:
    return Staff.objects.create(username=name, name=name, role=role, organisation=organisation)


class Books:
    def __init__(self) -> None:
        city = Organisation.Kind.CITY
        self.security = Organisation.objects.create(name="Secretaría de Seguridad", kind=city)
        self.culture = Organisation.objects.create(name="Secretaría de Cultura", kind=city)
        self.lead = person("lead", Role.STRATEGY_LEAD)
        self.keeper = person("keeper", Role.DEPARTMENT, self.culture)
        self.liaison = person("liaison", Role.SECURITY_LIAISON)
        strategy = Strategy.objects.create(
            name="Estrategia 2020-2023", starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31)
        )
        self.components = [
            Component.objects.create(strategy=strategy, code=code, position=n, name=code.capitalize())
            for n, code in enumerate(("interruption", "intervention", "prevention"), start=1)
        ]
        self.programme = Programme.objects.create(
            component=self.components[2], code="ludotecas", name="Ludotecas", department=self.culture
        )
        self.line = self.add("2.3.2.02.02.009", self.culture, programme=self.programme)
        self.other = self.add("2.3.2.02.02.008", self.security)

    def add(self, rubro: str, department: Organisation, **more: object) -> BudgetLine:
        return actions.add_line(
            year=more.pop("year", YEAR),
            department=department,
            rubro=rubro,
            name=more.pop("name", f"Línea {rubro}"),
            by=self.lead,
            **more,
        )

    def appropriate(self, line: BudgetLine, amount: object, on: date = date(YEAR, 1, 2)) -> None:
        actions.amend(line=line, amendment=Amendment.INITIAL, amount=amount, on=on, by=self.lead)

    def move(self, line: BudgetLine, step: Step, amount: object, month: int, **more: object):
        return actions.move(
            line=line,
            step=step,
            amount=amount,
            on=date(YEAR, month, 15),
            by=more.pop("by", self.lead),
            **more,
        )

    def run(self, line: BudgetLine, amount: object = 1000) -> None:
        """Bring money of a line through all steps."""
        self.appropriate(line, amount)
        for month, step in enumerate((Step.CDP, Step.RP, Step.OBLIGATION, Step.PAYMENT), start=2):
            self.move(line, step, amount, month)
