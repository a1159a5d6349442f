"""The facts that the rules of agreements look at, read from the rows; no name or word goes with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.partners.rules import AgreementFacts, DutyFacts, VettingFacts
from pazos.domain.partners.vocabulary import AgreementState, Side, VettingResult

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.partners.models import Agreement, Partner


def facts_of(agreement: Agreement, *, on: date) -> AgreementFacts:
    """Return the facts of an agreement, with the vetting of its partner that counts on a day."""
    ended = agreement.partner.organisation.ended_on
    return AgreementFacts(
        state=AgreementState(agreement.state),
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        signed_on=agreement.signed_on,
        is_in_kind=is_in_kind(agreement.city_in_kind, agreement.partner_in_kind),
        has_method=bool(agreement.in_kind_method),
        has_document=agreement.documents.filter(withdrawn_at__isnull=True).exists(),
        partner_ended=ended is not None and ended < on,
        vetting=vetting_of(agreement.partner, on=on),
        duties=tuple(
            DutyFacts(Side(one.side), one.due_on, one.done_on is not None) for one in agreement.duties.all()
        ),
    )


def is_in_kind(*amounts: Decimal) -> bool:
    """Return whether some side gives something that is not money."""
    return any(one > 0 for one in amounts)


def vetting_of(partner: Partner, *, on: date) -> VettingFacts | None:
    """Return the last look at a partner that was taken by a day."""
    last = partner.vettings.filter(on__lte=on).order_by("-on", "-id").first()
    return VettingFacts(VettingResult(last.result), last.valid_until_on) if last else None
