"""Does somebody who was told of fit the designation in force? Asked for one referral, or for many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.cases.rules.eligibility import Eligibility, EligibilityFacts, explain
from pazos.domain.designations.models import Designation
from pazos.domain.teams.queries import open_clusters
from pazos.domain.territory.models import Neighbourhood

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Referral


@dataclass(frozen=True)
class InForce:
    """What the designation in force names: places, ages; and where teams work by an earlier one."""

    places: frozenset[str]
    ages: tuple[int, int] | None
    worked: frozenset[str]
    title: str = ""
    number: int | None = None


def in_force(on: date | None = None) -> InForce:
    """Return the designation in force in codes. Without any, only where teams work is known."""
    day = on or timezone.localdate()
    worked = Neighbourhood.objects.filter(work_clusters__in=open_clusters(on=day))
    codes = frozenset(worked.values_list("code", flat=True))
    row = Designation.objects.filter(state=Designation.State.SIGNED).first()
    if row is None:
        return InForce(frozenset(), None, codes)
    places = Neighbourhood.objects.filter(clusters__designation=row).values_list("code", flat=True)
    ages = None if row.age_from is None or row.age_to is None else (row.age_from, row.age_to)
    return InForce(frozenset(places), ages, codes, row.title, row.pk)


def facts_of(referral: Referral, *, now: InForce | None = None, on: date | None = None) -> EligibilityFacts:
    """Return what the rule looks at. The caller may see the referral and notes that it was read."""
    day = on or timezone.localdate()
    rule = now or in_force(day)
    place = referral.neighbourhood.code if referral.neighbourhood else ""
    return EligibilityFacts(
        place=place,
        places=rule.places,
        ages=rule.ages,
        on=day,
        works_there=place in rule.worked,
        born_on=referral.born_on,
        band=referral.age_band,
        ground=referral.ground,
        is_approved=referral.excepted_by_id is not None,
    )


def eligibility(referral: Referral, *, now: InForce | None = None) -> Eligibility:
    """Return whether somebody fits, with every reason in words."""
    return explain(facts_of(referral, now=now))
