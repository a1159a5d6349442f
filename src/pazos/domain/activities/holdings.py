"""What is kept of those who take part, and how it is erased so that only counts are left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE, F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pazos.domain.activities.models import Attendance, FormerReach
from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import rows_of
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


def _find(subject: Subject) -> list[Kept]:
    if subject.kind not in (SubjectKind.PARTICIPANT, SubjectKind.RECORD):
        return []
    found = rows_of(subject.key)[:1]  # whichever of the rows of one person is asked for
    return [Kept(str(one.pk), one.agreed_on, str(_("a participant, and where they came"))) for one in found]


def _erase(key: str) -> Gone:
    """Remove a person and where they came; each programme and year keeps one more of whom nothing is known."""
    one = Participant.objects.select_for_update().filter(pk=key).first()
    if one is None:
        return Gone(0)
    rows = rows_of(one.pk)
    _refuse_held(rows)
    one, numbers = rows[0], frozenset(row.pk for row in rows)
    reached = set(one.attendances.values_list("activity__programme", "on__year"))
    for programme, year in sorted(reached):
        row, _made = FormerReach.objects.get_or_create(
            programme_id=programme, year=year, defaults={"people": 0}
        )
        FormerReach.objects.filter(pk=row.pk).update(people=F("people") + 1)
    gone = one.attendances.all().delete()[0]
    gone += sum(row.delete()[0] for row in reversed(rows))  # a row that leads to another goes before it
    return Gone(gone, numbers)


def _holders() -> list[str]:
    """Return by what name records hold a person that do not go with them: cases, and words of referrals."""
    found = Participant._meta.related_objects
    others = [one for one in found if one.related_model is not Participant]
    return [one.get_accessor_name() or "" for one in others if one.on_delete is not CASCADE]


def _refuse_held(rows: Sequence[Participant]) -> None:
    if any(getattr(row, name).exists() for row in rows for name in _holders()):
        raise InputProblem(
            N_(
                "Other records of this person stand still, such as a case. Erase those first, then the person."
            )
        )


def _due(before: date, most: int) -> list[str]:
    """Return those who were last seen before a day and of whom nothing else stands."""
    seen = Participant.objects.annotate(last=Coalesce(Max("attendances__on"), "agreed_on"))
    free = seen.filter(last__lt=before, merged_into__isnull=True)
    free = free.filter(**{f"{name}__isnull": True for name in _holders()})
    rows = free.order_by("pk").values_list("pk", flat=True)
    return [str(key) for key in rows[:most]]


def _content(key: str) -> Mapping[str, Any]:
    one = Participant.objects.select_related("neighbourhood").get(pk=key)
    came = Attendance.objects.filter(participant=one).values_list("activity__programme__name", flat=True)
    days = Counter(came)
    return {
        "name": one.name,
        "document": one.document,
        **Traits.read(one.traits).kept(),
        "neighbourhood": one.neighbourhood.name if one.neighbourhood else "",
        "agreed_on": one.agreed_on,
        **{programme: days[programme] for programme in sorted(days)},
    }


PARTICIPANTS = Holding(
    name="activities.participants",
    title=_("Participants and the activities they came to"),
    models=("participants.Participant", "activities.Attendance"),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=60,
    since=_("the last day they came"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
)
HOLDINGS = (PARTICIPANTS,)
