"""Synthetic controls on the panels of their papers give the published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import Panel, read_panel

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def smoking(reference_data: Path) -> Panel:
    """Cigarette packs a head in 39 states, 1970-2000; California's Proposition 99 from 1989."""
    frame = pd.read_csv(reference_data / "causal_reference" / "california_prop99.csv", sep=";")
    return read_panel(frame, unit="State", time="Year", outcome="PacksPerCapita", treated="treated")


def test_proposition_99_by_all_years_before(smoking) -> None:
    found = run(smoking, "synthetic-control", confidence=0.9)
    assert found.estimate == pytest.approx(-19.51363, abs=1e-5)
    assert max(found.weights, key=found.weights.__getitem__) == "Utah"
