"""The deed of saying by what a vacancy is matched: its company's people, or the city for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.employment.models import VacancyTerms
from pazos.domain.employment.rules.fitting import LEAST_AGE
from pazos.domain.employment.vocabulary import Field, Hours, Paper
from pazos.domain.outreach import answers
from pazos.domain.partners.asking import must_offer
from pazos.domain.partners.models import Vacancy
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.people.models import Staff

OLDEST, MOST_SCHOOL = 60, 25


@transaction.atomic
def say_terms(
    vacancy: Vacancy,
    *,
    field: str,
    hours: str,
    by: Staff,
    age_from: int = 18,
    school_years: int = 0,
    papers: Iterable[str] = (),
) -> VacancyTerms:
    """Write down what a vacancy asks and offers, in the words by which it is matched."""
    must_offer(by, vacancy.partner)
    values = {
        "field": answers.one_of("field", field, Field),
        "hours": answers.one_of("hours", hours, Hours),
        "age_from": answers.number("age_from", age_from, least=LEAST_AGE, most=OLDEST),
        "school_years": answers.number("school_years", school_years, most=MOST_SCHOOL),
        "papers": answers.some_of("papers", list(papers), Paper),
    }
    held = in_hand(Vacancy.objects.all(), vacancy.pk)
    row = VacancyTerms.objects.filter(vacancy=held).first()
    if row is None:
        row = VacancyTerms.objects.create(vacancy=held, **values)
        made(row, by=by)
    elif not change(row, by=by, **values):
        return row
    audit.record("vacancy.terms_said", vacancy, by=by)
    return row
