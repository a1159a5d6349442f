"""A place of a vacancy taken or given back because of an application. It writes no event: its caller does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.employment.rules.stepping import Block
from pazos.domain.partners.models import Vacancy
from pazos.domain.partners.vocabulary import VacancyState
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff


def take_place(number: int, *, by: Staff) -> None:
    """Fill one more place; refuse where none is left. With the last one the vacancy is filled."""
    held = in_hand(Vacancy.objects.all(), number)
    refuse((Block.NO_PLACES,) if held.filled >= held.places else ())
    filled = held.filled + 1
    full = filled == held.places and held.state == VacancyState.OPEN
    change(held, by=by, filled=filled, state=VacancyState.FILLED.value if full else held.state)


def give_place_back(number: int, *, by: Staff) -> None:
    """Free one place again; a vacancy that was filled is open again."""
    held = in_hand(Vacancy.objects.all(), number)
    was_full = held.state == VacancyState.FILLED
    state = VacancyState.OPEN.value if was_full else held.state
    change(held, by=by, filled=max(0, held.filled - 1), state=state)
