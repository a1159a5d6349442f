"""Changing a signed agreement by an amendment that both sides signed; what stood before stays known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.partners.actions.agreements import AMOUNTS
from pazos.domain.partners.asking import amount, must_manage, words
from pazos.domain.partners.facts import facts_of, is_in_kind
from pazos.domain.partners.models import Agreement, Amendment, Duty
from pazos.domain.partners.rules import AmendmentFacts, what_blocks_amending
from pazos.domain.partners.vocabulary import Side
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class NewDuty:
    """A duty that an amendment adds."""

    side: Side
    text: str
    due_on: date | None = None


@transaction.atomic
def amend_agreement(
    agreement: Agreement,
    *,
    signed_on: date,
    reasons: str,
    by: Staff,
    ends_on: date | None = None,
    city_money: Decimal | str | None = None,
    city_in_kind: Decimal | str | None = None,
    partner_money: Decimal | str | None = None,
    partner_in_kind: Decimal | str | None = None,
    in_kind_method: str | None = None,
    duties: Sequence[NewDuty] = (),
    document: Document | None = None,
) -> Amendment:
    """Extend a signed agreement, raise what a side gives, or add duties; None leaves a value as it is.

    The amendment keeps each value before and after; the agreement holds the new ones.

    Raises:
        RefusedError: with every reason.
    """
    must_manage(by)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    asked = {
        "ends_on": ends_on,
        **dict(zip(AMOUNTS, (city_money, city_in_kind, partner_money, partner_in_kind), strict=True)),
        "in_kind_method": in_kind_method.strip() if in_kind_method is not None else None,
    }
    values = _new_values(held, asked)
    facts = AmendmentFacts(
        signed_on=signed_on,
        ends_on=values.get("ends_on", held.ends_on),
        changes_something=bool(values or duties),
        lowers_value=any(values.get(name, getattr(held, name)) < getattr(held, name) for name in AMOUNTS),
        has_reasons=bool(reasons.strip()),
        has_document=document is not None,
    )
    refuse(what_blocks_amending(_as_it_would_be(held, values, signed_on), facts, today=timezone.localdate()))
    done = change(agreement, by=by, **values)
    amendment = Amendment.objects.create(
        agreement=agreement,
        number=held.amendments.count() + 1,
        signed_on=signed_on,
        fields=done.fields if done else {},
        reasons=words(reasons, field="reasons", most=4000),
        document=document,
    )
    made(amendment, by=by)
    _add(duties, amendment, by)
    audit.record("agreement.amended", amendment, by=by, fields=sorted(amendment.fields), duties=len(duties))
    return amendment


def _new_values(held: Agreement, asked: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in asked.items() if value is not None}
    given |= {name: amount(given[name], field=name) for name in AMOUNTS if name in given}
    return {name: value for name, value in given.items() if value != getattr(held, name)}


def _as_it_would_be(held: Agreement, values: dict[str, Any], on: date) -> Any:
    def at(name: str) -> Any:
        return values.get(name, getattr(held, name))

    return replace(
        facts_of(held, on=on),
        is_in_kind=is_in_kind(at("city_in_kind"), at("partner_in_kind")),
        has_method=bool(at("in_kind_method")),
    )


def _add(duties: Sequence[NewDuty], amendment: Amendment, by: Staff) -> None:
    for one in duties:
        duty = Duty.objects.create(
            agreement=amendment.agreement,
            amendment=amendment,
            side=Side(one.side).value,
            text=words(one.text, field="text", most=300),
            due_on=one.due_on,
        )
        made(duty, by=by)
