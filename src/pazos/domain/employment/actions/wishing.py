"""Deeds on what a person wants: their wish, written anew when it changes, and the courses they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.employment import guarding
from pazos.domain.employment.models import Training, WorkWish
from pazos.domain.employment.vocabulary import Field, Hours, Paper
from pazos.domain.outreach import answers
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

MOST_SCHOOL, MOST_HOURS = 25, 3000


@transaction.atomic
def say_wish(
    case: Case,
    *,
    by: Staff,
    fields: Sequence[str] = (),
    hours: Iterable[str] = (),
    where: Iterable[str] = (),
    papers: Iterable[str] = (),
    school_years: int | None = None,
    least_pay: Decimal | int | str | None = None,
) -> WorkWish:
    """Write down what work somebody wants, in their order; what they do not say asks for nothing.

    `where` are codes of neighbourhoods that they can get to.
    """
    today = guarding.must_work(case, by=by)
    ordered = list(dict.fromkeys(fields))
    answers.some_of("fields", ordered, Field)
    if school_years is not None:
        answers.number("school_years", school_years, most=MOST_SCHOOL)
    pay = guarding.money(least_pay, field="least_pay")
    wish = {
        "fields": ordered,
        "hours": answers.some_of("hours", list(hours), Hours),
        "where": [answers.place("where", code, on=today).code for code in dict.fromkeys(where)],
        "papers": answers.some_of("papers", list(papers), Paper),
        "school_years": school_years,
        "least_pay": str(pay) if pay is not None else None,
    }
    row = WorkWish.objects.select_for_update().filter(case=case).first()
    if row is None:
        row = WorkWish.objects.create(case=case, wish=wish, said_on=today, by=by)
        made(row, by=by)
    elif not change(row, by=by, wish=wish, said_on=today):
        return row
    audit.record("work.wish_said", row, by=by)
    return row


@transaction.atomic
def begin_training(
    case: Case, *, course: str, where: str = "", begins_on: date, hours: int = 0, by: Staff
) -> Training:
    """Write down a course that somebody takes."""
    guarding.must_work(case, by=by)
    row = Training.objects.create(
        case=case,
        course=guarding.line(course, field="course"),
        where=guarding.note(where, field="where", most=guarding.MOST_LINE),
        begins_on=answers.any_day("begins_on", begins_on),
        hours=answers.number("hours", hours, most=MOST_HOURS),
        by=by,
    )
    made(row, by=by)
    audit.record("work.training_begun", row, by=by)
    return row


@transaction.atomic
def end_training(
    training: Training, *, finished: bool, ended_on: date, hours: int | None = None, by: Staff
) -> None:
    """Say that a course is over: finished or left."""
    today = guarding.must_work(training.case, by=by)
    day = answers.past_day("ended_on", ended_on, on=today)
    if day < training.begins_on:
        raise InputProblem(N_("It would be over before it begins."), field="ended_on")
    lasted = training.hours if hours is None else answers.number("hours", hours, most=MOST_HOURS)
    if change(training, by=by, finished=finished, ended_on=day, hours=lasted):
        audit.record("work.training_ended", training, by=by, finished=finished)


@transaction.atomic
def take_training_back(training: Training, *, by: Staff) -> None:
    """Set a course that was said to be over back to going on."""
    guarding.must_work(training.case, by=by)
    if change(training, by=by, finished=None, ended_on=None):
        audit.record("work.training_taken_back", training, by=by)
