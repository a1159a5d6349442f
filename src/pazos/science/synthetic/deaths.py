"""Who was killed, where and when: every violent death of the invented city, as it truly happened.

A city-wide rate falls over twelve years; true clusters carry several times the others' risk;
one incident makes the next one nearby likelier for two weeks; and from its launch the strategy
multiplies the risk in the treated places by a rate ratio that only the generator knows.

These are invented deaths. No source ever sees this table whole: see `sources`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from pazos.science.synthetic.streams import stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas

Risk = npt.NDArray[np.float64]

# Violent deaths per 100,000 residents a year at the middle of each year, had there been no strategy.
RATE_WITHOUT_STRATEGY = {
    2012: 97.0,
    2013: 84.0,
    2014: 70.0,
    2015: 60.0,
    2016: 52.0,
    2017: 47.5,
    2018: 45.0,
    2019: 42.5,
    2020: 39.5,
    2021: 38.5,
    2022: 37.5,
    2023: 37.0,
}
CLUSTER_DEATHS = 0.63
NEAR_REPEAT = 0.10
NEAR_REPEAT_DAYS = 14
_NEAR_REPEAT_DEGREES = 80 / 111_000
VICTIMS = {1: 0.971, 2: 0.025, 3: 0.004}
_WEEKDAY = np.array([0.125, 0.11, 0.11, 0.115, 0.14, 0.19, 0.21]) * 7
_MONTH = np.array([1.05, 0.93, 0.97, 0.96, 1.02, 1.0, 1.02, 1.0, 0.97, 0.98, 0.98, 1.12])
_WORKDAY_HOURS = (3, 2, 2, 1.5, 1.5, 2, 2.5, 3, 3, 3, 3, 3.5, 4, 4, 4, 4.5, 5, 5.5, 7, 8.5, 9, 8.5, 6.5, 4.5)
_WEEKEND_HOURS = (7, 6.5, 6, 5, 4, 3, 2, 1.5, 1.5, 2, 2, 2, 2.5, 3, 3, 3.5, 4, 4.5, 6, 7, 7.5, 7.5, 7.5, 7)
# Ages of victims: share of each span of years, even within it.
_AGES = ((1, 13, 0.012), (14, 17, 0.092), (18, 23, 0.262), (24, 29, 0.206), (30, 39, 0.240))
_OLDER = ((40, 49, 0.110), (50, 59, 0.050), (60, 82, 0.028))
_WEAPONS = ("firearm", "knife", "blunt", "strangling")
_CIRCUMSTANCES = ("reprisal", "quarrel", "robbery", "partner", "unknown")


@dataclass(frozen=True)
class Effect:
    """What the strategy truly did: `rate_ratio` in `treated` places from `launched_on`."""

    rate_ratio: float
    launched_on: date
    treated: tuple[str, ...]


def relative_risk(
    residents: npt.NDArray[np.float64], in_clusters: npt.NDArray[np.bool_], *, seed: int
) -> Risk:
    """Draw each place's lasting risk relative to the city's (mean 1 over residents).

    Places of the true clusters together hold CLUSTER_DEATHS of the deaths expected before launch.
    """
    rng = stream(seed, "risk")
    risk = rng.lognormal(0, np.where(in_clusters, 0.22, 0.35))
    for group, share in ((in_clusters, CLUSTER_DEATHS), (~in_clusters, 1 - CLUSTER_DEATHS)):
        risk[group] *= share * residents.sum() / (risk[group] * residents[group]).sum()
    return risk


def draw_deaths(
    places: geopandas.GeoDataFrame,
    residents: pd.DataFrame,
    *,
    risk: Risk,
    effect: Effect,
    seed: int,
    away: Sequence[str] = (),
) -> pd.DataFrame:
    """Return one row a death, in order of time.

    `places` has code and geometry; `residents` is a table of places by years; `away` are codes of
    municipalities where some victims lived. Columns: death, incident, follows (the incident that
    made it likelier, -1 for none), place, lon, lat, occurred_at, died_on, died_in (scene,
    hospital), sex, age, weapon, circumstance, legal_intervention, residence (a place or one of
    `away`).
    """
    rng = stream(seed, "deaths")
    first = _first_incidents(residents, risk=risk, effect=effect, rng=rng)
    first["x"], first["y"] = _points(places.geometry.to_numpy(), first["place"].to_numpy(), rng)
    incidents = _with_repeats(first, places.geometry.to_numpy(), rng, until=int(residents.columns[-1]))
    deaths = _victims(incidents, rng)
    homes = np.array([*places["code"], *away], dtype=object)
    deaths["residence"] = homes[_homes(deaths["place"].to_numpy(), rng, places=len(places), homes=len(homes))]
    deaths["place"] = places["code"].to_numpy()[deaths["place"]]
    return deaths


def _first_incidents(
    residents: pd.DataFrame, *, risk: Risk, effect: Effect, rng: np.random.Generator
) -> pd.DataFrame:
    """Incidents that no earlier incident made likelier: place (position), occurred_at."""
    days = pd.date_range(f"{residents.columns[0]}-01-01", f"{residents.columns[-1]}-12-31", freq="D")
    expected = _expected(days, residents, risk)
    treated = residents.index.isin(effect.treated)
    expected[np.ix_(days >= pd.Timestamp(effect.launched_on), treated)] *= effect.rate_ratio
    each = sum(victims * share for victims, share in VICTIMS.items())
    counts = rng.poisson(expected * (1 - NEAR_REPEAT) / each)
    day, place = np.nonzero(counts)
    times = counts[day, place]
    day, place = np.repeat(day, times), np.repeat(place, times)
    return pd.DataFrame({"place": place, "occurred_at": days[day] + _clock(days[day], rng)})


def _expected(days: pd.DatetimeIndex, residents: pd.DataFrame, risk: Risk) -> npt.NDArray[np.float64]:
    """Deaths expected each day (rows) in each place (columns), had there been no strategy."""
    position = days.year + (days.day_of_year - 0.5) / 365.25
    anchors = np.array(list(RATE_WITHOUT_STRATEGY)) + 0.5
    rate = np.exp(np.interp(position, anchors, np.log(list(RATE_WITHOUT_STRATEGY.values()))))
    daily = rate / 100_000 / 365.25 * _WEEKDAY[days.day_of_week] * _MONTH[days.month - 1]
    people = residents[days.year].to_numpy().T
    expected: npt.NDArray[np.float64] = daily[:, None] * people * risk
    return expected


def _clock(days: pd.DatetimeIndex, rng: np.random.Generator) -> pd.TimedeltaIndex:
    """Draw the time of day: nights above all, and on weekends deep into them."""
    weekend = days.day_of_week >= 5
    hours = np.where(weekend, _hours(_WEEKEND_HOURS, len(days), rng), _hours(_WORKDAY_HOURS, len(days), rng))
    # People round what they saw: half of the times end in 0 or 5.
    minutes = rng.integers(0, 60, len(days))
    minutes = np.where(rng.random(len(days)) < 0.5, minutes // 5 * 5, minutes)
    return pd.to_timedelta(hours * 60 + minutes, unit="min")


def _hours(weights: Sequence[float], count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    return rng.choice(24, count, p=np.array(weights) / sum(weights))


def _points(
    shapes: npt.NDArray[np.object_], place: npt.NDArray[np.int64], rng: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Draw one point inside each named shape."""
    bounds = shapely.bounds(shapes)[place]
    xy = np.empty((len(place), 2))
    left = np.arange(len(place))
    shapely.prepare(shapes)
    while len(left):
        xy[left] = rng.uniform(bounds[left, :2], bounds[left, 2:])
        left = left[~shapely.contains_xy(shapes[place[left]], xy[left])]
    return xy[:, 0], xy[:, 1]


def _with_repeats(
    first: pd.DataFrame, shapes: npt.NDArray[np.object_], rng: np.random.Generator, *, until: int
) -> pd.DataFrame:
    """Add the incidents that follow others nearby within two weeks, and number all by time."""
    generation = first.assign(parent=-1)
    generations, total = [], 0
    while len(generation):
        generation = generation.assign(own=np.arange(total, total + len(generation)))
        total += len(generation)
        generations.append(generation)
        generation = _followers(generation, shapes, rng)
    found = pd.concat(generations, ignore_index=True)
    found = found[found["occurred_at"].dt.year <= until].sort_values(["occurred_at", "own"])
    number = pd.Series(np.arange(len(found)), index=found["own"])
    follows = number.reindex(found["parent"]).fillna(-1).astype(int).to_numpy()
    kept: pd.DataFrame = found[["place", "occurred_at", "x", "y"]].reset_index(drop=True)
    kept["incident"], kept["follows"] = np.arange(len(kept)), follows
    return kept


def _followers(
    parents: pd.DataFrame, shapes: npt.NDArray[np.object_], rng: np.random.Generator
) -> pd.DataFrame:
    children = parents.loc[parents.index.repeat(rng.poisson(NEAR_REPEAT, len(parents)))]
    count = len(children)
    days = 1 + rng.exponential(4.0, count).astype(int) % NEAR_REPEAT_DAYS
    on = pd.DatetimeIndex(children["occurred_at"]).normalize() + pd.to_timedelta(days, unit="D")
    xy = children[["x", "y"]].to_numpy() + rng.normal(0, _NEAR_REPEAT_DEGREES, (count, 2))
    # A follower stays in its place, so that a place's expected count stays what it was drawn to be.
    outside = ~shapely.contains_xy(shapes[children["place"]], xy)
    xy[outside] = children.loc[:, ["x", "y"]].to_numpy()[outside]
    return pd.DataFrame(
        {
            "place": children["place"].to_numpy(),
            "occurred_at": on + _clock(on, rng),
            "x": xy[:, 0],
            "y": xy[:, 1],
            "parent": children["own"].to_numpy(),
        }
    )


def _victims(incidents: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row a victim, with what is true of each."""
    times = rng.choice(list(VICTIMS), len(incidents), p=list(VICTIMS.values()))
    deaths = incidents.loc[incidents.index.repeat(times)].reset_index(drop=True)
    count = len(deaths)
    legal = rng.random(count) < 0.018
    weapon = np.where(legal, "firearm", rng.choice(_WEAPONS, count, p=[0.80, 0.16, 0.03, 0.01]))
    why = rng.choice(_CIRCUMSTANCES, count, p=[0.42, 0.18, 0.12, 0.04, 0.24])
    hospital = rng.random(count) < 0.36
    delay = np.where(hospital, rng.geometric(0.35, count) - 1, 0)
    slow = hospital & (rng.random(count) < 0.06)
    delay = np.where(slow, rng.integers(8, 45, count), np.minimum(delay, 8))
    died = deaths["occurred_at"].dt.normalize() + pd.to_timedelta(delay, unit="D")
    return pd.DataFrame(
        {
            "death": np.arange(count),
            "incident": deaths["incident"],
            "follows": deaths["follows"],
            "place": deaths["place"],
            "lon": deaths["x"],
            "lat": deaths["y"],
            "occurred_at": deaths["occurred_at"],
            "died_on": died,
            "died_in": np.where(hospital, "hospital", "scene"),
            "sex": np.where(rng.random(count) < 0.92, "man", "woman"),
            "age": _draw_ages(count, rng),
            "weapon": weapon,
            "circumstance": np.where(legal, "legal intervention", why),
            "legal_intervention": legal,
        }
    )


def _draw_ages(count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    low, high, share = np.array(_AGES + _OLDER).T
    span = rng.choice(len(share), count, p=share / share.sum())
    ages: npt.NDArray[np.int64] = rng.integers(low[span].astype(int), high[span].astype(int) + 1)
    return ages


def _homes(
    place: npt.NDArray[np.int64], rng: np.random.Generator, *, places: int, homes: int
) -> npt.NDArray[np.int64]:
    """Where each victim lived: mostly where they died, else elsewhere in the city or beyond it."""
    count = len(place)
    kind = rng.choice(3, count, p=[0.66, 0.29, 0.05] if homes > places else [0.70, 0.30, 0.0])
    elsewhere = rng.integers(0, places, count)
    beyond = rng.integers(min(places, homes - 1), homes, count)
    home: npt.NDArray[np.int64] = np.select([kind == 0, kind == 1], [place, elsewhere], beyond)
    return home
