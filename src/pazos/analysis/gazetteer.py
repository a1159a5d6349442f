"""The queue of spellings that wait for a person, and how much of the records has its place.

Counts are of the records in force. A candidate is a proposal: nothing here decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pazos.analysis.frames import in_force
from pazos.domain.territory import queries
from pazos.domain.territory.actions import match_again, new_neighbourhood_from_spelling
from pazos.domain.territory.likeness import RESEMBLES, Candidate, Likeness
from pazos.domain.territory.models import Spelling
from pazos.domain.territory.rules import PlaceFacts
from pazos.domain.territory.spelling import looks_like_a_road, rule_form
from pazos.domain.territory.vocabulary import Kind, Zone

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Record
    from pazos.domain.territory.models import Neighbourhood

CANDIDATES = 3
SHARES = ("by_point", "exact", "rule", "person", "waiting", "not_a_place", "outside", "not_stated")


@dataclass(frozen=True)
class Waiting:
    """A spelling that waits: how many records and victims hang on it, and what it may mean."""

    spelling: int
    key: str
    text: str
    records: int
    victims: int
    zone: str  # where most of its records lie, as the sources say
    looks_like_a_road: bool  # proposed to a person as no place
    candidates: tuple[Candidate, ...]


def queue() -> list[Waiting]:
    """Return the spellings that wait, those with most victims first, each with its candidates."""
    counts = _counts()
    likeness = Likeness(queries.register().places.values())
    rows = queries.waiting_spellings()
    waiting = [_waiting(row, counts.get(row.pk, (0, 0, "")), likeness) for row in rows]
    return sorted(waiting, key=lambda item: (-item.victims, -item.records, item.key))


def queue_part(start: int, size: int, *, candidates: int) -> list[Waiting]:
    """Return `size` spellings of the queue from the place `start`, each with so many candidates.

    Only these are compared with the city's names, so that a page costs the same however long
    the queue is. Those with equally many victims and records come as they were first seen.
    """
    counted = _waiting_records().values_list("spelling_id").order_by()
    ordered = counted.annotate(victims=Sum("victims"), records=Count("pk"))
    order = list(ordered.order_by("-victims", "-records", "spelling_id")[start : start + size])
    ids = [spelling for spelling, *_ in order]
    if len(ids) < size:
        used = _waiting_records().values("spelling_id")
        unused = queries.waiting_spellings().exclude(pk__in=used).order_by("pk").values_list("pk", flat=True)
        first = max(start - ordered.count(), 0) if not ids else 0
        ids += unused[first : first + size - len(ids)]
    return waiting_ones(ids, candidates=candidates)


def waiting_ones(ids: list[int], *, candidates: int) -> list[Waiting]:
    """Return some spellings as the queue shows them, in the order given."""
    rows, counts = Spelling.objects.in_bulk(ids), _counts(ids)
    likeness = Likeness(queries.register().places.values())
    return [
        _waiting(rows[one], counts.get(one, (0, 0, "")), likeness, most=candidates)
        for one in ids
        if one in rows
    ]


def _waiting_records() -> QuerySet[Record]:
    waits = in_force().filter(spelling__isnull=False, neighbourhood__isnull=True)
    return waits.filter(spelling__meaning=Spelling.Meaning.WAITING)


def _waiting(
    row: Spelling, counted: tuple[int, int, str], likeness: Likeness, *, most: int = CANDIDATES
) -> Waiting:
    records, victims, zone = counted
    road = looks_like_a_road(row.key)
    found = () if road else tuple(likeness.candidates(row.key, zone=zone, most=most))
    return Waiting(row.pk, row.key, row.text, records, victims, zone, road, found)


def _counts(ids: list[int] | None = None) -> dict[int, tuple[int, int, str]]:
    """Return records, victims and the commonest zone of each spelling that stands in a record in force."""
    placed = in_force().filter(spelling__isnull=False, neighbourhood__isnull=True)
    if ids is not None:
        placed = placed.filter(spelling__in=ids)
    groups = placed.values_list("spelling_id", "zone").annotate(records=Count("pk"), victims=Sum("victims"))
    by_spelling: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for spelling, zone, records, victims in groups.order_by("spelling_id", "zone"):
        by_spelling[spelling].append((zone, records, victims))
    return {
        spelling: (
            sum(records for _, records, _ in rows),
            sum(victims for *_, victims in rows),
            max((row for row in rows if row[0]), key=lambda row: row[1], default=("", 0, 0))[0],
        )
        for spelling, rows in by_spelling.items()
    }


def shares() -> dict[str, dict[str, int]]:
    """Return how many records and victims in force have their place, and how: SHARES and `total`."""
    answer = {name: {"records": 0, "victims": 0} for name in (*SHARES, "total")}
    records = in_force().annotate(no_point=Q(neighbourhood__isnull=True))
    groups = (
        records.values_list("no_point", "spelling__meaning", "spelling__method")
        .annotate(records=Count("pk"), victims=Sum("victims"))
        .order_by()
    )
    for no_point, meaning, method, records, victims in groups:
        for name in ("total", _share(meaning, method) if no_point else "by_point"):
            answer[name]["records"] += records
            answer[name]["victims"] += victims
    return answer


def _share(meaning: str | None, method: str | None) -> str:
    if meaning is None:
        return "not_stated"
    return str(method) if meaning == Spelling.Meaning.PLACE else meaning


def spellings() -> dict[str, int]:
    """Return how many spellings stand where, by the same names as `shares`."""
    answer: dict[str, int] = dict.fromkeys(SHARES[1:-1], 0)
    groups = Spelling.objects.order_by().values_list("meaning", "method").annotate(count=Count("pk"))
    for meaning, method, count in groups:
        answer[_share(meaning, method)] += count
    return answer


def create_places(*, at_least: int, by: Staff | None) -> list[Neighbourhood]:
    """Make a place, known by name only, of each waiting spelling that `at_least` records use.

    For a city that has no list of its neighbourhoods. Roads, and names so like a known place
    that a person would ask, keep waiting: a wrong twin splits a place's deaths in two. The
    commonest spelling comes first and names the place; those alike by rule follow it.
    """
    names, made = queries.register(), []
    likeness = Likeness(names.places.values())
    for item in queue():
        if item.records < at_least or item.looks_like_a_road or names.automatic_match(item.key):
            continue
        best = likeness.candidates(item.key, zone=item.zone, most=1)
        if best and best[0].score >= RESEMBLES:
            continue
        place = new_neighbourhood_from_spelling(
            Spelling.objects.get(pk=item.spelling),
            kind=rule_form(item.key).kind or Kind.BARRIO,
            zone=item.zone or Zone.UNKNOWN,
            by=by,
        )
        facts = PlaceFacts(place.pk, place.code, place.name, place.kind, place.zone)
        names.add(facts)
        likeness.add(facts)
        made.append(place)
    if made:
        match_again(by=by)
    return made


def summary() -> dict[str, Any]:
    """Return the state of the gazetteer as plain facts."""
    return {
        "spellings": spellings(),
        "shares": shares(),
        "waiting": [
            {
                "key": item.key,
                "text": item.text,
                "records": item.records,
                "victims": item.victims,
                "looks_like_a_road": item.looks_like_a_road,
                "candidates": [
                    {
                        "code": c.place.code,
                        "name": c.place.name,
                        "score": c.score,
                        "why": c.why.format(**c.facts),
                    }
                    for c in item.candidates
                ],
            }
            for item in queue()
        ],
    }
