"""Which open vacancies are there for this person, and what speaks for and against each?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from pazos.domain.employment.models import Application, VacancyTerms
from pazos.domain.employment.rules.fitting import fit, place_in_order
from pazos.domain.employment.standing import age_of, terms_of, wish_of
from pazos.domain.partners.queries import AskedVacancies, vacancies

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Case
    from pazos.domain.employment.rules.fitting import Fit, Terms
    from pazos.domain.partners.models import Vacancy
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Matched:
    """One vacancy, what it asks, and every reason for and against it."""

    vacancy: Vacancy
    terms: Terms
    fit: Fit
    is_chosen: bool


def matched(case: Case, *, on: date, seen_by: Staff) -> list[Matched]:
    """Return every vacancy that is open with places left, in the person's own order (see `rules.fitting`)."""
    wish, age = wish_of(case), age_of(case.participant, on=on)
    chosen = set(Application.objects.filter(case=case).values_list("vacancy", flat=True))
    open_now = vacancies(AskedVacancies(open_now=True), on=on, seen_by=seen_by)
    rows = (
        open_now.filter(filled__lt=F("places")).select_related("matched_by").defer("neighbourhood__outline")
    )
    found = []
    for row in rows:
        terms = terms_of(row)
        found.append(Matched(row, terms, fit(wish, terms, age=age), row.pk in chosen))
    return sorted(found, key=lambda one: (*place_in_order(wish, one.terms, one.fit), one.vacancy.pk))


def terms_row(vacancy: Vacancy) -> VacancyTerms | None:
    """Return by what a vacancy is matched, None where nobody said."""
    return VacancyTerms.objects.filter(vacancy=vacancy).first()
