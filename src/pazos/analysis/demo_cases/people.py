"""The invented people of the cohorts: names they chose, where they live, and what they permitted until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pazos.analysis.demo_books import activities_words as names
from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.town import BATCH, at
from pazos.domain.cases.models import NameKey
from pazos.domain.cases.queries.cases import keys_of_name
from pazos.domain.participants.keying import document_key, nameless_key
from pazos.domain.participants.models import Participant
from pazos.domain.rights.models import Consent
from pazos.domain.rights.rules.consenting import age_on
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood

ADULT, A_YEAR = 18, timedelta(days=365)
TAKES_A_NAME, WITH_DOCUMENT, TWICE = 0.12, 0.8, 7
MISSPELT = str.maketrans("yzs", "jss")


@dataclass(frozen=True)
class Told:
    """Somebody as they are told of."""

    name: str
    born_on: date
    place: Neighbourhood
    cluster: WorkCluster
    sex: str

    def moved(self, town: Town) -> Told:
        """Return them in another part of the city."""
        n = town.one([n for n, one in enumerate(town.clusters) if one != self.cluster] or [0])
        return replace(self, place=town.one(town.inside[n]), cluster=town.clusters[n])

    def age_on(self, day: date) -> int:
        """Return the age on a day."""
        return age_on(day, born_on=self.born_on)


def somebody(town: Town, on: date) -> Told:
    """Return somebody of 14 to 28 years who lives in one of the clusters."""
    n = int(town.draw.integers(len(town.clusters)))
    sex = "woman" if town.luck() < 0.42 else "man"
    first = town.one(names.WOMEN if sex == "woman" else names.MEN)
    full = f"{first} {town.one(names.SURNAMES)} {town.one(names.SURNAMES)}"
    name = town.one(words.CHOSEN_NAMES) if town.luck() < TAKES_A_NAME else full
    years = 14 + float(town.draw.beta(1.7, 2.6)) * 14.5
    born_on = on - timedelta(days=int(years * 365.25) + 1)
    return Told(name, born_on, town.one(town.inside[n]), town.clusters[n], sex)


def participant_of(told: Told, town: Town, *, on: date) -> Participant:
    """Return the row of somebody who was taken in on a day, not saved yet."""
    document = str(1_150_000_000 + int(town.draw.integers(80_000_000))) if town.luck() < WITH_DOCUMENT else ""
    return Participant(
        person_key=document_key(document) if document else nameless_key(),
        name=told.name,
        document=document,
        traits=_traits(told, town, on),
        neighbourhood=told.place,
        agreed_on=on,
        registered_by=town.supervisor,
        registered_for=town.supervisor.organisation,
        registered_at=at(on),
        changed_at=at(on),
    )


def _traits(told: Told, town: Town, on: date) -> dict[str, Any]:
    kept: dict[str, Any] = {"birth_year": told.born_on.year, "birth_month": told.born_on.month}
    if town.luck() < 0.95:
        kept["sex"] = told.sex
    if (luck := town.luck()) < 0.75:
        kept["ethnic"] = "afro" if luck < 0.3 else "indigenous" if luck < 0.33 else "none"
    if (luck := town.luck()) < 0.8:
        kept["disability"] = "yes" if luck < 0.05 else "no"
        kept["conflict_victim"] = "yes" if luck > 0.7 else "no"
    return kept | ({"guardian_agreed": True} if told.age_on(on) < ADULT else {})


def permits(told: Told, person: Participant, town: Town, *, first: date, last: date) -> Iterator[Consent]:
    """Return permissions that hold from one day to another, each given again when it ends or the minor turns 18."""
    before: Consent | None = None
    day = first
    while True:
        minor = told.age_on(day) < ADULT
        ends = day + A_YEAR
        if minor:
            ends = min(ends, birthday(told.born_on, ADULT) - timedelta(days=1))
        before = _permit(told, person, town, given_on=day, ends=ends, minor=minor, before=before)
        yield before
        if ends >= last:
            return
        day = ends + timedelta(days=1)


def birthday(born_on: date, years: int) -> date:
    """Return the day on which somebody completes `years`; born on 29 February, 1 March of other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def _permit(
    told: Told,
    person: Participant,
    town: Town,
    *,
    given_on: date,
    ends: date,
    minor: bool,
    before: Consent | None,
) -> Consent:
    worker = town.one(town.pairs)[0]
    return Consent(
        id=uuid4(),
        subject_kind=SubjectKind.PARTICIPANT,
        subject_key=person.pk,
        basis=Basis.CONSENT,
        purpose=Purpose.ACCOMPANIMENT,
        purpose_text=words.PURPOSE,
        signatory=town.one(words.GUARDIANS) if minor else told.name,
        relation=Relation.GUARDIAN if minor else Relation.SELF,
        born_on=told.born_on if minor else None,
        heard_on=given_on if minor else None,
        heard_by=worker if minor else None,
        given_on=given_on,
        expires_on=ends,
        document=f"carpeta {int(town.draw.integers(1, 40))}",
        renews=before,
        written_at=at(given_on),
        written_by=worker,
    )


def name_keys(people: Iterable[Participant]) -> Iterator[NameKey]:
    """Return the keys by which people are found by how their names begin."""
    for person in people:
        yield from (NameKey(participant=person, key=key) for key in keys_of_name(person.name))


def write_twice(people: list[Participant], town: Town) -> list[tuple[Participant, Participant]]:
    """Write some down a second time, as another told of them, with another spelling; return both rows of each."""
    known = [one for one in people if one.name.count(" ") > 1][:TWICE]
    again = [
        Participant(
            person_key=nameless_key(),
            name=one.name.translate(MISSPELT),
            traits={name: one.traits[name] for name in ("birth_year", "birth_month")},
            neighbourhood=one.neighbourhood,
            agreed_on=one.agreed_on,
            registered_by=town.supervisor,
            registered_for=town.supervisor.organisation,
            registered_at=at(one.agreed_on, 15),
            changed_at=at(one.agreed_on, 15),
        )
        for one in known
    ]
    Participant.objects.bulk_create(again, batch_size=BATCH)
    return list(zip(known, again, strict=True))
