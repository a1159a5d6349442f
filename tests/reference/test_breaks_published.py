"""Breaks against the literature, and the cut against ruptures on the same cost."""

from __future__ import annotations

import numpy as np
import pytest
import ruptures
from scipy import special

from pazos.science.series.breaks import Counts, Rules, find_breaks
from pazos.science.series.segments import cut

# British coal mines, explosions with ten deaths or more, a year from 1851 to 1962: Jarrett (1979), Biometrika 66, as in
# Hand and others (1994), A Handbook of Small Data Sets. Raftery and Akman (1986), Biometrika 73, and Carlin, Gelfand
# and Smith (1992), Applied Statistics 41, date the change after 1890 or 1891, from 3.1 to 0.9 a year.
COAL = (
    "454104340633402633545314415534252234213221111300101100310322"
    "0111010100021000110233112111123300014000100000100101"
)


def coal() -> Counts:
    counts = np.array([float(one) for one in COAL])
    years = tuple(str(1851 + place) for place in range(len(counts)))
    return Counts(years, counts, np.ones(len(counts)), np.zeros(len(counts), dtype=np.int64), 1)


def test_the_coal_mines_change_after_1891_from_three_a_year_to_less_than_one() -> None:
    series = coal()
    assert len(series.counts) == 112
    assert series.counts.sum() == 191
    found = find_breaks(series, Rules(most=1))
    (one,) = found.breaks
    # The literature names the last year of the old rate, here it is the first of the new one.
    assert one.time == "1892"
    assert "1885" <= one.low <= "1891" <= one.high <= "1897"
    assert (one.before, one.after) == (pytest.approx(3.1, abs=0.05), pytest.approx(0.9, abs=0.05))
    assert found.p_value <= 0.005


def test_a_second_break_of_the_coal_mines_is_in_the_late_nineteen_forties() -> None:
    # Green (1995), Biometrika 82, finds one to three changes, the second about 1947.
    found = find_breaks(coal(), Rules(most=3))
    assert [one.time for one in found.breaks] == ["1892", "1948"]


class _Poisson(ruptures.base.BaseCost):
    """Twice the loglikelihood lost by one Poisson rate, as an outside judge computes it."""

    model = "poisson"
    min_size = 2

    def fit(self, signal: np.ndarray) -> _Poisson:
        self.signal = signal
        return self

    def error(self, start: int, end: int) -> float:
        part = self.signal[start:end]
        return float(-2 * special.xlogy(part.sum(), part.sum() / len(part))) if part.sum() else 0.0


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_cut_is_that_of_ruptures_by_dynamic_programming(number: int) -> None:
    rng = np.random.default_rng(number)
    counts = rng.poisson(np.repeat([4.0, 9.0, 3.0, 6.0], 12)).astype(float)
    oracle = ruptures.Dynp(custom_cost=_Poisson(), min_size=5, jump=1).fit(counts).predict(n_bkps=number)
    found = cut(counts[None], np.ones((1, 48)), most=3, shortest=5)
    assert list(found.places(0, number)) == oracle[:-1]
    assert found.costs[0, number] == pytest.approx(_Poisson().fit(counts).sum_of_costs(oracle))
