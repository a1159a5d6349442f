"""What is kept of restorative processes, measures and orientation, and how it is erased so that counts are left.

Who takes part in a process is found through the case that a party is linked to; a party without one is found
by the number of the process. A process speaks of several people and is handed to none of them; a person's own
part of it (how they are called, what they answered, what they owe) is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.models import (
    Duty,
    FormerCount,
    Measure,
    Orientation,
    Party,
    Process,
    Willingness,
)
from pazos.domain.justice.rules.steps import ENDED
from pazos.domain.justice.standing import PROCESSES
from pazos.domain.justice.vocabulary import Counted, DutyState, Side, Stopped
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import count_gone, erase_row, first_keys, of_participant_or_number
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def _counted(what: Counted, *, year: int, code: str) -> None:
    count_gone(FormerCount.objects.all(), what=what, year=year, code=code, more={"number": 1})


def _find_parties(subject: Subject) -> list[Kept]:
    if subject.kind == SubjectKind.PARTICIPANT:
        found = Party.objects.filter(case__participant=subject.key)
    elif subject.kind == SubjectKind.RECORD:
        found = Party.objects.filter(Q(pk=subject.key) | Q(answers=subject.key)).distinct()
    else:
        return []
    rows = found.select_related("process").order_by("pk")
    return [Kept(str(one.pk), one.process.asked_on, str(_("part in a restorative process"))) for one in rows]


def _erase_party(key: str) -> Gone:
    """Remove somebody from a process. Nobody can tell whom its free words are about, so they go too."""
    party = Party.objects.select_related("process").filter(pk=key).first()
    if party is None:
        return Gone(0)
    process = party.process
    if process.state not in ENDED and party.side in (Side.HARMED, Side.RESPONSIBLE):
        is_harmed = party.side == Side.HARMED
        process.state, process.ended_on = "stopped", timezone.localdate()
        process.stopped = Stopped.HARMED if is_harmed else Stopped.RESPONSIBLE
        owed = process.duties.filter(agreed_on__isnull=False, state=DutyState.OPEN)
        owed.update(state=DutyState.LET_GO, ended_on=process.ended_on)
    process.summary = ""
    process.save()
    for meeting in process.meetings.filter(parties=party):
        meeting.note = ""
        meeting.save(update_fields=["note"])
    parts = (Willingness.objects.filter(party=party), Duty.objects.filter(party=party))
    return erase_row(Party.objects.all(), key, *parts)


def _due_parties(before: date, most: int) -> list[str]:
    return first_keys(Party.objects.filter(process__ended_on__lt=before), most)


def _party_content(key: str) -> Mapping[str, Any]:
    one = Party.objects.select_related("process").get(pk=key)
    owed = [
        {
            str(_("duty")): duty.text,
            str(_("until the day")): duty.due_on,
            str(_("how it stands")): duty.get_state_display()
            if duty.agreed_on
            else str(_("proposed, binds nobody")),
        }
        for duty in one.duties.all()
    ]
    return {
        str(_("name")): one.name,
        str(_("how to reach them")): one.contact,
        str(_("side")): one.get_side_display(),
        str(_("guardian")): one.guardian,
        str(_("what they wish")): one.wishes,
        str(_("asked whether they want it on")): [row.on for row in one.answers.order_by("on")],
        str(_("their duties")): owed,
    }


def _find_processes(subject: Subject) -> list[Kept]:
    if subject.kind != SubjectKind.RECORD:
        return []
    own = Q(pk=subject.key) | Q(meetings=subject.key) | Q(duties=subject.key)
    rows = Process.objects.filter(own).distinct()
    return [Kept(str(one.pk), one.asked_on, str(_("restorative process"))) for one in rows]


def _erase_process(key: str) -> Gone:
    process = Process.objects.filter(pk=key).first()
    if process is None:
        return Gone(0)
    _counted(Counted.PROCESS, year=process.asked_on.year, code=process.state)
    answers = Willingness.objects.filter(party__process=process)
    parts = (process.parties.all(), process.meetings.all(), process.duties.all(), answers)
    return erase_row(Process.objects.all(), key, *parts)


def _due_processes(before: date, most: int) -> list[str]:
    return first_keys(Process.objects.filter(ended_on__lt=before), most)


def _find_measures(subject: Subject) -> list[Kept]:
    if subject.kind == SubjectKind.PARTICIPANT:
        found = Measure.objects.filter(case__participant=subject.key)
    elif subject.kind == SubjectKind.RECORD:
        found = Measure.objects.filter(Q(pk=subject.key) | Q(done=subject.key) | Q(reports=subject.key))
    else:
        return []
    return [Kept(str(one.pk), one.begins_on, str(_("measure of a judge"))) for one in found.distinct()]


def _erase_measure(key: str) -> Gone:
    measure = Measure.objects.filter(pk=key).first()
    if measure is None:
        return Gone(0)
    _counted(Counted.MEASURE, year=measure.begins_on.year, code=measure.kind)
    return erase_row(Measure.objects.all(), key, measure.done.all(), measure.reports.all())


def _due_measures(before: date, most: int) -> list[str]:
    """Return those over before a day; of somebody who asked to be erased, those that are over at all."""
    rows = Measure.objects.annotate(over=Coalesce("ended_on", "ends_on"))
    asked = Q(case__emptied_at__isnull=False, over__lt=timezone.localdate())
    return first_keys(rows.filter(Q(over__lt=before) | asked), most)


def _measure_kept_until(key: str) -> date | None:
    """Return the last day of a measure that runs today."""
    runs = Measure.objects.filter(pk=key, ended_on__isnull=True, ends_on__gte=timezone.localdate())
    return runs.values_list("ends_on", flat=True).first()


def _measure_content(key: str) -> Mapping[str, Any]:
    one = Measure.objects.get(pk=key)
    done = sum((row.hours for row in one.done.all()), 0)
    told = [row.sent_on for row in one.reports.filter(sent_on__isnull=False)]
    return {
        str(_("measure")): one.get_kind_display(),
        str(_("court")): one.court,
        str(_("number of the file")): one.file_number,
        str(_("it began on")): one.begins_on,
        str(_("it ends on")): one.ended_on or one.ends_on,
        str(_("hours that were ordered")): one.hours,
        str(_("hours that were done")): done,
        str(_("the judge was told on")): told,
    }


def _find_orientations(subject: Subject) -> list[Kept]:
    found = of_participant_or_number(Orientation.objects.all(), subject)
    return [Kept(str(one.pk), one.on, str(_("legal orientation"))) for one in found]


def _erase_orientation(key: str) -> Gone:
    given = Orientation.objects.filter(pk=key).first()
    if given is None:
        return Gone(0)
    _counted(Counted.ORIENTATION, year=given.on.year, code=given.matter)
    return erase_row(Orientation.objects.all(), key)


def _due_orientations(before: date, most: int) -> list[str]:
    return first_keys(Orientation.objects.filter(on__lt=before), most)


def _orientation_content(key: str) -> Mapping[str, Any]:
    one = Orientation.objects.get(pk=key)
    return {
        str(_("day")): one.on,
        str(_("matter")): one.get_matter_display(),
        str(_("solved")): one.solved,
        str(_("note")): one.note,
    }


HOLDINGS = (
    Holding(
        name="justice.parties",
        title=_("Who takes part in restorative processes, and what they answered"),
        models=("justice.Party", "justice.Willingness"),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=24,
        since=_("the day the process ended"),
        find=_find_parties,
        erase=_erase_party,
        due=_due_parties,
        content=_party_content,
    ),
    Holding(
        name=PROCESSES,
        title=_("Restorative processes, their meetings and duties"),
        models=("justice.Process", "justice.ProcessMeeting", "justice.Duty"),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=24,
        since=_("the day the process ended"),
        find=_find_processes,
        erase=_erase_process,
        due=_due_processes,
    ),
    Holding(
        name="justice.measures",
        title=_("Measures of the system for adolescents, hours and reports to judges"),
        models=("justice.Measure", "justice.MeasureHours", "justice.JudgeReport"),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.COURT_ORDER,
        months=60,
        since=_("the day the measure ended"),
        kept_until=_measure_kept_until,
        kept_because=_(
            "A judge ordered this measure: its hours and its reports are a duty of the law while it runs "
            "(Law 1098 of 2006, art. 177 to 187)."
        ),
        find=_find_measures,
        erase=_erase_measure,
        due=_due_measures,
        content=_measure_content,
    ),
    Holding(
        name="justice.orientations",
        title=_("Legal orientation"),
        models=("justice.Orientation",),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.PUBLIC_FUNCTION,
        months=24,
        since=_("the day it was given"),
        find=_find_orientations,
        erase=_erase_orientation,
        due=_due_orientations,
        content=_orientation_content,
    ),
)
