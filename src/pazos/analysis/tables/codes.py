"""Which codes of a column may have lost a zero, because a spreadsheet took them for numbers?

A code such as 2.10 that was typed as a number is kept as 2.1, and nothing in the cell tells it from a code
that is 2.1. It is doubtful where a code beside it has more digits behind its point: never guessed, only asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_BEGINS = re.compile(r"(\d+)\.(\d+)(?![0-9A-Za-z])")


def lost_zeros(codes: Iterable[str], *, numbers: Collection[str]) -> dict[str, str]:
    """Return the doubtful codes and what each may have been.

    `numbers` are those of which a cell held a number. Codes are siblings when they begin alike: 2.1 beside
    2.11 or 2.10.3 may have been 2.10; beside 2.2 it is what it says.
    """
    if not numbers:
        return {}
    longest: dict[str, int] = {}
    for code in codes:
        if found := _BEGINS.match(code):
            longest[found[1]] = max(longest.get(found[1], 0), len(found[2]))
    doubtful = {}
    for number in numbers:
        found = _BEGINS.fullmatch(number)
        if found and len(found[2]) < longest.get(found[1], 0):
            doubtful[number] = f"{found[1]}.{found[2].ljust(longest[found[1]], '0')}"
    return doubtful


def refuse_lost_zero(code: str, doubtful: Mapping[str, str]) -> None:
    """Refuse a doubtful code, with what it may have been.

    Raises:
        InputProblem: a number stands where a code belongs, and it may have lost a zero.
    """
    if code in doubtful:
        raise InputProblem(
            N_(
                "The code {code} stands there as a number, and numbers lose the zeros at their end: it may have "
                "been {longer}. Make the column text in the spreadsheet and write the code again."
            ),
            code=code,
            longer=doubtful[code],
        )
