"""Likeness ranks what a person is shown; it never joins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.territory.likeness import RESEMBLES, Likeness, edits, jaro_winkler
from pazos.domain.territory.rules import PlaceFacts

NAMES = ["EL SEMBRADOR", "PORTAL DEL SEMBRADOR", "SESQUICENTENARIO", "MOLINOS DE COMFANDI", "MOLINOS DE CIEN"]
NAMES += ["VILLA DIANA", "VILLA CLAUDIA", "GUAYACANES", "GUAYACANES DEL SUR", "LORETO", "LORETO III ETAPA"]


def likeness(*names: str, **facts: str) -> Likeness:
    return Likeness(PlaceFacts(n, str(n), name, **facts) for n, name in enumerate(names or NAMES))


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133), ("DWAYNE", "DUANE", 0.84), ("A", "B", 0.0)],
)
def test_jaro_winkler_gives_the_published_values(one: str, other: str, value: float) -> None:
    assert jaro_winkler(one, other) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("one", "other", "value"), [("CA", "ABC", 3), ("KITTEN", "SITTING", 3), ("AB", "BA", 1), ("", "ABC", 3)]
)
def test_edits_count_a_swap_once(one: str, other: str, value: int) -> None:
    assert edits(one, other) == value


@given(st.text("ABC", max_size=8), st.text("ABC", max_size=8))
def test_edits_do_not_depend_on_the_order(one: str, other: str) -> None:
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SEMBRADOR", "EL SEMBRADOR"),
        ("MOLINOS DE CONFANDI", "MOLINOS DE COMFANDI"),
        ("SESQUI CENTENARIO", "SESQUICENTENARIO"),
        ("SESQUI", "SESQUICENTENARIO"),
        ("VILLA DIAAN", "VILLA DIANA"),
        ("B LORETTO", "LORETO"),
        ("GUYACANES", "GUAYACANES"),
    ],
)
def test_the_place_meant_comes_first(written: str, meant: str) -> None:
    best = likeness().candidates(written)[0]
    assert best.place.name == meant
    assert best.score >= RESEMBLES
    assert best.why.format(**best.facts)


def test_numerals_that_differ_are_never_alike() -> None:
    found = likeness("LORETO III ETAPA", "LORETO").candidates("LORETO II ETAPA")
    assert [item.place.name for item in found] == ["LORETO"]
    assert found[0].score < RESEMBLES


def test_a_place_in_the_zone_of_the_records_comes_first() -> None:
    places = [PlaceFacts(1, "1", "LA TORRE", zone="urban"), PlaceFacts(2, "2", "LA TORRE", zone="rural")]
    assert [item.place.id for item in Likeness(places).candidates("LA TORRES", zone="rural")] == [2, 1]


def test_the_order_of_the_places_does_not_matter() -> None:
    one = likeness(*NAMES).candidates("GUAYACAN DEL SUR")
    other = likeness(*reversed(NAMES)).candidates("GUAYACAN DEL SUR")
    assert [(item.place.name, item.score) for item in one] == [
        (item.place.name, item.score) for item in other
    ]
