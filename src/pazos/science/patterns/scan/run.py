"""One scan of checked counts, expectations and places: replicates, clusters, and their evidence."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pazos.science.patterns.scan.likelihood import Floats, relative_risk
from pazos.science.patterns.scan.result import Scan, ScanCluster, gumbel_p, monte_carlo_p
from pazos.science.patterns.scan.windows import EARTH_RADIUS_METRES, Integers, Study
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.science.patterns.scan.clusters import Window
    from pazos.science.patterns.scan.located import Located

Overlap = Literal["none", "any"]
# As many as SaTScan lists.
MOST_CLUSTERS = 500


@dataclass(frozen=True)
class Options:
    """How to scan. `max_share` of the population and `max_time_share` of the periods bound a window."""

    max_share: float
    replicates: int
    seed: int
    overlap: Overlap
    minimum_cases: int
    max_time_share: float = 1.0
    workers: int | None = None

    def check(self) -> None:
        """Refuse settings that mean nothing."""
        if not 0 < self.max_share <= 0.5:
            raise InputProblem("max_share is above 0 and at most 0.5, not {given}.", given=self.max_share)
        if not 0 < self.max_time_share <= 1:
            raise InputProblem(
                "max_time_share is above 0 and at most 1, not {given}.", given=self.max_time_share
            )
        if self.replicates < 0:
            raise InputProblem("replicates is 0 or more, not {given}.", given=self.replicates)
        if self.minimum_cases < 1:
            raise InputProblem("minimum_cases is 1 or more, not {given}.", given=self.minimum_cases)
        if self.overlap not in ("none", "any"):
            raise InputProblem("overlap is none or any, not {given}.", given=self.overlap)


@dataclass(frozen=True)
class Counted:
    """N places: their `names`, where they are, `cases` and `population` (N, T), `lengths` of T periods."""

    names: Sequence[str]
    located: Located
    cases: Floats
    population: Floats
    lengths: Floats
    labels: Sequence[str] | None

    def in_order(self) -> Counted:
        """Return the places in an order that neither their names nor their rows decide.

        Replicates are dealt place by place, so that the order is part of the digits.
        """
        columns = (self.cases.sum(axis=1), self.population.sum(axis=1), *self.located.given.T)
        order = np.lexsort(columns)
        return replace(
            self,
            names=[self.names[place] for place in order],
            located=replace(self.located, given=self.located.given[order], points=self.located.points[order]),
            cases=self.cases[order],
            population=self.population[order],
        )

    def check(self) -> None:
        """Refuse counts that cannot be scanned, and name the places."""
        names = np.asarray(self.names, dtype=object)
        if len(names) < 2:
            raise InputProblem("A scan compares places: it needs two or more, and there is one.")
        for bad, template in (
            ((self.cases < 0) | (self.cases != np.floor(self.cases)),
             "A scan counts cases: whole numbers of 0 or more. Not so: {names}."),
            (self.population < 0, "The population is negative in: {names}."),
            ((self.population == 0) & (self.cases > 0),
             "There are cases where the population is 0: {names}. Correct the population or leave them out."),
        ):  # fmt: skip
            if bad.any():
                raise InputProblem(template, names=listed(names[bad.any(axis=1)]))
        if not self.cases.sum():
            raise InputProblem("All counts are 0: there is nothing to scan.")


def scan(counted: Counted, options: Options) -> Scan:
    """Scan checked input and return the clusters with their evidence."""
    # Here, because compiled loops take a second to load: only who scans waits for it.
    from pazos.science.patterns.scan.clusters import likely_windows
    from pazos.science.patterns.scan.maxima import replicate_maxima

    options.check()
    counted.check()
    counted = counted.in_order()
    person_time = counted.population * counted.lengths
    total = counted.cases.sum()
    expected = person_time * (total / person_time.sum())
    study = Study(
        counted.located.points,
        counted.cases.astype(np.int64),
        expected,
        _intervals(expected.shape[1], options.max_time_share),
        limit=options.max_share * float(total),
        minimum=options.minimum_cases,
    )
    workers = options.workers or os.cpu_count() or 1
    maxima = np.zeros(0)
    if options.replicates:
        maxima = replicate_maxima(study, replicates=options.replicates, seed=options.seed, workers=workers)
    with ThreadPoolExecutor(workers) as executor:
        windows = likely_windows(
            study,
            # A secondary cluster that every replicate beats has p = 1 and says nothing.
            least=float(maxima.min(initial=np.inf)) if len(maxima) else 0.0,
            overlap=options.overlap == "any",
            at_most=min(MOST_CLUSTERS, study.places),
            executor=executor,
        )
    clusters = tuple(_cluster(counted, study, window, maxima) for window in windows)
    return Scan(clusters, _settings(counted, study, options), maxima)


def _intervals(periods: int, share: float) -> Integers:
    longest = max(int(np.floor(periods * share + 1e-9)), 1)
    return np.array(
        [(first, last) for first in range(periods) for last in range(first, min(first + longest, periods))]
    )


def _cluster(counted: Counted, study: Study, window: Window, maxima: Floats) -> ScanCluster:
    when = slice(window.first, window.last + 1)
    lengths = counted.lengths[when]
    people = (counted.population[window.places, when] * lengths).sum() / lengths.sum()
    labels = counted.labels
    first, second = counted.located.given[window.places[0]]
    return ScanCluster(
        areas=tuple(counted.names[place] for place in window.places),
        centre=(float(first), float(second)),
        radius_metres=counted.located.radius(int(window.places[0]), int(window.places[-1])),
        population=float(people),
        observed=window.observed,
        expected=window.expected,
        relative_risk=float(relative_risk(np.array(window.observed), np.array(window.expected), study.total)),
        llr=window.llr,
        p_value=monte_carlo_p(window.llr, maxima),
        p_value_gumbel=gumbel_p(window.llr, maxima),
        start=labels[window.first] if labels else None,
        end=labels[window.last] if labels else None,
    )


def _settings(counted: Counted, study: Study, options: Options) -> dict[str, Any]:
    """Return what is needed to scan again; the number of workers changes no digit and is left out."""
    settings: dict[str, Any] = {
        "model": "discrete Poisson, high rates",
        "window": "circles" if counted.labels is None else "cylinders",
        "distance": counted.located.distance,
        "max_share": options.max_share,
        "replicates": options.replicates,
        "seed": options.seed,
        "overlap": options.overlap,
        "minimum_cases": options.minimum_cases,
        "areas": study.places,
        "cases": study.total,
        "population": float((counted.population * counted.lengths).sum() / counted.lengths.sum()),
    }
    if counted.located.distance == "great-circle":
        settings["earth_radius_metres"] = EARTH_RADIUS_METRES
    if counted.labels is not None:
        settings |= {"max_time_share": options.max_time_share, "periods": list(counted.labels)}
    return settings
