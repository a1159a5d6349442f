"""How many different people? Each once, in any slice, under the age of their first day in it.

Arrays in, counts out; nothing here reads the database or knows a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.reach.held import ANSWERS, ETHNIC, NOT_KNOWN, SEXES
from pazos.domain.participants.traits import band_of
from pazos.domain.participants.vocabulary import AgeBand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.reach.held import Attended, Held, People
    from pazos.analysis.reach.slices import Chosen, Slice

    Counts = dict[str, int]

BANDS = tuple(AgeBand)
TRAITS = {"ethnic": ETHNIC, "disability": ANSWERS, "conflict_victim": ANSWERS}


@dataclass(frozen=True)
class Met:
    """Different people: `person` is the place in People, `month` that of their first day, `times` how often."""

    person: NDArray[np.int32]
    month: NDArray[np.int32]
    times: int

    def __len__(self) -> int:
        return len(self.person)


def within(attended: Attended, activities: Chosen, asked: Slice) -> NDArray[np.bool_]:
    """Return which attendances are of these activities and in the period."""
    first, last = asked.first.toordinal(), asked.last.toordinal()
    on_time = (attended.day >= first) & (attended.day <= last)
    known = _places(attended, activities) != NOT_KNOWN
    return np.asarray(known & on_time, dtype=np.bool_)


def met(attended: Attended, rows: NDArray[np.bool_]) -> Met:
    """Return the different people of some attendances."""
    person, first = _firsts(attended.person[rows])
    return Met(person.astype(np.int32), attended.month[rows][first], int(rows.sum()))


def _firsts(keys: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different keys in order, and where each stands first; in one pass, without sorting."""
    number = len(keys)
    places = np.full(int(keys.max(initial=-1)) + 1, number, dtype=np.int64)
    # Written from the end, so that the first of each key is written last.
    places[keys[::-1]] = np.arange(number - 1, -1, -1)
    different = np.flatnonzero(places < number)
    return different, places[different]


def by_sex_and_age(people: People, found: Met) -> dict[tuple[str, str], int]:
    """Return how many of each sex and age band."""
    bands = age_bands(people, found)
    pairs = np.bincount(people.sex[found.person] * len(BANDS) + bands, minlength=len(SEXES) * len(BANDS))
    return {
        (str(sex), str(band)): int(pairs[n * len(BANDS) + m])
        for n, sex in enumerate(SEXES)
        for m, band in enumerate(BANDS)
    }


def by_trait(people: People, found: Met, trait: str) -> Counts:
    """Return how many of each answer to one of TRAITS."""
    values = getattr(people, trait)[found.person]
    numbers = np.bincount(values, minlength=len(TRAITS[trait]))
    return {str(value): int(n) for value, n in zip(TRAITS[trait], numbers, strict=True)}


def by_place(people: People, found: Met) -> dict[int, int]:
    """Return how many live in each neighbourhood, by its number; -1 is not known."""
    places, numbers = np.unique(people.place[found.person], return_counts=True)
    return {int(place): int(n) for place, n in zip(places, numbers, strict=True)}


def ages(people: People, found: Met) -> NDArray[np.int32]:
    """Return each person's age on their first day in the slice; -1 is not known.

    Exact to the month; where only the year of birth is known, the age that is reached that year.
    """
    born, by_month = people.born[found.person], people.by_month[found.person]
    by_year = found.month // 12 - born // 12
    whole = np.where(by_month == 1, (found.month - born) // 12, by_year)
    return np.where((born == NOT_KNOWN) | (whole < 0), NOT_KNOWN, whole).astype(np.int32)


def age_bands(people: People, found: Met) -> NDArray[np.int32]:
    """Return the place in BANDS of each person's age."""
    years = ages(people, found)
    oldest = int(years.max(initial=0))
    table = [BANDS.index(band_of(age)) for age in range(oldest + 1)]
    table.append(BANDS.index(AgeBand.UNKNOWN))  # which the index -1 finds
    return np.array(table, dtype=np.int32)[years]


def by_programme(of: Held, activities: Chosen, rows: NDArray[np.bool_]) -> dict[int, Met]:
    """Return the different people of each programme; one who is in seven stands in each of the seven."""
    attended = of.attended
    names, owner = np.unique(activities.programme, return_inverse=True)
    programme = owner[_places(attended, activities)[rows]] if len(activities) else np.empty(0, np.int64)
    wide = len(of.people) + 1
    pairs, first = _firsts(programme * wide + attended.person[rows])
    person, month = (pairs % wide).astype(np.int32), attended.month[rows][first]
    ends = np.searchsorted(pairs // wide, np.arange(len(names) + 1))
    times = np.bincount(programme, minlength=len(names))
    return {
        int(name): Met(person[ends[n] : ends[n + 1]], month[ends[n] : ends[n + 1]], int(times[n]))
        for n, name in enumerate(names)
        if times[n]
    }


def by_quarter(
    attended: Attended, rows: NDArray[np.bool_], *, ever: NDArray[np.bool_]
) -> dict[int, tuple[int, int]]:
    """Return how many different people in each quarter (year x 4 + quarter - 1), and how many for the first time.

    `ever` are the attendances of the same activities in all time.
    """
    quarter, person = attended.month[rows].astype(np.int64) // 3, attended.person[rows]
    if not len(quarter):
        return {}
    everybody, first = _firsts(attended.person[ever])
    wide, earliest = int(everybody.max()) + 1, int(quarter.min())
    began = np.full(wide, NOT_KNOWN, dtype=np.int64)
    began[everybody] = attended.month[ever][first] // 3
    pairs, _ = _firsts((quarter - earliest) * wide + person)
    when, who = pairs // wide, pairs % wide
    people = np.bincount(when)
    new = np.bincount(when[began[who] == when + earliest], minlength=len(people))
    return {earliest + n: (int(people[n]), int(new[n])) for n in np.flatnonzero(people).tolist()}


def _places(attended: Attended, activities: Chosen) -> NDArray[np.int64]:
    """Return the place in `activities` of each attendance's activity, -1 where it is none of them."""
    most = max(int(attended.activity.max(initial=0)), int(activities.number.max(initial=0)))
    places = np.full(most + 1, NOT_KNOWN, dtype=np.int64)
    places[activities.number] = np.arange(len(activities))
    return np.asarray(places[attended.activity], dtype=np.int64)
