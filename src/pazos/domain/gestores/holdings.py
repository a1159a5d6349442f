"""What is kept of candidates and of the time of gestores, and how it is erased.

A candidate who was not chosen is erased whole a year after the decision. The call keeps its weights,
its numbers and the reasons of the decision, which name nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pazos.domain.gestores.models import Attendance, Candidate, Gestor, PlannedShift, Supervision
from pazos.domain.gestores.vocabulary import Standing
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import erase_row, first_keys, of_staff, words_of
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

_CANDIDATE_SAYS = (
    "name",
    "contact",
    "lives_since",
    "experience",
    "community",
    "agreed_on",
    "standing",
    "why",
)


def _candidates(subject: Subject) -> list[Kept]:
    if subject.kind == SubjectKind.CANDIDATE:
        found = Candidate.objects.filter(pk=subject.key)
    else:
        found = of_staff(Candidate.objects.all(), subject, person="gestor__staff")
    return [Kept(str(one.pk), one.agreed_on, str(one.get_standing_display())) for one in found]


def _erase_candidate(key: str) -> Gone:
    return erase_row(Candidate.objects.all(), key)


def _candidates_due(before: date, most: int) -> list[str]:
    decided = Q(call__decided_at__date__lt=before)
    withdrawn = Q(call__state="withdrawn", call__closes_on__lt=before)
    over = Candidate.objects.filter(decided | withdrawn).exclude(standing=Standing.CHOSEN)
    return first_keys(over, most)


def _chosen_due(before: date, most: int) -> list[str]:
    return first_keys(Candidate.objects.filter(gestor__ended_on__lt=before), most)


def _delete(rows: QuerySet[Any], key: str) -> Gone:
    return Gone(rows.filter(pk=key).delete()[0])


CANDIDATES = Holding(
    name="gestores.candidates",
    title=_("Candidates to gestor"),
    models=("gestores.Candidate", "gestores.Tie", "gestores.Score", "gestores.Scorer"),
    purpose=Purpose.SELECTION,
    basis=Basis.CONSENT,
    months=12,
    since=_("the day of the decision; those who were chosen stay"),
    find=_candidates,
    erase=_erase_candidate,
    due=_candidates_due,
    content=lambda key: words_of(Candidate.objects.get(pk=key), _CANDIDATE_SAYS),
)
CHOSEN = Holding(
    name="gestores.chosen",
    title=_("Applications of those who became gestores"),
    models=(),
    purpose=Purpose.SELECTION,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the last day as a gestor"),
    find=lambda _subject: [],
    erase=_erase_candidate,
    due=_chosen_due,
)
TIMES = Holding(
    name="gestores.times",
    title=_("The time of somebody as a gestor"),
    models=("gestores.Gestor",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the last day as a gestor"),
    find=lambda subject: [
        Kept(str(one.pk), one.began_on, str(_("gestor"))) for one in of_staff(Gestor.objects.all(), subject)
    ],
    erase=lambda key: _delete(Gestor.objects.all(), key),
    due=lambda before, most: first_keys(Gestor.objects.filter(ended_on__lt=before, candidate=None), most),
    content=lambda key: words_of(
        Gestor.objects.get(pk=key), ("began_on", "ended_on", "ending", "call_in_emergency")
    ),
)
SHIFTS = Holding(
    name="gestores.shifts",
    title=_("Shifts of gestores"),
    models=("gestores.PlannedShift",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day of the shift"),
    find=lambda subject: [
        Kept(str(one.pk), one.on, str(one.get_part_display()))
        for one in of_staff(PlannedShift.objects.all(), subject)
    ],
    erase=lambda key: _delete(PlannedShift.objects.all(), key),
    due=lambda before, most: first_keys(PlannedShift.objects.filter(on__lt=before), most),
    content=lambda key: words_of(PlannedShift.objects.get(pk=key), ("on", "part", "state")),
)
TRAINING = Holding(
    name="gestores.training",
    title=_("What gestores learnt"),
    models=("gestores.Attendance",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day of the course"),
    find=lambda subject: [
        Kept(str(one.pk), one.day.held_on, one.day.course.title)
        for one in of_staff(Attendance.objects.select_related("day__course"), subject)
    ],
    erase=lambda key: _delete(Attendance.objects.all(), key),
    due=lambda before, most: first_keys(Attendance.objects.filter(day__held_on__lt=before), most),
    content=lambda key: Attendance.objects.values("day__held_on", "day__course__title", "finished").get(
        pk=key
    ),
)
SUPERVISIONS = Holding(
    name="gestores.supervisions",
    title=_("Talks of supervision"),
    models=("gestores.Supervision",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day of the talk"),
    find=lambda subject: [
        Kept(str(one.pk), one.held_on, str(_("supervision")))
        for one in of_staff(Supervision.objects.all(), subject)
    ],
    erase=lambda key: _delete(Supervision.objects.all(), key),
    due=lambda before, most: first_keys(Supervision.objects.filter(held_on__lt=before), most),
    content=lambda key: words_of(Supervision.objects.get(pk=key), ("held_on", "note", "agreed", "next_on")),
)

HOLDINGS = (CANDIDATES, CHOSEN, TIMES, SHIFTS, TRAINING, SUPERVISIONS)
