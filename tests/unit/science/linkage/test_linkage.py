"""Lists linked: order and names mean nothing, a kept model scores alike, what cannot be linked is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from pazos.science.linkage import Model, Settings, deaths_of, score, stack, thresholds, train
from pazos.science.problems import InputProblem
from pazos.science.synthetic.linked_lists import ListFaults, invent_deaths, lists_of

SEED = 3


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    deaths = invent_deaths(500, seed=11, years=2, places=60)
    return lists_of(deaths, {"A": ListFaults(), "B": ListFaults(missed=0.2)}, seed=11)


@pytest.fixture(scope="module")
def model(claims: pd.DataFrame) -> Model:
    return train(claims, Settings(within=True), seed=SEED)


@pytest.fixture(scope="module")
def frame(model: Model, claims: pd.DataFrame) -> pd.DataFrame:
    return score(model, claims).frame


def by_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs whichever row comes first, in one order."""
    ends = np.sort(frame[["first", "second"]].astype(str).to_numpy(), axis=1)
    told = frame.drop(columns=["first", "second", "list_first", "list_second"])
    return told.assign(a=ends[:, 0], b=ends[:, 1]).sort_values(["a", "b"]).reset_index(drop=True)


def test_the_same_claims_and_seed_give_the_same_digits_in_any_order_of_rows(
    claims: pd.DataFrame, model: Model, frame: pd.DataFrame
) -> None:
    shuffled = claims.sample(frac=1, random_state=5)
    again = train(shuffled, Settings(within=True), seed=SEED)
    assert again.to_facts() == model.to_facts()
    pd.testing.assert_frame_equal(score(again, shuffled).frame, frame, check_exact=True)


def test_the_order_of_the_lists_and_the_names_of_rows_mean_nothing(
    claims: pd.DataFrame, frame: pd.DataFrame
) -> None:
    new = {name: f"row {place:04}" for place, name in enumerate(sorted(claims["claim"], reverse=True))}
    renamed = claims.assign(claim=claims["claim"].map(new)).sort_values("list", ascending=False)
    once = train(renamed, Settings(within=True), seed=SEED)
    old = frame.assign(first=frame["first"].map(new), second=frame["second"].map(new))
    pd.testing.assert_frame_equal(by_ends(score(once, renamed).frame), by_ends(old), rtol=1e-9)


def test_a_model_kept_as_text_scores_to_the_same_digits(
    claims: pd.DataFrame, model: Model, frame: pd.DataFrame
) -> None:
    kept = Model.from_facts(json.loads(json.dumps(model.to_facts())))
    assert kept == model
    pd.testing.assert_frame_equal(score(kept, claims).frame, frame, check_exact=True)


def test_new_rows_alone_are_scored_as_they_would_be_among_all(
    claims: pd.DataFrame, model: Model, frame: pd.DataFrame
) -> None:
    new = claims["claim"].iloc[:40].tolist()
    some = score(model, claims, only=new)
    assert set(new) <= set(some.touched)
    whole = frame[frame["first"].isin(some.touched) | frame["second"].isin(some.touched)]
    pd.testing.assert_frame_equal(by_ends(some.frame), by_ends(whole), rtol=1e-6, atol=1e-9)


def test_a_new_row_changes_no_parameter_and_is_found(claims: pd.DataFrame, model: Model) -> None:
    told_late = claims[claims["list"] == "A"].iloc[[0]].assign(claim="late", list="C")
    found = score(model, pd.concat([claims, told_late], ignore_index=True), only=["late"]).frame
    best = found[(found["first"] == "late") | (found["second"] == "late")].iloc[0]
    assert claims["claim"].iloc[0] in set(claims["claim"])
    assert {best["first"], best["second"]} & {told_late["claim"].iloc[0]}
    assert best["probability"] > 0.9


def test_what_is_given_is_left_as_it_was(claims: pd.DataFrame, model: Model) -> None:
    before = claims.copy()
    score(model, claims)
    pd.testing.assert_frame_equal(claims, before)


def test_a_year_of_five_rows_is_linked_by_stated_defaults() -> None:
    days = pd.to_datetime(["2020-01-01", "2020-02-03", "2020-03-05", "2020-05-07", "2020-06-30"])
    first = pd.DataFrame(
        {"claim": list("abcde"), "date": days, "age": [20, 30, 40, None, 25], "sex": list("MHFMM")}
    )
    first["place"] = ["B/ El Prado", "Centro", "La Flora", "Centro", "San Luis"]
    late = pd.to_datetime(["2020-01-01", "2020-03-02", "2020-03-06"])
    second = pd.DataFrame(
        {"claim": [1, 2, 3], "date": late, "age": [20, 30, 40], "sex": ["hombre", "hombre", "mujer"]}
    )
    second["place"] = ["PRADO", "CENTRO", "LA FLORA"]
    claims = stack({"first": first, "second": second})
    model = train(claims)
    assert set(model.parameters()["m_from"]) == {"default"}
    pairs = score(model, claims)
    labels = deaths_of(claims, pairs.frame, upper=thresholds(pairs).upper).labels
    assert labels["a"] == labels[1]
    assert labels["b"] == labels[2]  # day and month exchanged
    assert labels["c"] == labels[3]  # a day apart
    assert labels.nunique() == 5


def test_lists_of_other_deaths_are_hardly_linked() -> None:
    one = lists_of(invent_deaths(300, seed=1, years=2), {"A": ListFaults()}, seed=1)
    other = lists_of(invent_deaths(300, seed=2, years=2), {"B": ListFaults()}, seed=2)
    claims = pd.concat([one, other.assign(claim="x" + other["claim"])], ignore_index=True)
    model = train(claims)
    pairs = score(model, claims)
    assert (pairs.frame["probability"] >= thresholds(pairs).upper).sum() <= 2


def test_an_empty_list_beside_another_has_no_pairs(claims: pd.DataFrame) -> None:
    alone = claims[claims["list"] == "A"].head(20)
    assert score(train(alone), alone).frame.empty


def test_a_field_that_one_list_lacks_is_not_compared(claims: pd.DataFrame) -> None:
    bare = claims.assign(place=claims["place"].mask(claims["list"] == "B"))
    assert set(train(bare, Settings(learn=False)).shares) == {"date", "age", "sex", "weapon", "hour"}


def test_a_point_speaks_before_a_name_where_both_lists_have_points() -> None:
    days = pd.date_range("2020-01-01", periods=40, freq="9D")
    one = pd.DataFrame({"claim": range(40), "date": days, "age": np.arange(40) + 20, "place": "Centro"})
    one["lon"], one["lat"] = -76.3 + np.arange(40) / 100, 3.5
    other = one.assign(claim=one["claim"] + 100, lon=one["lon"] + 0.0005, place="Otro nombre")
    claims = stack({"A": one, "B": other})
    found = score(train(claims), claims).frame
    assert set(found.loc[found["probability"] > 0.9, "place"]) == {"within_150_metres"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.drop(columns="date"), "date"),
        (lambda c: c[["claim", "list", "date"]], "nothing but dates"),
        (lambda c: c.assign(date=pd.NaT), "without dates"),
        (lambda c: c.assign(claim="same"), "more than once: same"),
        (lambda c: c.assign(claim=None), "no identifier"),
        (lambda c: c.assign(date="yesterday"), "not dates"),
    ],
)
def test_what_cannot_be_linked_is_refused_in_words(claims: pd.DataFrame, change, words: str) -> None:
    with pytest.raises(InputProblem, match=words):
        train(change(claims))


def test_a_model_of_another_version_is_refused(model: Model) -> None:
    with pytest.raises(InputProblem, match="version 0"):
        Model.from_facts(model.to_facts() | {"version": 0})


def test_rows_to_score_must_be_among_the_claims(claims: pd.DataFrame, model: Model) -> None:
    with pytest.raises(InputProblem, match="nobody"):
        score(model, claims, only=["nobody"])


def test_a_model_keeps_no_rare_name() -> None:
    deaths = invent_deaths(200, seed=4, years=2)
    claims = lists_of(deaths, {"A": ListFaults(), "B": ListFaults()}, seed=4, with_names=True)
    claims.loc[claims["list"] == "A", "names"] = claims["names"].fillna("") + " Xochiquetzal"
    claims.loc[claims.index[0], "names"] = "Nabucodonosor Unico"
    text = json.dumps(train(claims, Settings(learn=False)).to_facts())
    assert "XOCHIQUETZAL" in text
    assert "NABUCODONOSOR" not in text
