"""May this person be presented, answered for, placed, asked after? Everything that stands in the way at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.employment.rules.fitting import OF_AGE
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.domain.employment.vocabulary import BusinessState

if TYPE_CHECKING:
    from datetime import date

WITH_COMPANY = frozenset({State.PRESENTED, State.INTERVIEW})


class Block(TextChoices):
    """A reason why a deed of work is refused."""

    NOT_AGREED = "not_agreed", _("The person has not agreed yet to what is shown of them. Ask them first.")
    NOTHING_SHOWN = "nothing_shown", _("It does not say under which name they are shown.")
    VACANCY_CLOSED = "vacancy_closed", _("The vacancy is not open any more.")
    NO_PLACES = "no_places", _("Every place of the vacancy is filled.")
    LAW = (
        "law",
        _("The law does not allow this work at the person's age. The reasons stand beside the vacancy."),
    )
    LAW_OF_JOB = (
        "law_of_job",
        _(
            "At the age of that day the law forbids this work, so it is not written as a job that somebody got. "
            "If the person works there already, that is a danger to them: open a crisis, and follow its list."
        ),
    )
    TERMS_UNSAID = (
        "terms_unsaid",
        _(
            "Under 18 nobody is presented before it is written which work this is and at which hours. Write by what "
            "the vacancy is matched."
        ),
    )
    CASE_ENDED = (
        "case_ended",
        _("The person is not accompanied any more, so nothing more is answered about them."),
    )
    AGE_UNKNOWN = "age_unknown", _("The year of birth is not written down. Ask it first.")
    PERMIT_MISSING = (
        "permit_missing",
        _("Under 18 nobody begins without the labour inspector's written permit. Write its day down."),
    )
    PERMIT_LATE = "permit_late", _("The permit is later than the first day of work.")
    NOT_CHOSEN = (
        "not_chosen",
        _("It went on already. What is shown cannot be changed once the company saw it."),
    )
    NOT_PRESENTED = "not_presented", _("It stands with no company: it was not presented, or it is over.")
    OVER = "over", _("It is over already. Take the last step back if that is wrong.")
    PLACED_ALREADY = "placed_already", _("The job is written down already.")
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back", _("There is no step to take back.")
    JOB_WRITTEN = "job_written", _("The job is written down. Take that back first.")
    CHECKED = "checked", _("Somebody asked already whether it lasts: it stays written down. End it instead.")
    NOT_DUE = "not_due", _("That month is not over yet.")
    DONE = "done", _("It was asked already.")
    ENDED = "ended", _("The job ended already.")
    ENDS_BEFORE = "ends_before", _("It would end before it began.")
    LASTED_LONGER = (
        "lasted_longer",
        _(
            "At a month after that day it was written down that they were still there. Look at the day, or take "
            "that answer back first."
        ),
    )
    NO_REASON = "no_reason", _("Say why it ended.")
    WRONG_STEP = "wrong_step", _("A business is planned, gets its capital, opens and closes, in that order.")
    NO_CAPITAL = "no_capital", _("Say how much the seed capital is.")
    HAS_CAPITAL = (
        "has_capital",
        _("Its seed capital is written down already. Take that step back first if it is wrong."),
    )
    CLOSED_BEFORE = "closed_before", _("It would close before it began.")
    NOT_OPEN = "not_open", _("The business is not open.")


@dataclass(frozen=True)
class Presenting:
    """Where an application, its vacancy and the person's age stand."""

    state: str
    agreed: bool
    is_named: bool
    vacancy_open: bool
    places_left: int
    age: int | None
    is_barred: bool
    terms_said: bool = True


def what_blocks_presenting(facts: Presenting) -> tuple[Block, ...]:
    """Return everything that keeps somebody from being presented to a company."""
    stands = {
        Block.NOT_CHOSEN: facts.state != State.CHOSEN,
        Block.NOT_AGREED: not facts.agreed,
        Block.NOTHING_SHOWN: not facts.is_named,
        Block.VACANCY_CLOSED: not facts.vacancy_open,
        Block.NO_PLACES: facts.vacancy_open and facts.places_left < 1,
        Block.AGE_UNKNOWN: facts.age is None,
        Block.LAW: facts.is_barred,
        Block.TERMS_UNSAID: facts.age is not None and facts.age < OF_AGE and not facts.terms_said,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_beginning(
    *, age: int | None, permit_on: date | None, began_on: date, is_barred: bool
) -> tuple[Block, ...]:
    """Return everything that the law sets against a first day of work; `age` is that of the first day.

    `is_barred`: the law forbids this work at that age, whatever permit there is.
    """
    if age is None:
        return (Block.AGE_UNKNOWN,)
    if age >= OF_AGE:
        return ()
    if is_barred:
        return (Block.LAW_OF_JOB,)
    if permit_on is None:
        return (Block.PERMIT_MISSING,)
    return (Block.PERMIT_LATE,) if permit_on > began_on else ()


def step_before(state: str, *, was_presented: bool, was_interviewed: bool) -> State | None:
    """Return the state that an application goes back to; None from the first."""
    if state == State.CHOSEN:
        return None
    if state == State.PRESENTED:
        return State.CHOSEN
    if state == State.INTERVIEW:
        return State.PRESENTED
    if was_interviewed:
        return State.INTERVIEW
    return State.PRESENTED if was_presented else State.CHOSEN


NEXT = {
    BusinessState.PLANNED: frozenset({BusinessState.FUNDED, BusinessState.OPEN}),
    BusinessState.FUNDED: frozenset({BusinessState.OPEN, BusinessState.CLOSED}),
    BusinessState.OPEN: frozenset({BusinessState.FUNDED, BusinessState.CLOSED}),
    BusinessState.CLOSED: frozenset({BusinessState.OPEN}),
}


@dataclass(frozen=True)
class Moving:
    """A step of a business: from where to where, on which day, and what is known of its capital and days."""

    now: str
    to: str
    on: date
    capital_said: bool
    is_funded: bool
    began_on: date | None = None  # the later of its capital and its opening


def what_blocks_step(facts: Moving) -> tuple[Block, ...]:
    """Return everything that keeps a business from its next step."""
    funding, closing = facts.to == BusinessState.FUNDED, facts.to == BusinessState.CLOSED
    stands = {
        Block.WRONG_STEP: facts.to not in NEXT[BusinessState(facts.now)],
        Block.NO_CAPITAL: funding and not facts.capital_said,
        Block.HAS_CAPITAL: funding and facts.is_funded,
        Block.CLOSED_BEFORE: closing and facts.began_on is not None and facts.on < facts.began_on,
    }
    return tuple(block for block, true in stands.items() if true)
