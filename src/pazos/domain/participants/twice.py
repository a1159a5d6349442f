"""Who may stand twice? Rows that can be one person, for those who take people in and for those who merge.

Names are sealed, so the database cannot compare them: only people of one neighbourhood are opened, the
latest of them and never more than a bounded number, and only among those whom the reader may see. What is
found is a question to a person, never an answer: nothing is merged here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, TextChoices, When
from django.utils.translation import gettext_lazy as _

from pazos.domain.participants.keying import document_key, name_words, one_person, words_agree
from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import kept_of, participants
from pazos.domain.participants.traits import Traits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

LOOKED_THROUGH = 600
SHOWN = 40


class Alike(TextChoices):
    """Why two rows can be one person."""

    DOCUMENT = "document", _("the same document")
    TOLD_ALIKE = "told_alike", _("the same name, birth date and word")
    NAME = "name", _("a like name in one neighbourhood")
    BORN = "born", _("born in the same month")


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the one that is asked for, and why."""

    person: Participant
    why: tuple[Alike, ...]


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one person, the older first."""

    first: Participant
    second: Participant
    why: tuple[Alike, ...]


@dataclass(frozen=True)
class Looked:
    """What was found, how many rows were read for it, and whether that were all."""

    pairs: tuple[Pair, ...]
    read: int
    is_whole: bool


def candidates(
    name: str,
    *,
    seen_by: Staff,
    born_on: date | None = None,
    neighbourhood: Neighbourhood | None = None,
    document: str = "",
) -> list[Candidate]:
    """Return who of those within reach may be this person: by document first, then by a like name nearby."""
    rows = participants(seen_by=seen_by)
    key = document_key(document)
    known = Participant.objects.filter(person_key=key).first() if key else None
    exact = rows.filter(pk=kept_of(known).pk).first() if known else None
    found = [Candidate(exact, (Alike.DOCUMENT,))] if exact else []
    month = (born_on.year, born_on.month) if born_on else (None, None)
    for row in rows.filter(neighbourhood=neighbourhood)[:LOOKED_THROUGH] if neighbourhood else ():
        if (exact is None or row.pk != exact.pk) and one_person(row.name, name):
            why = _born_alike(_month(row), month)
            if why is not None:
                found.append(Candidate(row, (Alike.NAME, *why)))
    return found[:SHOWN]


def told_alike(*, seen_by: Staff) -> list[Pair]:
    """Return pairs within reach that were told with the same name, birth date and word, city-wide."""
    # The name's key is the second of whoever has a document, and the first of whoever has none. Written in one
    # moment, or found under a document that nobody knew yet, both can stand.
    named = Case(When(other_key="", then="person_key"), default="other_key")
    rows = participants(seen_by=seen_by).annotate(named=named)
    twice = rows.order_by("named").values("named").annotate(n=Count("pk")).filter(n__gt=1)
    keys = list(twice.values_list("named", flat=True)[:SHOWN])
    groups: dict[str, list[Participant]] = {key: [] for key in keys}
    for row in rows.filter(Q(person_key__in=keys) | Q(other_key__in=keys)):
        groups[row.other_key or row.person_key].append(row)
    pairs = [_pair(*two, (Alike.TOLD_ALIKE,)) for same in groups.values() for two in combinations(same, 2)]
    return pairs[:SHOWN]


def alike_in(neighbourhood: Neighbourhood, *, seen_by: Staff) -> Looked:
    """Return pairs of like names, born in one month, in one neighbourhood; those of no known month stand apart."""
    rows = list(participants(seen_by=seen_by).filter(neighbourhood=neighbourhood)[: LOOKED_THROUGH + 1])
    read = rows[:LOOKED_THROUGH]
    by_month: dict[tuple[int | None, int | None], list[tuple[list[str], Participant]]] = defaultdict(list)
    for row in read:
        by_month[_month(row)].append((name_words(row.name), row))
    pairs = (
        _pair(one, other, (Alike.NAME, Alike.BORN))
        for month, people in by_month.items()
        if month[0] is not None
        for (words, one), (others, other) in combinations(people, 2)
        if words_agree(words, others)
    )
    return Looked(tuple(islice(pairs, SHOWN)), len(read), len(rows) <= LOOKED_THROUGH)


def _pair(one: Participant, other: Participant, why: Iterable[Alike]) -> Pair:
    first, second = sorted((one, other), key=lambda row: row.registered_at)
    return Pair(first, second, tuple(why))


def _month(row: Participant) -> tuple[int | None, int | None]:
    kept = Traits.read(row.traits)
    return kept.birth_year, kept.birth_month


def _born_alike(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None]
) -> tuple[Alike, ...] | None:
    """Return whether two were born in one month: nothing where it is not known of both, None where not."""
    if None in one or None in other:
        return ()
    return (Alike.BORN,) if one == other else None
