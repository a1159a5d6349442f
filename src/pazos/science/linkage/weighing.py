"""What does a pair weigh? splink's weights of the candidates, and the part that speaks of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.science.linkage.engine import Engine, gamma
from pazos.science.linkage.fields import OF_PERSON

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from pazos.science.linkage.model import Model

_STEPS = 4  # to the bit


def weigh(model: Model, connection: duckdb.DuckDBPyConnection) -> str:
    """Weigh the table `candidates` by the model and return the table of results."""
    engine = Engine(
        connection, model.fields, model.numbers(), prior=model.prior, frequencies=model.frequencies
    )
    return engine.weigh()


def heavy_pairs(
    model: Model, connection: duckdb.DuckDBPyConnection, table: str, *, of_kind: pd.DataFrame, least: float
) -> pd.DataFrame:
    """Return the pairs that weigh at least `least`, in order, with what `of_kind` says of their lists.

    Columns: n_l, n_r, list_l, list_r, weight, person, gamma_FIELD and those of `of_kind`.
    """
    connection.register("of_kind", of_kind)
    levels = ", ".join(f"gamma_{field.name}::TINYINT AS gamma_{field.name}" for field in model.fields)
    found = connection.execute(
        f"SELECT n_l, n_r, match_weight + shift AS weight, {_person(model)} AS person, {levels}, of_kind.* "
        f"FROM {table} JOIN of_kind ON {table}.list_l = of_kind.list_l AND {table}.list_r = of_kind.list_r "
        f"WHERE match_weight + shift >= {least} ORDER BY n_l, n_r"
    ).df()
    connection.unregister("of_kind")
    return found


def tally(model: Model, connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """Count the pairs of each kind at each weight: list_l, list_r, weight, person, pairs."""
    return connection.execute(
        f"SELECT list_l, list_r, round(match_weight * {_STEPS}) / {_STEPS} AS weight, "
        f"round(({_person(model)}) * {_STEPS}) / {_STEPS} AS person, count(*) AS pairs "
        f"FROM {table} GROUP BY ALL ORDER BY ALL"
    ).df()


def _person(model: Model) -> str:
    """SQL for the part of a pair's weight that comes from the person, not the incident."""
    parts = ["0.0"]
    for field in model.fields:
        if field.name in OF_PERSON:
            cases = " ".join(
                f"WHEN {gamma(field, word)} THEN {share.weight!r}"
                for word, share in model.shares[field.name].items()
            )
            parts.append(f"CASE gamma_{field.name} {cases} ELSE 0.0 END")
    return " + ".join(parts)
