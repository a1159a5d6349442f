"""Published capture-recapture examples, table by table.

Tables and figures: Rivest (2011), Cormack, Chang and Smith (2000) as Rcapture's own tests
reproduce them; Silverman, Chan and Vincent (2024) as their package prints them; Chao and others
(2001); Ball and others (2002), Killings and Refugee Flow in Kosovo.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pazos.science.undercount import Asked, Histories, histories, undercount
from pazos.science.undercount.fitting import fit_models
from pazos.science.undercount.models import every_model, model_of, name_of
from pazos.science.undercount.profile import profile_bounds
from pazos.science.undercount.robust import sample_coverage
from unit.science.undercount.cities import ordered

DIABETES = ordered(58, 157, 18, 104, 46, 650, 12, 709, 14, 20, 7, 74, 8, 182, 10)
RECORDS = ordered(72, 155, 7, 71, 13, 53, 43)
FATAL_INJURIES = ordered(72, 5, 29, 54, 24, 3, 14)
HEPATITIS = ordered(28, 21, 17, 69, 18, 55, 63, names=("P", "Q", "E"))
KOSOVO = ordered(
    27, 32, 42, 123, 18, 31, 106, 306, 181, 217, 228, 936, 177, 845, 1131,
    names=("EXH", "ABA", "OSCE", "HRW"),
)  # fmt: skip
KOREA = histories(
    ("b", "c", "d"),
    {("d",): 41, ("c",): 5, ("b",): 5, ("b", "c"): 54, ("b", "d"): 6, ("b", "c", "d"): 12},
)

FITTED = {
    # Darroch and others (1993), stratum R3, by Rivest (2011).
    "records, every pair": (RECORDS, "A*B + A*C + B*C", 1240, 451, 0.0, 0),
    "records, two pairs": (RECORDS, "A*B + B*C", 850, 186, 3.8, 1),
    # Bruno and others (1994) and Rivest (2011).
    "diabetes, Bruno": (DIABETES, "A*B + A*C + B*C + B*D + C*D", 2771, 145, 7.62, 5),
    "diabetes, Rivest": (DIABETES, "A*C + B*D + C*D", 2472, 53, 21.97, 7),
    # Cormack, Chang and Smith (2000), table 3b: deaths from injury at work, three sources.
    "injuries, independent": (FATAL_INJURIES, "A + B + C", 209, None, 75.1, 3),
    "injuries, one pair": (FATAL_INJURIES, "A + B*C", None, None, 1.2, 2),
    "injuries, two pairs": (FATAL_INJURIES, "A*C + B*C", 233, None, None, 1),
}


@pytest.mark.parametrize("case", FITTED)
def test_a_model_has_its_published_estimate_error_and_deviance(case):
    table, model, total, error, deviance, freedom = FITTED[case]
    fits = fit_models(table, [model_of(model, table.lists)])
    assert fits.freedom[0] == freedom
    if total is not None:
        assert table.observed + fits.missed[0] == pytest.approx(total, abs=0.5)
    if error is not None:
        assert fits.error[0] == pytest.approx(error, abs=0.6)
    if deviance is not None:
        assert fits.deviance[0] == pytest.approx(deviance, abs=0.05)


@pytest.mark.parametrize(
    ("model", "low", "high"), [("A + B + C", 203, 217), ("A + B*C", 210, None), ("A*C + B*C", 204, None)]
)
def test_profile_bounds_are_the_published_ones(model, low, high):
    """Cormack, Chang and Smith (2000), table 3b."""
    fits = fit_models(FATAL_INJURIES, [model_of(model, "ABC")])
    lower, upper = profile_bounds(fits, np.array([0]))
    assert FATAL_INJURIES.observed + lower[0] == pytest.approx(low, abs=0.6)
    if high is not None:
        assert FATAL_INJURIES.observed + upper[0] == pytest.approx(high, abs=0.6)


def test_six_of_eight_models_exist_for_korea_with_their_published_criteria():
    fits = fit_models(KOREA, every_model(3))
    found = {
        name_of(model, KOREA.lists): (KOREA.observed + fits.missed[place], fits.bic[place])
        for place, model in enumerate(fits.models)
        if fits.usable[place]
    }
    published = {
        "b*c + c*d": (157.1667, 57.14081),
        "b*c + d": (268.7778, 58.96860),
        "b*d + c*d": (123.4630, 91.89711),
        "b + c*d": (126.1944, 138.06368),
        "b*d + c": (126.9394, 155.16018),
        "b + c + d": (141.9926, 184.14431),
    }
    assert found.keys() == published.keys()
    for name, figures in published.items():
        assert found[name] == pytest.approx(figures, abs=1e-4)


def test_the_killings_of_kosovo():
    """Ball and others (2002): 4,400 killings in four lists, 10,356 in all (9,002 to 12,122)."""
    answer = undercount(KOSOVO, Asked(model="best", criterion="bic"))
    assert KOSOVO.observed == 4400
    assert answer.total.estimate == pytest.approx(10356, abs=1)
    assert answer.total.low == pytest.approx(9002, rel=0.005)
    assert answer.total.high == pytest.approx(12122, rel=0.005)


def test_with_the_choice_of_model_in_it_the_interval_of_kosovo_is_wider_and_holds_the_published_one():
    answer = undercount(KOSOVO, Asked(criterion="bic"))
    assert answer.total.low < 10356 < answer.total.high
    assert answer.total.high > 12122


def test_sample_coverage_of_an_outbreak():
    """Chao and others (2001), hepatitis A in Taiwan: overlap 51.3%, 407 if independent, 971, one-step 508."""
    found = sample_coverage(HEPATITIS)
    assert HEPATITIS.sizes.tolist() == [135, 122, 126]
    assert found.coverage == pytest.approx(0.513, abs=5e-4)
    assert found.low
    totals = [271 + one.estimate for one in (found.independent, found.dependent, found.one_step)]
    assert totals == pytest.approx([407, 971, 508], abs=0.5)


def modern_slavery() -> Histories:
    """The United Kingdom's table of 2013 (Bales, Hesketh and Silverman 2015), police and NCA as one list."""
    cells = {
        "LA": 54, "NG": 463, "PF": 907, "GO": 695, "GP": 316, "NCA": 57, "LA NG": 15, "LA PF": 19,
        "LA GO": 3, "NG PF": 56, "NG GO": 19, "NG GP": 1, "NG NCA": 3, "PF GO": 69, "PF GP": 10,
        "PF NCA": 31, "GO GP": 8, "GO NCA": 6, "GP NCA": 1, "LA NG PF": 1, "LA NG GO": 1, "NG PF GO": 4,
        "NG PF NCA": 3, "PF GO NCA": 1, "LA NG PF GO": 1,
    }  # fmt: skip
    joined: Counter[tuple[str, ...]] = Counter()
    for held, count in cells.items():
        joined[tuple(sorted({"PF" if one == "NCA" else one for one in held.split()}))] += count
    return histories(("LA", "NG", "PF", "GO", "GP"), joined)


def test_five_lists_with_combinations_that_hold_nobody():
    """The Home Office published 10,000 to 13,000."""
    table = modern_slavery()
    answer = undercount(table)
    assert table.observed == 2744
    assert len(answer.models) == 1024
    assert 10_000 < answer.total.estimate < 13_000
