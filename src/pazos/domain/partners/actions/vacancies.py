"""The jobs that partners offer to graduates: offered, filled place by place, withdrawn. No person is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.domain.partners.asking import amount, must_offer, words
from pazos.domain.partners.models import Vacancy
from pazos.domain.partners.rules import Block, what_blocks_filling
from pazos.domain.partners.vocabulary import VacancyState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.partners.models import Agreement, Partner
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

MOST_PLACES = 5000
CHANGEABLE = frozenset(
    {"title", "terms", "places", "monthly_pay", "neighbourhood", "agreement", "offered_on", "open_until_on"}
)


@transaction.atomic
def offer_vacancy(
    *,
    partner: Partner,
    title: str,
    terms: str,
    places: int,
    offered_on: date,
    open_until_on: date,
    by: Staff,
    monthly_pay: Decimal | int | str | None = None,
    neighbourhood: Neighbourhood | None = None,
    agreement: Agreement | None = None,
) -> Vacancy:
    """Offer jobs of a partner: by its own people, or by the city for it.

    Raises:
        InputProblem: no places, days out of order, or an agreement of another partner.
    """
    must_offer(by, partner)
    values = {
        "title": title,
        "terms": terms,
        "places": places,
        "monthly_pay": monthly_pay,
        "neighbourhood": neighbourhood,
        "agreement": agreement,
        "offered_on": offered_on,
        "open_until_on": open_until_on,
    }
    vacancy = Vacancy.objects.create(partner=partner, **_checked(values, partner=partner, filled=0))
    made(vacancy, by=by)
    audit.record("vacancy.offered", vacancy, by=by, places=vacancy.places)
    return vacancy


@transaction.atomic
def change_vacancy(vacancy: Vacancy, *, by: Staff, **values: Any) -> None:
    """Change an open vacancy (any of CHANGEABLE)."""
    must_offer(by, vacancy.partner)
    if unknown := set(values) - CHANGEABLE:
        raise TypeError(f"a vacancy has no changeable {sorted(unknown)}")
    held = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    if held.state != VacancyState.OPEN:
        refuse([Block.NOT_OPEN])
    whole = {name: getattr(held, name) for name in CHANGEABLE} | values
    checked = _checked(whole, partner=held.partner, filled=held.filled)
    changed = change(vacancy, by=by, **{name: checked[name] for name in values})
    if changed:
        audit.record("vacancy.changed", vacancy, by=by, fields=sorted(changed.fields))


@transaction.atomic
def fill_vacancy(vacancy: Vacancy, *, people: int, by: Staff) -> None:
    """Write down how many more people began; with the last place the vacancy is filled.

    Raises:
        RefusedError: it is not open, or has fewer places left.
    """
    must_offer(by, vacancy.partner)
    held = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    is_open = held.state == VacancyState.OPEN
    refuse(what_blocks_filling(is_open=is_open, left=held.places - held.filled, people=people))
    vacancy.refresh_from_db()
    filled = held.filled + people
    state = VacancyState.FILLED if filled == held.places else VacancyState.OPEN
    change(vacancy, by=by, filled=filled, state=state.value)
    audit.record("vacancy.filled", vacancy, by=by, people=people)


@transaction.atomic
def withdraw_vacancy(vacancy: Vacancy, *, by: Staff) -> None:
    """Take a vacancy back; places that were filled stay counted."""
    must_offer(by, vacancy.partner)
    held = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    if held.state != VacancyState.OPEN:
        refuse([Block.NOT_OPEN])
    change(vacancy, by=by, state=VacancyState.WITHDRAWN.value)
    audit.record("vacancy.withdrawn", vacancy, by=by, filled=held.filled)


def _checked(values: dict[str, Any], *, partner: Partner, filled: int) -> dict[str, Any]:
    found = dict(values)
    found["title"] = words(found["title"], field="title", most=120)
    found["terms"] = words(found["terms"], field="terms", most=4000)
    if not max(1, filled) <= found["places"] <= MOST_PLACES:
        raise InputProblem(
            N_("The places are a number from {least} to {most}."),
            least=max(1, filled),
            most=MOST_PLACES,
            field="places",
        )
    if found["monthly_pay"] is not None:
        found["monthly_pay"] = amount(found["monthly_pay"], field="monthly_pay")
    if found["open_until_on"] < found["offered_on"]:
        raise InputProblem(N_("It would close before it is offered."), field="open_until_on")
    if found["agreement"] is not None and found["agreement"].partner_id != partner.pk:
        raise InputProblem(N_("That agreement is with another partner."), field="agreement")
    return found
