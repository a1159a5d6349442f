"""What is kept of the days of gestores and of how they are, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pazos.domain.outreach.models import Distress, Presence, SafetyIncident, WellbeingCheck
from pazos.domain.rights.registry import Holding, Kept
from pazos.domain.rights.rows import erase_row, first_keys, of_staff_or_number, words_of
from pazos.domain.rights.vocabulary import Basis, Purpose

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


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
        for one in of_staff_or_number(Presence.objects.all(), subject, person="written_by")
    ],
    erase=lambda key: erase_row(Presence.objects.all(), key),
    due=lambda before, most: first_keys(Presence.objects.filter(done_on__lt=before), most),
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
        for one in of_staff_or_number(WellbeingCheck.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: erase_row(WellbeingCheck.objects.all(), key),
    due=lambda before, most: first_keys(WellbeingCheck.objects.filter(on__lt=before), most),
    content=lambda key: words_of(
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
        for one in of_staff_or_number(SafetyIncident.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: erase_row(SafetyIncident.objects.all(), key),
    due=lambda before, most: first_keys(_incidents_over(before), most),
    content=lambda key: words_of(
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
        for one in of_staff_or_number(Distress.objects.all(), subject, person="gestor")
    ],
    erase=lambda key: erase_row(Distress.objects.all(), key),
    due=lambda before, most: first_keys(Distress.objects.filter(pressed_at__date__lt=before), most),
    content=lambda key: words_of(Distress.objects.get(pk=key), ("pressed_at", "note")),
)


def _incidents_over(before: date) -> QuerySet[SafetyIncident]:
    return SafetyIncident.objects.annotate(over=Coalesce("ended_on", "on")).filter(over__lt=before)


HOLDINGS = (PRESENCE, WELLBEING, INCIDENTS, DISTRESS)
