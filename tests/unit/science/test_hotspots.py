"""What a map of hot spots may claim, and what it must refuse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pazos.science.patterns.hotspots import (
    benjamini_hochberg,
    confidence_bins,
    getis_ord,
    global_moran,
    hot_spots,
    local_moran,
)
from pazos.science.problems import InputProblem


def lattice(side: int, *, wrapped: bool = False) -> sparse.csr_array:
    """Queen neighbours of a square of `side` x `side` areas."""
    row, column = np.divmod(np.arange(side * side), side)
    down = np.abs(row[:, None] - row)
    along = np.abs(column[:, None] - column)
    if wrapped:
        down, along = np.minimum(down, side - down), np.minimum(along, side - along)
    near = (np.maximum(down, along) == 1).astype(float)
    return sparse.csr_array(near)


def poisson(side: int = 10, *, mean: float = 3.0, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {"deaths": rng.poisson(mean, side * side), "people": rng.integers(800, 6_000, side * side)}
    )


@pytest.fixture
def hot() -> pd.DataFrame:
    frame = poisson()
    frame.loc[[0, 1, 10, 11], "deaths"] += 25
    return frame


class TestClaims:
    def test_a_planted_cluster_is_hot_and_nothing_far_from_it_is(self, hot):
        found = hot_spots(hot, lattice(10), count="deaths", false_discovery=True).areas
        assert (found.loc[[0, 1, 10, 11], "bin"] == 99).all()
        assert (found.loc[50:, "bin"] <= 0).all()

    def test_by_rate_a_big_neighbourhood_is_no_hot_spot_for_being_big(self, hot):
        hot.loc[[0, 1, 10, 11], "people"] *= 9
        by_rate = hot_spots(hot, lattice(10), count="deaths", population="people")
        assert by_rate.areas.loc[0, "bin"] == 0
        assert by_rate.settings["variable"] == "rate per 100,000"
        assert by_rate.settings["inference"] == "permutation"

    @pytest.mark.parametrize("statistic", ["gi-star", "local-moran"])
    @pytest.mark.parametrize("alternative", ["two-sided", "greater"])
    def test_bin_and_p_and_sign_say_the_same(self, hot, statistic, alternative):
        found = hot_spots(hot, lattice(10), count="deaths", statistic=statistic, alternative=alternative)
        areas = found.areas.drop([int(row) for row in found.settings["opposed"]])
        p = areas["p_value"]
        level = np.select([p <= 0.01, p <= 0.05, p <= 0.1], [99, 95, 90], 0)
        assert (areas["bin"] == np.sign(areas["statistic"]) * level).all()
        assert areas["bin"].isin([-99, -95, -90, 0, 90, 95, 99]).all()
        assert alternative == "two-sided" or (areas["bin"] >= 0).all()

    def test_a_peak_in_a_quiet_surrounding_has_no_colour_and_is_named(self):
        frame = pd.DataFrame({"deaths": 5 + poisson(9).deaths})
        centre = 4 * 9 + 4
        ring = lattice(9)[[centre]].indices
        frame.loc[ring, "deaths"] = 0
        frame.loc[centre, "deaths"] = 150
        found = hot_spots(frame, lattice(9), count="deaths")
        assert found.areas.loc[centre, "p_value"] < 0.001
        assert found.areas.loc[centre, "statistic"] > 0
        assert found.areas.loc[centre, "bin"] == 0
        assert found.settings["opposed"] == [str(centre)]

    def test_local_moran_names_the_quadrants(self, hot):
        areas = hot_spots(hot, lattice(10), count="deaths", statistic="local-moran").areas
        assert (areas.loc[[0, 1, 10, 11], "quadrant"] == "HH").all()
        assert areas.loc[12, "quadrant"] == "LH"
        assert np.isfinite(areas["local_moran"]).all()

    def test_false_discovery_control_only_ever_takes_claims_away(self, hot):
        found = hot_spots(hot, lattice(10), count="deaths")
        plain = found.areas
        controlled = hot_spots(hot, lattice(10), count="deaths", false_discovery=True).areas
        assert found.controlled.tolist() == controlled["bin"].tolist()
        assert (controlled["p_adjusted"] >= plain["p_value"]).all()
        assert (controlled["p_value"] == plain["p_value"]).all()
        assert (controlled["bin"].abs() <= plain["bin"].abs()).all()


class TestWhoCannotBeTested:
    def test_an_area_without_neighbours_has_no_claim_and_is_named(self, hot):
        links = lattice(10).toarray()
        links[5, :] = links[:, 5] = 0
        named = hot.set_axis([f"b{row}" for row in range(100)])
        found = hot_spots(named, sparse.csr_array(links), count="deaths")
        assert found.areas.loc["b5", ["statistic", "p_value"]].isna().all()
        assert found.areas.loc["b5", "bin"] == 0
        assert found.settings["islands"] == ["b5"]
        assert found.settings["tested"] == 99

    def test_areas_without_neighbours_are_no_tests_to_correct_for(self, hot):
        links = sparse.block_diag([lattice(10), np.zeros((50, 50))], format="csr")
        alone = pd.DataFrame({"deaths": np.full(50, 3)})
        found = hot_spots(
            pd.concat([hot, alone], ignore_index=True),
            sparse.csr_array(links),
            count="deaths",
            false_discovery=True,
        ).areas
        assert found["p_adjusted"].notna().sum() == 100
        assert np.allclose(found["p_adjusted"].head(100), benjamini_hochberg(found["p_value"].head(100)))

    def test_a_missing_count_is_left_out_and_never_a_zero(self, hot):
        gap = hot.astype({"deaths": float})
        gap.loc[55, "deaths"] = np.nan
        keep = np.delete(np.arange(100), 55)
        found = hot_spots(gap, lattice(10), count="deaths")
        without = hot_spots(hot.iloc[keep], lattice(10)[keep][:, keep], count="deaths")
        assert found.settings["missing"] == ["55"]
        assert found.areas.loc[55, "bin"] == 0
        pd.testing.assert_frame_equal(found.areas.drop(55), without.areas)

    @pytest.mark.parametrize("statistic", ["gi-star", "local-moran"])
    @pytest.mark.parametrize("everywhere", [0, 4])
    def test_counts_that_are_all_the_same_are_not_enough_to_say(self, everywhere, statistic):
        frame = pd.DataFrame({"deaths": [everywhere] * 16})
        found = hot_spots(frame, lattice(4), count="deaths", statistic=statistic, false_discovery=True)
        assert (found.areas["bin"] == 0).all()
        assert found.areas["statistic"].isna().all()
        assert "not enough cases to say" in found.settings["notes"][0]
        assert found.settings["tested"] == 0

    def test_nobody_living_there_and_nobody_killed_there_has_no_rate(self, hot):
        hot.loc[7, ["deaths", "people"]] = 0
        found = hot_spots(hot, lattice(10), count="deaths", population="people", permutations=99)
        assert found.settings["unpeopled"] == ["7"]
        assert found.areas.loc[7, "bin"] == 0

    def test_next_to_everyone_shows_nothing(self):
        everyone = sparse.csr_array(np.ones((6, 6)) - np.eye(6))
        areas = hot_spots(pd.DataFrame({"deaths": [9, 0, 1, 0, 2, 0]}), everyone, count="deaths").areas
        assert (areas["p_value"] == 1).all()
        assert (areas["bin"] == 0).all()

    def test_an_area_at_the_mean_shows_no_local_moran(self):
        frame = pd.DataFrame({"deaths": [2, 4, 3, 3, 3, 1, 5, 3, 3]})
        areas = hot_spots(frame, lattice(3), count="deaths", statistic="local-moran").areas
        assert areas.loc[2, "p_value"] == 1
        assert areas.loc[2, "bin"] == 0


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"deaths": -1}, "below zero.*3"),
            ({"deaths": "many"}, "not a number.*3"),
            ({"deaths": np.inf}, "not a number.*3"),
            ({"deaths": 2, "people": 0}, "population of zero.*3"),
        ],
    )
    def test_what_cannot_be_stops_the_map_and_names_the_area(self, change, said):
        frame = poisson(3).astype(object)
        for column, value in change.items():
            frame.loc[3, column] = value
        with pytest.raises(InputProblem, match=said):
            hot_spots(frame, lattice(3), count="deaths", population="people")

    @pytest.mark.parametrize("areas", [1, 2])
    def test_fewer_than_three_areas_are_no_map(self, areas):
        with pytest.raises(InputProblem, match="at least 3 areas"):
            hot_spots(poisson(3).head(areas), lattice(3)[:areas, :areas], count="deaths")

    def test_a_column_that_is_not_there_is_named_with_those_that_are(self):
        with pytest.raises(InputProblem, match=r"missing: homicides.*deaths, people"):
            hot_spots(poisson(3), lattice(3), count="homicides")

    def test_neighbours_of_another_map_are_refused(self):
        with pytest.raises(InputProblem, match="9 areas"):
            hot_spots(poisson(3), lattice(4), count="deaths")

    @pytest.mark.parametrize("weight", [-1.0, np.nan])
    def test_impossible_weights_are_refused(self, weight):
        links = lattice(3)
        links.data[0] = weight
        with pytest.raises(InputProblem, match="weight"):
            hot_spots(poisson(3), links, count="deaths")

    @pytest.mark.parametrize(
        "wrong",
        [{"statistic": "gi"}, {"alternative": "less"}, {"inference": "normal"}, {"permutations": 0}],
    )
    def test_unknown_words_are_refused(self, wrong):
        with pytest.raises(InputProblem):
            hot_spots(poisson(3), lattice(3), count="deaths", **wrong)

    def test_an_exact_answer_that_does_not_exist_is_refused_and_not_replaced(self):
        with pytest.raises(InputProblem, match="not whole numbers"):
            hot_spots(poisson(3), lattice(3), count="deaths", population="people", inference="exact")
        unequal = lattice(3)
        unequal.data[:] = np.arange(1, unequal.nnz + 1)
        with pytest.raises(InputProblem, match="do not weigh the same"):
            hot_spots(poisson(3), unequal, count="deaths", inference="exact")
        huge = pd.DataFrame({"deaths": 10**9 * np.arange(9) + 1 + np.arange(9) % 2})
        with pytest.raises(InputProblem, match="too large counts"):
            hot_spots(huge, lattice(3), count="deaths", inference="exact")


class TestInvariance:
    @pytest.mark.parametrize("inference", ["exact", "permutation"])
    @pytest.mark.parametrize("statistic", ["gi-star", "local-moran"])
    def test_the_order_of_the_rows_does_not_matter(self, hot, statistic, inference):
        order = np.random.default_rng(1).permutation(100)
        asked = {"count": "deaths", "statistic": statistic, "inference": inference, "permutations": 999}
        straight = hot_spots(hot, lattice(10), **asked).areas
        shuffled = hot_spots(hot.iloc[order], lattice(10)[order][:, order], **asked).areas
        pd.testing.assert_frame_equal(shuffled.sort_index(), straight, rtol=1e-9)

    def test_the_order_of_the_rows_does_not_matter_for_rates_and_unequal_weights(self, hot):
        order = np.random.default_rng(1).permutation(100)
        links = lattice(10)
        links.data = np.random.default_rng(2).uniform(1, 2, links.nnz)
        asked = {"count": "deaths", "population": "people", "permutations": 999}
        straight = hot_spots(hot, links, **asked).areas
        shuffled = hot_spots(hot.iloc[order], links[order][:, order], **asked).areas
        pd.testing.assert_frame_equal(shuffled.sort_index(), straight, rtol=1e-9)

    @given(st.integers(1, 50), st.integers(0, 30))
    @settings(max_examples=15, deadline=None)
    def test_other_units_give_the_same_map(self, times, more):
        frame = poisson(6, seed=3)
        one = hot_spots(frame, lattice(6), count="deaths").areas
        other = hot_spots(frame * times + more, lattice(6), count="deaths").areas
        columns = ["statistic", "p_value", "bin"]
        pd.testing.assert_frame_equal(one[columns], other[columns], rtol=1e-7)

    def test_rates_do_not_depend_on_the_unit_of_population(self, hot):
        thousands = hot.assign(people=hot["people"] / 1_000)
        one = hot_spots(hot, lattice(10), count="deaths", population="people", permutations=999).areas
        other = hot_spots(thousands, lattice(10), count="deaths", population="people", permutations=999).areas
        pd.testing.assert_series_equal(one["p_value"], other["p_value"])

    def test_row_standardised_neighbours_give_the_same_map(self, hot):
        links = lattice(10)
        standard = sparse.csr_array(links / links.sum(axis=1)[:, None])
        one, other = (hot_spots(hot, table, count="deaths") for table in (links, standard))
        pd.testing.assert_frame_equal(one.areas, other.areas, rtol=1e-9)
        assert other.settings["inference"] == "exact"

    def test_the_input_is_left_as_it_was_and_a_seed_repeats_the_digits(self, hot):
        before, links = hot.copy(), lattice(10)
        asked = {"count": "deaths", "population": "people", "permutations": 199, "seed": 5}
        one, two = hot_spots(hot, links, **asked), hot_spots(hot, links, **asked)
        pd.testing.assert_frame_equal(hot, before)
        pd.testing.assert_frame_equal(one.areas, two.areas)
        other = hot_spots(hot, links, **asked | {"seed": 6})
        assert not one.areas["p_value"].equals(other.areas["p_value"])


class TestSize:
    """Under spatial randomness at most 5 in 100 areas are called at 5%."""

    @pytest.mark.parametrize("statistic", ["gi-star", "local-moran"])
    @pytest.mark.parametrize("alternative", ["two-sided", "greater"])
    def test_exact_counts(self, statistic, alternative):
        called = self.called(80, statistic=statistic, alternative=alternative)
        # Sums of counts have few values, so the test cannot spend all of its 5%.
        assert 0.030 < called < 0.053

    def test_permuted_rates(self):
        called = self.called(40, population="people", permutations=499)
        assert 0.038 < called < 0.058

    def test_permuted_unequal_weights(self):
        called = self.called(40, population="people", permutations=499, unequal=True)
        assert 0.038 < called < 0.058

    @staticmethod
    def called(maps: int, *, unequal: bool = False, **asked) -> float:
        links = lattice(12, wrapped=True)
        if unequal:
            links.data = np.random.default_rng(0).uniform(0.5, 2, links.nnz)
        p = [
            hot_spots(poisson(12, mean=6, seed=seed), links, count="deaths", seed=seed, **asked).areas
            for seed in range(maps)
        ]
        return float((pd.concat(p)["p_value"] <= 0.05).mean())


class TestPieces:
    def test_local_moran_has_mean_zero_and_variance_one_over_all_deals(self):
        rng = np.random.default_rng(2)
        values = rng.gamma(1, 1, 25)
        deals = []
        for _ in range(1_500):
            dealt = values.copy()
            dealt[1:] = rng.permutation(dealt[1:])
            deals.append(local_moran(dealt, lattice(5)).z[0])
        assert np.mean(deals) == pytest.approx(0, abs=0.1)
        assert np.std(deals) == pytest.approx(1, abs=0.08)

    def test_gi_star_has_mean_zero_and_variance_one_over_all_deals(self):
        rng = np.random.default_rng(3)
        values = rng.gamma(1, 1, 25)
        deals = [getis_ord(rng.permutation(values), lattice(5))[7] for _ in range(1_500)]
        assert np.mean(deals) == pytest.approx(0, abs=0.1)
        assert np.std(deals) == pytest.approx(1, abs=0.08)

    def test_benjamini_hochberg_by_hand(self):
        # Benjamini & Hochberg (1995), section 3: the 15 p-values of the thrombolysis trial.
        p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
        p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
        adjusted = benjamini_hochberg(np.array([np.nan, *p]))
        assert np.isnan(adjusted[0])
        assert (adjusted[1:] <= 0.05).sum() == 4
        assert adjusted[4] == pytest.approx(0.0095 * 15 / 4)

    def test_bins_close_at_their_level(self):
        p = np.array([0.01, 0.010001, 0.05, 0.0500001, 0.1, 0.100001, np.nan, 0.001])
        direction = np.array([1, 1, -1, -1, 1, 1, 1, np.nan])
        assert confidence_bins(p, direction).tolist() == [99, 95, -95, -90, 90, 0, 0, 0]

    @pytest.mark.parametrize("values", [[1, 1, 1, 1], [1, 2, np.nan, 4]])
    def test_morans_i_of_nothing_is_refused(self, values):
        with pytest.raises(InputProblem):
            global_moran(values, lattice(2))
