"""Invitations: a link by which one person chooses a password, once, within seven days.

The link is shown to whoever makes it and to nobody again: only its hash is stored. A new
invitation takes the place of the one before. Whoever lets somebody in anew may not also have
taken away that person's second factor: with both, one person could enter another's account.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.people.actions.accounts import open_account
from pazos.domain.people.actions.deciding import refuse_managing
from pazos.domain.people.actions.passwords import set_password
from pazos.domain.people.models import Invitation, Staff
from pazos.foundation.access.policy import Role, reads_guarded
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import datetime

    from pazos.domain.people.actions.accounts import Standing

LASTS = timedelta(days=7)


def hash_of(token: str) -> str:
    """Return what is stored of a link; the link cannot be found from it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(*, username: str, standing: Standing, by: Staff | None) -> tuple[Staff, str]:
    """Open an account without a password and return it with the token of its invitation."""
    staff = open_account(
        username=username,
        name=standing.name,
        role=standing.role,
        organisation=standing.organisation,
        access_from_on=standing.access_from_on,
        access_until_on=standing.access_until_on,
        by=by,
    )
    return staff, invite(staff, by=by)


@transaction.atomic
def invite(staff: Staff, *, by: Staff | None) -> str:
    """Make an invitation, withdraw the one before, and return the token: it is not kept anywhere."""
    refuse_managing(staff, by=by)
    if not staff.is_active:
        raise InputProblem(N_("This account is closed. Reopen it first."))
    now, renews = timezone.now(), staff.has_usable_password()
    if renews:
        _refuse_whoever_reset(staff, by=by, now=now)
    staff.invitations.waiting().update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        token_hash=hash_of(token),
        staff=staff,
        made_at=now,
        made_by=by,
        expires_at=now + LASTS,
        renews=renews,
    )
    audit.record("invitation.made", made, by=by, account=staff.pk, renews=renews)
    return token


def _refuse_whoever_reset(staff: Staff, *, by: Staff | None, now: datetime) -> None:
    recent = staff.factor_reset_at is not None and staff.factor_reset_at > now - LASTS
    same = by is not None and staff.factor_reset_by_id == by.pk
    if recent and same and reads_guarded(Role(staff.role)):
        raise InputProblem(
            N_(
                "You took away this person's second factor less than a week ago. Somebody else must invite them "
                "anew: nobody alone may enter an account that reads personal data."
            )
        )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Staff | None) -> None:
    """Take an invitation back; its link opens nothing from now on."""
    refuse_managing(invitation.staff, by=by)
    if invitation.accepted_at is not None:
        raise InputProblem(N_("This invitation was accepted already. Close the account instead."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record("invitation.withdrawn", invitation, by=by, account=invitation.staff_id)


@transaction.atomic
def accept(token_hash: str, *, password: str) -> Staff:
    """Choose the password of the account that a link invites to; the link is used up by it."""
    waiting = Invitation.objects.waiting().select_for_update(of=("self",))
    invitation = waiting.filter(token_hash=token_hash).select_related("staff").first()
    if invitation is None:
        raise InputProblem(
            N_("This invitation does not work any more. Ask whoever invited you for a new one.")
        )
    staff = invitation.staff
    set_password(staff, password=password, by=staff)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record("invitation.accepted", invitation, by=staff, account=staff.pk)
    return staff
