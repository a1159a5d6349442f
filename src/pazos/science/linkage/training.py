"""What do these lists get right, and how often do two deaths look alike? m, u and the priors.

u comes from pairs of a sample of rows, m from expectation-maximisation by splink over the
pairs of one day, and then over all candidates with their rivals (`refining`). Both are drawn towards the
defaults by as much as `fields.PRIOR_PAIRS` true pairs weigh, and where lists are too small, or
show too little agreement to be about the same deaths, the defaults stand and the model says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.linkage.candidates import choose_rules, pairs_by_days_apart
from pazos.science.linkage.claims import prepare
from pazos.science.linkage.companions import share_of_companions
from pazos.science.linkage.engine import Engine, opened
from pazos.science.linkage.fields import PRIOR_PAIRS, compared
from pazos.science.linkage.model import Model, Settings, Share
from pazos.science.linkage.names import with_rarity, word_shares
from pazos.science.linkage.refining import refined
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    import duckdb
    import pandas as pd

    from pazos.science.linkage.claims import Prepared
    from pazos.science.linkage.fields import Field

SAMPLE_PAIRS = 600_000
SESSION_PAIRS = 300_000
FEWEST_ROWS = 100  # in the second largest list: below, nothing is learnt
ENOUGH_ROWS = 300  # in a sample: below, u is drawn towards the defaults as if by PRIOR_ROWS more
PRIOR_ROWS = 40
FEWEST_COUNTED = 6  # pairs of a sample at a level, below which its u is not taken from it
BY_VALUE = ("sex", "place_key", "weapon")
# A model whose true pairs disagree more often than this in the day or the age has found something else.
LEAST_AGREEMENT = 0.5


def train(claims: pd.DataFrame, settings: Settings | None = None, *, seed: int = 1) -> Model:
    """Return the model of some lists (a frame of claims); raises InputProblem where nothing compares.

    The same claims and seed give the same model, in any order of rows and lists.
    """
    settings = settings or Settings()
    ready = prepare(claims)
    fields = _fields(ready, settings)
    words, rare = word_shares(ready.frame["names"]) if "names" in fields else ({}, 1e-3)
    frame = keyed(with_rarity(ready.frame, words, rare))
    points = "place" in fields and bool(frame.groupby("list")["lon"].count().gt(0).sum() >= 2)
    shapes = tuple(compared(name, points=points) for name in fields)
    rows = frame["list"].value_counts().sort_index().to_numpy()
    model = Model(
        shares={
            field.name: {level.word: Share(level.m, level.u) for level in field.levels} for field in shapes
        },
        prior=_first_prior(rows),
        priors={},
        covered={},
        companions=share_of_companions(frame, fields),
        frequencies={
            column: _frequencies(frame[column]) for column in BY_VALUE if column.split("_")[0] in fields
        },
        rules=choose_rules(frame, fields, most_pairs=settings.most_pairs),
        settings=settings,
        seed=seed,
        points=points,
        words=words,
        rare_word=rare,
        rows={name: int((frame["list"] == code).sum()) for code, name in enumerate(ready.lists)},
        notes=tuple(f"{what}:{where}" for what, where in ready.notes),
    )
    model = _with_span(model, frame)
    with opened(frame) as connection:
        if len(frame) >= 2:
            model = _with_chances(model, connection, frame, shapes)
        if _large_enough(rows, settings):
            start = _cleaned(_learnt(model, connection, frame, shapes), rows)
            learnt = refined(start, connection, frame, lists=ready.lists, learn=True)
            if _believable(learnt):
                return learnt
            model = replace(model, notes=(*model.notes, "few_deaths_in_common"))
        return refined(_cleaned(model, rows), connection, frame, lists=ready.lists, learn=False)


def _fields(ready: Prepared, settings: Settings) -> tuple[str, ...]:
    fields = tuple(name for name in ready.fields if settings.fields is None or name in settings.fields)
    if "date" not in fields:
        raise InputProblem(
            "No two of these lists have dates, and without dates nothing can be linked. Lists: {lists}.",
            lists=listed(ready.lists),
        )
    if len(fields) == 1:
        raise InputProblem(
            "These lists share nothing but dates, and a date alone tells no two deaths apart. "
            "They need at least one more column in common: age, sex, place, weapon, hour or names. Lists: {lists}.",
            lists=listed(ready.lists),
        )
    return fields


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the number of each day's week."""
    return frame.assign(week=frame["day"] // 8)


def _first_prior(rows: np.ndarray) -> float:
    """Half of the shorter list's rows in the other, over all pairs of two lists."""
    pairs, matches = 0.0, 0.0
    for place, first in enumerate(rows):
        for second in rows[place + 1 :]:
            pairs, matches = pairs + first * second, matches + min(first, second) / 2
    if not pairs:
        return float(min(0.5, 0.02 / max(rows.sum(), 1)))
    return float(min(0.5, matches / pairs))


def _frequencies(values: pd.Series) -> dict[str, float]:
    counts = values.dropna().value_counts().sort_index()
    return {str(value): round(float(count) / counts.sum(), 8) for value, count in counts.items()}


def _large_enough(rows: np.ndarray, settings: Settings) -> bool:
    return settings.learn and len(rows) >= 2 and bool(np.sort(rows)[-2] >= FEWEST_ROWS)


def _with_span(model: Model, frame: pd.DataFrame) -> Model:
    """u of the date for deaths spread evenly over the days that the lists span."""
    days = frame["day"].dropna()
    span = int(days.max() - days.min()) + 1 if len(days) else 1
    u = {"same_day": 1 / span, "next_day": 2 / span, "within_week": 12 / span}
    u |= {"day_and_month_turned": 0.5 / span, "other_year": 2 / max(span, 730)}
    shares = dict(model.shares)
    dates = {word: replace(share, u=min(u.get(word, 1.0), 0.5)) for word, share in shares["date"].items()}
    shares["date"] = _normal(dates, "u")
    return replace(model, shares=shares)


def _cleaned(model: Model, rows: np.ndarray) -> Model:
    """Take out of u the true pairs that stood among the sample's pairs: they matter in short lists."""
    pairs = (rows.sum() ** 2 - (rows**2).sum()) / 2
    among = model.prior * pairs / max(rows.sum() * (rows.sum() - 1) / 2, 1)
    shares = {
        name: _normal({word: replace(one, u=_without(one, among)) for word, one in levels.items()}, "u")
        for name, levels in model.shares.items()
    }
    return replace(model, shares=shares)


def _without(share: Share, among: float) -> float:
    if share.u_from == "default":
        return share.u
    return max((share.u - among * share.m) / (1 - among), share.u / 5)


def _with_chances(
    model: Model, connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, shapes: tuple[Field, ...]
) -> Model:
    """Take u from all pairs of a sample of rows; a level too rare for it keeps a bounded default."""
    most = int((2 * SAMPLE_PAIRS) ** 0.5)
    drawn = np.arange(len(frame))
    if len(frame) > most:
        drawn = np.sort(np.random.default_rng(model.seed).choice(len(frame), most, replace=False))
    connection.register("drawn_rows", frame[["n"]].iloc[drawn])
    connection.execute(
        "CREATE OR REPLACE TABLE sample AS SELECT * FROM claims WHERE n IN (SELECT n FROM drawn_rows)"
    )
    connection.unregister("drawn_rows")
    pairs = len(drawn) * (len(drawn) - 1) / 2
    found = Engine(connection, shapes, model.numbers(), prior=model.prior, table="sample").chance_shares()
    # Many pairs of few rows say little: some ages that happen to lie ten years apart make a third of them.
    trust = 1.0 if len(drawn) >= ENOUGH_ROWS else len(drawn) / (len(drawn) + PRIOR_ROWS)
    shares = {
        name: _normal({word: _chance(levels[word], found[name][word], pairs, trust) for word in levels}, "u")
        for name, levels in model.shares.items()
    }
    return replace(model, shares=shares)


def _chance(share: Share, counted: float, pairs: float, trust: float) -> Share:
    if counted * pairs >= FEWEST_COUNTED:
        said = "learnt" if trust == 1 else "mixed"
        return replace(share, u=trust * counted + (1 - trust) * share.u, u_from=said)
    # What was hardly seen in so many pairs is rarer than three over their number, at 95%.
    return replace(share, u=min(share.u, FEWEST_COUNTED / max(pairs, FEWEST_COUNTED)))


def _normal(levels: Mapping[str, Share], which: Literal["m", "u"]) -> dict[str, Share]:
    """Make the shares of a field add up to one, in seven digits."""
    total = sum(getattr(share, which) for share in levels.values())

    def part(share: Share) -> float:
        return float(f"{getattr(share, which) / total:.7g}")

    if which == "m":
        return {word: replace(share, m=part(share)) for word, share in levels.items()}
    return {word: replace(share, u=part(share)) for word, share in levels.items()}


def _learnt(
    model: Model, connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, shapes: tuple[Field, ...]
) -> Model:
    """Take m from expectation-maximisation, drawn towards the defaults."""
    daily = pairs_by_days_apart(frame, most=0)[0]
    step = max(1, int(np.ceil(daily / SESSION_PAIRS)))
    rule = f"l.day = r.day AND l.list <> r.list AND l.n % {step} = 0"
    count = _count(connection, rule)
    if not count:
        return model
    share, found = Engine(connection, shapes, model.numbers(), prior=_within_a_day(model, frame)).learn(rule)
    matches = share * count
    learnt = {name: _drawn(model.shares[name], found[name], matches) for name in found}
    model = replace(model, shares={name: learnt.get(name, levels) for name, levels in model.shares.items()})
    same_day = model.shares["date"]["same_day"].m
    rows = np.array(list(model.rows.values()), dtype=np.float64)
    pairs = (rows.sum() ** 2 - (rows**2).sum()) / 2
    prior = min(matches * step / same_day / pairs, 0.5)
    return replace(model, prior=float(f"{prior:.7g}"))


def _believable(model: Model) -> bool:
    """Say whether the pairs found mostly agree in the day and, nearly, the age: else they are not deaths."""
    age = model.shares.get("age")
    return model.shares["date"]["same_day"].m >= LEAST_AGREEMENT and (
        age is None or age["same"].m + age["one_year"].m >= LEAST_AGREEMENT
    )


def _within_a_day(model: Model, frame: pd.DataFrame) -> float:
    """The prior that splink takes for all pairs; it scales it to the pairs of a day by itself."""
    return min(0.5, max(model.prior, 1 / max(len(frame), 2)))


def _drawn(levels: Mapping[str, Share], found: dict[str, float], matches: float) -> dict[str, Share]:
    """m as learnt from `matches` true pairs and PRIOR_PAIRS pairs of the defaults."""
    known = matches / (matches + PRIOR_PAIRS)
    said = "learnt" if known > 0.9 else "mixed" if known > 0.1 else "default"
    mixed = {
        word: replace(share, m=known * found[word] + (1 - known) * share.m, m_from=said)
        for word, share in levels.items()
    }
    return _normal(mixed, "m")


def _count(connection: duckdb.DuckDBPyConnection, rule: str) -> int:
    sql = f"SELECT count(*) FROM claims l JOIN claims r ON {rule} WHERE l.n < r.n"
    return int(connection.execute(sql).fetchall()[0][0])
