"""What a plan can hope to see: against a power that can be reckoned by hand, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pazos.science.evaluation.future import Shocks, following, learnt
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.power import detectable, extended, smallest_seen
from pazos.science.evaluation.study import Design, Way
from pazos.science.problems import InputProblem

BEFORE, AFTER, UNITS, TREATED = 24, 12, 40, 12


def quiet(seed: int = 1, *, mean: float = 2.0, times: int = BEFORE) -> Panel:
    """Months of Poisson counts, every unit alike."""
    rng = np.random.default_rng(seed)
    names = tuple(f"n{one:02}" for one in range(UNITS))
    months = tuple(f"{2015 + one // 12}-{one % 12 + 1:02}" for one in range(times))
    return Panel(names, months, rng.poisson(mean, (UNITS, times)).astype(float), np.full(UNITS, NEVER))


def beginning(at: int = BEFORE, *, treated: int = TREATED) -> np.ndarray:
    starts = np.full(UNITS, NEVER)
    starts[:treated] = at
    return starts


def asked(panel: Panel, **changes: object) -> object:
    told = {"times_after": AFTER, "design": Design(Way("twfe")), "draws": 24, "seed": 1, **changes}
    return detectable(panel, told.pop("starts", beginning()), **told)  # type: ignore[arg-type]


def test_the_power_is_that_of_four_poisson_counts() -> None:
    """Log ratio of ratios: its variance is the sum of one over each of the four sums; over pasts as over futures."""
    share, rest = 0.2, UNITS - TREATED
    found = [
        asked(quiet(seed), draws=32, effects=(share,), seed=seed, design=Design(Way("poisson")))
        for seed in range(5)
    ]
    sums = 2.0 * np.array(
        [TREATED * AFTER * (1 - share), TREATED * BEFORE, rest * BEFORE, rest * AFTER], dtype=float
    )
    by_hand = stats.norm.cdf(-np.log1p(-share) / (1 / sums).sum() ** 0.5 - stats.norm.ppf(0.975))
    # Clustered errors of few places cost a little power; 160 draws are right to eight hundredths.
    assert np.mean([one.detected[0].share for one in found]) == pytest.approx(by_hand, abs=0.12)
    assert np.mean([one.expected for one in found]) == pytest.approx(2.0 * TREATED * AFTER, rel=0.05)
    assert np.mean([one.false_alarms.share for one in found]) < 0.12


def test_more_is_seen_of_a_larger_effect_and_over_a_longer_time() -> None:
    short = asked(quiet(), times_after=6, effects=(0.4, 0.15))
    long = asked(quiet(), times_after=30, effects=(0.4, 0.15))
    assert short.effects == (0.15, 0.4)
    shares = [one.share for one in short.detected]
    assert shares == sorted(shares)
    assert all(a.share <= b.share for a, b in zip(short.detected, long.detected, strict=True))
    assert long.smallest is not None
    assert short.smallest is None or short.smallest > long.smallest


def test_the_same_seed_gives_the_same_digits_and_the_past_is_left_as_it_was() -> None:
    panel = quiet()
    kept = panel.outcome.copy()
    assert asked(panel, draws=20, effects=(0.3,)) == asked(panel, draws=20, effects=(0.3,))
    assert (panel.outcome == kept).all()


def test_places_in_another_order_say_about_the_same() -> None:
    panel, order = quiet(), np.random.default_rng(3).permutation(UNITS)
    turned = replace(panel, outcome=panel.outcome[order])
    one = asked(panel, effects=(0.25,), draws=48)
    other = asked(turned, starts=beginning()[order], effects=(0.25,), draws=48)
    assert one.detected[0].share == pytest.approx(other.detected[0].share, abs=0.25)


def test_too_few_deaths_are_never_called_a_fall() -> None:
    found = asked(
        quiet(mean=0.05), effects=(0.5,), draws=20, starts=beginning(treated=3), design=Design(Way("poisson"))
    )
    assert found.detected[0].share == 0
    assert set(found.verdicts[0.5]) <= {"cannot_tell_few", "no_evidence", "refused", "cannot_tell_design"}
    assert found.smallest is None


def test_lasting_shocks_of_places_make_less_be_seen() -> None:
    rng = np.random.default_rng(4)
    steady, moved = quiet(times=48, mean=6.0), quiet(times=48, mean=6.0)
    shocks = Shocks(0.2, 0.9, 0.0).paths(rng, UNITS, length=48)
    moved = replace(moved, outcome=rng.poisson(6.0 * shocks).astype(float))
    plain = asked(steady, effects=(0.13,), draws=48, starts=beginning(48))
    shaken = asked(moved, effects=(0.13,), draws=48, starts=beginning(48))
    assert shaken.detected[0].share < plain.detected[0].share - 0.2
    learned = shaken.model
    assert learned["own_lasting"] == pytest.approx(0.2, abs=0.1)
    assert learned["own_memory"] > 0.7


def test_the_model_finds_the_spread_of_rates_and_the_season() -> None:
    rng = np.random.default_rng(5)
    rates, months = rng.gamma(2.0, 1.5, (400, 1)), np.arange(60)
    season = 1 + 0.3 * np.cos(2 * np.pi * months / 12)
    model = learnt(rng.poisson(rates * season).astype(float), None, kind="month")
    assert model.mean.mean() == pytest.approx(3.0, rel=0.1)
    assert model.shape.mean() == pytest.approx(2.0, rel=0.25)
    assert model.season == pytest.approx(season[:12], abs=0.06)
    assert model.own.lasting + model.own.passing < 0.03


def test_futures_stand_where_the_past_stood() -> None:
    panel, rng = quiet(), np.random.default_rng(6)
    model = learnt(panel.outcome, None, kind="month")
    futures = np.mean([model.future(rng, 12).mean() for _ in range(200)])
    assert futures == pytest.approx(panel.outcome.mean(), rel=0.05)


def test_the_treated_do_not_fall_by_themselves_against_the_others() -> None:
    rng = np.random.default_rng(7)
    worse = np.arange(120) < 30
    rates = np.where(worse, 1.2, 0.2)[:, None] * rng.gamma(4.0, 0.25, (120, 1))
    counts = rng.poisson(rates, (120, 60)).astype(float)
    model = learnt(counts, None, kind="month", apart=worse)
    futures = np.sum([model.future(rng, 36) for _ in range(100)], axis=(0, 2))
    assert futures[worse].sum() / futures[~worse].sum() == pytest.approx(
        counts[worse].sum() / counts[~worse].sum(), rel=0.08
    )


def test_the_window_goes_on_as_the_times_do() -> None:
    assert following(("2019-11", "2019-12"), 2) == ("2020-01", "2020-02")
    assert following(("2018-Q3", "2018-Q4"), 1) == ("2019-Q1",)
    whole = extended(quiet(), beginning(), AFTER)
    assert len(whole.times) == BEFORE + AFTER == whole.outcome.shape[1]
    assert whole.treated.sum() == TREATED * AFTER


@pytest.mark.parametrize(
    ("shares", "smallest"),
    [((0.05, 0.4, 0.9), 0.18), ((0.05, 0.4, 0.7), None), ((0.9, 0.9, 0.9), 0.0), ((0.05, 0.8, 0.9), 0.1)],
)
def test_the_smallest_effect_seen_is_read_between_those_tried(shares, smallest) -> None:
    assert smallest_seen((0.0, 0.1, 0.2), shares) == pytest.approx(smallest)


def test_a_person_can_stop_it() -> None:
    class Stop(Exception):
        pass

    def tell(step: str, share: float) -> None:
        if share > 0.2:
            raise Stop

    with pytest.raises(Stop):
        asked(quiet(), draws=20, tell=tell)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts": beginning(3)}, "begin outside"),
        ({"starts": beginning(BEFORE + AFTER)}, "begin outside"),
        ({"starts": np.full(UNITS, NEVER)}, "No unit is treated"),
        ({"effects": (20.0,)}, "between 0 and 1"),
        ({"effects": ()}, "between 0 and 1"),
        ({"draws": 3}, "at least 20"),
        ({"design": Design(Way("tea-leaves"))}, "There is no method"),
        ({"starts": beginning(treated=1)}, "is treated"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(changes, words) -> None:
    with pytest.raises(InputProblem, match=words):
        asked(quiet(), **{"draws": 20, **changes})


def test_a_past_that_says_nothing_is_refused() -> None:
    with pytest.raises(InputProblem, match="at least 6 times"):
        asked(quiet(times=4), starts=beginning(4))
    with pytest.raises(InputProblem, match="deaths stand in"):
        asked(quiet(mean=0.001))
