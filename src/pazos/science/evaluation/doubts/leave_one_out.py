"""Does the answer hang on one place? The primary method is run anew without each treated place, group or donor.

Groups are treated places that lie together (where distances are known); donors are the untreated that carry weight,
where the method gives weights. The rule: False where the effect is beyond chance and, without one of them, points to
the other side; True otherwise. Those without which the interval holds nought are named, and decide nothing: with one
place fewer an interval is wider. None where one place is treated, or every run was refused.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.declared.sets import groups_of
from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.spreading import spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

NAME = "leave_one_out"
MOST = 60  # treated places, those with the most of the outcome since they began
HEAVIEST = 20  # donors


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return the range of the estimate without each place, group and donor.

    Facts: `rows` (`without`: unit; `kind`: treated, group or donor; `units`: how many; `estimate`, `low`, `high`, or `why`),
    `lowest`, `highest`, `turning` (without whom it points to the other side), `holding_nought`.
    """
    once = partial(_without, panel, design=design.lean())
    parts = [*_treated(panel), *_groups(panel, around), *_donors(panel, effect)]
    rows = spread(once, parts)
    known = [row for row in rows if "why" not in row]
    if not known:
        return Check(NAME, None, {"why": "one_treated" if panel.ever.sum() == 1 else "refused", "rows": rows})
    beyond = effect.is_beyond_chance
    turning = [row["without"] for row in known if row["estimate"] * effect.estimate < 0]
    nought = [row["without"] for row in known if row["low"] <= 0 <= row["high"]]
    facts = {
        "rows": rows,
        "estimate": effect.estimate,
        "lowest": min(row["estimate"] for row in known),
        "highest": max(row["estimate"] for row in known),
        "turning": turning,
        "holding_nought": nought if beyond else [],
    }
    return Check(NAME, not (beyond and bool(turning)), facts)


def _treated(panel: Panel) -> list[tuple[str, tuple[int, ...]]]:
    rows = np.flatnonzero(panel.ever)
    if len(rows) < 2:
        return []
    since = (panel.outcome * panel.treated)[rows].sum(axis=1)
    kept = np.sort(rows[np.argsort(-since, kind="stable")[:MOST]])
    return [("treated", (int(row),)) for row in kept]


def _groups(panel: Panel, around: Around) -> list[tuple[str, tuple[int, ...]]]:
    rows = np.flatnonzero(panel.ever)
    if around.metres is None or len(rows) < 2:
        return []
    groups = groups_of(around.metres, rows)
    found = [tuple(int(row) for row in rows[groups == one]) for one in range(groups.max() + 1)]
    # A group of one was left out already, and without the only group nobody is treated.
    return [("group", one) for one in found if 1 < len(one) < len(rows)]


def _donors(panel: Panel, effect: Effect) -> list[tuple[str, tuple[int, ...]]]:
    place = {name: row for row, name in enumerate(panel.units)}
    known = {name: abs(weight) for name, weight in effect.weights.items() if name in place}
    heaviest = sorted(known, key=lambda name: (-known[name], name))[:HEAVIEST]
    return [("donor", (place[name],)) for name in sorted(heaviest) if not panel.ever[place[name]]]


def _without(panel: Panel, part: tuple[str, tuple[int, ...]], *, design: Design) -> dict[str, Any]:
    kind, rows = part
    row = {"without": panel.units[rows[0]], "kind": kind, "units": len(rows)}
    try:
        found = design.estimated(panel.of_units(np.delete(np.arange(len(panel.units)), rows)))
    except InputProblem as problem:
        return {**row, "why": problem.template}
    return {**row, "estimate": found.estimate, "low": found.low, "high": found.high}
