"""The arithmetic of Fellegi and Sunter, done by splink in DuckDB's memory.

Only this module knows splink. Nothing is written to a disk, and the rows of a table are numbered
by their content, so that a sample is the same whatever the order of a file.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.science.linkage.fields import MACROS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    from pazos.science.linkage.fields import Field

EM_ITERATIONS = 60
EM_CONVERGENCE = 1e-4
NOT_BELOW = -16.0  # log2 of the odds under which a pair is not even tallied
Shares = dict[str, dict[str, tuple[float, float]]]  # field -> level -> (m, u)


@contextmanager
def opened(frame: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that holds `frame` as the table `claims`."""
    import duckdb

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for macro in MACROS:
            connection.execute(macro)
        connection.register("claims_frame", frame.drop(columns="claim"))
        connection.execute("CREATE TABLE claims AS SELECT * FROM claims_frame ORDER BY n")
        connection.unregister("claims_frame")
        yield connection


def gamma(field: Field, word: str) -> int:
    """Return splink's number of a level: the last is 0, the best the greatest."""
    words = [level.word for level in field.levels]
    return len(words) - 1 - words.index(word)


def settings_of(fields: Sequence[Field], shares: Shares, *, prior: float, by_value: bool) -> Any:
    """Return splink's settings for fields with their m and u."""
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison

    comparisons: list[Any] = [
        CustomComparison(
            comparison_levels=[
                {"sql_condition": field.missing, "label_for_charts": "missing", "is_null_level": True},
                *(_level(level, shares[field.name][level.word], by_value=by_value) for level in field.levels),
            ],
            output_column_name=field.name,
        )
        for field in fields
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="n",
        comparisons=comparisons,
        probability_two_random_records_match=prior,
        max_iterations=EM_ITERATIONS,
        em_convergence=EM_CONVERGENCE,
        retain_matching_columns=True,
        additional_columns_to_retain=["list"],
    )


def _level(level: Any, shares: tuple[float, float], *, by_value: bool) -> dict[str, Any]:
    said = {
        "sql_condition": level.condition,
        "label_for_charts": level.word,
        "m_probability": shares[0],
        "u_probability": shares[1],
    }
    if by_value and level.by_value:
        said |= {"tf_adjustment_column": level.by_value, "tf_adjustment_weight": 1.0}
    return said


class Engine:
    """splink over one connection, for one set of fields and parameters."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        fields: Sequence[Field],
        shares: Shares,
        *,
        prior: float,
        frequencies: Mapping[str, Mapping[str, float]] | None = None,
        table: str = "claims",
    ) -> None:
        from splink import DuckDBAPI, Linker

        self._connection, self._fields = connection, fields
        self._api = DuckDBAPI(connection=connection)
        settings = settings_of(fields, shares, prior=prior, by_value=frequencies is not None)
        self._linker = Linker(self._api.register(table), settings, log_level=None, validate_settings=False)
        for column, shares_of in (frequencies or {}).items():
            known = pd.DataFrame(
                {column: pd.Series(list(shares_of), dtype="str"), f"tf_{column}": list(shares_of.values())}
            )
            table_of = self._api.register(known)
            self._linker.table_management.register_term_frequency_lookup(table_of, column)

    def chance_shares(self) -> dict[str, dict[str, float]]:
        """Return u of each level over all pairs of the table."""
        self._linker.training.estimate_u_using_random_sampling(
            max_pairs=1e12, min_count_per_level=None, num_chunks=1
        )
        return self._read("u_probability", self._linker._settings_obj.core_model_settings)

    def learn(self, rule: str) -> tuple[float, dict[str, dict[str, float]]]:
        """Return the share of true pairs among those of `rule`, and m of the fields it leaves free."""
        session = self._linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
        found = session.core_model_settings
        return float(found.probability_two_random_records_match), self._read("m_probability", found)

    def _read(self, what: str, core: Any) -> dict[str, dict[str, float]]:
        fields = {field.name: field for field in self._fields}
        answer = {}
        for comparison in core.comparisons:
            field = fields[comparison.output_column_name]
            by_gamma = {
                level.comparison_vector_value: getattr(level, f"_{what}")
                for level in comparison.comparison_levels
                if not level.is_null_level
            }
            # splink says a text where a level was never met.
            shares = {level.word: by_gamma[gamma(field, level.word)] for level in field.levels}
            answer[field.name] = {
                word: share if isinstance(share, float) else 0.0 for word, share in shares.items()
            }
        return answer

    def weigh(self) -> str:
        """Weigh the pairs of the table `candidates` and return the table of results."""
        table = self._api.register("candidates")
        self._linker.table_management.register_blocked_pairs_for_predict(table)
        return str(
            self._linker.inference.predict(
                threshold_match_weight=NOT_BELOW, warning_mode="never"
            ).physical_name
        )
