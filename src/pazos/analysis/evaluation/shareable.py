"""What of an answer may be shown, and what of it to anybody?

Counts of deaths are official; a group of victims of an age or sex so small that it points at somebody is hidden
by the gate, with whatever else it takes so that it cannot be worked out. The panel itself leaves only in
the bundle, for those who plan and see figures by place; how much street work a place had never leaves with the answer.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import MINIMUM, released_list
from pazos.domain.evaluations.protocol import Subgroup
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
    kept["notes"] = [one for one in result["notes"] if not _of_few(one, kept["subgroups"])]
    kept["meaning"] = {name: part for name, part in result["meaning"].items() if name != "ages"}
    kept["doubts"] = [_without_amounts(one, public=public) for one in result["doubts"]]
    return kept


def _hidden_where_few(rows: Sequence[Mapping[str, Any]], everybody: float) -> list[Plain]:
    """Return the groups as the gate lets them through, each against all who are not of it."""
    few = _few(rows, max(0, round(everybody)))
    return [
        {**{name: row[name] for name in _KEPT_OF_HIDDEN}, "hidden": True} if place in few else dict(row)
        for place, row in enumerate(rows)
    ]


def _few(rows: Sequence[Mapping[str, Any]], everybody: int) -> set[int]:
    """Return the places of the groups that are hidden."""
    seen = {place: round(row["seen"]) for place, row in enumerate(rows) if "refused" not in row}
    groups = {place: Subgroup(**{name: rows[place][name] for name in _KEPT_OF_HIDDEN}) for place in seen}
    alone = {place for place in seen if _is_shut([seen[place], everybody - seen[place]])}
    shared = [pair for pair in combinations(seen, 2) if groups[pair[0]].overlaps(groups[pair[1]])]
    if shared:  # of a plan sealed before such groups were refused: what lies between two comes out of both
        between = [(seen[one], abs(seen[one] - seen[other])) for one, other in shared]
        return set(seen) if alone or any(map(_is_shut, between)) else set()
    rest = max(0, everybody - sum(seen.values()))
    told = {str(place): count for place, count in seen.items()}
    shown = released_list({**told, REST: rest}, to=Permission.SEE_EVALUATIONS)
    return alone | {place for place in seen if shown[str(place)] is None}


def _is_shut(counts: Sequence[int]) -> bool:
    """Tell whether the gate hides any of a few counts that make a whole."""
    listed = {str(place): max(0, count) for place, count in enumerate(counts)}
    return None in released_list(listed, to=Permission.SEE_EVALUATIONS).values()


def _of_few(note: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a note counts victims of a group that is hidden, or so few of a group that they are pointed at."""
    of = note.get("of", {})
    if "name" not in of:
        return False
    few = any(name == "deaths" and 0 < fact < MINIMUM for name, fact in note["facts"].items())
    return few or any("hidden" in row and all(row[name] == of[name] for name in of) for row in groups)


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
