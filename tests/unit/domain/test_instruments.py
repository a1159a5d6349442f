"""Instruments: their answers amount to what their authors published, and a change is told only beyond error."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from importlib.resources import files

import pytest

from pazos.domain.cases.instruments.faults import faults
from pazos.domain.cases.instruments.kinds import LeastChange, Method, Reliability
from pazos.domain.cases.instruments.reading import read
from pazos.domain.cases.instruments.registry import shipped
from pazos.domain.cases.instruments.scoring import Verdict, reliable_change, score, standard_error
from pazos.science.problems import InputProblem

ALL = {one.code: one for one in shipped().values()}
FOLDER = files("pazos.domain.cases.instruments") / "shipped"


def every(code: str, value: int) -> dict[str, int | None]:
    return {one.code: value for one in ALL[code].items}


def content(code: str) -> dict:
    return json.loads((FOLDER / f"{code}-1.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "value", "total"),
    [
        ("who5", 0, 0),
        ("who5", 5, 100),
        ("who5", 3, 60),
        ("phq9", 1, 9),
        ("phq9", 3, 27),
        ("gad7", 2, 14),
        ("k6", 4, 24),
        ("gse", 1, 10),
        ("gse", 4, 40),
        ("mspss", 5, 5),
        ("audit_c", 4, 12),
    ],
)
def test_the_same_answer_to_all_gives_the_published_score(code: str, value: int, total: float) -> None:
    assert score(ALL[code], every(code, value)).total == total


@pytest.mark.parametrize(
    ("total", "begins"),
    [
        (4, "None"),
        (5, "Mild"),
        (9, "Mild"),
        (10, "Moderate"),
        (14, "Moderate"),
        (15, "Moderately"),
        (20, "Severe"),
    ],
)
def test_the_limits_of_the_phq9_are_those_of_its_authors(total: int, begins: str) -> None:
    answers = every("phq9", 0)
    for one in list(answers)[: total // 3]:
        answers[one] = 3
    answers[list(answers)[total // 3]] = total % 3
    found = score(ALL["phq9"], answers)
    assert found.total == total
    assert found.band is not None
    assert found.band.words["en"].startswith(begins)


def test_who_never_drinks_is_not_asked_how_much_and_has_nought() -> None:
    found = score(ALL["audit_c"], {"often": 0})
    assert (found.total, found.lacking) == (0, ())


def test_an_item_left_out_leaves_no_total_and_is_named() -> None:
    answers = {**every("phq9", 1), "sleep": None}
    found = score(ALL["phq9"], answers)
    assert (found.total, found.lacking) == (None, ("sleep",))


def test_up_to_three_items_of_self_efficacy_may_be_left_out() -> None:
    answers = {**every("gse", 3), "opposed": None, "solve": None, "calm": None}
    assert score(ALL["gse"], answers).total == 30
    assert score(ALL["gse"], {**answers, "effort": None}).total is None


@pytest.mark.parametrize("item", ["wish", "thoughts", "behaviour"])
def test_any_yes_to_the_columbia_screener_is_an_alarm(item: str) -> None:
    found = score(ALL["cssrs"], {"wish": 0, "thoughts": 0, "behaviour": 0, item: 1})
    assert [one.crisis for one in found.alarms] == ["suicide"]
    assert found.total is None


def test_the_least_answer_to_the_ninth_item_is_an_alarm_and_none_is_not() -> None:
    assert score(ALL["phq9"], {**every("phq9", 0), "harm": 1}).alarms
    assert not score(ALL["phq9"], {**every("phq9", 3), "harm": 0}).alarms


def test_an_answer_that_is_none_is_refused() -> None:
    with pytest.raises(InputProblem, match="no answer"):
        score(ALL["phq9"], {"mood": 4})
    with pytest.raises(InputProblem, match="no item"):
        score(ALL["phq9"], {"gang": 1})


def test_the_example_of_jacobson_and_truax_comes_out_as_they_printed_it() -> None:
    """Jacobson and Truax (1991), p. 14: 47.5 before, 32.5 after, s = 10, r = .80 give S_E 4.47 and RC -2.37."""
    as_printed = replace(
        ALL["phq9"],
        reliability=Reliability(0.80, "retest", 10.0, "Jacobson and Truax (1991)"),
        least_change=None,
    )
    assert standard_error(as_printed) == pytest.approx(4.47, abs=0.005)
    found = reliable_change(as_printed, 47.5, 32.5)
    assert found.index == pytest.approx(-2.37, abs=0.005)
    assert found.verdict is Verdict.BETTER


def test_which_way_is_better_is_the_instruments_own() -> None:
    assert reliable_change(ALL["who5"], 40, 60).verdict is Verdict.BETTER
    assert reliable_change(ALL["phq9"], 5, 15).verdict is Verdict.WORSE


def test_a_change_must_pass_the_error_and_the_published_least() -> None:
    assert reliable_change(ALL["phq9"], 15, 10).verdict is Verdict.NOT_SURE
    assert reliable_change(ALL["phq9"], 15, 9).verdict is Verdict.BETTER
    unsure = replace(ALL["phq9"], least_change=LeastChange(1, "none"))
    assert reliable_change(unsure, 15, 12).verdict is Verdict.NOT_SURE


def test_without_a_published_error_nothing_is_said_of_change() -> None:
    assert reliable_change(ALL["k6"], 20, 2).verdict is Verdict.CANNOT_TELL
    assert reliable_change(ALL["phq9"], None, 2).verdict is Verdict.CANNOT_TELL


def test_every_shipped_instrument_says_source_licence_and_where_its_words_are_from() -> None:
    assert len(ALL) == 9
    for one in ALL.values():
        assert one.source
        assert set(one.licence) == {"en", "es"}
        assert all(spoken.source for spoken in one.languages.values())


def test_what_has_no_published_spanish_wording_is_not_asked_in_spanish() -> None:
    only_english = {code for code, one in ALL.items() if "es" not in one.languages}
    assert only_english == {"k6", "mspss"}
    assert all("es" not in item.words for code in only_english for item in ALL[code].items)


def test_no_score_speaks_of_a_risk_of_the_person() -> None:
    words = [text for one in ALL.values() for band in one.bands for text in band.words.values()]
    assert not [text for text in words if "risk" in text.casefold() or "riesgo" in text.casefold()]


def test_items_stand_in_the_order_of_each_language() -> None:
    gse = ALL["gse"]
    assert gse.in_order("es")[0].code == "opposed"
    assert gse.in_order("en")[0].code == "solve"


def test_an_item_may_count_backwards() -> None:
    turned = content("gse")
    turned["items"][0]["reversed"] = True
    assert score(read(turned), every("gse", 4)).total == 37


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda one: one.pop("licence"), "licence is missing"),
        (lambda one: one.update(code="PHQ 9"), "small letters"),
        (lambda one: one.update(dimensions=["money"]), "dimensions must be"),
        (lambda one: one.update(source=" "), "source is empty"),
        (lambda one: one["items"][2].pop("es"), "items.sleep has no words in es"),
        (lambda one: one["items"].append(copy.deepcopy(one["items"][0])), "stands twice"),
        (lambda one: one["items"][8]["opens"].update(crisis="gang"), "no known kind"),
        (lambda one: one["score"].update(most=30), "from 0 to 27"),
        (lambda one: one["meanings"]["bands"][1].update({"from": 3}), "overlap"),
        (lambda one: one["reliability"].update(coefficient=1.2), "between 0 and 1"),
        (lambda one: one.update(items=[{"code": "x"}]), "not built as an instrument"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_words(spoil: object, words: str) -> None:
    one = content("phq9")
    spoil(one)  # type: ignore[operator]
    assert any(words in str(fault) for fault in faults(one))
    with pytest.raises(InputProblem):
        read(one)


def test_nothing_is_added_up_where_answers_are_looked_at_one_by_one() -> None:
    assert ALL["cssrs"].scale.method is Method.NONE
