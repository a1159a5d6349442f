"""May a selection be counted at all? Not where it, or what it leaves out, is few people: nobody is isolated by choosing.

A selection of one kind (a cluster) stands in the list of all of that kind, and in a table with each other
kind; a selection of two stands in the table of the two. Only what the gate of counts (`analysis.disclosing`)
shows in all of these is counted, so that no difference of two selections leaves few people.

What is counted within a selection (who was lost, who lives with a disability) is suppressed there on its own.
So that nobody is worked out by taking one selection's figure from another's, every count that is told is
rounded to the nearest ROUNDED_TO. The difference of two is then open by four people and never says "one".

Who came again is counted again: what is few is asked of the different people, and not of how often they came.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from pazos.analysis.disclosing import MINIMUM, TOTAL, Cell, by_person, released, released_list
from pazos.analysis.programme.asked import DIMENSIONS
from pazos.analysis.programme.entries import chosen, people_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping

    import pandas as pd

    from pazos.analysis.disclosing import Released
    from pazos.analysis.programme.asked import Asked

TO = Permission.SEE_PROGRAMME_TOTALS
ROUNDED_TO = MINIMUM
OF_PEOPLE = 3  # the form of the totals since which different people are asked for


def told(count: int | None) -> int | None:
    """Return a count as it is told: to the nearest ROUNDED_TO; a hidden one stays hidden."""
    return None if count is None else ROUNDED_TO * round(count / ROUNDED_TO)


def told_list(
    counts: Mapping[str, int], *, people: Mapping[str, Collection[Hashable]] | None = None
) -> dict[str, int | None]:
    """Return a list with its total as it is told: small ones, and those of few `people`, hidden, the others rounded."""
    return {name: told(count) for name, count in released_list(counts, to=TO, people=people).items()}


def behind(pairs: Iterable[tuple[Cell, Hashable]], *, form: int) -> dict[Cell, set[Hashable]] | None:
    """Return who stands behind each cell, given a pair of cell and person each time; None in a form that did not ask."""
    return by_person(pairs) if form >= OF_PEOPLE else None


class Shut(StrEnum):
    """Why a selection is not counted."""

    NOBODY = "nobody"
    FEW = "few"  # fewer people than may be shown
    DIFFERENCE = "difference"  # from other selections few people could be worked out


def shut(every: pd.DataFrame, asked: Asked, *, form: int) -> Shut | None:
    """Return why a selection is not counted, None where it may be."""
    mine = chosen(every, asked)
    people = len(mine) if form < OF_PEOPLE else people_of(mine).nunique()
    if people == 0 and len(every) == 0:
        return Shut.NOBODY
    if people < MINIMUM:
        return Shut.FEW
    return None if _stands(every, asked, form=form) else Shut.DIFFERENCE


def _stands(every: pd.DataFrame, asked: Asked, *, form: int) -> bool:
    names = asked.narrowed
    if not names:
        return True
    if len(names) == 2:
        one, two = names
        table = _crossed(every, one, two, form=form)
        cell = table.count(str(getattr(asked, one)), str(getattr(asked, two)))
        return cell is not None and all(_stands(every, asked.without(name), form=form) for name in names)
    name, value = names[0], str(getattr(asked, names[0]))
    counts = {str(key): int(n) for key, n in every[name].value_counts().items()}
    people = behind(zip(every[name].astype(str), people_of(every), strict=True), form=form)
    if released_list(counts, to=TO, people=people).get(value) is None:
        return False
    others = [other for other in DIMENSIONS if other != name]
    return all(_crossed(every, name, other, form=form).count(value, TOTAL) is not None for other in others)


def _crossed(every: pd.DataFrame, rows: str, columns: str, *, form: int) -> Released:
    pairs = list(zip(every[rows].astype(str), every[columns].astype(str), strict=True))
    people = behind(zip(pairs, people_of(every), strict=True), form=form)
    names = [sorted({str(one) for one in every[name].unique()}) for name in (rows, columns)]
    return released(Counter(pairs), rows=names[0], columns=names[1], to=TO, people=people)
