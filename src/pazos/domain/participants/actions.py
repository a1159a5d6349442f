"""Writing down who takes part, each once, with their agreement. Reading is in `queries`.

No trait decides anything here, and nothing of a person goes into the trail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pazos.domain.participants import queries
from pazos.domain.participants.agreeing import lacks_guardian, refuse_taken_back
from pazos.domain.participants.hearing import News, tell
from pazos.domain.participants.keying import (
    Keys,
    document_key,
    keys_of,
    name_words,
    nameless_key,
    one_person,
    plain_document,
    refuse_short,
)
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import OF_AGE, Traits, refuse_birth
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.territory.models import Neighbourhood


@dataclass(frozen=True)
class _Telling:
    """One telling of a person, checked."""

    keys: Keys
    name: str
    document: str
    traits: Traits
    neighbourhood: Neighbourhood | None


def register(
    *,
    name: str,
    by: Staff,
    agreed_on: date | None = None,
    document: str = "",
    born_on: date | None = None,
    word: str = "",
    traits: Traits | None = None,
    neighbourhood: Neighbourhood | None = None,
    organisation: Organisation | None = None,
) -> Participant:
    """Return the person, written down once however often they are told, with every gap filled.

    `born_on` and `word` (the mother's first name) make the key where there is no document; of the
    birth date only month and year are kept. `organisation` defaults to that of `by`. `agreed_on` may
    be left out for somebody who is known already.

    Raises:
        InputProblem: the field that is missing or wrong; the document is kept with another name; they are
            known and took back that they take part.
        PermissionDenied: `by` may not keep attendance.
    """
    _refuse_stranger(by, organisation)
    said = _with_birth(traits or Traits(), born_on)
    refuse_birth(said.birth_year, said.birth_month, on=timezone.localdate())
    telling = _Telling(
        keys_of(document=document, name=name, born_on=born_on, word=word),
        " ".join(name.split()),
        plain_document(document),
        said,
        neighbourhood,
    )
    with transaction.atomic():
        row = _once(telling, agreed_on=agreed_on, organisation=organisation or by.organisation, by=by)
        refuse_taken_back([row], days=(timezone.localdate(),), by=by)  # nothing of what was told is filled in
        if said.birth_year is not None and lacks_guardian(row, on=timezone.localdate()):
            _refuse_unguarded()
    return row


def welcome(
    *,
    name: str,
    by: Staff,
    agreed_on: date,
    document: str = "",
    born_on: date | None = None,
    word: str = "",
    guardian_agreed: bool = False,
    neighbourhood: Neighbourhood | None = None,
) -> Participant:
    """Return somebody who is taken in after a referral, under the name they choose and as little else as they wish.

    With a document, or with name and surname, birth date and word, they are found where they stand
    already; with less they are a new row, which somebody may find to be a known person later.

    Raises:
        InputProblem: the field that is missing or wrong; the document is kept with another name.
        PermissionDenied: `by` may not receive referrals.
    """
    if not by.may(Permission.RECEIVE_REFERRALS):
        raise PermissionDenied
    if not name.strip():
        raise InputProblem(N_("{field}: write the name that the person chooses."), field="name")
    traits = _with_birth(Traits(guardian_agreed=guardian_agreed), born_on)
    keys = _welcome_keys(name, document=document, born_on=born_on, word=word)
    telling = _Telling(keys, " ".join(name.split()), plain_document(document), traits, neighbourhood)
    return _once(telling, agreed_on=agreed_on, organisation=by.organisation, by=by)


def _welcome_keys(name: str, *, document: str, born_on: date | None, word: str) -> Keys:
    """Return keys as far as what was said allows: a chosen name of one word makes none."""
    has_surname = len(name_words(name)) > 1
    if has_surname and (document.strip() or (born_on and word.strip())):
        return keys_of(document=document, name=name, born_on=born_on, word=word)
    refuse_short(document)
    return Keys(document_key(document), "") if plain_document(document) else Keys("", nameless_key())


def _once(
    telling: _Telling, *, agreed_on: date | None, organisation: Organisation | None, by: Staff
) -> Participant:
    """Make or find the row; two who register one person at once get the same one."""
    try:
        with transaction.atomic():
            return _join(telling, by) or _make(telling, agreed_on, organisation, by)
    except IntegrityError:
        with transaction.atomic():
            found = _join(telling, by)
        if found is None:
            raise
        return found


def _make(
    telling: _Telling, agreed_on: date | None, organisation: Organisation | None, by: Staff
) -> Participant:
    now = timezone.now()
    agreed = _agreed(agreed_on, telling.traits, on=timezone.localdate(now))
    row = Participant.objects.create(
        person_key=telling.keys.first,
        other_key=telling.keys.other,
        name=telling.name,
        document=telling.document,
        traits=telling.traits.kept(),
        neighbourhood=telling.neighbourhood,
        agreed_on=agreed,
        registered_by=by,
        registered_for=organisation,
        registered_at=now,
        changed_at=now,
    )
    made(row, by=by)
    record("participant.registered", row, by=by)
    return row


def _join(telling: _Telling, by: Staff) -> Participant | None:
    found = _found(telling.keys)
    if found is None:
        return None
    kept = queries.kept_of(found)
    if not any(one_person(row.name, telling.name) for row in (found, kept)):
        raise InputProblem(
            N_(
                "{field}: this document is kept with another name. Look at the paper: one of the two was written "
                "wrongly. Nothing was kept."
            ),
            field="document",
        )
    if found.document and telling.document and found.document != telling.document:
        raise InputProblem(
            N_(
                "{field}: somebody with this name, birth date and word is kept with another document. Look at the "
                "paper: one of the two was written wrongly. Nothing was kept."
            ),
            field="document",
        )
    _fill(kept, telling if kept is found else replace(telling, document="", keys=Keys("", "")), by)
    return kept


def _found(keys: Keys) -> Participant | None:
    """Return the row of a person: by the document first, then by the name's key."""
    known = Q(person_key__in=keys.known)
    known |= Q(other_key=keys.named) if keys.named else Q()
    rows = Participant.objects.select_for_update().filter(known)
    every = sorted(rows, key=lambda row: row.person_key != keys.document)
    return every[0] if every else None


def _fill(row: Participant, telling: _Telling, by: Staff) -> None:
    """Fill what was not known before; what was said before stays until somebody corrects it.

    Whoever was erased but for what a law keeps, and comes again, is kept as anybody is.
    """
    values: dict[str, Any] = {} if row.emptied_at is None else {"emptied_at": None}
    traits = Traits.read(row.traits).filled_from(telling.traits)
    if traits != Traits.read(row.traits):
        values["traits"] = traits.kept()
    if telling.document and not row.document:
        values |= {
            "document": telling.document,
            "person_key": telling.keys.document,
            "other_key": telling.keys.named or row.person_key,
        }
    elif telling.keys.named and telling.keys.named not in (row.person_key, row.other_key):
        values["other_key"] = row.other_key or telling.keys.named
    if telling.neighbourhood is not None and row.neighbourhood_id is None:
        values["neighbourhood"] = telling.neighbourhood
    if values and change(row, by=by, **values, changed_at=timezone.now()):
        record("participant.completed", row, by=by)


@transaction.atomic
def correct(
    participant: Participant,
    *,
    by: Staff,
    traits: Traits,
    neighbourhood: Neighbourhood | None,
    name: str,
) -> None:
    """Put right what was written wrongly of a person, or the name they choose now; the keys stay.

    Who signs for a person hangs on the age: an age that was known is put right only with how it is known
    (`traits.birth_why`).
    """
    if not queries.participants(seen_by=by).filter(pk=participant.pk).exists():
        raise PermissionDenied
    refuse_birth(traits.birth_year, traits.birth_month, on=timezone.localdate())
    if not name.strip():
        raise InputProblem(N_("{field}: write name and surname."), field="name")
    before = Traits.read(participant.traits)
    if before.is_born_otherwise(traits) and traits.birth_why in ("", before.birth_why):
        raise InputProblem(
            N_(
                "{field}: say how you know it, such as the paper that you saw. Who signs for them hangs on it."
            ),
            field="birth_why",
        )
    kept = replace(traits, guardian_agreed=before.guardian_agreed)
    values = {"traits": kept.kept(), "neighbourhood": neighbourhood, "name": " ".join(name.split())}
    if change(participant, by=by, **values):
        change(participant, by=by, changed_at=timezone.now())
        record("participant.corrected", participant, by=by)
        tell(News.RENAMED, [participant.pk])


def _with_birth(traits: Traits, born_on: date | None) -> Traits:
    if born_on is None:
        return traits
    return replace(traits, birth_year=born_on.year, birth_month=born_on.month)


def _agreed(agreed_on: date | None, traits: Traits, *, on: date) -> date:
    """Return the day of their agreement; refuse where there is none, or no guardian's."""
    if agreed_on is None:
        raise InputProblem(
            N_(
                "{field}: on which day did they agree that their data are kept? Without that nobody is written down."
            ),
            field="agreed_on",
        )
    if agreed_on > on:
        raise InputProblem(N_("{field}: that day has not come yet."), field="agreed_on")
    age = traits.age_on(agreed_on)
    if age is not None and age < OF_AGE and not traits.guardian_agreed:
        _refuse_unguarded()
    return agreed_on


def _refuse_unguarded() -> NoReturn:
    raise InputProblem(
        N_("{field}: under {age}, father, mother or guardian must have agreed too, in writing."),
        field="guardian_agreed",
        age=OF_AGE,
    )


def _refuse_stranger(by: Staff, organisation: Organisation | None) -> None:
    """Refuse who may not keep attendance, or not that of another organisation."""
    scope = by.scope(Permission.KEEP_ATTENDANCE)
    if scope is Scope.CITY:
        return
    own = by.organisation_id is not None and (organisation is None or organisation.pk == by.organisation_id)
    if scope is None or scope < Scope.ORGANISATION or not own:
        raise PermissionDenied
