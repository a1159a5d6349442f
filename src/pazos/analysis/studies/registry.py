"""Every study by the name its runs carry, so that a run can be made again from its record.

What counts people is counted once: made again, only the hashes of it are taken and nothing new is kept, because two
counts of the same people give away by their difference whom one hid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pazos.analysis.indicators import computing
from pazos.analysis.programme import complaints, doses, justice, totals
from pazos.analysis.studies import defence, patterns, victims
from pazos.analysis.studies.ask import Ask
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.sources import study_sources
from pazos.analysis.studies.where import study_clusters

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.actions import Hashes
    from pazos.foundation.runs.models import Run

Again = Callable[["Material", Mapping[str, Any], "Staff | None"], "Run"]
Hashed = Callable[["Run", "Staff | None"], "Hashes"]

STUDIES: dict[str, Again] = {
    "rates": lambda material, _, by: study_rates(material, by=by),
    "hotspots_count": lambda material, _, by: patterns.study_hot_spots(material, by=by, of="count"),
    "hotspots_rate": lambda material, _, by: patterns.study_hot_spots(material, by=by, of="rate"),
    "scan": lambda material, _, by: patterns.study_scan(material, by=by),
    "concentration": lambda material, _, by: patterns.study_concentration(material, by=by),
    "series": lambda material, _, by: patterns.study_series(material, by=by),
    "calendar": lambda material, _, by: patterns.study_calendar(material, by=by),
    "near_repeat": lambda material, _, by: patterns.study_near_repeat(material, by=by),
    "sources": lambda material, _, by: study_sources(material, by=by),
    "clusters": lambda material, asked, by: study_clusters(material, Ask(**asked["ask"]), by=by),
    "stability": lambda material, asked, by: defence.study_stability(material, Ask(**asked["ask"]), by),
    "foresight": lambda material, asked, by: defence.study_foresight(material, Ask(**asked["ask"]), by),
    "marginal": lambda material, asked, by: defence.study_marginal(material, Ask(**asked["ask"]), by),
    "ages": lambda material, asked, by: defence.study_ages(material, Ask(**asked["ask"]), by),
    "victims": lambda material, _, by: victims.study_victims(material, by=by),
}
COUNTED_ONCE: dict[str, Hashed] = {
    totals.METHOD: totals.hashes_again,
    doses.METHOD: doses.hashes_again,
    complaints.METHOD: complaints.hashes_again,
    justice.METHOD: justice.hashes_again,
}


def counted_once(run: Run) -> Hashed | None:
    """Return how the hashes of a run that counts people are taken again, None where a run is made again whole."""
    if run.method == computing.METHOD and computing.is_once(run.parameters):
        return computing.hashes_again
    return COUNTED_ONCE.get(run.method)
