"""Arguing that somebody takes part although place or age do not fit, and deciding on it: two people, never one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.answering import locked, to_answer
from pazos.domain.cases.queries import eligibility as fitting
from pazos.domain.cases.rules import referring as rules
from pazos.domain.cases.rules.eligibility import explain, is_nearly_of_age
from pazos.domain.cases.vocabulary import Ground
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from pazos.domain.cases.models import Referral
    from pazos.domain.people.models import Staff


@transaction.atomic
def argue(referral: Referral, *, ground: str, argument: str, by: Staff) -> Referral:
    """Say why somebody should take part all the same; what was argued before makes way."""
    row = locked(referral, by=by)
    facts = fitting.facts_of(row)
    first = facts.ages[0] if facts.ages else 0
    asked = rules.ExceptionFacts(
        state=row.state,
        eligibility=explain(facts),
        has_argument=bool(argument.strip()),
        is_ground_nearly=Ground(ground) is Ground.NEARLY,
        is_nearly=is_nearly_of_age(row.born_on, first=first, on=timezone.localdate()),
    )
    refuse(rules.what_blocks_arguing(asked))
    values = {"ground": Ground(ground), "argument": argument.strip(), "argued_by": by, "excepted_by": None}
    if change(row, by=by, **values):
        change(row, by=by, version=row.version + 1)
        record("referral.exception_argued", row, by=by, ground=row.ground)
    return row


@transaction.atomic
def approve(referral: Referral, *, by: Staff) -> Referral:
    """Let the exception stand: a supervisor does, never the one who argued it."""
    row = _to_decide(referral, by=by)
    if change(row, by=by, excepted_by=by):
        change(row, by=by, version=row.version + 1)
        record("referral.exception_approved", row, by=by, ground=row.ground)
    return row


@transaction.atomic
def turn_down(referral: Referral, *, by: Staff) -> Referral:
    """Take the exception away, argued or approved; it can be argued anew."""
    row = _to_decide(referral, by=by)
    ground = row.ground
    change(row, by=by, ground="", argument="", argued_by=None, excepted_by=None, version=row.version + 1)
    record("referral.exception_turned_down", row, by=by, ground=ground)
    return row


def _to_decide(referral: Referral, *, by: Staff) -> Referral:
    if not by.may(Permission.SUPERVISE_CASES):
        raise PermissionDenied
    row = to_answer(referral, by=by)
    is_own = row.argued_by_id == by.pk
    refuse(rules.what_blocks_approving(row.state, is_argued=bool(row.ground), is_own=is_own))
    return row
