"""How long does the server take to reckon the board of a large strategy, when nothing is kept ready?

    python benchmarks/board.py [--repeats 9]

500 indicators of 48 months (of `indicators.py`) and 20,000 movements on 500 budget lines (of `budget.py`)
in one city. In processor milliseconds: the part of the indicators, that of stuck money, the whole board and
its page, the first time and again. The peer is what the first board of the day costs beside the same page
asked for again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from budget import MOVEMENTS, fill
from indicators import made

from pazos.config.city import enter, make

if TYPE_CHECKING:
    from collections.abc import Callable

ON = date(2023, 12, 20)  # the lines of two years are alive


def measure(name: str, deed: Callable[[], object], repeats: int) -> float:
    """Print the median processor milliseconds of a deed and how often it asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        deed()
    took = []
    for _ in range(repeats):
        began = process_time()
        deed()
        took.append(1000 * (process_time() - began))
    print(f"{name:<28}{median(took):8.0f} ms{len(asked):6} queries")
    return median(took)


def report(repeats: int) -> None:
    """Fill the city and time each part."""
    from django.core.cache import cache
    from django.test import Client
    from django.urls import reverse

    from pazos.analysis.board import board_of
    from pazos.analysis.board.blocked import stuck_money
    from pazos.analysis.board.owed import owed
    from pazos.analysis.board.targets import targets
    from pazos.domain.people.models import Staff

    made(500, 48)
    fill(MOVEMENTS)
    lead = Staff.objects.get(username="lead")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(lead)

    def opened() -> None:
        assert client.get(reverse("board")).status_code == 200

    def first() -> None:
        cache.clear()
        opened()

    both = measure("the indicators", lambda: targets(on=ON, seen_by=lead), repeats)
    measure("  of them, what is owed", lambda: owed(on=ON, seen_by=lead), repeats)
    both += measure("stuck money", lambda: stuck_money(on=ON, seen_by=lead), repeats)
    print(f"{'both':<28}{both:8.0f} ms")
    measure("the whole board", lambda: board_of(on=ON, seen_by=lead), repeats)
    ours = measure("page, the first time", first, repeats)
    again = measure("page, asked for again", opened, repeats)
    print(f"times as long as asked for again: {ours / again:.1f}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        enter(make(Path(folder) / "city", second_factor="offered"))
        with patch("django.utils.timezone.localdate", return_value=ON):
            report(options.repeats)


if __name__ == "__main__":
    main()
