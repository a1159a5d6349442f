"""What a criterion of quality is called, and why a measure could not be taken, in the reader's language."""

from __future__ import annotations

from pazos.foundation.words import N_, say

_TITLES = {
    "unit_victim": N_("one victim is counted once (share of victims lost by counting rows)"),
    "date_known": N_("date missing"),
    "municipality_known": N_("municipality missing"),
    "no_duplicates": N_("rows that repeat another wholly"),
    "deaths_only": N_("rows that are no homicide (attempts, suicides, accidents)"),
    "sex_known": N_("sex missing"),
    "age_known": N_("age missing"),
    "mechanism_known": N_("mechanism missing"),
    "intent_known": N_("intent unknown, among violent deaths"),
    "place_known": N_("neighbourhood or place missing"),
    "hour_known": N_("hour missing"),
    "aggressor_known": N_("relation to the aggressor missing"),
    "legal_separable": N_("legal intervention is told apart (1 is yes)"),
    "few_near_duplicates": N_("rows alike in date, age, sex and place"),
    "day_known": N_("dates known to the day"),
    "ages_not_heaped": N_("Whipple's index of ages (100 is no heaping)"),
    "no_pile_on_first": N_("deaths on the first of the month, times the expected"),
    "no_pile_at_midnight": N_("deaths at midnight sharp, times the expected"),
    "sources_agree": N_("difference among sources"),
    "no_gap": N_("months with rows, from first to last"),
    "own_territory": N_("rows of other municipalities"),
    "in_time": N_("registered within 180 days"),
    "validated": N_("institutions validate the cases together (declared)"),
    "microdata_open": N_("the records are open (declared)"),
    "method_open": N_("the method is open (declared)"),
    "published_often": N_("months between publications (declared)"),
    "published_soon": N_("months until publication (declared)"),
}
_WHY = {
    "no_column": N_("no such column"),
    "no_quantity": N_("no column says how many victims a row has"),
    "nothing_recognised": N_("nothing in it is recognised"),
    "no_violent_death": N_("no violent death in it"),
    "none_seen": N_("no row says legal intervention: there was none, or it is not told apart"),
    "few_deaths": N_("too few deaths for this"),
    "one_source": N_("no other source's total was given"),
    "not_declared": N_("nobody declared it"),
    "not_asked": N_("the codes that belong were not given"),
    "rows_tell_little": N_("rows tell too little for two alike to be one"),
    "may_be_chance": N_("with so few deaths it may be chance"),
    "not_measured": N_("it was not measured"),
}


def title(code: str, *, language: str | None = None) -> str:
    """Return what a criterion is called; a city's own code is its own name."""
    return say(_TITLES[code], language) if code in _TITLES else code


def why(code: str, *, language: str | None = None) -> str:
    """Return why a measure could not be taken ("" where it was)."""
    return say(_WHY[code], language) if code else ""
