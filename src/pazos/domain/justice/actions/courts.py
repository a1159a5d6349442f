"""The list of courts, kept by whoever supervises the cases: what is not in it stands in no measure and no report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from pazos.domain.justice.models import Court
from pazos.domain.justice.queries.courts import city_name
from pazos.domain.justice.rules import filing
from pazos.domain.refusing import at_once, refuse
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff


@transaction.atomic
def add(*, name: str, city: str, by: Staff) -> Court:
    """Put a court into the list."""
    _may_keep(by)
    at_once.hold(Court.objects.all())
    court = Court(name=" ".join(name.split()), city=" ".join(city.split()))
    known = Court.objects.filter(name__iexact=court.name, city__iexact=court.city)
    refuse(filing.what_blocks_court(court.name, court.city, is_known=known.exists()))
    court.save()
    made(court, by=by)
    audit.record("court.listed", court, by=by)
    return court


@transaction.atomic
def begin(*, by: Staff) -> None:
    """Put the usual courts of this city into a list that is empty."""
    _may_keep(by)
    if not Court.objects.exists():
        for name in filing.USUAL:
            add(name=name, city=city_name(), by=by)


@transaction.atomic
def take_out(court: Court, *, by: Staff) -> None:
    """Take a court out of the list; a measure that names it is given another before its next report."""
    _may_keep(by)
    held = at_once.in_hand(Court.objects.all(), court.pk)
    audit.record("court.unlisted", held, by=by)
    held.delete()


def _may_keep(by: Staff) -> None:
    if reach_of(by, Permission.SUPERVISE_CASES).is_nothing:
        raise PermissionDenied
