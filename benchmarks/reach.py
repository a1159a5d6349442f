"""People reached in a large strategy: how long does each question take, and how much is held?

    python benchmarks/reach.py [ATTENDANCES]

5,000 activities of 24 programmes, 12,000 people with sealed traits, 100,000 attendances. Then, in
processor seconds (other work may share the machine): the first question of a process (every seal is
opened), the same again, one after a new person came, slices, and the page, file and list as a reader
gets them. The peer is the plain way: a distinct count in the database and the traits opened each time.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tracemalloc
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "pazos.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import django

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.people.models import Staff

ACTIVITIES, PEOPLE, PROGRAMMES, PLACES = 5_000, 12_000, 24, 120
FIRST = date(2021, 1, 4)


def fill(attendances: int) -> None:
    from django.utils import timezone

    from pazos.domain.activities.models import Activity, Attendance, HeadCount
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component, Programme, Strategy
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Municipality, Neighbourhood

    chance, now = random.Random(1), timezone.now()
    Municipality.objects.create(name="Villa Inventada", is_synthetic=True)
    city = Organisation.objects.create(name="Alcaldía", kind="city")
    for role in ("strategy_lead", "case_supervisor"):
        Staff.objects.create(username=role, name=role, role=role, organisation=city)
    by = Staff.objects.get(username="case_supervisor")
    strategy = Strategy.objects.create(name="Estrategia", starts_on=FIRST, ends_on=date(2030, 1, 1))
    parts = [
        Component.objects.create(strategy=strategy, code=f"c{n}", position=n, name=f"C{n}") for n in range(5)
    ]
    programmes = [
        Programme.objects.create(
            component=parts[n % 5], code=f"p{n}", name=f"Programa {n}", department=city, state="running"
        )
        for n in range(PROGRAMMES)
    ]
    places = Neighbourhood.objects.bulk_create(
        Neighbourhood(code=f"{n:03}", name=f"Barrio {n}") for n in range(PLACES)
    )
    clusters = [WorkCluster.objects.create(name=f"Clúster {n}", opened_on=FIRST) for n in range(7)]
    for n, cluster in enumerate(clusters):
        cluster.neighbourhoods.set(places[6 * n : 6 * n + 6])
    activities = Activity.objects.bulk_create(
        [
            Activity(
                programme=chance.choice(programmes),
                code=f"a{n}",
                name=f"Taller {n}",
                kind="training",
                state="done",
                starts_on=(day := FIRST + timedelta(days=chance.randrange(1_400))),
                ends_on=day,
                cluster=chance.choice(clusters),
                responsible=city,
                entered_by=by,
                entered_at=now,
            )
            for n in range(ACTIVITIES)
        ],
        batch_size=1_000,
    )
    people = Participant.objects.bulk_create(
        [
            Participant(
                person_key=f"{n:064}",
                name=f"Persona Inventada {n}",
                traits={
                    "sex": chance.choice(("woman", "man", "other")),
                    "birth_year": chance.randrange(1985, 2010),
                    "birth_month": chance.randrange(1, 13),
                    "ethnic": chance.choice(("afro", "none", "indigenous")),
                },
                neighbourhood=chance.choice(places),
                agreed_on=FIRST,
                registered_by=by,
                registered_for=city,
                registered_at=now,
                changed_at=now - timedelta(days=2),
            )
            for n in range(PEOPLE)
        ],
        batch_size=1_000,
    )
    pairs = set()
    while len(pairs) < attendances:
        pairs.add((chance.randrange(ACTIVITIES), int(PEOPLE * chance.random() ** 1.7)))
    Attendance.objects.bulk_create(
        [
            Attendance(
                activity=activities[a], participant=people[p], on=activities[a].starts_on, entered_by=by
            )
            for a, p in sorted(pairs)
        ],
        batch_size=5_000,
    )
    HeadCount.objects.bulk_create(
        HeadCount(activity=one, sex="woman", age_band="14-17", people=chance.randrange(5, 60))
        for one in activities[: ACTIVITIES // 4]
    )


def seconds(deed: Callable[[], object], *, times: int = 7) -> str:
    spent = []
    for _ in range(times):
        begin = time.process_time()
        deed()
        spent.append(time.process_time() - begin)
    return f"{1000 * median(spent):8.1f} ms (first {1000 * spent[0]:.1f}, worst {1000 * max(spent):.1f})"


def peer() -> None:
    """The plain way: count in the database, open every seal that is needed."""
    from pazos.domain.activities.models import Attendance
    from pazos.domain.participants.models import Participant

    keys = Attendance.objects.order_by().values("participant").distinct()
    [row.traits for row in Participant.objects.filter(pk__in=keys)]


def main(attendances: int = 100_000) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from pazos.analysis.reach import held as memory
    from pazos.domain.people.models import Staff

    call_command("migrate", verbosity=0)
    fill(attendances)
    import pandas  # noqa: F401 - a server has them loaded

    tracemalloc.start()
    memory.held()
    held_mib = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    memory._memory = memory._Memory()
    print(
        f"{ACTIVITIES:,} activities, {PEOPLE:,} people, {attendances:,} attendances; held {held_mib:.1f} MiB"
    )
    print("first question     ", seconds(memory.held, times=1))
    print("held again         ", seconds(memory.held))
    print("peer, every time   ", seconds(peer, times=3))
    lead, supervisor = (Staff.objects.get(username=one) for one in ("strategy_lead", "case_supervisor"))
    ask(lead, supervisor)
    with tempfile.TemporaryDirectory() as folder:
        settings.CITY_FILES = Path(folder) / "files"
        settings.SECOND_FACTOR_REQUIRED = False
        settings.ALLOWED_HOSTS = ["testserver"]
        open_pages(lead)


def ask(lead: Staff, supervisor: Staff) -> None:
    from pazos.analysis.reach import held as memory
    from pazos.analysis.reach.figures import figures
    from pazos.analysis.reach.slices import Slice
    from pazos.domain.participants.actions import register

    year = {"first": date(2022, 1, 1), "last": date(2022, 12, 31)}
    for name, asked in (
        ("everything         ", Slice()),
        ("three programmes   ", Slice(programmes=frozenset({1, 2, 3}))),
        ("one cluster, a year", Slice(clusters=frozenset({1}), **year)),
    ):
        for who in (lead, supervisor):
            said = seconds(lambda asked=asked, who=who: figures(asked, seen_by=who))
            print(name, who.username.ljust(16), said)

    def new() -> None:
        number = random.randrange(10**8, 10**9)
        register(name="Ana Mina", document=str(number), agreed_on=FIRST, by=supervisor)
        memory.held()

    print("one new person     ", seconds(new))


def open_pages(lead: Staff) -> None:
    from django.test import Client
    from django.urls import reverse

    client = Client(headers={"accept-language": "es"})
    client.force_login(lead)
    for name in ("reach", "activities", "activity_calendar", "clusters_served"):

        def page(address: str = reverse(name)) -> None:
            assert client.get(address).status_code == 200

        print(f"page {name:18}", seconds(page))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
