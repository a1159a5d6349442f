"""How many other victims does an incident have? They look alike in everything but age, sex and name.

Two rows of one list on one day in one place, at one hour and with ages apart, are two victims of
one incident, except for as many as chance puts there: that number is taken from rows two weeks apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

# Where the lists cannot tell: about one victim in twenty has a companion in published city files.
DEFAULT_COMPANIONS = 0.05
FEWEST_ROWS = 500
_APART = 14


def share_of_companions(frame: pd.DataFrame, fields: Collection[str]) -> float:
    """Return how many companions a victim has on average, between 0.005 and 0.5."""
    if not {"place", "age"} <= set(fields):
        return DEFAULT_COMPANIONS
    known = frame.loc[
        frame["day"].notna() & frame["place_key"].notna() & frame["age"].notna(),
        ["n", "list", "day", "place_key", "age", "hour"],
    ]
    if len(known) < FEWEST_ROWS:
        return DEFAULT_COMPANIONS
    # Each pair of one day is met from both its ends; a day has half as many as it has with two others.
    more = _pairs(known, apart=0) - _pairs(known, apart=_APART)
    return float(min(0.5, max(0.005, more / len(known))))


def _pairs(known: pd.DataFrame, *, apart: int) -> int:
    met = known.merge(known.assign(day=known["day"] + apart), on=["list", "day", "place_key"])
    hours = (met["hour_x"] - met["hour_y"]).abs()
    at_once = hours.isna() | (hours <= 1)
    return int((((met["age_x"] - met["age_y"]).abs() > 1) & at_once & (met["n_x"] != met["n_y"])).sum())
