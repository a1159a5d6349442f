"""Deeds on spellings: noting what sources write, and deciding what it means.

Every deed is one transaction and one audit event, and can be taken back. What a person
decided is never changed by a rule.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from pazos.domain.territory import queries
from pazos.domain.territory.models import Neighbourhood, Population, Spelling
from pazos.domain.territory.spelling import code_of_name
from pazos.domain.territory.vocabulary import Kind, Origin, Zone
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.rules import Register

# Well under the parameters that SQLite takes in one statement.
AT_ONCE = 500


@transaction.atomic
def note_spellings(texts: Mapping[str, str], *, by: Staff | None) -> dict[str, int]:
    """Return the Spelling id of each key of `texts` (key: text as written), making those missing.

    New spellings are matched by the rules that need no person. A key without letters (a dash)
    names nothing and is left out of the answer.
    """
    wanted = {key: text for key, text in texts.items() if key}
    known = _ids(wanted)
    missing = [key for key in wanted if key not in known]
    if not missing:
        return known
    names = queries.register()
    rows = [Spelling(key=key, text=wanted[key][:200].strip() or key) for key in missing]
    methods = Counter(row.method for row in rows if _match(row, names))
    # Another import may note the same key at the same moment.
    Spelling.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    fresh = _ids(missing)
    first = Spelling.objects.get(pk=min(fresh.values()))
    audit.record("spelling.noted", first, by=by, spellings=len(missing), matched=dict(methods))
    return known | fresh


def _ids(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    listed = list(keys)
    for start in range(0, len(listed), AT_ONCE):
        some = Spelling.objects.filter(key__in=listed[start : start + AT_ONCE])
        found.update(some.values_list("key", "pk"))
    return found


def _match(row: Spelling, names: Register) -> bool:
    """Set what the rules say on `row`; return whether they say anything."""
    match = names.automatic_match(row.key)
    if match is None:
        row.meaning, row.method, row.neighbourhood_id = Spelling.Meaning.WAITING, Spelling.Method.NONE, None
        return False
    row.meaning = Spelling.Meaning.NOT_A_PLACE if match.place is None else Spelling.Meaning.PLACE
    row.neighbourhood_id, row.method = match.place, Spelling.Method(match.method)
    return True


@transaction.atomic
def match_again(*, by: Staff | None) -> int:
    """Ask the rules again after the neighbourhoods changed; return how many spellings moved.

    Spellings that a person decided on, or took back, stay as they are.
    """
    names = queries.register()
    moved = []
    for row in Spelling.objects.exclude(method=Spelling.Method.PERSON):
        before = (row.meaning, row.method, row.neighbourhood_id)
        _match(row, names)
        if (row.meaning, row.method, row.neighbourhood_id) != before:
            moved.append(row)
    if moved:
        Spelling.objects.bulk_update(moved, ["meaning", "method", "neighbourhood"], batch_size=AT_ONCE)
        methods = Counter(row.method for row in moved)
        audit.record("spelling.matched_again", moved[0], by=by, spellings=len(moved), matched=dict(methods))
    return len(moved)


@transaction.atomic
def decide_spelling(
    spelling: Spelling,
    *,
    meaning: str,
    neighbourhood: Neighbourhood | None = None,
    note: str = "",
    by: Staff | None,
) -> Spelling:
    """Write down what a person says that a spelling means; every record that has it follows."""
    if meaning not in Spelling.Meaning or meaning == Spelling.Meaning.WAITING:
        raise InputProblem(
            N_("A spelling is a place, not_a_place or outside; {meaning} is none of these."), meaning=meaning
        )
    if (meaning == Spelling.Meaning.PLACE) != (neighbourhood is not None):
        raise InputProblem(
            N_("{text}: a spelling that is a place needs its neighbourhood, and no other has one."),
            text=spelling.text,
        )
    _settle(spelling, meaning=meaning, neighbourhood=neighbourhood, note=note, by=by)
    return spelling


@transaction.atomic
def take_back_decision(spelling: Spelling, *, by: Staff | None) -> Spelling:
    """Let a spelling wait again, whoever or whatever had matched it; no rule will match it anew.

    A neighbourhood that was made from this spelling, and that nothing else needs, goes too.
    """
    if spelling.meaning == Spelling.Meaning.WAITING:
        raise InputProblem(
            N_("{text} is waiting already: there is nothing to take back."), text=spelling.text
        )
    place = spelling.neighbourhood
    _settle(spelling, meaning=Spelling.Meaning.WAITING, neighbourhood=None, note="", by=by)
    if place is not None and place.origin == Origin.SPELLING:
        _remove_if_unneeded(place, by=by)
    return spelling


@transaction.atomic
def new_neighbourhood_from_spelling(
    spelling: Spelling, *, kind: str = Kind.BARRIO, zone: str = Zone.UNKNOWN, by: Staff | None
) -> Neighbourhood:
    """Make a neighbourhood that is only a name of what a source wrote, and join the spelling to it."""
    code = code_of_name(spelling.key)
    if Neighbourhood.objects.filter(code=code).exists():
        raise InputProblem(N_("There is a neighbourhood {name} already: join the spelling to it."), name=code)
    place = Neighbourhood.objects.create(
        code=code, name=spelling.text[:160], kind=kind, zone=zone, origin=Origin.SPELLING
    )
    audit.record("neighbourhood.made_from_spelling", place, by=by, name=place.name)
    _settle(spelling, meaning=Spelling.Meaning.PLACE, neighbourhood=place, note="", by=by)
    return place


def _settle(
    spelling: Spelling, *, meaning: str, neighbourhood: Neighbourhood | None, note: str, by: Staff | None
) -> None:
    before = {"meaning": spelling.meaning, "method": spelling.method, "place": _code(spelling.neighbourhood)}
    spelling.meaning, spelling.neighbourhood = Spelling.Meaning(meaning), neighbourhood
    spelling.method, spelling.note = Spelling.Method.PERSON, note[:300]
    spelling.decided_at, spelling.decided_by = timezone.now(), by
    spelling.save()
    verb = "spelling.taken_back" if meaning == Spelling.Meaning.WAITING else "spelling.decided"
    audit.record(verb, spelling, by=by, before=before, meaning=str(meaning), place=_code(neighbourhood))


def _code(place: Neighbourhood | None) -> str:
    return place.code if place else ""


def _remove_if_unneeded(place: Neighbourhood, *, by: Staff | None) -> None:
    if Population.objects.filter(neighbourhood=place).exists():
        return
    try:
        with transaction.atomic():
            audit.record("neighbourhood.removed", place, by=by, name=place.name)
            place.delete()
    except ProtectedError:
        # Other spellings or records stand on it: it stays, and so does the trail without the removal.
        return
