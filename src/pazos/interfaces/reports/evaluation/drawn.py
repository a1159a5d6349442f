"""The checks as pictures, with what each shows said for those who do not see it.

How much was done in a place never leaves with the answer: the thirds are named, their amounts are not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.foundation.words import N_
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Section, Text
from pazos.interfaces.reports.evaluation.figures import figure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair

    from pazos.interfaces.reports.document import Figure
    from pazos.interfaces.reports.evaluation.content import Told

    Facts = Mapping[str, Any]

MOST = 30  # places that are drawn left out


def drawn(told: Told) -> list[Section]:
    """Return the pictures of the checks under one heading; none where no check has anything to draw."""
    found = [*drift(told), *bounds(told), *left_out(told), *thirds(told)]
    if not found:
        return []
    text = _("What the checks rest on, figure by figure. What each of them means is told with the checks.")
    return [Section(_("The checks, drawn"), (Text(text), *found), new_page=True)]


def drift(told: Told) -> list[Figure]:
    """How the treated moved against the others before it began, and what drift would have been noticed."""
    facts, unit = _facts(told, "parallel_trends"), _unit(told)
    rows = [row for row in facts.get("course") or () if _ends(row)]
    if not rows:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_checks import drift_chart

        return drift_chart(
            rows,
            slope=facts["slope"],
            noticed=facts["smallest_slope_noticed"],
            unit=unit,
            language=told.language,
        )

    before = [row for row in rows if row["time"] < 0]
    outside = sum(row["low"] > 0 or row["high"] < 0 for row in before)
    alt = _(
        "Points with intervals before and after the beginning: {outside} of {before} before it leave nought out. A line "
        "with the drift of {slope} a time that was found, and a broken one with the smallest that would have been noticed."
    ).format(
        outside=wording.number(outside),
        before=wording.number(len(before)),
        slope=_effect_words(facts["slope"], unit, places=1),
    )
    caption = _(
        "How far the treated lay from the others, in blocks of time, before and after the beginning. Before it they should "
        "not drift."
    )
    return [figure_of(told, "drift", draw, alt=alt, caption=caption)]


def bounds(told: Told) -> list[Figure]:
    """The honest sets, by how far places may drift as they did before, and by how far their drift may bend."""
    facts = _facts(told, "honest_bounds")
    size = abs(facts.get("estimate_against_last_block") or 0.0)
    smooth = [{**row, "bound": row["bound"] / size} for row in facts.get("smooth") or () if size > 0]
    as_before = _(
        "The honest interval by how far the places may drift after the beginning, as a multiple of the farthest that they "
        "drifted before (Rambachan and Roth 2023)."
    )
    bent = _(
        "The honest interval by how much the drift may bend from block to block, as a share of the effect (Rambachan and "
        "Roth 2023)."
    )
    return [
        *_bounded(
            told,
            "honest_relative",
            facts.get("relative") or [],
            facts.get("relative_breakdown"),
            of=N_("drift, as a multiple of the largest before"),
            caption=as_before,
        ),
        *_bounded(
            told,
            "honest_smooth",
            smooth,
            facts.get("smooth_breakdown_as_share"),
            of=N_("bend of the drift, as a share of the effect"),
            caption=bent,
        ),
    ]


def _bounded(
    told: Told, key: str, rows: list[dict[str, Any]], falls: float | None, *, of: str, caption: str
) -> list[Figure]:
    rows, unit = [row for row in rows if _ends(row)], _unit(told)
    if not rows:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_checks import bounds_chart

        return bounds_chart(rows, falls, of=of, unit=unit, language=told.language)

    first, last = rows[0], rows[-1]
    alt = _("Intervals that widen from {first} at {least} to {last} at {most}.").format(
        first=_interval_words(first, unit),
        least=wording.number(first["bound"], 2),
        last=_interval_words(last, unit),
        most=wording.number(last["bound"], 2),
    )
    told_falls = (
        _("The answer does not fall as far as was looked.")
        if falls is None
        else _("It holds nought from {falls} on, the broken line.").format(falls=wording.number(falls, 2))
    )
    return [figure_of(told, key, draw, alt=f"{alt} {told_falls}", caption=f"{caption} {told_falls}")]


def left_out(told: Told) -> list[Figure]:
    """The answer without each place, group and donor, beside the whole answer."""
    facts, unit = _facts(told, "leave_one_out"), _unit(told)
    known = [row for row in facts.get("rows") or () if row.get("estimate") is not None and _ends(row)]
    if not known:
        return []
    whole = facts["estimate"]
    moving = sorted(known, key=lambda row: -abs(row["estimate"] - whole))[:MOST]
    rows = [{**row, "label": _without(told, row)} for row in known if row in moving]

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_checks import left_out_chart

        return left_out_chart(rows, whole, unit=unit, language=told.language)

    alt = _(
        "Points with intervals, each without one place; they lie between {lowest} and {highest}, and the whole answer is {whole}."
    ).format(
        lowest=_effect_words(facts["lowest"], unit),
        highest=_effect_words(facts["highest"], unit),
        whole=_effect_words(whole, unit),
    )
    caption = _("The answer without each of them, with its interval; the broken line is the whole answer.")
    if len(rows) < len(known):
        fewer = _("Shown are {shown} of {all}: those without which it moves most.")
        counted = fewer.format(shown=wording.number(len(rows)), all=wording.number(len(known)))
        caption = f"{caption} {counted}"
    return [figure_of(told, "left_out", draw, alt=alt, caption=caption)]


def _without(told: Told, row: Facts) -> str:
    name = told.names.get(row["without"], row["without"])
    if row["kind"] == "group":
        return _("{place} and {others} beside it").format(place=name, others=wording.number(row["units"] - 1))
    return _("{place} (compared with)").format(place=name) if row["kind"] == "donor" else name


def thirds(told: Told) -> list[Figure]:
    """The effect in the thirds of the treated with least, between and most of it."""
    rows = [row for row in _facts(told, "dose_response").get("thirds") or () if _ends(row)]
    if not rows:
        return []
    unit = _unit(told)

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_checks import thirds_chart

        return thirds_chart(rows, unit=unit, language=told.language)

    said = "; ".join(f"{_effect_words(row['estimate'], unit)} ({_interval_words(row, unit)})" for row in rows)
    alt = _("Points with intervals, from the third with least of it to that with most: {effects}.").format(
        effects=said
    )
    caption = _(
        "The effect by thirds of the treated places, from least to most of it. How much is done is not left to chance: a "
        "straight line proves nothing, and the lack of one refutes nothing."
    )
    return [figure_of(told, "thirds", draw, alt=alt, caption=caption)]


def _facts(told: Told, name: str) -> Facts:
    check = next((one for one in told.result["doubts"] if one["name"] == name), None)
    return check["facts"] if check else {}


def _unit(told: Told) -> str:
    return str(told.result["primary"]["unit"])


def _ends(row: Facts) -> bool:
    return row["low"] is not None and row["high"] is not None


def _effect_words(value: float, unit: str, *, places: int = 0) -> str:
    if unit != "log_ratio":
        return wording.number(value, 3)
    change = math.expm1(min(value, 20.0))
    return wording.signed_percent(change) if not places else wording.percent(change, places)


def _interval_words(row: Facts, unit: str) -> str:
    return _("{low} to {high}").format(
        low=_effect_words(row["low"], unit), high=_effect_words(row["high"], unit)
    )
