"""A restorative process and a judge's measure at any moment of their way, as tests need them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from accompanied import person, worker
from pazos.domain.justice.actions import agreeing, asking, ending, measures, meeting, opening, reports
from pazos.domain.justice.models import Court
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Case
    from pazos.domain.justice.models import (
        Duty,
        JudgeReport,
        Measure,
        Party,
        Process,
        ProcessMeeting,
        Willingness,
    )
    from pazos.domain.people.models import Staff

SECRET = "lo del portón verde"
NAME = "La Mona de la esquina"


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def flor() -> Staff:
    return person("Flor", Role.FACILITATOR)


def opened(*, days: int = 40, **changed: Any) -> Process:
    values = {"id": uuid4(), "asked": "harmed", "asked_on": ago(days), "harm": "injury", "summary": SECRET}
    return opening.open_process(**{**values, **changed}, by=flor())


def party(process: Process, side: str, **changed: Any) -> Party:
    values = {"id": uuid4(), "side": side, "name": NAME, "contact": SECRET}
    return opening.add_party(process, **{**values, **changed}, by=flor())


def says(who: Party, *, days: int, wants: bool = True, **changed: Any) -> Willingness:
    return asking.ask(who, id=uuid4(), on=ago(days), wants=wants, alone=True, **changed, by=flor())


def met(process: Process, kind: str, *people: Party, days: int) -> ProcessMeeting:
    keys = [one.pk for one in people]
    return meeting.hold(process, id=uuid4(), kind=kind, on=ago(days), parties=keys, note=SECRET, by=flor())


def ready() -> tuple[Process, Party, Party]:
    """Return a process whose sides were asked, prepared, and asked again."""
    process = opened()
    harmed, other = party(process, "harmed"), party(process, "responsible")
    for who in (harmed, other):
        says(who, days=30)
        met(process, "preparation", who, days=20)
        says(who, days=10)
    ending.make_ready(process, is_safe=True, told_rights=True, by=flor())
    return process, harmed, other


def accepted(*people: Party, **changed: bool) -> agreeing.Said:
    """Return that some people accepted, and that everything was asked of each."""
    checks = dict.fromkeys(("is_proportionate", "humiliates_nobody", "told_of_lawyer"), True)
    return agreeing.Said([one.pk for one in people], **{**checks, **changed})


def proposed(who: Party, *, days: int = -30, **changed: Any) -> Duty:
    values = {"id": uuid4(), "text": SECRET, "measure": "tres sábados", "due_on": ago(days)}
    return agreeing.propose(who, **{**values, **changed}, by=flor())


def agreed() -> tuple[Process, Party, Party, Duty]:
    process, harmed, other = ready()
    met(process, "circle", harmed, other, days=9)
    duty = proposed(other)
    agreeing.agree(process, said=accepted(harmed, other), on=ago(8), by=flor())
    duty.refresh_from_db()
    return process, harmed, other, duty


def court(name: str = "Juzgado 2 Penal para Adolescentes") -> Court:
    """A court of the city's list."""
    return Court.objects.get_or_create(name=name, city="Santiago de Cali")[0]


def ordered(case: Case, **changed: Any) -> Measure:
    values = {
        "id": uuid4(),
        "kind": "service",
        "court": court(),
        "file_number": "76520-60",
        "begins_on": ago(100),
        "ends_on": ago(-60),
        "hours": 60,
        "report_every_months": 2,
    }
    return measures.write(case, **{**values, **changed}, by=worker("Ana"))


def told(measure: Measure, *, days: int = 0, by: Staff | None = None) -> JudgeReport:
    said = {"until_on": ago(days), "compliance": "kept", "school": "yes", "asks": "nothing"}
    return reports.write(measure, id=uuid4(), **said, by=by or worker("Ana"))
