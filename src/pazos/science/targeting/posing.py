"""From a frame of places to a question that can be answered, or a sentence that says why not.

It never fills a gap: a missing count, a death among no residents or a limit below every
place is refused with the places named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

import numpy as np

from pazos.science.problems import InputProblem, listed, require_columns
from pazos.science.targeting.problem import Budget, Problem

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


class Rules(TypedDict, total=False):
    """The limits of a designation.

    clusters: at most so many contiguous clusters. max_population: residents at most.
    cost, max_cost: a column and its limit. zone, minima: a column of zones (a cluster lies in
    one zone only) and the least number of clusters in some of them. smallest, largest:
    residents of one cluster. must_include, must_exclude: index labels of places.
    """

    clusters: Required[int]
    max_population: float | None
    cost: str | None
    max_cost: float | None
    zone: str | None
    minima: Mapping[str, int] | None
    smallest: float
    largest: float
    must_include: Iterable[Hashable]
    must_exclude: Iterable[Hashable]


def pose(
    frame: pd.DataFrame, adjacency: csr_array | None, *, count: str, population: str, rules: Rules
) -> Problem:
    """Return the question, its places ordered by worth (then residents, then name).

    Raises InputProblem naming the column, the places and the cure.
    """
    require_columns(frame, count, population, rules.get("cost"), rules.get("zone"), method="clusters")
    _check_places(frame, adjacency, rules["clusters"])
    excluded = _labels(frame, rules.get("must_exclude", ()), option="must_exclude")
    included = _labels(frame, rules.get("must_include", ()), option="must_include")
    worth = numbers(frame, count)
    residents = numbers(frame, population)
    _check_deaths(frame, worth, residents, excluded=excluded)
    order = np.lexsort((np.array(frame.index.astype(str)), residents, -worth))
    place_of = {int(old): new for new, old in enumerate(order)}
    zones = _zones(frame, rules)
    problem = Problem(
        names=tuple(str(name) for name in frame.index[order]),
        worth=worth[order],
        residents=residents[order],
        budgets=tuple(_budgets(frame, population, rules, order=order)),
        neighbours=_neighbours(adjacency, order, zones),
        clusters=rules["clusters"],
        zones=tuple(zones[old] for old in order) if zones is not None else None,
        minima=tuple(sorted((rules.get("minima") or {}).items())),
        smallest=rules.get("smallest", 0.0),
        largest=rules.get("largest", float("inf")),
        included=frozenset(place_of[old] for old in included),
        excluded=frozenset(place_of[old] for old in excluded),
    )
    _check_limits(problem)
    return problem


def numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column as numbers that are there and not negative."""
    try:
        values = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InputProblem("The column {column} has values that are not numbers.", column=column) from error
    wrong = frame.index[~np.isfinite(values) | (values < 0)]
    if len(wrong):
        raise InputProblem(
            "The column {column} is empty, infinite or below zero for: {places}. Give each a number "
            "or leave the place out.",
            column=column,
            places=listed(wrong),
        )
    return np.asarray(values)


def _check_places(frame: pd.DataFrame, adjacency: csr_array | None, clusters: int) -> None:
    if not len(frame):
        raise InputProblem("There are no places to choose from.")
    names = frame.index.astype(str)
    if names.has_duplicates:
        twice = names[names.duplicated()].unique()
        raise InputProblem("Some places are named twice: {places}.", places=listed(twice))
    if clusters < 1:
        raise InputProblem("The number of clusters must be 1 or more, not {clusters}.", clusters=clusters)
    if adjacency is not None and adjacency.shape != (len(frame), len(frame)):
        raise InputProblem(
            "The contiguity has {rows} rows and the frame has {places} places: give one row a place.",
            rows=adjacency.shape[0],
            places=len(frame),
        )


def _check_deaths(
    frame: pd.DataFrame, worth: NDArray[np.float64], residents: NDArray[np.float64], *, excluded: set[int]
) -> None:
    empty = np.setdiff1d(np.flatnonzero((worth > 0) & (residents == 0)), sorted(excluded)).astype(int)
    if len(empty):
        raise InputProblem(
            "There are deaths but no residents in: {places}. Give each its residents, join it to a "
            "neighbour, or exclude it.",
            places=listed(frame.index[empty]),
        )
    if not np.any(np.delete(worth, sorted(excluded))):
        raise InputProblem("All counts are zero: there is nothing to cover.")


def _labels(frame: pd.DataFrame, labels: Iterable[Hashable], *, option: str) -> set[int]:
    labels = list(labels)
    at = {label: place for place, label in enumerate(frame.index)}
    unknown = [label for label in labels if label not in at]
    if unknown:
        raise InputProblem(
            "{option} names places that are not in the frame: {places}.",
            option=option,
            places=listed(unknown),
        )
    return {at[label] for label in labels}


def _zones(frame: pd.DataFrame, rules: Rules) -> list[str] | None:
    zone = rules.get("zone")
    if zone is None:
        if rules.get("minima"):
            raise InputProblem("A least number of clusters by zone needs the column that says the zone.")
        return None
    missing = frame.index[frame[zone].isna()]
    if len(missing):
        raise InputProblem(
            "The column {column} says no zone for: {places}.", column=zone, places=listed(missing)
        )
    zones = [str(value) for value in frame[zone]]
    unknown = sorted(set(rules.get("minima") or {}) - set(zones))
    if unknown:
        raise InputProblem(
            "No place lies in the zone {zones}. The column {column} has: {present}.",
            zones=listed(unknown),
            column=zone,
            present=listed(sorted(set(zones))),
        )
    return zones


def _budgets(
    frame: pd.DataFrame, population: str, rules: Rules, *, order: NDArray[np.intp]
) -> Iterable[Budget]:
    cost, max_cost, people = rules.get("cost"), rules.get("max_cost"), rules.get("max_population")
    if (cost is None) != (max_cost is None):
        raise InputProblem("A limit on cost needs both the column of costs and the limit.")
    if people is None and max_cost is None:
        raise InputProblem("Say a limit: the most residents (max_population) or the most cost (max_cost).")
    for column, limit in ((population, people), (cost, max_cost)):
        if column is not None and limit is not None:
            if not np.isfinite(limit) or limit <= 0:
                raise InputProblem(
                    "The limit on {column} must be above zero, not {limit}.", column=column, limit=limit
                )
            yield Budget(column, numbers(frame, column)[order], float(limit))


def _neighbours(
    adjacency: csr_array | None, order: NDArray[np.intp], zones: list[str] | None
) -> tuple[frozenset[int], ...]:
    near: list[set[int]] = [set() for _ in order]
    if adjacency is None:
        return tuple(map(frozenset, near))
    place_of = np.argsort(order)
    pairs = adjacency.tocoo()
    for one, other in zip(pairs.row[pairs.data != 0], pairs.col[pairs.data != 0], strict=True):
        if one != other and (zones is None or zones[one] == zones[other]):
            near[place_of[one]].add(int(place_of[other]))
            near[place_of[other]].add(int(place_of[one]))
    return tuple(map(frozenset, near))


def _check_limits(problem: Problem) -> None:
    for budget in problem.budgets:
        free = [place for place in range(len(problem.names)) if place not in problem.excluded]
        least = min(free, key=lambda place: budget.amounts[place])
        if budget.amounts[least] > budget.limit:
            raise InputProblem(
                "The limit of {limit:,.0f} on {column} is below the smallest place, {place} with "
                "{amount:,.0f}. Raise the limit.",
                limit=budget.limit,
                column=budget.name,
                place=problem.names[least],
                amount=float(budget.amounts[least]),
            )
    if sum(least for _, least in problem.minima) > problem.clusters:
        raise InputProblem(
            "The zones ask for {asked} clusters together and only {clusters} are allowed.",
            asked=sum(least for _, least in problem.minima),
            clusters=problem.clusters,
        )
    both = problem.included & problem.excluded
    if both:
        raise InputProblem(
            "These places are both included and excluded: {places}.",
            places=listed(problem.names[place] for place in sorted(both)),
        )
