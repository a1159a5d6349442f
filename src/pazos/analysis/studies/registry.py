"""Every study by the name its runs carry, so that a run can be made again from its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pazos.analysis.studies import patterns, victims
from pazos.analysis.studies.rates import study_rates

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

Again = Callable[["Material", Mapping[str, Any], "Staff | None"], "Run"]

STUDIES: dict[str, Again] = {
    "rates": lambda material, _, by: study_rates(material, by=by),
    "hotspots_count": lambda material, _, by: patterns.study_hot_spots(material, by=by, of="count"),
    "hotspots_rate": lambda material, _, by: patterns.study_hot_spots(material, by=by, of="rate"),
    "scan": lambda material, _, by: patterns.study_scan(material, by=by),
    "concentration": lambda material, _, by: patterns.study_concentration(material, by=by),
    "series": lambda material, _, by: patterns.study_series(material, by=by),
    "calendar": lambda material, _, by: patterns.study_calendar(material, by=by),
    "near_repeat": lambda material, _, by: patterns.study_near_repeat(material, by=by),
    "victims": lambda material, _, by: victims.study_victims(material, by=by),
}
