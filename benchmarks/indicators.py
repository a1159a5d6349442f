"""How long does the server take to show the battery, with 500 indicators of 48 months each?

A city in a temporary folder gets N indicators in force, each with monthly values over four years and a
target a year. Pages are asked for as a browser does, signed in, through every middleware: the battery,
the battery narrowed by a light, one indicator, its last value, the table. Peer: the same list made the
plain way, one indicator after the other with its own queries. Seconds are of the processor.

    python benchmarks/indicators.py [--indicators 500] [--months 48] [--repeats 9]
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.config.city import enter, make

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2024, 1, 15, tzinfo=UTC)
WORDS = {"es": "Tasa inventada número {n}", "en": "Invented rate number {n}"}


def made(indicators: int, months: int) -> None:
    """Fill the city."""
    from pazos.domain.indicators.lights import interval_of
    from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, YearTarget
    from pazos.domain.indicators.periods import period_of
    from pazos.domain.territory.models import Municipality

    random = np.random.default_rng(1)
    Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)
    rows = Indicator.objects.bulk_create(
        Indicator(code=f"rate_{n:03}", position=n) for n in range(indicators)
    )
    sheets = IndicatorSheet.objects.bulk_create(
        IndicatorSheet(
            indicator=one, version=1, state="in_force", kind="result", measure="rate", interval="poisson",
            direction="down", frequency="month", factor=100_000, made_at=NOW, in_force_from_on=date(2020, 1, 1),
            name={key: text.format(n=one.position) for key, text in WORDS.items()},
            **dict.fromkeys(("definition", "unit"), WORDS),
        )
        for one in rows
    )  # fmt: skip
    YearTarget.objects.bulk_create(
        YearTarget(indicator=one, year=year, value=30) for one in rows for year in range(2020, 2024)
    )
    periods = [period_of("month", date(2020 + n // 12, n % 12 + 1, 1)) for n in range(months)]
    counts = random.poisson(9, size=(indicators, months))
    values = []
    for sheet, of_sheet in zip(sheets, counts, strict=True):
        for period, count in zip(periods, of_sheet, strict=True):
            ends = interval_of("poisson", value=None, numerator=int(count), denominator=30_000.0, factor=1e5)
            values.append(
                IndicatorValue(
                    sheet=sheet, starts_on=period.starts_on, ends_on=period.ends_on, state="approved",
                    value=count / 0.3, numerator=int(count), denominator=30_000.0, low=ends[0], high=ends[1],
                    entered_at=NOW,
                )
            )  # fmt: skip
    IndicatorValue.objects.bulk_create(values, batch_size=2000)


def plainly() -> int:
    """Return how many lines the plain way makes: one indicator after the other."""
    from pazos.domain.indicators.models import Indicator, IndicatorValue, YearTarget

    lines = 0
    for one in Indicator.objects.all():
        sheet = one.sheets.filter(state="in_force").first()
        series = list(IndicatorValue.objects.filter(sheet=sheet, is_last=True).order_by("ends_on"))
        target = YearTarget.objects.filter(indicator=one, year=series[-1].ends_on.year).first()
        lines += target is not None
    return lines


def seconds(deed: Callable[[], object], repeats: int) -> float:
    """Return the median processor seconds of a deed, done once before."""
    deed()
    found = []
    for _ in range(repeats):
        began = process_time()
        deed()
        found.append(process_time() - began)
    return median(found)


def report(options: argparse.Namespace) -> None:
    """Time each page and print it with its queries."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from pazos.domain.indicators.models import IndicatorValue
    from pazos.domain.people.models import Staff

    made(options.indicators, options.months)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.create(username="lead", name="Lead", role="strategy_lead"))
    last = IndicatorValue.objects.order_by("-ends_on")[0]
    pages = {
        "battery": reverse("indicators"),
        "battery, last page": f"{reverse('indicators')}?page=9",
        "battery, grey only": f"{reverse('indicators')}?light=noise",
        "battery, one word": f"{reverse('indicators')}?q=number+41",
        "one indicator": reverse("indicator", args=["rate_007"]),
        "one value": reverse("indicator_value", args=[last.pk]),
    }
    for name, address in pages.items():
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        took = seconds(lambda address=address: client.get(address).content, options.repeats)
        print(f"{name:<22}{1000 * took:8.0f} ms{len(asked):6} queries{len(answer.content) / 1000:8.0f} kB")
    print(f"{'the plain way':<22}{1000 * seconds(plainly, 1):8.0f} ms")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--indicators", type=int, default=500)
    parser.add_argument("--months", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        enter(make(Path(folder) / "city", second_factor="offered"))
        report(options)


if __name__ == "__main__":
    main()
