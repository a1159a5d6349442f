"""Rows become deaths: people's decisions hold, a list names each victim once, order means nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.linkage import deaths_of
from pazos.science.problems import InputProblem

CLAIMS = pd.DataFrame({"claim": ["a1", "a2", "b1", "b2", "c1"], "list": ["A", "A", "B", "B", "C"]})


def pairs_of(*told: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(told), columns=["first", "second", "probability"])


def grouped(found: pd.Series) -> set[frozenset[str]]:
    return {frozenset(rows) for rows in found.groupby(found).groups.values()}


def test_the_likelier_pair_is_joined_and_the_other_given_back() -> None:
    pairs = pairs_of(("a1", "b1", 0.999), ("a2", "b1", 0.995))
    found = deaths_of(CLAIMS, pairs, upper=0.99)
    assert found.labels["a1"] == found.labels["b1"] != found.labels["a2"]
    assert found.refused[["first", "second", "reason"]].values.tolist() == [["a2", "b1", "same_list"]]


def test_two_rows_of_a_list_are_one_death_only_as_a_link_of_their_own() -> None:
    through_b = pairs_of(("a1", "b1", 0.999), ("a2", "b1", 0.998))
    told_twice = pairs_of(("a1", "b1", 0.999), ("a2", "b1", 0.998), ("a1", "a2", 0.995))
    assert deaths_of(CLAIMS, through_b, upper=0.99).labels.nunique() == 4
    assert deaths_of(CLAIMS, told_twice, upper=0.99).labels.nunique() == 3


def test_where_a_is_b_and_b_is_c_but_a_is_not_c_the_likelier_stands() -> None:
    pairs = pairs_of(("a1", "b1", 0.9999), ("b1", "c1", 0.995))
    found = deaths_of(CLAIMS, pairs, upper=0.99, decided_apart=[("a1", "c1")])
    assert found.labels["a1"] == found.labels["b1"] != found.labels["c1"]
    assert found.refused["reason"].tolist() == ["apart"]


def test_a_decision_joins_what_no_pair_joins() -> None:
    found = deaths_of(CLAIMS, pairs_of(), upper=0.99, decided_same=[("a1", "a2"), ("a2", "c1")])
    assert grouped(found.labels) == {frozenset({"a1", "a2", "c1"}), frozenset({"b1"}), frozenset({"b2"})}


def test_a_weak_pair_inside_a_death_is_told() -> None:
    pairs = pairs_of(("a1", "b1", 0.999), ("b1", "c1", 0.999), ("a1", "c1", 0.2))
    assert deaths_of(CLAIMS, pairs, upper=0.99).bridged["probability"].tolist() == [0.2]


def test_decisions_that_contradict_one_another_are_refused_by_name() -> None:
    with pytest.raises(InputProblem, match="a1 and c1"):
        deaths_of(
            CLAIMS,
            pairs_of(),
            upper=0.9,
            decided_same=[("a1", "b1"), ("b1", "c1")],
            decided_apart=[("a1", "c1")],
        )
    with pytest.raises(InputProblem, match="apart from itself"):
        deaths_of(CLAIMS, pairs_of(), upper=0.9, decided_apart=[("a1", "a1")])


def test_decisions_about_absent_rows_are_passed_over() -> None:
    found = deaths_of(
        CLAIMS, pairs_of(), upper=0.9, decided_same=[("a1", "gone")], decided_apart=[("x", "a1")]
    )
    assert found.labels.nunique() == 5


@st.composite
def registers(draw):
    count = draw(st.integers(3, 12))
    claims = pd.DataFrame(
        {"claim": range(count), "list": [draw(st.sampled_from("ABC")) for _ in range(count)]}
    )
    rows = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    scored = draw(st.dictionaries(rows, st.floats(0, 1, width=16), max_size=20))
    # What people decide: a partition says who is the same, rows of different parts may be apart.
    part = [draw(st.integers(0, 5)) for _ in range(count)]
    decided = draw(st.lists(rows, max_size=8))
    same = [pair for pair in decided if part[pair[0]] == part[pair[1]]]
    apart = [pair for pair in decided if part[pair[0]] != part[pair[1]]]
    pairs = pd.DataFrame(
        [(*ends, p) for ends, p in scored.items()], columns=["first", "second", "probability"]
    )
    return claims, pairs, same, apart


@given(registers())
@settings(max_examples=150, deadline=None)
def test_what_people_decided_always_holds(register) -> None:
    claims, pairs, same, apart = register
    labels = deaths_of(claims, pairs, upper=0.5, decided_same=same, decided_apart=apart).labels
    assert all(labels[a] == labels[b] for a, b in same)
    assert all(labels[a] != labels[b] for a, b in apart)


@given(registers(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_pairs_and_decisions_means_nothing(register, random) -> None:
    claims, pairs, same, apart = register
    once = deaths_of(claims, pairs, upper=0.5, decided_same=same, decided_apart=apart)
    shuffled = pairs.sample(frac=1, random_state=random.randint(0, 999))
    shuffled = shuffled.rename(columns={"first": "second", "second": "first"})
    turned = [(b, a) for a, b in same]
    random.shuffle(turned)
    again = deaths_of(claims, shuffled, upper=0.5, decided_same=turned, decided_apart=apart[::-1])
    assert once.labels.equals(again.labels)


@given(registers())
@settings(max_examples=80, deadline=None)
def test_rows_of_one_list_meet_only_as_links_or_by_decision(register) -> None:
    claims, pairs, _, apart = register
    labels = deaths_of(claims, pairs, upper=0.5, decided_apart=apart).labels
    linked = {frozenset(ends) for *ends, p in pairs.itertuples(index=False) if p >= 0.5}
    lists = claims.set_index("claim")["list"]
    for rows in labels.groupby(labels).groups.values():
        met = [(a, b) for a in rows for b in rows if a < b and lists[a] == lists[b]]
        assert all(frozenset(pair) in linked for pair in met)
