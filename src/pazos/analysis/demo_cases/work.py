"""The invented way to work: wishes, courses, applications, jobs that last or do not, small businesses."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.town import BATCH
from pazos.domain.cases.vocabulary import CaseState, Exit
from pazos.domain.employment.models import (
    Application,
    Business,
    BusinessVisit,
    Placement,
    RetentionCheck,
    Training,
    VacancyTerms,
    WorkWish,
)
from pazos.domain.employment.rules.marks import due_days
from pazos.domain.employment.vocabulary import ApplicationState, BusinessState, Ended, Field, Hours, Paper
from pazos.domain.partners.models import Vacancy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Case

FIELDS = (Field.SHOP, Field.KITCHEN, Field.BUILDING, Field.FACTORY, Field.TRANSPORT, Field.DIGITAL)
WANT_WORK, STUDY, HAS_JOB, OUTSIDE = 0.5, 0.45, 0.4, 0.35
STAYS = 250.0  # days that a job lasts on average: about seven in ten are there at three months
MINIMUM_PAY = Decimal(1_423_500)
LEAVE = (
    Ended.CONTRACT,
    Ended.RESIGNED,
    Ended.DISMISSED,
    Ended.BETTER,
    Ended.COMPANY,
    Ended.SAFETY,
    Ended.UNKNOWN,
)
NOT_TO_BE = (ApplicationState.NOT_TAKEN, ApplicationState.NOT_TAKEN, ApplicationState.LEFT_IT)


def invent(cases: Sequence[Case], town: Town) -> int:
    """Fill the way to work of those who stayed; return how many jobs."""
    stayed = [one for one in cases if _lasted(one, town) > 75]
    wishing = [one for one in stayed if one.exit == Exit.WORK or town.luck() < WANT_WORK]
    WorkWish.objects.bulk_create([_wish(one, town) for one in wishing], batch_size=BATCH)
    Training.objects.bulk_create(
        [_training(one, town) for one in wishing if town.luck() < STUDY], batch_size=BATCH
    )
    vacancies = _terms(town)
    placed = [one for one in wishing if one.exit == Exit.WORK or town.luck() < HAS_JOB]
    applied = _applications(wishing, placed, vacancies, town)
    Application.objects.bulk_create(applied.values(), batch_size=BATCH)
    jobs = [_placement(one, applied.get(one.pk), town) for one in placed]
    Placement.objects.bulk_create(jobs, batch_size=BATCH)
    RetentionCheck.objects.bulk_create(
        [check for job in jobs for check in _checks(job, town)], batch_size=BATCH
    )
    _businesses([one for one in stayed if one not in wishing], town)
    return len(jobs)


def _lasted(case: Case, town: Town) -> int:
    return ((case.ended_on or town.today) - case.opened_on).days


def _wish(case: Case, town: Town) -> WorkWish:
    first = int(town.draw.integers(len(FIELDS)))
    wish = {
        "fields": [FIELDS[first], FIELDS[(first + 2) % len(FIELDS)]],
        "hours": [town.one((Hours.FULL, Hours.FULL, Hours.HALF, Hours.SHIFTS))],
        "where": [place.code for place in town.one(town.inside)[:3]],
        "papers": [Paper.IDENTITY] if town.luck() < 0.8 else [],
        "school_years": int(town.draw.integers(7, 12)),
        "least_pay": str(MINIMUM_PAY) if town.luck() < 0.5 else None,
    }
    on = case.opened_on + timedelta(days=int(town.draw.integers(20, 70)))
    return WorkWish(id=uuid4(), case=case, wish=wish, said_on=on, by=town.worker(case))


def _training(case: Case, town: Town) -> Training:
    course, hours = town.one(words.COURSES)
    begins = case.opened_on + timedelta(days=int(town.draw.integers(25, 70)))
    ends = begins + timedelta(days=hours // 4 + 5)
    is_over = ends <= town.today
    return Training(
        id=uuid4(),
        case=case,
        course=course,
        where="Centro de formación La Ladrillera",
        begins_on=begins,
        ended_on=ends if is_over else None,
        finished=town.luck() < 0.74 if is_over else None,
        hours=hours,
        by=case.second_worker or town.worker(case),
    )


def _terms(town: Town) -> list[Vacancy]:
    """Say in matching words what each vacancy asks; return the vacancies."""
    vacancies = list(Vacancy.objects.order_by("pk"))
    known = set(VacancyTerms.objects.values_list("vacancy", flat=True))
    VacancyTerms.objects.bulk_create(
        VacancyTerms(
            vacancy=one,
            field=FIELDS[n % len(FIELDS)],
            hours=town.one((Hours.FULL, Hours.FULL, Hours.SHIFTS, Hours.HALF)),
            school_years=town.one((0, 5, 9, 11)),
            papers=[Paper.IDENTITY] if n % 3 else [Paper.IDENTITY, Paper.SCHOOL],
        )
        for n, one in enumerate(vacancies)
        if one.pk not in known
    )
    return vacancies


def _applications(
    wishing: Sequence[Case], placed: Sequence[Case], vacancies: Sequence[Vacancy], town: Town
) -> dict[object, Application]:
    """Return one application a case: those who got a job through one, and those who did not or wait."""
    found: dict[object, Application] = {}
    got = {one.pk for one in placed}
    for case in wishing:
        if not vacancies or town.luck() < OUTSIDE:  # found by themselves, or chose none yet
            continue
        chosen = town.day(
            case.opened_on + timedelta(days=50), (case.ended_on or town.today) - timedelta(days=8)
        )
        found[case.pk] = _application(
            case, town.one(vacancies), town, chosen=chosen, is_placed=case.pk in got
        )
    return found


def _application(case: Case, vacancy: Vacancy, town: Town, *, chosen: date, is_placed: bool) -> Application:
    until = case.ended_on or town.today
    fresh = (until - chosen).days < 35 and not is_placed and case.state == CaseState.ACTIVE
    state = ApplicationState.PLACED if is_placed else town.one(NOT_TO_BE)
    if fresh:
        state = town.one((ApplicationState.CHOSEN, ApplicationState.PRESENTED, ApplicationState.INTERVIEW))
    is_shown = state != ApplicationState.CHOSEN
    presented = min(until, chosen + timedelta(days=4))
    meets = state in (ApplicationState.INTERVIEW, ApplicationState.PLACED, ApplicationState.NOT_TAKEN)
    return Application(
        id=uuid4(),
        case=case,
        vacancy=vacancy,
        state=state,
        chosen_on=chosen,
        shown_as=case.participant.name.split()[0] if is_shown else "",
        shown_words=town.one(words.SHOWN) if is_shown else "",
        agreed_on=chosen if is_shown else None,
        presented_on=presented if is_shown else None,
        interview_on=presented + timedelta(days=5) if meets else None,
        ended_on=None if fresh else min(until, presented + timedelta(days=9)),
        company_words=town.one(words.COMPANY) if meets and not fresh else "",
        by=town.worker(case),
    )


def _placement(case: Case, application: Application | None, town: Town) -> Placement:
    until = case.ended_on or town.today
    began = application.ended_on if application and application.ended_on else None
    began = began or town.day(case.opened_on + timedelta(days=50), until)
    stays = 5 + int(town.draw.exponential(STAYS))
    ended = began + timedelta(days=stays)
    is_over = ended <= town.today
    formal = application is not None or town.luck() < 0.35
    return Placement(
        id=uuid4(),
        case=case,
        application=application,
        field=town.one(FIELDS),
        is_formal=formal,
        monthly_pay=MINIMUM_PAY if formal else None,
        began_on=began,
        ended_on=ended if is_over else None,
        why_ended=town.one(LEAVE) if is_over else "",
        by=town.worker(case),
    )


def _checks(job: Placement, town: Town) -> Iterator[RetentionCheck]:
    for mark, due in due_days(job.began_on).items():
        row = RetentionCheck(id=uuid4(), placement=job, mark=mark, due_on=due)
        gone = job.ended_on is not None and job.ended_on < due
        asked = due + timedelta(days=int(town.draw.integers(0, 12)))
        if gone or (asked <= town.today and town.luck() < 0.9):
            row.done_on = job.ended_on if gone else asked
            row.still_there, row.by = not gone, job.by
            if not gone and town.luck() < 0.6:
                row.satisfied = int(town.draw.choice([2, 3, 4, 5], p=[0.08, 0.2, 0.42, 0.3]))
                row.employer_words = town.one(words.EMPLOYER)
        yield row


def _businesses(cases: Sequence[Case], town: Town) -> None:
    for n, (case, (name, of)) in enumerate(zip(cases, words.BUSINESSES, strict=False)):
        funded = town.day(case.opened_on + timedelta(days=40), case.ended_on or town.today)
        opened = min(town.today, funded + timedelta(days=25))
        closed = min(town.today, opened + timedelta(days=120)) if n == 1 else None
        row = Business.objects.create(
            case=case,
            name=name,
            field=of,
            state=(
                BusinessState.FUNDED if n == 4 else BusinessState.CLOSED if closed else BusinessState.OPEN
            ),
            capital=Decimal(2_500_000 + 500_000 * n),
            funded_on=funded,
            opened_on=None if n == 4 else opened,
            closed_on=closed,
            by=town.worker(case),
        )
        days = range(30, max(0, ((closed or town.today) - opened).days), 60)
        BusinessVisit.objects.bulk_create(
            BusinessVisit(
                id=uuid4(),
                business=row,
                on=opened + timedelta(days=after),
                is_open=town.luck() < 0.9,
                monthly_sales=Decimal(600_000 + 10_000 * int(town.draw.integers(90))),
                by=town.worker(case),
            )
            for after in (days if n != 4 else ())
        )
