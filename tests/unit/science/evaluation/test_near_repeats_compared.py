"""Near repeats before and after, in treated places and others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pazos.science.evaluation.near_repeats_compared import Compared, near_repeats_compared
from pazos.science.patterns.near_repeat import near_repeat
from pazos.science.problems import InputProblem


def incidents(seed: int, *, repeats: tuple[float, float, float, float], count: int = 300) -> pd.DataFrame:
    """Incidents in four parts; a share of each calls for another within 100 m and a week.

    The parts are treated before and after, others before and after.
    """
    rng = np.random.default_rng(seed)
    frames = []
    for place, share in enumerate(repeats):
        x, y, day = rng.uniform(0, 3000, count), rng.uniform(0, 3000, count), rng.integers(0, 720, count)
        again = rng.random(count) < share
        x = np.concatenate([x, x[again] + rng.uniform(-50, 50, again.sum())])
        y = np.concatenate([y, y[again] + rng.uniform(-50, 50, again.sum())])
        day = np.concatenate([day, day[again] + rng.integers(1, 7, again.sum())])
        kind = {"treated": int(place < 2), "after": place % 2}
        frames.append(pd.DataFrame({"x": x, "y": y, "day": day, **kind}))
    return pd.concat(frames, ignore_index=True)


def compared(points: pd.DataFrame, **changes: float) -> Compared:
    asked = {"metres": 400.0, "days": 60.0, "seed": 1, "permutations": 199, **changes}
    return near_repeats_compared(points, x="x", y="y", day="day", treated="treated", after="after", **asked)


def test_the_four_ratios_are_those_of_the_near_repeat_test_itself() -> None:
    points = incidents(1, repeats=(0.3, 0.1, 0.3, 0.3))
    found = compared(points)
    for part in found.parts:
        some = points[
            (points.treated == (part.where == "treated")) & (points.after == (part.when == "after"))
        ]
        alone = near_repeat(
            some,
            x="x",
            y="y",
            day="day",
            space_breaks=(0, 400),
            time_breaks=(0, 60),
            seed=5,
            permutations=499,
        )
        assert part.observed == alone.observed[0, 0]
        assert part.ratio == pytest.approx(alone.ratio[0, 0], rel=0.05)
    ratios = {(one.where, one.when): one.ratio for one in found.parts}
    change = ratios["treated", "after"] / ratios["treated", "before"]
    other = ratios["others", "after"] / ratios["others", "before"]
    assert found.ratio == pytest.approx(change / other)


def test_a_chain_that_was_broken_is_seen() -> None:
    found = compared(incidents(2, repeats=(0.9, 0.0, 0.9, 0.9)))
    assert found.high < 1
    assert found.p_value < 0.05


def test_without_change_the_interval_holds_one() -> None:
    held = sum(
        one.low <= 1 <= one.high
        for one in (
            compared(incidents(seed, repeats=(0.2,) * 4, count=200), permutations=99) for seed in range(24)
        )
    )
    assert held >= 19


def test_rows_places_and_units_make_no_difference() -> None:
    points = incidents(3, repeats=(0.3, 0.1, 0.3, 0.3), count=150)
    found = compared(points)
    shuffled = compared(points.sample(frac=1, random_state=1))
    assert shuffled == found
    feet = compared(points.assign(x=points.x / 0.3048, y=points.y / 0.3048), metres=400 / 0.3048)
    assert replace(feet, parts=()) == replace(found, parts=())


def test_too_few_pairs_are_no_ratio_and_too_few_incidents_are_refused() -> None:
    points = incidents(4, repeats=(0.0,) * 4, count=30)
    found = compared(points, metres=400.0, days=5.0)
    assert found.why == "too_few_pairs"
    assert np.isnan(found.ratio)
    with pytest.raises(InputProblem, match="others, after"):
        compared(points[(points.treated == 1) | (points.after == 0)])
    with pytest.raises(InputProblem, match="missing"):
        compared(points.drop(columns="after"))
