"""What does the register itself say of a death? Each value comes from one source, and is named with it.

For each field the kinds of sources stand in an order of trust (`ORDER`), which anyone may read.
A person's decision on a difference goes before all of them. What no source states stays empty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pazos.domain.register.vocabulary import DifferenceKind
from pazos.domain.sources.vocabulary import DatedBy, Precision, SourceKind, Weapon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

Field = Literal["occurred_on", "died_on", "minute_of_day", "age", "sex", "weapon", "neighbourhood"]
DECISION = "decision"
_EXAMINED = (  # who saw the body or its papers
    SourceKind.FORENSIC,
    SourceKind.HEALTH,
    SourceKind.PROSECUTOR,
    SourceKind.POLICE,
    SourceKind.PRESS,
    SourceKind.OTHER,
)
_INVESTIGATED = (  # who fixed what happened, and when
    SourceKind.FORENSIC,
    SourceKind.POLICE,
    SourceKind.PROSECUTOR,
    SourceKind.HEALTH,
    SourceKind.PRESS,
    SourceKind.OTHER,
)
_WENT_THERE = (  # who stood at the place; the health system's is often that of residence
    SourceKind.POLICE,
    SourceKind.FORENSIC,
    SourceKind.PROSECUTOR,
    SourceKind.PRESS,
    SourceKind.OTHER,
    SourceKind.HEALTH,
)
ORDER: dict[Field, tuple[SourceKind, ...]] = {
    "occurred_on": _INVESTIGATED,
    "died_on": _EXAMINED,
    "minute_of_day": _WENT_THERE,
    "age": _EXAMINED,
    "sex": _EXAMINED,
    "weapon": _INVESTIGATED,
    "neighbourhood": _WENT_THERE,
}
# The value most sources state; the order decides between values that equally many state.
BY_MOST: frozenset[Field] = frozenset({"age", "sex"})
DECIDES: dict[str, Field] = {
    DifferenceKind.DATE: "occurred_on",
    DifferenceKind.PLACE: "neighbourhood",
    DifferenceKind.AGE: "age",
    DifferenceKind.SEX: "sex",
    DifferenceKind.WEAPON: "weapon",
}
_COARSE = {Precision.DAY: 0, Precision.MONTH: 2, Precision.YEAR: 3}


@dataclass(frozen=True, slots=True)
class Stated:
    """What one claim says of a death. `neighbourhood` is its number, `place` its code."""

    claim: int
    source: str
    kind: str
    occurred_on: date
    duplicate: bool = False
    precision: str = Precision.DAY
    dated_by: str = DatedBy.FACT
    died_on: date | None = None
    minute_of_day: int | None = None
    age: int | None = None
    sex: str = ""
    weapon: str = ""
    manner: str = ""
    neighbourhood: int | None = None
    place: str = ""
    by_point: bool = False

    @property
    def fact_day(self) -> date | None:
        """The day of the fact, where the source states it."""
        known = self.dated_by == DatedBy.FACT and self.precision == Precision.DAY
        return self.occurred_on if known else None

    @property
    def death_day(self) -> date | None:
        """The day of death, where the source states it."""
        if self.died_on is not None:
            return self.died_on
        known = self.dated_by == DatedBy.DEATH and self.precision == Precision.DAY
        return self.occurred_on if known else None


@dataclass(frozen=True)
class Adopted:
    """The register's values of a death and, for each that is known, whose it is."""

    values: Mapping[Field, Any]
    origins: Mapping[str, str] = field(default_factory=dict)


def adopt(stated: Sequence[Stated], decided: Mapping[Field, Any]) -> Adopted:
    """Return the values of a death from its claims (one at least) and the decisions on it."""
    values: dict[Field, Any] = {}
    origins: dict[str, str] = {}
    for name in ORDER:
        value, origin = (decided[name], DECISION) if name in decided else _chosen(name, stated, values)
        values[name] = value
        if origin:
            origins[name] = origin
    return Adopted(values, origins)


def in_turn(stated: Iterable[Stated]) -> list[Stated]:
    """Return claims as each source speaks: its first row before its duplicates."""
    return sorted(stated, key=lambda one: (one.duplicate, one.source, one.claim))


def _chosen(name: Field, stated: Sequence[Stated], so_far: Mapping[Field, Any]) -> tuple[Any, str]:
    speaking = [one for one in stated if _value(one, name) is not None]
    if not speaking:
        return ("" if name in ("sex", "weapon") else None), ""
    speaking.sort(key=lambda one: _rank(one, name, so_far))
    if name in BY_MOST:
        speaking = _of_most(speaking, name)
    return _value(speaking[0], name), speaking[0].source


def _value(one: Stated, name: Field) -> Any:
    value = one.death_day if name == "died_on" else getattr(one, name)
    return None if value == "" else value


def _rank(one: Stated, name: Field, so_far: Mapping[Field, Any]) -> tuple[int, int, int, bool, str, int]:
    """Order claims for one field: how well this one can know, its source's trust, then its name."""
    doubt = detail = 0
    if name == "occurred_on":
        doubt = _COARSE[Precision(one.precision)] or int(one.dated_by == DatedBy.DEATH)
    elif name == "minute_of_day":
        doubt = int(one.occurred_on != so_far["occurred_on"])
    elif name == "weapon":
        doubt = int(one.weapon == Weapon.OTHER)
    elif name == "neighbourhood":
        detail = int(not one.by_point)
    return (doubt, ORDER[name].index(SourceKind(one.kind)), detail, one.duplicate, one.source, one.claim)


def _of_most(speaking: Sequence[Stated], name: Field) -> list[Stated]:
    """Keep the claims with the value that most sources state, each source heard once."""
    heard = {one.source: _value(one, name) for one in reversed(in_turn(speaking))}
    votes = Counter(heard.values())
    most = max(votes.values())
    return [one for one in speaking if votes.get(_value(one, name)) == most]
