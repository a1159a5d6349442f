"""How likely is each pair one death, by a model already made? Nothing is estimated here.

With `only`, the pairs of the new rows are weighed, and with them the pairs of every row they touch,
because a new rival changes what an old pair is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.linkage.candidates import find_pairs
from pazos.science.linkage.claims import prepare
from pazos.science.linkage.engine import opened
from pazos.science.linkage.names import with_rarity
from pazos.science.linkage.odds import alone, among_rivals, kinds
from pazos.science.linkage.training import keyed
from pazos.science.linkage.weighing import heavy_pairs, tally, weigh
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb
    from numpy.typing import NDArray

    from pazos.science.linkage.model import Model

KEPT_FROM = 0.001
LEAST_WEIGHT = -12.0
RINGS = 4  # the rows, what they touch, its rivals, and what makes the rivals one death


@dataclass(frozen=True)
class Pairs:
    """Scored pairs: see the package for the columns of `frame`.

    `compared`: pairs looked at. `unkept`: true pairs expected among those below KEPT_FROM.
    `touched`: the claims all of whose pairs are in `frame`.
    """

    frame: pd.DataFrame
    compared: int
    unkept: float
    touched: tuple[Any, ...]


def score(model: Model, claims: pd.DataFrame, *, only: Collection[Any] | None = None) -> Pairs:
    """Return the pairs of `claims`, or with `only` those of these claims and of the rows they touch."""
    ready = prepare(claims)
    frame = keyed(with_rarity(ready.frame, model.words, model.rare_word))
    touched = frame["n"].to_numpy()
    with opened(frame) as connection:
        if only is None:
            compared = find_pairs(connection, model.rules, within=model.settings.within, some=False)
            found, unkept = _weighed(model, connection, ready.lists)
        else:
            fresh = _numbers(frame, only)
            found, unkept, compared, touched = _weighed_around(model, connection, ready.lists, fresh)
    found = found.assign(probability=among_rivals(found))
    if not model.settings.within:
        found = found[found["list_l"] != found["list_r"]]
    if only is not None:
        found = found[found["n_l"].isin(touched) | found["n_r"].isin(touched)]
    kept = found["probability"] >= KEPT_FROM
    lost = float(found.loc[~kept, "probability"].sum())
    claimed = tuple(frame["claim"].to_numpy()[touched].tolist())
    return Pairs(_shown(found[kept], frame, model, ready.lists), compared, round(unkept + lost, 6), claimed)


def _numbers(frame: pd.DataFrame, only: Collection[Any]) -> NDArray[np.int64]:
    unknown = set(only) - set(frame["claim"])
    if unknown:
        raise InputProblem(
            "These rows are to be scored but are not among the claims: {names}.",
            names=listed(sorted(map(str, unknown))),
        )
    return frame.loc[frame["claim"].isin(list(only)), "n"].to_numpy(np.int64)


def _weighed_around(
    model: Model, connection: duckdb.DuckDBPyConnection, lists: Sequence[str], fresh: NDArray[np.int64]
) -> tuple[pd.DataFrame, float, int, NDArray[np.int64]]:
    """Weigh the pairs up to RINGS steps from the fresh rows; the rows one step away are touched."""
    rings = [fresh]
    for _ in range(RINGS):
        connection.register("ring", pd.DataFrame({"n": rings[-1]}))
        connection.execute("CREATE OR REPLACE TABLE chosen AS SELECT n FROM ring")
        connection.unregister("ring")
        compared = find_pairs(connection, model.rules, within=model.settings.within, some=True)
        found, unkept = _weighed(model, connection, lists)
        rings.append(np.union1d(rings[-1], found[["n_l", "n_r"]].to_numpy(np.int64).ravel()))
        if len(rings[-1]) == len(rings[-2]):
            break
    return found, unkept, compared, rings[1]


def _weighed(
    model: Model, connection: duckdb.DuckDBPyConnection, lists: Sequence[str]
) -> tuple[pd.DataFrame, float]:
    """Return the candidates worth keeping, in order, and the true pairs expected among the others."""
    table, of_kind = weigh(model, connection), kinds(model, lists)
    found = heavy_pairs(model, connection, table, of_kind=of_kind, least=LEAST_WEIGHT)
    rest = tally(model, connection, table).merge(of_kind, on=["list_l", "list_r"])
    connection.execute(f"DROP TABLE {table}")
    weight = (rest["weight"] + rest["shift"]).to_numpy(np.float64)
    likely = alone(weight, rest["person"].to_numpy(np.float64), rest["incident"].to_numpy(np.float64))
    return found, float((likely * rest["pairs"])[weight < LEAST_WEIGHT].sum())


def _shown(found: pd.DataFrame, frame: pd.DataFrame, model: Model, lists: Sequence[str]) -> pd.DataFrame:
    """Name claims, lists and levels, likeliest pair first."""
    found = found.sort_values(["weight", "n_l", "n_r"], ascending=[False, True, True], ignore_index=True)
    claims, names = frame["claim"].to_numpy(), np.array(lists, dtype=object)
    shown = {
        "first": claims[found["n_l"]],
        "second": claims[found["n_r"]],
        "list_first": names[found["list_l"].astype(int)],
        "list_second": names[found["list_r"].astype(int)],
        "weight": found["weight"].astype("float64"),
        "probability": found["probability"].astype("float64"),
    }
    for field in model.fields:
        # Code -1, a side missing, is the last word.
        words = np.array([*(level.word for level in reversed(field.levels)), ""], dtype=object)
        shown[field.name] = words[found[f"gamma_{field.name}"].to_numpy(np.int64)]
    return pd.DataFrame(shown)
