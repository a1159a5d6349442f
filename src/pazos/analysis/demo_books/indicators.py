"""The demo city's indicators: the battery in force, targets, and what departments reported over the years.

Reported values are invented, of the size that a city of 360,000 has; they are written in bulk with
their intervals. As in a real city one came back, one is incomplete, one waits, one is corrected, and the
last quarter is still owed by some. Computed ones are computed, for a few periods, from the books.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from pazos.analysis.indicators.computing import compute_all
from pazos.domain.indicators import actions
from pazos.domain.indicators.lights import interval_of
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue
from pazos.domain.indicators.periods import last_over, periods
from pazos.domain.indicators.queries.placing import components_by_word
from pazos.domain.indicators.vocabulary import Measure, SheetState, ValueState
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.indicators.periods import Period
    from pazos.domain.people.models import Staff

STARTED_ON = date(2020, 11, 3)
PLANS = ("Plan de desarrollo 2020-2023", "Plan de desarrollo 2024-2027")
PEOPLE = 361_000
OWNERS = {
    "security": "Secretaría de Seguridad y Convivencia",
    "health": "Secretaría de Salud",
    "family": "Secretaría de Integración Social",
    "education": "Secretaría de Educación",
    "infrastructure": "Secretaría de Infraestructura",
    **dict.fromkeys(("justice", "participation", "finance", "coordination"), "Secretaría de Gobierno"),
}
# Cases a year when the strategy began, and what becomes of them in a year.
CASES = {
    "ses_traffic_deaths": (58, 0.97),
    "ses_suicide": (21, 1.02),
    "ses_firearm_deaths": (118, 0.88),
    "ses_sexual_violence": (262, 1.05),
    "ses_family_violence": (905, 1.03),
    "ses_child_abuse": (214, 0.99),
    "ses_theft": (2900, 1.04),
    "ses_robbery": (1750, 0.95),
    "ses_vehicle_theft": (620, 0.93),
    "ses_kidnapping": (3, 0.9),
}
# Of how many, and the share when it began and each year more.
SHARES = {
    "gestores_trained": (28, 0.62, 0.08),
    "plans_completed": (160, 0.48, 0.04),
    "restorative_kept": (70, 0.6, 0.03),
    "citizen_follow_up": (30, 0.2, 0.1),
    "perceived_insecurity": (1200, 0.58, -0.03),
}
COUNTS = {
    "people_accompanied": (120, 45),
    "school_return": (80, 40),
    "venues_restored": (2, 2),
    "restorative_processes": (9, 3),
}
# By the end of each year of two plans: 2020 to 2023, and 2024 to 2027.
TARGETS: dict[str, tuple[float, ...]] = {
    "homicide_rate": (36, 34, 32, 30, 29, 28, 27, 26),
    "homicides": (130, 122, 115, 108, 104, 100, 96, 92),
    "young_victims": (70, 65, 60, 54, 52, 50, 48, 45),
    "venues_restored": (2, 4, 6, 8, 10, 12, 13, 14),
    "school_return": (80, 110, 140, 170, 200, 240, 280, 320),
    "people_accompanied": (120, 160, 200, 240, 290, 330, 360, 400),
    "people_reached": (500, 2000, 3000, 3500, 3500, 3600, 3800, 4000),
    "reached_from_clusters": (60, 65, 70, 70, 70, 72, 75, 75),
    "activities_done": (40, 400, 500, 500, 500, 520, 540, 560),
    "activities_done_share": (80, 85, 90, 90, 90, 90, 92, 92),
    "commitments_kept": (70, 75, 80, 85, 85, 85, 88, 90),
    "budget_committed": (90, 90, 92, 95, 95, 95, 95, 95),
    "budget_paid_share": (80, 82, 85, 88, 88, 88, 90, 90),
    "cooperation_disbursed": (60, 70, 80, 90, 60, 70, 80, 90),
    "perceived_insecurity": (56, 52, 48, 45, 50, 47, 44, 42),
    "gestores_trained": (70, 80, 90, 95, 95, 95, 95, 95),
    "restorative_kept": (60, 62, 65, 68, 70, 72, 74, 75),
    "plans_completed": (45, 48, 52, 55, 58, 60, 62, 65),
    "ses_traffic_deaths": (16, 15, 15, 14, 14, 13, 13, 12),
    "ses_firearm_deaths": (30, 27, 24, 22, 21, 20, 19, 18),
    "ses_theft": (800, 790, 780, 770, 900, 890, 880, 870),
    "ses_robbery": (470, 450, 430, 410, 390, 380, 370, 360),
    "ses_vehicle_theft": (170, 165, 160, 150, 140, 130, 120, 110),
}
BASELINES = {"homicide_rate": 36.6, "perceived_insecurity": 59.0, "venues_restored": 0, "ses_robbery": 492.0}
# What is computed for the demo, from books that stand by then: by year, and the latest quarters.
YEARLY = (
    "people_reached",
    "reached_from_clusters",
    "jobs_filled",
    "cooperation_disbursed",
    "cooperation_received",
)
OF_DEATHS = (
    *("homicide_rate", "homicide_rate_men", "homicide_rate_women", "young_victims", "young_share"),
    *("homicides_in_clusters", "homicides_outside"),
)
QUARTERLY = (
    *("activities_done", "activities_done_share", "activities_in_clusters", "programmes_active"),
    *(
        "agreements_in_force",
        "duties_in_time",
        "budget_committed",
        "budget_paid_share",
        "payments_against_plan",
    ),
)
# What the social team reported by hand until Pazos held the cases and the processes; computed since.
HELD = ("people_accompanied", "plans_completed", "restorative_processes", "restorative_kept")
BY_HAND = {
    "source": {
        "es": "Informe del equipo psicosocial y de la casa de justicia.",
        "en": "Report of the psychosocial team and of the house of justice.",
    },
    "verification": {
        "es": "Informe del trimestre, sin nombres.",
        "en": "The quarter's report, without names.",
    },
}
OF_STREET = ("disputes_opened", "disputes_settled", "settled_share", "street_presence", "follow_ups_in_time")


@dataclass(frozen=True)
class _Said:
    """The numbers of one value."""

    value: float
    numerator: float | None = None
    denominator: float | None = None


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Fill the battery and its years; return what was made."""
    rng, today = np.random.default_rng(seed), timezone.localdate()
    lead, clerk = by[Role.STRATEGY_LEAD], by[Role.DEPARTMENT]
    owners = _owners()
    made = actions.ship_battery(
        on=STARTED_ON,
        by=None,
        components=components_by_word(),
        owners=owners,
        owner=owners.get("coordination"),
    )
    known = {one.code: one for one in made}
    for code, yearly in TARGETS.items():
        for year, value in enumerate(yearly, start=2020):
            actions.set_target(known[code], year=year, value=value, source=PLANS[year > 2023], by=None)
    for code, value in BASELINES.items():
        actions.set_baseline(known[code], year=2019, value=value, by=None)
    _break(known, lead)
    _hand_over(known, lead, today)
    reported = _report(rng, today, clerk, lead)
    _mishaps(clerk)
    counts = _compute(today, lead)
    return Counter(indicators=len(made), reported_values=reported, computed_values=counts["computed"])


def _owners() -> dict[str, Organisation]:
    known = {one.name: one for one in Organisation.objects.filter(name__in=OWNERS.values())}
    fallback = Organisation.objects.filter(kind=Organisation.Kind.CITY).order_by("pk").first()
    found = {word: known.get(name, fallback) for word, name in OWNERS.items()}
    return {word: one for word, one in found.items() if one is not None}


def _break(known: Mapping[str, Indicator], lead: Staff) -> None:
    """Reports on line began in 2022; and the survey was made anew in 2023, which is a new version of its sheet."""
    words = {"es": "Empieza la denuncia en línea.", "en": "Reporting on line begins."}
    for code in ("ses_theft", "ses_robbery"):
        actions.add_break(known[code], on=date(2022, 1, 1), words=words, by=lead)
    survey = known["perceived_insecurity"]
    source = {
        "es": "Encuesta de convivencia y percepción, muestra nueva por comunas.",
        "en": "Survey of coexistence and perception, with a new sample by comunas.",
    }
    fresh = actions.succeed(survey, by=lead, source=source)
    actions.put_in_force(fresh, on=date(2023, 1, 1), by=lead)


def _hand_over(known: Mapping[str, Indicator], lead: Staff, today: date) -> None:
    """Write the sheets as they were while people reported, and the battery's own as the versions that came after."""
    for code in HELD:
        sheet = known[code].sheets.get()
        computed = {name: getattr(sheet, name) for name in ("expression", *BY_HAND)}
        # A sheet in force is never edited; this one is invented as it stood before Pazos.
        IndicatorSheet.objects.filter(pk=sheet.pk).update(expression="", **BY_HAND)
        fresh = actions.succeed(known[code], by=lead, **computed)
        actions.put_in_force(fresh, on=_held_from(sheet.frequency, today), by=lead)


def _held_from(frequency: str, today: date) -> date:
    """Return the first day of this year, or for a value of the whole year, of the last one."""
    return date(today.year - (frequency == "year"), 1, 1)


def compute_held(*, by: Staff) -> Counter[str]:
    """Compute what Pazos holds the records of; said once the people of the demo are there."""
    today = timezone.localdate()
    return compute_all(_held_from("year", today), today, by=by, only=HELD)


def _report(rng: np.random.Generator, today: date, clerk: Staff, lead: Staff) -> int:
    rows = [row for sheet in _reported_sheets() for row in _values(sheet, rng, today, (clerk, lead))]
    IndicatorValue.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _reported_sheets() -> list[IndicatorSheet]:
    in_force = IndicatorSheet.objects.exclude(state=SheetState.DRAFT).filter(expression="")
    return list(in_force.select_related("indicator").order_by("indicator__position", "version"))


def _values(
    sheet: IndicatorSheet, rng: np.random.Generator, today: date, who: tuple[Staff, Staff]
) -> Iterator[IndicatorValue]:
    """Yield the values of one sheet, from when it was in force until it was replaced; not those still owed."""
    begins = sheet.in_force_from_on or STARTED_ON
    ends = today
    if sheet.state == SheetState.REPLACED:
        ends = sheet.indicator.sheets.get(version=sheet.version + 1).in_force_from_on or today
    for period in periods(sheet.frequency, begins, ends - timedelta(days=1)):
        # The last one is owed by every third of them, which is what an inbox is for.
        owed = period == last_over(sheet.frequency, today) and sheet.indicator.position % 3 == 0
        if not owed:
            yield _value(sheet, period, rng, who)


def _value(
    sheet: IndicatorSheet, period: Period, rng: np.random.Generator, who: tuple[Staff, Staff]
) -> IndicatorValue:
    clerk, lead = who
    said = _said(sheet, period, rng)
    low, high = interval_of(
        sheet.interval,
        value=said.value if sheet.measure == Measure.COUNT else None,
        numerator=said.numerator,
        denominator=said.denominator,
        factor=sheet.factor,
    )
    on = period.ends_on + timedelta(days=int(rng.integers(4, 13)))
    written, approved = (_at(on + timedelta(days=days)) for days in (0, 3))
    return IndicatorValue(
        sheet=sheet,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        state=ValueState.APPROVED,
        value=said.value,
        numerator=said.numerator,
        denominator=said.denominator,
        low=low,
        high=high,
        categories=_categories(sheet, said, rng),
        note=f"Oficio {period.code()} con fecha de corte.",
        entered_by=clerk,
        entered_at=written,
        submitted_at=written,
        approved_by=lead,
        approved_at=approved,
    )


def _said(sheet: IndicatorSheet, period: Period, rng: np.random.Generator) -> _Said:
    code, years = sheet.indicator.code, (period.ends_on - STARTED_ON).days / 365
    if code in CASES:
        yearly, change = CASES[code]
        cases = int(rng.poisson(yearly * change**years * period.months / 12))
        lived = PEOPLE * period.months / 12
        return _Said(cases / lived * sheet.factor, cases, lived)
    if code in SHARES:
        many, begins, more = SHARES[code]
        share = min(0.97, max(0.03, begins + more * years))
        part = int(rng.binomial(many, share))
        return _Said(part / many * sheet.factor, part, many)
    begins_at, more_a_year = COUNTS[code]
    return _Said(float(max(0, round(begins_at + more_a_year * years + rng.normal(0, 1 + begins_at / 15)))))


def _categories(sheet: IndicatorSheet, said: _Said, rng: np.random.Generator) -> dict[str, Any]:
    if "sex" not in sheet.disaggregations:
        return {}
    total = int(said.value if said.numerator is None else said.numerator)
    women = int(rng.binomial(total, 0.4)) if total else 0
    return {"sex": {"woman": women, "man": total - women}}


def _at(day: date) -> datetime:
    return datetime.combine(min(day, timezone.localdate()), time(15), tzinfo=UTC)


def _mishaps(clerk: Staff) -> None:
    """One incomplete, one corrected, one given back, one that waits and one draft: as a Monday finds them."""
    incomplete = _last("school_return")
    women = incomplete.categories["sex"]["woman"]
    incomplete.categories = {"sex": {**incomplete.categories["sex"], "woman": max(0, women - 7)}}
    incomplete.why_incomplete = "Siete fichas sin el dato de sexo."
    incomplete.save(update_fields=["categories", "why_incomplete"])
    wrong = _last("venues_restored")
    words = {
        "why_revised": "Un parque se contó dos veces.",
        "entered_by": clerk,
        "entered_at": _at(wrong.ends_on),
    }
    copied = ("sheet", "starts_on", "ends_on", "note")
    IndicatorValue.objects.create(
        **{name: getattr(wrong, name) for name in copied},
        **words,
        revision=1,
        is_last=False,
        state=ValueState.SUBMITTED,
        value=max(0.0, (wrong.value or 0.0) - 1),
        submitted_at=timezone.now(),
    )
    for code, state, because in (
        ("citizen_follow_up", ValueState.RETURNED, "Falta la relación de lo que se respondió."),
        ("ses_family_violence", ValueState.SUBMITTED, ""),
        ("gestores_trained", ValueState.DRAFT, ""),
    ):
        one = _last(code)
        one.state, one.returned_because = state, because
        one.approved_by = one.approved_at = None
        one.save(update_fields=["state", "returned_because", "approved_by", "approved_at"])


def _last(code: str) -> IndicatorValue:
    return IndicatorValue.objects.filter(sheet__indicator__code=code).order_by("-ends_on")[0]


def _compute(today: date, lead: Staff) -> Counter[str]:
    """Compute a few periods: the two years that are closed, the quarters of 2023 and the latest ones, some months."""
    counts: Counter[str] = Counter()
    counts += compute_all(date(2022, 1, 1), date(2023, 12, 31), by=lead, only=(*YEARLY, *OF_DEATHS))
    counts += compute_all(date(2023, 7, 1), date(2023, 12, 31), by=lead, only=QUARTERLY)
    counts += compute_all(date(2023, 1, 1), date(2023, 12, 31), by=lead, only=("homicides",))
    latest = last_over("quarter", today)
    counts += compute_all(latest.starts_on - timedelta(days=1), latest.ends_on, by=lead, only=OF_STREET)
    return counts
