"""Which options of a method may a plan choose, within what bounds, and what are they called in words?

An option that a plan does not name is the method's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_words import check_name, method_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from pazos.domain.evaluations.protocol import Choice


@dataclass(frozen=True)
class Span:
    """A number between two bounds; whole unless it says otherwise."""

    least: float
    most: float
    whole: bool = True


LABELS: Mapping[str, _StrPromise] = {
    "control": _("Compared with"),
    "inference": _("How chance is reckoned"),
    "draws": _("Draws of chance"),
    "window": _("Times before and after that are told one by one"),
    "weights": _("Weights of the draws"),
    "aggregation": _("How effects of places and times are averaged"),
    "change": _("What may change when it begins"),
    "season": _("How the season is taken out"),
    "harmonics": _("Waves of the season"),
    "by": _("How the like are found"),
    "neighbours": _("Neighbours of each treated place"),
    "caliper": _("How far a neighbour may be, in standard deviations; 0 for any"),
    "replacement": _("Whether a place may stand for several"),
    "scale": _("Told as"),
    "solver": _("How weights are found"),
}
# In the order in which they are offered; a value's words stand in VALUES.
KINDS: Mapping[str, tuple[str | bool, ...] | Span] = {
    "draws": Span(99, 99_999),
    "window": Span(1, 120),
    "weights": ("mammen", "rademacher"),
    "aggregation": ("simple", "group", "dynamic", "calendar"),
    "change": ("both", "level", "slope"),
    "season": ("auto", "fourier", "dummies", "none"),
    "harmonics": Span(1, 6),
    "by": ("entropy", "weights", "overlap", "propensity", "mahalanobis"),
    "neighbours": Span(1, 50),
    "caliper": Span(0, 10, whole=False),
    "replacement": (True, False),
    "scale": ("auto", "ratio", "difference"),
    "solver": ("exact", "published"),
}
BY_METHOD: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("twfe", "inference"): ("cluster", "wild", "randomisation"),
    ("poisson", "inference"): ("cluster", "wild", "randomisation"),
    ("callaway-santanna", "inference"): ("bootstrap", "analytic"),
    ("callaway-santanna", "control"): ("never", "not-yet"),
    ("sun-abraham", "control"): ("never", "not-yet"),
    ("synthetic-control", "inference"): ("placebo", "conformal"),
    ("sdid", "inference"): ("placebo", "bootstrap", "jackknife"),
    ("its", "inference"): ("autoregressive", "newey-west", "independent"),
    ("its", "control"): ("never", "none"),
    ("matching", "inference"): ("cluster", "bootstrap", "abadie-imbens"),
}
# What each method takes where nothing is chosen. It stands here too, for reading it of the methods would load them all.
OWN: Mapping[str, Mapping[str, str | float | None]] = {
    "twfe": {"inference": "cluster", "draws": 9999, "window": 24},
    "poisson": {"inference": "cluster", "draws": 9999, "window": 24},
    "callaway-santanna": {
        "control": "never",
        "inference": "bootstrap",
        "draws": 999,
        "weights": "mammen",
        "aggregation": "simple",
    },
    "imputation": {"window": 24},
    "sun-abraham": {"control": "never"},
    "synthetic-control": {"inference": "placebo", "draws": 1000},
    "sdid": {"inference": "placebo", "draws": 200, "solver": "exact"},
    "augmented": {},
    "its": {
        "change": "both",
        "season": "auto",
        "harmonics": 2,
        "control": None,
        "inference": "autoregressive",
    },
    "matching": {
        "by": "entropy",
        "neighbours": 5,
        "caliper": 0.2,
        "replacement": True,
        "scale": "auto",
        "inference": "cluster",
        "draws": 999,
    },
}
VALUES: Mapping[str, _StrPromise] = {
    "never": _("places that were never treated"),
    "not-yet": _("places that are not treated yet"),
    "none": pgettext_lazy("option of a method", "nothing"),
    "cluster": _("errors clustered by place"),
    "wild": _("wild bootstrap by place"),
    "randomisation": _("treatment dealt out again by chance"),
    "bootstrap": _("bootstrap by place"),
    "analytic": _("by formula"),
    "placebo": _("others treated on paper"),
    "conformal": _("shifts of the course (conformal)"),
    "abadie-imbens": _("by formula for neighbours (Abadie and Imbens)"),
    "jackknife": _("leaving out each place (jackknife)"),
    "autoregressive": _("errors that carry over to the next time"),
    "newey-west": _("errors that carry over for some times (Newey-West)"),
    "independent": _("errors independent of each other"),
    "mammen": _("Mammen's two points"),
    "rademacher": _("signs by chance (Rademacher)"),
    "simple": _("every treated place and time alike"),
    "group": _("by when places began"),
    "dynamic": _("by time since the beginning"),
    "calendar": _("by the calendar"),
    "both": _("level and slope"),
    "level": _("the level"),
    "slope": _("the slope"),
    "auto": _("as the data allow"),
    "fourier": _("by waves"),
    "dummies": _("by a level for each time of the year"),
    "entropy": _("weights that balance (entropy)"),
    "weights": _("weights by the odds of being treated"),
    "overlap": _("weights of the overlap"),
    "propensity": _("neighbours by the chance of being treated"),
    "mahalanobis": _("neighbours by all features"),
    "ratio": _("a ratio"),
    "difference": _("a difference"),
    "exact": _("to the very best there are"),
    "published": _("as far as the published programme goes"),
}


def ways_of(method: str, option: str) -> tuple[str | bool, ...] | Span:
    """Return the values or the bounds among which a plan chooses an option that stands in OWN."""
    return BY_METHOD.get((method, option)) or KINDS[option]


def value_words(value: object) -> str:
    """Return what a value of an option is called."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return wording.number(value, 0 if value == int(value) else 2)
    return str(VALUES.get(str(value), value))


def choice_words(choice: Choice) -> str:
    """Return a method by its name, with the options that the plan chose in words."""
    named = ((str(LABELS.get(name, name)), value) for name, value in sorted(choice.options.items()))
    options = "; ".join(f"{name}: {value_words(value)}" for name, value in named)
    name = method_name(choice.method)
    return f"{name} ({options})" if options else name


# What a plan names by codes and only a page has words for, by the plan's fields.
OF_PLAN: Mapping[str, Callable[[Any], str]] = {
    "primary": choice_words,
    "secondary": choice_words,
    "doubts": check_name,
}
