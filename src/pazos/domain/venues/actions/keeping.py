"""Deeds on venues: made, changed, inspected, people counted in them, activities held in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from pazos.domain.activities.models import Activity
from pazos.domain.activities.queries import activity as seen_activity
from pazos.domain.outreach import answers
from pazos.domain.partners.asking import words
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.teams.queries import cluster_of
from pazos.domain.territory.queries import in_force
from pazos.domain.venues.models import Inspection, UseCount, Venue, VenueActivity
from pazos.domain.venues.reaching import may_keep, must_keep, must_keep_for
from pazos.domain.venues.rules import Block
from pazos.domain.venues.vocabulary import Condition, Feature, Kind
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

CHANGEABLE = frozenset(
    {
        *("name", "kind", "neighbourhood", "latitude", "longitude", "area_metres2", "keeper"),
        "closed_on",
    }
)
MOST_PEOPLE, SAFEST, LAST_HOUR = 5000, 5, 23
FARTHEST = 0.3  # degrees, some 33 km beyond the outermost neighbourhood whose place is known


@transaction.atomic
def make(
    *, name: str, kind: str, neighbourhood: Neighbourhood, by: Staff, code: str = "", **said: Any
) -> Venue:
    """Make a venue (any of CHANGEABLE besides); its cluster is the one of its neighbourhood today.

    Raises:
        InputProblem: a code that is taken, half a point, or one that is not on earth or far from the city.
    """
    must_keep_for(said.get("keeper"), by=by)
    values = _checked({"name": name, "kind": kind, "neighbourhood": neighbourhood, **said})
    _refuse_place(values)
    row = Venue(code=code, entered_by=by, entered_at=timezone.now(), **values)
    while not _has_code(row, code or _code(kind)):
        if code:
            raise InputProblem(N_("Another venue has this code."), field="code")
    made(row, by=by)
    audit.record("venue.made", row, by=by)
    return row


@transaction.atomic
def change_venue(venue: Venue, *, by: Staff, **said: Any) -> None:
    """Change a venue (any of CHANGEABLE); a day of closing that has come closes it, and none opens it again."""
    if unknown := set(said) - CHANGEABLE:
        raise TypeError(f"a venue has no changeable {sorted(unknown)}")
    if venue.closed_on is None or not may_keep(venue, by=by):
        must_keep(venue, by=by)
    if "keeper" in said:
        must_keep_for(said["keeper"], by=by)
    if said.get("closed_on") is not None:
        answers.past_day("closed_on", said["closed_on"], on=timezone.localdate())
    whole = {name: getattr(venue, name) for name in CHANGEABLE} | said
    checked = _checked(whole)
    if said.keys() & {"latitude", "longitude"}:
        _refuse_place(checked)
    changed = change(venue, by=by, **{name: checked[name] for name in (*said, "cluster")})
    if changed:
        audit.record("venue.changed", venue, by=by, fields=sorted(changed.fields))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    found["name"] = words(found["name"], field="name", most=120)
    answers.one_of("kind", found["kind"], Kind)
    latitude, longitude = found.get("latitude"), found.get("longitude")
    if (latitude is None) != (longitude is None):
        raise InputProblem(N_("A point has a latitude and a longitude."), field="latitude")
    found["cluster"] = cluster_of(found["neighbourhood"], on=timezone.localdate())
    return found


def _refuse_place(values: Mapping[str, Any]) -> None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None or longitude is None:
        return
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InputProblem(N_("That point is not on earth."), field="latitude")
    known = (
        in_force(timezone.localdate())
        .order_by()
        .aggregate(south=Min("lat"), north=Max("lat"), west=Min("lon"), east=Max("lon"))
    )
    if None in known.values():
        return  # nobody said where this city lies
    is_near = (
        known["south"] - FARTHEST <= latitude <= known["north"] + FARTHEST
        and known["west"] - FARTHEST <= longitude <= known["east"] + FARTHEST
    )
    if not is_near:
        raise InputProblem(
            N_(
                "That point lies far from the city. The latitude comes first, and west of Greenwich the longitude is "
                "negative. Leave both empty if you do not know them."
            ),
            field="latitude",
        )


def _has_code(row: Venue, code: str) -> bool:
    """Insert a venue under a code; return whether it could be: of two who take the same at once one can."""
    row.code = code
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if not Venue.objects.filter(code=code).exists():
            raise
        return False
    return True


def _code(kind: str) -> str:
    """Return the next free code of a kind."""
    number = Venue.objects.count() + 1
    while Venue.objects.filter(code=f"{kind}-{number:03d}").exists():
        number += 1
    return f"{kind}-{number:03d}"


@transaction.atomic
def inspect(
    venue: Venue,
    *,
    on: date,
    conditions: Mapping[str, int],
    by: Staff,
    feels_safe: int | None = None,
    note: str = "",
) -> Inspection:
    """Write down how a venue was found: each feature that is there from 1, cannot be used, to 4, good."""
    held = must_keep(venue, by=by)
    refuse(() if conditions else (Block.NOTHING_SEEN,))
    seen = {
        answers.one_of("conditions", feature, Feature): answers.one_of("conditions", found, Condition)
        for feature, found in conditions.items()
    }
    if feels_safe is not None:
        answers.number("feels_safe", feels_safe, least=1, most=SAFEST)
    row = Inspection.objects.create(
        venue=held,
        on=answers.past_day("on", on, on=timezone.localdate()),
        conditions={str(feature): int(found) for feature, found in seen.items()},
        feels_safe=feels_safe,
        note=answers.short_text("note", note, most=600),
        by=by,
        at=timezone.now(),
    )
    made(row, by=by)
    audit.record("venue.inspected", row, by=by)
    return row


@transaction.atomic
def take_inspection_back(inspection: Inspection, *, by: Staff) -> None:
    """Take an inspection out that was written of the wrong place or day; its pictures stay with the venue."""
    must_keep(inspection.venue, by=by)
    audit.record("venue.inspection_taken_back", inspection, by=by)
    inspection.delete()


@transaction.atomic
def count_use(
    venue: Venue, *, on: date, hour: int, women: int, men: int, children: int, by: Staff
) -> UseCount:
    """Write down how many were there in one hour, counted by eye; the same hour again corrects it."""
    held = must_keep(venue, by=by)
    day = answers.past_day("on", on, on=timezone.localdate())
    answers.number("hour", hour, most=LAST_HOUR)
    people = {"women": women, "men": men, "children": children}
    for name, number in people.items():
        answers.number(name, number, most=MOST_PEOPLE)
    row = UseCount.objects.select_for_update().filter(venue=held, on=day, hour=hour).first()
    if row is None:
        row = UseCount.objects.create(venue=held, on=day, hour=hour, by=by, **people)
        made(row, by=by)
    elif not change(row, by=by, **people):
        return row
    audit.record("venue.use_counted", row, by=by)
    return row


@transaction.atomic
def hold_activity(venue: Venue, *, activity: int, by: Staff) -> VenueActivity:
    """Say that an activity takes place in a venue; said of another venue before, it moves here."""
    held = must_keep(venue, by=by)
    found = seen_activity(activity, seen_by=by)
    if found is None:
        raise InputProblem(N_("There is no such activity."), field="activity")
    in_hand(Activity.objects.all(), found.pk)  # of two venues that hold it at once it is the second's
    row = VenueActivity.objects.filter(activity=found).first()
    if row is None:
        row = VenueActivity.objects.create(venue=held, activity=found)
        made(row, by=by)
    elif not change(row, by=by, venue=held):
        return row
    audit.record("venue.activity_held", held, by=by, activity=found.pk)
    return row


@transaction.atomic
def part_activity(row: VenueActivity, *, by: Staff) -> None:
    """Take an activity out of a venue again."""
    must_keep(row.venue, by=by)
    audit.record("venue.activity_parted", row.venue, by=by, activity=row.activity_id)
    row.delete()
