"""Whether what was agreed is done: agreements, duties, vacancies, commitments, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.domain.committees.models import Commitment, Session
from pazos.domain.committees.vocabulary import CommitmentState, SessionState
from pazos.domain.partners.models import Agreement, Duty, Vacancy
from pazos.domain.partners.vocabulary import AgreementState, VacancyState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.analysis.indicators.found import Ask

NOTHING_DUE = N_("Nothing fell due in the period.")


def agreements(ask: Ask) -> Found:
    """Count the agreements in force on the last day."""
    on = ask.period.ends_on
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    rows = tuple(
        Row(
            key=one.number,
            words=str(one),
            number=1,
            counted=True,
            address="agreement",
            slots={"number": one.pk},
            organisations=(one.partner_id,),
        )
        for one in Agreement.objects.filter(standing, starts_on__lte=on, ends_on__gte=on, signed_on__lte=on)
        .exclude(state=AgreementState.DRAFT)
        .order_by("number")
    )
    parts = (Part(N_("agreements in force"), len(rows)),)
    return Found(len(rows), parts=parts, rows=(Rows(N_("agreements"), Permission.SEE_PARTNERS, rows),))


def duties(ask: Ask) -> Found:
    """Count the duties done by their day among those that fell due."""
    due = Duty.objects.filter(due_on__range=ask.days).exclude(agreement__state=AgreementState.DRAFT)
    rows = tuple(
        Row(
            key=str(one.pk),
            words=f"{one.agreement.number} · {one.text}",
            number=f"{one.done_on:%Y-%m-%d}" if one.done_on else "–",
            counted=_in_time(one.done_on, one.due_on),
            address="agreement",
            slots={"number": one.agreement_id},
            organisations=(one.agreement.partner_id,),
        )
        for one in due.select_related("agreement").order_by("due_on", "pk")
    )
    return _kept(rows, N_("duties of agreements"), Permission.SEE_PARTNERS)


def vacancies(ask: Ask) -> Found:
    """Count the places filled of the vacancies offered in the period."""
    offered = Vacancy.objects.filter(offered_on__range=ask.days).exclude(
        state=VacancyState.WITHDRAWN, filled=0
    )
    rows = tuple(
        Row(
            key=str(one.pk),
            words=f"{one.offered_on:%Y-%m-%d} · {one.title}",
            number=one.filled,
            counted=one.filled > 0,
            address="vacancy",
            slots={"number": one.pk},
            organisations=(one.partner_id,),
        )
        for one in offered.order_by("offered_on", "pk")
    )
    places = sum(one.places for one in offered)
    filled = sum(int(row.number) for row in rows)
    parts = (Part(N_("places filled"), filled), Part(N_("places offered"), places))
    return Found(filled, parts=parts, rows=(Rows(N_("vacancies"), Permission.SEE_PARTNERS, rows),))


def commitments(ask: Ask) -> Found:
    """Count the commitments done by their day among those that fell due and were not dropped."""
    due = Commitment.objects.filter(due_on__range=ask.days).exclude(state=CommitmentState.DROPPED)
    rows = tuple(
        Row(
            key=str(one.pk),
            words=f"{one.code} · {one.text}",
            number=f"{one.ended_on:%Y-%m-%d}" if one.ended_on else "–",
            counted=one.state == CommitmentState.DONE and _in_time(one.ended_on, one.due_on),
            address="commitment",
            slots={"number": one.pk},
            organisations=(one.organisation_id,),
        )
        for one in due.select_related("committee").order_by("due_on", "pk")
    )
    return _kept(rows, N_("commitments of committees"), Permission.SEE_COMMITTEES)


def sessions(ask: Ask) -> Found:
    """Count the sessions held with quorum among those held."""
    held = Session.objects.filter(
        called_for__date__range=ask.days, state__in=[SessionState.HELD, SessionState.SIGNED]
    )
    rows = tuple(
        Row(
            key=str(one.pk),
            words=f"{one.called_for:%Y-%m-%d} · {one}",
            number=1,
            counted=bool(one.had_quorum),
            address="committee_session",
            slots={"number": one.pk},
        )
        for one in held.select_related("committee").order_by("called_for", "pk")
    )
    return _kept(rows, N_("sessions of committees"), Permission.SEE_COMMITTEES)


def _in_time(done: date | None, due: date | None) -> bool:
    return done is not None and due is not None and done <= due


def _kept(rows: tuple[Row, ...], says: str, needs: Permission) -> Found:
    if not rows:
        return nothing(NOTHING_DUE)
    kept = sum(row.counted for row in rows)
    parts = (Part(N_("counted in"), kept), Part(N_("in all"), len(rows)))
    return Found(kept, len(rows), parts=parts, rows=(Rows(says, needs, rows),))


GATHER: dict[str, Callable[[Ask], Found]] = {
    "agreements.in_force": agreements,
    "agreements.duties": duties,
    "vacancies.filled": vacancies,
    "commitments.kept": commitments,
    "sessions.quorum": sessions,
}
