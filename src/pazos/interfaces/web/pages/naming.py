"""What methods and their settings are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

METHODS = {
    "rates": _("Rates and smoothed rates"),
    "hotspots_count": _("Hot spots by count (Getis-Ord Gi*)"),
    "hotspots_rate": _("Hot spots by rate (Getis-Ord Gi*)"),
    "scan": _("Spatial scan (Kulldorff)"),
    "concentration": _("Concentration of deaths"),
    "series": _("Monthly series"),
    "calendar": _("Weekday and hour"),
    "near_repeat": _("Near repeats (Knox)"),
    "victims": _("Victims by age, sex and weapon"),
    "clusters": _("Designation of clusters"),
    "stability": _("Stability of the designation"),
    "foresight": _("Would it have covered the next year?"),
    "marginal": _("What each further cluster buys"),
    "report": _("Report"),
}


def method_name(method: str) -> str:
    """Return the reader's name of a method."""
    return str(METHODS.get(method, method))
