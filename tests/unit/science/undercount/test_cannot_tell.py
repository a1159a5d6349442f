"""When the answer is "cannot tell", and why."""

from __future__ import annotations

import pytest

from pazos.science.problems import InputProblem
from pazos.science.undercount import Asked, histories, undercount
from unit.science.undercount.cities import chances, dealt, ordered

KOREA = histories(
    ("b", "c", "d"),
    {("d",): 41, ("c",): 5, ("b",): 5, ("b", "c"): 54, ("b", "d"): 6, ("b", "c", "d"): 12},
)
THREE = ordered(72, 155, 7, 71, 13, 53, 43)

CASES = {
    "one list": (histories("A", {("A",): 50}), Asked(), {"few_lists"}),
    "no list": (histories("", {}), Asked(), {"few_lists"}),
    "a list that is empty": (histories("ABC", {("A",): 50, ("A", "B"): 20, ("B",): 9}), Asked(), {"empty_list"}),
    "six shared deaths": (histories("AB", {("A",): 50, ("B",): 40, ("A", "B"): 6}), Asked(), {"small_overlap"}),
    "no shared death": (histories("AB", {("A",): 50, ("B",): 40}), Asked(), {"small_overlap"}),
    "a list apart": (histories("ABC", {("A",): 50, ("B",): 40, ("A", "B"): 30, ("C",): 9}), Asked(), {"apart"}),
    "one list in another": (histories("AB", {("A",): 50, ("A", "B"): 30}), Asked(), {"nested"}),
    "two lists the same": (histories("AB", {("A", "B"): 30}), Asked(), {"nested"}),
    "two that copy": (
        histories("AB", {("A",): 50, ("B",): 40, ("A", "B"): 30}),
        Asked(dependent=(("A", "B"),)),
        {"all_dependent"},
    ),
    "three tied by two dependences": (THREE, Asked(dependent=(("A", "B"), ("B", "C"))), {"all_dependent"}),
    "the whole model is asked for": (THREE, Asked(), {"saturated"}),
    "the model that fits has no end": (KOREA, Asked(), {"no_finite", "wide"}),
    "so little overlap that anything goes": (
        histories("AB", {("A",): 900, ("B",): 800, ("A", "B"): 7}),
        Asked(confidence=0.999),
        {"wide"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_cannot_tell(case):
    given, asked, codes = CASES[case]
    answer = undercount(given, asked)
    assert answer.verdict == "cannot tell"
    assert {reason.code for reason in answer.reasons} == codes
    assert answer.missed is None
    assert answer.total is None
    assert all(share.share is None for share in answer.shares)


def test_seven_shared_deaths_are_enough():
    assert undercount(histories("AB", {("A",): 50, ("B",): 40, ("A", "B"): 7})).verdict == "estimate"


def test_models_that_disagree_say_so_with_both_figures():
    """Lists 1 and 2 of a city depend, and the few deaths that would tell do not."""
    answer = undercount(ordered(2, 3, 6, 40, 1, 30, 260))
    found = {reason.code: reason.facts for reason in answer.reasons}
    assert "disagree" in found
    assert found["disagree"]["high"] > 2 * found["disagree"]["low"]
    assert found["disagree"]["low_model"] != found["disagree"]["high_model"]


def test_a_declared_dependence_leaves_only_models_that_allow_it():
    answer = undercount(THREE, Asked(dependent=(("A", "B"),), criterion="bic"))
    assert answer.verdict == "estimate"
    assert len(answer.models) == 4
    assert all("A*B" in line.model for line in answer.models)
    assert "declared" in {caution.code for caution in answer.cautions}


def test_a_model_that_a_person_names_is_answered_and_its_doubts_are_said():
    answer = undercount(THREE, Asked(model="A*B + A*C + B*C"))
    assert answer.verdict == "estimate"
    assert answer.missed.estimate + THREE.observed == pytest.approx(1240, abs=0.5)
    assert "saturated" in {caution.code for caution in answer.cautions}


def test_a_model_named_without_a_finite_answer_cannot_tell():
    answer = undercount(KOREA, Asked(model="b*c + b*d"))
    assert [reason.code for reason in answer.reasons] == ["no_finite"]


def test_a_poor_fit_is_said():
    answer = undercount(ordered(90, 30, 30, 30, 30, 30, 90), Asked(model="A + B + C"))
    assert "poor_fit" in {caution.code for caution in answer.cautions}


def test_independent_cities_seldom_cannot_tell():
    cities, _ = dealt(300, chances((1.5, 1.0, 0.7)), cities=15, seed=3)
    told = [undercount(city).verdict == "estimate" for city in cities]
    assert sum(told) >= 13


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(criterion="dic"), "aic or bic, not dic"),
        (Asked(confidence=95), "such as 0.95"),
        (Asked(dependent=(("A",),)), "between two lists or more, not A alone"),
        (Asked(dependent=(("A", "Z"),)), "no list Z"),
        (Asked(model="A*Z"), "no list Z"),
    ],
)
def test_words_that_do_not_fit_are_refused(asked, said):
    with pytest.raises(InputProblem, match=said):
        undercount(THREE, asked)


def test_more_than_five_lists_are_refused_with_a_cure():
    names = tuple("ABCDEF")
    given = histories(names, {(name,): 9 for name in names} | {names: 9})
    with pytest.raises(InputProblem, match=r"6 lists and 5 at most.*--lists.*join lists"):
        undercount(given)
