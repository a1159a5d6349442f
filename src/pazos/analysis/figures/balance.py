"""What a matched answer is drawn as: how the treated moved against those chosen, and how alike both were before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import altair as alt

from pazos.analysis.figures.effect import event_study_chart
from pazos.analysis.figures.evaluation_answer import balance_chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]


def matched_chart(moments: Rows, balance: Rows, *, language: str | None = None) -> alt.TopLevelMixin:
    """Return the event study above the balance (name, before, after) of every feature, a love plot."""
    course = cast("alt.LayerChart", event_study_chart(moments, language=language))
    alike = cast("alt.Chart", balance_chart(balance, language=language))
    return alt.vconcat(course, alike)
