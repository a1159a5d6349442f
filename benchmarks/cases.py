"""Accompaniment in a large city: how long does the server take for each list, search, case and sheet?

    python benchmarks/cases.py [--people 50000] [--sessions 500000] [--repeats 7] [--city FOLDER] [--only WORDS]

50,000 people with a case each (one in ten active, of 400 workers) and 500,000 sessions, with what stands around
them (`cases_around`), in a city of its own that is thrown away unless a folder is named. Each page of `cases_pages`
in processor milliseconds (other work may share the machine), with how often the database is asked. The peer is
the search without an index: every name opened and compared.
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

from pazos.config.city import enter, make, read

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
RARE_SEARCH = "search of a case, a rare name"
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


def make_city(*, people: int, sessions: int) -> None:
    """Fill a city with people, their cases and everything around them."""
    from cases_around import fill_around
    from django.urls import reverse

    reverse("cases")  # every page is loaded before the filling, which takes minutes
    began = process_time()
    fill(people, sessions)
    fill_around()
    print(f"{people:,} people, {sessions:,} sessions made in {process_time() - began:.0f} s", flush=True)


def times(*, repeats: int, only: str) -> None:
    """Time each page of a filled city whose name has some words."""
    from cases_pages import pages

    from pazos.domain.participants.models import Participant

    took = {name: measure(name, deed, repeats) for name, deed in pages() if only in name}

    def plain() -> None:
        assert sum("Xiomara" in one.name for one in Participant.objects.iterator(chunk_size=BATCH)) >= 1

    if not only:
        peer = measure("peer: every name opened", plain, 1)
        print(f"peer / search by a rare name, page and all: {peer / took[RARE_SEARCH]:.1f} x")


def main() -> None:
    """Run it in a city that is thrown away, or in one that is kept and used again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--sessions", type=int, default=500_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--only", default="", help="pages whose name has these words")
    parser.add_argument(
        "--city", type=Path, help="a folder to keep the city in; one that is there is used again"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        there = asked.city or Path(folder) / "city"
        is_new = not there.exists()
        enter(make(there, second_factor="offered") if is_new else read(there))
        if is_new:
            make_city(people=asked.people, sessions=asked.sessions)
        times(repeats=asked.repeats, only=asked.only)


if __name__ == "__main__":
    main()
