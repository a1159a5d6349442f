"""People who are accompanied, as tests need them: a pair, a supervisor, somebody who permits it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.domain.activities.models import Activity
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.participants.models import Participant
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.models import Consent
from pazos.domain.strategy.models import Component, Programme, Strategy
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.cases.models import Case

TODAY = timezone.localdate


def person(name: str, role: Role, *, organisation: Organisation | None = None) -> Staff:
    """Return an account of a role, made once a name."""
    found = Staff.objects.filter(username=name).first()
    return found or Staff.objects.create(username=name, name=name, role=role, organisation=organisation)


def worker(name: str = "Ana") -> Staff:
    """Return somebody who accompanies people."""
    return person(name, Role.CASE_WORKER)


def supervisor(name: str = "Sara") -> Staff:
    """Return somebody who supervises cases."""
    return person(name, Role.CASE_SUPERVISOR)


def participant(name: str = "Camila Restrepo") -> Participant:
    """Return somebody who takes part, without a permission yet."""
    now = timezone.now()
    return Participant.objects.create(
        person_key=uuid.uuid4().hex,
        name=name,
        agreed_on=TODAY(),
        registered_by=supervisor(),
        registered_at=now,
        changed_at=now,
    )


def permits(one: Participant, *, until: date | None = None, **changed: Any) -> Consent:
    """Write down that somebody permits to be accompanied."""
    values = {
        "subject_kind": "participant",
        "subject_key": one.pk,
        "basis": "consent",
        "purpose": "accompaniment",
        "purpose_text": "para acompañarle",
        "signatory": "la persona",
        "relation": "self",
        "given_on": TODAY() - timedelta(days=400),
        "expires_on": until or TODAY() + timedelta(days=365),
        "written_at": timezone.now(),
        **changed,
    }
    return Consent.objects.create(**values)


def under_age(one: Participant, *, years: int = 16) -> Participant:
    """Let somebody be known to be under age, whose guardian signed what they permitted and who was heard."""
    born_on = TODAY().replace(year=TODAY().year - years, month=1, day=1)
    one.traits = {"birth_year": born_on.year, "birth_month": born_on.month}
    one.save()
    for row in Consent.objects.filter(subject_key=one.pk):
        row.relation, row.born_on = "guardian", born_on
        row.heard_on, row.heard_by = row.given_on, one.registered_by
        row.save()
    return one


def case_of(
    name: str = "Camila Restrepo", *, on: date | None = None, pair: Sequence[Staff] = (), **changed: Any
) -> Case:
    """Return an open case of a new person who permits it, of a pair (Ana and Beto)."""
    one = participant(name)
    permits(one)
    values = {
        "participant": one,
        "supervisor": supervisor(),
        "pair": pair or [worker("Ana"), worker("Beto")],
        "on": on or TODAY() - timedelta(days=60),
        "by": supervisor(),
        **changed,
    }
    return open_case(None, **values)


def programme() -> Programme:
    """Return a programme that cohorts go through."""
    strategy = Strategy.objects.create(name="E", starts_on=date(2020, 1, 1), ends_on=date(2040, 1, 1))
    part = Component.objects.create(strategy=strategy, code="int", position=1, name="Intervención")
    office = Organisation.objects.create(name="Secretaría", kind="city")
    return Programme.objects.create(component=part, code="int-1", name="Forjar", department=office)


def workshop(by: Staff) -> Activity:
    """Return an activity of today to which people come."""
    return Activity.objects.create(
        code="t-1",
        programme=programme(),
        name="Taller",
        kind="training",
        starts_on=TODAY(),
        ends_on=TODAY(),
        responsible=by.organisation,
        entered_by=by,
        entered_at=timezone.now(),
    )
