"""What does the generator know of its city, and what do the institutions see of it?

`demo_city(seed)` invents the city whole. `City.truth` is for tests and for the demo's own
check: nothing else may read it, and no file handed out carries it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pazos.science.synthetic import names
from pazos.science.synthetic.deaths import RATE_WITHOUT_STRATEGY, Effect, draw_deaths, relative_risk
from pazos.science.synthetic.people import invent_people, residents_by_place
from pazos.science.synthetic.sources import Faults, forensic_rows, police_rows, vital_rows
from pazos.science.synthetic.territory import invent_territory

if TYPE_CHECKING:
    import geopandas
    import numpy as np
    import pandas as pd
    from shapely.geometry import LineString

DEFAULT_SEED = 2027
YEARS = tuple(RATE_WITHOUT_STRATEGY)
STRATEGY_FROM = date(2020, 1, 1)
LAUNCHED_ON = date(2020, 11, 1)
RATE_RATIO = 0.78
POLICE_DEFINITION_FROM = date(2023, 1, 1)


@dataclass(frozen=True)
class Truth:
    """What only the generator knows.

    `clusters`: tuples of place codes, the urban ones first. `risk`: relative risk by place code
    before launch, mean 1 over residents. `deaths`: see `deaths.draw_deaths`.
    """

    clusters: tuple[tuple[str, ...], ...]
    effect: Effect
    risk: pd.Series[float]
    deaths: pd.DataFrame

    @property
    def treated(self) -> tuple[str, ...]:
        """Codes of the places that the strategy truly reached, in the order of the clusters."""
        return self.effect.treated


@dataclass(frozen=True)
class City:
    """An invented municipality as its institutions see it, and the truth beside it.

    `places`: code, name, kind, comuna, comuna_name, zone, geometry (EPSG:4326). `population`:
    place, year, sex, age, people. `police`, `forensic`, `vital`: observed rows (see `sources`),
    with the hidden key `deaths` that no file carries.
    """

    seed: int
    municipality: names.Municipality
    department: str
    neighbours: tuple[names.Municipality, ...]
    places: geopandas.GeoDataFrame
    river: LineString
    population: pd.DataFrame
    police: pd.DataFrame
    forensic: pd.DataFrame
    vital: pd.DataFrame
    police_definition_from: date | None
    truth: Truth

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the sources cover."""
        return YEARS


def demo_city(
    seed: int = DEFAULT_SEED,
    *,
    rate_ratio: float = RATE_RATIO,
    police_definition_from: date | None = POLICE_DEFINITION_FROM,
) -> City:
    """Invent the demo city: Valdelucero, 361,375 people, twelve years, three imperfect sources.

    `rate_ratio` is the strategy's true effect (1 for none). From `police_definition_from` the
    police leave legal intervention out (None: they never do).
    """
    territory = invent_territory(seed)
    treated = tuple(code for cluster in territory.clusters for code in cluster)
    in_clusters = territory.places["code"].isin(treated).to_numpy()
    codes = territory.places["code"].tolist()
    population = invent_people(codes, in_clusters=in_clusters, years=YEARS, seed=seed)
    residents = residents_by_place(population)
    risk = relative_risk(residents[YEARS[-1]].to_numpy(float), in_clusters, seed=seed)
    effect = Effect(rate_ratio, LAUNCHED_ON, treated)
    away = [neighbour.code for neighbour in names.NEIGHBOURS]
    deaths = draw_deaths(territory.places, residents, risk=risk, effect=effect, seed=seed, away=away)
    return City(
        seed=seed,
        municipality=names.VALDELUCERO,
        department=names.DEPARTMENT,
        neighbours=names.NEIGHBOURS,
        places=territory.places,
        river=territory.river,
        population=population,
        police=police_rows(
            deaths,
            territory.places,
            seed=seed,
            faults=Faults(missed=0.04),
            definition_from=police_definition_from,
        ),
        forensic=forensic_rows(
            deaths, territory.places, seed=seed, faults=Faults(missed=0.03, ageless=0.005)
        ),
        vital=vital_rows(deaths, territory.places, seed=seed, faults=Faults(missed=0.06)),
        police_definition_from=police_definition_from,
        truth=Truth(territory.clusters, effect, _by_place(codes, risk), deaths),
    )


def _by_place(codes: list[str], risk: np.ndarray) -> pd.Series[float]:
    import pandas as pd

    return pd.Series(risk, index=pd.Index(codes, name="place"), name="risk")
