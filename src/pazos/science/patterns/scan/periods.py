"""How long is each period of a study? People at risk are counted by the day.

Years and months are read as such (2018, 2018-05), so that February weighs less than March and
a leap year more; evenly spaced dates and whole numbers have equal weight. A period that is
missing altogether is refused: "the source did not deliver" is not a zero.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.science.patterns.scan.windows import Floats

YEAR = re.compile(r"(1[5-9]|20|21)\d\d")
MONTH = re.compile(r"((?:1[5-9]|20|21)\d\d)-(0?[1-9]|1[0-2])")


@dataclass(frozen=True)
class Periods:
    """Periods in order: their `labels`, their `lengths` (T,), and what a length is counted in."""

    labels: tuple[str, ...]
    lengths: Floats
    unit: str


def periods(labels: Sequence[str], *, ordered: bool) -> Periods:
    """Read distinct labels; `ordered` keeps their order where they are no dates and no numbers."""
    for reader in (_years, _months, _dates, _numbers):
        order, lengths, unit = reader(labels) or ([], [], "")
        if order:
            if ordered and order != list(labels):
                raise InputProblem("The periods do not ascend: {labels}.", labels=listed(labels))
            return Periods(tuple(order), np.array(lengths, dtype=float), unit)
    if not ordered:
        raise InputProblem(
            "A column of periods holds years (2018), months (2018-05), dates (2018-05-31) or whole numbers;"
            " this one holds: {labels}.",
            labels=listed(labels),
        )
    return Periods(tuple(labels), np.ones(len(labels)), "periods of equal length")


Read = tuple[list[str], list[float], str]


def _years(labels: Sequence[str]) -> Read | None:
    if not all(YEAR.fullmatch(label) for label in labels):
        return None
    order = sorted(labels)
    _refuse_gaps(order, [int(year) for year in order], 1)
    return order, [365.0 + calendar.isleap(int(year)) for year in order], "days"


def _months(labels: Sequence[str]) -> Read | None:
    found = [MONTH.fullmatch(label) for label in labels]
    if not all(found):
        return None
    keys = {
        label: (int(match[1]), int(match[2])) for label, match in zip(labels, found, strict=True) if match
    }
    order = sorted(labels, key=keys.__getitem__)
    _refuse_gaps(order, [keys[label][0] * 12 + keys[label][1] for label in order], 1)
    return order, [float(calendar.monthrange(*keys[label])[1]) for label in order], "days"


def _dates(labels: Sequence[str]) -> Read | None:
    try:
        keys = {label: datetime.date.fromisoformat(label[:10]).toordinal() for label in labels}
    except ValueError:
        return None
    order = sorted(labels, key=keys.__getitem__)
    return _evenly(order, [keys[label] for label in order])


def _numbers(labels: Sequence[str]) -> Read | None:
    try:
        keys = {label: int(label) for label in labels}
    except ValueError:
        return None
    order = sorted(labels, key=keys.__getitem__)
    return _evenly(order, [keys[label] for label in order])


def _evenly(order: list[str], places: list[int]) -> Read:
    _refuse_gaps(order, places, min((b - a for a, b in pairwise(places)), default=1))
    return order, [1.0] * len(order), "periods of equal length"


def _refuse_gaps(order: list[str], places: list[int], step: int) -> None:
    for (earlier, at), (later, then) in pairwise(zip(order, places, strict=True)):
        if then - at != step:
            raise InputProblem(
                "The periods are not evenly spaced: after {earlier} comes {later}. Write the periods in"
                " between, with 0 where nothing happened, or scan the unbroken part alone.",
                earlier=earlier,
                later=later,
            )
