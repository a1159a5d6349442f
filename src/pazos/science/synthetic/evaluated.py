"""What would an evaluation see of the invented city, and what does the generator know of its effect?

The deaths as they truly happened, by place and month: no source, no missing row. For tests and benchmarks of what a
default plan finds, with an effect and without one; nothing of it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.places.distances import distances
from pazos.science.synthetic.city import LAUNCHED_ON, RATE_RATIO, YEARS
from pazos.science.synthetic.deaths import Effect, draw_deaths, relative_risk
from pazos.science.synthetic.people import invent_people, residents_by_place
from pazos.science.synthetic.territory import invent_territory


@dataclass(frozen=True)
class EvaluatedCity:
    """A panel of places by months, metres between the middles of places, and the true ratio of rates."""

    panel: Panel
    metres: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    rate_ratio: float


def evaluated_city(seed: int, *, rate_ratio: float = RATE_RATIO, months: int = 96) -> EvaluatedCity:
    """Return the invented city of a seed over its last `months`; `rate_ratio` 1 is a strategy without effect."""
    territory = invent_territory(seed)
    treated = tuple(code for cluster in territory.clusters for code in cluster)
    inside = territory.places["code"].isin(treated).to_numpy()
    codes = territory.places["code"].tolist()
    residents = residents_by_place(invent_people(codes, in_clusters=inside, years=YEARS, seed=seed))
    risk = relative_risk(residents[YEARS[-1]].to_numpy(float), inside, seed=seed)
    effect = Effect(rate_ratio, LAUNCHED_ON, treated)
    deaths = draw_deaths(territory.places, residents, risk=risk, effect=effect, seed=seed)
    times = pd.period_range(end=f"{YEARS[-1]}-12", periods=months, freq="M")
    first = int(np.count_nonzero(times < pd.Period(LAUNCHED_ON, "M")))
    panel = Panel(
        units=tuple(codes),
        times=tuple(map(str, times)),
        outcome=_counts(deaths, codes, times),
        first=np.where(inside, first, NEVER).astype(np.int64),
        exposure=residents.loc[codes, [time.year for time in times]].to_numpy(float),
    )
    middles = shapely.get_coordinates(shapely.centroid(territory.places.geometry.to_numpy()))
    return EvaluatedCity(panel, distances(*middles.T, metric="great-circle"), rate_ratio)


def _counts(
    deaths: pd.DataFrame, codes: list[str], times: pd.PeriodIndex
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    row = pd.Index(codes).get_indexer(pd.Index(deaths["place"]))
    column = times.get_indexer(pd.PeriodIndex(deaths["occurred_at"], freq="M"))
    table = np.zeros((len(codes), len(times)))
    known = column >= 0
    np.add.at(table, (row[known], column[known]), 1.0)
    return table
