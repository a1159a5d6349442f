"""What the rules of work look at, read from the rows: the wish, the terms, the person's age."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pazos.domain.employment.models import VacancyTerms, WorkWish
from pazos.domain.employment.rules.fitting import Terms, Wish
from pazos.domain.participants.traits import Traits

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Case
    from pazos.domain.participants.models import Participant
    from pazos.domain.partners.models import Vacancy


def age_of(participant: Participant, *, on: date) -> int | None:
    """Return the age that somebody surely has reached on a day; without the month of birth the lower one."""
    traits = Traits.read(participant.traits)
    age = traits.age_on(on)
    return age - 1 if age is not None and traits.birth_month is None else age


def wish_of(case: Case) -> Wish:
    """Return what somebody asked for; nothing where nobody asked them yet."""
    row = WorkWish.objects.filter(case=case).first()
    return read_wish(row.wish) if row else Wish()


def read_wish(kept: Any) -> Wish:
    """Return what a row keeps."""
    pay = kept.get("least_pay")
    return Wish(
        fields=tuple(kept.get("fields", ())),
        hours=frozenset(kept.get("hours", ())),
        places=frozenset(kept.get("where", ())),
        papers=frozenset(kept.get("papers", ())),
        school_years=kept.get("school_years"),
        least_pay=Decimal(pay) if pay is not None else None,
    )


def terms_of(vacancy: Vacancy) -> Terms:
    """Return by what a vacancy is matched."""
    row: VacancyTerms | None = getattr(vacancy, "matched_by", None)
    place = vacancy.neighbourhood.code if vacancy.neighbourhood else ""
    if row is None:
        return Terms(
            is_said=False,
            open_until_on=vacancy.open_until_on,
            place=place,
            monthly_pay=vacancy.monthly_pay,
        )
    return Terms(
        is_said=True,
        open_until_on=vacancy.open_until_on,
        field=row.field,
        hours=row.hours,
        place=place,
        monthly_pay=vacancy.monthly_pay,
        age_from=row.age_from,
        school_years=row.school_years,
        papers=frozenset(row.papers),
    )
