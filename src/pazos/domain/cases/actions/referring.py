"""Telling of somebody who agreed to it, taking that back, and answering: a place, the waiting list, or why not.

Who is taken in gets a case (`opening`) and a permission (`rights`) in one transaction: of two who
accept at once the second is told that it was answered.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.accepting import Permit, accept, known_to
from pazos.domain.cases.actions.answering import answered, locked, to_answer
from pazos.domain.cases.models import Referral
from pazos.domain.cases.queries import eligibility as fitting
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.queries import waiting
from pazos.domain.cases.rules import referring as rules
from pazos.domain.cases.rules.eligibility import EligibilityFacts
from pazos.domain.cases.vocabulary import Origin, ReferralState, Refusal
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.refusing import refuse as refuse_deed
from pazos.domain.refusing.at_once import put
from pazos.domain.rights.queries.days import working_days
from pazos.domain.teams.queries import cluster_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

# What an exception was weighed for: whoever is another, elsewhere or of another age was not meant.
WEIGHED = ("name", "neighbourhood", "born_on", "age_band")

__all__ = ["Permit", "accept", "complete", "hold", "refer", "refuse", "take_back", "tell", "withdraw"]


@transaction.atomic
def refer(
    *,
    origin: str,
    name: str,
    contact: str,
    agreed_on: date,
    by: Staff,
    author: Staff | None = None,
    id: uuid.UUID | None = None,  # noqa: A002 - the field's own name
    neighbourhood: Neighbourhood | None = None,
    born_on: date | None = None,
    age_band: str = AgeBand.UNKNOWN,
    guardian: str = "",
    reason: str = "",
    ordered_until: date | None = None,
    order_paper: str = "",
) -> Referral:
    """Write down that somebody agreed to be told of, and by when whoever receives it answers.

    The same number a second time gives the referral that stands. `author` told of them, where another
    writes it down.

    Raises:
        PermissionDenied: `by` may not refer; RefusedError: everything that is missing or wrong.
    """
    if not by.may(Permission.REFER_PEOPLE):
        raise PermissionDenied
    teller = author or by
    own = Referral.objects.filter(made_by=teller)
    standing = own.filter(pk=id).first() if id else None
    if standing is not None:
        return standing
    now = timezone.now()
    today = timezone.localdate(now)
    row = Referral(
        id=id or uuid.uuid4(),
        origin=Origin(origin),
        name=" ".join(name.split()),
        contact=contact.strip(),
        born_on=born_on,
        age_band=AgeBand(age_band),
        guardian=guardian.strip(),
        reason=reason.strip(),
        neighbourhood=neighbourhood,
        cluster=cluster_of(neighbourhood, on=today) if neighbourhood else None,
        agreed_on=agreed_on,
        made_by=teller,
        made_for=teller.organisation,
        made_at=now,
        answer_due_on=working_days().after(today, days=rules.ANSWER_WITHIN),
        ordered_until=ordered_until,
        order_paper=order_paper.strip(),
    )
    if ordered_until:
        _order(row, by=by, until=ordered_until, paper=row.order_paper)
    refuse_deed(rules.what_blocks_referring(_told(row, on=today), on=today))
    if (standing := put(row, own=own)) is not None:
        return standing
    made(row, by=by)
    record("referral.made", row, by=by, origin=row.origin)
    return row


def _told(row: Referral, *, on: date) -> rules.ToldFacts:
    place = row.neighbourhood.code if row.neighbourhood else ""
    return rules.ToldFacts(
        has_name=bool(row.name),
        has_contact=bool(row.contact),
        has_guardian=bool(row.guardian),
        agreed_on=row.agreed_on,
        eligibility=EligibilityFacts(
            place=place, places=frozenset(), ages=None, on=on, born_on=row.born_on, band=row.age_band
        ),
        ordered_until=row.ordered_until,
    )


def _order(row: Referral, *, by: Staff, until: date | None, paper: str) -> None:
    """Refuse the term of an order that `by` may not write, or that names no paper."""
    facts = rules.OrderFacts(
        until=until,
        paper=paper,
        is_from_justice=row.origin == Origin.JUSTICE,
        receives=by.may(Permission.RECEIVE_REFERRALS),
        supervises=by.may(Permission.SUPERVISE_CASES),
    )
    refuse_deed(rules.what_blocks_ordering(facts))


@transaction.atomic
def complete(
    referral: Referral,
    *,
    by: Staff,
    name: str,
    contact: str,
    neighbourhood: Neighbourhood | None,
    born_on: date | None,
    age_band: str,
    guardian: str,
    reason: str,
    ordered_until: date | None,
    order_paper: str = "",
) -> Referral:
    """Write what was asked since, or put right what was told wrongly, while it is not answered for good.

    An exception that was approved for what stood there before is argued still, and approved anew.
    """
    row = locked(referral, by=by)
    refuse_deed(rules.what_blocks_answering(row.state, is_gone=row.emptied_at is not None))
    today = timezone.localdate()
    cluster = cluster_of(neighbourhood, on=today) if neighbourhood else None
    values: dict[str, Any] = {
        "name": " ".join(name.split()),
        "contact": contact.strip(),
        "neighbourhood": neighbourhood,
        "cluster": cluster,
        "born_on": born_on,
        "age_band": AgeBand(age_band),
        "guardian": guardian.strip(),
        "reason": reason.strip(),
        "ordered_until": ordered_until,
        "order_paper": order_paper.strip(),
    }
    if (row.ordered_until, row.order_paper) != (ordered_until, values["order_paper"]):
        _order(row, by=by, until=ordered_until, paper=values["order_paper"])
    if any(getattr(row, field) != values[field] for field in WEIGHED):
        values["excepted_by"] = None
    for field, value in values.items():
        setattr(row, field, value)
    refuse_deed(rules.what_blocks_referring(_told(row, on=today), on=today))
    row.refresh_from_db()
    if row.state == ReferralState.WAITING:
        values["waits_as"] = waiting.class_for(row, participant=row.participant, ordered_until=ordered_until)
    if change(row, by=by, **values):
        change(row, by=by, version=row.version + 1)
        record("referral.completed", row, by=by)
    return row


@transaction.atomic
def hold(
    referral: Referral,
    *,
    by: Staff,
    participant: Participant | None = None,
    ordered_until: date | None = None,
    order_paper: str = "",
    told_on: date | None = None,
) -> Referral:
    """Put somebody on the waiting list, in the place that the published rule gives.

    `participant` where the person is known already: whoever had a case within twelve months waits as
    one who comes back. `ordered_until` is the legal term of an order, `order_paper` its authority and number.

    Raises:
        PermissionDenied: out of reach, the referral or the person.
    """
    row = to_answer(referral, by=by)
    known = known_to(row, participant, by=by)
    term, paper = ordered_until or row.ordered_until, order_paper.strip() or row.order_paper
    if (term, paper) != (row.ordered_until, row.order_paper):
        _order(row, by=by, until=term, paper=paper)
    refuse_deed(rules.what_blocks_holding(row.state, fitting.eligibility(row)))
    as_what = waiting.class_for(row, participant=known, ordered_until=term)
    values = {"waits_as": as_what, "ordered_until": term, "order_paper": paper, "participant": known}
    answered(row, ReferralState.WAITING, by=by, told_on=told_on, **values)
    record("referral.held", row, by=by, waits_as=int(as_what))
    return row


@transaction.atomic
def refuse(referral: Referral, *, refusal: str, by: Staff, told_on: date | None = None) -> Referral:
    """Say that somebody is not taken in and why; nobody is refused for a place or an age that fits."""
    row = to_answer(referral, by=by)
    reason = Refusal(refusal)
    fits = fitting.eligibility(row)
    refuse_deed(rules.what_blocks_refusing(row.state, refusal=reason, eligibility=fits))
    answered(row, ReferralState.REFUSED, by=by, told_on=told_on, refusal=reason, waits_as=None)
    record("referral.refused", row, by=by, refusal=reason.value)
    return row


@transaction.atomic
def tell(referral: Referral, *, on: date, by: Staff) -> Referral:
    """Write down that the person was told of the answer, by whoever answers or whoever referred."""
    row = locked(referral, by=by)
    made_on = timezone.localdate(row.made_at) if row.answered_at else None
    refuse_deed(rules.what_blocks_telling(made_on=made_on, told_on=on, on=timezone.localdate()))
    if change(row, by=by, told_on=on, version=row.version + 1):
        record("referral.told", row, by=by)
    return row


@transaction.atomic
def withdraw(referral: Referral, *, by: Staff) -> Referral:
    """Take a referral back before anybody is taken in: the person does not want it any more, or it was wrong."""
    row = locked(referral, by=by)
    refuse_deed(rules.what_blocks_answering(row.state))
    change(row, by=by, state=ReferralState.WITHDRAWN, withdrawn_at=timezone.now(), version=row.version + 1)
    record("referral.withdrawn", row, by=by)
    return row


@transaction.atomic
def take_back(referral: Referral, *, by: Staff) -> Referral:
    """Undo a withdrawal, or a refusal by whoever may answer: it stands as before, on the list where it stood there."""
    row = locked(referral, by=by)
    refuse_deed(rules.what_blocks_taking_back(queries.told([row], seen_by=by)[row.pk].state))
    was = row.state
    if was == ReferralState.REFUSED and not queries.may_answer(row, by):
        raise PermissionDenied
    waited = was == ReferralState.WITHDRAWN and row.waits_as is not None
    values: dict[str, Any] = {"state": ReferralState.WAITING if waited else ReferralState.SENT}
    values["withdrawn_at"] = None
    if not waited:
        values |= {"answered_at": None, "answered_by": None, "refusal": "", "told_on": None, "waits_as": None}
    change(row, by=by, **values, version=row.version + 1)
    record("referral.taken_up", row, by=by, was=was)
    return row
