"""The inputs of a study of neighbourhoods, cut down to what its figures need, as JSON and back.

Deaths by place and year, and by month for the whole city; never a record. What comes back gives the
same digits as what went in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from pazos.analysis.basis import Basis
from pazos.analysis.reckoning.material import Material

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PLACES, POINTS, COUNTS, PEOPLE = "places", "points", "counts", "people"
LINKS, MONTHS = "links", "months"
PARTS = (PLACES, POINTS, COUNTS, PEOPLE, LINKS, MONTHS)


def frozen(
    material: Material, *, wanted: Collection[str], city: Mapping[int, float | None] | None = None
) -> dict[str, Any]:
    """Return what of `material` is wanted, as plain values. `city`: the city's people by year."""
    areas = material.areas
    parts: dict[str, Any] = {
        PLACES: {name: areas[name].tolist() for name in ("code", "name", "zone")},
        POINTS: {name: _known(areas[name]) for name in ("lon", "lat")},
        COUNTS: material.counts.to_numpy().tolist(),
        PEOPLE: None if material.population is None else _known(material.population),
        LINKS: _links(material),
        MONTHS: _by_month(material.deaths),
    }
    kept = {name: part for name, part in parts.items() if name in wanted}
    city_people = {str(year): people for year, people in (city or {}).items()}
    return {"basis": material.basis.facts(), "city": city_people, **kept}


def _known(numbers: pd.Series) -> list[float | None]:
    return [None if np.isnan(one) else float(one) for one in numbers.to_numpy(dtype=float)]


def _links(material: Material) -> dict[str, Any]:
    links = material.links
    return {
        "starts": links.indptr.tolist(),
        "touched": links.indices.tolist(),
        "weights": links.data.tolist(),
        "contiguity": material.contiguity,
    }


def _by_month(deaths: pd.DataFrame) -> list[list[Any]]:
    """Return month, whether its records give only the year, and victims."""
    sums = deaths.assign(only=deaths["precision"] == "year").groupby(["month", "only"])["victims"].sum()
    rows = sums.reset_index()[["month", "only", "victims"]].itertuples(index=False, name=None)
    return [[month, bool(only), int(victims)] for month, only, victims in rows]


def thawed(stored: Mapping[str, Any]) -> tuple[Material, dict[int, float | None]]:
    """Return the material and the city's people by year that `frozen` gave; what was cut off is empty."""
    basis = Basis(**stored["basis"])
    places = stored.get(PLACES) or _unnamed(len(stored.get(COUNTS, [])))
    codes = pd.Series(places["code"], dtype=object)
    number = len(codes)
    points = stored.get(POINTS) or dict.fromkeys(("lon", "lat"), np.full(number, np.nan))
    areas = pd.DataFrame({**places, **points}).astype({"lon": float, "lat": float})
    years = list(range(basis.first_year, basis.last_year + 1))
    counted = np.array(stored.get(COUNTS) or np.zeros((number, len(years))), dtype=np.int64)
    people = stored.get(PEOPLE)
    material = Material(
        basis=basis,
        areas=areas,
        deaths=_deaths(stored.get(MONTHS, [])),
        counts=pd.DataFrame(counted.reshape(number, len(years)), index=codes.to_numpy(), columns=years),
        population=None if people is None else pd.Series(people, index=codes.to_numpy(), dtype=float),
        links=_matrix(stored.get(LINKS), number),
        contiguity=(stored.get(LINKS) or {}).get("contiguity", {}),
        inputs=(),
    )
    return material, {int(year): people for year, people in stored["city"].items()}


def _unnamed(number: int) -> dict[str, list[str]]:
    return {"code": [str(one) for one in range(number)], "name": [""] * number, "zone": [""] * number}


def _deaths(months: list[list[Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": [month for month, _, _ in months],
            "year": [int(month[:4]) for month, _, _ in months],
            "precision": ["year" if only else "day" for _, only, _ in months],
            "victims": pd.array([victims for _, _, victims in months], dtype="Int64"),
        }
    )


def _matrix(stored: Mapping[str, Any] | None, number: int) -> sparse.csr_array:
    if stored is None:
        return sparse.csr_array((number, number))
    parts = (stored["weights"], stored["touched"], stored["starts"])
    return sparse.csr_array(parts, shape=(number, number))
