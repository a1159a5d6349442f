"""Making a cohort of a cycle, changing it, and putting cases into it as long as there are places."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from pazos.domain.cases.models import Case, Cohort
from pazos.domain.cases.rules import cohorts as rules
from pazos.domain.cases.rules.working import what_blocks_permission, what_blocks_reach
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.refusing import RefusedError, refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Programme


@transaction.atomic
def make(
    *, name: str, programme: Programme, begins_on: date, ends_on: date, places: int, by: Staff
) -> Cohort:
    """Return a new cohort of one cycle of a programme."""
    title = " ".join(name.split())
    refuse(_against(None, name=title, begins_on=begins_on, ends_on=ends_on, places=places, by=by))
    row = Cohort(name=title, programme=programme, begins_on=begins_on, ends_on=ends_on, places=places)
    with _named_once():
        row.save(force_insert=True)
    made(row, by=by)
    audit.record("cohort.made", row, by=by)
    return row


@transaction.atomic
def alter(
    cohort: Cohort,
    *,
    name: str,
    programme: Programme,
    begins_on: date,
    ends_on: date,
    places: int,
    by: Staff,
) -> Cohort:
    """Put right what is kept of a cohort."""
    row, title = in_hand(Cohort.objects.all(), cohort.pk), " ".join(name.split())
    refuse(_against(row, name=title, begins_on=begins_on, ends_on=ends_on, places=places, by=by))
    values = {"name": title, "programme": programme, "begins_on": begins_on, "ends_on": ends_on}
    with _named_once():
        is_changed = change(row, by=by, **values, places=places)
    if is_changed:
        audit.record("cohort.changed", row, by=by)
    return row


@transaction.atomic
def join(case: Case, *, cohort: Cohort | None, by: Staff) -> Case:
    """Put a case into a cohort that has a place, or take it out (None)."""
    row = in_hand(Case.objects.all(), case.pk)
    against = list(what_blocks_reach(row, by=by))
    if cohort is not None and cohort.pk != row.cohort_id:
        against += what_blocks_permission(row.participant_id, on=timezone.localdate())
        against += what_blocks_place(cohort)
    refuse(against)
    if change(row, by=by, cohort=cohort):
        change(row, by=by, version=row.version + 1)
        audit.record("case.into_cohort", row, by=by, cohort=cohort.pk if cohort else None)
    return row


def what_blocks_place(cohort: Cohort) -> tuple[rules.Block, ...]:
    """Return everything against one more in a cohort; two who take the last place wait for one another."""
    held = in_hand(Cohort.objects.all(), cohort.pk)
    return rules.what_blocks_joining(
        places=held.places,
        members=held.cases.exclude(state=CaseState.ENDED).count(),
        ends_on=held.ends_on,
        on=timezone.localdate(),
    )


@contextmanager
def _named_once() -> Iterator[None]:
    """Say that a name is taken where somebody took it in the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise RefusedError((rules.Block.NAME_TAKEN,)) from taken


def _against(
    row: Cohort | None, *, name: str, begins_on: date, ends_on: date, places: int, by: Staff
) -> tuple[rules.Block, ...]:
    others = Cohort.objects.exclude(pk=row.pk) if row else Cohort.objects.all()
    return rules.what_blocks_keeping(
        name=name,
        name_is_taken=others.filter(name=name).exists(),
        begins_on=begins_on,
        ends_on=ends_on,
        places=places,
        members=row.cases.exclude(state=CaseState.ENDED).count() if row else 0,
        allowed=by.may(Permission.SUPERVISE_CASES),
    )
