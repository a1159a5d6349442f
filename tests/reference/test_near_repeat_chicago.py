"""Chicago's burglaries of one month, against the table that the vignette of NearRepeat prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pazos.science.patterns.near_repeat import NearRepeat, near_repeat

if TYPE_CHECKING:
    from pathlib import Path

OBSERVED = [[28, 5, 5], [141, 69, 27], [186, 140, 100], [237, 192, 128]]
RATIO = [[1.80, 0.40, 0.61], [1.41, 0.86, 0.52], [1.01, 0.95, 1.05], [0.98, 0.98, 1.01]]


@pytest.fixture(scope="module")
def chicago(reference_data: Path) -> NearRepeat:
    file = reference_data / "spatial_reference" / "near_repeat" / "chicago_burglary_month1.csv"
    return near_repeat(
        pd.read_csv(file, names=["x", "y", "date"]),
        x="x",
        y="y",
        day="date",
        space_breaks=[0, 0.1, 200, 400, 600],
        time_breaks=[0, 7, 14, 21],
        metric="manhattan",
        permutations=999,
        seed=1,
    )


def test_pairs_are_those_published(chicago):
    assert chicago.settings["incidents"] == 970
    assert chicago.observed.tolist() == OBSERVED


def test_ratios_are_those_published_up_to_the_noise_of_999_permutations(chicago):
    for row, published in zip(chicago.ratio, RATIO, strict=True):
        assert row == pytest.approx(published, abs=0.03)


def test_only_the_first_week_up_to_200_metres_stands_out(chicago):
    assert (chicago.p_value[:2, 0] <= 0.004).all()
    assert chicago.p_value[2:].min() > 0.05
    assert chicago.p_value[:, 1:].min() > 0.05
