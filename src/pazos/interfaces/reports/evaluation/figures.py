"""The figures of an answer: each drawn from the run, with what it shows said for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.figures.shelf import drawn
from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_words import method_name
from pazos.interfaces.reports.document import Figure
from pazos.interfaces.reports.evaluation.content import change_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair

    from pazos.interfaces.reports.evaluation.content import Told


def course(told: Told) -> list[Figure]:
    """Treated and others over time."""
    found: dict[str, Any] = told.result["course"]

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_answer import course_chart

        return course_chart(found, language=told.language)

    alt = _(
        "Lines of mean deaths from {first} to {last}: {treated} treated places and {never} that were never treated."
    ).format(
        first=found["times"][0],
        last=found["times"][-1],
        treated=wording.number(found["treated_units"]),
        never=wording.number(found["never_units"]),
    )
    caption = _(
        "Mean deaths in a place, time by time; the broken line is where treatment begins. Both falling is no effect, and "
        "a fall of places chosen at their worst is expected."
    )
    return [figure_of(told, "course", draw, alt=alt, caption=caption)]


def event_study(told: Told) -> list[Figure]:
    """How the effect moved from before the beginning on."""
    moments = told.result["primary"]["event_study"]
    if not moments:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.effect import event_study_chart

        return event_study_chart(moments, language=told.language)

    before = [one for one in moments if one["time"] < 0]
    alt = _(
        "Points with intervals: {before} times before the beginning, where the effect should be nought, and {after} from it on."
    ).format(before=wording.number(len(before)), after=wording.number(len(moments) - len(before)))
    caption = _("The effect by time from the beginning, with its interval. Before it, it should be nought.")
    return [figure_of(told, "event_study", draw, alt=alt, caption=caption)]


def weights(told: Told) -> list[Figure]:
    """Who the treated are compared with, and how much each carries."""
    carried = {
        told.names.get(unit, unit): weight
        for unit, weight in told.result["primary"]["weights"].items()
        if weight
    }
    if not carried:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_answer import weights_chart

        return weights_chart(carried, language=told.language)

    heaviest = max(carried, key=lambda name: abs(carried[name]))
    alt = _("Bars of weights; the heaviest is {place} with {share}.").format(
        place=heaviest, share=wording.percent(carried[heaviest], 1)
    )
    return [
        figure_of(told, "weights", draw, alt=alt, caption=_("How much each place carries of the comparison."))
    ]


def placebo(told: Told) -> list[Figure]:
    """What the method finds where nothing was done."""
    check = next((one for one in told.result["doubts"] if one["name"] == "placebo_in_space"), None)
    bins = check["facts"].get("distribution") if check else None
    if check is None or not bins:
        return []
    seen = check["facts"].get("estimate") or told.result["primary"]["estimate"]

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_answer import placebo_chart

        return placebo_chart(bins, seen, language=told.language)

    alt = _("Bars of what the method finds in {sets} sets of places where nothing was done.").format(
        sets=wording.number(sum(one["sets"] for one in bins))
    )
    caption = _(
        "What the method finds where nothing was done; the broken line is what it found for the treated."
    )
    return [figure_of(told, "placebo", draw, alt=alt, caption=caption)]


def balance(told: Told) -> list[Figure]:
    """How alike treated and others are in what is known of them."""
    checks = told.result["primary"]["checks"]
    rows = next((one["facts"]["balance"] for one in checks if one["facts"].get("balance")), None)
    if rows is None:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_answer import balance_chart

        return balance_chart(rows, language=told.language)

    caption = _("Standardised differences between treated and others, before and after weighing.")
    return [figure_of(told, "balance", draw, alt=caption, caption=caption)]


def side_by_side(told: Told) -> list[Figure]:
    """Every method, rule and source with its interval."""
    named = [
        *((method_name(one["method"]), one) for one in told.result["secondary"]),
        *((told.outcome(one), one) for one in told.result["by_rule"][1:]),
    ]
    own = (_("the plan: {method}").format(method=method_name(told.result["primary"]["method"])),)
    rows = []
    for label, one in ((own[0], told.result["by_rule"][0]), *named):
        estimate, low, high = (None, None, None) if "refused" in one else change_of(one)
        if None not in (estimate, low, high):
            rows.append({"label": label, "estimate": estimate, "low": low, "high": high})
    if not rows:
        return []

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.evaluation_answer import forest_chart

        return forest_chart(rows, language=told.language)

    alt = _("Points with intervals, one for each method, rule and source; the tables below tell the same.")
    caption = _(
        "The change by each method, rule and source, with its interval. The first is the one that counts."
    )
    return [figure_of(told, "forest", draw, alt=alt, caption=caption)]


def places(told: Told) -> list[Figure]:
    """Which places are treated, compared and watched."""
    parts = {one["unit"]: one["part"] for one in told.result["units"]}
    shapes, labels, town = _drawn_places(parts)
    if not labels:
        return []
    named = {
        "treated": (_("treated"), "#0b6e6e"),
        "comparison": (_("compared"), "#9fc9c7"),
        "near": (_("too near"), "#e8c39e"),
        "": (_("left out"), "#eef1f1"),
    }

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures.territory import shaded_map

        return shaded_map(
            shapes,
            [named[one][0] for one in labels],
            order=dict(named.values()),
            town=town,
            language=told.language,
        )

    counted = {part: wording.number(sum(one == part for one in parts.values())) for part in named}
    alt = _("Map of {treated} treated places, {comparison} compared and {near} near by.").format(
        treated=counted["treated"], comparison=counted["comparison"], near=counted["near"]
    )
    caption = _("Treated places, those compared, and those too near to be compared.")
    return [figure_of(told, "map", draw, alt=alt, caption=caption)]


def _drawn_places(parts: dict[str, str]) -> tuple[Any, list[str], Any]:
    """Return shapes, the part of each and whether it is in the town, of neighbourhoods whose place is known."""
    from pazos.analysis.territory import areas_frame

    areas = areas_frame()
    located = areas[areas.geometry.notna()] if len(areas) else areas
    if not len(located) or not located["code"].isin(list(parts)).any():
        return None, [], None
    town = (located["zone"] == "urban").to_numpy()
    return located.geometry.to_numpy(), [parts.get(code, "") for code in located["code"]], town


def figure_of(
    told: Told, key: str, draw: Callable[[], altair.TopLevelMixin], *, alt: str, caption: str
) -> Figure:
    """Return a figure of the run, drawn now or before, that names its run under it."""
    svg = drawn(told.answer.run, f"evaluation_{key}", language=told.language, draw=draw)
    run = _("Run {number}.").format(number=told.answer.run_id)
    return Figure(svg, alt, f"{caption} {run}")
