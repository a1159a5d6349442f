"""May a selection be counted at all? Not where it, or what it leaves out, is few people: nobody is isolated by choosing.

A selection of one kind (a cluster) stands in the list of all of that kind, and in a table with each other
kind; a selection of two stands in the table of the two. Only what the gate of counts (`analysis.disclosing`)
shows in all of these is counted, so that no difference of two selections leaves few people.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from pazos.analysis.disclosing import MINIMUM, TOTAL, released, released_list
from pazos.analysis.programme.asked import DIMENSIONS
from pazos.analysis.programme.entries import chosen
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    import pandas as pd

    from pazos.analysis.disclosing import Released
    from pazos.analysis.programme.asked import Asked

TO = Permission.SEE_PROGRAMME_TOTALS


class Shut(StrEnum):
    """Why a selection is not counted."""

    NOBODY = "nobody"
    FEW = "few"  # fewer people than may be shown
    DIFFERENCE = "difference"  # from other selections few people could be worked out


def shut(every: pd.DataFrame, asked: Asked) -> Shut | None:
    """Return why a selection is not counted, None where it may be."""
    people = len(chosen(every, asked))
    if people == 0 and len(every) == 0:
        return Shut.NOBODY
    if people < MINIMUM:
        return Shut.FEW
    return None if _stands(every, asked) else Shut.DIFFERENCE


def _stands(every: pd.DataFrame, asked: Asked) -> bool:
    names = asked.narrowed
    if not names:
        return True
    if len(names) == 2:
        one, two = names
        cell = _crossed(every, one, two).count(str(getattr(asked, one)), str(getattr(asked, two)))
        return cell is not None and all(_stands(every, asked.without(name)) for name in names)
    name, value = names[0], str(getattr(asked, names[0]))
    counts = {str(key): int(n) for key, n in every[name].value_counts().items()}
    if released_list(counts, to=TO).get(value) is None:
        return False
    others = [other for other in DIMENSIONS if other != name]
    return all(_crossed(every, name, other).count(value, TOTAL) is not None for other in others)


def _crossed(every: pd.DataFrame, rows: str, columns: str) -> Released:
    pairs = zip(every[rows].astype(str), every[columns].astype(str), strict=True)
    counts: Counter[tuple[str, str]] = Counter(pairs)
    names = [sorted({str(one) for one in every[name].unique()}) for name in (rows, columns)]
    return released(counts, rows=names[0], columns=names[1], to=TO)
