"""What a plan of shifts, a training record or a silence asks somebody to look at.

Warnings are shown and never enforced by the machine: in an emergency a coordinator may ask for
a seventh day, and the page then says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from pazos.domain.outreach.vocabulary import Shift
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LATE = frozenset({Shift.NIGHT, Shift.DAWN})
MOST_DAYS_RUNNING = 6
MOST_PARTS_A_DAY = 2
SUPERVISION_EVERY = timedelta(days=30)


class Warn(StrEnum):
    """What is wrong with a plan; the value is what a person reads (English key)."""

    ALONE_AT_NIGHT = N_("alone in the cluster at night")
    NO_REST_DAY = N_("a seventh day without rest")
    LONG_DAY = N_("more than two parts of one day")
    NIGHT_THEN_MORNING = N_("a morning after a night")
    UNTRAINED = N_("lacks a required training")


@dataclass(frozen=True)
class Planned:
    """One shift of a plan."""

    staff: int
    cluster: int
    on: date
    part: Shift


@dataclass(frozen=True)
class Look:
    """What to look at, of whom, on which day."""

    staff: int
    on: date
    warn: Warn


def warnings_of(plan: Sequence[Planned], *, untrained: frozenset[int] = frozenset()) -> tuple[Look, ...]:
    """Return what a plan asks somebody to look at, by day and person."""
    found = {*_alone(plan), *_long_days(plan), *_no_rest(plan), *_short_nights(plan)}
    found |= {Look(one.staff, one.on, Warn.UNTRAINED) for one in plan if one.staff in untrained}
    return tuple(sorted(found, key=lambda one: (one.on, one.staff, one.warn)))


def _alone(plan: Sequence[Planned]) -> Iterable[Look]:
    together = Counter((one.cluster, one.on, one.part) for one in plan)
    return (
        Look(one.staff, one.on, Warn.ALONE_AT_NIGHT)
        for one in plan
        if one.part in LATE and together[one.cluster, one.on, one.part] == 1
    )


def _long_days(plan: Sequence[Planned]) -> Iterable[Look]:
    parts = Counter((one.staff, one.on) for one in plan)
    return (Look(staff, on, Warn.LONG_DAY) for (staff, on), n in parts.items() if n > MOST_PARTS_A_DAY)


def _no_rest(plan: Sequence[Planned]) -> Iterable[Look]:
    for staff, days in _days_of(plan).items():
        running = 1
        for before, after in pairwise(days):
            running = running + 1 if after - before == timedelta(days=1) else 1
            if running > MOST_DAYS_RUNNING:
                yield Look(staff, after, Warn.NO_REST_DAY)


def _short_nights(plan: Sequence[Planned]) -> Iterable[Look]:
    nights = {(one.staff, one.on) for one in plan if one.part == Shift.NIGHT}
    return (
        Look(one.staff, one.on, Warn.NIGHT_THEN_MORNING)
        for one in plan
        if one.part in (Shift.DAWN, Shift.MORNING) and (one.staff, one.on - timedelta(days=1)) in nights
    )


def _days_of(plan: Sequence[Planned]) -> Mapping[int, list[date]]:
    days: dict[int, set[date]] = defaultdict(set)
    for one in plan:
        days[one.staff].add(one.on)
    return {staff: sorted(found) for staff, found in days.items()}


def training_lacks(
    required: Mapping[int, int | None], finished: Iterable[tuple[int, date]], *, on: date
) -> frozenset[int]:
    """Return the required courses that are not in force for one person on a day.

    `required` gives each course's months of validity (None: for good); `finished` the courses
    finished and when.
    """
    in_force = {
        course
        for course, when in finished
        if course in required and when <= on and _still_valid(when, required[course], on)
    }
    return frozenset(required) - in_force


def _still_valid(when: date, months: int | None, on: date) -> bool:
    if months is None:
        return True
    year, month = divmod(when.month - 1 + months, 12)
    last = date(when.year + year, month + 1, 1) + timedelta(days=when.day - 1)
    return on < last


def supervision_is_due(last: date | None, *, began_on: date, on: date) -> bool:
    """Return whether somebody has gone without a talk for longer than a month."""
    return on - (last or began_on) > SUPERVISION_EVERY
