"""Who is next to whom, in rules a person could check with a map and a ruler."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science import places
from pazos.science.problems import InputProblem


def grid(rows: int, columns: int, *, gap: float = 0.0) -> np.ndarray:
    """Unit squares, row by row, each shrunk by `gap` on its right and top."""
    return np.array(
        [shapely.box(x, y, x + 1 - gap, y + 1 - gap) for y in range(rows) for x in range(columns)],
        dtype=object,
    )


def neighbours(adjacency, row: int) -> list[int]:
    return sorted(adjacency.indices[adjacency.indptr[row] : adjacency.indptr[row + 1]].tolist())


class TestContiguity:
    def test_queen_counts_corners_and_rook_does_not(self):
        squares = grid(3, 3)
        assert neighbours(places.contiguity(squares), 4) == [0, 1, 2, 3, 5, 6, 7, 8]
        assert neighbours(places.contiguity(squares, rule="rook"), 4) == [1, 3, 5, 7]

    def test_it_is_binary_symmetric_and_without_self(self):
        links = places.contiguity(grid(4, 5))
        assert set(links.data) == {1.0}
        assert abs(links - links.T).nnz == 0
        assert not links.diagonal().any()

    @pytest.mark.parametrize("rule", ["queen", "rook"])
    def test_a_gap_is_joined_only_within_the_stated_distance(self, rule):
        torn = grid(3, 3, gap=0.01)
        assert places.contiguity(torn, rule=rule).nnz == 0
        whole = places.contiguity(grid(3, 3), rule=rule)
        assert abs(places.contiguity(torn, rule=rule, snap_within=0.011) - whole).nnz == (
            # Across a gap, corners lie the diagonal of the gap apart.
            16 if rule == "queen" else 0
        )
        assert abs(places.contiguity(torn, rule=rule, snap_within=0.015) - whole).nnz == 0

    def test_areas_that_overlap_by_a_digitising_error_are_neighbours_by_both_rules(self):
        overlapping = np.array([shapely.box(0, 0, 1.01, 1), shapely.box(1, 0, 2, 1)], dtype=object)
        for rule in ("queen", "rook"):
            assert places.contiguity(overlapping, rule=rule).nnz == 2

    def test_the_order_of_the_rows_does_not_matter(self):
        squares = grid(4, 4)
        order = np.random.default_rng(3).permutation(16)
        shuffled = places.contiguity(squares[order])
        assert abs(shuffled - places.contiguity(squares)[order][:, order]).nnz == 0

    def test_a_missing_outline_has_no_neighbours(self):
        squares = grid(1, 3)
        squares[1] = None
        assert places.without_neighbours(places.contiguity(squares)).tolist() == [0, 1, 2]

    def test_a_broken_outline_is_refused_by_its_row(self):
        bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
        with pytest.raises(InputProblem, match="2"):
            places.contiguity([shapely.box(0, 0, 1, 1), bow_tie])

    @pytest.mark.parametrize("wrong", [{"rule": "bishop"}, {"snap_within": -1.0}, {"snap_within": np.nan}])
    def test_an_unknown_rule_or_distance_is_refused(self, wrong):
        with pytest.raises(InputProblem):
            places.contiguity(grid(1, 2), **wrong)


class TestNearest:
    def test_each_place_has_its_k_nearest_and_never_itself(self):
        links = places.nearest_neighbours([0, 1, 3, 7], [0, 0, 0, 0], k=2, metric="plane")
        assert [neighbours(links, row) for row in range(4)] == [[1, 2], [0, 2], [0, 1], [1, 2]]

    def test_places_at_one_point_are_neighbours_of_one_another(self):
        links = places.nearest_neighbours([0.0] * 30, [0.0] * 30, k=3, metric="plane")
        assert np.diff(links.indptr).tolist() == [3] * 30
        assert not links.diagonal().any()

    def test_on_the_globe_the_date_line_is_no_wall(self):
        links = places.nearest_neighbours([179.9, -179.9, 170.0], [0, 0, 0], k=1, metric="great-circle")
        assert [neighbours(links, row) for row in range(3)] == [[1], [0], [0]]

    @given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=4, max_size=20, unique=True))
    @settings(max_examples=60, deadline=None)
    def test_the_order_of_the_rows_does_not_matter_even_with_ties(self, points):
        x, y = np.array(points, dtype=float).T
        order = np.random.default_rng(1).permutation(len(x))
        links = places.nearest_neighbours(x, y, k=3, metric="plane")
        shuffled = places.nearest_neighbours(x[order], y[order], k=3, metric="plane")
        assert abs(shuffled - links[order][:, order]).nnz == 0

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=25))
    @settings(max_examples=60, deadline=None)
    def test_nobody_nearer_is_left_out(self, points):
        x, y = np.array(points, dtype=float).T
        links = places.nearest_neighbours(x, y, k=4, metric="plane")
        apart = places.distances(x, y)
        for row in range(len(x)):
            others = np.sort(np.delete(apart[row], row))[:4]
            assert np.allclose(np.sort(apart[row][neighbours(links, row)]), others)

    @pytest.mark.parametrize("k", [0, 3])
    def test_more_neighbours_than_places_are_refused(self, k):
        with pytest.raises(InputProblem):
            places.nearest_neighbours([0, 1, 2], [0, 0, 0], k=k, metric="plane")


class TestDistances:
    def test_a_degree_of_the_equator_is_a_360th_of_the_sphere(self):
        metres = places.distances([0.0], [0.0], to=([1.0], [0.0]), metric="great-circle")
        assert metres[0, 0] == pytest.approx(2 * np.pi * 6_371_000 / 360)

    def test_the_plane_is_the_plane(self):
        assert places.distances([0, 3], [0, 4]).tolist() == [[0, 5], [5, 0]]

    def test_opposite_ends_of_the_earth_are_half_its_girth_apart(self):
        metres = places.distances([0.0], [90.0], to=([0.0], [-90.0]), metric="great-circle")
        assert metres[0, 0] == pytest.approx(np.pi * places.EARTH_RADIUS_METRES)

    @pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (np.nan, 0)])
    def test_points_off_the_globe_are_refused_by_their_row(self, lon, lat):
        with pytest.raises(InputProblem, match="2"):
            places.distances([0, lon], [0, lat], metric="great-circle")

    def test_over_a_city_the_local_plane_agrees_with_the_globe(self):
        rng = np.random.default_rng(5)
        lon, lat = -76.3 + rng.uniform(-0.2, 0.2, 40), 3.5 + rng.uniform(-0.2, 0.2, 40)
        east, north = places.local_plane(lon, lat)
        sphere = places.distances(lon, lat, metric="great-circle")
        assert np.allclose(places.distances(east, north), sphere, rtol=3e-4)


class TestDelaunay:
    @pytest.mark.parametrize(
        ("points", "pairs"),
        [
            ([(0, 0)], set()),
            ([(0, 0), (5, 5)], {(0, 1)}),
            ([(0, 0), (1, 0), (0, 1)], {(0, 1), (0, 2), (1, 2)}),
            ([(2, 2), (0, 0), (1, 1)], {(0, 2), (1, 2)}),  # on one line: only the next
            ([(0, 0), (0, 0), (1, 0), (0, 1)], {(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)}),
            ([(0, 0), (0, 0)], {(0, 1)}),
        ],
    )
    def test_few_points_one_line_and_twins(self, points, pairs):
        links = places.delaunay(*np.array(points, dtype=float).T).tocoo()
        assert {(i, j) for i, j in zip(*links.coords, strict=True) if i < j} == pairs

    def test_links_that_leave_the_outline_or_are_too_long_are_dropped(self):
        x, y = [0.0, 10, 0, 10], [0.0, 0, 10, 10]
        horseshoe = shapely.box(-1, -1, 11, 11) - shapely.box(4, 1, 6, 11)
        within = places.delaunay(x, y, within=horseshoe)
        assert neighbours(within, 2) == [0]
        assert neighbours(within, 0) == [1, 2]
        assert places.delaunay(x, y, longest=9).nnz == 0

    def test_coordinates_far_from_the_origin_change_nothing(self):
        rng = np.random.default_rng(8)
        x, y = rng.uniform(0, 1000, (2, 200))
        near, far = places.delaunay(x, y), places.delaunay(x + 500_000, y + 9_000_000)
        assert abs(near - far).nnz == 0

    @given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=30))
    @settings(max_examples=80, deadline=None)
    def test_every_place_hangs_together_and_rows_may_be_shuffled(self, points):
        x, y = np.array(points, dtype=float).T
        links = places.delaunay(x, y)
        assert set(places.components(links)) == {0}
        order = np.random.default_rng(2).permutation(len(x))
        assert abs(places.delaunay(x[order], y[order]) - links[order][:, order]).nnz == 0


class TestLinks:
    def test_a_bridge_joins_two_parts_and_leaves_the_rest_alone(self):
        islands = places.adjacency_from_pairs([0, 2], [1, 3], size=5)
        assert places.components(islands).tolist() == [0, 0, 1, 1, 2]
        assert places.without_neighbours(islands).tolist() == [4]
        joined = places.with_bridges(islands, [(1, 2), (2, 1)])
        assert places.components(joined).tolist() == [0, 0, 0, 0, 1]
        assert set(joined.data) == {1.0}
        assert islands.nnz == 4

    def test_no_bridges_change_nothing(self):
        links = places.adjacency_from_pairs([0], [1], size=2)
        assert abs(places.with_bridges(links, []) - links).nnz == 0

    @pytest.mark.parametrize("pair", [(0, 9), (-1, 0), (1, 1)])
    def test_a_bridge_to_nowhere_is_refused(self, pair):
        with pytest.raises(InputProblem):
            places.with_bridges(places.adjacency_from_pairs([0], [1], size=3), [pair])

    def test_a_one_way_link_joins_a_part(self):
        one_way = places.adjacency_from_pairs([0], [1], size=2, both_ways=False)
        assert places.components(one_way).tolist() == [0, 0]


class TestShapes:
    def test_a_bow_tie_is_mended_and_told(self):
        bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
        given_shapes = [shapely.box(0, 0, 1, 1), bow_tie, None]
        mended, told = places.repair(given_shapes)
        assert [(item.row, item.area_after) for item in told[:1]] == [(1, 2.0)]
        assert told[0].problem.startswith("Self-intersection")
        assert (told[1].row, told[1].problem) == (2, "no outline")
        assert shapely.is_valid(mended[:2]).all()
        assert given_shapes[1] is bow_tie

    def test_slivers_of_line_are_not_kept_as_area(self):
        spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (3, 3), (1, 1), (0, 1)])
        mended, _ = places.repair([spike])
        assert mended[0].geom_type == "Polygon"
        assert mended[0].area == pytest.approx(1)

    def test_overlaps_are_shares_of_the_smaller_area(self):
        shapes = [shapely.box(0, 0, 10, 10), shapely.box(9, 0, 11, 10), shapely.box(11, 0, 12, 1)]
        assert places.overlaps(shapes) == (places.Overlap(0, 1, 0.5),)
        assert places.overlaps(shapes, tolerance=0.6) == ()


class TestGal:
    def test_a_list_is_read_by_its_names_whatever_their_order(self):
        links = places.neighbours_from_gal("3\n1 1\n2\n2 2\n1 3\n3 1\n2\n", ["3", "2", "1"])
        assert [neighbours(links, row) for row in range(3)] == [[1], [0, 2], [1]]

    def test_a_place_without_neighbours_is_kept(self):
        links = places.neighbours_from_gal("0 2 file key\na 0\n\nb 0\n\n", ["a", "b"])
        assert links.nnz == 0

    @pytest.mark.parametrize("text", ["2\n1 1\n9\n9 1\n1\n", "1\n1 0\n", "2\nhello there\n"])
    def test_a_list_of_other_places_is_refused(self, text):
        with pytest.raises(InputProblem):
            places.neighbours_from_gal(text, ["1", "2"])
