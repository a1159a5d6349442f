"""No row beside an answer says more than the plan itself may."""

from __future__ import annotations

import numpy as np
import pytest

from pazos.analysis.evaluation.reckoned import asked_again
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Design, Way


@pytest.fixture(scope="module")
def halved() -> Panel:
    """Forty places of which ten lose half of their deaths after two years."""
    first = np.where(np.arange(40) < 10, 24, NEVER)
    rates = np.full((40, 48), 3.0)
    rates[:10, 24:] /= 2
    counts = np.random.default_rng(1).poisson(rates).astype(float)
    return Panel(tuple(f"u{one:02}" for one in range(40)), tuple(map(str, range(48))), counts, first)


@pytest.mark.parametrize(
    ("failed", "verdict"), [((), "fell"), (("regression_to_the_mean",), "cannot_tell_design")]
)
def test_where_the_plan_fails_its_own_checks_no_other_rule_or_cluster_tells(halved, failed, verdict) -> None:
    assert asked_again(halved, Design(Way("poisson")), failed=failed)["verdict"] == verdict
