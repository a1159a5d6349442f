"""Closing an agreement that ran to its last day, and ending one before it, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.partners.asking import must_manage
from pazos.domain.partners.facts import facts_of
from pazos.domain.partners.models import Agreement
from pazos.domain.partners.rules import what_blocks_ending, what_blocks_ending_early
from pazos.domain.partners.vocabulary import AgreementState
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def end_agreement(agreement: Agreement, *, on: date, by: Staff, reasons: str = "") -> None:
    """Close an agreement whose last day has passed; duties that are not done need a reason.

    Raises:
        RefusedError: with every reason.
    """
    must_manage(by)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    today, has_reasons = timezone.localdate(), bool(reasons.strip())
    refuse(what_blocks_ending(facts_of(held, on=on), on=on, has_reasons=has_reasons, today=today))
    _over(agreement, AgreementState.ENDED, on, reasons, by)
    audit.record("agreement.ended", agreement, by=by, number=agreement.number, on=on.isoformat())


@transaction.atomic
def end_early(agreement: Agreement, *, on: date, reasons: str, by: Staff) -> None:
    """End an agreement before its last day, with the reasons.

    Raises:
        RefusedError: with every reason.
    """
    must_manage(by)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    today, has_reasons = timezone.localdate(), bool(reasons.strip())
    refuse(what_blocks_ending_early(facts_of(held, on=on), on=on, has_reasons=has_reasons, today=today))
    _over(agreement, AgreementState.TERMINATED, on, reasons, by)
    audit.record("agreement.ended_early", agreement, by=by, number=agreement.number, on=on.isoformat())


def _over(agreement: Agreement, state: AgreementState, on: date, reasons: str, by: Staff) -> None:
    change(agreement, by=by, state=state.value, ended_on=on, end_reasons=reasons.strip())
