"""The invented people of the demo city who take part, and in which programmes from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from pazos.analysis.demo_books import activities_words as words
from pazos.domain.participants.keying import document_key, keys_of
from pazos.domain.participants.models import Participant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.demo_books.activities import City

    Numbers = NDArray[np.int64]

LIVE_IN_CLUSTERS, LIVE_UNKNOWN = 0.66, 0.06
WITH_DOCUMENT = 0.9
MORE_PROGRAMMES = (0.68, 0.23, 0.09)  # one, two, three
USUALLY_STAYS = 260.0  # days


@dataclass(frozen=True)
class Crowd:
    """People, and their memberships: one place in each array of the second kind a membership."""

    rows: list[Participant] = field(default_factory=list)
    cluster: Numbers = field(
        default_factory=lambda: np.empty(0, dtype=np.int64)
    )  # where a person lives; 0: in none
    person: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    programme: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    joined: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    left: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def members(self, programme: int) -> Numbers:
        """Return the places of a programme's memberships."""
        return np.flatnonzero(self.programme == programme)


def crowd(city: City, number: int) -> Crowd:
    """Return so many people with their programmes, each agreed on the day they first came."""
    draw = city.draw
    person, programme = _memberships(city, number)
    firsts = np.array([(one.starts_on or city.today).toordinal() for one in city.programmes])
    lasts = np.array([min(one.ends_on or city.today, city.today).toordinal() for one in city.programmes])
    span = np.maximum(1, lasts - firsts)[programme]
    joined = firsts[programme] + (span * draw.random(len(person)) ** 1.15).astype(np.int64)
    left = joined + (USUALLY_STAYS * draw.exponential(size=len(person))).astype(np.int64) + 7
    agreed = np.full(number, city.today.toordinal())
    np.minimum.at(agreed, person, joined)
    homes = _homes(city, number)
    main = programme[np.searchsorted(person, np.arange(number))]
    rows = _rows(city, main, agreed, [place for place, _ in homes])
    cluster = np.array([cluster for _, cluster in homes], dtype=np.int64)
    return Crowd(rows, cluster, person, programme, joined, left)


def _memberships(city: City, number: int) -> tuple[Numbers, Numbers]:
    weights = np.array([float(one.people_expected or 150) for one in city.programmes])
    several = city.draw.choice(len(MORE_PROGRAMMES), number, p=MORE_PROGRAMMES) + 1
    person = np.repeat(np.arange(number), several)
    programme = city.draw.choice(len(weights), len(person), p=weights / weights.sum())
    return person, programme


def _homes(city: City, number: int) -> list[tuple[Any, int]]:
    """Return each one's neighbourhood (None: not known) and the number of its cluster (0: none)."""
    places = [(place, one.pk) for one, of in zip(city.clusters, city.inside, strict=True) for place in of]
    luck, which = city.draw.random(number), city.draw.random(number)
    found: list[tuple[Any, int]] = []
    for one, at in zip(luck.tolist(), which.tolist(), strict=True):
        if one < LIVE_UNKNOWN:
            found.append((None, 0))
        elif places and (one < LIVE_UNKNOWN + LIVE_IN_CLUSTERS or not city.outside):
            found.append(places[int(at * len(places))])
        else:
            found.append((city.outside[int(at * len(city.outside))], 0) if city.outside else (None, 0))
    return found


def _rows(city: City, main: Numbers, agreed: Numbers, homes: list[Any]) -> list[Participant]:
    draw, number, now = city.draw, len(main), timezone.now()
    bands = [words.OF_PROGRAMME.get(one.code, words.USUAL)[2] for one in city.programmes]
    age = np.array([bands[n][0] for n in main]) + draw.beta(1.6, 2.4, number) * np.array(
        [bands[n][1] - bands[n][0] for n in main]
    )
    born = (agreed / 365.25 - age).tolist()
    sex = draw.choice(["woman", "man", "other", "unknown"], number, p=[0.45, 0.52, 0.01, 0.02]).tolist()
    ethnic = draw.choice(
        ["afro", "none", "indigenous", "unknown"], number, p=[0.3, 0.45, 0.03, 0.22]
    ).tolist()
    answers = draw.choice(["yes", "no", "unknown"], (2, number), p=[0.06, 0.72, 0.22]).tolist()
    lots = draw.integers(0, 10_000, (3, number)).tolist()
    documents = (1_090_000_000 + draw.permutation(9 * number)[:number]).tolist()
    said = draw.random(number).tolist()
    days = [date.fromordinal(int(day)) for day in agreed]
    return [
        _row(
            city,
            home=homes[n],
            name=_name(sex[n], [lot[n] for lot in lots]),
            document=str(documents[n]) if said[n] < WITH_DOCUMENT else "",
            born=born[n],
            traits={
                "sex": sex[n],
                "ethnic": ethnic[n],
                "disability": answers[0][n],
                "conflict_victim": answers[1][n],
            },
            agreed_on=days[n],
            at=now,
            number=n,
        )
        for n in range(number)
    ]


def _name(sex: str, lots: list[int]) -> str:
    first = words.WOMEN if sex == "woman" or (sex != "man" and lots[0] % 2) else words.MEN
    surnames = [words.SURNAMES[lot % len(words.SURNAMES)] for lot in lots[1:]]
    return " ".join([first[lots[0] % len(first)], *surnames])


def _row(
    city: City,
    *,
    home: Any,
    name: str,
    document: str,
    born: float,
    traits: dict[str, str],
    agreed_on: date,
    at: Any,
    number: int,
) -> Participant:
    year, month = int(born), 1 + int(12 * (born % 1))
    key = document_key(document)
    if not document:
        born_on, word = date(year, month, 1 + number % 28), f"Rosa{_letters(number)}"
        key = keys_of(document="", name=name, born_on=born_on, word=word).first
    kept: dict[str, Any] = {key: value for key, value in traits.items() if value != "unknown"}
    kept |= {"birth_year": year, "birth_month": month}
    if agreed_on.year - year <= 18:
        kept["guardian_agreed"] = True
    return Participant(
        person_key=key,
        name=name,
        document=document,
        traits=kept,
        neighbourhood=home,
        agreed_on=agreed_on,
        registered_by=city.by,
        registered_for=city.by.organisation,
        registered_at=at,
        changed_at=at,
    )


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))
