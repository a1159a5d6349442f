"""What is kept of a case only so that it is found quickly, reckoned anew from what it follows from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import DateField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from pazos.domain.activities.models import Attendance
from pazos.domain.cases.models import Case, CaseSession, NameKey
from pazos.domain.cases.queries.cases import keys_of_name
from pazos.domain.cases.vocabulary import Came
from pazos.domain.participants.models import Participant

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def reckon_last_met(people: Collection[UUID]) -> None:
    """Set the last day on which each was met in each of their cases, in a session or at a workshop."""
    met = CaseSession.objects.filter(case=OuterRef("pk"), came=Came.MET)
    until = Coalesce(OuterRef("ended_on"), Value(date.max), output_field=DateField())
    came = Attendance.objects.filter(
        participant=OuterRef("participant"), on__gte=OuterRef("opened_on"), on__lte=until
    )
    last_met, last_came = (Subquery(rows.order_by("-on").values("on")[:1]) for rows in (met, came))
    Case.objects.filter(participant__in=people).update(
        last_met_on=Coalesce(Greatest(last_met, last_came), last_met, last_came)
    )


def index_names(people: Collection[UUID]) -> None:
    """Write how the words of a chosen name begin, of those who have a case; what it was before goes.

    Of somebody without a case, or of whose case only what a law keeps is left, nothing is looked for, so
    nothing is kept.
    """
    cases = Case.objects.filter(participant__in=people, emptied_at__isnull=True)
    rows = Participant.objects.filter(pk__in=cases.order_by().values("participant"))
    keys = {(row.pk, key) for row in rows for key in keys_of_name(row.name)}
    kept = NameKey.objects.filter(participant__in=people)
    found = {(row.participant_id, row.key): row.pk for row in kept}
    NameKey.objects.filter(pk__in=[found[one] for one in found.keys() - keys]).delete()
    NameKey.objects.bulk_create(
        [NameKey(participant_id=person, key=key) for person, key in sorted(keys - found.keys())],
        ignore_conflicts=True,
    )
