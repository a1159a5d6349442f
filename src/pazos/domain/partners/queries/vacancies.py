"""Which jobs do partners offer, where, and until when?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.partners.models import Vacancy
from pazos.domain.partners.queries.agreements import MOST_WORDS
from pazos.domain.partners.vocabulary import VacancyState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class AskedVacancies:
    """Which vacancies: words, a state, a partner; `open_now` leaves those whose last day has passed."""

    text: str = ""
    state: str = ""
    partner: int | None = None
    open_now: bool = False


def _open_to(seen_by: Staff) -> QuerySet[Vacancy]:
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    return Vacancy.objects.filter(reach.belonging(organisation="partner")).select_related(
        "partner__organisation", "neighbourhood", "agreement"
    )


def vacancies(asked: AskedVacancies, *, on: date, seen_by: Staff) -> QuerySet[Vacancy]:
    """Return the vacancies asked for, the newest first."""
    found = _open_to(seen_by)
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(terms__icontains=word)
            | Q(partner__organisation__name__icontains=word)
        )
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.partner is not None:
        found = found.filter(partner=asked.partner)
    if asked.open_now:
        found = found.filter(state=VacancyState.OPEN, open_until_on__gte=on)
    return found


def vacancy(number: int, *, seen_by: Staff) -> Vacancy | None:
    """Return one vacancy, None where this person may not see it."""
    return _open_to(seen_by).filter(pk=number).first()
