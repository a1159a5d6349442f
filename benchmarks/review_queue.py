"""How long does the server take to show one pair of the review queue, with 50,000 waiting?

A city in a temporary folder gets N waiting pairs (twice as many claims, records and deaths). The
page is asked for as a browser does, signed in, through every middleware: the first pair, a pair
in the middle, one source pair and year, the list, and the same of the register's list. Peer: the
same facts by a numbered page, `ORDER BY weight LIMIT 1 OFFSET k` over the joined rows with a
`COUNT(*)` of them, templates left out. Seconds are of the processor.

    python benchmarks/review_queue.py [--pairs 50000] [--repeats 15]
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from pazos.config.city import enter, make

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def made(pairs: int) -> None:
    """Fill the city: each pair is of one death of the police and one of the forensic institute."""
    from pazos.domain.register.models import Claim, Death, Difference, LinkageModel, Pair
    from pazos.domain.sources.models import Delivery, Record, Source
    from pazos.domain.territory.models import Municipality, Neighbourhood
    from pazos.foundation.runs.models import Run

    random = np.random.default_rng(1)
    Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)
    place = Neighbourhood.objects.create(code="1", name="El Cairel", kind="barrio", zone="urban")
    claims = []
    for number, (slug, kind) in enumerate((("policia", "police"), ("forense", "forensic")), start=1):
        source = Source.objects.create(slug=slug, name=slug.title(), kind=kind, mapping={})
        delivery = Delivery.objects.create(
            source=source, file_name=f"{slug}.csv", file_hash=str(number), file_bytes=1, mapping={},
            state="current", received_at=NOW,
        )  # fmt: skip
        days = [date(2012, 1, 1) + timedelta(days=int(day)) for day in random.integers(0, 4380, pairs)]
        records = Record.objects.bulk_create(
            (
                Record(delivery=delivery, source=source, row_number=row, occurred_on=day, age=24, sex="m",
                       weapon="firearm", neighbourhood=place)
                for row, day in enumerate(days, start=2)
            ),
            batch_size=2000,
        )  # fmt: skip
        deaths = Death.objects.bulk_create(
            (
                Death(occurred_on=day, age=24, sex="m", neighbourhood=place, sources=1, opened_at=NOW)
                for day in days
            ),
            batch_size=2000,
        )
        claims.append(
            Claim.objects.bulk_create(
                (
                    Claim(source=source, record=record, death=death, flags={"killed_by_another": True})
                    for record, death in zip(records, deaths, strict=True)
                ),
                batch_size=2000,
            )
        )
    run = Run.objects.create(
        method="linkage",
        inputs_hash="",
        code_version="1",
        started_at=NOW,
        seconds=1,
        result={},
        result_hash="",
    )
    model = LinkageModel.objects.create(run=run, lower=0, upper=8, chosen_at=NOW)
    weights = random.uniform(0, 8, pairs).round(6)
    Pair.objects.bulk_create(
        (
            Pair(first=first, second=second, model=model, weight=weight, probability=1 / (1 + 2**-weight),
                 agreement={"date": "next_day", "age": "same", "sex": "same"}, state="waiting")
            for first, second, weight in zip(*claims, weights.tolist(), strict=True)
        ),
        batch_size=2000,
    )  # fmt: skip
    Difference.objects.bulk_create(
        (
            Difference(death=claim.death, kind="one_source", values={"policia": "2012-01-01"}, noticed_at=NOW)
            for claim in claims[0][::2]
        ),
        batch_size=2000,
    )


def numbered_page(pairs: int) -> None:
    """The peer: one pair by its place in the whole list, and how many there are."""
    from pazos.domain.register.models import Pair

    rows = Pair.objects.filter(state="waiting").select_related(
        "first__record__neighbourhood", "first__source", "second__record__neighbourhood", "second__source"
    )
    found = rows.filter(second__source__slug__gt="").order_by("-probability", "id")
    list(found[pairs // 2 : pairs // 2 + 1])
    found.count()


def seconds(deed: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the median and the worst processor seconds; the first run warms up and does not count."""
    deed()
    taken = []
    for _ in range(repeats):
        start = process_time()
        deed()
        taken.append(process_time() - start)
    return median(taken), max(taken)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pairs", type=int, default=50_000)
    asked.add_argument("--repeats", type=int, default=15)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        enter(make(Path(folder) / "city"))
        measure(options)


def measure(options: argparse.Namespace) -> None:
    from django.test import Client

    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Pair

    made(options.pairs)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.create(username="a", name="A", role="analyst"))
    middle = Pair.objects.order_by("-weight")[options.pairs // 2]
    pages = {
        "first pair": "/review/",
        "pair in the middle": f"/review/?after={middle.pk}",
        "one source pair, one year": "/review/?between=forense..policia&year=2018",
        "no pair fits": "/review/?between=policia..policia",
        "list of the queue": "/review/list/",
        "register, first part": "/register/",
        "register, in one source and not another": "/register/?in_policia=yes&in_forense=no",
        "differences": "/differences/",
        "one death": f"/register/deaths/{middle.first.death_id}/",
    }
    peer, _ = seconds(lambda: numbered_page(options.pairs), options.repeats)
    print(f"{options.pairs} pairs wait; numbered page (peer): {peer * 1000:.0f} ms")
    for name, path in pages.items():

        def ask(path: str = path) -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")

        usual, worst = seconds(ask, options.repeats)
        print(
            f"{name:40s} {usual * 1000:6.0f} ms (worst {worst * 1000:.0f}), peer takes {peer / usual:.1f} times"
        )


if __name__ == "__main__":
    main()
