"""What is kept of a person besides the name, so that those reached can be told apart as groups.

The day of birth is not kept: month and year tell the age on any later day. There is no place here
for a group, a suspicion or a risk, and there will be none.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.domain.participants.vocabulary import AgeBand, Answer, Ethnic, Sex
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = 120
BANDS = ((13, AgeBand.CHILD), (17, AgeBand.TEEN), (23, AgeBand.YOUNG), (29, AgeBand.ADULT))
OF_AGE = 18
CODED = ("sex", "ethnic", "disability", "conflict_victim")  # told in the words of `vocabulary`


@dataclass(frozen=True)
class Traits:
    """As the person says; what they do not say is `unknown` or None."""

    sex: Sex = Sex.UNKNOWN
    ethnic: Ethnic = Ethnic.UNKNOWN
    disability: Answer = Answer.UNKNOWN
    conflict_victim: Answer = Answer.UNKNOWN
    birth_year: int | None = None
    birth_month: int | None = None
    guardian_agreed: bool = False  # whoever was under age when they agreed
    birth_why: str = ""  # how it is known, where year or month was put right

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Traits:
        """Return what a row keeps."""
        return cls(
            sex=Sex(kept.get("sex", Sex.UNKNOWN)),
            ethnic=Ethnic(kept.get("ethnic", Ethnic.UNKNOWN)),
            disability=Answer(kept.get("disability", Answer.UNKNOWN)),
            conflict_victim=Answer(kept.get("conflict_victim", Answer.UNKNOWN)),
            birth_year=kept.get("birth_year"),
            birth_month=kept.get("birth_month"),
            guardian_agreed=bool(kept.get("guardian_agreed")),
            birth_why=kept.get("birth_why", ""),
        )

    def kept(self) -> dict[str, Any]:
        """Return what a row keeps: only what was said."""
        said: dict[str, Any] = {}
        for name in CODED:
            if (value := str(getattr(self, name))) != "unknown":
                said[name] = value
        births = ("birth_year", "birth_month", "birth_why")
        said |= {name: getattr(self, name) for name in births if getattr(self, name)}
        return {**said, "guardian_agreed": True} if self.guardian_agreed else said

    def filled_from(self, other: Traits) -> Traits:
        """Return these with every gap filled from another telling; what was said before stays."""
        return Traits.read({**other.kept(), **self.kept()})

    def is_born_otherwise(self, other: Traits) -> bool:
        """Return whether another telling changes a year or month that was known here."""
        pairs = ((self.birth_year, other.birth_year), (self.birth_month, other.birth_month))
        return any(mine is not None and mine != theirs for mine, theirs in pairs)

    @property
    def born(self) -> tuple[date, date] | None:
        """The first and the last day of birth that year and month leave open; None where no year is known."""
        if self.birth_year is None:
            return None
        first, last = self.birth_month or 1, self.birth_month or 12
        days = monthrange(self.birth_year, last)[1]
        return date(self.birth_year, first, 1), date(self.birth_year, last, days)

    def age_on(self, day: date) -> int | None:
        """Return the age on a day: exact to the month, or the age reached that year where no month is known."""
        if self.birth_year is None:
            return None
        had = self.birth_month is None or day.month >= self.birth_month
        return day.year - self.birth_year - (0 if had else 1)


def band_of(age: int | None) -> AgeBand:
    """Return the band of an age."""
    if age is None or age < 0:
        return AgeBand.UNKNOWN
    return next((band for last, band in BANDS if age <= last), AgeBand.OLDER)


def refuse_birth(year: int | None, month: int | None, *, on: date) -> None:
    """Refuse a year or month in which nobody who is here was born."""
    if year is not None and not on.year - OLDEST <= year <= on.year:
        raise InputProblem(
            N_("{field}: nobody who comes was born in {year}."), field="birth_year", year=f"{year}"
        )
    if month is not None and not 1 <= month <= 12:
        raise InputProblem(N_("{field}: a month is a number from 1 to 12."), field="birth_month")
