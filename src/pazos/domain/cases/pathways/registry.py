"""Which pathway is followed in which crisis? The newest of the city, else the one that comes with Pazos.

A crisis keeps the version it began with: its duties do not change under it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pazos.domain.cases.pathways.reading import read
from pazos.domain.cases.sheets import kept_by_the_city, shipped_with
from pazos.domain.cases.vocabulary import CrisisKind, SheetKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.pathways.kinds import Pathway


@cache
def shipped() -> Mapping[tuple[str, int], Pathway]:
    """Return the pathways that come with Pazos, by kind and version."""
    found = [read(content) for content in shipped_with("pazos.domain.cases.pathways")]
    return {(one.kind, one.version): one for one in sorted(found, key=lambda one: (one.kind, one.version))}


def pathways() -> tuple[Pathway, ...]:
    """Return the pathway that a crisis of each kind begins with today, in the order of the kinds."""
    newest = {kind: one for (kind, _), one in shipped().items()}
    for one in _of_the_city():
        if one.version > newest[one.kind].version:
            newest[one.kind] = one
    return tuple(newest[kind] for kind in CrisisKind.values)


def pathway(kind: str, version: int | None = None) -> Pathway:
    """Return the pathway of a kind of crisis, the newest where no version is given.

    Raises:
        InputProblem: there is none of that kind and version.
    """
    if version is not None and (kind, version) in shipped():
        return shipped()[kind, version]
    found = [one for (of, _), one in shipped().items() if of == kind] + _of_the_city(kind)
    fits = [one for one in found if version in (None, one.version)]
    if not fits:
        raise InputProblem(N_("There is no pathway for {kind}."), kind=kind)
    return max(fits, key=lambda one: one.version)


def _of_the_city(kind: str = "") -> list[Pathway]:
    return [read(content, is_of_the_city=True) for content in kept_by_the_city(SheetKind.PATHWAY, kind)]
