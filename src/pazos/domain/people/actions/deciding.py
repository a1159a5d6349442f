"""Who decides over an account, held against the rules before anything is written.

Nobody decides over their own account. The command line (`by=None`) is held by whoever holds the
city's folder, and reaches every account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.people.models import NO_PASSWORD, Organisation, Staff
from pazos.domain.people.rules import Block, Manager, Place, what_blocks_managing, what_blocks_place
from pazos.foundation.access.policy import Permission, Role, holders
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MANAGING = [role.value for role in holders(Permission.MANAGE_ACCOUNTS)]


def refuse(blocks: Sequence[Block]) -> None:
    """Refuse with the first reason against; no reason lets the deed go on."""
    if blocks:
        raise InputProblem(blocks[0].value)


def manager(by: Staff | None, *, of: Staff | None, organisation: Organisation | None) -> Manager:
    """Return the facts of who decides over an account, or over one that is about to be opened."""
    if by is None:
        return Manager()
    where = of.organisation_id if of is not None else (organisation.pk if organisation else None)
    return Manager(
        scope=by.scope(Permission.MANAGE_ACCOUNTS),
        is_own=of is not None and of.pk == by.pk,
        same_organisation=where is not None and where == by.organisation_id,
    )


def refuse_managing(staff: Staff, *, by: Staff | None) -> None:
    """Refuse whoever may not change this account."""
    refuse(what_blocks_managing(manager(by, of=staff, organisation=staff.organisation)))


def refuse_place(
    role: Role, organisation: Organisation | None, *, by: Staff | None, of: Staff | None = None
) -> None:
    """Refuse a role that this person may not give, or that does not go with the organisation."""
    place = Place(role)
    if organisation is not None:
        joins = of is None or of.organisation_id != organisation.pk
        is_police = organisation.kind == Organisation.Kind.SECURITY
        place = Place(role, is_police=is_police, organisation_ended=joins and has_ended(organisation))
    refuse(what_blocks_place(place, manager=manager(by, of=of, organisation=organisation)))


def has_ended(organisation: Organisation) -> bool:
    """Return whether an organisation has left the strategy."""
    return organisation.ended_on is not None and organisation.ended_on <= timezone.localdate()


def refuse_leaving_nobody(staff: Staff, *, until: date | None) -> None:
    """Refuse to end the last account that manages accounts (`until`: its last day; None: at once)."""
    if staff.role not in MANAGING or not staff.is_active or not staff.has_usable_password():
        return
    today = timezone.localdate()
    managing = Staff.objects.filter(role__in=MANAGING, is_active=True)
    # All are locked, in one order: two who end each other's access at once must not both succeed.
    locked = [one.pk for one in managing.select_for_update().order_by("pk")]
    others = managing.filter(pk__in=locked).exclude(pk=staff.pk).exclude(NO_PASSWORD)
    others = others.filter(Q(access_from_on__isnull=True) | Q(access_from_on__lte=today))
    longer = Q(access_until_on__isnull=True) | Q(access_until_on__gt=until or today)
    if not others.filter(longer).exists():
        raise InputProblem(Block.LAST.value)
