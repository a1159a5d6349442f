"""Where the places of a frame are: columns in, points in, and nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.windows import Floats, great_circle, on_sphere
from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

PLANE = "euclidean"
GLOBE = "great-circle"


@dataclass(frozen=True)
class Located:
    """Places as they were given, `given` (N, 2), and as points whose distances order them."""

    given: Floats
    points: Floats
    distance: str

    def radius(self, centre: int, farthest: int) -> float:
        """Return how far one place is from another, in metres (or the units of x and y)."""
        straight = float(np.linalg.norm(self.points[centre] - self.points[farthest]))
        return great_circle(straight) if self.distance == GLOBE else straight


def located(frame: pd.DataFrame, names: Sequence[str], **columns: str | None) -> Located:
    """Read x and y, or lon and lat, of a frame whose rows are called `names`."""
    plane = columns["x"] is not None and columns["y"] is not None
    globe = columns["lon"] is not None and columns["lat"] is not None
    if plane == globe:
        raise InputProblem(
            "A scan needs the columns x and y, or the columns lon and lat: one pair, not both."
        )
    first, second = (columns["x"], columns["y"]) if plane else (columns["lon"], columns["lat"])
    require_columns(frame, first, second, method="scan")
    given = numbers(frame, str(first), str(second), names=names)
    if not globe:
        return Located(given, given - given.mean(axis=0), PLANE)
    outside = (np.abs(given[:, 0]) > 180) | (np.abs(given[:, 1]) > 90)
    if outside.any():
        raise InputProblem(
            "These places have a longitude beyond 180 or a latitude beyond 90 degrees: {names}.",
            names=listed(np.asarray(names)[outside]),
        )
    return Located(given, on_sphere(given[:, 0], given[:, 1]), GLOBE)


def numbers(frame: pd.DataFrame, *columns: str, names: Sequence[str]) -> Floats:
    """Return columns as numbers (N, columns); what is missing or no number is refused by name."""
    import pandas as pd

    found = np.column_stack(
        [pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float) for column in columns]
    )
    for column, values in zip(columns, found.T, strict=True):
        bad = ~np.isfinite(values)
        if bad.any():
            raise InputProblem(
                "The column {column} has no number for: {names}. Fill it in or leave those places out.",
                column=column,
                names=listed(np.asarray(names)[bad]),
            )
    return found
