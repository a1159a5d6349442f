"""How gestores are: they check in, report what threatened them, and call for help; somebody answers.

A gestor writes of themselves only. Whoever answers never answers their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils import timezone

from pazos.domain.outreach import answers
from pazos.domain.outreach.alarm import ring
from pazos.domain.outreach.models import Distress, SafetyIncident, WellbeingCheck
from pazos.domain.outreach.reaching import called, told_to
from pazos.domain.outreach.vocabulary import IncidentKind, Shift
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import cluster_of, clusters_of, reach_of
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import Q

    from pazos.domain.outreach.models.safety import AboutGestor
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

    A = TypeVar("A", bound=AboutGestor)

MEASURES = 500


@transaction.atomic
def check_in(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    on: date,
    mood: int,
    sleep: int,
    safe: int,
    wants_to_talk: bool,
    note: str,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> WellbeingCheck:
    """Say how one is this week, from one (bad) to five (well)."""
    content = {
        "on": answers.past_day("on", on, on=timezone.localdate(at)),
        "mood": answers.number("mood", mood, least=1, most=5),
        "sleep": answers.number("sleep", sleep, least=1, most=5),
        "safe": answers.number("safe", safe, least=1, most=5),
        "wants_to_talk": answers.yes_or_no("wants_to_talk", wants_to_talk),
        "note": answers.short_text("note", note),
    }
    gestor = _teller(by, author)
    earlier = answers.written_before(WellbeingCheck, id, by=gestor, content=content, writer="gestor_id")
    if earlier is not None:
        return earlier
    cluster = _cluster(gestor, None, on=on)
    made = WellbeingCheck.objects.create(id=id, gestor=gestor, cluster=cluster, written_at=at, **content)
    audit.record("wellbeing.told", made, by=by)
    return made


@transaction.atomic
def answer_check(check: WellbeingCheck, *, by: Staff) -> WellbeingCheck:
    """Say that somebody talked with the gestor; answered twice it keeps the first answer."""
    row = _told(WellbeingCheck, check, by=by, condition=told_to(by))
    if row.answered_at is None:
        row.answered_at, row.answered_by = timezone.now(), by
        row.save(update_fields=["answered_at", "answered_by"])
        audit.record("wellbeing.answered", row, by=by)
    return row


@transaction.atomic
def report_incident(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    kind: str,
    on: date,
    shift: str,
    neighbourhood: str | None,
    note: str,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> SafetyIncident:
    """Report something that put oneself at risk; where it was may be left out."""
    day = answers.past_day("on", on, on=timezone.localdate(at))
    place = answers.place("neighbourhood", neighbourhood, on=day) if neighbourhood else None
    content = {
        "kind": answers.one_of("kind", kind, IncidentKind),
        "on": day,
        "shift": answers.one_of("shift", shift, Shift),
        "neighbourhood": place,
        "note": answers.short_text("note", note),
    }
    gestor = _teller(by, author)
    earlier = answers.written_before(SafetyIncident, id, by=gestor, content=content, writer="gestor_id")
    if earlier is not None:
        return earlier
    cluster = _cluster(gestor, None, on=day)
    made = SafetyIncident.objects.create(id=id, gestor=gestor, cluster=cluster, written_at=at, **content)
    audit.record("safety.reported", made, by=by)
    return made


@transaction.atomic
def attend_incident(incident: SafetyIncident, *, measures: str, by: Staff) -> SafetyIncident:
    """Write what is done for the gestor: rest, another cluster, accompaniment."""
    row = _told(SafetyIncident, incident, by=by, condition=told_to(by))
    text = answers.short_text("measures", measures, most=MEASURES)
    if not text:
        raise InputProblem(N_("{field} is empty. Say what is done for the gestor."), field="measures")
    row.measures = text
    row.attended_at, row.attended_by = row.attended_at or timezone.now(), row.attended_by or by
    row.save(update_fields=["measures", "attended_at", "attended_by"])
    audit.record("safety.attended", row, by=by)
    return row


@transaction.atomic
def end_incident(incident: SafetyIncident, *, ended_on: date, by: Staff) -> SafetyIncident:
    """Say that the risk is over; only after something was done for the gestor."""
    row = _told(SafetyIncident, incident, by=by, condition=told_to(by))
    day = answers.past_day("ended_on", ended_on, on=timezone.localdate())
    if row.attended_at is None:
        raise InputProblem(N_("Nothing was done for the gestor yet. Write the measures first."))
    if day < row.on:
        raise InputProblem(N_("{field} lies before the day it happened."), field="ended_on")
    if row.ended_on != day:
        row.ended_on = day
        row.save(update_fields=["ended_on"])
        audit.record("safety.ended", row, by=by)
    return row


@transaction.atomic
def press_distress(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    neighbourhood: str | None,
    pressed_at: datetime,
    by: Staff,
    at: datetime,
) -> Distress:
    """Call for help. It is taken whatever else is missing: an unknown place is no reason to refuse it."""
    if reach_of(by, Permission.SEE_SAFETY).is_nothing:
        raise OutOfReachError(N_("Your account does not write from the street today."))
    earlier = answers.written_before(
        Distress, id, by=by, content={"pressed_at": pressed_at}, writer="gestor_id"
    )
    if earlier is not None:
        return earlier
    on = timezone.localdate(at)
    place = _place_if_known(neighbourhood, on=on)
    made = Distress.objects.create(
        id=id,
        gestor=by,
        cluster=_cluster(by, place, on=on),
        neighbourhood=place,
        pressed_at=pressed_at,
        written_at=at,
    )
    audit.record("distress.pressed", made, by=by)
    ring(made)
    return made


@transaction.atomic
def answer_distress(distress: Distress, *, by: Staff) -> Distress:
    """Say "I have it": the others see that somebody answers; the first who answers stays."""
    row = _told(Distress, distress, by=by, condition=called(by, at=timezone.now()))
    if row.answered_at is None:
        row.answered_at, row.answered_by = timezone.now(), by
        row.save(update_fields=["answered_at", "answered_by"])
        audit.record("distress.answered", row, by=by)
    return row


@transaction.atomic
def end_distress(distress: Distress, *, was_false_alarm: bool, note: str, by: Staff) -> Distress:
    """End a call for help that somebody answered; ended twice it keeps the first end."""
    row = _told(Distress, distress, by=by, condition=called(by, at=timezone.now()))
    false_alarm = answers.yes_or_no("was_false_alarm", was_false_alarm)
    text = answers.short_text("note", note)
    if row.answered_at is None:
        raise InputProblem(N_("Nobody answered this call yet. Answer it first."))
    if row.ended_at is None:
        row.ended_at, row.was_false_alarm, row.note = timezone.now(), false_alarm, text
        row.save(update_fields=["ended_at", "was_false_alarm", "note"])
        audit.record("distress.ended", row, by=by)
    return row


def _teller(by: Staff, author: Staff | None) -> Staff:
    """Return of whom a record tells; a coordinator may take in what a phone brought back late."""
    if author is None or author == by:
        if reach_of(by, Permission.SEE_SAFETY).is_nothing:
            raise OutOfReachError(N_("Your account does not write from the street today."))
        return by
    reach = reach_of(by, Permission.SETTLE_EDITS)
    theirs = author.memberships.values_list("cluster", flat=True)
    if reach.is_nothing or not (reach.scope is Scope.CITY or not theirs or reach.clusters & set(theirs)):
        raise OutOfReachError(N_("Only the cluster's coordinator takes in what somebody else wrote."))
    return author


def _cluster(gestor: Staff, place: Neighbourhood | None, *, on: date) -> WorkCluster | None:
    """Where they are if that is known to be in a cluster, else where they belong."""
    here = cluster_of(place, on=on) if place else None
    return here or WorkCluster.objects.filter(pk__in=clusters_of(gestor, on=on)).first()


def _place_if_known(code: str | None, *, on: date) -> Neighbourhood | None:
    try:
        return answers.place("neighbourhood", code, on=on) if code else None
    except InputProblem:
        return None


def _told(model: type[A], row: A, *, by: Staff, condition: Q) -> A:
    """Return a row that somebody else wrote and that reaches this person, locked."""
    numbers = model._default_manager.filter(condition, pk=row.pk).values_list("pk", flat=True)
    found = model._default_manager.select_for_update().filter(pk__in=list(numbers)).first()
    if found is None:
        raise OutOfReachError(N_("This is outside your clusters."))
    if found.gestor_id == by.pk:
        raise InputProblem(N_("Somebody else answers what you told of yourself."))
    return found
