"""Is each answer of a phone or a page one that we know? The checks that every form of street work shares.

A problem names the field, in the fact `field`, and the cure. It never repeats a text that a
person wrote.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pazos.domain.outreach.naming import numbers_of_people
from pazos.domain.territory.queries import in_force
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Choices, Model

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

    M = TypeVar("M", bound=Model)

OLDEST = date(2000, 1, 1)


def one_of(field: str, answer: Any, words: type[Choices]) -> Any:
    """Return a code that the vocabulary has."""
    if answer not in words.values or isinstance(answer, bool):
        raise InputProblem(N_("{field} has an answer that Pazos does not know. Choose another."), field=field)
    return answer


def some_of(field: str, answers: Any, words: type[Choices]) -> list[str]:
    """Return codes that the vocabulary has, each once, in its order."""
    if not isinstance(answers, list | tuple | set | frozenset):
        raise InputProblem(N_("{field} takes a list of answers."), field=field)
    for answer in answers:
        one_of(field, answer, words)
    return [word for word in words.values if word in answers]


def past_day(field: str, answer: Any, *, on: date) -> date:
    """Return a day that is not after `on`."""
    found = any_day(field, answer)
    if found > on:
        raise InputProblem(N_("{field} is a day that has not come yet. Correct it."), field=field)
    return found


def any_day(field: str, answer: Any) -> date:
    """Return a day of this century."""
    if type(answer) is not date or answer < OLDEST:
        raise InputProblem(N_("{field} is not a day. Write it as year, month and day."), field=field)
    return answer


def number(field: str, answer: Any, *, least: int = 0, most: int) -> int:
    """Return a whole number between two bounds."""
    if not isinstance(answer, int) or isinstance(answer, bool) or not least <= answer <= most:
        raise InputProblem(
            N_("{field} takes a whole number from {least} to {most}."), field=field, least=least, most=most
        )
    return answer


def yes_or_no(field: str, answer: Any, *, may_be_unknown: bool = False) -> bool | None:
    """Return a yes, a no, or where it may be, neither."""
    if isinstance(answer, bool) or (answer is None and may_be_unknown):
        return answer
    raise InputProblem(N_("{field} takes yes or no."), field=field)


def short_text(field: str, answer: Any, *, most: int = 280) -> str:
    """Return a short text; one that holds a telephone or document number is refused."""
    if not isinstance(answer, str):
        raise InputProblem(N_("{field} takes words."), field=field)
    text = answer.strip()
    if len(text) > most:
        raise InputProblem(
            N_("{field} takes at most {most} letters; this one has {letters}. Shorten it."),
            field=field,
            most=most,
            letters=len(text),
        )
    if numbers_of_people(text):
        raise InputProblem(
            N_("{field} holds what looks like a telephone or a document number. Take it out."), field=field
        )
    return text


def place(field: str, code: Any, *, on: date) -> Neighbourhood:
    """Return the neighbourhood of a code, as it is in force on a day."""
    found = in_force(on).filter(code=code).defer("outline").order_by("-valid_from").first()
    if found is None:
        raise InputProblem(N_("{field} is not a neighbourhood of this city. Choose one."), field=field)
    return found


def written_before(
    model: type[M], key: UUID, *, by: Staff, content: dict[str, Any], writer: str = "written_by_id"
) -> M | None:
    """Return the row that an earlier call with this number made, None if there was none.

    A number that stands for something else is refused: nothing is ever overwritten by it.
    """
    row = model._default_manager.filter(pk=key).first()
    if row is None:
        return None
    same = getattr(row, writer) == by.pk and all(
        getattr(row, name) == value for name, value in content.items()
    )
    if not same:
        raise InputProblem(
            N_("The {field} of this record was used before for another. Send it with a new one."), field="id"
        )
    return row
