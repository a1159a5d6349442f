"""Which moments does a panel hold, and in which order? Years, quarters, months or plain numbers, evenly spaced.

Text is never compared as text: "2020-9" comes before "2020-10", and what is no moment is refused by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-01)?")
_QUARTER = re.compile(r"(\d{4})[- ]?[QqTt]([1-4])")
_NEVER = frozenset({"", "0", "0.0", "never", "nunca", "nan", "inf", "none", "na"})


def ordinals(column: pd.Series) -> tuple[NDArray[np.int64], str]:
    """Return each moment as a whole number that grows by one from one to the next, and the kind of moment.

    Raises:
        InputProblem: some are neither numbers nor months (2020-08) nor quarters (2020-Q3), or kinds are mixed.
    """
    texts = column.astype("string").str.strip().fillna("")
    kinds = {_kind(text) for text in texts.unique()}
    wrong = [text for text in texts.unique() if _kind(text) is None]
    if wrong or len(kinds) > 1:
        raise InputProblem(
            "The times are read as 2020, 2020-08 or 2020-Q3, all of one kind; these are not: {wrong}.",
            wrong=listed(wrong or sorted(texts.unique())[:4]),
        )
    known = {text: _ordinal(text) for text in texts.unique()}
    return texts.map(known).to_numpy(np.int64), str(next(iter(kinds), "number"))


def starts(column: pd.Series, *, kind: str) -> NDArray[np.float64]:
    """Return the ordinal at which each row's unit was first treated, infinity where it never was."""
    texts = column.astype("string").str.strip().fillna("")
    found = np.full(len(texts), np.inf)
    for text in texts.unique():
        if text.casefold() in _NEVER:
            continue
        if _kind(text) != kind:
            raise InputProblem(
                "The treatment begins at {value}, which is no moment of the kind of the times ({kind}).",
                value=text[:40],
                kind=kind,
            )
        found[(texts == text).to_numpy()] = _ordinal(text)
    return found


def label(ordinal: int, kind: str) -> str:
    """Return a moment as it is written."""
    if kind == "month":
        return f"{ordinal // 12}-{ordinal % 12 + 1:02}"
    if kind == "quarter":
        return f"{ordinal // 4}-Q{ordinal % 4 + 1}"
    return str(ordinal)


def _kind(text: str) -> str | None:
    if _MONTH.fullmatch(text):
        return "month" if 1 <= int(text.split("-")[1]) <= 12 else None
    if _QUARTER.fullmatch(text):
        return "quarter"
    try:
        return "number" if float(text).is_integer() else None
    except (ValueError, OverflowError):
        return None


def _ordinal(text: str) -> int:
    if month := _MONTH.fullmatch(text):
        return int(month[1]) * 12 + int(month[2]) - 1
    if quarter := _QUARTER.fullmatch(text):
        return int(quarter[1]) * 4 + int(quarter[2]) - 1
    return int(float(text))
