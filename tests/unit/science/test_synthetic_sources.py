"""Three sources see the same deaths imperfectly, each in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pazos.science.synthetic import names
from pazos.science.synthetic.city import City, demo_city

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCES = {"police": 0.04, "forensic": 0.03, "vital": 0.06}


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city()


def seen(keys: Iterable[tuple[int, ...]]) -> set[int]:
    return {death for row in keys for death in row}


@pytest.mark.parametrize(("source", "missed"), SOURCES.items())
def test_a_source_misses_about_its_share(city: City, source: str, missed: float) -> None:
    deaths = city.truth.deaths
    if source == "police":
        deaths = deaths[~(deaths["legal_intervention"] & (deaths["occurred_at"] >= "2023"))]
    found = seen(getattr(city, source)["deaths"]) & set(deaths["death"])
    assert 1 - len(found) / len(deaths) == pytest.approx(missed, abs=0.015)


def test_no_source_sees_all_but_together_they_nearly_do(city: City) -> None:
    together = set().union(*(seen(getattr(city, source)["deaths"]) for source in SOURCES))
    assert len(together) / len(city.truth.deaths) > 0.995


def test_a_police_row_stands_for_as_many_victims_as_it_says(city: City) -> None:
    own = city.police[city.police["code"] != names.NEIGHBOURS[0].code]
    own = own[own["deaths"].map(len) > 0]
    assert (own["quantity"] == own["deaths"].map(len)).all()
    assert own["quantity"].max() >= 2


def test_the_police_leave_legal_intervention_out_from_the_break(city: City) -> None:
    legal = set(city.truth.deaths.loc[city.truth.deaths["legal_intervention"], "death"])
    late = city.police[city.police["file_year"] == 2023]
    early = city.police[city.police["file_year"] < 2023]
    assert not seen(late["deaths"]) & legal
    assert seen(early["deaths"]) & legal
    assert seen(city.forensic.loc[city.forensic["file_year"] == 2023, "deaths"]) & legal


def test_without_the_break_the_police_go_on_counting_them() -> None:
    city = demo_city(police_definition_from=None)
    legal = set(city.truth.deaths.loc[city.truth.deaths["legal_intervention"], "death"])
    assert seen(city.police.loc[city.police["file_year"] == 2023, "deaths"]) & legal


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_has_something_to_reject(city: City, source: str) -> None:
    rows = getattr(city, source)
    own = rows[rows["deaths"].map(len) > 0]
    day = "died_on" if source == "vital" else "occurred_on"
    assert (own[day].dt.year > 2023).sum() >= 1
    assert own[day].isna().sum() >= 1
    assert (own["age"] == 200).sum() >= 1
    assert (own["code"].str.len() < 5).sum() >= 1
    assert own["age"].isna().sum() >= 1
    assert own["deaths"].duplicated().sum() >= 1


def test_most_days_agree_with_the_truth(city: City) -> None:
    rows = city.forensic[city.forensic["occurred_on"].notna()]
    true = city.truth.deaths.set_index("death")["occurred_at"].dt.normalize()
    off = rows["occurred_on"].to_numpy() - true.loc[[key[0] for key in rows["deaths"]]].to_numpy()
    assert (off == pd.Timedelta(0)).mean() > 0.96
    assert (abs(off) == pd.Timedelta(days=1)).mean() > 0.005


def test_barrios_are_written_in_many_ways(city: City) -> None:
    own = city.police[city.police["deaths"].map(len) > 0]
    assert 250 <= own["barrio"].nunique() <= 700
    assert own["barrio"].str.strip().ne("").all()
    assert own["barrio"].isin(names.ROADS).mean() == pytest.approx(0.02, abs=0.012)


def test_vital_statistics_know_residence_apart_from_occurrence(city: City) -> None:
    away = city.vital["residence_code"].isin([place.code for place in names.NEIGHBOURS])
    assert away.mean() == pytest.approx(0.05, abs=0.02)
    assert set(city.vital["code"].str.len()) == {3, 5}
    assert (city.vital["registered_on"] > city.vital["died_on"]).sum() > 0.99 * len(city.vital)


def test_some_homicides_are_coded_as_unknown_intent(city: City) -> None:
    cause = city.vital["cause"].str[:3]
    assert cause.isin(["Y22", "Y23", "Y24"]).mean() == pytest.approx(0.04, abs=0.015)
    assert cause.isin(["X93", "X94", "X95"]).mean() > 0.6
    assert cause.isin(["W32", "W33", "W34", "Y35"]).any()
    assert city.vital["cause"].str.fullmatch(r"[WXY]\d{3}").all()
