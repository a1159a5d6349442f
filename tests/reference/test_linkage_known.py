"""The arithmetic of linkage against published weights, an independent estimate, and the truth of invented lists."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.linkage import Settings, Share, deaths_of, score, thresholds, train
from pazos.science.linkage.claims import prepare
from pazos.science.linkage.engine import Engine, opened
from pazos.science.linkage.fields import AGE, SEX, WEAPON
from pazos.science.linkage.names import with_rarity
from pazos.science.linkage.odds import log_odds
from pazos.science.linkage.training import keyed
from pazos.science.synthetic.linked_lists import FAULTLESS, ListFaults, invent_deaths, lists_of


def test_weights_are_those_of_the_month_of_birth_in_the_textbook() -> None:
    # Month of birth with m = 0.95 and u = 1/12 (the example of the encyclopedias after Fellegi and
    # Sunter 1969): agreement 3.51 bits, disagreement -4.20.
    assert Share(m=0.95, u=1 / 12).weight == pytest.approx(3.51, abs=0.005)
    assert Share(m=0.05, u=11 / 12).weight == pytest.approx(-4.20, abs=0.005)


def test_a_pairs_weight_is_the_prior_and_the_sum_of_its_levels() -> None:
    claims = lists_of(invent_deaths(300, seed=5, years=2), {"A": ListFaults(), "B": ListFaults()}, seed=5)
    # Without frequent values: by_value adjusts equal sexes, places and weapons by their own share.
    model = train(claims, Settings(fields=("date", "age", "hour")), seed=1)
    frame = score(model, claims).frame
    by_hand = np.full(len(frame), log_odds(model.priors["A", "B"]))
    for name, levels in model.shares.items():
        by_hand += (
            frame[name].map({"": 0.0} | {word: share.weight for word, share in levels.items()}).to_numpy()
        )
    assert len(frame) > 200
    assert frame["weight"].to_numpy() == pytest.approx(by_hand, abs=1e-6)


def test_agreement_in_a_rare_value_weighs_log2_of_one_over_its_share_more() -> None:
    claims = lists_of(invent_deaths(300, seed=6, years=2), {"A": ListFaults(), "B": ListFaults()}, seed=6)
    model = train(claims, Settings(fields=("date", "sex", "hour")), seed=1)
    frame = score(model, claims).frame
    sexes = claims.set_index("claim")["sex"].reindex(frame["first"]).to_numpy()
    alike = frame[(frame["sex"] == "same") & (frame["date"] == "same_day") & (frame["hour"] == "one_hour")]
    alike = alike.assign(who=sexes[alike.index])
    women, men = (alike.loc[alike["who"] == who, "weight"].iloc[0] for who in ("F", "M"))
    share = model.frequencies["sex"]
    assert women - men == pytest.approx(np.log2(share["m"] / share["f"]), abs=1e-6)


def test_m_agrees_with_an_independent_expectation_maximisation() -> None:
    rng = np.random.default_rng(8)
    count, days = 3_000, 300
    truth = pd.DataFrame(
        {
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, days, count), unit="D"),
            "age": rng.integers(18, 60, count).astype(float),
            "sex": rng.choice(["M", "F"], count, p=[0.7, 0.3]),
            "weapon": rng.choice(["firearm", "blade", "blunt"], count, p=[0.6, 0.3, 0.1]),
        }
    )
    other = truth.copy()
    wrong = rng.random(count) < 0.1
    other.loc[wrong, "age"] = rng.integers(18, 60, wrong.sum())
    wrong = rng.random(count) < 0.2
    other.loc[wrong, "weapon"] = rng.choice(["firearm", "blade", "blunt"], wrong.sum())
    claims = pd.concat([truth.assign(list="A"), other.assign(list="B")], ignore_index=True)
    frame = keyed(with_rarity(prepare(claims.assign(claim=claims.index)).frame, {}, 0.1))
    shares = {f.name: {level.word: (level.m, level.u) for level in f.levels} for f in (AGE, SEX, WEAPON)}
    with opened(frame) as connection:
        fields = (AGE, SEX, WEAPON)
        share, found = Engine(connection, fields, shares, prior=1 / count).learn(
            "l.day = r.day AND l.list <> r.list"
        )
    met = frame[frame["list"] == 0].merge(frame[frame["list"] == 1], on="day")
    vectors = {"age": _ages(met), "sex": _equal(met, "sex"), "weapon": _weapons(met)}
    lam, m = _own_em(vectors, {f.name: np.array([level.u for level in f.levels]) for f in fields}, fields)
    assert share == pytest.approx(lam, rel=0.01)
    for field in fields:
        assert [found[field.name][level.word] for level in field.levels] == pytest.approx(
            m[field.name], abs=0.003
        )


def _ages(met: pd.DataFrame) -> np.ndarray:
    a, b = met["age_x"].to_numpy(int), met["age_y"].to_numpy(int)
    gap = np.abs(a - b)
    digits = (gap == 10) | ((a == b % 10 * 10 + b // 10) & (b >= 10))
    return np.select([gap == 0, gap == 1, gap <= 5, digits], [0, 1, 2, 3], 4)


def _equal(met: pd.DataFrame, column: str) -> np.ndarray:
    return np.where(met[f"{column}_x"] == met[f"{column}_y"], 0, 1)


def _weapons(met: pd.DataFrame) -> np.ndarray:
    return np.where(met["weapon_x"] == met["weapon_y"], 0, 2)


def _own_em(vectors, u, fields):
    """Fellegi and Sunter's two classes with u known, 400 steps, in plain NumPy."""
    lam, m = 0.1, {f.name: np.array([level.m for level in f.levels]) for f in fields}
    for _ in range(400):
        same = lam * np.prod([m[name][codes] for name, codes in vectors.items()], axis=0)
        chance = (1 - lam) * np.prod([u[name][codes] for name, codes in vectors.items()], axis=0)
        p = same / (same + chance)
        lam = p.mean()
        m = {name: np.bincount(c, p, minlength=len(u[name])) / p.sum() for name, c in vectors.items()}
    return lam, m


FAULTS = {
    "nothing wrong": FAULTLESS,
    "missing ages": ListFaults(**{**FAULTLESS.__dict__, "missed": 0.1, "ageless": 0.2}),
    "shifted dates": ListFaults(**{**FAULTLESS.__dict__, "missed": 0.1, "shifted": 0.2, "turned": 0.02}),
    "misspelt places": ListFaults(
        **{**FAULTLESS.__dict__, "missed": 0.1, "misspelt": 0.5, "elsewhere": 0.05}
    ),
    "duplicated rows": ListFaults(**{**FAULTLESS.__dict__, "missed": 0.1, "doubled": 0.03}),
    "all at once": ListFaults(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_links_at_the_default_thresholds_are_right_and_most_are_found(fault: str) -> None:
    deaths = invent_deaths(2_000, seed=21, years=8)
    claims = lists_of(deaths, {"A": FAULTS[fault], "B": FAULTS[fault]}, seed=21)
    pairs = score(train(claims, seed=1), claims)
    upper = thresholds(pairs).upper
    truth = claims.set_index("claim")["death"]
    links = pairs.frame[pairs.frame["probability"] >= upper]
    right = truth.reindex(links["first"]).to_numpy() == truth.reindex(links["second"]).to_numpy()
    of_list = {name: set(rows) for name, rows in claims.groupby("list")["death"]}
    both = of_list["A"] & of_list["B"]
    found = set(truth.reindex(links["first"][right]))
    assert right.mean() >= 0.997, fault
    assert len(found & both) / len(both) >= 0.90, fault
    labels = deaths_of(claims, pairs.frame, upper=upper).labels
    assert abs(labels.nunique() / claims["death"].nunique() - 1) < 0.1


def test_with_names_nearly_all_is_found_and_duplicates_are_joined() -> None:
    deaths = invent_deaths(800, seed=31, years=4)
    faults = ListFaults(doubled=0.03)
    claims = lists_of(deaths, {"A": faults, "B": faults}, seed=31, with_names=True)
    pairs = score(train(claims, Settings(within=True), seed=1), claims)
    labels = deaths_of(claims, pairs.frame, upper=thresholds(pairs).upper).labels
    truth = claims.set_index("claim")["death"]
    assert truth.groupby(labels).nunique().eq(1).mean() >= 0.998
    assert abs(labels.nunique() / truth.nunique() - 1) < 0.02
