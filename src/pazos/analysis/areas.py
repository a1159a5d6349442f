"""Files of places: polygons, points or plain names, read into one frame.

What a file says of where its places are decides which methods can run on it, so the
answer travels with the frame: `Areas.located` is "polygons", "lonlat", "plane" or "names".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    import pandas as pd

Located = Literal["polygons", "lonlat", "plane", "names"]
SHAPES = {".geojson", ".json", ".gpkg", ".shp", ".zip"}


@dataclass(frozen=True)
class Areas:
    """Places in the order of their file: `frame` (a GeoDataFrame if `located` is "polygons")."""

    frame: pd.DataFrame
    identifier: str | None
    located: Located

    @property
    def ids(self) -> list[str]:
        """The places' names as text, in the order of the file."""
        if self.identifier is None:
            return [str(place) for place in range(1, len(self.frame) + 1)]
        return [str(name) for name in self.frame[self.identifier]]


def read_areas(path: str | Path, *, identifier: str | None = None) -> Areas:
    """Read a file of places; a file that cannot be read is refused in one sentence."""
    path = Path(path)
    if not path.exists():
        raise InputProblem("There is no file {file}.", file=path)
    frame = _read_shapes(path) if path.suffix.lower() in SHAPES else _read_table(path)
    if not len(frame):
        raise InputProblem("{file} has no rows.", file=path.name)
    if identifier is not None:
        if identifier not in frame.columns:
            raise InputProblem(
                "{file} has no column {column}. It has: {present}.",
                file=path.name,
                column=identifier,
                present=listed(frame.columns),
            )
        twice = frame[identifier][frame[identifier].duplicated()]
        if len(twice):
            raise InputProblem(
                "In {file} the column {column} names some places twice: {names}.",
                file=path.name,
                column=identifier,
                names=listed(twice.unique()),
            )
    return Areas(frame, identifier, _located(frame))


def _read_shapes(path: Path) -> pd.DataFrame:
    import geopandas

    frame: pd.DataFrame = geopandas.read_file(path)
    return frame


def _read_table(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(path)


def _located(frame: pd.DataFrame) -> Located:
    if "geometry" in frame.columns:
        return "polygons"
    columns = {str(column).lower() for column in frame.columns}
    if {"lon", "lat"} <= columns:
        return "lonlat"
    return "plane" if {"x", "y"} <= columns else "names"
