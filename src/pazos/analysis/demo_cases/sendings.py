"""What an invented case worker's phone sent and could not be taken: one sending a pile of whoever supervises.

They come in by the door's own deed, after everything else stands: nothing here writes a row of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from pazos.domain.cases.models import Case
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.fieldwork.actions.devices import make_device
from pazos.domain.fieldwork.actions.keeping import Said
from pazos.domain.fieldwork.actions.receiving import receive
from pazos.domain.fieldwork.actions.settling import send_back

if TYPE_CHECKING:
    from pazos.domain.fieldwork.models import Device, Submission
    from pazos.domain.people.models import Staff

PHONE = "Teléfono de la dupla"
NEVER_SET = datetime.fromisoformat("2019-01-01T10:00:00+00:00")  # the clock of a phone that was new
WRITTEN = (
    "Hablamos de volver al colegio de noche; quedamos en ir juntos el martes.",
    "La mamá contó que consiguió turno en la mañana.",
    "Caminamos hasta el parque y preparamos la entrevista del viernes.",
)
WHY = "¿Fue el martes o el miércoles? Ese día tenía permiso del equipo."


def invent_sendings(worker: Staff, *, supervisor: Staff) -> list[Submission]:
    """Send three meetings of a worker's cases from a phone whose clock was wrong; one is sent back with a question."""
    own = Case.objects.filter(state=CaseState.ACTIVE, first_worker=worker).order_by("opened_on", "pk")
    phone, _key = make_device(name=PHONE, by=worker)
    held = [_sent(phone, case, note) for case, note in zip(own, WRITTEN, strict=False)]
    return [*held[:-1], *(send_back(one, reason=WHY, by=supervisor) for one in held[-1:])]


def _sent(phone: Device, case: Case, note: str) -> Submission:
    values = {
        "case": str(case.pk),
        "kind": "home_visit",
        "came": "met",
        "on": (timezone.localdate() - timedelta(days=1)).isoformat(),
        "minutes": 45,
        "dimensions": ["family"],
        "note": note,
    }
    (row,) = receive(phone, [_said(values)], clock=timezone.now())
    return row


def _said(values: dict[str, Any]) -> Said:
    number, record = uuid4(), uuid4()
    content = {
        "id": str(number),
        "form": "case_session",
        "form_version": 1,
        "record": str(record),
        "base_version": None,
        "after": None,
        "written_at": NEVER_SET.isoformat(),
        "values": values,
    }
    return Said(
        id=number,
        form="case_session",
        form_version=1,
        record=record,
        base_version=None,
        after=None,
        written_at=NEVER_SET,
        content=content,
    )
