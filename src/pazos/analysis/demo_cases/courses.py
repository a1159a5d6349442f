"""Invented cases from entry to end: their pair, meetings, pauses, turns, support, ends and who was looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.town import at
from pazos.domain.cases.models import (
    Case,
    CaseAsk,
    CaseReview,
    CaseSession,
    CaseTurn,
    Cohort,
    FollowUp,
    Incentive,
    ServiceReferral,
)
from pazos.domain.cases.rules.turning import follow_ups_after
from pazos.domain.cases.vocabulary import CaseState, Exit, Reached, ServiceAnswer, ServiceKind, Turn
from pazos.domain.strategy.models import Programme
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Referral
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff
    from pazos.science.synthetic.cases import Course, Meeting

COHORTS, ASKS = 3, 4
ANSWERS = (
    *((ServiceAnswer.ATTENDED,) * 5 + (ServiceAnswer.WAITING,) * 2),
    *(ServiceAnswer.REFUSED, ServiceAnswer.NOT_WANTED, ServiceAnswer.NO_ANSWER),
)


@dataclass
class Books:
    """Rows of every kind that were invented about cases, not saved yet, in the order in which they rest on others."""

    turns: list[CaseTurn] = field(default_factory=list)
    asks: list[CaseAsk] = field(default_factory=list)
    sessions: list[CaseSession] = field(default_factory=list)
    reviews: list[CaseReview] = field(default_factory=list)
    services: list[ServiceReferral] = field(default_factory=list)
    incentives: list[Incentive] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)


def cohorts(town: Town) -> list[Cohort]:
    """Keep the cohorts, one each half year, of the programme that accompanies.

    Raises:
        InputProblem: no programme stands yet.
    """
    rows = Programme.objects.order_by("code")
    programme = rows.filter(code__startswith="inv").first() or rows.first()
    if programme is None:
        raise InputProblem(N_("Accompaniment is invented after the strategy."))
    half = (town.today - town.first) / COHORTS
    return [
        Cohort.objects.create(
            name=f"Cohorte {n + 1}",
            programme=programme,
            begins_on=town.first + n * half,
            ends_on=town.first + (n + 3) * half,
            places=90,
        )
        for n in range(COHORTS)
    ]


def case_of(
    course: Course, referral: Referral, person: Participant, *, town: Town, cohorts: list[Cohort]
) -> Case:
    """Return the case of a course, not saved yet."""
    pair = pair_on(course, town, course.ended_on or town.today)
    within = [one for one in cohorts if one.begins_on <= course.opened_on]
    return Case(
        id=uuid4(),
        participant=person,
        referral=referral,
        state=course.state,
        cluster=referral.cluster,
        cohort=within[-1] if within and town.luck() < 0.9 else None,
        organisation=pair[0].organisation,
        first_worker=pair[0],
        second_worker=pair[1],
        supervisor=town.supervisor,
        opened_on=course.opened_on,
        last_met_on=course.last_met_on,
        ended_on=course.ended_on,
        exit=course.exit,
    )


def pair_on(course: Course, town: Town, on: date) -> tuple[Staff, Staff]:
    """Return who accompanied on a day."""
    passed = course.passed_on is not None and on >= course.passed_on
    return town.pairs[(course.pair + 1 if passed else course.pair) % len(town.pairs)]


def write(books: Books, case: Case, *, course: Course, town: Town) -> None:
    """Add everything that was written of one case."""
    books.turns += _turns(case, course, town)
    books.sessions += [_session(case, one, course, town) for one in course.meetings]
    lasted = ((course.ended_on or town.today) - course.opened_on).days
    books.reviews += _reviews(case, lasted, town)
    if lasted > 30:
        books.services += _services(case, lasted, town)
        books.incentives += _incentives(case, lasted, town)
    if course.ended_on:
        books.follow_ups += _follow_ups(case, course.ended_on, town)


def ask(books: Books, cases: list[Case], town: Town) -> None:
    """Leave some questions of pairs open for the supervisor."""
    active = [
        one for one in cases if one.state == CaseState.ACTIVE and one.opened_on < town.today - timedelta(60)
    ]
    for n, case in enumerate(active[:ASKS]):
        other = town.pairs[n % len(town.pairs)]
        ends = n % 2 == 1
        books.asks.append(
            CaseAsk(
                id=uuid4(),
                case=case,
                turn=Turn.ENDED if ends else Turn.TRANSFERRED,
                on=town.today - timedelta(days=1),
                reason=Exit.WORK if ends else "",
                note=words.ASKED[1 if ends else 0],
                first_worker=None if ends else other[0],
                second_worker=None if ends else other[1],
                asked_by=case.first_worker,
                asked_at=at(town.today - timedelta(days=1)),
            )
        )


def _turns(case: Case, course: Course, town: Town) -> Iterator[CaseTurn]:
    entry = Turn.RE_ENTERED if course.came_back else Turn.OPENED
    told: list[tuple[Turn, date, str]] = [(entry, course.opened_on, "")]
    told.append((Turn.ASSIGNED, course.opened_on, ""))
    for rest in course.rests:
        told.append((Turn.PAUSED, rest.on, rest.reason))
        told += [(Turn.TAKEN_UP, rest.until, "")] if rest.until else []
    if course.passed_on:
        told.append((Turn.TRANSFERRED, course.passed_on, ""))
    if course.ended_on:
        told.append((Turn.ENDED, course.ended_on, course.exit))
    for n, (turn, on, reason) in enumerate(sorted(told, key=lambda one: one[1])):
        pair = pair_on(course, town, on)
        yield CaseTurn(
            id=uuid4(),
            case=case,
            turn=turn,
            on=on,
            reason=reason,
            first_worker=None if turn == entry else pair[0],
            second_worker=None if turn == entry else pair[1],
            by=town.supervisor,
            at=at(on) + timedelta(minutes=n),
        )


def _session(case: Case, meeting: Meeting, course: Course, town: Town) -> CaseSession:
    pair = pair_on(course, town, meeting.on)
    return CaseSession(
        id=uuid4(),
        case=case,
        kind=meeting.kind,
        came=meeting.came,
        on=meeting.on,
        minutes=meeting.minutes,
        dimensions=list(meeting.dimensions),
        note=town.one(words.NOTES if meeting.minutes else words.ABSENT),
        next_on=meeting.next_on,
        by=pair[int(town.draw.integers(2))],
        with_pair=town.luck() < 0.3,
        written_at=at(meeting.on, 18),
    )


def _reviews(case: Case, lasted: int, town: Town) -> Iterator[CaseReview]:
    for after in range(45, lasted, 75):
        on = case.opened_on + timedelta(days=after + int(town.draw.integers(15)))
        if on <= min(case.ended_on or town.today, town.today):
            yield CaseReview(
                id=uuid4(),
                case=case,
                on=on,
                agreed=town.one(words.AGREED),
                next_on=on + timedelta(days=75),
                by=town.supervisor,
            )


def _services(case: Case, lasted: int, town: Town) -> Iterator[ServiceReferral]:
    for _ in range(int(town.draw.poisson(min(2.2, lasted / 90)))):
        kind = town.one(tuple(words.SERVICES))
        sent = case.opened_on + timedelta(days=int(town.draw.integers(10, lasted)))
        due = sent + timedelta(days=15)
        answered = due + timedelta(days=int(town.draw.integers(-10, 12)))
        is_answered = answered <= town.today and town.luck() < 0.8
        yield ServiceReferral(
            id=uuid4(),
            case=case,
            kind=ServiceKind(kind),
            to=words.SERVICES[kind],
            sent_on=sent,
            answer_due_on=due,
            answer=town.one(ANSWERS) if is_answered else "",
            answered_on=answered if is_answered else None,
            by=case.first_worker,
        )


def _incentives(case: Case, lasted: int, town: Town) -> Iterator[Incentive]:
    for _ in range(int(town.draw.poisson(min(3.0, lasted / 80)))):
        what, amount = town.one(words.INCENTIVES)
        yield Incentive(
            id=uuid4(),
            case=case,
            what=what,
            amount=Decimal(amount),
            given_on=case.opened_on + timedelta(days=int(town.draw.integers(7, lasted))),
            by=case.second_worker,
        )


def _follow_ups(case: Case, ended_on: date, town: Town) -> Iterator[FollowUp]:
    for month, due in follow_ups_after(ended_on, case.exit).items():
        row = FollowUp(id=uuid4(), case=case, months=month, due_on=due)
        done = due + timedelta(days=int(town.draw.integers(-6, 25)))
        luck = town.luck()
        if done <= town.today and luck < 0.85:
            row.done_on, row.by = done, case.first_worker
            row.reached = Reached.REACHED if luck < 0.5 else Reached.NOT_REACHED
            if row.reached == Reached.REACHED:
                row.facts = {
                    "studies": town.luck() < 0.35,
                    "works": town.luck() < 0.5,
                    "safe": town.luck() < 0.8,
                    "wants_back": town.luck() < 0.2,
                }
        yield row
