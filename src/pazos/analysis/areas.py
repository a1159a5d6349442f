"""Files of places: polygons, points or plain names, read into one frame.

What a file says of where its places are decides which methods can run on it, so the
answer travels with the frame: `Areas.located` is "polygons", "lonlat", "plane" or "names".
A coordinate system is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    import geopandas
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


def read_areas(path: str | Path, *, identifier: str | None = None, crs: str | None = None) -> Areas:
    """Read a file of places; a file that cannot be read is refused in one sentence.

    `crs` states the coordinate system of a file that does not (for instance "EPSG:9377").
    """
    path = Path(path)
    if not path.exists():
        raise InputProblem(N_("There is no file {file}."), file=path)
    frame = read_shapes(path, crs=crs) if path.suffix.lower() in SHAPES else _read_table(path)
    if not len(frame):
        raise InputProblem(N_("{file} has no rows."), file=path.name)
    _refuse_bad_identifier(frame, identifier, file=path.name)
    return Areas(frame, identifier, _located(frame))


def _refuse_bad_identifier(frame: pd.DataFrame, identifier: str | None, *, file: str) -> None:
    if identifier is None:
        return
    if identifier not in frame.columns:
        raise InputProblem(
            N_("{file} has no column {column}. It has: {present}."),
            file=file,
            column=identifier,
            present=listed(frame.columns),
        )
    twice = frame[identifier][frame[identifier].duplicated()]
    if len(twice):
        raise InputProblem(
            N_("In {file} the column {column} names some places twice: {names}."),
            file=file,
            column=identifier,
            names=listed(twice.unique()),
        )


def read_shapes(path: Path, *, crs: str | None = None) -> geopandas.GeoDataFrame:
    """Read GeoJSON, GeoPackage or a shapefile (zipped or not) with its coordinate system.

    GeoJSON that names none is in degrees by its standard (RFC 7946). A shapefile without .prj
    keeps none unless `crs` states it: who touches whom can still be told, distances are plane.
    """
    import geopandas
    from pyogrio.errors import DataLayerError, DataSourceError
    from shapely.errors import GEOSException

    try:
        frame = geopandas.read_file(_shape_source(path))
    except (DataSourceError, DataLayerError, GEOSException, OSError, ValueError, RuntimeError) as error:
        raise InputProblem(
            N_(
                "{file} cannot be read as a file of shapes ({reason}). "
                "Shapes are read from GeoJSON, GeoPackage, .shp (with .shx and .dbf) or a zip of these."
            ),
            file=path.name,
            reason=_first_line(error),
        ) from error
    if "geometry" not in frame.columns:
        raise InputProblem(N_("{file} has rows but no shapes."), file=path.name)
    return _placed(frame, crs)


def _shape_source(path: Path) -> Path | str:
    if path.suffix.lower() != ".zip":
        return path
    from pazos.analysis.tables.kinds import refuse_bomb

    inside = refuse_bomb(path, name=path.name)
    shapes = [name for name in inside if Path(name).suffix.lower() in SHAPES - {".zip"}]
    if len(shapes) != 1:
        raise InputProblem(
            N_("{file} holds {count} files of shapes ({names}); it must hold one."),
            file=path.name,
            count=len(shapes),
            names=listed(shapes or inside, most=4),
        )
    return f"/vsizip/{path.resolve().as_posix()}/{shapes[0]}"


def _placed(frame: geopandas.GeoDataFrame, stated: str | None) -> geopandas.GeoDataFrame:
    from pyproj.exceptions import CRSError

    if frame.crs is not None or stated is None:
        return frame
    try:
        return frame.set_crs(stated)
    except CRSError as error:
        raise InputProblem(
            N_("{crs} is not a coordinate system that is known ({reason})."),
            crs=stated,
            reason=_first_line(error),
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__


def _read_table(path: Path) -> pd.DataFrame:
    from pazos.analysis.tables import read_table
    from pazos.analysis.tables.numbers import with_numbers

    table = read_table(path)
    return with_numbers(table.frame, delimiter=str(table.how.get("delimiter", "")))


def _located(frame: pd.DataFrame) -> Located:
    if "geometry" in frame.columns:
        return "polygons"
    columns = {str(column).lower() for column in frame.columns}
    if {"lon", "lat"} <= columns:
        return "lonlat"
    return "plane" if {"x", "y"} <= columns else "names"
