"""What a gathering hands over: the panel, what stands around it, what it was read from, what must be told.

A note is a code and plain facts; its words belong to the page that shows it. Nothing here names a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.foundation.runs.actions import Input
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around


@dataclass(frozen=True)
class Note:
    """Something that was carried and must be told; NOTES says which codes there are."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


# What each code says, in English; `facts` in brackets. The pages have their own words for them.
NOTES = {
    "cut": "times at an edge were taken off, because no source delivered them or they are not whole [months, last]",
    "partly_delivered": "months that some sources delivered and others did not [months, sources]",
    "definition_changed": "a source's own definition changed; the rule spans it [source, on]",
    "unplaced": "deaths that count but have no known neighbourhood stand in no unit [deaths, of]",
    "elsewhere": "deaths in neighbourhoods that are no unit of this panel [deaths]",
    "undated": "records dated to a year only stand in no month [deaths]",
    "age_unknown": "deaths of unknown age or sex are in no subgroup [deaths, of]",
    "joined": "neighbourhoods that were split or joined stand as one unit [units]",
    "left_out": "neighbourhoods that did not last and whose outline is not known [codes]",
    "no_people": "people are not known for all units and years; rates rest on each unit's own level [years]",
    "everybody_exposed": "people by age are not known: all residents stand for those of the subgroup",
    "people_series": "the people come from more than one census or projection [series]",
    "covariate_unknown": "a covariate of the plan is not known for all units [name]",
    "buffer": "units too near the treated are watched for displacement, not compared [units]",
    "buffer_by_points": "distances are between points: outlines are not known [units]",
    "no_distances": "some units have no place on the map; distances were not reckoned [units]",
    "partly_treated": "the first treated time began before its treatment did [units]",
    "never_in_window": "units of the plan whose treatment begins after the window [units]",
    "chosen_before": "places were chosen over months that lie before the window in part or whole [from, to]",
    "dose_hidden": "totals of street work too small to show; no dose is known [cells]",
    "dose_by_cluster": "street work is known by cluster and quarter, shared evenly over its units and months",
    "other_units_left_out": "municipalities without figures for all times [units]",
}


@dataclass(frozen=True)
class Gathered:
    """A panel and what it rests on. `names`: unit -> name; `inputs`: what was read, by hash."""

    panel: Panel
    around: Around
    inputs: tuple[Input, ...]
    names: Mapping[str, str]
    notes: tuple[Note, ...] = ()
