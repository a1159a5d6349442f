"""Who is who in the marked city, and what everybody of it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accompanied import programme
from marked.marking import Marks
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Role
from referred import Referred, referred

if TYPE_CHECKING:
    from pazos.domain.activities.models import Activity
    from pazos.domain.cases.models import Case
    from pazos.domain.participants.models import Participant
    from pazos.domain.strategy.models import Programme


@dataclass
class Stage:
    """The town of the referrals with a programme, an office, a facilitator and a rights desk."""

    town: Referred
    programme: Programme
    marks: Marks = field(default_factory=Marks)
    staff: dict[str, Staff] = field(default_factory=dict)
    case: Case | None = None
    kept: dict[str, Any] = field(default_factory=dict)  # what later deeds and searches go by

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def supervisor(self) -> Staff:
        return self.town.supervisor

    @property
    def worker(self) -> Staff:
        return self.town.wanda

    @property
    def lead(self) -> Staff:
        return self.town.lead

    @property
    def officer(self) -> Staff:
        return self.staff["officer"]

    @property
    def flor(self) -> Staff:
        return self.staff["flor"]

    @property
    def person(self) -> Participant:
        assert self.case is not None
        return self.case.participant

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def said(self, deed: str, *words: str) -> dict[str, str]:
        """Return a mark for each word of a deed."""
        return {word: self.marks(f"{deed}.{word}") for word in words}

    def activity(self, name: str = "Taller", **said: Any) -> Activity:
        from pazos.domain.activities import actions

        values = {
            "programme": self.programme,
            "name": name,
            "kind": "culture",
            "starts_on": self.day(-3),
            "responsible": self.programme.department,
            "neighbourhood": self.town.street.places["N1"],
        }
        return actions.plan(**{**values, **said}, by=self.lead)


def stage() -> Stage:
    """Fill the database with who is needed, without a mark."""
    made = Stage(town=referred(), programme=programme())
    city = Organisation.objects.get(name="Alcaldía")
    for name, role in (
        ("officer", Role.DATA_OFFICER),
        ("second", Role.DATA_OFFICER),
        ("flor", Role.FACILITATOR),
        ("fabio", Role.FACILITATOR),
    ):
        made.staff[name] = Staff.objects.create(username=name, name=name, role=role, organisation=city)
    return made
