"""A designation covers the most that any valid one can, and says so only when it is true."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pazos.science.problems import InputProblem
from pazos.science.targeting.certificate import verify
from pazos.science.targeting.clusters import designate


def lattice(rows: int, columns: int, *, seed: int = 1) -> tuple[pd.DataFrame, csr_array]:
    random = np.random.default_rng(seed)
    places = rows * columns
    frame = pd.DataFrame(
        {
            "deaths": random.poisson(4, places),
            "people": random.integers(500, 6000, places),
            "zone": ["rural" if place % columns == 0 else "urban" for place in range(places)],
        },
        index=[f"p{place:03d}" for place in range(places)],
    )
    links = np.zeros((places, places))
    for place in range(places):
        for other in (place + 1 if (place + 1) % columns else None, place + columns):
            if other is not None and other < places:
                links[place, other] = links[other, place] = 1
    return frame, csr_array(links)


@st.composite
def cities(draw: st.DrawFn) -> tuple[pd.DataFrame, csr_array]:
    places = draw(st.integers(2, 8))
    whole = draw(st.booleans())
    deaths = draw(st.lists(st.integers(0, 20), min_size=places, max_size=places))
    people = draw(st.lists(st.integers(1, 30), min_size=places, max_size=places))
    pairs = list(combinations(range(places), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * places))
    links = np.zeros((places, places))
    for one, other in chosen:
        links[one, other] = links[other, one] = 1
    zones = draw(st.lists(st.sampled_from(["rural", "urban"]), min_size=places, max_size=places))
    count = np.array(deaths, dtype=float) if whole else np.array(deaths) * 0.37
    frame = pd.DataFrame({"deaths": count, "people": people, "zone": zones})
    return frame, csr_array(links)


def best_by_trying_all(frame: pd.DataFrame, adjacency: csr_array, **rules: Any) -> float | None:
    best, links = None, adjacency.toarray()
    zones = frame["zone"].to_numpy()
    if "zone" in rules:
        links = links * (zones[:, None] == zones[None, :])
    for size in range(1, len(frame) + 1):
        for chosen in map(list, combinations(range(len(frame)), size)):
            pieces, label = connected_components(links[np.ix_(chosen, chosen)], directed=False)
            people = frame["people"].to_numpy()[chosen]
            sizes = np.bincount(label, people)
            inside = [set(zones[chosen][label == piece]) for piece in range(pieces)]
            valid = (
                pieces <= rules["clusters"]
                and people.sum() <= rules["max_population"]
                and sizes.min() >= rules.get("smallest", 0)
                and sizes.max() <= rules.get("largest", np.inf)
                and set(rules.get("must_include", ())) <= set(chosen)
                and all(
                    sum(zone == {name} for zone in inside) >= least
                    for name, least in (rules.get("minima") or {}).items()
                )
            )
            if valid:
                covered = float(frame["deaths"].to_numpy()[chosen].sum())
                best = covered if best is None else max(best, covered)
    return best


@given(city=cities(), clusters=st.integers(1, 4), share=st.floats(0.1, 1), extra=st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_no_valid_choice_of_places_covers_more(
    city: tuple[pd.DataFrame, csr_array], clusters: int, share: float, extra: int
) -> None:
    frame, adjacency = city
    rules: dict[str, Any] = {
        "clusters": clusters,
        "max_population": float(int(frame["people"].sum() * share + 1)),
    }
    rules |= (
        {},
        {"zone": "zone"},
        {"zone": "zone", "minima": {"rural": min(2, clusters)}},
        {"smallest": 12.0},
        {"largest": 25.0},
        {"must_include": [0]},
    )[extra]
    expected = best_by_trying_all(frame, adjacency, **rules)
    try:
        design = designate(frame, adjacency, count="deaths", population="people", **rules)
    except InputProblem:
        assert not expected
        return
    assert expected is not None
    assert design.covered == pytest.approx(expected, abs=1e-5)
    assert design.proven_optimal
    assert verify(design, frame, adjacency) == ()


@pytest.mark.parametrize("nodes", [0, 1, 3])
def test_a_search_that_was_stopped_still_bounds_the_best(nodes: int) -> None:
    frame, adjacency = lattice(6, 7)
    frame["deaths"] = frame["deaths"] + 0.3 * np.sin(np.arange(42))
    asked: dict[str, Any] = {"clusters": 3, "max_population": 35_000}
    best = designate(frame, adjacency, count="deaths", population="people", **asked)
    early = designate(frame, adjacency, count="deaths", population="people", nodes=nodes, **asked)
    assert best.proven_optimal
    assert early.covered <= best.covered + 1e-9 <= early.bound + 1e-6
    assert verify(early, frame, adjacency) == ()


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame, adjacency = lattice(5, 6)
    order = np.random.default_rng(3).permutation(len(frame))
    asked: dict[str, Any] = {
        "count": "deaths",
        "population": "people",
        "clusters": 3,
        "max_population": 30_000,
    }
    one = designate(frame, adjacency, **asked)
    other = designate(frame.iloc[order], csr_array(adjacency[order][:, order]), **asked)
    assert one.clusters == other.clusters


def test_names_and_units_of_the_count_change_nothing() -> None:
    frame, adjacency = lattice(5, 6)
    asked: dict[str, Any] = {
        "count": "deaths",
        "population": "people",
        "clusters": 3,
        "max_population": 30_000,
    }
    one = designate(frame, adjacency, **asked)
    renamed = frame.set_axis([f"barrio {name}" for name in frame.index])
    renamed["deaths"] = renamed["deaths"] * 12.5
    other = designate(renamed, adjacency, **asked)
    assert other.covered == pytest.approx(12.5 * one.covered)


def test_more_clusters_or_more_residents_never_cover_less() -> None:
    frame, adjacency = lattice(5, 6)
    asked: dict[str, Any] = {"count": "deaths", "population": "people"}
    by_clusters = [
        designate(frame, adjacency, clusters=clusters, max_population=25_000, **asked).covered
        for clusters in (1, 2, 3, 5)
    ]
    by_people = [
        designate(frame, adjacency, clusters=2, max_population=people, **asked).covered
        for people in (8_000, 16_000, 32_000)
    ]
    assert by_clusters == sorted(by_clusters)
    assert by_people == sorted(by_people)


def test_a_cluster_never_crosses_a_zone_and_each_zone_gets_its_least() -> None:
    frame, adjacency = lattice(6, 7)
    design = designate(
        frame,
        adjacency,
        count="deaths",
        population="people",
        clusters=4,
        max_population=40_000,
        zone="zone",
        minima={"rural": 2, "urban": 1},
    )
    zones = [set(frame.loc[cluster, "zone"]) for cluster in design.clusters]
    assert all(len(zone) == 1 for zone in zones)
    assert zones.count({"rural"}) >= 2
    assert verify(design, frame, adjacency) == ()


def test_names_alone_give_the_best_single_places() -> None:
    frame, _ = lattice(4, 5)
    design = designate(frame, None, count="deaths", population="people", clusters=3, max_population=1e9)
    assert sorted(frame.loc[design.places, "deaths"]) == sorted(frame["deaths"])[-3:]
    assert design.how["contiguity"] == "none: each chosen place is a cluster"


def test_as_many_clusters_as_places_is_a_knapsack() -> None:
    frame, adjacency = lattice(3, 4)
    asked: dict[str, Any] = {"count": "deaths", "population": "people", "max_population": 15_000}
    loose = designate(frame, adjacency, clusters=12, **asked)
    assert loose.covered == designate(frame, None, clusters=12, **asked).covered


def test_cost_can_stand_in_place_of_residents() -> None:
    frame, adjacency = lattice(4, 5)
    frame["pesos"] = 1_000_000.0
    design = designate(
        frame, adjacency, count="deaths", population="people", clusters=2, cost="pesos", max_cost=5e6
    )
    assert len(design.places) == 5


def test_a_place_that_covers_nothing_is_chosen_only_to_join_others() -> None:
    frame = pd.DataFrame({"deaths": [5, 0, 5, 0], "people": [10, 10, 10, 0]}, index=list("abcd"))
    chain = csr_array(np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1))
    design = designate(frame, chain, count="deaths", population="people", clusters=1, max_population=100)
    assert set(design.places) == {"a", "b", "c"}


def test_one_area_can_be_designated() -> None:
    frame = pd.DataFrame({"deaths": [3], "people": [10]}, index=["only"])
    design = designate(
        frame, csr_array((1, 1)), count="deaths", population="people", clusters=7, max_population=10
    )
    assert design.clusters == [["only"]]
    assert design.proven_optimal


def test_the_certificate_repeats_the_run() -> None:
    frame, adjacency = lattice(5, 5)
    asked: dict[str, Any] = {"clusters": 2, "max_population": 20_000, "seed": 4}
    one = designate(frame, adjacency, count="deaths", population="people", **asked)
    again = designate(frame, adjacency, **one.how["parameters"])
    assert one == again
    assert one.how["repeatable_to_the_digit"]


def test_a_check_notices_a_changed_designation() -> None:
    frame, adjacency = lattice(5, 6)
    design = designate(
        frame, adjacency, count="deaths", population="people", clusters=2, max_population=20_000
    )
    free = next(place for place in frame.index if place not in design.places)
    design.clusters.append([free])
    assert "covered_differs" in verify(design, frame, adjacency)


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"deaths": [0] * 4}, {}, "nothing to cover"),
    ({"deaths": [1, np.nan, 1, 1]}, {}, "empty, infinite or below zero for: b"),
    ({"deaths": [1, -1, 1, 1]}, {}, "below zero for: b"),
    ({"deaths": ["x", "1", "1", "1"]}, {}, "not numbers"),
    ({"people": [10, 20, 0, 10]}, {}, "deaths but no residents in: c"),
    ({}, {"max_population": 5}, "below the smallest place, a with 10"),
    ({}, {"max_population": None}, "Say a limit"),
    ({}, {"clusters": 0}, "must be 1 or more"),
    ({}, {"must_include": ["z"]}, "not in the frame: z"),
    ({}, {"must_include": ["a"], "must_exclude": ["a"]}, "both included and excluded"),
    ({}, {"must_include": ["a", "d"], "clusters": 1, "max_population": 70}, "No designation satisfies"),
    ({}, {"minima": {"rural": 1}}, "needs the column"),
    ({}, {"zone": "zone", "minima": {"lunar": 1}}, "No place lies in the zone lunar"),
    ({}, {"zone": "zone", "minima": {"rural": 9}}, "ask for 9 clusters"),
    ({}, {"cost": "people"}, "both the column"),
    ({}, {"zone": "nowhere"}, "missing: nowhere"),
]


@pytest.mark.parametrize(("columns", "rules", "said"), REFUSED)
def test_what_cannot_be_answered_is_refused_with_its_cause(
    columns: dict[str, Any], rules: dict[str, Any], said: str
) -> None:
    frame = pd.DataFrame(
        {"deaths": [4, 3, 2, 1], "people": [10, 20, 30, 40], "zone": ["rural", "rural", "urban", "urban"]}
        | columns,
        index=list("abcd"),
    )
    chain = csr_array(np.diag(np.ones(3), 1) + np.diag(np.ones(3), -1))
    asked: dict[str, Any] = {"clusters": 2, "max_population": 50} | rules
    with pytest.raises(InputProblem, match=said):
        designate(frame, chain, count="deaths", population="people", **asked)
