"""Eighteen invented months of accompaniment, and the work, venues and justice around them.

Everything is drawn by lot from the seed and written in bulk: the city's own deeds write the day on which
they are done, and these days are past. The same database rules hold. What some did today is done by those
deeds (`trails`), so that history, trail and looks tell of somebody.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.analysis.demo_cases import care, courses, justice, people, referrals, trails, venues, voices, work
from pazos.analysis.demo_cases.town import BATCH, at, town_of
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.activities.vocabulary import State
from pazos.domain.cases.actions.reckoning import reckon_last_met
from pazos.domain.cases.models import (
    Case,
    CaseAsk,
    CaseReview,
    CaseSession,
    CaseTurn,
    FollowUp,
    Incentive,
    NameKey,
    Referral,
    ServiceReferral,
)
from pazos.domain.cases.vocabulary import Exit, ReferralState
from pazos.domain.participants.models import Participant
from pazos.domain.rights.models import Consent
from pazos.foundation.audit.actions import record
from pazos.science.synthetic.cases import case_courses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Cohort
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Role
    from pazos.science.synthetic.cases import Course

SEED, PEOPLE, PAIRS = 961, 205, 8
MOVE_AWAY = 0.6  # of those who moved and came no more: out of the city
FROM_CLUSTER_ACTIVITIES = 0.1  # of those of the own cluster while accompanied, somebody came to so many


@transaction.atomic
def invent_cases(*, by: Mapping[Role, Staff], pair: tuple[Staff, Staff], seed: int = SEED) -> Counter[str]:
    """Fill referrals, cases, work, venues and justice; return what was made.

    `pair` are the two case workers that somebody can sign in as; `by` the others of the demo by role.

    Raises:
        InputProblem: no cluster is open for work, or no programme stands yet.
    """
    town = town_of(by=by, pair=pair, pairs=PAIRS, seed=seed)
    cohorts = courses.cohorts(town)
    cases, made = _accompany(town, cohorts)
    made["jobs"] = work.invent(cases, town)
    made["venues"] = venues.invent(town)
    made["processes"] = justice.invent(cases, town)
    made["answers"] = voices.invent(cohorts, town)
    record("cases.brought_in", cohorts[0], by=town.supervisor, cases=len(cases))
    return made


def _accompany(town: Town, cohorts: Sequence[Cohort]) -> tuple[list[Case], Counter[str]]:
    drawn = case_courses(PEOPLE, first=town.first, last=town.today, pairs=PAIRS, seed=town.seed)
    told, cases, consents = [], [], []
    known: dict[int, tuple[people.Told, Participant]] = {}
    books, looked_after = courses.Books(), care.Care()
    for course in drawn:
        who, person = known.get(course.person, (None, None))
        on = course.opened_on - timedelta(days=referrals.takes_days(town))
        row, who = referrals.referral(town, on, of=who)
        referrals.answer(row, town, on=course.opened_on, state=ReferralState.ACCEPTED)
        person = person or people.participant_of(who, town, on=course.opened_on)
        row.participant = person
        case = courses.case_of(course, row, person, town=town, cohorts=list(cohorts))
        consents += _consents(course, who, person, town)
        known[course.person] = _since(course, who, person, town), person
        courses.write(books, case, course=course, town=town)
        care.write(looked_after, case, course=course, town=town)
        told.append(row)
        cases.append(case)
    persons = [person for _who, person in known.values()]
    Participant.objects.bulk_create(persons, batch_size=BATCH)
    _keep(told, cases, consents, town)
    courses.ask(books, cases, town)
    _keep_books(books)
    care.keep(looked_after)
    care.look_after(cases, town)
    attendances = _attend(cases, town)
    opened = trails.invent(people.write_twice(persons, town), town)
    return cases, Counter(
        referrals=Referral.objects.count(),
        people=len(persons),
        cases=len(cases) + len(opened),
        sessions=len(books.sessions),
        attendances=attendances,
    )


def _since(course: Course, who: people.Told, person: Participant, town: Town) -> people.Told:
    """Return them as they are told of after a course: some families moved within the city, some away from it."""
    if course.moved_on:
        who = who.moved(town)
    left = course.exit == Exit.MOVED and town.luck() < MOVE_AWAY
    person.neighbourhood = None if left else who.place
    return who


def _consents(course: Course, who: people.Told, person: Participant, town: Town) -> list[Consent]:
    """Return the permissions of a course; one that ended because of it was taken back that day."""
    first, ended = course.opened_on, course.ended_on
    last = min(town.today, (ended or town.today) + timedelta(days=1))
    rows = list(people.permits(who, person, town, first=first, last=last))
    if course.exit == "permission" and ended:
        for row in rows:
            if row.given_on <= ended:
                row.withdrawn_on, row.withdrawn_at = ended, at(ended)
                row.withdrawn_by = town.supervisor
    return rows


def _keep(told: list[Referral], cases: list[Case], consents: list[Consent], town: Town) -> None:
    rows = [*told, *referrals.others(town)]
    Referral.objects.bulk_create(rows, batch_size=BATCH)
    Case.objects.bulk_create(cases, batch_size=BATCH)
    persons = {one.participant_id: one.participant for one in cases}
    NameKey.objects.bulk_create(people.name_keys(persons.values()), batch_size=BATCH)
    Consent.objects.bulk_create(consents, batch_size=BATCH)


def _keep_books(books: courses.Books) -> None:
    CaseTurn.objects.bulk_create(books.turns, batch_size=BATCH)
    CaseAsk.objects.bulk_create(books.asks, batch_size=BATCH)
    CaseSession.objects.bulk_create(books.sessions, batch_size=BATCH)
    CaseReview.objects.bulk_create(books.reviews, batch_size=BATCH)
    ServiceReferral.objects.bulk_create(books.services, batch_size=BATCH)
    Incentive.objects.bulk_create(books.incentives, batch_size=BATCH)
    FollowUp.objects.bulk_create(books.follow_ups, batch_size=BATCH)


def _attend(cases: Sequence[Case], town: Town) -> int:
    """Let them come to some activities of their cluster while they were accompanied."""
    rows = Activity.objects.filter(
        state=State.DONE, starts_on__range=(town.first, town.today), cluster__isnull=False
    )
    of_cluster: dict[int, list[tuple[int, date]]] = {}
    for number, cluster, on in rows.order_by("pk").values_list("pk", "cluster", "starts_on"):
        of_cluster.setdefault(cluster or 0, []).append((number, on))
    found = []
    for case in cases:
        last = case.ended_on or town.today
        for number, on in of_cluster.get(case.cluster_id or 0, ()):
            came = case.opened_on <= on <= last and town.luck() < FROM_CLUSTER_ACTIVITIES
            if came and not _is_lost_by(case, on):
                found.append(_attendance(case, number, on))
    made = len(Attendance.objects.bulk_create(found, batch_size=BATCH))
    people = sorted({case.participant_id for case in cases})
    for first in range(0, len(people), BATCH):
        reckon_last_met(people[first : first + BATCH])
    return made


def _is_lost_by(case: Case, on: date) -> bool:
    """Tell whether they were looked for and not found any more on a day."""
    return case.exit == Exit.LOST and on > (case.last_met_on or case.opened_on)


def _attendance(case: Case, number: int, on: date) -> Attendance:
    return Attendance(
        activity_id=number,
        participant=case.participant,
        on=on,
        entered_by=case.first_worker,
    )
