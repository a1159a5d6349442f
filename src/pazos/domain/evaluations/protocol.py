"""The plan of an evaluation as a value: what is asked, of whom, compared with whom, and how, before anybody looks.

It goes to and from plain values without loss; its hash is what is sealed. It names places and ages, never a person.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

from pazos.domain.evaluations.vocabulary import Dose, Grain, TreatedBy, UnitKind
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = 1  # of the plain values; a later form still reads the earlier ones
RECONCILED = ""  # the source of an outcome: the city's register, reconciled from all of them


@dataclass(frozen=True)
class Outcome:
    """What is counted: by which named rule, from which source (its slug; empty for the reconciled register)."""

    rule: str = ""
    source: str = RECONCILED


@dataclass(frozen=True)
class Treatment:
    """One unit (a neighbourhood's code or a municipality's) and the first month in which it was treated."""

    unit: str
    starts: str  # YYYY-MM


@dataclass(frozen=True)
class Exclusion:
    """A unit that is left out of the comparison, and why."""

    unit: str
    why: str


@dataclass(frozen=True)
class Choice:
    """One way of estimating: a method of `pazos.science.evaluation.estimators` and its options."""

    method: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Subgroup:
    """Victims of an age band or sex of whom the question is asked too."""

    name: str
    age_from: int | None = None
    age_to: int | None = None
    sex: str = ""  # "f", "m" or both

    def overlaps(self, other: Subgroup) -> bool:
        """Tell whether somebody may be of both groups."""
        if self.sex and other.sex and self.sex != other.sex:
            return False
        (first, last), (others_first, others_last) = self._ages, other._ages
        return first <= others_last and others_first <= last

    @property
    def _ages(self) -> tuple[float, float]:
        return self.age_from or 0, math.inf if self.age_to is None else self.age_to


@dataclass(frozen=True)
class Protocol:
    """The whole plan. `smallest` is the smallest effect worth knowing, as a share (0.2: a fifth fewer)."""

    question: str = ""
    expectation: str = ""  # what is thought to happen, and why
    outcome: Outcome = field(default_factory=Outcome)
    unit: str = UnitKind.NEIGHBOURHOOD
    grain: str = Grain.MONTH
    first: str = ""  # YYYY-MM, the first month of the window
    last: str = ""  # the last one
    treated_by: str = TreatedBy.DESIGNATION
    designation: int | None = None
    treated: tuple[Treatment, ...] = ()
    chosen_from: str = ""  # YYYY-MM: the months over which the places were chosen for being bad
    chosen_to: str = ""
    pool: str = ""  # the comparison panel's hash, where the units are municipalities
    excluded: tuple[Exclusion, ...] = ()
    buffer_metres: int = (
        0  # places this near a treated one are no comparison; they are watched for displacement
    )
    dose: str = Dose.NONE
    covariates: tuple[str, ...] = ()
    primary: Choice = field(default_factory=lambda: Choice(""))
    secondary: tuple[Choice, ...] = ()
    subgroups: tuple[Subgroup, ...] = ()
    other_outcomes: tuple[Outcome, ...] = ()  # the same question under other rules and sources
    doubts: tuple[str, ...] = ()  # names of `pazos.science.evaluation.doubts`
    smallest: float | None = None
    confidence: float = 0.95
    seed: int = 1

    def plain(self) -> dict[str, Any]:
        """Return the plan as plain values."""
        return {"form": FORM, **asdict(self)}

    @property
    def hash(self) -> str:
        """What is sealed: the SHA-256 of the canonical plain values."""
        return sha256_of(self.plain())

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Return the plan of its plain values; what a draft does not say yet keeps its default."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in plain.items() if name in known}
        parts = {name: part(values[name]) for name, part in _PARTS.items() if name in values}
        return cls(**{**values, **parts})


def _many(kind: type[Any]) -> Any:
    return lambda rows: tuple(kind(**row) for row in rows)


_PARTS: dict[str, Any] = {
    "outcome": lambda row: Outcome(**row),
    "treated": _many(Treatment),
    "excluded": _many(Exclusion),
    "covariates": tuple,
    "primary": lambda row: Choice(**row),
    "secondary": _many(Choice),
    "subgroups": _many(Subgroup),
    "other_outcomes": _many(Outcome),
    "doubts": tuple,
}
