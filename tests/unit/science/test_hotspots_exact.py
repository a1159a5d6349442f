"""The exact distribution against counting every deal; permutation against the exact distribution."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pazos.science.patterns.hotspots import exact, relabelling


@st.composite
def dealt_maps(draw):
    """Counts of 3 to 9 areas, a number of neighbours and a neighbour sum that can occur for each."""
    counts = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 7, 40]), min_size=3, max_size=9))
    values = np.array(counts, dtype=np.int64) * draw(st.sampled_from([1, 3])) + draw(st.sampled_from([0, 5]))
    degrees = [draw(st.integers(0, len(values) - 1)) for _ in values]
    shuffles = [draw(st.permutations(range(len(values) - 1))) for _ in values]
    links = np.zeros((len(values), len(values)))
    for row, (degree, order) in enumerate(zip(degrees, shuffles, strict=True)):
        others = np.delete(np.arange(len(values)), row)[list(order)]
        links[row, others[:degree]] = 1
    return values, sparse.csr_array(links)


def every_deal(values, links):
    """P(at most) and P(at least) of each observed neighbour sum, by listing all deals."""
    tails = []
    for row in range(len(values)):
        neighbours = links.indices[links.indptr[row] : links.indptr[row + 1]]
        sums = np.array([sum(deal) for deal in combinations(np.delete(values, row), len(neighbours))])
        observed = values[neighbours].sum()
        tails.append([(sums <= observed).mean(), (sums >= observed).mean()])
    return np.array(tails).T


def asked(values, links):
    degrees = np.diff(links.indptr).astype(np.int64)
    return exact.neighbour_sums(values, degrees, (links @ values).astype(np.int64))


@given(dealt_maps())
@settings(max_examples=150, deadline=None)
def test_exact_tails_are_those_of_counting_every_deal(dealt):
    values, links = dealt
    assert np.allclose(exact.tails(asked(values, links)), every_deal(values, links), rtol=0, atol=1e-11)


@given(dealt_maps())
@settings(max_examples=25, deadline=None)
def test_permutation_comes_near_counting_every_deal(dealt):
    values, links = dealt
    found = relabelling.tails(values.astype(float), links, permutations=4_000, seed=7)
    # Five standard errors of a share of 4,000 deals; the tails of few deals are no narrower.
    assert np.allclose(found, every_deal(values, links), rtol=0, atol=5 * 0.5 / np.sqrt(4_000) + 1 / 4_000)


def test_with_many_areas_the_table_still_sums_to_one_and_holds_its_digits():
    rng = np.random.default_rng(4)
    values = rng.poisson(4, 5_000)
    links = ring(5_000, 40)
    lower, upper = exact.tails(asked(values, links))
    at_least_one_more = exact.tails(
        exact.neighbour_sums(values, np.full(5_000, 80), (links @ values).astype(np.int64) + 1)
    )[1]
    assert np.allclose(lower + at_least_one_more, 1.0, rtol=0, atol=1e-11)
    assert ((lower > 0) & (upper > 0)).all()


def test_half_and_more_of_all_areas_as_neighbours_keep_their_digits():
    values = np.random.default_rng(5).poisson(3, 60)
    for reach in (14, 15, 20, 29):
        links = ring(60, reach)
        found = exact.tails(asked(values, links))
        dealt = relabelling.tails(values.astype(float), links, permutations=20_000, seed=2)
        assert np.allclose(found, dealt, rtol=0, atol=0.02)


def test_permutation_and_exact_agree_within_the_noise_of_simulation():
    values = np.random.default_rng(6).negative_binomial(1, 0.2, 400)
    links = ring(400, 3)
    p = np.array(exact.tails(asked(values, links)))
    dealt = np.array(relabelling.tails(values.astype(float), links, permutations=9_999, seed=3))
    error = np.sqrt(np.clip(p * (1 - p), 1e-4, None) / 9_999)
    assert (np.abs(dealt - p) < 5.5 * error).all()
    assert abs((dealt - p).mean()) < 0.004


def test_weights_that_differ_are_tested_as_if_every_area_were_shuffled_alone():
    rng = np.random.default_rng(9)
    values = rng.gamma(1.0, 10.0, 30)
    links = ring(30, 2)
    links.data = rng.uniform(0.2, 3.0, links.nnz)
    _, upper = relabelling.tails(values, links, permutations=20_000, seed=1)
    for row in range(0, 30, 6):
        own = links.data[links.indptr[row] : links.indptr[row + 1]]
        others = np.delete(values, row)
        sums = np.array([own @ rng.choice(others, 4, replace=False) for _ in range(4_000)])
        assert abs((sums >= (links @ values)[row] - 1e-9).mean() - upper[row]) < 0.045


def test_a_common_weight_in_a_row_changes_no_tail():
    values = np.random.default_rng(10).poisson(3, 50).astype(float)
    links = ring(50, 2)
    standardised = links / 4
    one = relabelling.tails(values, links, permutations=500, seed=1)
    other = relabelling.tails(values, sparse.csr_array(standardised), permutations=500, seed=1)
    assert np.array_equal(one, other)


def ring(size: int, reach: int) -> sparse.csr_array:
    """Each area beside the `reach` next on both sides of a ring."""
    row = np.repeat(np.arange(size), 2 * reach)
    steps = np.tile(np.r_[np.arange(-reach, 0), np.arange(1, reach + 1)], size)
    return sparse.coo_array((np.ones(len(row)), (row, (row + steps) % size)), shape=(size, size)).tocsr()
