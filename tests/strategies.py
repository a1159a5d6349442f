"""A small strategy for tests: two components, three programmes, five judgements, boxes and arrows."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from pazos.domain.documents.actions import keep
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy import actions
from pazos.domain.strategy.vocabulary import Failure, Level, ProgrammeState, Standing
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.documents.models import Document
    from pazos.domain.strategy.models import Programme, Strategy

STARTED = date(2024, 1, 1)


def person(name: str, role: Role, organisation: Organisation | None = None) -> Staff:
    """Return a new account."""
    return Staff.objects.create(username=name, name=f"Nombre de {name}", role=role, organisation=organisation)


class Books:
    """The strategy of a small town; `settings.CITY_FILES` is the test's to set."""

    def __init__(self) -> None:
        kinds = Organisation.Kind
        self.health, self.sport, self.church, self.police = (
            Organisation.objects.create(name=name, kind=kind)
            for name, kind in (
                ("Salud", kinds.CITY),
                ("Deporte", kinds.CITY),
                ("Parroquia", kinds.PARTNER),
                ("Policía", kinds.SECURITY),
            )
        )
        self.lead = person("lead", Role.STRATEGY_LEAD)
        self.strategy: Strategy = actions.make_strategy(
            name="Paz", starts_on=STARTED, ends_on=date(2027, 12, 31), legal_basis="Decreto 1", by=self.lead
        )
        self.first, self.second = (
            actions.add_component(self.strategy, code=code, name=name, by=self.lead)
            for code, name in (("int", "Interrupción"), ("pre", "Prevención"))
        )
        self.programmes: list[Programme] = [
            self.programme("int-01", "Gestores", self.health),
            self.programme("pre-01", "Deporte en el barrio", self.sport, self.church),
            self.programme("pre-02", "Casas de cultura", self.sport),
        ]

    def programme(self, code: str, name: str, department: Organisation, *partners: Organisation) -> Programme:
        """Add a running programme."""
        return actions.add_programme(
            component=self.first if code.startswith("int") else self.second,
            code=code,
            name=name,
            department=department,
            partners=partners,
            starts_on=STARTED,
            state=ProgrammeState.RUNNING,
            by=self.lead,
        )

    def paper(self, title: str = "Decreto 1") -> Document:
        """Keep a document of the strategy's own."""
        return keep(
            title=title,
            file_name="a.txt",
            content=io.BytesIO(title.encode()),
            organisation=None,
            by=self.lead,
        )

    def judged(self) -> None:
        """Judge all five failures: four avoided by one paper, one partly."""
        paper = self.paper()
        for failure in Failure:
            partly = failure is Failure.SUSTAINABILITY
            actions.judge_readiness(
                self.strategy,
                failure=failure,
                standing=Standing.PARTLY if partly else Standing.AVOIDED,
                argument="Consta en el decreto.",
                evidence=[] if partly else [paper],
                judged_on=STARTED,
                by=self.lead,
            )

    def thought(self) -> None:
        """Put three boxes in a row."""
        first, second, third = (
            actions.add_box(self.strategy, level=level, text=text, component=self.first, by=self.lead)
            for level, text in ((Level.INPUT, "Equipo"), (Level.ACTIVITY, "Mediar"), (Level.IMPACT, "Paz"))
        )
        actions.link(first, second, assumption="Viven allí", by=self.lead)
        actions.link(second, third, by=self.lead)
