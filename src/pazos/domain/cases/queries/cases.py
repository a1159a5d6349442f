"""Which cases may this person see? Those in whose pair they are, or all of the city for who supervises.

A case is found by its person's chosen name without any name lying open in the database: what is kept
is a blind index of the first three letters of each word, and what it finds is opened and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from pazos.domain.cases.models import Case, NameKey
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.participants.keying import name_words
from pazos.domain.participants.models import Participant
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.privacy.sealing import blind_index
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

LETTERS, KEY_LETTERS = 3, 16  # of a word; of its key
MOST_OPENED, AT_ONCE = 2000, 250  # names that one search opens, and reads together
MOST_FOUND = 50
OPEN = (CaseState.ACTIVE, CaseState.PAUSED)
SHOWN = ("participant", "cluster", "cohort", "first_worker", "second_worker", "supervisor")


@dataclass(frozen=True)
class Sought:
    """What is asked of the list; what is empty narrows nothing."""

    state: str = ""
    cluster: int | None = None
    cohort: int | None = None
    worker: int | None = None
    nobody: bool = False  # only those that no pair has yet

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Sought()


@dataclass(frozen=True)
class Found:
    """What a search by name found; `too_many` asks for another word of the name."""

    cases: tuple[Case, ...]
    too_many: bool = False


def worked_by(staff: Staff | int, *, through: str = "") -> Q:
    """Return the condition on cases in whose pair somebody is; `through` leads to the case ("case__")."""
    return Q(**{f"{through}first_worker": staff}) | Q(**{f"{through}second_worker": staff})


def reached(staff: Staff, permission: Permission, *, through: str = "") -> Q:
    """Return the condition on rows whose case a permission reaches; `through` leads to it ("case__")."""
    reach = reach_of(staff, permission)
    if reach.is_nothing:
        return Q(pk__in=[])
    if reach.scope is Scope.CITY:
        return Q()
    return worked_by(staff.pk, through=through)


def cases(*, seen_by: Staff) -> QuerySet[Case]:
    """Return the cases within reach, the newest first."""
    return Case.objects.filter(reached(seen_by, Permission.SEE_CASES))


def case(key: UUID, *, seen_by: Staff) -> Case | None:
    """Return one case with all that its head shows, None where there is none within reach."""
    return cases(seen_by=seen_by).select_related(*SHOWN, "organisation").filter(pk=key).first()


def listed(sought: Sought, *, seen_by: Staff) -> QuerySet[Case]:
    """Return what a question finds, those not met for longest first and never met before all."""
    rows = cases(seen_by=seen_by).filter(_of(sought)).select_related(*SHOWN)
    return rows.order_by(F("last_met_on").asc(nulls_first=True), "opened_on", "pk")


def _of(sought: Sought) -> Q:
    found = Q()
    if sought.state:
        found &= Q(state=sought.state)
    if sought.cluster is not None:
        found &= Q(cluster=sought.cluster)
    if sought.cohort is not None:
        found &= Q(cohort=sought.cohort)
    if sought.worker is not None:
        found &= worked_by(sought.worker)
    return found & Q(first_worker__isnull=True) if sought.nobody else found


def keys_of_name(name: str) -> list[str]:
    """Return the keys under which a name is found, one for how each of its words begins."""
    begins = {word[:LETTERS] for word in name_words(name)}
    return sorted(blind_index(begin, "case.name")[:KEY_LETTERS] for begin in begins)


def named(text: str, *, seen_by: Staff) -> Found:
    """Return the cases whose person's chosen name has words that begin as these do; the caller notes the look.

    Raises:
        InputProblem: no word has the letters that it takes.
    """
    words = name_words(text)
    keys = keys_of_name(" ".join(word for word in words if len(word) >= LETTERS))
    if not keys:
        raise InputProblem(
            N_("{field}: write at least {letters} letters of the name."), field="name", letters=LETTERS
        )
    rows = cases(seen_by=seen_by)
    for key in keys:
        rows = rows.filter(participant__in=NameKey.objects.filter(key=key).values("participant"))
    pairs = list(rows.order_by("-opened_on", "pk").values_list("pk", "participant")[: MOST_OPENED + 1])
    fits = _fitting(pairs[:MOST_OPENED], words)
    found = shown(fits[:MOST_FOUND])
    return Found(tuple(found), len(fits) > MOST_FOUND or len(pairs) > MOST_OPENED)


def shown(keys: Sequence[UUID]) -> list[Case]:
    """Return the cases of these numbers with all that a list shows, in this order; the caller may see them."""
    found = Case.objects.select_related(*SHOWN).in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def _fitting(pairs: list[tuple[UUID, UUID]], words: list[str]) -> list[UUID]:
    """Return the cases whose names fit, one more than are shown at most; no further name is opened."""
    fits: list[UUID] = []
    for begin in range(0, len(pairs), AT_ONCE):
        part = pairs[begin : begin + AT_ONCE]
        people = Participant.objects.only("name").in_bulk([person for _case, person in part])
        fits += [key for key, person in part if _fits(people[person].name, words)]
        if len(fits) > MOST_FOUND:
            break
    return fits


def _fits(name: str, words: list[str]) -> bool:
    has = name_words(name)
    return all(any(one.startswith(word) for one in has) for word in words)
