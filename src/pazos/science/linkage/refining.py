"""How much do two lists share, and what does each get right, once rivals and companions are known?

Expectation-maximisation goes on from what splink found, with the probabilities of `odds`: there two
victims of one incident are no longer taken for one death whose age is wrong. The shares of each
pair of lists are found by the same steps, so that each pair has a prior of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.linkage.candidates import find_pairs
from pazos.science.linkage.engine import gamma
from pazos.science.linkage.fields import OF_PERSON, PRIOR_PAIRS, compared
from pazos.science.linkage.odds import KIND, among_rivals, kinds
from pazos.science.linkage.weighing import heavy_pairs, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb
    from numpy.typing import NDArray

    from pazos.science.linkage.fields import Field
    from pazos.science.linkage.model import Model, Share

    Floats = NDArray[np.float64]

SAMPLE_ROWS = 20_000
BLOCK_DAYS = 64
ROUNDS = 10
SETTLED = 0.001
_LEAST_WEIGHT = -12.0


def refined(
    model: Model,
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    *,
    lists: Sequence[str],
    learn: bool,
) -> Model:
    """Return the model with a prior for each pair of lists and, with `learn`, m as the rivals leave it."""
    chosen = _chosen(frame, model.seed)
    connection.register("chosen_rows", frame.loc[chosen, ["n"]])
    connection.execute("CREATE OR REPLACE TABLE chosen AS SELECT n FROM chosen_rows")
    connection.unregister("chosen_rows")
    find_pairs(connection, model.rules, within=model.settings.within, some=not chosen.all())
    table = weigh(model, connection)
    found = heavy_pairs(model, connection, table, of_kind=kinds(model, lists), least=_LEAST_WEIGHT)
    connection.execute(f"DROP TABLE {table}")
    # A pair with one end in the sample stands for two halves.
    ends = chosen[found["n_l"].to_numpy(np.int64)].astype(float) + chosen[found["n_r"].to_numpy(np.int64)]
    times = ends / 2 / chosen.mean()
    found = found.drop(columns=KIND[2:])
    for _ in range(ROUNDS):
        before = model
        model, found = _round(model, found, times, lists, learn=learn)
        if _moved(before, model) < SETTLED:
            break
    return model


def _moved(before: Model, after: Model) -> float:
    """The greatest change of a coverage or an m."""
    m = [
        abs(one.m - after.shares[name][word].m)
        for name, of in before.shares.items()
        for word, one in of.items()
    ]
    return max([*m, *(abs(share - before.covered.get(pair, 0.0)) for pair, share in after.covered.items())])


def _chosen(frame: pd.DataFrame, seed: int) -> NDArray[np.bool_]:
    """Choose all rows of some stretches of days, so that rivals are chosen together."""
    if len(frame) <= SAMPLE_ROWS:
        return np.ones(len(frame), dtype=bool)
    block = (frame["day"] // BLOCK_DAYS).fillna(-1).to_numpy(np.int64)
    every = np.unique(block)
    most = max(1, round(len(every) * SAMPLE_ROWS / len(frame)))
    drawn = np.random.default_rng([seed, 2]).choice(every, most, replace=False)
    return np.isin(block, drawn)


def _round(
    model: Model, found: pd.DataFrame, times: Floats, lists: Sequence[str], *, learn: bool
) -> tuple[Model, pd.DataFrame]:
    before = kinds(model, lists)
    p = among_rivals(found.merge(before, on=["list_l", "list_r"], how="left", validate="m:1")) * times
    fresh = _with_priors(model, found, p, lists)
    if learn:
        fresh = replace(fresh, shares=_shares(fresh, found, p))
    # The pooled prior stays that of the weights at hand; only the kinds' own priors and m move.
    moved = kinds(fresh, lists)["shift"] - before["shift"]
    shift = before[["list_l", "list_r"]].assign(moved=moved)
    gained = found.merge(shift, on=["list_l", "list_r"], how="left", validate="m:1")["moved"].to_numpy()
    person = np.zeros(len(found))
    for field in model.fields:
        name = field.name
        change = _gain(model.shares[name], fresh.shares[name], found[f"gamma_{name}"], field)
        gained = gained + change
        if name in OF_PERSON:
            person = person + change
    return fresh, found.assign(weight=found["weight"] + gained, person=found["person"] + person)


def _with_priors(model: Model, found: pd.DataFrame, p: Floats, lists: Sequence[str]) -> Model:
    sums = pd.Series(p).groupby([found["list_l"], found["list_r"]]).sum()
    priors, covered = {}, {}
    for a, first in enumerate(lists):
        for b in range(a, len(lists)):
            second, counted = lists[b], float(sums.get((a, b), 0.0))
            rows = model.rows[first], model.rows[second]
            pairs = rows[0] * rows[1] if a != b else rows[0] * (rows[0] - 1) / 2
            # Half a pair stands for what was not seen: a prior of nought could never be moved again.
            most = min(rows) if a != b else rows[0] / 2
            matches = min(counted + 0.5, most)
            if pairs:
                priors[first, second] = _digits(min(matches / pairs, 0.5))
            if a != b:
                covered[first, second] = _digits(matches / max(min(rows), 1))
    return replace(model, priors=priors, covered=covered)


def _digits(share: float) -> float:
    """Seven digits: beyond them the order in which threads add shows."""
    return float(f"{share:.7g}")


def _shares(model: Model, found: pd.DataFrame, p: Floats) -> dict[str, dict[str, Share]]:
    """m of every level from pairs of two lists, drawn towards the defaults."""
    across = np.where(found["list_l"] != found["list_r"], p, 0.0)
    answer = {}
    for name, levels in model.shares.items():
        field = compared(name, points=model.points)
        defaults = {level.word: level.m for level in field.levels}
        codes = found[f"gamma_{name}"].to_numpy(np.int64)
        counted = {word: float(across[codes == gamma(field, word)].sum()) for word in levels}
        total = sum(counted.values())
        known = total / (total + PRIOR_PAIRS)
        said = "learnt" if known > 0.9 else "mixed" if known > 0.1 else "default"
        answer[name] = {
            word: replace(
                share,
                m=_digits((counted[word] + PRIOR_PAIRS * defaults[word]) / (total + PRIOR_PAIRS)),
                m_from=said,
            )
            for word, share in levels.items()
        }
    return answer


def _gain(before: Mapping[str, Share], after: Mapping[str, Share], codes: pd.Series, field: Field) -> Floats:
    """Return what each pair's weight gains by new m of a field; code -1, a side missing, is the last."""
    gains = np.zeros(len(field.levels) + 1)
    for word, share in before.items():
        gains[gamma(field, word)] = np.log2(after[word].m / share.m)
    return np.asarray(gains[codes.to_numpy(np.int64)])
