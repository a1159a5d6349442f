"""What are the plain figures of a check called, and the codes among them, in words?

A fact that has no words here is not shown on a card: it stands in the files, and no reader meets a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

SHARES = frozenset(
    {
        *("share_of_times", "share_of_estimate", "smooth_breakdown_as_share", "bias_as_share_of_estimate"),
        *("largest", "below_nought", "power", "noticed_with", "robustness_value"),
        *("robustness_value_beyond_chance", "partial_r2"),
    }
)
CHANCES = frozenset({"probability", "rejected_at"})  # told as chances, like whatever is called a p-value
PLACES = frozenset({"farthest"})  # codes of places, told by their names
TIMES = frozenset({"chosen_from", "chosen_to", "last_from", "beginnings"})  # told as they are

FACTS: Mapping[str, _StrPromise] = {
    # of several checks
    "estimate": _("the estimate, in the method's own unit"),
    "low": _("from"),
    "high": _("to"),
    "p_value": _("p"),
    "rejected_at": _("p below which it fails"),
    "places": _("places"),
    "treated": _("treated places"),
    "units": _("places"),
    "others": _("other places"),
    "others_used": _("other places that carry weight"),
    "donors": _("places to compare with"),
    "draws": _("draws"),
    "times": _("times"),
    "beginnings": _("times at which treatment began"),
    "degrees_of_freedom": _("degrees of freedom"),
    "statistic": _("statistic of the test"),
    # the course before
    "leads": _("times before that were looked at"),
    "tested": _("stretches before that were tested"),
    "power": _("chance to notice such a drift"),
    "worrying_slope": _("drift a time that would pass for an effect"),
    "slope": _("drift a time before"),
    "slope_low": _("drift, from"),
    "slope_high": _("drift, to"),
    "slope_p_value": _("p of the drift"),
    "joint_p_value": _("p of all times before together"),
    "times_in_one": _("times taken together"),
    "noticed_with": _("chance of noticing that is asked for"),
    "smallest_slope_noticed": _("smallest drift that would be noticed"),
    "bias_of_that_slope": _("what that drift would add to the estimate"),
    "bias_as_share_of_estimate": _("what that drift would add, as a share of the estimate"),
    "change": _("change just before the beginning"),
    "smallest_change_noticed": _("smallest change that would be noticed"),
    "estimate_against_last_block": _("the estimate against the last stretch before"),
    "blocks_before": _("stretches before"),
    "relative_breakdown": _("times the worst drift before, at which the answer falls"),
    "relative_looked_up_to": _("times the worst drift before, looked at up to"),
    "smooth_breakdown": _("bend of the drift at which the answer falls"),
    "smooth_breakdown_as_share": _("that bend, as a share of the usual move"),
    # chosen at their worst
    "decided_by": _("decided by"),
    "chosen_from": _("chosen for what happened from"),
    "chosen_to": _("chosen for what happened to"),
    "expected_by_chance": _("expected to change by itself"),
    "share_of_estimate": _("expected to change by itself, as a share of the estimate"),
    "times_left_before": _("times before that are left without those of the choice"),
    "level_when_chosen": _("level of the treated when they were chosen"),
    "level_expected_next": _("level expected of them next"),
    "level_of_all": _("level of all places"),
    # placebos
    "by": _("how sets of places were compared"),
    "p_value_contiguous": _("p among sets of neighbours"),
    "sets_contiguous": _("sets of neighbours"),
    "optimality_gap": _("largest gap to the best weights"),
    "problems_solved": _("problems solved"),
    "dates": _("dates tried"),
    "beyond": _("dates at which an effect was seen"),
    "times_after_each": _("times after each date"),
    "probability": _("chance of so many by chance alone"),
    "smallest_seen": _("smallest effect such a date would show"),
    "placebos": _("sets of places where nothing was done"),
    "shifts": _("shifts of the course"),
    # leaving out, spilling over, something unseen
    "lowest": _("lowest estimate with one left out"),
    "highest": _("highest estimate with one left out"),
    "farthest": _("place that moves it most"),
    "averted": _("deaths averted in the treated places"),
    "net": _("deaths averted with those around"),
    "direction": _("around the treated places"),
    "ratio": _("ratio of rates"),
    "e_value": _("association that would explain it (E-value)"),
    "e_value_beyond_chance": _("association that would make it chance (E-value)"),
    "robustness_value": _("share something unseen must explain of both to undo it"),
    "robustness_value_beyond_chance": _("share something unseen must explain of both to make it chance"),
    "partial_r2": _("share of what is left that treatment explains"),
    # weights and likeness
    "rmspe": _("usual gap before"),
    "spread": _("usual move of the treated before"),
    "largest_gap": _("largest gap before"),
    "noise": _("gap that noise alone would give"),
    "window": _("times of a window"),
    "largest": _("largest weight on one place"),
    "effective_donors": _("places the comparison is worth"),
    "share_of_times": _("share of times within the others' range"),
    "below_nought": _("weight below nought"),
    "worst": _("largest difference, in standard deviations"),
    "good": _("good up to"),
    "bad": _("bad beyond"),
    "effective": _("places of equal weight the others are worth"),
    "outside": _("treated places outside the others' range"),
    "left_out": _("treated places left out"),
    "ridge": _("penalty on the propensity"),
    "gap": _("largest gap to the best weights"),
    "allowed": _("gap allowed"),
    "problems": _("problems solved"),
    # series
    "lags": _("lags tested"),
    "memory": _("memory from one time to the next"),
    "inference": _("errors taken as"),
    "dispersion": _("dispersion"),
    "first": _("effect at first"),
    "first_low": _("effect at first, from"),
    "first_high": _("effect at first, to"),
    "last": _("effect at last"),
    "last_low": _("effect at last, from"),
    "last_high": _("effect at last, to"),
    "last_from": _("at last is from"),
    # who was left out, who stands alone
    "units_left_out": _("places left out, which never had a death"),
    "times_left_out": _("times left out, which never had a death"),
    "units_in_small_cohorts": _("places that began nearly alone"),
    "alone": _("places that began alone"),
}

CODES: Mapping[str, Mapping[str, _StrPromise]] = {
    "decided_by": {
        "without_choosing_months": _("the estimate without the months of the choice"),
        "expected_by_chance": _("the estimate less what is expected by itself"),
    },
    "by": {
        "table": _("by differences in a table of means"),
        "score": _("by the score of the ratio"),
        "gaps": _("by the gaps to their weighted means"),
        "refits": _("by making the whole estimate anew for each"),
    },
    "direction": {
        "displacement": _("more deaths: displacement"),
        "diffusion": _("fewer deaths: the effect spread"),
        "none": _("no change beyond chance"),
    },
    "inference": {
        "independent": _("independent of each other"),
        "autoregressive": _("carrying over from one time to the next"),
        "newey-west": _("carrying over for some times (Newey-West)"),
    },
}
