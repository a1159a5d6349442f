"""Making a complaint without saying who one is, answering it, and keeping it from whom it is about."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Complaint
from pazos.domain.cases.queries import voice as queries
from pazos.domain.cases.rules import voice as rules
from pazos.domain.cases.vocabulary import About
from pazos.domain.outreach.answers import one_of
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.rights.queries.days import working_days
from pazos.foundation.audit import actions as audit
from pazos.foundation.days import midnight
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
LENGTH, PART = 12, 4


@transaction.atomic
def complain(
    *, about: str, text: str, contact: str = "", cluster: WorkCluster | None = None
) -> tuple[Complaint, str]:
    """Take a complaint in, and return it with the word by which its answer is read.

    The word is shown once and kept nowhere. The hour is kept until the night and the day thereafter, never
    the minute nor from where it came: so it goes into the trail with the others of its day (`note_of_days`).
    """
    now = timezone.now()
    recent = Complaint.objects.filter(made_at__gte=now - timedelta(hours=1)).count()
    refuse(rules.what_blocks_complaining(text=text, within_hour=recent))
    word = _word()
    row = Complaint.objects.create(
        word_hash=queries.key_of(word),
        about=one_of("about", about, About),
        text=text.strip(),
        contact=contact.strip(),
        cluster=cluster,
        made_at=now.replace(minute=0, second=0, microsecond=0),
        answer_due_on=working_days().after(timezone.localdate(), days=rules.ANSWER_WITHIN),
    )
    return row, word


@transaction.atomic
def note_of_days(*, before: date) -> int:
    """Write the complaints of finished days into the trail, in no order that says which came first; return how many.

    Written when each came in, what stands before and behind it in the trail would tell the minute, and the
    minute who had just been visited.
    """
    rows = Complaint.objects.select_for_update().filter(is_noted=False, made_at__lt=midnight(before))
    found = sorted(rows, key=lambda row: (timezone.localdate(row.made_at), row.pk))
    for row in found:
        day = timezone.localdate(row.made_at)
        row.made_at, row.is_noted = midnight(day), True
        row.save(update_fields=["made_at", "is_noted"])
        audit.record("complaint.made", row, by=None, about=row.about, day=day.isoformat())
    return len(found)


@transaction.atomic
def answer(complaint: Complaint, *, text: str, by: Staff) -> Complaint:
    """Answer a complaint; what was answered stays."""
    row = in_hand(Complaint.objects.all(), complaint.pk)
    heard = queries.complaint(row.pk, seen_by=by) is not None
    refuse(rules.what_blocks_answering(rules.Answering(heard, row.answered_at is not None, text)))
    change(row, by=by, answer=text.strip(), answered_at=timezone.now(), answered_by=by)
    late = queries.late(row, on=timezone.localdate())
    audit.record("complaint.answered", row, by=by, about=row.about, late=late)
    return row


@transaction.atomic
def keep_from(complaint: Complaint, *, staff: Staff, by: Staff) -> Complaint:
    """Keep a complaint from one of those who hear complaints, because it is about them."""
    row = in_hand(Complaint.objects.all(), complaint.pk)
    heard = queries.complaint(row.pk, seen_by=by) is not None
    hearers = queries.hearers()
    left = hearers.keys() - {staff.pk} - rules.named_in(row.text, hearers)
    blocks = {
        rules.Block.NOT_FOR_YOU: not heard,
        rules.Block.KEPT_ALREADY: row.kept_from_id not in (None, staff.pk),
        rules.Block.NOBODY_LEFT: not left,
    }
    refuse(block for block, true in blocks.items() if true)
    change(row, by=by, kept_from=staff)
    audit.record("complaint.kept_from", row, by=by)
    return row


def _word() -> str:
    letters = [secrets.choice(SIGNS) for _ in range(LENGTH)]
    return "-".join("".join(letters[at : at + PART]) for at in range(0, LENGTH, PART))
