"""Deeds on one person and one vacancy, by those who accompany: chosen, agreed, presented, let go, one step back.

Nobody is presented who did not choose the vacancy and agree to every word that the company reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.employment import guarding
from pazos.domain.employment.actions.filling import give_place_back
from pazos.domain.employment.models import Application, Placement
from pazos.domain.employment.rules.fitting import is_barred
from pazos.domain.employment.rules.stepping import (
    WITH_COMPANY,
    Block,
    Presenting,
    step_before,
    what_blocks_presenting,
)
from pazos.domain.employment.standing import age_of, terms_of
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.domain.outreach import answers
from pazos.domain.partners.queries import vacancy as seen_vacancy
from pazos.domain.partners.vocabulary import VacancyState
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Case
    from pazos.domain.partners.models import Vacancy
    from pazos.domain.people.models import Staff


@transaction.atomic
def choose(case: Case, *, vacancy: int, by: Staff) -> Application:
    """Write down that the person chose a vacancy; chosen twice it is written once.

    Raises:
        RefusedError: the case may not be worked on, the vacancy is closed, or the law forbids it.
    """
    today = guarding.must_work(case, by=by)
    job = seen_vacancy(vacancy, seen_by=by)
    if job is None:
        raise InputProblem(N_("There is no such vacancy."), field="vacancy")
    known = Application.objects.filter(case=case, vacancy=job).first()
    if known is not None:
        return known
    facts = _presenting(Application(case=case, vacancy=job), job)
    wrong = (Block.NOT_AGREED, Block.NOTHING_SHOWN)
    refuse(block for block in what_blocks_presenting(facts) if block not in wrong)
    row = Application.objects.create(case=case, vacancy=job, chosen_on=today, by=by)
    made(row, by=by)
    audit.record("application.chosen", row, by=by)
    return row


@transaction.atomic
def agree(
    application: Application, *, shown_as: str, shown_words: str = "", agreed_on: date, by: Staff
) -> None:
    """Write down what the person agreed that the company reads of them, and when they did."""
    row = _held(application, by=by)
    refuse((Block.NOT_CHOSEN,) if row.state != State.CHOSEN else ())
    values = {
        "shown_as": guarding.line(shown_as, field="shown_as", most=guarding.MOST_SHOWN),
        "shown_words": guarding.note(shown_words, field="shown_words"),
        "agreed_on": answers.past_day("agreed_on", agreed_on, on=timezone.localdate()),
    }
    if change(row, by=by, **values):
        audit.record("application.agreed", row, by=by)


@transaction.atomic
def present(application: Application, *, by: Staff) -> None:
    """Show to the company what the person agreed to, from now on."""
    row = _held(application, by=by)
    refuse(what_blocks_presenting(_presenting(row, row.vacancy)))
    _step(row, State.PRESENTED, by=by, presented_on=timezone.localdate())
    audit.record("application.presented", row, by=by)


@transaction.atomic
def interview(application: Application, *, interview_on: date, by: Staff) -> None:
    """Write down for which day the company called the person."""
    row = _held(application, by=by)
    refuse(() if row.state in WITH_COMPANY else (Block.NOT_PRESENTED,))
    _step(row, State.INTERVIEW, by=by, interview_on=answers.any_day("interview_on", interview_on))
    audit.record("application.interview", row, by=by)


@transaction.atomic
def not_taken(application: Application, *, company_words: str = "", by: Staff) -> None:
    """Write down that the company did not take the person, and in which words."""
    row = _closing(application, by=by)
    refuse(() if row.state in WITH_COMPANY else (Block.NOT_PRESENTED,))
    said = guarding.note(company_words, field="company_words")
    _step(row, State.NOT_TAKEN, by=by, ended_on=timezone.localdate(), company_words=said)
    audit.record("application.not_taken", row, by=by)


@transaction.atomic
def let_go(application: Application, *, by: Staff) -> None:
    """Write down that the person let it go: the company sees them no more."""
    row = _closing(application, by=by)
    refuse(() if row.state in WITH_COMPANY | {State.CHOSEN} else (Block.OVER,))
    _step(row, State.LEFT_IT, by=by, ended_on=timezone.localdate())
    audit.record("application.let_go", row, by=by)


@transaction.atomic
def step_back(application: Application, *, by: Staff) -> None:
    """Take the last step back; a place that it filled is free again."""
    row = _held(application, by=by)
    to = step_before(
        row.state, was_presented=row.presented_on is not None, was_interviewed=row.interview_on is not None
    )
    if to is None:
        refuse((Block.NOTHING_TO_TAKE_BACK,))
        return
    refuse((Block.JOB_WRITTEN,) if Placement.objects.filter(application=row).exists() else ())
    if row.state == State.PLACED:
        give_place_back(row.vacancy_id, by=by)
    emptied = {State.CHOSEN: ("presented_on", "interview_on"), State.PRESENTED: ("interview_on",)}
    days = dict.fromkeys((*emptied.get(to, ()), "ended_on"))
    _step(row, to, by=by, **days)
    audit.record("application.step_back", row, by=by, state=row.state)


def _held(application: Application, *, by: Staff) -> Application:
    guarding.must_work(application.case, by=by)
    return in_hand(Application.objects.select_related("case__participant", "vacancy"), application.pk)


def _closing(application: Application, *, by: Staff) -> Application:
    """Return it where what is left open may be closed, which goes on when the case rests or has ended."""
    guarding.must_follow(application.case, by=by)
    return in_hand(Application.objects.select_related("case__participant", "vacancy"), application.pk)


def _step(row: Application, state: State, *, by: Staff, **values: object) -> None:
    change(row, by=by, state=state.value, version=row.version + 1, **values)


def _presenting(row: Application, job: Vacancy) -> Presenting:
    today = timezone.localdate()
    age, terms = age_of(row.case.participant, on=today), terms_of(job)
    return Presenting(
        state=row.state,
        agreed=row.agreed_on is not None,
        is_named=bool(row.shown_as),
        vacancy_open=job.state == VacancyState.OPEN and job.open_until_on >= today,
        places_left=job.places - job.filled,
        age=age,
        is_barred=is_barred(terms, age=age),
        terms_said=terms.is_said,
    )
