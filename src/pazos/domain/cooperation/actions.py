"""Deeds of cooperation: keep rates, resources, movements and announcements. The only place that writes.

A movement is never edited. What was wrong is taken back by another of the same amount with the other
sign, at the same home amount, so that both currencies come back to the cent.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.utils import timezone

from pazos.domain.cooperation.models import Announcement, ExchangeRate, Resource, ResourceMovement
from pazos.domain.cooperation.queries.rates import rate_on
from pazos.domain.cooperation.queries.resources import steps_of
from pazos.domain.cooperation.rules import (
    ResourceFacts,
    Step,
    is_currency,
    what_blocks_moving,
    what_blocks_rate,
    what_blocks_resource,
    what_blocks_taking_back,
)
from pazos.domain.cooperation.vocabulary import Block, Form, Stage, Valuation
from pazos.domain.money import HOME, converted, exact
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.partners.models import Agreement, Partner
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Programme


class RateSaid(Protocol):
    """One row of a table of rates, with its number in the file."""

    @property
    def number(self) -> int: ...  # noqa: D102

    @property
    def currency(self) -> str: ...  # noqa: D102

    @property
    def on(self) -> date: ...  # noqa: D102

    @property
    def home_units(self) -> Decimal: ...  # noqa: D102

    @property
    def source(self) -> str: ...  # noqa: D102


MICRO = Decimal("0.000001")
MOST_UNITS = Decimal(10) ** 8


@transaction.atomic
def set_rate(
    *, currency: str, on: date, home_units: Decimal | str, source: str, by: Staff | None
) -> ExchangeRate:
    """Keep what one unit of a currency was worth on a day. The same again changes nothing.

    Raises:
        RefusedError: the day is to come, or amounts were converted at another rate of that day already.
        InputProblem: it is no rate, or nobody is said to have published it.
    """
    kept, is_new = _keep_rate(currency=currency, on=on, home_units=home_units, source=source, by=by)
    if is_new:
        audit.record("rate.set", kept, by=by, on=on.isoformat())
    return kept


@transaction.atomic
def set_rates(rows: Iterable[RateSaid], *, by: Staff | None) -> list[tuple[int, InputProblem]]:
    """Keep a table of rates, or nothing of it; return what is wrong, by the number of the row."""
    wrong: list[tuple[int, InputProblem]] = []
    kept = 0
    last: ExchangeRate | None = None
    for row in rows:
        try:
            last, is_new = _keep_rate(
                currency=row.currency, on=row.on, home_units=row.home_units, source=row.source, by=by
            )
            kept += is_new
        except InputProblem as problem:
            wrong.append((row.number, problem))
    if wrong:
        transaction.set_rollback(True)
    elif last is not None and kept:
        audit.record("rates.taken", last, by=by, rates=kept)
    return wrong


def _keep_rate(
    *, currency: str, on: date, home_units: Decimal | str, source: str, by: Staff | None
) -> tuple[ExchangeRate, bool]:
    """Return the rate of a day, and whether anything was written."""
    units, source = _units(home_units), _said(source, N_("Say who publishes this rate."), field="source")
    kept = ExchangeRate.objects.select_for_update().filter(currency=currency, on=on).first()
    if kept is not None and (kept.home_units, kept.source) == (units, source):
        return kept, False
    used = kept is not None and kept.home_units != units and _is_used(kept)
    refuse(what_blocks_rate(currency=currency, on=on, is_used=used, today=timezone.localdate()))
    if kept is None:
        kept = ExchangeRate.objects.create(currency=currency, on=on, home_units=units, source=source)
        made(kept, by=by)
    else:
        change(kept, by=by, home_units=units, source=source)
    return kept, True


def _units(said: Decimal | str) -> Decimal:
    try:
        units = Decimal(said)
        kept = units.quantize(MICRO)
    except InvalidOperation as wrong:
        raise InputProblem(N_("{value} is not a rate."), value=str(said)[:40], field="home_units") from wrong
    if not units.is_finite() or kept != units or not 0 < units < MOST_UNITS:
        raise InputProblem(
            N_("A rate is above nought with at most six decimals; this says {value}."),
            value=str(said)[:40],
            field="home_units",
        )
    return kept


def _said(text: str, problem: str, *, field: str) -> str:
    if not text.strip():
        raise InputProblem(problem, field=field)
    return text.strip()


def _is_used(rate: ExchangeRate) -> bool:
    return (
        ResourceMovement.objects.filter(rate=rate).exists() or Announcement.objects.filter(rate=rate).exists()
    )


@transaction.atomic
def add_resource(
    *,
    code: str,
    partner: Partner,
    component: Component,
    title: str,
    form: str,
    starts_on: date,
    by: Staff | None,
    agreement: Agreement | None = None,
    programme: Programme | None = None,
    words: str = "",
    valuation: str = "",
    valuation_words: str = "",
    currency: str = HOME,
    ends_on: date | None = None,
    purpose_code: str = "15220",
    iati_identifier: str = "",
) -> Resource:
    """Write one contribution down; nothing has moved yet.

    Raises:
        RefusedError: with every reason against it.
        InputProblem: it has no title, or its code is taken.
    """
    title = _said(title, N_("Say what the contribution is."), field="title")
    code = _said(code, N_("Give the contribution a code of its own."), field="code")
    if Resource.objects.filter(code=code).exists():
        raise InputProblem(N_("There is a contribution {code} already."), code=code, field="code")
    resource = Resource(
        code=code,
        partner=partner,
        agreement=agreement,
        component=component,
        programme=programme,
        title=title,
        words=words.strip(),
        form=Form(form),
        valuation=Valuation(valuation) if valuation else "",
        valuation_words=valuation_words.strip(),
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        purpose_code=purpose_code,
        iati_identifier=iati_identifier,
    )
    refuse(what_blocks_resource(_facts(resource)))
    resource.save(force_insert=True)
    made(resource, by=by)
    audit.record("resource.added", resource, by=by, form=resource.form)
    return resource


@transaction.atomic
def change_resource(resource: Resource, *, by: Staff | None, **values: Any) -> Resource:
    """Describe a contribution anew; its currency only while nothing has moved, its code never.

    Raises:
        RefusedError: with every reason against it.
    """
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    if "code" in values:
        raise InputProblem(N_("The code of a contribution stays."), field="code")
    described = Resource.objects.get(pk=held.pk)
    for name, value in values.items():
        setattr(described, name, value)
    moved = described.currency != held.currency and held.movements.exists()
    blocks = what_blocks_resource(_facts(described))
    refuse((*blocks, Block.CURRENCY_MOVED) if moved else blocks)
    if change(held, by=by, **values) is not None:
        audit.record("resource.changed", held, by=by)
    return held


def _facts(resource: Resource) -> ResourceFacts:
    return ResourceFacts(
        form=resource.form,
        valuation=resource.valuation,
        valuation_words=resource.valuation_words,
        currency=resource.currency,
        purpose_code=resource.purpose_code,
        starts_on=resource.starts_on,
        ends_on=resource.ends_on,
        partner=resource.partner_id,
        component=resource.component_id,
        agreement_partner=resource.agreement.partner_id if resource.agreement else None,
        programme_component=resource.programme.component_id if resource.programme else None,
    )


@transaction.atomic
def move(
    resource: Resource,
    *,
    stage: str,
    amount: Decimal | int | str,
    on: date,
    by: Staff,
    document: Document | None = None,
    note: str = "",
) -> ResourceMovement:
    """Write one movement down, in the currency of the resource, at the exchange rate of its day.

    An amount below nought takes something away (a commitment made smaller) and needs a note.

    Raises:
        RefusedError: with every reason: the order of stages, the day, the rate.
    """
    held = Resource.objects.select_for_update().get(pk=resource.pk)
    step, rate = Step(Stage(stage), on, exact(amount)), rate_on(held.currency, on=on)
    has_rate = held.currency == HOME or rate is not None
    refuse(what_blocks_moving(steps_of(held), step, note=note, has_rate=has_rate, today=timezone.localdate()))
    row = ResourceMovement.objects.create(
        resource=held,
        stage=step.stage,
        on=on,
        amount=step.amount,
        rate=rate,
        home_amount=in_home(step.amount, rate),
        document=document,
        note=note.strip(),
        entered_by=by,
        entered_at=timezone.now(),
    )
    made(row, by=by)
    audit.record("resource.moved", held, by=by, stage=step.stage.value, movement=row.pk)
    return row


def in_home(amount: Decimal, rate: ExchangeRate | None) -> Decimal:
    """Return an amount in the home currency, at a rate or, without one, as it is."""
    return amount if rate is None else converted(amount, rate.home_units)


@transaction.atomic
def take_back(movement: ResourceMovement, *, on: date, note: str, by: Staff) -> ResourceMovement:
    """Take a movement back whole: on its own day as never written, on a later day from then on.

    Raises:
        RefusedError: it was taken back already, or what was built on it would stand on nothing.
    """
    note = _said(note, N_("Say why it is taken back."), field="note")
    held = Resource.objects.select_for_update().get(pk=movement.resource_id)
    steps = steps_of(held)
    of = next(step for step in steps if step.number == movement.pk)
    refuse(what_blocks_taking_back(steps, of, on=on, today=timezone.localdate()))
    row = ResourceMovement.objects.create(
        resource=held,
        stage=of.stage,
        on=on,
        amount=-of.amount,
        rate_id=movement.rate_id,
        home_amount=-movement.home_amount,
        takes_back=movement,
        note=note,
        entered_by=by,
        entered_at=timezone.now(),
    )
    made(row, by=by)
    audit.record("resource.taken_back", held, by=by, stage=of.stage.value, movement=movement.pk)
    return row


@transaction.atomic
def announce(
    *,
    year: int,
    amount: Decimal | int | str,
    said_on: date,
    said_in: str,
    by: Staff | None,
    currency: str = HOME,
    partner: Partner | None = None,
) -> Announcement:
    """Keep what was said in public that would come in a year, of one partner or of all together.

    Raises:
        RefusedError: there is no rate of that day, or the day is to come.
        InputProblem: it does not say where it was said, or the amount is not above nought.
    """
    kept = exact(amount)
    said_in = _said(
        said_in, N_("Say where it was announced: the speech, the bulletin, the paper."), field="said_in"
    )
    if kept <= 0:
        raise InputProblem(N_("What was announced is above nought."), field="amount")
    rate = rate_on(currency, on=said_on)
    stands = {
        Block.NO_CURRENCY: not is_currency(currency),
        Block.FUTURE: said_on > timezone.localdate(),
        Block.NO_RATE: currency != HOME and rate is None,
    }
    refuse(block for block, true in stands.items() if true)
    row = Announcement.objects.create(
        partner=partner,
        year=year,
        amount=kept,
        currency=currency,
        home_amount=in_home(kept, rate),
        rate=rate,
        said_on=said_on,
        said_in=said_in,
    )
    made(row, by=by)
    audit.record("announcement.made", row, by=by, year=year)
    return row


@transaction.atomic
def withdraw_announcement(announcement: Announcement, *, by: Staff) -> None:
    """Strike out an announcement that was written down by mistake."""
    audit.record("announcement.struck_out", announcement, by=by, year=announcement.year)
    announcement.delete()
