"""What stands around the cases of a large city, for `benchmarks/cases.py`: every list that a page reads, at its size.

Of 50,000 people: 10,000 referrals (1,500 unanswered, 1,500 waiting), 5,000 wishes and jobs with their marks,
300 vacancies, 2,000 restorative processes, 2,000 measures, 500 venues with 40,000 counts, assessments twice of
one in five, 200,000 attendances, 300,000 looks. Made in bulk with a fixed seed.
"""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

BATCH = 5000
PLACES, VENUES, VACANCIES, ACTIVITIES = 240, 500, 300, 2000


class Around:
    """The same day, chance and people for every part."""

    def __init__(self) -> None:
        from django.utils import timezone

        from accompanied import supervisor
        from agreed import agreed
        from pazos.domain.cases.models import Case
        from pazos.domain.teams.models import WorkCluster
        from pazos.domain.territory.models import Neighbourhood

        self.chance = random.Random(11)
        self.now: datetime = timezone.now()
        self.today: date = timezone.localdate()
        self.sara: Staff = supervisor()
        self.agreed = agreed()
        self.cases: list[Case] = list(Case.objects.order_by("pk").select_related("participant"))
        self.clusters = list(WorkCluster.objects.order_by("pk"))
        Neighbourhood.objects.bulk_create(
            Neighbourhood(
                code=f"P{n:03}", name=f"Barrio {n}", lon=-76.3 + n / 9999, lat=3.5, located="centre"
            )
            for n in range(PLACES)
        )
        self.places = list(Neighbourhood.objects.filter(code__startswith="P").order_by("code"))

    def day(self, most: int, least: int = 0) -> date:
        return self.today - timedelta(days=self.chance.randrange(least, most))

    def few(self, one_in: int) -> list[Case]:
        """Return one in so many cases, the same each time."""
        return self.cases[::one_in]


def kept(rows: Iterable[Any]) -> None:
    """Write rows of one model in bulk."""
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        type(some[0]).objects.bulk_create(some, batch_size=BATCH)


def fill_around() -> None:
    """Make everything beside the cases of `cases.fill`."""
    around = Around()
    for part in (people, cohorts, referrals, care, work, justice, venues, activities, looks):
        part(around)


def people(around: Around) -> None:
    """Give people a neighbourhood and traits, and let a few stand twice."""
    from pazos.domain.participants.models import Participant

    everybody = [case.participant for case in around.cases]
    for n, one in enumerate(everybody):
        one.neighbourhood = around.places[n % PLACES]
        one.other_key = f"twice {n // 2}" if n < 60 else ""
        one.traits = {
            "sex": around.chance.choice(("woman", "man", "man", "man")),
            "ethnic": around.chance.choice(("afro", "none", "none", "indigenous")),
            "disability": around.chance.choice(("no", "no", "no", "yes")),
            "birth_year": around.chance.randrange(around.today.year - 28, around.today.year - 14),
            "birth_month": 1 + n % 12,
        }
    Participant.objects.bulk_update(everybody, ["neighbourhood", "other_key", "traits"], batch_size=500)


def cohorts(around: Around) -> None:
    """Two programmes, twenty cohorts, three years."""
    from pazos.domain.cases.models import Case, Cohort
    from pazos.domain.strategy.models import Programme

    of = Programme.objects.order_by("pk")[0]
    begin = around.today - timedelta(days=1100)
    made = [
        Cohort.objects.create(
            name=f"Cohorte {n}",
            programme=of,
            begins_on=begin + timedelta(days=50 * n),
            ends_on=begin + timedelta(days=50 * n + 365),
            places=3000,
        )
        for n in range(20)
    ]
    for n, case in enumerate(around.cases):
        case.cohort = made[n % 20]
        case.opened_on = around.today - timedelta(days=390 + (n % 3) * 300)
    Case.objects.bulk_update(around.cases, ["cohort", "opened_on"], batch_size=500)


def referrals(around: Around) -> None:
    """One referral in five cases, most answered."""
    from pazos.domain.cases.models import Referral

    kept(
        Referral(
            origin=around.chance.choice(("gestor", "school", "family")),
            state=(state := _state(n)),
            name=case.participant.name,
            contact="por la cancha",
            age_band="18-23",
            neighbourhood=around.places[n % PLACES],
            cluster=around.clusters[n % 7],
            agreed_on=case.opened_on,
            made_by=case.first_worker,
            made_at=around.now - timedelta(days=400 + n % 700, minutes=n),
            answer_due_on=around.today - timedelta(days=n % 20 - 10),
            answered_at=None if state == "sent" else around.now - timedelta(days=395),
            answered_by=None if state == "sent" else around.sara,
            refusal="age" if state == "refused" else "",
            waits_as=2 if state == "waiting" else None,
            participant=case.participant if state in ("accepted", "waiting") else None,
        )
        for n, case in enumerate(around.few(5))
    )


def _state(n: int) -> str:
    return (
        ("sent", "sent", "sent", "waiting", "waiting", "waiting", "refused")[n % 20]
        if n % 20 < 7
        else "accepted"
    )


def care(around: Around) -> None:
    """Assessments at both ends, goals with a step, services, follow-ups, open crises."""
    from pazos.domain.cases.models import (
        Assessment,
        Crisis,
        CrisisItem,
        FollowUp,
        Goal,
        GoalStep,
        ServiceReferral,
    )

    items = ("cheerful", "calm", "active", "rested", "interest")
    kept(
        Assessment(
            case=case,
            occasion=occasion,
            dimension="individual",
            instrument="who5",
            on=case.opened_on + timedelta(days=days),
            result={"answers": {item: around.chance.randrange(6) for item in items}},
            by=case.first_worker,
            at=around.now,
        )
        for case in around.few(5)
        for occasion, days in (("first", 10), ("again", 200))
    )
    goals = [
        Goal(case=case, dimension="productive", aim="terminar el colegio", set_on=around.day(300))
        for case in around.few(5)
    ]
    kept(goals)
    kept(GoalStep(goal=one, text="preguntar en la jornada nocturna") for one in goals)
    kept(
        ServiceReferral(
            case=case,
            kind=around.chance.choice(("health", "education", "identity", "food")),
            to="el puesto de salud",
            sent_on=around.day(300, 20),
            answer_due_on=around.day(15),
            answer=around.chance.choice(("", "attended", "waiting")),
            answered_on=around.today,
            by=case.first_worker,
        )
        for case in around.few(3)
    )
    kept(
        FollowUp(case=case, months=months, due_on=around.today - timedelta(days=40 - months))
        for case in around.few(15)
        for months in (3, 6, 12)
    )
    crises = [
        Crisis(
            case=case,
            kind="threat",
            pathway_version=1,
            known_at=around.now,
            what="lo amenazaron",
            by=around.sara,
        )
        for case in around.few(100)
    ]
    kept(crises)
    kept(
        CrisisItem(crisis=one, item=item, is_duty=True, due_at=around.now)
        for one in crises
        for item in ("tell_supervisor", "safe_place", "report")
    )


def work(around: Around) -> None:
    """Vacancies with their terms, wishes, applications and jobs with four marks."""
    from pazos.domain.employment.models import Application, Placement, RetentionCheck, VacancyTerms, WorkWish
    from pazos.domain.partners.models import Vacancy

    fields, hours = ("kitchen", "shop", "office", "building"), ("full", "half", "shifts")
    kept(
        Vacancy(
            partner=around.agreed.company,
            title=f"Auxiliar {n}",
            terms="De lunes a viernes",
            places=30,
            neighbourhood=around.places[n % PLACES],
            offered_on=around.day(60),
            open_until_on=around.today + timedelta(days=30),
        )
        for n in range(VACANCIES)
    )
    offered = list(Vacancy.objects.order_by("pk"))
    kept(
        VacancyTerms(vacancy=one, field=around.chance.choice(fields), hours=around.chance.choice(hours))
        for one in offered
    )
    some = around.few(10)
    kept(
        WorkWish(
            case=case,
            wish={"fields": [around.chance.choice(fields)], "hours": ["half"], "where": ["P001"]},
            said_on=around.day(200),
            by=case.first_worker,
        )
        for case in some
    )
    applied = [
        Application(
            case=case,
            vacancy=offered[n % VACANCIES],
            state=("presented", "placed", "placed", "interview")[n % 4],
            chosen_on=around.day(400, 200),
            shown_as="Sol",
            shown_words="Sé hornear",
            agreed_on=around.day(200, 190),
            presented_on=around.day(190, 180),
            ended_on=around.day(180, 170) if n % 4 in (1, 2) else None,
            by=case.first_worker,
        )
        for n, case in enumerate(some)
    ]
    kept(applied)
    jobs = [
        Placement(
            case=one.case,
            application=one,
            field="kitchen",
            is_formal=True,
            began_on=around.day(400, 170),
            by=one.by,
        )
        for n, one in enumerate(applied)
        if n % 4 == 1
    ]
    kept(jobs)
    kept(
        RetentionCheck(placement=job, mark=mark, due_on=job.began_on + timedelta(days=30 * mark))
        for job in jobs
        for mark in (1, 3, 6, 12)
    )


def justice(around: Around) -> None:
    """Processes of ten facilitators with both sides asked, measures with hours and reports."""
    from accompanied import person
    from pazos.domain.justice.models import Duty, Measure, MeasureHours, Party, Process, Willingness
    from pazos.foundation.access.policy import Role

    runs = [person(f"Flor {n}", Role.FACILITATOR) for n in range(10)]
    made = [
        Process(
            state=("asked", "preparing", "ready", "agreed")[n % 4],
            asked="harmed",
            asked_on=around.day(300, 60),
            harm="injury",
            summary="lo del portón",
            facilitator=runs[n % 10],
            cluster=around.clusters[n % 7],
        )
        for n in range(len(around.few(25)))
    ]
    kept(made)
    sides = [
        Party(process=one, side=side, name="La Mona") for one in made for side in ("harmed", "responsible")
    ]
    kept(sides)
    kept(
        Willingness(
            party=one,
            on=around.day(60, 30),
            wants=True,
            alone=True,
            by=one.process.facilitator,
            at=around.now,
        )
        for one in sides
    )
    kept(
        Duty(
            process=one.process,
            party=one,
            text="pintar el portón",
            measure="tres sábados",
            due_on=around.day(40),
            agreed_on=around.day(90, 50),
        )
        for one in sides
        if one.process.state == "agreed" and one.side == "responsible"
    )
    bound = [
        Measure(
            case=case,
            kind="assisted",
            court="Juzgado 1",
            file_number="76520",
            begins_on=around.day(300, 200),
            ends_on=around.today + timedelta(days=200),
            hours=60,
            by=around.sara,
        )
        for case in around.few(25)
    ]
    kept(bound)
    kept(
        MeasureHours(measure=one, on=around.day(100), hours=2, by=around.sara)
        for one in bound
        for _ in range(5)
    )


def venues(around: Around) -> None:
    """Venues of the whole city, each inspected, counted and half of them restored."""
    from pazos.domain.venues.models import Inspection, UseCount, Venue, Work

    kept(
        Venue(
            code=f"V{n}",
            name=f"Parque {n}",
            kind=("park", "court", "school")[n % 3],
            neighbourhood=around.places[n % PLACES],
            cluster=around.clusters[n % 7],
            entered_by=around.sara,
            entered_at=around.now,
        )
        for n in range(VENUES)
    )
    made = list(Venue.objects.order_by("pk"))
    kept(
        Inspection(
            venue=one,
            on=around.day(400),
            conditions={"light": 1 + n % 4, "clean": 1 + n % 3},
            by=around.sara,
            at=around.now,
        )
        for one in made
        for n in range(8)
    )
    kept(
        UseCount(
            venue=one,
            on=around.today - timedelta(days=day),
            hour=hour,
            women=3,
            men=2,
            children=4,
            by=around.sara,
        )
        for one in made
        for day in range(0, 200, 10)
        for hour in (8, 12, 16, 18)
    )
    kept(
        Work(
            venue=one,
            title="Luces nuevas",
            state="delivered",
            begins_on=around.day(700, 500),
            due_on=around.day(480, 400),
            delivered_on=around.day(390, 300),
            responsible=around.agreed.company.organisation,
            entered_by=around.sara,
        )
        for one in made[::2]
    )


def activities(around: Around) -> None:
    """Activities of the programme with a hundred attendances each."""
    from pazos.domain.activities.models import Activity, Attendance
    from pazos.domain.strategy.models import Programme

    of = Programme.objects.order_by("pk")[0]
    kept(
        Activity(
            code=f"act {n}",
            programme=of,
            name=f"Tambores {n}",
            kind="workshop",
            state="done",
            starts_on=(on := around.day(700)),
            ends_on=on,
            hours=2,
            neighbourhood=around.places[n % PLACES],
            responsible=around.agreed.company.organisation,
            entered_by=around.sara,
            entered_at=around.now,
        )
        for n in range(ACTIVITIES)
    )
    held = list(Activity.objects.order_by("pk"))
    each = min(100, len(around.cases))
    kept(
        Attendance(
            activity=one,
            participant=around.cases[(100 * n + m) % len(around.cases)].participant,
            on=one.starts_on,
            entered_by=around.sara,
        )
        for n, one in enumerate(held)
        for m in range(each)
    )


def looks(around: Around) -> None:
    """Six looks at each case: what "who saw it" is found among."""
    from pazos.foundation.audit.models import ReadEvent, ReadKey
    from pazos.foundation.audit.reading import seal_days_before

    days = 200
    for begin in range(0, len(around.cases), BATCH):
        made = [
            ReadEvent(
                at=around.now - timedelta(days=around.chance.randrange(1, days)),
                by_id=around.sara.pk,
                what="cases.case",
                keys=[str(case.pk)],
                address="case",
            )
            for case in around.cases[begin : begin + BATCH]
            for _ in range(6)
        ]
        ReadEvent.objects.bulk_create(made, batch_size=BATCH)
        kept(ReadKey(look=one, key=one.keys[0]) for one in made)
    seal_days_before(around.today)
