"""Deeds on jobs that people got: written down, asked after at each mark, ended with a reason, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.employment import guarding
from pazos.domain.employment.actions.filling import take_place
from pazos.domain.employment.models import Application, Placement, RetentionCheck
from pazos.domain.employment.rules.fitting import Terms, is_barred
from pazos.domain.employment.rules.marks import due_days
from pazos.domain.employment.rules.stepping import WITH_COMPANY, Block, what_blocks_beginning
from pazos.domain.employment.standing import age_of, terms_of
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.domain.employment.vocabulary import Ended, Field
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

BEST = 5


@transaction.atomic
def place(
    case: Case,
    *,
    field: str,
    is_formal: bool,
    began_on: date,
    by: Staff,
    monthly_pay: Decimal | int | str | None = None,
    permit_on: date | None = None,
    application: Application | None = None,
) -> Placement:
    """Write down a job that somebody got, through a vacancy or by themselves; its marks are set of themselves.

    The same job of the same day sent twice is written once.

    Where the company took somebody before the case ended, the job is written afterwards too.

    Raises:
        RefusedError: under 18 without the inspector's permit or in work that the law forbids, or the
            application is over.
    """
    of_company = application is not None and application.state == State.PLACED
    today = guarding.must_follow(case, by=by) if of_company else guarding.must_work(case, by=by)
    day = answers.past_day("began_on", began_on, on=today)
    work = answers.one_of("field", field, Field)
    age = age_of(case.participant, on=day)
    barred = is_barred(_terms(work, application), age=age)
    refuse(what_blocks_beginning(age=age, permit_on=permit_on, began_on=day, is_barred=barred))
    standing = case.placements.filter(
        field=work, began_on=day, application=application, ended_on=None
    ).first()
    if standing is not None:
        return standing
    row = Placement.objects.create(
        case=case,
        application=_got(application, case=case, on=day, by=by),
        field=work,
        is_formal=bool(answers.yes_or_no("is_formal", is_formal)),
        monthly_pay=guarding.money(monthly_pay, field="monthly_pay"),
        began_on=day,
        permit_on=permit_on,
        by=by,
    )
    RetentionCheck.objects.bulk_create(
        RetentionCheck(placement=row, mark=mark, due_on=due) for mark, due in due_days(day).items()
    )
    made(row, by=by)
    audit.record("placement.began", row, by=by, formal=row.is_formal)
    return row


def _terms(work: Field, application: Application | None) -> Terms:
    """Return what is known of the work: what the vacancy says, and the kind that is written down."""
    if application is None:
        return Terms(is_said=True, open_until_on=timezone.localdate(), field=work)
    return replace(terms_of(application.vacancy), is_said=True, field=work)


def _got(application: Application | None, *, case: Case, on: date, by: Staff) -> Application | None:
    """Set an application to placed, and fill its place unless the company's answer did."""
    if application is None:
        return None
    row = in_hand(case.applications.all(), application.pk)
    refuse((Block.PLACED_ALREADY,) if Placement.objects.filter(application=row).exists() else ())
    if row.state == State.PLACED:
        return row
    refuse(() if row.state in WITH_COMPANY else (Block.NOT_PRESENTED,))
    take_place(row.vacancy_id, by=by)
    change(row, by=by, state=State.PLACED.value, ended_on=on, version=row.version + 1)
    return row


@transaction.atomic
def check(
    one: RetentionCheck,
    *,
    still_there: bool,
    by: Staff,
    satisfied: int | None = None,
    employer_words: str = "",
    person_words: str = "",
) -> None:
    """Write down what was found at a mark: whether the job lasts, what the employer and the person say."""
    today = guarding.must_follow(one.placement.case, by=by)
    row = in_hand(RetentionCheck.objects.all(), one.pk)
    stands = {Block.DONE: row.done_on is not None, Block.NOT_DUE: row.due_on > today}
    refuse(block for block, true in stands.items() if true)
    if satisfied is not None:
        answers.number("satisfied", satisfied, least=1, most=BEST)
    change(
        row,
        by=by,
        done_on=today,
        still_there=answers.yes_or_no("still_there", still_there),
        satisfied=satisfied,
        employer_words=guarding.note(employer_words, field="employer_words"),
        person_words=guarding.note(person_words, field="person_words"),
        by_id=by.pk,
    )
    audit.record("placement.checked", row, by=by, mark=row.mark, lasts=row.still_there)


@transaction.atomic
def take_check_back(one: RetentionCheck, *, by: Staff) -> None:
    """Set a mark back to not asked, with nothing of what was said."""
    guarding.must_follow(one.placement.case, by=by)
    row = in_hand(RetentionCheck.objects.select_related("placement"), one.pk)
    refuse((Block.ENDED,) if row.placement.ended_on is not None else ())
    emptied = dict.fromkeys(("done_on", "still_there", "satisfied"))
    if change(row, by=by, **emptied, employer_words="", person_words=""):
        audit.record("placement.check_taken_back", row, by=by, mark=row.mark)


@transaction.atomic
def end(placement: Placement, *, ended_on: date, why: str, by: Staff) -> None:
    """Write down that a job ended and why; the marks after that day are answered: no longer there."""
    today = guarding.must_follow(placement.case, by=by)
    row = in_hand(Placement.objects.all(), placement.pk)
    day = answers.past_day("ended_on", ended_on, on=today)
    stands = {
        Block.ENDED: row.ended_on is not None,
        Block.ENDS_BEFORE: day < row.began_on,
        Block.LASTED_LONGER: row.checks.filter(still_there=True, due_on__gt=day).exists(),
        Block.NO_REASON: why not in Ended.values,
    }
    refuse(block for block, true in stands.items() if true)
    change(row, by=by, ended_on=day, why_ended=why)
    later = row.checks.filter(done_on__isnull=True, due_on__gt=day)
    later.update(done_on=day, still_there=False, by=by)
    audit.record("placement.ended", row, by=by, why=Ended(why).value)


@transaction.atomic
def take_back(placement: Placement, *, by: Staff) -> None:
    """Take the last step of a job back: its end, or, where nobody asked after it yet, that it was written at all."""
    guarding.must_follow(placement.case, by=by)
    row = in_hand(Placement.objects.all(), placement.pk)
    if row.ended_on is not None:
        # What was answered of itself when the job ended carries the day of the end, before its own mark.
        of_itself = row.checks.filter(done_on=row.ended_on, due_on__gt=row.ended_on, still_there=False)
        of_itself.update(done_on=None, still_there=None, by=None)
        change(row, by=by, ended_on=None, why_ended="")
        audit.record("placement.end_taken_back", row, by=by)
        return
    refuse((Block.CHECKED,) if row.checks.filter(done_on__isnull=False).exists() else ())
    audit.record("placement.taken_back", row, by=by)
    row.delete()
