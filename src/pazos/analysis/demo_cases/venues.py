"""Twelve invented venues: how they were found before and after works on budget lines, and who used them by hour."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.drawing import photograph
from pazos.analysis.demo_cases.town import BATCH, at
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import State
from pazos.domain.budget.models import BudgetLine
from pazos.domain.venues.actions.picturing import add_picture
from pazos.domain.venues.models import (
    CommitteePromise,
    Inspection,
    NeighboursCommittee,
    UseCount,
    Venue,
    VenueActivity,
    Work,
)
from pazos.domain.venues.vocabulary import Condition, Feature, Moment, Outcome, Rhythm, WorkState
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.people.models import Staff

NUMBER, COUNT_DAYS = 12, 10
PICTURED = (0, 1, 2, 3, 10)  # whose work is underway has only how it was
HOURS = {8: 0.3, 11: 0.5, 15: 1.0, 18: 1.6, 20: 0.9}
LIVES = (1.5, 1.2, 1.4, 0.4, 1.3, 0.02)  # how much each is used since; a few fade, one is empty
CLOSED, CLOSED_DAYS = 9, 21  # the restored one that was closed, and since how many days
LACKS = (Feature.PLAY, Feature.TOILETS, Feature.WATER)


def invent(town: Town) -> int:
    """Fill the venues; return how many."""
    by, lines = town.by[Role.STRATEGY_LEAD], _lines()
    venues = Venue.objects.bulk_create([_venue(town, n, by) for n in range(NUMBER)])
    _committees(town, venues, by)
    works = [_work(town, venue, n, by, lines) for n, venue in enumerate(venues)]
    Work.objects.bulk_create(works)
    inspections = [
        row for work, n in zip(works, range(NUMBER), strict=True) for row in _seen(town, work, n, by)
    ]
    Inspection.objects.bulk_create(inspections, batch_size=BATCH)
    _pictures(works, inspections, town, by)
    counts = [
        row
        for n, work in enumerate(works)
        for row in _counts(town, work, LIVES[n % len(LIVES)], by)
        if row.on <= _last_day(town, n)
    ]
    UseCount.objects.bulk_create(counts, batch_size=BATCH)
    _activities(venues)
    return len(venues)


def _pictures(works: Sequence[Work], inspections: Sequence[Inspection], town: Town, by: Staff) -> None:
    """Add a picture before and after of some, as whoever stands there hands them in: where they were taken goes."""
    for n in PICTURED:
        found = [one for one in inspections if one.venue == works[n].venue]
        for inspection, moment in zip(found, (Moment.BEFORE, Moment.AFTER), strict=False):
            kind, is_before = works[n].venue.kind, moment == Moment.BEFORE
            photo = photograph(kind, restored=not is_before, seed=town.seed + n, tells_where=is_before)
            add_picture(
                works[n].venue,
                content=BytesIO(photo),
                moment=moment,
                on=inspection.on,
                shows=words.SHOWS.get(kind, words.SHOWS["hall"])[0 if is_before else 1],
                no_faces=True,
                by=by,
                work=works[n],
            )


def _lines() -> list[BudgetLine]:
    rows = BudgetLine.objects.select_related("programme").order_by("-year", "pk")
    return list(rows.filter(programme__code__startswith="ent")[:6] or rows[:6])


def _venue(town: Town, number: int, by: Staff) -> Venue:
    n = number % len(town.clusters)
    place = town.one(town.inside[n])
    kind, name = words.VENUES[number % len(words.VENUES)]
    return Venue(
        code=f"esp-{number + 1:02}",
        name=name.format(place=place.name),
        kind=kind,
        neighbourhood=place,
        cluster=town.clusters[n],
        area_metres2=int(town.draw.integers(3, 60)) * 100,
        keeper=by.organisation,
        closed_on=_last_day(town, number) if number == CLOSED else None,
        entered_by=by,
        entered_at=at(town.first),
    )


def _last_day(town: Town, number: int) -> date:
    """Return the last day on which somebody could go there."""
    return town.today - timedelta(days=CLOSED_DAYS if number == CLOSED else 0)


def _work(town: Town, venue: Venue, number: int, by: Staff, lines: Sequence[BudgetLine]) -> Work:
    begins = town.first + timedelta(days=40 + 22 * number)
    due = begins + timedelta(days=100)
    state, why = WorkState.DELIVERED, ""
    if number == 10:
        state, begins, due = WorkState.UNDERWAY, town.today - timedelta(50), town.today + timedelta(45)
    elif number == 11:
        state, begins, due = WorkState.PLANNED, town.today + timedelta(30), town.today + timedelta(150)
    elif number == 7:
        state, why = WorkState.STOPPED, "El contratista no volvió y se declaró el incumplimiento."
    delivered = min(town.today, due + timedelta(days=int(town.draw.integers(-10, 45))))
    line = lines[number % len(lines)] if lines else None
    return Work(
        venue=venue,
        title=words.WORKS[number % len(words.WORKS)],
        state=state,
        begins_on=begins,
        due_on=due,
        delivered_on=delivered if state == WorkState.DELIVERED else None,
        why_stopped=why,
        line=line,
        amount=Decimal(40_000_000 + 7_500_000 * number) if line else None,
        responsible=line.department if line else by.organisation,
        entered_by=by,
    )


def _seen(town: Town, work: Work, number: int, by: Staff) -> Iterator[Inspection]:
    """Return how a venue was found before its work, and each half year after it."""
    days = [(min(work.begins_on, town.today) - timedelta(days=20), False)]
    if work.delivered_on:
        later = (work.delivered_on + timedelta(days=after) for after in (10, 120, 300))
        days += [(day, True) for day in later if day <= _last_day(town, number)]
    fades = LIVES[number % len(LIVES)] < 0.5
    for n, (on, after) in enumerate(days):
        good = after and not (fades and n > 1)
        found = _conditions(town, number, good=good)
        yield Inspection(
            venue=work.venue,
            on=on,
            conditions=found,
            feels_safe=town.one((3, 4, 4, 5) if good else (1, 2, 2, 3)),
            note=_note(town, found),
            by=by,
            at=at(on, 16),
        )


def _conditions(town: Town, number: int, *, good: bool) -> dict[str, int]:
    lacks = LACKS[number % len(LACKS)]
    among = (
        (Condition.GOOD, Condition.GOOD, Condition.FAIR)
        if good
        else (Condition.RUINED, Condition.POOR, Condition.POOR, Condition.FAIR)
    )
    return {str(one): int(town.one(among)) for one in Feature if one != lacks}


def _note(town: Town, found: dict[str, int]) -> str:
    """Return words that fit what was found: of one of the worst things, or that all is well."""
    bad = [one for one in words.FOUND_BAD if found.get(one, Condition.GOOD) <= Condition.POOR]
    if bad:
        return words.FOUND_BAD[min(bad, key=lambda one: found[one])]
    is_well = min(found.values()) > Condition.POOR
    return str(town.one(words.FOUND_GOOD)) if is_well else ""


def _committees(town: Town, venues: Sequence[Venue], by: Staff) -> None:
    """Write the committees down: most meet, one has not for long, and what they took on was mostly kept."""
    rows = [_committee(town, venue, n, by) for n, venue in enumerate(venues) if n % 3 != 2]
    NeighboursCommittee.objects.bulk_create(rows)
    CommitteePromise.objects.bulk_create(
        _promise(town, row, n, place, by) for n, row in enumerate(rows) for place in range(1 + n % 3)
    )


def _committee(town: Town, venue: Venue, number: int, by: Staff) -> NeighboursCommittee:
    quiet = 170 if number == 3 else 6 + 2 * number  # days since it met
    return NeighboursCommittee(
        venue=venue,
        name=f"Comité de vecinos de {venue.neighbourhood.name}",
        since_on=town.first + timedelta(days=40 + number),
        people=7 + number,
        rhythm=(Rhythm.MONTH, Rhythm.TWO_WEEKS, Rhythm.TWO_MONTHS)[number % 3],
        last_met_on=town.today - timedelta(days=quiet),
        entered_by=by,
    )


def _promise(
    town: Town, committee: NeighboursCommittee, number: int, place: int, by: Staff
) -> CommitteePromise:
    due = town.today - timedelta(days=45 * place - 20)
    is_over = due < town.today
    outcome = (Outcome.BROKEN if (number + place) % 5 == 4 else Outcome.KEPT) if is_over else Outcome.OPEN
    return CommitteePromise(
        committee=committee,
        text=words.PROMISES[(number + place) % len(words.PROMISES)],
        due_on=due,
        outcome=outcome,
        settled_on=due if is_over else None,
        entered_by=by,
    )


def _counts(town: Town, work: Work, life: float, by: Staff) -> Iterator[UseCount]:
    """Return counts by hour on some days before the work and some of the last months."""
    begins = min(work.begins_on, town.today - timedelta(days=3))
    before = {begins - timedelta(days=3 + 5 * n) for n in range(COUNT_DAYS // 2)}
    since = work.delivered_on or town.today
    after = {day for n in range(COUNT_DAYS) if (day := town.today - timedelta(days=4 + 9 * n)) > since}
    for on in sorted(before | after):
        for hour, share in HOURS.items():
            level = share * (life if on in after else 0.35) * (1.5 if on.weekday() > 4 else 1.0)
            women, men, children = (int(one) for one in town.draw.poisson((6 * level, 8 * level, 7 * level)))
            yield UseCount(venue=work.venue, on=on, hour=hour, women=women, men=men, children=children, by=by)


def _activities(venues: Sequence[Venue]) -> None:
    """Say of some activities that were done in a cluster in which venue they took place."""
    for n, venue in enumerate(venues):
        if LIVES[n % len(LIVES)] < 0.1 or n == CLOSED:
            continue
        rows = Activity.objects.filter(cluster=venue.cluster, state=State.DONE, at_venue__isnull=True)
        found = rows.order_by("-starts_on", "pk")[:8]
        VenueActivity.objects.bulk_create(VenueActivity(venue=venue, activity=one) for one in found)
