"""Which instruments are there? Those that come with Pazos and those that the city keeps, by code and version.

A version is never changed: an answer given last year is read with the instrument of last year.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pazos.domain.cases.instruments.reading import read
from pazos.domain.cases.sheets import kept_by_the_city, shipped_with
from pazos.domain.cases.vocabulary import SheetKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.instruments.kinds import Instrument


@cache
def shipped() -> Mapping[tuple[str, int], Instrument]:
    """Return the instruments that come with Pazos, by code and version."""
    found = [read(content) for content in shipped_with("pazos.domain.cases.instruments")]
    return {(one.code, one.version): one for one in found}


def instruments() -> tuple[Instrument, ...]:
    """Return the newest version of each, those of Pazos first."""
    newest: dict[str, Instrument] = {}
    for one in (*shipped().values(), *_of_the_city()):
        if one.code not in newest or one.version > newest[one.code].version:
            newest[one.code] = one
    return tuple(newest.values())


def instrument(code: str, version: int | None = None) -> Instrument:
    """Return one instrument, its newest version where none is given.

    Raises:
        InputProblem: there is none of that code and version.
    """
    if version is not None and (code, version) in shipped():
        return shipped()[code, version]
    found = [one for one in (*shipped().values(), *_of_the_city(code)) if one.code == code]
    fits = [one for one in found if version in (None, one.version)]
    if not fits:
        raise InputProblem(N_("There is no instrument {code}."), code=code)
    return max(fits, key=lambda one: one.version)


def _of_the_city(code: str = "") -> list[Instrument]:
    return [read(content, is_of_the_city=True) for content in kept_by_the_city(SheetKind.INSTRUMENT, code)]
