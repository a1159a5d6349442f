"""Who refers and who receives: the street's people, a case worker in each cluster and two supervisors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.domain.cases.actions import referring
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.teams import actions as teams
from pazos.foundation.access.policy import Role
from street import LONG_AGO, Street, person, street

if TYPE_CHECKING:
    from pazos.domain.cases.models import Case, Referral

PURPOSE = "Para acompañarte un año: hablar, buscar estudio y trabajo, y estar contigo en lo que decidas."


@dataclass
class Referred:
    """`wanda` receives in the north, `willy` in the south; `supervisor` and `sara` supervise; `paula` is a partner's."""

    street: Street
    staff: dict[str, Staff] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        staff: dict[str, Staff] = self.__dict__["staff"]
        return staff[name] if name in staff else self.street.people[name]

    def refer(self, by: str = "ana", *, place: str | None = "N1", **said: Any) -> Referral:
        """Return a referral of somebody of 20 years, agreed today."""
        plain: dict[str, Any] = {
            "origin": "gestor",
            "name": "Yeison Mina",
            "contact": "los martes en la cancha, preguntar por la profe",
            "agreed_on": timezone.localdate(),
            "born_on": born(20),
            "neighbourhood": self.street.places[place] if place else None,
        }
        return referring.refer(**{**plain, **said}, by=getattr(self, by))

    def accept(self, referral: Referral, by: str = "wanda", **said: Any) -> Case:
        """Take somebody in with a permission signed today for a year."""
        permit = said.pop("permit") if "permit" in said else permit_of()
        return referring.accept(
            referral, by=getattr(self, by), supervisor=self.supervisor, permit=permit, **said
        )


def born(years: int, *, days: int = 10) -> date:
    """Return the birth date of somebody who had their birthday some days ago."""
    past = timezone.localdate() - timedelta(days=days)
    return past.replace(year=past.year - years, day=min(past.day, 28))


def permit_of(**said: Any) -> referring.Permit:
    """Return what was signed today for a year."""
    today = timezone.localdate()
    plain = {"signatory": "Yeison Mina", "given_on": today, "expires_on": today + timedelta(days=365)}
    return referring.Permit(**{**plain, "purpose_text": PURPOSE, **said})


def referred() -> Referred:
    """Fill the database."""
    made = Referred(street())
    city = Organisation.objects.create(name="Alcaldía", kind="city")
    partner = Organisation.objects.create(name="Fundación Títere", kind="partner")
    for name, role, cluster in (
        ("wanda", Role.CASE_WORKER, made.street.north),
        ("wilma", Role.CASE_WORKER, made.street.north),
        ("willy", Role.CASE_WORKER, made.street.south),
        ("sara", Role.CASE_SUPERVISOR, None),
        ("paula", Role.PARTNER, None),
        ("olga", Role.PARTNER, None),
    ):
        one = person(name, role)
        one.organisation = partner if role is Role.PARTNER else city
        one.save()
        made.staff[name] = one
        if cluster is not None:
            teams.assign(one, cluster, from_on=LONG_AGO, by=None)
    return made
