"""Drafting an agreement, changing the draft, and signing it once nothing stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.money import HOME
from pazos.domain.partners.asking import amount, currency, must_manage, words
from pazos.domain.partners.facts import facts_of
from pazos.domain.partners.models import Agreement
from pazos.domain.partners.rules import Block, what_blocks_signing
from pazos.domain.partners.vocabulary import AgreementState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from pazos.domain.documents.models import Document
    from pazos.domain.partners.models import Partner
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Programme

AMOUNTS = ("city_money", "city_in_kind", "partner_money", "partner_in_kind")
CHANGEABLE = frozenset(
    {
        *("number", "title", "purpose", "component", "programme", "starts_on", "ends_on", "currency"),
        *AMOUNTS,
        "in_kind_method",
    }
)


@transaction.atomic
def draft_agreement(
    *,
    partner: Partner,
    number: str,
    title: str,
    component: Component,
    starts_on: date,
    ends_on: date,
    by: Staff,
    purpose: str = "",
    programme: Programme | None = None,
    currency: str = HOME,
    city_money: Decimal | int | str = 0,
    city_in_kind: Decimal | int | str = 0,
    partner_money: Decimal | int | str = 0,
    partner_in_kind: Decimal | int | str = 0,
    in_kind_method: str = "",
    documents: Iterable[Document] = (),
) -> Agreement:
    """Write the draft of an agreement: what each side gives, in money and in kind, between two days.

    Raises:
        InputProblem: a number that is taken, dates out of order, an amount below nought, a programme of
            another component.
    """
    must_manage(by)
    values = {
        "number": number,
        "title": title,
        "purpose": purpose,
        "component": component,
        "programme": programme,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "currency": currency,
        "city_money": city_money,
        "city_in_kind": city_in_kind,
        "partner_money": partner_money,
        "partner_in_kind": partner_in_kind,
        "in_kind_method": in_kind_method,
    }
    agreement = Agreement.objects.create(partner=partner, **_checked(values, besides=None))
    agreement.documents.set(documents)
    made(agreement, by=by)
    audit.record("agreement.drafted", agreement, by=by, number=agreement.number)
    return agreement


@transaction.atomic
def change_agreement(agreement: Agreement, *, by: Staff, **values: Any) -> None:
    """Change a draft (any of CHANGEABLE). What is signed is changed by an amendment."""
    must_manage(by)
    if unknown := set(values) - CHANGEABLE:
        raise TypeError(f"an agreement has no changeable {sorted(unknown)}")
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if held.state != AgreementState.DRAFT:
        refuse([Block.NOT_DRAFT])
    whole = {name: getattr(held, name) for name in CHANGEABLE} | values
    checked = _checked(whole, besides=held)
    changed = change(agreement, by=by, **{name: checked[name] for name in values})
    if changed:
        audit.record("agreement.changed", agreement, by=by, fields=sorted(changed.fields))


def _checked(values: Mapping[str, Any], *, besides: Agreement | None) -> dict[str, Any]:
    """Return the values of an agreement as they are kept; refuse what cannot stand together."""
    found = dict(values)
    found["number"] = words(found["number"], field="number", most=60)
    found["title"] = words(found["title"], field="title", most=200)
    found["purpose"] = found["purpose"].strip()
    found["in_kind_method"] = found["in_kind_method"].strip()
    found["currency"] = currency(found["currency"])
    for name in AMOUNTS:
        found[name] = amount(found[name], field=name)
    taken = Agreement.objects.filter(number=found["number"])
    if (taken.exclude(pk=besides.pk) if besides else taken).exists():
        number = found["number"]
        raise InputProblem(N_("There is an agreement {number} already."), number=number, field="number")
    if found["ends_on"] < found["starts_on"]:
        raise InputProblem(N_("It would end before it begins."), field="ends_on")
    programme = found["programme"]
    if programme is not None and programme.component_id != found["component"].pk:
        raise InputProblem(N_("That programme belongs to another component."), field="programme")
    return found


@transaction.atomic
def attach(agreement: Agreement, documents: Iterable[Document], *, by: Staff) -> None:
    """Put documents beside an agreement, in whatever state it is."""
    must_manage(by)
    known = set(agreement.documents.values_list("pk", flat=True))
    fresh = [one for one in documents if one.pk not in known]
    if fresh:
        agreement.documents.add(*fresh)
        audit.record("agreement.attached", agreement, by=by, documents=len(fresh))


@transaction.atomic
def sign_agreement(agreement: Agreement, *, on: date, by: Staff, documents: Iterable[Document] = ()) -> None:
    """Write down that both sides signed on a day, with the signed text.

    Raises:
        RefusedError: with every reason: vetting, duties, dates, the method of what is in kind, the text.
    """
    must_manage(by)
    attach(agreement, documents, by=by)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    refuse(what_blocks_signing(facts_of(held, on=on), signed_on=on, today=timezone.localdate()))
    change(agreement, by=by, state=AgreementState.SIGNED.value, signed_on=on)
    audit.record("agreement.signed", agreement, by=by, number=agreement.number, on=on.isoformat())
