"""What the studies of one basis look at: places, who touches whom, deaths, people.

It is read once and shared, so that every study of a basis rests on the same inputs and
says so with the same hashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pazos.analysis import frames
from pazos.analysis.defining import as_input, defined
from pazos.analysis.reckoning.material import Material
from pazos.analysis.territory import adjacency, areas_frame, population_frame
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from pazos.analysis.basis import Basis
    from pazos.foundation.runs.actions import Input


__all__ = ["Material", "gather", "mean_population"]


def gather(basis: Basis) -> Material:
    """Read what the studies of `basis` need."""
    areas = areas_frame(on=basis.end)
    if not len(areas):
        raise InputProblem(N_("There are no neighbourhoods yet. Bring them in with: pazos areas FILE"))
    areas = areas.sort_values("code", kind="stable").reset_index(drop=True)
    deaths = frames.deaths(basis)
    if not len(deaths):
        raise InputProblem(
            N_("The source {source} has no records from {first} to {last}."),
            source=basis.source,
            first=basis.first_year,
            last=basis.last_year,
        )
    basis = defined(basis)
    links, contiguity = adjacency(areas)
    population = mean_population(areas["code"], basis)
    counts = frames.placed_by_year(deaths, areas["code"], basis=basis)
    return Material(
        basis=basis,
        areas=areas,
        deaths=deaths,
        counts=counts,
        population=population,
        links=links,
        contiguity=contiguity,
        inputs=(*_inputs(areas, deaths, population, links), as_input(basis.counted_by)),
    )


def mean_population(codes: pd.Series, basis: Basis) -> pd.Series | None:
    """Return people by code, the mean of the years that have figures, or None where there are none."""
    years = [population_frame(year) for year in range(basis.first_year, basis.last_year + 1)]
    known = [table.set_index("code")["persons"] for table in years if len(table)]
    if not known:
        return None
    return pd.concat(known, axis=1).mean(axis=1).reindex(codes)


def _inputs(
    areas: pd.DataFrame, deaths: pd.DataFrame, population: pd.Series | None, links: csr_array
) -> tuple[Input, ...]:
    plain = pd.DataFrame(areas[["code", "zone", "lon", "lat"]])
    first, second = links.nonzero()
    codes = areas["code"].to_numpy()
    touching = pd.DataFrame({"first": codes[first], "second": codes[second]})
    inputs = [
        frames.fingerprint("deaths", deaths),
        frames.fingerprint("neighbourhoods", plain),
        frames.fingerprint("contiguity", touching),
    ]
    if population is not None:
        people = population.rename("persons").rename_axis("code").reset_index()
        inputs.append(frames.fingerprint("population", people))
    return tuple(inputs)
