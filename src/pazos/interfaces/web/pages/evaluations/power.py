"""What a plan could detect, in words: the figures of its run, and first of all whether they are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.figures import shelf
from pazos.interfaces.components import wording as numbers
from pazos.interfaces.web.pages.picturing import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.evaluations.protocol import Protocol
    from pazos.foundation.runs.models import Run

ALARMS = 0.05  # more false alarms than this, beyond the chance of the simulation, and power means nothing


def power_facts(run: Run | None, plan: Protocol, *, is_current: bool = True) -> dict[str, Any]:
    """Return what a page shows of a power run; nothing where none was made."""
    if run is None:
        return {"power": None}
    result = run.result
    smallest = _share(result.get("smallest_detectable"))
    pairs = list(zip(result.get("effects") or [], result.get("detected") or [], strict=False))
    return {
        "power": {
            "run": run.pk,
            "is_current": is_current,
            "kind": "success" if is_enough(smallest, plan.smallest) and not cries_wolf(result) else "warning",
            "says": wolf_words(result) if cries_wolf(result) else power_words(smallest, plan.smallest),
            "expected": numbers.number(_figure(result.get("expected")), 1),
            "smallest": "" if smallest is None else numbers.percent(smallest),
            "picture": shelf.picture(run, "evaluation_power", language=language()),
            "rows": [(numbers.percent(abs(effect)), *_seen(share)) for effect, share in pairs],
            "false_alarms": _seen(result.get("false_alarms")),
            "draws": numbers.number(_figure(result.get("draws"))),
        }
    }


def cries_wolf(result: Mapping[str, Any]) -> bool:
    """Return whether the plan finds something where nothing changed, surely more often than one time in twenty."""
    alarms = result.get("false_alarms")
    return isinstance(alarms, dict) and alarms["low"] > ALARMS


def wolf_words(result: Mapping[str, Any]) -> str:
    """Return why such a plan is not to be believed, whatever it would see."""
    return _(
        "Where nothing changes at all, this plan would say that something did in {share} of the futures tried: it is "
        "not to be believed, whatever it finds. Choose another primary method, longer times, or more places to compare with."
    ).format(share=_seen(result["false_alarms"])[0])


def _seen(share: Any) -> tuple[str, str]:
    """Return a share of the simulated futures and its interval."""
    if not isinstance(share, dict):
        return numbers.percent(_figure(share)), ""
    low, high = numbers.percent(share["low"]), numbers.percent(share["high"])
    return numbers.percent(share["share"]), _("{low} to {high}").format(low=low, high=high)


def is_enough(smallest: float | None, worth: float | None) -> bool:
    """Return whether the smallest detectable effect is no larger than the one worth knowing."""
    return smallest is not None and worth is not None and smallest <= worth


def power_words(smallest: float | None, worth: float | None) -> str:
    """Return in one or two sentences whether this city can hope to learn what it wants to know."""
    if smallest is None:
        return _(
            "This plan can hope to detect little: none of the effects that were tried would be seen in four of "
            "five cases. Whatever is found, “cannot tell” is the likely answer."
        )
    if worth is None:
        return _("It would see an effect of {share} or more in four of five cases.").format(
            share=numbers.percent(smallest)
        )
    said = {"share": numbers.percent(smallest), "worth": numbers.percent(worth)}
    if is_enough(smallest, worth):
        return _(
            "It would see an effect of {share} or more in four of five cases; the smallest worth knowing is {worth}."
        ).format(**said)
    return _(
        "This plan can hope to detect little: only an effect of {share} or more would be seen in four of five cases, "
        "and the smallest worth knowing is {worth}. An effect between the two would most likely pass unseen, and no "
        "evidence would not mean no effect."
    ).format(**said)


def _share(value: Any) -> float | None:
    found = _figure(value)
    return None if found is None else abs(found)


def _figure(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
