"""What all estimators keep to, whichever it is."""

from __future__ import annotations

import pytest

from pazos.science.evaluation.estimators import MODULES, lean, run
from unit.science.evaluation.worlds import city

PANEL = city(1, units=30, times=24, starts=(14,) * 6, effect=-0.5, mean=8.0)


@pytest.mark.parametrize("method", MODULES)
def test_what_is_spared_changes_neither_figure_nor_interval(method: str) -> None:
    whole, spared = run(PANEL, method), run(PANEL, method, **lean(method, {}))
    names = ("estimate", "low", "high", "p_value")
    assert [getattr(spared, name) for name in names] == [getattr(whole, name) for name in names]


def test_what_was_asked_for_stays_beside_what_is_spared() -> None:
    assert lean("poisson", {"inference": "wild"}) == {"inference": "wild", "window": 1}
    assert lean("no-such-method", {"draws": 9}) == {"draws": 9}
