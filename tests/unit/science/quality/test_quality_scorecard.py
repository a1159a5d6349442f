"""A record is measured without a verdict, and judged against criteria that are data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pazos.science.problems import InputProblem
from pazos.science.quality.criteria import BOGOTA_2015, Criterion
from pazos.science.quality.intent import intent_of_code, intent_of_words
from pazos.science.quality.judging import judge
from pazos.science.quality.measures import Measure, measure


def deaths(number: int = 200) -> pd.DataFrame:
    chance = np.random.default_rng(1)
    day = np.datetime64("2021-01-01") + np.sort(chance.integers(0, 730, number))
    return pd.DataFrame(
        {
            "date": day,
            "registered_on": day + chance.integers(0, 100, number),
            "age": chance.integers(14, 70, number).astype(float),
            "sex": chance.choice(["m", "f"], number),
            "place": chance.choice([f"b{one}" for one in range(30)], number),
            "mechanism": "firearm",
            "municipality_code": "76520",
            "manner": "HOMICIDIO",
        }
    )


def same(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(name) for name in frame.columns}


def test_missing_is_a_share_of_the_rows() -> None:
    frame = deaths()
    frame.loc[:19, "sex"] = ""
    frame.loc[:9, "age"] = np.nan
    found = measure(frame, same(frame))
    assert (found["missing_sex"].value, found["missing_sex"].short) == (pytest.approx(0.1), 20)
    assert found["missing_age"].value == pytest.approx(0.05)
    assert found["missing_hour"].value is None
    assert found["missing_hour"].why == "no_column"


def test_an_age_group_stands_for_an_age() -> None:
    frame = deaths().drop(columns="age").assign(age_group="ADULTOS")
    assert measure(frame, same(frame))["missing_age"].value == 0


def test_rows_of_several_victims_are_events() -> None:
    frame = deaths(10).assign(quantity=[1.0] * 8 + [2.0, 5.0])
    unit = measure(frame, same(frame))["victims_lost_by_rows"]
    assert unit.value == pytest.approx(5 / 15)
    assert unit.facts == {"rows": 10, "victims": 15, "unit": "event"}


def test_copies_and_likenesses_are_counted_apart() -> None:
    frame = deaths()
    frame = pd.concat([frame, frame.iloc[:6], frame.iloc[10:14].assign(mechanism="blade")], ignore_index=True)
    found = measure(frame, same(frame))
    assert found["duplicates_exact"].short == 6
    assert found["duplicates_near"].short >= 10


def test_rows_that_tell_little_cannot_be_called_copies() -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2021-01-01"] * 70), "sex": "m"})
    assert measure(frame, same(frame))["duplicates_exact"].why == "rows_tell_little"


@pytest.mark.parametrize(
    ("code", "intent"),
    [("X85", "homicide"), ("X95.4", "homicide"), ("Y09", "homicide"), ("Y871", "homicide"), ("Y10", "unknown"),
     ("Y34", "unknown"), ("Y35", "legal"), ("V89", "other"), ("X84", "other"), ("W74", "other"), ("", ""), ("76520", "")],
)  # fmt: skip
def test_icd_codes_say_the_intent(code: str, intent: str) -> None:
    assert intent_of_code(code) == intent


@pytest.mark.parametrize(
    ("words", "intent"),
    [("Homicidio", "homicide"), ("VIOLENTA - HOMICIDIO", "homicide"), ("Indeterminada", "unknown"), ("En estudio", "unknown"),
     ("Intervención legal", "legal"), ("Tentativa de homicidio", "injury"), ("Lesiones personales", "injury"),
     ("Suicidio", "other"), ("Homicidio culposo en accidente de tránsito", "other"), ("xyz", "")],
)  # fmt: skip
def test_words_say_the_intent(words: str, intent: str) -> None:
    assert intent_of_words(words) == intent


def test_unknown_intent_is_a_share_of_violent_deaths_and_injuries_are_out_of_scope() -> None:
    manner = ["HOMICIDIO"] * 80 + ["INDETERMINADA"] * 20 + ["SUICIDIO"] * 10 + ["LESIONES PERSONALES"] * 5
    frame = deaths(115).assign(manner=manner)
    found = measure(frame, same(frame))
    assert found["unknown_intent"].value == pytest.approx(0.2)
    assert (found["out_of_scope"].short, found["out_of_scope"].facts["injury"]) == (15, 5)
    assert found["legal_separable"].value is None


def test_delay_coverage_divergence_and_what_is_declared() -> None:
    frame = deaths()
    frame.loc[0, "registered_on"] = frame.loc[0, "date"] + np.timedelta64(400, "D")
    frame.loc[1, "municipality_code"] = "76001"
    frame = frame[frame["date"].dt.strftime("%Y-%m") != "2021-08"]
    found = measure(
        frame, same(frame), totals={"forense": 300}, declared={"method": 1}, inside=frozenset({"76520"})
    )
    assert found["delay_within_180"].short == 1
    assert found["months_covered"].short == 1
    assert found["outside"].short == 1
    assert found["divergence"].value == pytest.approx(1 - len(frame) / 300)
    assert found["declared_method"].value == 1
    assert found["declared_microdata"].why == "not_declared"


def test_the_order_of_rows_does_not_matter() -> None:
    frame = deaths()
    turned = frame.sample(frac=1, random_state=3)
    assert measure(frame, same(frame)) == measure(turned, same(turned))


def test_a_list_without_rows_or_columns_is_refused() -> None:
    with pytest.raises(InputProblem, match="no rows"):
        measure(deaths().iloc[:0], {"age": "age"})
    with pytest.raises(InputProblem, match="missing: edad"):
        measure(deaths(), {"age": "edad"})


SEX = Criterion("sex", "missing_sex", "at most", 0.05, 1, "a city")
AGE = Criterion("age", "missing_age", "at most", 0.10, 2, "a city")


def test_steps_add_up_and_what_is_missing_is_told() -> None:
    taken = {
        "missing_sex": Measure("missing_sex", 0.02, 100, 2),
        "missing_age": Measure("missing_age", 0.15, 100, 15),
    }
    card = judge(taken, (SEX, AGE))
    assert (card.reached, [step.reached for step in card.steps]) == (1, [True, False])
    assert [(one.criterion.code, one.lacking) for one in card.to_rise] == [("age", 5)]


def test_a_step_is_not_reached_over_one_that_is_not() -> None:
    taken = {
        "missing_sex": Measure("missing_sex", 0.2, 100, 20),
        "missing_age": Measure("missing_age", 0.0, 100),
    }
    card = judge(taken, (SEX, AGE))
    assert card.reached == 0
    assert card.steps[1].met == ("age",)


def test_what_was_not_measured_is_neither_met_nor_failed() -> None:
    card = judge({}, (SEX,))
    assert [one.verdict for one in card.verdicts] == ["cannot say"]


def test_a_shortfall_that_may_be_chance_is_not_held_against_a_record() -> None:
    heaped = Criterion("heaped", "whipple", "at most", 110, 1, "UN")
    for chance, verdict in ((0.3, "cannot say"), (0.001, "not met")):
        (one,) = judge({"whipple": Measure("whipple", 115, 200, chance=chance)}, (heaped,)).verdicts
        assert one.verdict == verdict


def test_a_city_changes_a_threshold_and_confirms_it() -> None:
    (one,) = judge(
        {"missing_sex": Measure("missing_sex", 0.06, 100, 6)}, (replace(SEX, value=0.08),)
    ).verdicts
    assert one.verdict == "met"
    assert not SEX.confirmed
    assert replace(SEX, confirmed_on="2026-11-01", confirmed_by="observatory").confirmed


def test_no_threshold_of_the_protocol_is_shown_as_confirmed() -> None:
    assert [one.code for one in BOGOTA_2015 if one.confirmed] == []
    assert len({one.code for one in BOGOTA_2015}) == len(BOGOTA_2015)


def test_every_criterion_is_of_a_measure_that_is_taken() -> None:
    frame = deaths()
    assert {one.measure for one in BOGOTA_2015} <= set(measure(frame, same(frame)))
