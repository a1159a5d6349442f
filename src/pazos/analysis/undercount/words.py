"""The words of an undercount: reasons, cautions and assumptions, in the reader's language.

The method gives codes and numbers; the sentences that people read stand here, once, for the
command and for the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

DOUBTS = {
    "few_lists": N_(
        "One list alone ({lists}) says nothing about what it misses: at least two are needed, made by "
        "offices that do not copy from each other."
    ),
    "empty_list": N_("The list {list} holds no death. Leave it out, or ask its source again."),
    "small_overlap": N_(
        "Only {shared} deaths are in two lists or more, and fewer than {needed} cannot carry an estimate. "
        "Take a longer period, or link the lists again."
    ),
    "apart": N_(
        "The list {list} shares no death with any other: it was not linked, or it holds other deaths. "
        "Link it, or leave it out."
    ),
    "nested": N_(
        "All {deaths} deaths of {inner} are also in {outer}: one may be drawn from the other, and then it "
        "shows nothing that the other misses. Leave one of them out."
    ),
    "all_dependent": N_(
        "The lists {lists} are all declared to depend on one another: none is left by which to check the "
        "others. A list that copies from none of them is needed."
    ),
    "no_model": N_(
        "None of the {models} models has a finite answer for these lists: too many combinations hold nobody. "
        "Take a longer period, or fewer lists."
    ),
    "no_finite": N_(
        "The model {model} has no finite answer and the data prefer it: a combination of lists that it needs "
        "holds nobody. Take a longer period, or fewer lists."
    ),
    "saturated": N_(
        "The data ask for the model {model}, which allows every dependence that they can show: nothing is left "
        "to test it by. One more list that copies from none of these would."
    ),
    "disagree": N_(
        "Models that the data cannot tell apart disagree: {low_model} says {low} deaths in all, {high_model} "
        "says {high}."
    ),
    "wide": N_("The data allow anything from {low} deaths in all to {high}."),
    "stratum": N_("The stratum {stratum} cannot tell, so the sum cannot. Join it with another one."),
    "unsettled": N_(
        "{pairs} pairs of records of these deaths wait for a person. As they stand there would be "
        "{as_it_stands} deaths in all; if they are one death each, {if_linked}. Settle them first, then ask again."
    ),
    "untestable": N_(
        "With two lists ({lists}) nothing can show whether one depends on the other. The estimate stands only "
        "if they do not; if one copies from or feeds the other, say so."
    ),
    "poor_fit": N_(
        "Even the best model ({model}) fits poorly (p = {p_value:.4f}): read the interval as too narrow."
    ),
    "declared": N_("Only models that allow the declared dependence were asked."),
    "left_out": N_(
        "{deaths} deaths are only in lists that were left out: they are recorded, and counted here as missing."
    ),
}
ENDLESS = N_("no end")
UNKNOWN = N_("nobody can tell how many")


def sentence(doubt: Mapping[str, Any], language: str | None = None) -> str:
    """Return what a reason or a caution says to people: `code`, and the facts of its sentence."""
    facts = {name: value for name, value in doubt.items() if name != "code"}
    if doubt["code"] == "wide" and facts["high"] is None:
        facts["high"] = say(ENDLESS, language)
    if doubt["code"] == "unsettled" and facts["if_linked"] is None:
        facts["if_linked"] = say(UNKNOWN, language)
    return say(DOUBTS[doubt["code"]], language, **facts)


@dataclass(frozen=True)
class Assumption:
    """What an estimate stands on: what happens if it fails, and whether the undercount is then
    estimated "too low" or "too high"."""

    code: str
    assumption: str
    if_it_fails: str
    bias: str


TOO_LOW, TOO_HIGH = "too low", "too high"
TWO = (
    Assumption(
        "independence",
        N_(
            "Neither list depends on the other: to be in one does not make a death likelier to be in the other."
        ),
        N_("Offices that copy from, feed or alert each other share more deaths than chance would."),
        TOO_LOW,
    ),
    Assumption(
        "avoidance",
        N_("Neither list avoids what the other has."),
        N_("Offices that divide the deaths between them share fewer than chance would."),
        TOO_HIGH,
    ),
)
MORE = (
    Assumption(
        "independence",
        N_("Lists may depend in the ways that the models allow, but not all of them at once."),
        N_("A dependence of all lists at once, as when every office starts from the same call, is not seen."),
        TOO_LOW,
    ),
)
ALL = (
    Assumption(
        "equal_catchability",
        N_("Every death is as likely as any other to be in a list, within each stratum."),
        N_("Deaths that are hard to record for every list (rural, unnamed, of migrants) stay out of sight."),
        TOO_LOW,
    ),
    Assumption(
        "none_hidden",
        N_("Every death could have been in some list."),
        N_("Deaths that no list could hold, such as hidden bodies, are not in the estimate."),
        TOO_LOW,
    ),
    Assumption(
        "closed_population",
        N_("All lists are about the same deaths: the same place, the same months, the same definition."),
        N_(
            "A list with deaths that the others could not hold (another municipality, injuries) shares fewer."
        ),
        TOO_HIGH,
    ),
    Assumption(
        "no_missed_links",
        N_("No link was missed: the records of one death were joined."),
        N_("A death left as two looks like two deaths in one list each."),
        TOO_HIGH,
    ),
    Assumption(
        "no_false_links",
        N_("No link is false: only records of one death were joined."),
        N_("Two deaths taken for one look like a death in more lists."),
        TOO_LOW,
    ),
    Assumption(
        "no_duplicates",
        N_("No list holds a death twice."),
        N_("A death that a list holds twice looks like one more that the others miss."),
        TOO_HIGH,
    ),
)


def assumptions(lists: int) -> tuple[Assumption, ...]:
    """Return what an estimate from so many lists stands on, in English; `say` translates."""
    return (*(TWO if lists == 2 else MORE), *ALL)


def worded(answer: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """Return an answer (see `answer.answer_of`) with its sentences: `reasons`, `cautions` and, of the whole, `assumptions`."""
    said = {**answer, **_sentences(answer, language)}
    if "strata" in answer:
        said["strata"] = [{**one, **_sentences(one, language)} for one in answer["strata"]]
        said["together"] = {**answer["together"], **_sentences(answer["together"], language)}
    return said | {"assumptions": _assumptions(len(answer["coverage"]), language)}


def _sentences(answer: Mapping[str, Any], language: str | None) -> dict[str, list[str]]:
    codes = answer["codes"]
    return {name: [sentence(one, language) for one in codes[name]] for name in ("reasons", "cautions")}


def _assumptions(lists: int, language: str | None) -> list[dict[str, str]]:
    return [
        {
            "assumption": say(one.assumption, language),
            "if_it_fails": say(one.if_it_fails, language),
            "bias": one.bias,
            "code": one.code,
        }
        for one in assumptions(lists)
    ]
