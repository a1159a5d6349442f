"""Second factors: what the owner changed, and taking away one that was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from pazos.domain.people.actions.accounts import raise_round
from pazos.domain.people.actions.deciding import refuse_managing
from pazos.domain.people.actions.invitations import LASTS
from pazos.domain.people.factors import forget_unused_secrets
from pazos.foundation.access.policy import Role, reads_guarded
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.people.vocabulary import LostFactor


@transaction.atomic
def reset_factor(staff: Staff, *, reason: LostFactor, by: Staff | None) -> None:
    """Take away every second factor of somebody who lost it, and sign them out everywhere.

    Whoever invited them anew this week may not: with both, one person could enter the account.
    """
    refuse_managing(staff, by=by)
    now = timezone.now()
    if by is not None and reads_guarded(Role(staff.role)):
        renewed = staff.invitations.filter(made_by=by, renews=True, made_at__gt=now - LASTS)
        if renewed.exists():
            raise InputProblem(
                N_(
                    "You invited this person anew less than a week ago. Somebody else must take away their second "
                    "factor: nobody alone may enter an account that reads personal data."
                )
            )
    Authenticator.objects.filter(user=staff).delete()
    forget_unused_secrets(staff)
    staff.factor_reset_at, staff.factor_reset_by = now, by
    staff.save(update_fields=["factor_reset_at", "factor_reset_by"])
    raise_round(staff)
    audit.record("staff.factor_reset", staff, by=by, reason=reason.value)


@transaction.atomic
def note_factor_change(staff: Staff, *, verb: str) -> None:
    """Write down that the owner changed a factor, and end the sessions opened without it.

    The caller keeps the session in which it was done.
    """
    forget_unused_secrets(staff)
    raise_round(staff)
    audit.record(verb, staff, by=staff)
