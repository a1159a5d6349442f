"""Which combination of lists holds how many deaths?

A capture history is a set of lists; a death has one. Histories are numbered in binary: list 0
adds 1, list 1 adds 2, list 2 adds 4 ... History 0, in no list, is what nobody can count: it is
never read from data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

MOST_LISTS = 5


@dataclass(frozen=True)
class Histories:
    """Deaths by capture history: `counts` has 2 ** lists cells, the first of which is always 0."""

    lists: tuple[str, ...]
    counts: NDArray[np.float64]

    @property
    def observed(self) -> int:
        """The deaths in at least one list."""
        return int(self.counts.sum())

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The deaths in each list."""
        return (self.counts @ members(len(self.lists))).astype(np.int64)

    @property
    def alone(self) -> NDArray[np.int64]:
        """The deaths that each list holds and no other does."""
        return self.counts[2 ** np.arange(len(self.lists))].astype(np.int64)

    @property
    def repeated(self) -> int:
        """The deaths in two lists or more."""
        return self.observed - int(self.alone.sum())

    def shared(self, first: int, second: int) -> int:
        """Return the deaths in both of two lists, whatever else holds them."""
        held = members(len(self.lists))
        return int(self.counts @ (held[:, first] & held[:, second]))


def members(lists: int) -> NDArray[np.int64]:
    """Return a row a history, a column a list: 1 where the list holds it."""
    return (np.arange(2**lists)[:, None] >> np.arange(lists)) & 1


def histories(lists: Iterable[str], cells: Mapping[tuple[str, ...], int]) -> Histories:
    """Return the histories of `cells`, which maps the names of lists to a number of deaths.

    A combination that is absent counts 0. Raises InputProblem for a list that is unknown or
    named twice, for no list at all and for a count that is no whole number from 0 up.
    """
    names = tuple(lists)
    if len(set(names)) < len(names):
        raise InputProblem("A list is named twice: {names}.", names=listed(names))
    counts = np.zeros(2 ** len(names))
    for held, deaths in cells.items():
        counts[_history(names, held)] += _checked(deaths, held)
    return Histories(names, counts)


def _history(names: tuple[str, ...], held: tuple[str, ...]) -> int:
    unknown = [name for name in held if name not in names]
    if unknown or not held:
        raise InputProblem(
            "A death is in the lists {held}; the lists are {names}. Each combination names one or more of these.",
            held=listed(held) or "-",
            names=listed(names),
        )
    return sum(2 ** names.index(name) for name in set(held))


def _checked(deaths: float, held: tuple[str, ...]) -> int:
    if not deaths >= 0 or deaths != int(deaths):
        raise InputProblem(
            "The deaths in {held} are {deaths}; a count is a whole number from 0 up.",
            held=listed(held),
            deaths=deaths,
        )
    return int(deaths)


def only(given: Histories, wanted: Iterable[str]) -> Histories:
    """Return the histories as `wanted` alone would show them: deaths in no wanted list are left out."""
    names = tuple(wanted)
    missing = [name for name in names if name not in given.lists]
    if missing:
        raise InputProblem(
            "There is no list {missing}; the lists are {names}.",
            missing=listed(missing),
            names=listed(given.lists),
        )
    kept = members(len(given.lists))[:, [given.lists.index(name) for name in names]]
    counts = np.zeros(2 ** len(names))
    np.add.at(counts, kept @ (2 ** np.arange(len(names))), given.counts)
    counts[0] = 0
    return Histories(names, counts)
