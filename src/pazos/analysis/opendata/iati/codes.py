"""What our words are called in IATI's code lists (2.03, embedded and replicated lists).

Each list is named beside its values: https://iatistandard.org/en/iati-standard/203/codelists/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings

from pazos.domain.cooperation.vocabulary import Stage
from pazos.domain.indicators.vocabulary import Kind as IndicatorKind
from pazos.domain.indicators.vocabulary import Measure
from pazos.domain.partners.vocabulary import Kind

if TYPE_CHECKING:
    from datetime import date

VERSION = "2.03"
COUNTRY = "CO"
LOCAL_GOVERNMENT, GOVERNMENT = "11", "10"

# OrganisationType
ORGANISATION_TYPES = {
    Kind.FOUNDATION: "60",
    Kind.COMPANY: "70",
    Kind.CHURCH: "24",  # partner country based NGO: the list has no churches
    Kind.UNIVERSITY: "80",
    Kind.COMMUNITY: "24",
    Kind.NGO: "22",
    Kind.AGENCY: "40",
    Kind.NATIONAL: GOVERNMENT,
    Kind.DEPARTMENTAL: LOCAL_GOVERNMENT,
}
# TransactionType, as the city tells them: what comes in, and what is spent.
TOLD_BY_CITY = {Stage.PLEDGE: "13", Stage.COMMITMENT: "11", Stage.DISBURSEMENT: "1", Stage.EXPENDITURE: "4"}
# The same as a partner tells them of itself: what it gives out, and what it spends.
TOLD_BY_PARTNER = {"12": Stage.PLEDGE, "2": Stage.COMMITMENT, "3": Stage.DISBURSEMENT, "4": Stage.EXPENDITURE}
# OrganisationRole
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
# ActivityDateType
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
# ActivityStatus
PIPELINE, IMPLEMENTATION, CLOSED = "1", "2", "4"
# BudgetType and BudgetStatus
ORIGINAL, INDICATIVE, COMMITTED = "1", "1", "2"
# RelatedActivityType
PARENT, CHILD = "1", "2"
# SectorVocabulary 1: the five figures of the DAC; TagVocabulary 99: the reporting organisation's own.
DAC, OWN = "1", "99"
PEACE_BUILDING = "15220"
# ResultType and IndicatorMeasure
RESULT_TYPES = {IndicatorKind.MANAGEMENT: "1", IndicatorKind.RESULT: "2", IndicatorKind.IMPACT: "3"}
PERCENTAGE, UNIT = "2", "1"

# Until the city says who it is in `pazos.toml`. It is of no registered list, so no registry takes it.
PLACEHOLDER = "XI-PAZOS-NOT-SET"
_UNFIT = re.compile(r"[/&|?\s]+")  # what an identifier may not hold (IATI standard ruleset)


def reporting_organisation() -> str:
    """Return the city's organisation identifier, or a placeholder that says that none is set."""
    city = settings.CITY
    return city.iati_organisation if city and city.iati_organisation else PLACEHOLDER


def identifier(*parts: str) -> str:
    """Return an activity's identifier: the reporting organisation's, and what is its own behind it."""
    return "-".join([reporting_organisation(), *(_UNFIT.sub("-", part) for part in parts)])


def status_on(starts_on: date, ends_on: date | None, *, on: date) -> str:
    """Return how an activity of these dates stands on a day."""
    if on < starts_on:
        return PIPELINE
    return CLOSED if ends_on is not None and ends_on < on else IMPLEMENTATION


def measure_of(measure: str) -> str:
    """Return the code of an indicator's measure."""
    return PERCENTAGE if measure == Measure.SHARE else UNIT
