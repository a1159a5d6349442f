"""Where a line must be cut, and how a reader sees that it is: for every chart over time.

Rows in order of time carry the `rule` they are counted by ("": the source's own words; None: two in
one period). Nothing is drawn from one definition to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def in_stretches(rows: Iterable[Mapping[str, Any]], *, line: str = "") -> list[dict[str, Any]]:
    """Return the rows, each with the `stretch` of `line` it may be joined to and whether it `begins` one."""
    answer: list[dict[str, Any]] = []
    place, before = 0, None
    for row in rows:
        begins = bool(answer) and (row["rule"] is None or row["rule"] != before)
        place, before = place + begins, row["rule"]
        answer.append({**row, "stretch": f"{line}-{place}", "begins": begins})
    return answer


def cut_marks(
    values: Sequence[Mapping[str, Any]], *, at: alt.X, language: str, late: bool
) -> list[alt.Chart]:
    """Return a broken upright line at each of `values`, with its words; `late`: to its left, near the edge.

    `whose` in a value names the one line of several that is cut.
    """
    if not values:
        return []
    said = say(N_("another definition"), language)
    named = [{**one, "words": f"{one['whose']}: {said}" if "whose" in one else said} for one in values]
    base = alt.Chart(alt.InlineData(values=named)).encode(x=at)
    label = base.mark_text(
        color=render.SOFT_INK,
        align="right" if late else "left",
        dx=-5 if late else 5,
        dy=-4,
        baseline="bottom",
        fontSize=11,
    )
    return [
        base.mark_rule(color=render.INK, strokeDash=[5, 4], strokeWidth=1.4),
        label.encode(y=alt.value(0), text="words:N"),
    ]
