"""How do accompaniments go in an invented city, from the day a case opens to the day it ends?

Three in ten or a little more leave within eight weeks, as in programmes of this kind: most because
nobody can reach them any more, some because they do not want it, some because their family had to move.
Those who stay come about once in nine days, miss one meeting in five, and drop out of sight for weeks,
some for months. Of those who left, some come back and begin anew. Days and codes only; nobody in it
exists, and nothing in it tells who will leave.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.random import Generator

EARLY = 56  # days: who leaves before never really began
LEAVE_EARLY, EXITS_EARLY = 0.34, {"lost": 0.55, "withdrew": 0.25, "moved": 0.15, "permission": 0.05}
EXITS_LATER = {
    "goals_met": 0.3,
    "work": 0.24,
    "study": 0.12,
    "lost": 0.14,
    "withdrew": 0.05,
    "moved": 0.07,
    "other_service": 0.04,
    "detained": 0.02,
    "permission": 0.02,
}
KINDS = {"individual": 0.56, "family": 0.1, "home_visit": 0.14, "call": 0.12, "accompanied": 0.08}
CAME = {"met": 0.75, "absent": 0.16, "not_found": 0.05, "called_off": 0.04}
PAUSES = {"health": 0.2, "travel": 0.25, "study_or_work": 0.3, "asked": 0.15, "safety": 0.1}
DIMENSIONS = ("individual", "family", "productive", "citizen")
USUAL_GAP, USUAL_STAY = 9.0, 270.0  # days
SEEN_BEFORE = 20  # days: whoever says goodbye is met once more
TRIES = (("call", 0), ("home_visit", 5), ("call", 11), ("home_visit", 18), ("call", 23))
HAS_GAP, IS_LONG, HAS_PAUSE, IS_PASSED_ON, FAMILY_MOVES = 0.4, 0.3, 0.24, 0.12, 0.07
GAP, LONG_GAP, FOR_LONG = (28, 60), (60, 130), 240  # days, and of how long an accompaniment
COMES_BACK = {"lost": 0.34, "withdrew": 0.3, "moved": 0.15, "other_service": 0.2, "work": 0.08}
AWAY, TOO_LATE = (35, 200), 6  # days between an end and coming back, and before the last day
SAME_PAIR, PASSED_AS_THEY_MOVE = 0.4, 0.5
MINUTES = {"call": (10, 35), "home_visit": (40, 100), "family": (45, 100), "accompanied": (60, 240)}


@dataclass(frozen=True)
class Meeting:
    """One meeting or the attempt of one; `minutes` is nought where nobody met."""

    on: date
    kind: str
    came: str
    minutes: int
    dimensions: tuple[str, ...]
    next_on: date | None = None


@dataclass(frozen=True)
class Rest:
    """A pause; `until` is None where the case rests still."""

    on: date
    until: date | None
    reason: str


@dataclass(frozen=True)
class Course:
    """One accompaniment. `start` and `gain` lie about nought: how somebody was, and what changed in a year."""

    opened_on: date
    pair: int
    person: int = 0
    came_back: bool = False  # the person had one before, which ended
    meetings: tuple[Meeting, ...] = ()
    rests: tuple[Rest, ...] = ()
    passed_on: date | None = None  # to another pair
    moved_on: date | None = None  # the family moved within the city, and the person still comes
    ended_on: date | None = None
    exit: str = ""
    start: float = 0.0
    gain: float = 0.0

    @property
    def last_met_on(self) -> date | None:
        """The day of the last meeting that was one."""
        return max((one.on for one in self.meetings if one.came == "met"), default=None)

    @property
    def state(self) -> str:
        """Where the case is on the last day."""
        if self.exit:
            return "ended"
        return "paused" if self.rests and self.rests[-1].until is None else "active"


@dataclass
class _Life:
    """What is decided of one accompaniment before its meetings are drawn."""

    opened_on: date
    until: date  # the last day of meetings
    exit: str
    silent: list[tuple[date, date]] = field(default_factory=list)
    rests: list[Rest] = field(default_factory=list)


def case_courses(number: int, *, first: date, last: date, pairs: int, seed: int = 7) -> list[Course]:
    """Return the accompaniments of so many people who came from `first` to `last`, in the order of opening.

    Whoever came back has more than one, each after the end of the one before. Nothing lies after `last`.
    `pairs` is how many pairs share them. The same arguments give the same courses.
    """
    rng = np.random.default_rng([seed, 41])
    span = (last - first).days
    opened = sorted(int(day) for day in rng.integers(0, span, number))
    courses = [
        replace(_course(rng, first + timedelta(days=day), last=last, pair=n % pairs), person=n)
        for n, day in enumerate(opened)
    ]
    again = courses
    while again:
        again = [one for before in again if (one := _again(rng, before, last=last, pairs=pairs))]
        courses += again
    return sorted(courses, key=lambda one: one.opened_on)


def _again(rng: Generator, before: Course, *, last: date, pairs: int) -> Course | None:
    """Return how it went on with somebody who came back, None of whoever did not or has not yet."""
    if before.ended_on is None or rng.random() >= COMES_BACK.get(before.exit, 0.0):
        return None
    opened_on = before.ended_on + timedelta(days=int(rng.integers(*AWAY)))
    if opened_on > last - timedelta(days=TOO_LATE):
        return None
    pair = before.pair if rng.random() < SAME_PAIR else int(rng.integers(pairs))
    anew = _course(rng, opened_on, last=last, pair=pair)
    return replace(anew, person=before.person, came_back=True, start=before.start + before.gain / 2)


def _course(rng: Generator, opened_on: date, *, last: date, pair: int) -> Course:
    life = _life(rng, opened_on, last)
    meetings = _meetings(rng, life)
    ended = None
    seen_on = meetings[-1].on if meetings else opened_on
    if life.exit not in ("", "lost") and seen_on < life.until - timedelta(days=SEEN_BEFORE):
        meetings.append(_meeting(rng, life.until, life.until + timedelta(days=9), is_first=True))
    if life.exit:
        met = [one.on for one in meetings if one.came == "met"]
        from_on = max(met, default=opened_on)
        if life.exit == "lost":
            meetings = [one for one in meetings if one.on <= from_on]
            meetings += [_try(kind, from_on + timedelta(days=7 + after)) for kind, after in TRIES]
        ended = max((one.on for one in meetings), default=opened_on) + timedelta(days=2)
        if ended > last:  # it is not over yet: they are still looked for
            meetings, ended = [one for one in meetings if one.on <= last], None
    stays = (meetings[-1].on - opened_on).days if meetings else 0
    passed_on = _some_day(rng, opened_on, stays, IS_PASSED_ON)
    moved_on = _some_day(rng, opened_on, stays, FAMILY_MOVES)
    return Course(
        opened_on=opened_on,
        pair=pair,
        meetings=tuple(meetings),
        rests=tuple(one for one in life.rests if ended is None or one.on < ended),
        passed_on=passed_on or (moved_on if rng.random() < PASSED_AS_THEY_MOVE else None),
        moved_on=moved_on,
        ended_on=ended,
        exit=life.exit if ended else "",
        start=float(rng.normal()),
        gain=float(rng.normal(0.55, 0.8)),
    )


def _life(rng: Generator, opened_on: date, last: date) -> _Life:
    if rng.random() < LEAVE_EARLY:
        days, exits = int(rng.integers(3, EARLY - 34)), EXITS_EARLY
    else:
        days, exits = EARLY + int(rng.gamma(3.0, USUAL_STAY / 3.0)), EXITS_LATER
    until = opened_on + timedelta(days=days)
    life = _Life(opened_on, min(until, last), _pick(rng, exits) if until <= last else "")
    if days > 120 and rng.random() < HAS_GAP:
        least, most = LONG_GAP if days > FOR_LONG and rng.random() < IS_LONG else GAP
        begins = opened_on + timedelta(days=int(rng.integers(30, days - most)))
        life.silent.append((begins, begins + timedelta(days=int(rng.integers(least, most)))))
    if days > 120 and rng.random() < HAS_PAUSE:
        _add_rest(rng, life, days)
    return life


def _add_rest(rng: Generator, life: _Life, days: int) -> None:
    """Let it rest for some weeks; a rest that is not over by the last day goes on, and so does the case."""
    begins = life.opened_on + timedelta(days=int(rng.integers(45, days - 40)))
    ends = begins + timedelta(days=int(rng.integers(20, 90)))
    if begins >= life.until:
        return
    is_over = ends < life.until - timedelta(days=3)
    life.silent.append((begins, ends if is_over else life.until + timedelta(days=1)))
    life.rests.append(Rest(begins, ends if is_over else None, _pick(rng, PAUSES)))
    if not is_over:
        life.exit = ""


def _meetings(rng: Generator, life: _Life) -> list[Meeting]:
    found: list[Meeting] = []
    day = life.opened_on + timedelta(days=int(rng.integers(0, 6)))
    while day <= life.until:
        following = day + timedelta(days=max(2, int(rng.gamma(4.0, USUAL_GAP / 4.0))))
        if not any(begins <= day < ends for begins, ends in life.silent) and day.weekday() != 6:
            found.append(_meeting(rng, day, following, is_first=not found))
        day = following
    return found


def _meeting(rng: Generator, day: date, following: date, *, is_first: bool) -> Meeting:
    kind, came = _pick(rng, KINDS), "met" if is_first else _pick(rng, CAME)
    least, most = MINUTES.get(kind, (30, 75))
    minutes = 5 * int(rng.integers(least // 5, most // 5 + 1)) if came == "met" else 0
    begins, many = int(rng.integers(len(DIMENSIONS))), int(rng.integers(1, 3)) if came == "met" else 0
    about = {(begins + 3 * n) % len(DIMENSIONS) for n in range(many)}
    return Meeting(
        day,
        kind,
        came,
        minutes,
        tuple(DIMENSIONS[n] for n in sorted(about)),
        following if rng.random() < 0.8 else None,
    )


def _try(kind: str, on: date) -> Meeting:
    return Meeting(on, kind, "not_found", 0, ())


def _some_day(rng: Generator, opened_on: date, stays: int, chance: float) -> date | None:
    luck, share = rng.random(), rng.random()
    return (
        opened_on + timedelta(days=int(20 + share * (stays - 25))) if luck < chance and stays > 60 else None
    )


def _pick(rng: Generator, weights: Mapping[str, float]) -> str:
    reached = list(accumulate(weights.values()))
    return list(weights)[bisect(reached, float(rng.random()) * reached[-1] * (1 - 1e-12))]


def answers(
    rng: Generator, items: Sequence[tuple[str, Sequence[int]]], *, level: float, skips: float = 0.03
) -> dict[str, int | None]:
    """Return an answer an item, None where it was left out; `level` moves all of them up (0 is the middle).

    `items` are codes and the values that may be answered, in their order.
    """
    said: dict[str, int | None] = {}
    for code, values in items:
        middle = (len(values) - 1) / 2
        at = int(np.clip(round(middle + level + rng.normal(0, 0.7)), 0, len(values) - 1))
        said[code] = None if rng.random() < skips else values[at]
    return said
