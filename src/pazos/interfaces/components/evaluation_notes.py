"""What has to be told of an answer beside its figures, in words: departures from the plan, and what was carried.

Every code that a gathering or a departure may give has its sentence here; the facts fill its slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.evaluations.comparing import differences, group_words, outcome_words
from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup
from pazos.foundation.words import say
from pazos.interfaces.components.evaluation_options import OF_PLAN
from pazos.interfaces.components.evaluation_words import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    Plain = Mapping[str, Any]

DEPARTURES: dict[str, Any] = {
    "rule_changed": gettext_lazy(
        "The plan counts by {rule}; another version of it ({version}) is in force by now. The plan's own was used."
    ),
    "months_missing": gettext_lazy(
        "{months} months at the edge of the window have no data; what was looked at is {first} to {last}."
    ),
    "months_partly_delivered": gettext_lazy(
        "In some months not every source delivered ({sources}): {months}."
    ),
    "units_dropped": gettext_lazy("Places that could not be followed were left out: {units}."),
    "units_never_treated": gettext_lazy(
        "Places whose treatment begins after the window count as not treated: {units}."
    ),
    "covariate_not_used": gettext_lazy("{name} is not known for all places and was not used."),
    "dose_not_known": gettext_lazy("How much was done in each place is hidden or not known."),
    "method_refused": gettext_lazy("{method} could not be used: {why}"),
    "code_changed": gettext_lazy(
        "The code that answered ({answered}) is not the code of the day the plan was proposed ({sealed})."
    ),
}
NOTES: dict[str, Any] = {
    "cut": gettext_lazy(
        "Times at an edge without data were cut: {months} months. Looked at: {first} to {last}."
    ),
    "partly_delivered": gettext_lazy(
        "Months that some sources delivered and others ({sources}) did not: {months}."
    ),
    "definition_changed": gettext_lazy(
        "The source {source} changed its own definition on {on}; the rule counts the same before and after."
    ),
    "unplaced": gettext_lazy("{deaths} of {of} deaths have no known neighbourhood and stand in no place."),
    "elsewhere": gettext_lazy("{deaths} deaths were in neighbourhoods that are no place of this panel."),
    "undated": gettext_lazy("{deaths} deaths are dated to a year only and stand in no month."),
    "age_unknown": gettext_lazy("{deaths} of {of} deaths are of unknown age or sex and stand in no group."),
    "joined": gettext_lazy("Neighbourhoods that were split or joined stand as one place: {units}."),
    "left_out": gettext_lazy("Neighbourhoods that did not last and have no outline were left out: {codes}."),
    "no_people": gettext_lazy(
        "People are not known for every place and year ({years}); each place is compared with its own level."
    ),
    "everybody_exposed": gettext_lazy(
        "People by age are not known: all residents stand for those of the group."
    ),
    "people_series": gettext_lazy("The people come from more than one census or projection: {series}."),
    "covariate_unknown": gettext_lazy("{name} is not known for all places and was not used."),
    "buffer": gettext_lazy(
        "Places too near the treated are watched for displacement, not compared: {units}."
    ),
    "buffer_by_points": gettext_lazy("Distances are between points where outlines are not known: {units}."),
    "no_distances": gettext_lazy(
        "Some places have no place on the map, so distances were not reckoned: {units}."
    ),
    "partly_treated": gettext_lazy("The first treated time of these began before their treatment: {units}."),
    "never_in_window": gettext_lazy("The treatment of these begins after the window: {units}."),
    "chosen_before": gettext_lazy(
        "The places were chosen over {from} to {to}, which lies before the window in part or whole."
    ),
    "dose_hidden": gettext_lazy("Totals of street work were too small to show; no dose is known."),
    "dose_by_cluster": gettext_lazy(
        "Street work is known by cluster and quarter, and is shared evenly over its places and months."
    ),
    "reach_by_cluster": gettext_lazy(
        "People reached are known by cluster and quarter, and are shared evenly over its places and months."
    ),
    "accompanied_hidden": gettext_lazy(
        "Counts of people met in accompaniment are hidden in {cells} clusters and quarters; no dose is known."
    ),
    "accompanied_not_counted": gettext_lazy(
        "People met in accompaniment are not counted yet for {quarters}; no dose is known."
    ),
    "accompanied_by_cluster": gettext_lazy(
        "People met in accompaniment are known by cluster and quarter (runs {runs}), and are shared evenly over its places and months."
    ),
    "other_units_left_out": gettext_lazy(
        "Municipalities without figures for every time were left out: {units}."
    ),
}
NEAR_REPEATS: dict[str, Any] = {
    "too_few_pairs": gettext_lazy("There are too few near pairs to compare the ratios."),
    "several_beginnings": gettext_lazy(
        "Places began at several times, so that before and after are not the same for all."
    ),
}
PARTS: dict[tuple[str, str], Any] = {
    ("treated", "after"): gettext_lazy("treated, after"),
    ("treated", "before"): gettext_lazy("treated, before"),
    ("others", "after"): gettext_lazy("others, after"),
    ("others", "before"): gettext_lazy("others, before"),
}
MOST = 12  # members of a list that a sentence names


def note_words(note: Plain, *, names: Mapping[str, str], language: str) -> str:
    """Return a note as one sentence; a code without one is shown as it is. One of another panel says of which."""
    said = _filled(NOTES.get(note["code"], note["code"]), note, names=names, language=language)
    if "of" not in note:
        return said
    of = note["of"]
    whom = group_words(Subgroup(**of)) if "name" in of else outcome_words(Outcome(**of))
    return f"{whom}: {said}"


def departure_words(one: Plain, *, names: Mapping[str, str], language: str) -> list[str]:
    """Return a departure as sentences: an amendment tells each of its differences."""
    if one["code"] == "plan_amended":
        return _amended(one, names)
    return [_filled(DEPARTURES.get(one["code"], one["code"]), one, names=names, language=language)]


def _amended(one: Plain, names: Mapping[str, str]) -> list[str]:
    facts = one["facts"]
    seen = _("an answer was known by then") if facts["outcomes_seen"] else _("no answer was known by then")
    head = _("The plan was amended (version {number}, {on}; {seen}): {why}").format(
        number=facts["number"], on=facts["on"], seen=seen, why=facts["why"]
    )
    found = differences(Protocol.of(one["old"]), Protocol.of(one["new"]), words=OF_PLAN, names=names)
    return [head, *(difference.words for difference in found)]


def _filled(template: Any, one: Plain, *, names: Mapping[str, str], language: str) -> str:
    facts = {name: _listed(value, names) for name, value in one["facts"].items()}
    if "codes" in facts:
        facts.setdefault("units", facts["codes"])
    if "method" in facts and facts["method"] in METHODS:
        facts["method"] = str(METHODS[facts["method"]].name)
    if refused := one.get("refused"):
        facts["why"] = say(refused["template"], language, **refused["facts"])
    text = str(template)
    try:
        return text.format(**facts)
    except (KeyError, IndexError):  # an earlier run may keep fewer facts than the sentence asks for
        return text


def _listed(value: Any, names: Mapping[str, str]) -> str:
    if not isinstance(value, list):
        return "–" if value is None else str(value)
    shown = [names.get(str(one), str(one)) for one in value[:MOST]]
    more = len(value) - len(shown)
    return ", ".join(shown) + (_(" and {n} more").format(n=more) if more > 0 else "")
