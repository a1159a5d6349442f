"""One person who stands twice becomes one: with a document once and without it before, or misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.activities.models import Attendance
from pazos.domain.participants.hearing import News, tell
from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import participants
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.models import Consent, Request
from pazos.domain.rights.vocabulary import SubjectKind
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff


@transaction.atomic
def join(kept: Participant, *, other: Participant, by: Staff) -> Participant:
    """Give `kept` everything that `other` has and remove `other`; nobody can tell afterwards which was which.

    Raises:
        InputProblem: they are one row already, or two documents say that they are two people.
        PermissionDenied: one of them is out of reach.
    """
    if kept.pk == other.pk:
        raise InputProblem(N_("{field}: that is the same person already."), field="other")
    reach = participants(seen_by=by).order_by().values("pk")
    rows = Participant.objects.select_for_update().filter(pk__in=(kept.pk, other.pk))
    found = {row.pk: row for row in rows.filter(pk__in=reach)}
    if len(found) < 2:
        raise PermissionDenied
    first, second = found[kept.pk], found[other.pk]
    if first.document and second.document:
        raise InputProblem(
            N_(
                "{field}: both have a document, so they are two people. Put the wrong document right by erasing it."
            ),
            field="other",
        )
    if has_more(second):
        raise InputProblem(
            N_("{field}: more hangs on that row than attendance. Whoever supervises cases makes them one."),
            field="other",
        )
    came = set(first.attendances.values_list("activity", "on"))
    for one in second.attendances.all():
        if (one.activity_id, one.on) not in came:
            one.participant = first
            one.save(update_fields=["participant"])
    second.attendances.all().delete()
    _take_over(first, second, by)
    tell(News.CAME, [first.pk])
    return first


def has_more(row: Participant) -> bool:
    """Tell whether anything but attendance hangs on a person: cases, referrals, rows that were merged, permissions."""
    about = {"subject_kind": SubjectKind.PARTICIPANT, "subject_key": row.pk}
    if any(model.objects.filter(**about).exists() for model in (Consent, Request)):
        return True  # a permission taken back must not go with the row
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in Participant._meta.related_objects
        if relation.related_model is not Attendance
    )


def _take_over(first: Participant, second: Participant, by: Staff) -> None:
    keys = [first.person_key, first.other_key, second.person_key, second.other_key]
    main = second.person_key if second.document else first.person_key
    spare = [key for key in keys if key and key != main]
    values = {
        "person_key": main,
        "other_key": spare[0] if spare else "",
        "document": first.document or second.document,
        "traits": Traits.read(first.traits).filled_from(Traits.read(second.traits)).kept(),
        "neighbourhood": first.neighbourhood or second.neighbourhood,
        "agreed_on": min(first.agreed_on, second.agreed_on),
    }
    second.delete()  # its key is free from here on
    change(first, by=by, **values, changed_at=timezone.now())
    record("participant.joined", first, by=by)
