"""What may be said of an effect: rules in one place, published, the same for everybody.

1. The design fails one of its own checks: nobody can tell, whatever the figure.
2. Fewer than EXPECTED deaths would have been expected where and while it was treated: nobody can tell.
3. The interval leaves nought out: it fell, or it rose.
4. Otherwise there is no evidence of an effect, which is not evidence of none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel

EXPECTED = 20.0  # deaths; below it a normal interval of a rate is not to be trusted (Breslow and Day 1987)


def verdict(effect: Effect, panel: Panel, *, failed: Sequence[str] = ()) -> Verdict:
    """Return what may be said of an effect on a panel; `failed` are deciding checks made beside the estimate."""
    if failed or any(check.passed is False for check in effect.checks):
        return Verdict.CANNOT_TELL_DESIGN
    if panel.is_counted and expected(effect, panel) < EXPECTED:
        return Verdict.CANNOT_TELL_FEW
    if not effect.is_beyond_chance:
        return Verdict.NO_EVIDENCE
    return Verdict.FELL if effect.estimate < 0 else Verdict.ROSE


def expected(effect: Effect, panel: Panel) -> float:
    """Return how many there would have been where and while it was treated, by the estimate itself."""
    import math

    seen = float(panel.outcome[panel.treated].sum())
    if effect.unit == "log_ratio":
        return seen / math.exp(effect.estimate)
    return seen - effect.estimate * float(panel.treated.sum())
