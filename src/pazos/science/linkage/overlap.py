"""What share of two lists' pairs is one death? Estimated anew for each pair of lists, and within each.

The weights of the fields stand; only the prior moves, by expectation-maximisation on how many
pairs there are at each weight (Saerens, Latinne and Decaestecker 2002).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.linkage.candidates import find_pairs
from pazos.science.linkage.engine import Engine, gamma
from pazos.science.linkage.fields import OF_PERSON
from pazos.science.linkage.odds import alone, kinds, log_odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pazos.science.linkage.model import Model

SAMPLE_ROWS = 20_000
_ROUNDS = 60
_STEPS = 4  # to the bit


def weigh(model: Model, connection: duckdb.DuckDBPyConnection) -> str:
    """Weigh the table `candidates` by the model and return the table of results."""
    numbers = {name: {word: (one.m, one.u) for word, one in of.items()} for name, of in model.shares.items()}
    engine = Engine(connection, model.fields, numbers, prior=model.prior, frequencies=model.frequencies)
    return engine.weigh()


def person_sql(model: Model) -> str:
    """Return SQL for the part of a pair's weight that comes from the person, not the incident."""
    parts = ["0.0"]
    for field in model.fields:
        if field.name in OF_PERSON:
            cases = " ".join(
                f"WHEN {gamma(field, word)} THEN {share.weight!r}"
                for word, share in model.shares[field.name].items()
            )
            parts.append(f"CASE gamma_{field.name} {cases} ELSE 0.0 END")
    return " + ".join(parts)


def tally(
    model: Model, connection: duckdb.DuckDBPyConnection, table: str, *, where: str = "TRUE"
) -> pd.DataFrame:
    """Count the pairs of each kind at each weight: list_l, list_r, weight, person, pairs."""
    return connection.execute(
        f"SELECT list_l, list_r, round(match_weight * {_STEPS}) / {_STEPS} AS weight, "
        f"round(({person_sql(model)}) * {_STEPS}) / {_STEPS} AS person, count(*) AS pairs "
        f"FROM {table} WHERE {where} GROUP BY ALL ORDER BY ALL"
    ).df()


def with_overlaps(model: Model, connection: duckdb.DuckDBPyConnection, lists: Sequence[str]) -> Model:
    """Return the model with the prior and the coverage of each pair of lists."""
    rows = sum(model.rows.values())
    step = max(1, rows // SAMPLE_ROWS)
    connection.execute(f"CREATE OR REPLACE TABLE chosen AS SELECT n FROM claims WHERE n % {step} = 0")
    find_pairs(connection, model.rules, within=model.settings.within, some=step > 1)
    counted = tally(model, connection, weigh(model, connection), where=f"n_l % {step} = 0")
    counted["pairs"] *= step
    for _ in range(2):  # the second time with the coverage that the first has found
        for place, kind in kinds(model, lists).iterrows():
            del place
            model = _with_kind(model, counted, kind, lists)
    return model


def _with_kind(model: Model, counted: pd.DataFrame, kind: pd.Series, lists: Sequence[str]) -> Model:
    a, b = int(kind["list_l"]), int(kind["list_r"])
    here = counted[(counted["list_l"] == a) & (counted["list_r"] == b)]
    first, second = model.rows[lists[a]], model.rows[lists[b]]
    pairs = first * second if a != b else first * (first - 1) / 2
    if not pairs:
        return model
    most = 0.999 * min(first, second) if a != b else 0.5 * first
    start = model.prior + 0.0
    base = here["weight"].to_numpy(np.float64) - log_odds(model.prior)
    person, times = here["person"].to_numpy(np.float64), here["pairs"].to_numpy(np.float64)
    share = start if a != b else start / 50
    found = share * pairs
    for _ in range(_ROUNDS):
        incident = kind["incident"] if a != b else np.log2(model.companions / max(2 * found / first, 1e-6))
        likely = alone(base + log_odds(share), person, np.full(len(base), incident))
        # Half a pair stands for what was not seen: a prior of nought could never be moved again.
        found = min(float((likely * times).sum()) + 0.5, most)
        share = min(found / pairs, 0.5)
    share = float(f"{share:.7g}")
    pair = (lists[a], lists[b])
    model = replace(model, priors={**model.priors, pair: share})
    if a != b:
        covered = float(f"{min(found / min(first, second), 1.0):.7g}")
        model = replace(model, covered={**model.covered, pair: covered})
    return model
