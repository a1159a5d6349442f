"""Organisations whose people work in the strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from pazos.domain.people.actions.deciding import refuse
from pazos.domain.people.models import Organisation
from pazos.domain.people.rules import Manager, Place, what_blocks_place
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def open_organisation(*, name: str, kind: Organisation.Kind, by: Staff | None) -> Organisation:
    """Write an organisation down."""
    _refuse_name(name, besides=None)
    made = Organisation.objects.create(name=name.strip(), kind=kind.value)
    audit.record("organisation.opened", made, by=by, kind=kind.value)
    return made


@transaction.atomic
def describe_organisation(
    organisation: Organisation, *, name: str, kind: Organisation.Kind, ended_on: date | None, by: Staff | None
) -> None:
    """Change an organisation; its people must still go with its kind, and their access ends with it.

    Whose access ends by this gets it back only by their own account being opened again.
    """
    _refuse_name(name, besides=organisation)
    for role in organisation.staff.filter(is_active=True).values_list("role", flat=True).distinct():
        place = Place(Role(role), is_police=kind is Organisation.Kind.SECURITY)
        refuse(what_blocks_place(place, manager=Manager()))
    organisation.name, organisation.kind, organisation.ended_on = name.strip(), kind.value, ended_on
    organisation.save(update_fields=["name", "kind", "ended_on"])
    ended = ended_on.isoformat() if ended_on else None
    left = _end_access(organisation) if ended_on else 0
    audit.record(
        "organisation.described", organisation, by=by, kind=kind.value, ended_on=ended, accounts_ended=left
    )


def _end_access(organisation: Organisation) -> int:
    """Let the accounts of an organisation end with it; return how many."""
    end = organisation.ended_on
    later = organisation.staff.filter(
        Q(access_until_on__isnull=True) | Q(access_until_on__gt=end), is_active=True
    )
    never_began = later.filter(access_from_on__gt=end).update(is_active=False)
    return never_began + later.update(access_until_on=end)


def _refuse_name(name: str, *, besides: Organisation | None) -> None:
    if not name.strip():
        raise InputProblem(N_("Write the organisation's name."))
    taken = Organisation.objects.filter(name__iexact=name.strip())
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise InputProblem(N_("There is an organisation of that name already."))
