"""Writing down what an authority asks by virtue of its office, and what was decided on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.rights.models import LegalRequest
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def receive(
    *,
    id: uuid.UUID,  # noqa: A002 - the field's own name
    authority: str,
    office: str,
    kind: str,
    received_on: date,
    legal_basis: str,
    asked: str,
    by: Staff,
    document: str = "",
    due_on: date | None = None,
) -> LegalRequest:
    """Write a demand down, before anything is decided; the same number twice gives the row that stands."""
    standing = LegalRequest.objects.filter(pk=id).first()
    if standing is not None:
        return standing
    if received_on > timezone.localdate():
        raise InputProblem(N_("received_on: this day is still to come."))
    if not office.strip() or not asked.strip():
        raise InputProblem(N_("office: say which office asks, and what for."))
    made = LegalRequest.objects.create(
        id=id,
        authority=authority,
        office=office.strip(),
        kind=kind,
        received_on=received_on,
        legal_basis=legal_basis.strip(),
        asked=asked.strip(),
        document=document.strip(),
        due_on=due_on,
        written_at=timezone.now(),
        written_by=by,
    )
    audit.record("demand.received", made, by=by, authority=authority, kind=kind)
    return made


@transaction.atomic
def decide(demand: LegalRequest, *, decision: str, reasons: str, on: date, by: Staff) -> LegalRequest:
    """Write down what was decided. A refusal, and what is left out of an answer, has its reasons."""
    held = LegalRequest.objects.select_for_update().get(pk=demand.pk)
    if held.decision:
        raise InputProblem(N_("It was decided already; a decision is not changed."))
    if on < held.received_on or on > timezone.localdate():
        raise InputProblem(N_("answered_on: between the day it came and today."))
    if not reasons.strip():
        raise InputProblem(N_("reasons: say why, with the article; they are shown to nobody but the desk."))
    held.decision, held.reasons, held.answered_on, held.decided_by = decision, reasons.strip(), on, by
    held.save(update_fields=["decision", "reasons", "answered_on", "decided_by"])
    audit.record("demand.decided", held, by=by, decision=decision)
    return held
