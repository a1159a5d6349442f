"""The city's money in a large strategy: how long does each page take, and how often does it ask the database?

    python benchmarks/budget.py [MOVEMENTS]

20,000 movements on 500 lines of 8 departments over four years, shared, planned and with papers. Then, in
processor milliseconds (other work may share the machine): execution, curves and stuck money as questions
and as pages, and an execution report of 2,000 rows looked at. The peer of the execution of all lines is
the plain way: five sums a line.
"""

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "pazos.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import django

if TYPE_CHECKING:
    from collections.abc import Callable

LINES, YEARS, MOVEMENTS = 500, (2020, 2021, 2022, 2023), 20_000
ON = date(2023, 10, 31)


def fill(movements: int) -> None:
    from django.utils import timezone

    from budgeted import person
    from pazos.domain.budget.models import BudgetLine, LineShare, Movement, PlannedPayment
    from pazos.domain.budget.vocabulary import ORDER, Amendment, Fund, Step
    from pazos.domain.people.models import Organisation
    from pazos.domain.strategy.models import Component, Programme, Strategy
    from pazos.foundation.access.policy import Role

    chance, now = random.Random(1), timezone.now()
    lead = person("lead", Role.STRATEGY_LEAD)
    departments = [Organisation.objects.create(name=f"Secretaría {n}", kind="city") for n in range(8)]
    strategy = Strategy.objects.create(name="E", starts_on=date(2020, 1, 1), ends_on=date(2024, 1, 1))
    parts = [
        Component.objects.create(strategy=strategy, code=f"c{n}", position=n, name=f"C{n}") for n in range(5)
    ]
    programmes = [
        Programme.objects.create(
            component=parts[n % 5], code=f"p{n}", name=f"P{n}", department=departments[n % 8]
        )
        for n in range(24)
    ]
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            year=YEARS[n % 4],
            department=departments[n % 8],
            rubro=f"2.3.2.02.{n:03}",
            name=f"Línea {n}",
            fund=chance.choice(Fund.values),
            programme=programmes[n % 24],
        )
        for n in range(LINES)
    )
    LineShare.objects.bulk_create(
        LineShare(line=line, component=parts[(n + k) % 5], ten_thousandths=part)
        for n, line in enumerate(lines[::3])
        for k, part in enumerate((3333, 3333, 3334))
    )
    PlannedPayment.objects.bulk_create(
        PlannedPayment(line=line, month=date(line.year, month, 1), amount=Decimal("8333333.33"))
        for line in lines
        for month in range(1, 13)
    )
    each, rows = movements // LINES, []
    for line in lines:
        first = date(line.year, 1, 2)
        for n in range(each):
            step = ORDER[0] if n == 0 else ORDER[1 + n % 4]
            amount = (
                Decimal(100_000_000) if n == 0 else Decimal(chance.randrange(10**8, 9 * 10**8)).scaleb(-2)
            )
            on = first + timedelta(days=0 if n == 0 else 20 * (1 + n % 4) + chance.randrange(250))
            kind = Amendment.INITIAL if step is Step.APPROPRIATION else ""
            rows.append(
                Movement(
                    line=line,
                    step=step,
                    amendment=kind,
                    on=on,
                    amount=amount,
                    entered_by=lead,
                    entered_at=now,
                )
            )
    Movement.objects.bulk_create(rows, batch_size=2_000)


def measure(name: str, deed: Callable[[], object], *, repeats: int = 7) -> float:
    from django.db import connection, reset_queries

    took = []
    for _ in range(repeats):
        reset_queries()
        began = time.process_time()
        deed()
        took.append(1000 * (time.process_time() - began))
    print(f"{name:52s} {median(took):8.1f} ms {len(connection.queries):4d} queries")
    return median(took)


def plain_way() -> None:
    from django.db.models import Sum

    from pazos.domain.budget.models import BudgetLine, Movement
    from pazos.domain.budget.vocabulary import ORDER

    for line in BudgetLine.objects.all():
        for step in ORDER:
            Movement.objects.filter(line=line, step=step, on__lte=ON).aggregate(Sum("amount"))


def report() -> io.BytesIO:
    rows = ["RUBRO;DEPENDENCIA;NOMBRE;APROPIACIÓN DEFINITIVA;CDP;COMPROMISOS;OBLIGACIONES;PAGOS"]
    rows += [
        f"2.3.2.02.{n:03};Secretaría {n % 8};Línea {n};200.000.000;9.000,5;8.000;7.000;6.000"
        for n in range(2_000)
    ]
    return io.BytesIO("\n".join(rows).encode())


def run() -> None:
    from django.test import Client

    from pazos.analysis.budget import reports
    from pazos.analysis.budget.preview import Wishes
    from pazos.domain.budget import queries
    from pazos.domain.budget.queries import Sought
    from pazos.domain.budget.vocabulary import Dimension
    from pazos.domain.people.models import Staff

    lead = Staff.objects.get(username="lead")
    every, year = Sought(), Sought(year=2023)
    ours = measure("execution of all lines", lambda: queries.execution(every, on=ON, seen_by=lead))
    peer = measure("  the plain way", plain_way, repeats=1)
    print(f"  times as fast as the plain way: {peer / ours:.0f}")
    for by in Dimension:
        measure(f"by {by.value}", lambda by=by: queries.grouped(every, by, on=ON, seen_by=lead))
    measure("curves of a year", lambda: queries.curve(year, year=2023, on=ON, seen_by=lead))
    component = Sought(year=2023, component=1)
    measure("curves of a component", lambda: queries.curve(component, year=2023, on=ON, seen_by=lead))
    measure("stuck", lambda: queries.stuck(on=ON, seen_by=lead))
    client = Client(headers={"host": "localhost"})
    client.force_login(lead)
    asked = {"year": 2023, "on": ON.isoformat()}
    measure("page: lines", lambda: client.get("/budget/", asked))
    measure("page: execution", lambda: client.get("/budget/execution/", asked))
    measure(
        "page: execution of a component", lambda: client.get("/budget/execution/", {**asked, "component": 1})
    )
    measure("page: stuck", lambda: client.get("/budget/stuck/", {"on": ON.isoformat()}))
    measure("page: one line", lambda: client.get("/budget/lines/4/"))
    file = reports.hand_in(content=report(), file_name="r.csv", as_of_on=ON, by=lead)
    measure(
        "a report of 2,000 rows looked at", lambda: reports.look(file, wishes=Wishes(), by=lead), repeats=3
    )


def main(movements: int = MOVEMENTS) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(movements)
    with tempfile.TemporaryDirectory() as folder:
        settings.CITY_FILES = Path(folder) / "files"
        settings.SECOND_FACTOR_REQUIRED = False
        settings.DEBUG = True  # counts the queries
        run()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
