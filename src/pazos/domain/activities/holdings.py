"""What is kept of those who take part, and how it is erased so that only counts are left."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CASCADE, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.activities.models import Attendance, FormerReach
from pazos.domain.participants.models import AgreementTurn, Participant
from pazos.domain.participants.queries import rows_of
from pazos.domain.participants.traits import CODED, Traits
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject, holding_of, law_keeps
from pazos.domain.rights.rows import count_gone, first_keys
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.db.models.fields.reverse_related import ForeignObjectRel


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
    if law_keeps(_subject_of(rows[0]), but=PARTICIPANTS.name) is not None:
        return _emptied(rows)
    one, numbers = rows[0], frozenset(row.pk for row in rows)
    gone = _erase_attendances(one)
    gone += sum(row.delete()[0] for row in reversed(rows))  # a row that leads to another goes before it
    return Gone(gone, numbers)


def _erase_attendances(one: Participant) -> int:
    reached = set(one.attendances.values_list("activity__programme", "on__year"))
    for programme, year in sorted(reached):
        count_gone(FormerReach.objects.all(), programme_id=programme, year=year, more={"people": 1})
    return one.attendances.all().delete()[0]


def _emptied(rows: Sequence[Participant]) -> Gone:
    """Leave of a person only what a record needs that a law keeps: the name they chose."""
    gone = sum(_erase_attendances(row) for row in rows)
    for row in rows:
        gone += row.emptied_at is None
        row.document, row.traits, row.neighbourhood = "", {}, None
        row.emptied_at = row.emptied_at or timezone.now()
        row.save(update_fields=["document", "traits", "neighbourhood", "emptied_at"])
        for turn in row.turns_of_agreement.all():  # its day stays: nothing more is written of them
            turn.why = ""
            turn.save(update_fields=["why"])
    return Gone(gone)


def _kept_until(key: str) -> date | None:
    """Return until when a law keeps what is left of somebody who was emptied."""
    one = Participant.objects.filter(pk=key, emptied_at__isnull=False).first()
    return law_keeps(_subject_of(one), but=PARTICIPANTS.name) if one else None


def _subject_of(one: Participant) -> Subject:
    return Subject(SubjectKind.PARTICIPANT, one.pk)


def _holders() -> list[ForeignObjectRel]:
    """Return in what records a person stands that do not go with them: cases, and words of referrals."""
    found = Participant._meta.related_objects
    others = [one for one in found if one.related_model is not Participant]
    return [one for one in others if one.on_delete is not CASCADE]


def _free() -> Q:
    """Return the condition that no other record holds a person."""
    held = (one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")}) for one in _holders())
    return reduce(and_, (Q(~Exists(rows)) for rows in held), Q())


def _stands(found: QuerySet[Any]) -> bool:
    """Tell whether any of these records is more than what a law keeps of it."""
    held = holding_of(found.model)
    return any(held is None or held.law_keeps([key]) is None for key in found.values_list("pk", flat=True))


def _refuse_held(rows: Sequence[Participant]) -> None:
    if any(_stands(getattr(row, one.get_accessor_name() or "").all()) for row in rows for one in _holders()):
        raise InputProblem(
            N_(
                "Other records of this person stand still, such as a case. Erase those first, then the person."
            )
        )


def _due(before: date, most: int) -> list[str]:
    """Return those who were last seen before a day, or not since they were emptied, and of whom nothing else stands."""
    came = Attendance.objects.filter(participant=OuterRef("pk")).order_by()
    unseen = ~Exists(came.filter(on__gte=before)) & (Q(agreed_on__lt=before) | Exists(came))
    anew = AgreementTurn.objects.filter(participant=OuterRef("pk"), agrees=True, on__gte=before)
    emptied = Q(emptied_at__isnull=False) & ~Exists(came)  # where they came until then went with it
    # Free first: of most people a case stands, and where they came need not be looked for.
    free = Participant.objects.filter(_free(), merged_into__isnull=True)
    return first_keys(free.filter((unseen & ~Exists(anew)) | emptied), most)


def _content(key: str) -> Mapping[str, Any]:
    """Return what is kept of a person, and what is kept under every row that was found to be the same."""
    one, *others = rows_of(UUID(key))
    came = Attendance.objects.filter(participant=one).values_list("activity__programme__name", flat=True)
    days = Counter(came)
    turns = list(one.turns_of_agreement.all())
    return {
        **_told(one),
        "also_kept_as": [_told(row) for row in others],
        "withdrawn_on": [turn.on for turn in turns if not turn.agrees],
        "agreed_anew_on": [turn.on for turn in turns if turn.agrees],
        "why": [turn.why for turn in turns if turn.why],
        **{programme: days[programme] for programme in sorted(days)},
    }


def _told(one: Participant) -> dict[str, Any]:
    traits = Traits.read(one.traits)
    said = traits.kept()
    codes = {name: str(getattr(traits, name).label) for name in CODED if name in said}
    return {
        "name": one.name,
        "document": one.document,
        **said,
        **codes,
        "neighbourhood": one.neighbourhood.name if one.neighbourhood else "",
        "agreed_on": one.agreed_on,
    }


PARTICIPANTS = Holding(
    name="activities.participants",
    title=_("Participants and the activities they came to"),
    models=("participants.Participant", "participants.AgreementTurn", "activities.Attendance"),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=60,
    since=_("the last day they came"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
    kept_until=_kept_until,
    kept_because=_(
        "A measure of a judge runs, and it must be known whose it is (Law 1098 of 2006, art. 177 to 187)."
    ),
)
HOLDINGS = (PARTICIPANTS,)
