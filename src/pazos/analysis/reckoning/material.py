"""The inputs of every study of one basis, whoever read them: the city's database or a proof bundle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from pazos.analysis.basis import Basis
    from pazos.foundation.runs.actions import Input


@dataclass(frozen=True)
class Material:
    """The inputs of every study of one basis. Rows of all tables follow `areas`."""

    basis: Basis
    areas: pd.DataFrame  # code, name, kind, zone, comuna, located, lon, lat, geometry
    deaths: pd.DataFrame  # as `analysis.frames.deaths`
    counts: pd.DataFrame  # code x year, victims
    population: pd.Series | None  # mean of the period by code; missing where not known
    links: csr_array
    contiguity: dict[str, Any]  # on what `links` rests
    inputs: tuple[Input, ...]

    @property
    def victims(self) -> int:
        """All victims of the basis, placed or not."""
        return int(self.deaths["victims"].sum())

    @property
    def placed(self) -> int:
        """Victims whose neighbourhood is known."""
        return int(self.counts.to_numpy().sum())

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a place: code, name, zone, deaths of the period and people (missing if unknown)."""
        people = np.full(len(self.areas), np.nan) if self.population is None else self.population.to_numpy()
        return pd.DataFrame(
            {
                "code": self.areas["code"].to_numpy(),
                "name": self.areas["name"].to_numpy(),
                "zone": self.areas["zone"].to_numpy(),
                "lon": self.areas["lon"].to_numpy(),
                "lat": self.areas["lat"].to_numpy(),
                "deaths": self.counts.sum(axis=1).to_numpy(),
                "people": people,
            }
        )
