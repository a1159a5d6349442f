"""Numbers read as the reader's language writes them."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from pazos.interfaces.components import wording

NBSP = wording.NARROW


@pytest.mark.parametrize(
    ("value", "places", "spanish", "english"),
    [
        (1234.56, 1, "1.234,6", "1,234.6"),
        (1834567, 0, "1.834.567", "1,834,567"),
        (0, 0, "0", "0"),
        (-3.2, 1, "−3,2", "−3.2"),
        (-0.04, 1, "0,0", "0.0"),
        (None, 0, "–", "–"),
        (float("nan"), 2, "–", "–"),
        (float("inf"), 0, "∞", "∞"),
    ],
)
def test_a_number_is_written_in_the_readers_way(value, places, spanish, english) -> None:
    with translation.override("es"):
        assert wording.number(value, places) == spanish
    with translation.override("en"):
        assert wording.number(value, places) == english


def test_a_change_has_its_sign_unless_it_rounds_to_nought() -> None:
    with translation.override("en"):
        said = [wording.signed_percent(one) for one in (0.124, -0.124, 0.004, -0.004, None)]
    assert said == ["+12%", "−12%", "0%", "0%", "–"]


@pytest.mark.parametrize(("p", "said"), [(0.0336, "0.034"), (0.0004, "< 0.001"), (1.0, "1.000"), (None, "–")])
def test_a_chance_too_small_for_three_places_is_told_as_less(p, said) -> None:
    with translation.override("en"):
        assert wording.chance(p) == said


def test_a_percentage_has_a_narrow_space_in_spanish_only() -> None:
    with translation.override("es"):
        assert wording.percent(0.345, 1) == f"34,5{NBSP}%"
    with translation.override("en"):
        assert wording.percent(0.345, 1) == "34.5%"


def test_a_growth_has_its_sign_and_a_stillness_none() -> None:
    with translation.override("en"):
        assert wording.signed(3.21, 1) == "+3.2"
        assert wording.signed(0.01, 1) == "0.0"


def test_a_rate_of_nobody_is_no_number() -> None:
    with translation.override("en"):
        assert wording.rate_words(None, None, None).startswith("no rate")


def shown(source: str, **facts: object) -> str:
    with translation.override("en"):
        return Template("{% load pazos %}" + source).render(Context(facts))


def test_a_missing_value_is_said_aloud() -> None:
    assert "no value" in shown("{% number x %}", x=None)


def test_a_rate_stands_beside_its_interval() -> None:
    page = shown("{% rate 34.21 30 38.66 %}")
    assert "34.2" in page
    assert "30.0 to 38.7" in page


def test_a_run_is_a_link_only_for_those_who_may_open_it() -> None:
    assert "<a" not in shown("{% run_link 7 %}", may={"see_areas": False})
    assert "run 7" in shown("{% run_link 7 %}")


def test_markup_in_a_value_is_shown_and_never_run() -> None:
    assert "<script>" not in shown("{% fingerprint x %}", x="<script>alert(1)</script>")
