"""Which pairs are worth comparing? Rules that reach a week's shift, an exchanged day and month, and no more.

All pairs of 100,000 and 100,000 rows would be ten thousand million. The widest rule that stays
within `most_pairs` is taken; what a rule leaves out is stated by its name in the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb
    import pandas as pd
    from numpy.typing import NDArray

_WEEK = "(SELECT *, unnest([week - 1, week, week + 1]) AS near FROM claims)"
_SAME_WEEK = "l.week = r.near AND abs(l.day - r.day) <= 7"
_BESIDE = "(SELECT *, unnest([day - 1, day + 1]) AS near FROM claims)"
_PERSON_OR_PLACE = "(l.place_key = r.place_key OR abs(l.age - r.age) <= 1)"
# rule -> the table on the right, the condition
_RULES = {
    "week": (_WEEK, _SAME_WEEK),
    "day": ("claims", "l.day = r.day"),
    "day_and_place": ("claims", "l.day = r.day AND l.place_key = r.place_key"),
    "day_and_age": ("claims", "l.day = r.day AND l.age = r.age"),
    "day_and_hour": ("claims", "l.day = r.day AND l.sex = r.sex AND hours_apart(l.hour, r.hour) <= 1"),
    "next_day_and_hour": (
        _BESIDE,
        "l.day = r.near AND l.sex = r.sex AND l.weapon = r.weapon AND hours_apart(l.hour, r.hour) <= 1",
    ),
    "week_and_place": (_WEEK, f"{_SAME_WEEK} AND l.place_key = r.place_key"),
    "week_and_age": (_WEEK, f"{_SAME_WEEK} AND l.age = r.age AND l.sex = r.sex"),
    "turned": ("claims", f"l.turned = r.day AND {_PERSON_OR_PLACE}"),
    "turned_back": ("claims", f"l.day = r.turned AND {_PERSON_OR_PLACE}"),
    "turned_alone": ("claims", "l.turned = r.day"),
    "turned_back_alone": ("claims", "l.day = r.turned"),
    "other_year": (
        "claims",
        "l.month_day = r.month_day AND l.place_key = r.place_key AND abs(l.year - r.year) = 1 "
        "AND abs(l.age - r.age) <= 1",
    ),
    "undated": (
        "claims",
        "l.place_key = r.place_key AND l.age = r.age AND l.sex = r.sex AND (l.day IS NULL OR r.day IS NULL)",
    ),
    "names": (
        "claims",
        "l.names_key = r.names_key AND (l.day IS NULL OR r.day IS NULL OR abs(l.day - r.day) <= 400)",
    ),
}
# Rows of one list that are the same in every field compete for nothing: they are one death told twice.
TWINS = "(l.day = r.day AND l.age = r.age AND l.place_key IS NOT DISTINCT FROM r.place_key)"


def choose_rules(frame: pd.DataFrame, fields: Collection[str], *, most_pairs: int) -> tuple[str, ...]:
    """Return the widest rules that give at most about `most_pairs` pairs."""
    daily = pairs_by_days_apart(frame, most=7)
    rules = ["names"] if "names" in fields else []
    if daily.sum() <= most_pairs:
        return (*rules, "week", "turned_alone", "turned_back_alone", *_seldom(fields))
    rules += ["day"] if daily[0] <= most_pairs or not {"place", "age"} & set(fields) else _narrow_days(fields)
    if "place" in fields:
        rules.append("week_and_place")
    if {"age", "sex"} <= set(fields):
        rules.append("week_and_age")
    if {"hour", "sex", "weapon"} <= set(fields):
        rules.append("next_day_and_hour")
    if {"place", "age"} & set(fields):
        rules += ["turned", "turned_back"]
    return (*rules, *_seldom(fields))


def _narrow_days(fields: Collection[str]) -> list[str]:
    wanted = {"day_and_place": {"place"}, "day_and_age": {"age"}, "day_and_hour": {"hour", "sex"}}
    return [rule for rule, needs in wanted.items() if needs <= set(fields)]


def _seldom(fields: Collection[str]) -> tuple[str, ...]:
    rules = ("other_year",) if {"place", "age"} <= set(fields) else ()
    return (*rules, "undated") if {"place", "age", "sex"} <= set(fields) else rules


def pairs_by_days_apart(frame: pd.DataFrame, *, most: int) -> NDArray[np.float64]:
    """Count the pairs of rows 0, 1 ... `most` days apart (any two lists, or one)."""
    days = frame["day"].dropna().to_numpy(np.int64)
    if not len(days):
        return np.zeros(most + 1)
    a_day = np.bincount(days - days.min()).astype(np.float64)
    apart = [a_day[: len(a_day) - gap] @ a_day[gap:] for gap in range(min(most, len(a_day) - 1) + 1)]
    counts = np.zeros(most + 1)
    counts[: len(apart)] = apart
    counts[0] = (counts[0] - a_day.sum()) / 2
    return counts


def find_pairs(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[str], *, within: bool, some: bool
) -> int:
    """Make the table `candidates` (join_key_l < join_key_r) and return how many pairs it has.

    With `some`, only pairs with a row of the table `chosen` (column n) are made.
    """
    kind = "TRUE" if within else f"(l.list <> r.list OR {TWINS})"
    left = "(SELECT * FROM claims WHERE n IN (SELECT n FROM chosen))" if some else "claims"
    order = "l.n <> r.n" if some else "l.n < r.n"
    every = [
        f"SELECT least(l.n, r.n) AS join_key_l, greatest(l.n, r.n) AS join_key_r "
        f"FROM {left} l JOIN {right} r ON {condition} WHERE {order} AND {kind}"
        for right, condition in (_RULES[rule] for rule in rules)
    ]
    connection.execute(
        f"CREATE OR REPLACE TABLE candidates AS SELECT *, '0' AS match_key FROM ({' UNION '.join(every)})"
    )
    return int(connection.execute("SELECT count(*) FROM candidates").fetchall()[0][0])
