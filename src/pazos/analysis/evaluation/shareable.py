"""What of an answer may be shown, and what of it to anybody?

Counts of deaths are official; a group of victims of an age or sex so small that it points at somebody is hidden
by the gate, with whatever else it takes so that it cannot be worked out. The panel itself leaves only in
the bundle, for those who plan and see figures by place; how much street work a place had never leaves with the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import released_list
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Plain = dict[str, Any]

_KEPT_OF_HIDDEN = ("name", "age_from", "age_to", "sex")
_INSIDE = ("material",)  # whole panels
_OF_STREET = "dose_response"
REST = "rest"  # deaths of no group


def shareable(result: Mapping[str, Any], *, public: bool = False) -> Plain:
    """Return an answer as it may be shown to who sees evaluations, or to anybody."""
    kept = {name: part for name, part in result.items() if name not in _INSIDE}
    kept["subgroups"] = _hidden_where_few(result["subgroups"], result["seen"])
    kept["meaning"] = {name: part for name, part in result["meaning"].items() if name != "ages"}
    kept["doubts"] = [_without_amounts(one, public=public) for one in result["doubts"]]
    return kept


def _hidden_where_few(rows: Sequence[Mapping[str, Any]], everybody: float) -> list[Plain]:
    """Return the groups as the gate lets them through; what is of no group counts as one more, for the complement."""
    seen = {str(place): round(row["seen"]) for place, row in enumerate(rows) if "refused" not in row}
    rest = max(0, round(everybody) - sum(seen.values()))
    shown = released_list({**seen, REST: rest}, to=Permission.SEE_EVALUATIONS)
    return [
        {**{name: row[name] for name in _KEPT_OF_HIDDEN}, "hidden": True}
        if shown.get(str(place), 0) is None
        else dict(row)
        for place, row in enumerate(rows)
    ]


def _without_amounts(check: Mapping[str, Any], *, public: bool) -> Plain:
    """Return a check without how much street work was done; for anybody, without any row about it."""
    if check["name"] != _OF_STREET:
        return dict(check)
    facts = dict(check["facts"])
    if public:
        return {**check, "facts": {n: fact for n, fact in facts.items() if not isinstance(fact, list | dict)}}
    if "thirds" in facts:
        facts["thirds"] = [
            {name: fact for name, fact in row.items() if name != "dose"} for row in facts["thirds"]
        ]
    return {**check, "facts": facts}
