"""Near repeats: pairs counted by band, what may not change them, and what is refused."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.patterns.near_repeat import near_repeat
from pazos.science.problems import InputProblem

SPACES, TIMES = [0, 100, 200, 400], [0, 7, 14, 28]


def incidents(size: int = 150, *, seed: int = 0) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "x": chance.uniform(0, 2_000, size),
            "y": chance.uniform(0, 2_000, size),
            "day": chance.integers(0, 90, size),
        }
    )


def counted(frame: pd.DataFrame, **words: object):
    given = {"x": "x", "y": "y", "day": "day", "space_breaks": SPACES, "time_breaks": TIMES, "seed": 1}
    return near_repeat(frame, **(given | {"permutations": 99} | words))


def textbook(frame: pd.DataFrame, spaces: list[float], times: list[float], metric: str) -> list[list[int]]:
    table = np.zeros((len(spaces) - 1, len(times) - 1), dtype=int)
    rows = frame.to_numpy(dtype=float)
    for one in range(len(rows)):
        for two in range(one):
            east, north, days = np.abs(rows[one] - rows[two])
            metres = east + north if metric == "manhattan" else np.hypot(east, north)
            for i in range(len(spaces) - 1):
                for j in range(len(times) - 1):
                    near = spaces[i] <= metres < spaces[i + 1]
                    table[i, j] += near and times[j] <= days < times[j + 1]
    return table.tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), min_size=3, max_size=15),
    st.sampled_from(["euclidean", "manhattan"]),
    st.sampled_from([[0, 1, 2, 5], [1, 3], [0, 0.5, 4]]),
    st.sampled_from([[0, 1, 3, 8], [0, 2.5], [1, 4, 50]]),
)
def test_pairs_are_those_of_the_definition(rows, metric, spaces, times):
    frame = pd.DataFrame(rows, columns=["x", "y", "day"])
    words = {"space_breaks": spaces, "time_breaks": times, "metric": metric, "permutations": 3}
    if not np.sum(textbook(frame, spaces, [0, 10], metric)):
        with pytest.raises(InputProblem, match="No two incidents"):
            counted(frame, **words)
    else:
        assert counted(frame, **words).observed.tolist() == textbook(frame, spaces, times, metric)


@pytest.mark.parametrize(("days", "band"), [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2)])
def test_bands_of_days_are_closed_on_the_left(days, band):
    frame = pd.DataFrame({"x": [0, 0, 9_000], "y": [0, 50, 0], "day": [0, days, 0]})
    assert counted(frame).observed[0].tolist() == [int(place == band) for place in range(3)]


@pytest.mark.parametrize(("metres", "band"), [(0, 0), (99.9, 0), (100, 1), (200, 2)])
def test_bands_of_metres_are_closed_on_the_left(metres, band):
    frame = pd.DataFrame({"x": [0, metres, 9_000], "y": [0, 0, 0], "day": [0, 0, 0]})
    assert counted(frame).observed[:, 0].tolist() == [int(place == band) for place in range(3)]


def test_repeats_planted_near_and_soon_are_found():
    first = incidents(100)
    again = first.assign(x=first.x + 20, day=first.day + 3)
    found = counted(pd.concat([first, again]))
    assert found.p_value[0, 0] == pytest.approx(0.01)
    assert found.ratio[0, 0] > 3
    assert found.p_value[2].min() > 0.01


def test_dealing_the_days_keeps_every_pair_of_places():
    """Over all days together chance makes as many pairs as were seen: places stay."""
    found = counted(incidents(), time_breaks=[0, 45, 1000])
    assert found.expected.sum(axis=1) == pytest.approx(found.observed.sum(axis=1))


def test_expectation_is_the_product_of_both_margins():
    """In the long run the expected pairs are pairs near in space x the share of all pairs near in time."""
    frame = incidents(60)
    found = counted(frame, permutations=1_999)
    apart = np.abs(frame.day.to_numpy()[:, None] - frame.day.to_numpy())[np.triu_indices(60, 1)]
    share = np.histogram(apart, [*TIMES[:-1], TIMES[-1] - 0.5])[0] / len(apart)
    near = counted(frame, time_breaks=[0, 1_000]).observed[:, 0]
    assert found.expected == pytest.approx(np.outer(near, share), rel=0.08)


def test_order_of_rows_and_row_names_do_not_change_a_digit():
    frame = incidents()
    other = counted(frame.sample(frac=1, random_state=5).reset_index(drop=True))
    same = counted(frame)
    assert other.observed.tolist() == same.observed.tolist()
    assert other.p_value.tolist() == same.p_value.tolist()
    assert other.expected.tolist() == same.expected.tolist()


def test_units_and_origin_do_not_change_the_test():
    frame = incidents().round(0)
    in_halves = frame.assign(x=frame.x / 2, y=frame.y / 2, day=frame.day + 1_000)
    other = counted(in_halves, space_breaks=[value / 2 for value in SPACES])
    assert other.observed.tolist() == counted(frame).observed.tolist()
    assert other.p_value.tolist() == counted(frame).p_value.tolist()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_does_not_change_a_digit(workers):
    frame = incidents()
    assert counted(frame, workers=workers).expected.tolist() == counted(frame, workers=1).expected.tolist()


def test_dates_are_read_as_days():
    frame = incidents()
    dates = pd.Timestamp("2018-01-01") + pd.to_timedelta(frame.day, unit="D")
    for column in (dates, dates.dt.strftime("%Y-%m-%d"), dates + pd.Timedelta(hours=5)):
        found = counted(frame.assign(day=column))
        assert found.observed.tolist() == counted(frame).observed.tolist()
        assert found.p_value.tolist() == counted(frame).p_value.tolist()


def test_input_is_not_modified():
    frame = incidents()
    before = frame.copy(deep=True)
    counted(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_cell_where_nothing_is_expected_has_no_ratio():
    found = counted(incidents(), time_breaks=[0, 7, 200, 300])
    assert np.isnan(found.ratio[:, 2]).all()
    assert (found.p_value[:, 2] == 1).all()


def test_size_is_five_percent_where_days_are_dealt_at_random():
    """120 cities without near repeats: 6 expected; the count of pairs is discrete, so somewhat fewer."""
    small = [
        counted(incidents(80, seed=seed), permutations=19, seed=seed, workers=1).p_value[2, 2]
        for seed in range(120)
    ]
    assert 1 <= sum(p <= 0.05 for p in small) <= 14


REFUSED = {
    "no date": (lambda f: f.assign(day=f.day.where(f.index != 4)), "rows: 5"),
    "a bad date": (lambda f: f.assign(day=["2018-01-01"] * 149 + ["31/31/2018"]), "rows: 150"),
    "half a day": (lambda f: f.assign(day=f.day + 0.5), "day"),
    "no place": (lambda f: f.assign(x=f.x.where(f.index != 4)), "rows: 5"),
    "words for places": (lambda f: f.assign(y="here"), "y"),
    "two incidents": (lambda f: f.head(2), "3 incidents"),
    "far apart": (lambda f: f.assign(x=f.index * 1_000), "metres"),
    "no column": (lambda f: f.drop(columns="day"), "missing: day"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_counted_is_refused(case):
    spoil, told = REFUSED[case]
    with pytest.raises(InputProblem, match=told):
        counted(spoil(incidents()))


@pytest.mark.parametrize(
    "words",
    [
        {"space_breaks": [0, 200, 100]},
        {"time_breaks": [0, 7, 7]},
        {"time_breaks": [7]},
        {"space_breaks": [-1, 100]},
        {"space_breaks": [0, float("nan")]},
        {"metric": "great-circle"},
        {"permutations": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused(words):
    with pytest.raises(InputProblem):
        counted(incidents(), **words)


def test_one_cell_is_the_test_of_pointpats():
    from pointpats import Knox

    frame = incidents(120, seed=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.random.seed(1)  # noqa: NPY002 - the only seed that library has
        other = Knox(frame[["x", "y"]].to_numpy(), frame[["day"]].to_numpy(), 300, 10, permutations=199)
    found = counted(frame, space_breaks=[0, 300], time_breaks=[0, 10.5], permutations=199)
    assert found.observed[0, 0] == other.statistic_
    assert found.p_value[0, 0] == pytest.approx(other.p_sim, abs=0.12)
