"""What a flag says to a person: one sentence with its figures, in the reader's language.

A sentence tells what is odd and what could make it so; it must never name a fault or a culprit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from pazos.science.quality.panel import Flag, Ran

_SENTENCES = {
    "implied_population": N_(
        "{place}{time}: the count and the rate imply {value:,.0f} people, against {expected:,.0f} in {other} "
        "({change:+.1%}). No population grows like that; check the rate, the count and the denominator."
    ),
    "population": N_(
        "{place}{time}: the population is {value:,.0f}, against {expected:,.0f} in {other} ({change:+.1%}). Rates before "
        "and after cannot be compared; is it a new census or another projection?"
    ),
    "rate_mismatch": N_(
        "{place}{time}: the rate is {value:,.2f}, but its count and population give {expected:,.2f}."
    ),
    "rate_scale": N_(
        "The rates are {value:,.4g} times count / population x 100,000 throughout: per how many people, or by which "
        "population, were they made?"
    ),
    "sudden_value": N_(
        "{place}{time}: {value:,.0f}, where the periods around it let expect {expected:,.1f}. A sudden change: ask "
        "what happened, in the street or in the register."
    ),
    "sudden_level": N_(
        "{place}{time}: the level changes suddenly from {expected:,.1f} to {value:,.1f} a period. Ask what happened, "
        "in the street, in the definition or in the register."
    ),
    "repeated_period": N_(
        "{place}{time}: {agreed} of {cells} counts repeat those of {from} ({periods} period(s)). Was a period copied?"
    ),
    "place_stops": N_(
        "{place}no deaths from {first} on, where {expected:,.1f} were to be expected. Does the source still deliver?"
    ),
    "place_starts": N_(
        "{place}no deaths until {last}, where {expected:,.1f} were to be expected. Since when does the source deliver?"
    ),
    "place_silent": N_(
        "{place}no deaths from {first} to {last}, where {expected:,.1f} were to be expected. Is it a zero, or a gap?"
    ),
    "place_stops_absent": N_("{place}no figures from {first} on, while others have them."),
    "place_starts_absent": N_("{place}no figures until {last}, while others have them."),
    "missing_periods": N_("{place}there are no figures from {first} to {last} ({periods} period(s))."),
    "places_absent": N_("{places} of {of} places have no figures from {first} to {last}."),
    "duplicated": N_(
        "{place}{time}: there are {times} rows (rows {rows} of the file); the same figures are counted once, "
        "different ones are added."
    ),
    "count_not_a_number": N_("{place}{time}: {text} is not a number (row {row} of the file)."),
    "count_negative": N_("{place}{time}: a count of {text} is below zero (row {row} of the file)."),
    "count_fraction": N_("{place}{time}: a count of {text} is not whole (row {row} of the file)."),
    "time_unreadable": N_("Row {row} of the file has a count, but its time cannot be read."),
    "incomplete_end": N_(
        "The last {periods} period(s), from {time} on, hold {value:,.0f} where {expected:,.1f} were to be expected. "
        "Have all been registered yet?"
    ),
    "sources_disagree": N_(
        "{place}{time}: the sources say from {expected:,.0f} ({lowest}) to {value:,.0f} ({highest}) for the same deaths."
    ),
    "count_heaping": N_(
        "{value:,.0f} of {counts} counts end in {ending} or its like, where {expected:,.1f} would by chance. Were they rounded?"
    ),
    "age_heaping": N_(
        "Ages end in 0 and 5 too often: Whipple's index is {value:,.0f} (100 is none; {grade}), Myers' {myers:,.1f}."
    ),
    "first_of_month": N_(
        "{value:,.0f} of {of} deaths fall on the first of a month, where {expected:,.1f} would: is it the day of "
        "those of unknown day?"
    ),
    "middle_of_month": N_(
        "{value:,.0f} of {of} deaths fall on the fifteenth, where {expected:,.1f} would: is it the day of those of unknown day?"
    ),
    "unknown_hour": N_(
        "{value:,.0f} deaths are said to be at {what} sharp, where the hours beside it have {expected:,.1f}: is it the "
        "hour of those of unknown hour?"
    ),
    "weekday_heaping": N_(
        "{value:,.0f} of {of} deaths fall on one weekday from Monday to Friday, where {expected:,.1f} would: is it "
        "the day of registration?"
    ),
    "quiet_weekend": N_(
        "{value:,.0f} of {of} deaths fall from Monday to Friday, more than five sevenths ({expected:,.1f}): is the "
        "date that of the office?"
    ),
    "weekday_disagrees": N_(
        "{value:,.0f} of {of} deaths state another weekday than their date has: are day and month exchanged?"
    ),
}
_WHY = {
    "several_rows_by_design": N_("a place and period has several rows by design; they were added"),
    "one_period": N_("there is one period only"),
    "few_large_counts": N_("too few counts of 30 or more"),
    "no_rate": N_("there is no rate"),
    "no_population": N_("there is no population"),
    "no_rate_and_population": N_("it needs a rate and a population"),
    "short_series": N_("it needs {fewest} periods at least"),
    "no_column": N_("the file has no such column"),
    "few_deaths": N_("too few deaths for this"),
    "one_source": N_("there is one source only"),
}


def sentence(flag: Flag, *, language: str | None = None) -> str:
    """Return the sentence of a flag."""
    facts: dict[str, Any] = {
        **flag.facts,
        "place": f"{flag.place}: " if flag.place else "",
        "time": flag.time or "",
        "value": flag.value,
        "expected": flag.expected,
    }
    if flag.check == "duplicated":
        facts["rows"] = ", ".join(map(str, flag.facts["rows"]))
    return say(_SENTENCES[_kind(flag)], language, **facts)


def _kind(flag: Flag) -> str:
    if flag.check in ("place_stops", "place_starts") and flag.facts.get("absent"):
        return f"{flag.check}_absent"
    return flag.check


def reason(ran: Ran, *, language: str | None = None) -> str:
    """Return why a check was not made ("" where it was)."""
    return say(_WHY[ran.why], language, **ran.facts) if ran.why else ""
