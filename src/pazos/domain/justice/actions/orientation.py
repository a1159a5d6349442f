"""Legal orientation of somebody, counted and not named; and days on which justice goes to a neighbourhood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.rules.working import what_blocks_reach
from pazos.domain.justice.models import JusticeDay, Orientation
from pazos.domain.justice.rules import orienting as rules
from pazos.domain.justice.vocabulary import Matter
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood


@transaction.atomic
def orient(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    matter: str,
    on: date,
    solved: bool,
    note: str = "",
    day: JusticeDay | None = None,
    case: Case | None = None,
    by: Staff,
) -> Orientation:
    """Count one orientation; a note is short, sealed and without names, and none is needed.

    The same `id` sent twice counts one.
    """
    _may_give(by)
    own = Orientation.objects.filter(by=by)
    known = own.filter(pk=id).first()
    if known is not None:
        return known
    if case is not None:
        refuse(what_blocks_reach(case, by=by))
    on = answers.past_day("on", on, on=timezone.localdate())
    refuse(rules.what_blocks_orienting(on=on, day_is_on=day.on if day else None))
    given = Orientation(
        id=id,
        day=day,
        on=on,
        matter=answers.one_of("matter", matter, Matter),
        case=case,
        note=answers.short_text("note", note, most=600),
        solved=solved,
        by=by,
    )
    if (standing := at_once.put(given, own=own)) is not None:
        return standing
    made(given, by=by)
    audit.record("orientation.given", given, by=by, matter=given.matter)
    return given


@transaction.atomic
def correct(orientation: Orientation, *, matter: str, solved: bool, note: str, by: Staff) -> None:
    """Correct one orientation of one's own."""
    held = _own(orientation, by=by)
    said = change(
        held,
        by=by,
        matter=answers.one_of("matter", matter, Matter),
        solved=solved,
        note=answers.short_text("note", note, most=600),
    )
    if said is not None:
        audit.record("orientation.corrected", held, by=by)


@transaction.atomic
def take_out(orientation: Orientation, *, by: Staff) -> None:
    """Take out one that was counted by mistake."""
    held = _own(orientation, by=by)
    audit.record("orientation.removed", held, by=by)
    held.delete()


def _own(orientation: Orientation, *, by: Staff) -> Orientation:
    held = at_once.in_hand(Orientation.objects.all(), orientation.pk)
    if held.by_id != by.pk and by.scope(Permission.GIVE_ORIENTATION) is not Scope.CITY:
        raise PermissionDenied
    return held


@transaction.atomic
def plan_day(
    *, on: date, neighbourhood: Neighbourhood, place: str, institutions: str, by: Staff
) -> JusticeDay:
    """Write down a day on which justice goes to a neighbourhood, and with whom."""
    _may_give(by)
    refuse(rules.what_blocks_day(names_place=bool(place.strip())))
    day = JusticeDay.objects.create(
        on=on,
        neighbourhood=neighbourhood,
        place=place.strip(),
        institutions=institutions.strip(),
        by=by,
    )
    made(day, by=by)
    audit.record("justice_day.planned", day, by=by)
    return day


@transaction.atomic
def change_day(
    day: JusticeDay,
    *,
    on: date,
    neighbourhood: Neighbourhood,
    place: str,
    institutions: str,
    attended: int | None,
    by: Staff,
) -> None:
    """Correct a day, or say how many were attended by all institutions together."""
    _may_give(by)
    held = at_once.in_hand(JusticeDay.objects.all(), day.pk)
    counted = held.orientations.count()
    refuse(
        (
            *rules.what_blocks_day(names_place=bool(place.strip())),
            *rules.what_blocks_attended(
                attended, counted=counted, on=on, moved=on != held.on, today=timezone.localdate()
            ),
        )
    )
    said = change(
        held,
        by=by,
        on=on,
        neighbourhood=neighbourhood,
        place=place.strip(),
        institutions=institutions.strip(),
        attended=attended,
    )
    if said is not None:
        audit.record("justice_day.changed", held, by=by)


def _may_give(by: Staff) -> None:
    if reach_of(by, Permission.GIVE_ORIENTATION).is_nothing:
        raise PermissionDenied
