"""The demo city's cooperation: who promised what since 2020, what of it came, and what was announced.

Partners, rates and amounts are invented. As in a real city something is late, something was promised and
never came, a gift arrived that nobody had promised, a row was typed twice and taken back, and one
announcement is larger than its lines. Movements are written in bulk, in an order that the rules accept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import ExchangeRate, Resource, ResourceMovement
from pazos.domain.cooperation.rules import Step, holds_on, what_breaks_order
from pazos.domain.cooperation.vocabulary import ORDER, Form, Stage, Valuation
from pazos.domain.money import CENT, HOME, shared
from pazos.domain.partners.models import Partner
from pazos.domain.partners.vocabulary import AgreementState
from pazos.domain.strategy.queries import components, current_strategy
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pazos.domain.partners.models import Agreement
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Programme

FIRST_ON = date(2020, 10, 5)  # rates begin before the strategy does
FIRST_YEAR = 2020
SOURCE = "Tasa inventada de una ciudad que no existe"
STARTS_AT = {"USD": 3_750.0, "EUR": 4_350.0}
WEEK, MILLION = timedelta(days=7), Decimal(1_000_000)


@dataclass(frozen=True)
class Gift:
    """One kind of contribution: its words, its place in the components, form, currency and usual amount."""

    title: str
    component: int
    form: Form
    currency: str
    thousands: int
    valuation: str = ""
    valued_by: str = ""


GIFTS = (
    Gift("Formación de gestores de convivencia", 0, Form.MONEY, "USD", 60),
    Gift("Acompañamiento psicosocial de jóvenes", 1, Form.MONEY, "EUR", 85),
    Gift("Becas para terminar el bachillerato", 2, Form.MONEY, HOME, 180_000),
    Gift("Sillas, mesas y computadores para tres sedes", 3, Form.IN_KIND, HOME, 95_000,
         Valuation.INVOICE, "Facturas de compra del aliado, entregadas con el acta."),
    Gift("Horas de abogados voluntarios", 4, Form.IN_KIND, HOME, 42_000,
         Valuation.HOURS, "Horas por la tarifa del consultorio jurídico universitario."),
    Gift("Torneos y escuelas deportivas", 2, Form.MONEY, HOME, 120_000),
    Gift("Evaluación de impacto", 1, Form.IN_KIND, "USD", 45,
         Valuation.PARTNER, "Como lo declara el aliado en su carta."),
    Gift("Adecuación de una casa de la juventud", 3, Form.MONEY, "USD", 130),
    Gift("Círculos restaurativos en el sistema penal adolescente", 4, Form.MONEY, "EUR", 55),
    Gift("Capital semilla para emprendimientos", 1, Form.MONEY, HOME, 150_000),
    Gift("Transporte de participantes", 2, Form.IN_KIND, HOME, 30_000,
         Valuation.MARKET, "Tarifa de tres empresas de transporte de la ciudad."),
)  # fmt: skip
# How far each contribution comes: which stages are written, and which share of the promise each reaches.
COURSES = (
    {Stage.PLEDGE: 1.0, Stage.COMMITMENT: 1.0, Stage.DISBURSEMENT: 1.0, Stage.EXPENDITURE: 0.97},
    {Stage.PLEDGE: 1.0, Stage.COMMITMENT: 0.9, Stage.DISBURSEMENT: 0.8, Stage.EXPENDITURE: 0.6},
    {Stage.COMMITMENT: 1.0, Stage.DISBURSEMENT: 0.75, Stage.EXPENDITURE: 0.5},
    {Stage.PLEDGE: 1.0, Stage.COMMITMENT: 0.6},  # stuck: agreed and never sent
    {Stage.PLEDGE: 1.0},  # promised and never heard of again
)
GIVEN = {Stage.DISBURSEMENT: 1.0, Stage.EXPENDITURE: 1.0}  # in kind, arrived unannounced
SENT_IN = {Stage.PLEDGE: 1, Stage.COMMITMENT: 1, Stage.DISBURSEMENT: 2, Stage.EXPENDITURE: 3}


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Fill four years and the running one; return how much was made.

    Raises:
        InputProblem: no strategy or no partners stand yet.
    """
    strategy, partners = current_strategy(), list(Partner.objects.order_by("organisation__name"))
    if strategy is None or not partners:
        raise InputProblem(N_("Cooperation is invented after the strategy and its partners."))
    draw, today, keeper = np.random.default_rng(seed), timezone.localdate(), by[Role.ANALYST]
    rates = _rates(draw, today)
    parts = [one for one in components(strategy) if one.ended_on is None]
    resources = list(_resources(draw, partners, parts, today=today, by=keeper))
    book = _Book(rates, today, keeper)
    planned = [row for one in resources for row in _written(draw, one, book)]
    moved = ResourceMovement.objects.bulk_create(planned)
    _mistake(moved, by=keeper)
    audit.record("resources.brought_in", strategy, by=keeper, movements=len(moved))
    said = _announcements(moved, today=today, by=by[Role.STRATEGY_LEAD])
    return Counter(
        rates=len(rates),
        contributions=len(resources),
        contribution_movements=len(moved) + 2,
        announcements=said,
    )


def _rates(draw: np.random.Generator, today: date) -> list[ExchangeRate]:
    """Return a rate a week of each currency: a walk that comes back to where it began."""
    rows = []
    for currency, start in STARTS_AT.items():
        level, on = start, FIRST_ON
        while on <= today:
            level += 0.02 * (start - level) + start * 0.012 * float(draw.standard_normal())
            units = Decimal(f"{max(level, start / 2):.2f}")
            rows.append(ExchangeRate(currency=currency, on=on, home_units=units, source=SOURCE))
            on += WEEK
    return ExchangeRate.objects.bulk_create(rows)


@dataclass(frozen=True)
class _Given:
    resource: Resource
    amount: Decimal
    course: dict[Stage, float]


def _resources(
    draw: np.random.Generator,
    partners: Sequence[Partner],
    parts: Sequence[Component],
    *,
    today: date,
    by: Staff,
) -> Iterator[_Given]:
    number = 0
    for year in range(FIRST_YEAR, today.year + 1):
        for gift in _of_year(draw, year):
            number += 1
            starts_on = date(year, int(draw.integers(1, 12)) if year > FIRST_YEAR else 11, 1)
            if starts_on > today:
                continue
            partner = partners[int(draw.integers(len(partners)))]
            component = parts[gift.component % len(parts)]
            resource = actions.add_resource(
                code=f"aporte-{year}-{number:03}",
                partner=partner,
                component=component,
                programme=_programme(draw, component, starts_on),
                agreement=_agreement(partner, starts_on),
                title=gift.title,
                form=gift.form,
                valuation=gift.valuation,
                valuation_words=gift.valued_by,
                currency=gift.currency,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=int(draw.integers(300, 700))),
                by=by,
            )
            amount = Decimal(gift.thousands * int(draw.integers(60, 140)) * 10)
            is_gift = gift.form is Form.IN_KIND and draw.random() < 0.6
            course = (
                GIVEN if is_gift else COURSES[int(draw.choice(len(COURSES), p=(0.4, 0.3, 0.15, 0.1, 0.05)))]
            )
            yield _Given(resource, amount, course)


def _programme(draw: np.random.Generator, component: Component, on: date) -> Programme | None:
    """Return a programme that had begun by then, for three contributions of four."""
    known = list(component.programmes.filter(starts_on__lte=on).order_by("code"))
    return known[int(draw.integers(len(known)))] if known and draw.random() < 0.75 else None


def _agreement(partner: Partner, on: date) -> Agreement | None:
    """Return the agreement with a partner that was signed and in force on a day."""
    signed = partner.agreements.exclude(state=AgreementState.DRAFT)
    return signed.filter(starts_on__lte=on, ends_on__gte=on).order_by("number").first()


def _of_year(draw: np.random.Generator, year: int) -> list[Gift]:
    """Return what partners gave in a year: few at first, fewer again after the first term."""
    most = {FIRST_YEAR: 3, 2021: 9, 2022: len(GIFTS), 2023: 10}.get(year, 5)
    return [GIFTS[n] for n in sorted(draw.choice(len(GIFTS), size=most, replace=False))]


@dataclass(frozen=True)
class _Book:
    """What every movement needs: the rates, the last day, and who writes."""

    rates: Sequence[ExchangeRate]
    today: date
    by: Staff

    def rate_on(self, currency: str, on: date) -> ExchangeRate | None:
        """Return the rate of a day; None for pesos."""
        fresh = [one for one in self.rates if one.currency == currency and holds_on(one.on, on=on)]
        return fresh[-1] if fresh else None


def _written(draw: np.random.Generator, given: _Given, book: _Book) -> Iterator[ResourceMovement]:
    """Return the movements of one contribution until today, leaving out what would break the order."""
    steps: list[Step] = []
    for stage, on, amount in sorted(_plan(draw, given), key=lambda one: (one[1], ORDER.index(one[0]))):
        step = Step(stage, on, amount)
        if on > book.today or on < FIRST_ON or what_breaks_order([*steps, step]):
            continue
        steps.append(step)
        rate = book.rate_on(given.resource.currency, on)
        yield ResourceMovement(
            resource=given.resource,
            stage=stage,
            on=on,
            amount=amount,
            rate=rate,
            home_amount=actions.in_home(amount, rate),
            entered_by=book.by,
            entered_at=datetime.combine(on, time(15), tzinfo=UTC) + timedelta(days=int(draw.integers(1, 40))),
        )


def _plan(draw: np.random.Generator, given: _Given) -> Iterator[tuple[Stage, date, Decimal]]:
    """Return when each stage should come, in how many parts, to the cent."""
    on = given.resource.starts_on - timedelta(days=int(draw.integers(5, 25)))
    for stage, share in given.course.items():
        total = (given.amount * Decimal(str(share))).quantize(CENT)
        parts = SENT_IN[stage]
        for amount in shared(total, [Decimal(int(draw.integers(1, 4))) for _part in range(parts)]):
            yield stage, on, amount
            on += timedelta(days=int(draw.integers(20, 130)))


def _mistake(rows: Sequence[ResourceMovement], *, by: Staff) -> None:
    """Type the first pledge twice and take it back, as happens."""
    first = next(row for row in rows if row.stage == Stage.PLEDGE)
    twice = actions.move(
        first.resource, stage=Stage.PLEDGE, amount=first.amount, on=first.on, note="Segunda carta", by=by
    )
    actions.take_back(twice, on=first.on, note="Era la misma carta, digitada dos veces.", by=by)


def _announcements(rows: Sequence[ResourceMovement], *, today: date, by: Staff) -> int:
    """Announce three years, one below and two above what the lines say."""
    said = 0
    for year, share, where in (
        (2021, "0.94", "Boletín de la alcaldía sobre la cooperación del año"),
        (2022, "1.17", "Discurso de rendición de cuentas en el concejo"),
        (2023, "1.06", "Noticiero regional, entrevista sobre la estrategia"),
    ):
        on = date(year, 12, 10)
        lines = _promised(rows, year)
        if on <= today and lines:
            amount = (lines * Decimal(share) / MILLION).quantize(Decimal(1)) * MILLION
            actions.announce(year=year, amount=amount, said_on=on, said_in=where, by=by)
            said += 1
    return said


def _promised(rows: Sequence[ResourceMovement], year: int) -> Decimal:
    """Return what the lines of a year say: each contribution at its first stage, in pesos."""
    first: dict[int, Stage] = {}
    for row in rows:
        stage = Stage(row.stage)
        first[row.resource_id] = min(first.get(row.resource_id, stage), stage, key=ORDER.index)
    said = [row.home_amount for row in rows if row.on.year == year and row.stage == first[row.resource_id]]
    return sum(said, Decimal(0))
