"""A file of places as text columns and, where it has them, shapes in WGS84.

The coordinate system comes from the file or from the reader. Where neither says it, the file
is refused: metres of one system read as another put a city in the sea.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from pazos.analysis.tables import read_table
from pazos.analysis.territory.frames import WGS84
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHAPES = {".geojson", ".json", ".gpkg", ".shp", ".zip", ".gdb", ".kml"}
_CURE = N_(
    "Say which it is with --crs: EPSG:4326 (degrees), EPSG:9377 (Colombia's national origin), "
    "EPSG:3116 (MAGNA-SIRGAS Bogotá), EPSG:3115 (Oeste)."
)


@dataclass
class Layer:
    """The columns of a file as text, row numbers as people count them, shapes in WGS84 (or None)."""

    name: str
    columns: pd.DataFrame
    rows: NDArray[np.int64]
    shapes: NDArray[np.object_] | None = None
    crs: dict[str, Any] = field(default_factory=dict)


def read_layer(path: str | Path, *, crs: str | None = None, layer: str | None = None) -> Layer:
    """Read polygons, points or a plain table. `crs` is what the reader says of the coordinates."""
    path = Path(path)
    if not path.exists():
        raise InputProblem(N_("There is no file {file}."), file=path)
    if path.suffix.lower() not in SHAPES:
        table = read_table(path)
        return Layer(path.name, table.frame, table.rows)
    frame = _read_shapes(path, layer)
    text = pd.DataFrame(frame.drop(columns=frame.geometry.name)).map(_text)
    shapes, facts = _in_degrees(frame, said=crs, file=path.name)
    return Layer(path.name, text, np.arange(1, len(frame) + 1), shapes, facts)


def _read_shapes(path: Path, layer: str | None) -> geopandas.GeoDataFrame:
    import pyogrio

    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if layer is None and len(names) > 1:
            raise InputProblem(
                N_("{file} has several layers; choose one with --layer: {layers}."),
                file=path.name,
                layers=listed(names),
            )
        frame = geopandas.read_file(path, layer=layer or (names[0] if names else None))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, UnicodeError) as error:
        if isinstance(error, InputProblem):
            raise
        raise InputProblem(
            N_("{file} cannot be read as places ({reason})."),
            file=path.name,
            reason=str(error).splitlines()[0][:160],
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise InputProblem(N_("{file} has no shapes."), file=path.name)
    if not len(frame):
        raise InputProblem(N_("{file} has no rows."), file=path.name)
    return frame


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and not np.isfinite(value)) or value is pd.NaT:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _in_degrees(
    frame: geopandas.GeoDataFrame, *, said: str | None, file: str
) -> tuple[NDArray[np.object_], dict[str, Any]]:
    geometry = frame.geometry
    system = _system(said) if said else geometry.crs
    if system is None:
        raise InputProblem(N_("{file} does not say its coordinate system. {cure}"), file=file, cure=_CURE)
    facts = {"name": _short(system), "by": "asked" if said else "file"}
    if said and geometry.crs is not None and _system(said) != geometry.crs:
        facts["file_says"] = _short(geometry.crs)
    placed = geometry.set_crs(system, allow_override=True).to_crs(WGS84)
    # Vertices stay as they are: rounding them to a centimetre broke nine sound outlines of Medellín.
    shapes = shapely.force_2d(placed.to_numpy())
    refuse_off_the_globe(shapely.bounds(geometry.to_numpy() if _degrees(system) else shapes), file=file)
    return shapes, facts


def refuse_off_the_globe(bounds: NDArray[np.float64], *, file: str) -> None:
    """Refuse coordinates that are no degrees, or that left the globe in conversion."""
    known = bounds[~np.isnan(bounds).all(axis=1)]
    off = ~np.isfinite(known).all(axis=1) | (np.abs(known[:, ::2]) > 180).any(axis=1)
    if (off | (np.abs(known[:, 1::2]) > 90).any(axis=1)).any():
        raise InputProblem(N_("The coordinates of {file} are not degrees. {cure}"), file=file, cure=_CURE)


def points_in_degrees(
    x: NDArray[np.float64], y: NDArray[np.float64], *, crs: str | None, file: str
) -> tuple[NDArray[np.object_], dict[str, Any]]:
    """Return points (None where a coordinate is missing) from columns; degrees unless `crs` is said."""
    points = np.full(len(x), None, dtype=object)
    known = np.isfinite(x) & np.isfinite(y)
    points[known] = shapely.points(x[known], y[known])
    series = geopandas.GeoSeries(points, crs=_system(crs or WGS84))
    facts = {"name": _short(series.crs), "by": "asked" if crs else "degrees"}
    shapes = series.to_crs(WGS84).to_numpy()
    degrees = _degrees(series.crs)
    refuse_off_the_globe(shapely.bounds(points[known] if degrees else shapes[known]), file=file)
    return shapes, facts


def _system(said: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(said)
    except CRSError as error:
        raise InputProblem(
            N_("{crs} is no coordinate system that is known. {cure}"), crs=said, cure=_CURE
        ) from error


def _short(system: Any) -> str:
    authority = system.to_authority()
    return ":".join(authority) if authority else str(system.name)


def _degrees(system: Any) -> bool:
    return bool(system.is_geographic)
