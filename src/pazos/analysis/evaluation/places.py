"""Which places can be followed through the whole window, and how far apart are they?

A neighbourhood that was split or joined in the window stands as one unit with those it overlaps, so that the same
ground is counted at every time. One that did not last and has no outline cannot be followed: it is left out and named.
No death is moved from one place to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pazos.analysis.evaluation.gathered import Note
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.words import N_
from pazos.science.places.distances import EARTH_RADIUS_METRES
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from pazos.analysis.evaluation.window import Window

    Floats = NDArray[np.float64]

OVERLAP = 0.05  # of the smaller: less is a border drawn by two hands
_FIELDS = ("pk", "code", "name", "zone", "valid_from", "valid_to", "lon", "lat")


@dataclass(frozen=True)
class Units:
    """Units in the order of their codes. `row_of` has every neighbourhood's code, joined ones at one row.

    `standing` are the codes that stand when the window ends; `shapes` are outlines or points in metres on a plane, None where neither is known.
    """

    codes: tuple[str, ...]
    names: Mapping[str, str]
    row_of: Mapping[str, int]
    standing: frozenset[str]
    zones: tuple[str, ...]
    shapes: NDArray[Any]
    notes: tuple[Note, ...] = ()

    @property
    def members(self) -> dict[int, list[str]]:
        """The neighbourhoods of each row."""
        found: dict[int, list[str]] = {}
        for code, row in sorted(self.row_of.items()):
            found.setdefault(row, []).append(code)
        return found

    def rows(self, codes: Collection[str]) -> list[int]:
        """Return the rows of neighbourhoods.

        Raises:
            InputProblem: some are no neighbourhood of the window.
        """
        unknown = sorted(set(codes) - self.row_of.keys())
        if unknown:
            raise InputProblem(
                N_(
                    "The plan names neighbourhoods that are not there through the whole window: {codes}. Correct the codes, or bring their outlines in."
                ),
                codes=", ".join(unknown),
            )
        return sorted({self.row_of[code] for code in codes})

    def distances(self) -> Floats | None:
        """Return metres between units, units x units: nought where they touch; None where some have no place."""
        if any(shape is None for shape in self.shapes):
            return None
        first, second = np.triu_indices(len(self.codes), 1)
        between = np.zeros((len(self.codes), len(self.codes)))
        shapely.prepare(self.shapes)
        between[first, second] = shapely.distance(self.shapes[first], self.shapes[second])
        return np.asarray(between + between.T, dtype=float)


@dataclass(frozen=True)
class Ground:
    """The units of a window and the metres between them (None where some have no place): the same for every count."""

    units: Units
    metres: Floats | None


def read_ground(window: Window) -> Ground:
    """Return the units of a window and their distances, to be read once and handed on.

    Raises:
        InputProblem: there are no neighbourhoods.
    """
    units = read_units(window)
    return Ground(units, units.distances())


def read_units(window: Window) -> Units:
    """Return the units of a window: two questions to the database.

    Raises:
        InputProblem: there are no neighbourhoods.
    """
    versions = _versions(window)
    if not versions:
        raise InputProblem(N_("There are no neighbourhoods yet. Bring them in with: pazos areas FILE"))
    texts = _outlines([one["pk"] for one in versions])
    latest = {one["code"]: one for one in versions}  # the last version of each code comes last
    codes = sorted(latest)
    shapes = _shapes([latest[code] for code in codes], texts)
    lasting = np.array([_lasts(code, versions, window) for code in codes])
    group = _groups(shapes, lasting)
    return _units(codes, latest, shapes=shapes, group=group, lasting=lasting, window=window)


def _versions(window: Window) -> list[dict[str, Any]]:
    inside = Q(valid_from__isnull=True) | Q(valid_from__lte=window.ends)
    inside &= Q(valid_to__isnull=True) | Q(valid_to__gt=window.begins)
    rows = Neighbourhood.objects.filter(inside).values(*_FIELDS)
    return sorted(rows, key=lambda one: (one["code"], one["valid_from"] is not None, one["valid_from"] or 0))


def _outlines(ids: Sequence[int]) -> dict[int, str]:
    drawn = Neighbourhood.objects.filter(outline__isnull=False).annotate(text=Cast("outline", TextField()))
    wanted = set(ids)
    return {pk: text for pk, text in drawn.values_list("pk", "text") if pk in wanted}


def _lasts(code: str, versions: Sequence[Mapping[str, Any]], window: Window) -> bool:
    own = [one for one in versions if one["code"] == code]
    begun = any(one["valid_from"] is None or one["valid_from"] <= window.begins for one in own)
    goes_on = any(one["valid_to"] is None or one["valid_to"] > window.ends for one in own)
    return begun and goes_on


def _shapes(places: Sequence[Mapping[str, Any]], texts: Mapping[int, str]) -> NDArray[Any]:
    """Return outlines, else points, on a plane in metres about the middle of them all."""
    shapes = np.asarray(shapely.from_geojson([texts.get(one["pk"]) for one in places]), dtype=object)
    for row, one in enumerate(places):
        if shapes[row] is None and one["lon"] is not None:
            shapes[row] = shapely.Point(one["lon"], one["lat"])
    known = np.array([shape is not None for shape in shapes])
    if not known.any():
        return shapes
    middle = np.nanmean(shapely.get_coordinates(shapely.centroid(shapes[known])), axis=0)
    scale = np.radians(1.0) * EARTH_RADIUS_METRES * np.array([np.cos(np.radians(middle[1])), 1.0])
    shapes[known] = shapely.transform(shapes[known], lambda at: (at - middle) * scale)
    return shapes


def _groups(shapes: NDArray[Any], lasting: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number for each code: those of one number stand as one unit."""
    links: list[tuple[int, int]] = []
    if not lasting.all():
        for row in np.flatnonzero(~lasting):
            if shapes[row] is None or shapely.area(shapes[row]) == 0:
                continue
            common = shapely.area(shapely.intersection(shapes[row], shapes))
            least = np.minimum(shapely.area(shapes), shapely.area(shapes[row]))
            links += [(int(row), int(other)) for other in np.flatnonzero(common > OVERLAP * least)]
    ends = np.array(links, dtype=int).reshape(-1, 2)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(shapes), len(shapes)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _units(
    codes: list[str],
    latest: Mapping[str, Mapping[str, Any]],
    *,
    shapes: NDArray[Any],
    group: NDArray[np.int64],
    lasting: NDArray[np.bool_],
    window: Window,
) -> Units:
    found: list[tuple[str, list[int]]] = []
    lost: list[str] = []
    for number in np.unique(group):
        members = np.flatnonzero(group == number).tolist()
        if len(members) == 1 and not lasting[members[0]]:
            lost.append(codes[members[0]])
            continue
        now = [row for row in members if _stands(latest[codes[row]], window)] or members
        found.append((codes[now[0]], members))
    found.sort()
    row_of = {codes[member]: row for row, (_, members) in enumerate(found) for member in members}
    return Units(
        codes=tuple(code for code, _ in found),
        names={code: _name(members, codes, latest, window=window) for code, members in found},
        row_of=row_of,
        standing=frozenset(code for code in codes if _stands(latest[code], window)),
        zones=tuple(str(latest[code]["zone"]) for code, _ in found),
        shapes=np.array([_whole(shapes[members]) for _, members in found] + [None], dtype=object)[:-1],
        notes=_notes({code: [codes[row] for row in members] for code, members in found}, lost),
    )


def _stands(place: Mapping[str, Any], window: Window) -> bool:
    return place["valid_to"] is None or place["valid_to"] > window.ends


def _name(
    members: Sequence[int], codes: Sequence[str], latest: Mapping[str, Mapping[str, Any]], *, window: Window
) -> str:
    now = [row for row in members if _stands(latest[codes[row]], window)] or list(members)
    return " + ".join(str(latest[codes[row]]["name"]) for row in now)


def _whole(shapes: NDArray[Any]) -> Any:
    if any(shape is None for shape in shapes):
        return None
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def _notes(members: Mapping[str, Sequence[str]], lost: Sequence[str]) -> tuple[Note, ...]:
    joined = {code: list(every) for code, every in members.items() if len(every) > 1}
    notes = [Note("joined", {"units": joined})] if joined else []
    return (*notes, *([Note("left_out", {"codes": sorted(lost)})] if lost else []))
