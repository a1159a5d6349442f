"""Accompaniment in a large city: how long does the server take for the list, a search by name and a case?

    python benchmarks/cases.py [--people 50000] [--sessions 500000] [--repeats 7]

50,000 people with a case each (one in ten active, of 400 workers) and 500,000 sessions, in a city of its own that is thrown away. In processor
milliseconds (other work may share the machine), with how often the database is asked: the list of a worker
with what today asks of them, the list of the whole city, its last page, a search by a rare and by a common
name, a case with ten sessions and one with two hundred, caseloads. The peer is the search without an index:
every name opened and compared.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from pazos.config.city import enter, make

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = ("Juan", "María", "Camila", "Luis", "Andrés", "Valentina", "Yesenia", "Jhon", "Brayan", "Karen")
SECOND = (
    "Restrepo",
    "Mena",
    "Córdoba",
    "Zúñiga",
    "Palacios",
    "Gil",
    "Rentería",
    "Ortiz",
    "Lozano",
    "Caicedo",
)
RARE, WORKERS, BATCH = "Xiomara Wbeimar", 400, 5000


def fill(people: int, sessions: int) -> None:
    """Make workers, people with a permission and a case, and their sessions."""
    from django.utils import timezone

    from accompanied import person, supervisor
    from pazos.domain.cases.models import Case, CaseSession, CaseTurn, NameKey
    from pazos.domain.cases.queries.cases import keys_of_name
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.models import Consent
    from pazos.domain.teams.models import WorkCluster
    from pazos.foundation.access.policy import Role

    chance, today, now = random.Random(7), timezone.localdate(), timezone.now()
    sara = supervisor()
    person("Ana", Role.CASE_WORKER)
    Staff.objects.bulk_create(
        Staff(username=f"w{n}", name=f"W {n}", role=Role.CASE_WORKER) for n in range(WORKERS)
    )
    team = list(Staff.objects.filter(role=Role.CASE_WORKER).order_by("pk"))
    clusters = [WorkCluster.objects.create(name=f"C{n}", opened_on=today) for n in range(7)]
    each, extra = divmod(sessions, people)
    for begin in range(0, people, BATCH):
        rows = [
            Participant(
                person_key=uuid.uuid4().hex,
                name=RARE if n == 17 else f"{chance.choice(FIRST)} {chance.choice(SECOND)}",
                agreed_on=today,
                registered_by=sara,
                registered_at=now,
                changed_at=now,
            )
            for n in range(begin, min(begin + BATCH, people))
        ]
        Participant.objects.bulk_create(rows)
        NameKey.objects.bulk_create(
            NameKey(participant=one, key=key) for one in rows for key in keys_of_name(one.name)
        )
        Consent.objects.bulk_create(
            Consent(
                subject_kind="participant",
                subject_key=one.pk,
                basis="consent",
                purpose="accompaniment",
                purpose_text="para acompañarle",
                signatory="la persona",
                relation="self",
                given_on=today - timedelta(days=400),
                expires_on=today + timedelta(days=chance.randrange(5, 700)),
                written_at=now,
            )
            for one in rows
        )
        cases = []
        for n, one in enumerate(rows, begin):
            ended = n % 3 == 0
            first = n % len(team)
            cases.append(
                Case(
                    participant=one,
                    state="ended" if ended else "active",
                    cluster=clusters[n % 7],
                    first_worker=team[first],
                    second_worker=team[(first + 1) % len(team)],
                    supervisor=sara,
                    opened_on=today - timedelta(days=390),
                    last_met_on=today - timedelta(days=chance.randrange(60)),
                    ended_on=today - timedelta(days=20) if ended else None,
                    exit="work" if ended else "",
                )
            )
        Case.objects.bulk_create(cases)
        CaseTurn.objects.bulk_create(
            CaseTurn(case=one, turn="opened", on=one.opened_on, by=sara, at=now) for one in cases
        )
        CaseSession.objects.bulk_create(
            (
                CaseSession(
                    case=one,
                    kind="individual",
                    came="met",
                    on=today - timedelta(days=chance.randrange(380)),
                    minutes=45,
                    dimensions=["family"],
                    note="habló de su hermana y del curso" if m % 5 == 0 else "",
                    next_on=today + timedelta(days=3) if m == 0 else None,
                    by=one.first_worker,
                    written_at=now,
                )
                for n, one in enumerate(cases, begin)
                for m in range(200 if n == 1 else each + (n < extra))
            ),
            batch_size=BATCH,
        )


def measure(name: str, deed: Callable[[], object], repeats: int) -> float:
    """Print the median processor milliseconds of a deed and how often it asks the database."""
    from django.db import connection

    asked: list[str] = []

    def counting(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(counting):
        deed()
    took = []
    for _ in range(repeats):
        began = process_time()
        deed()
        took.append(1000 * (process_time() - began))
    print(f"{name:<44}{median(took):8.0f} ms{len(asked):6} queries", flush=True)
    return median(took)


def report(*, people: int, sessions: int, repeats: int) -> None:
    """Fill the city and time each page."""
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from pazos.domain.cases.models import Case
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff

    reverse("cases")  # every page is loaded before the filling, which takes minutes
    began = process_time()
    fill(people, sessions)
    print(f"{people:,} people, {sessions:,} sessions made in {process_time() - began:.0f} s", flush=True)
    worker = Staff.objects.get(username="Ana")
    usual = Case.objects.filter(first_worker=worker, state="active").first()
    long = Case.objects.annotate(n=Count("sessions")).order_by("-n").first()
    ana, sara = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    ana.force_login(worker)
    sara.force_login(Staff.objects.get(username="Sara"))

    def get(client: Client, name: str, *slots: object, **query: object) -> Callable[[], object]:
        def ask() -> None:
            answer = client.get(reverse(name, args=slots), query)
            assert answer.status_code == 200, (name, answer.status_code)

        return ask

    def find(client: Client, text: str) -> Callable[[], object]:
        def ask() -> None:
            assert client.post(reverse("cases"), {"name": text}).status_code == 200

        return ask

    last = Case.objects.count() // 50
    measure("list of a worker, with today", get(ana, "cases"), repeats)
    measure("list of the city", get(sara, "cases"), repeats)
    measure("list of the city, its last page", get(sara, "cases", state="all", page=last), repeats)
    measure("list of one cluster", get(sara, "cases", cluster=1), repeats)
    measure("search, a rare name", find(sara, "xiomara"), repeats)
    measure("search, two common words", find(sara, "camila restrepo"), repeats)
    measure("search, one common word (asks for more)", find(sara, "camila"), repeats)
    assert usual is not None
    assert long is not None
    measure("a case of ten sessions", get(sara, "case", usual.pk), repeats)
    measure("a case of two hundred sessions", get(sara, "case", long.pk), repeats)
    measure("its sessions", get(sara, "case_sessions", long.pk), repeats)
    measure("course of a case", get(sara, "case_course", usual.pk), repeats)
    measure("caseloads", get(sara, "caseloads"), repeats)

    def plain() -> None:
        assert any("Xiomara" in one.name for one in Participant.objects.iterator(chunk_size=BATCH))
        assert sum("Xiomara" in one.name for one in Participant.objects.iterator(chunk_size=BATCH)) == 1

    measure("peer: every name opened", plain, 1)


def main() -> None:
    """Run it in a city that is thrown away."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--sessions", type=int, default=500_000)
    parser.add_argument("--repeats", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        enter(make(Path(folder) / "city", second_factor="offered"))
        report(people=asked.people, sessions=asked.sessions, repeats=asked.repeats)


if __name__ == "__main__":
    main()
