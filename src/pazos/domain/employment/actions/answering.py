"""What a company says of somebody who was presented to it. It reaches nothing else of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.employment import guarding
from pazos.domain.employment.actions.filling import take_place
from pazos.domain.employment.models import Application
from pazos.domain.employment.rules.stepping import WITH_COMPANY, Block
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.domain.employment.vocabulary import CompanyAnswer
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff

BECOMES = {
    CompanyAnswer.INTERVIEW: State.INTERVIEW,
    CompanyAnswer.TAKEN: State.PLACED,
    CompanyAnswer.NOT_TAKEN: State.NOT_TAKEN,
}


@transaction.atomic
def answer(
    application: Application,
    *,
    said: str,
    company_words: str = "",
    interview_on: date | None = None,
    by: Staff,
) -> None:
    """Say for the company: an interview on a day, taken (which fills a place), or not taken.

    Raises:
        PermissionDenied: it is another company's.
        RefusedError: the person is not with the company any more, or no place is left.
    """
    guarding.must_answer_for(application, by=by)
    row = in_hand(Application.objects.all(), application.pk)
    word = CompanyAnswer(answers.one_of("said", said, CompanyAnswer))
    refuse(() if row.state in WITH_COMPANY else (Block.NOT_PRESENTED,))
    values: dict[str, object] = {"company_words": guarding.note(company_words, field="company_words")}
    if word is CompanyAnswer.INTERVIEW:
        if interview_on is None:
            raise InputProblem(N_("Say the day of the interview."), field="interview_on")
        values["interview_on"] = answers.any_day("interview_on", interview_on)
    else:
        values["ended_on"] = timezone.localdate()
    if word is CompanyAnswer.TAKEN:
        take_place(row.vacancy_id, by=by)
    change(row, by=by, state=BECOMES[word].value, version=row.version + 1, **values)
    audit.record("application.answered", row, by=by, said=word.value)
