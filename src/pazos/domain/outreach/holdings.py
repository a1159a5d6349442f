"""What is kept of the days of gestores and of how they are, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pazos.domain.outreach.models import Distress, Presence, SafetyIncident, WellbeingCheck
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import TypeVar

    from django.db.models import Model, QuerySet

    M = TypeVar("M", bound=Model)


def _of(rows: QuerySet[M], subject: Subject, *, person: str) -> list[M]:
    """Return the rows about a member of staff, or the one of that number."""
    if subject.kind == SubjectKind.STAFF and subject.number is not None:
        return list(rows.filter(**{person: subject.number}))
    return list(rows.filter(pk=subject.key)) if subject.kind == SubjectKind.RECORD else []


def _erase(rows: QuerySet[M], key: str) -> Gone:
    gone = rows.filter(pk=key).delete()[0]
    return Gone(gone, frozenset({UUID(key)}) if gone else frozenset())


def _due(rows: QuerySet[M], most: int) -> list[str]:
    return [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)[:most]]


def _words(row: Model, names: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in names}


PRESENCE = Holding(
    name="outreach.presence",
    title=_("Walks, visits and activities of gestores"),
    models=("outreach.Presence",),
    purpose=Purpose.STREET_WORK,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day of the walk or visit"),
    find=lambda subject: [
        Kept(str(one.pk), one.done_on, str(one.get_activity_display()))
        for one in _of(Presence.objects.all(), subject, person="written_by")
    ],
    erase=lambda key: _erase(Presence.objects.all(), key),
    due=lambda before, most: _due(Presence.objects.filter(done_on__lt=before), most),
)
WELLBEING = Holding(
    name="outreach.wellbeing",
    title=_("How gestores said they are"),
    models=("outreach.WellbeingCheck",),
    purpose=Purpose.CARE,
    basis=Basis.CONSENT,
    months=24,
    since=_("the day it was said"),
    find=lambda subject: [
        Kept(str(one.pk), one.on, str(_("well-being check")))
        for one in _of(WellbeingCheck.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: _erase(WellbeingCheck.objects.all(), key),
    due=lambda before, most: _due(WellbeingCheck.objects.filter(on__lt=before), most),
    content=lambda key: _words(
        WellbeingCheck.objects.get(pk=key), ("on", "mood", "sleep", "safe", "wants_to_talk", "note")
    ),
)
INCIDENTS = Holding(
    name="outreach.incidents",
    title=_("What put gestores at risk, and what was done for them"),
    models=("outreach.SafetyIncident",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day it ended, else the day it happened"),
    find=lambda subject: [
        Kept(str(one.pk), one.on, str(one.get_kind_display()))
        for one in _of(SafetyIncident.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: _erase(SafetyIncident.objects.all(), key),
    due=lambda before, most: _due(_incidents_over(before), most),
    content=lambda key: _words(
        SafetyIncident.objects.get(pk=key), ("on", "kind", "note", "measures", "ended_on")
    ),
)
DISTRESS = Holding(
    name="outreach.distress",
    title=_("Calls for help of gestores"),
    models=("outreach.Distress",),
    purpose=Purpose.CARE,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day of the call"),
    find=lambda subject: [
        Kept(str(one.pk), one.pressed_at.date(), str(_("call for help")))
        for one in _of(Distress.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: _erase(Distress.objects.all(), key),
    due=lambda before, most: _due(Distress.objects.filter(pressed_at__date__lt=before), most),
    content=lambda key: _words(Distress.objects.get(pk=key), ("pressed_at", "note")),
)


def _incidents_over(before: date) -> QuerySet[SafetyIncident]:
    return SafetyIncident.objects.annotate(over=Coalesce("ended_on", "on")).filter(over__lt=before)


HOLDINGS = (PRESENCE, WELLBEING, INCIDENTS, DISTRESS)
