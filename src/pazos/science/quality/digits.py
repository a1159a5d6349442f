"""Do ages, or counts, end in 0 and 5 too often?

Heaping says how well the figure was known, not who got it wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.chance import chance_of_more

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.quality.chance import Floats

# United Nations (1990), by Whipple's index: the upper end of each grade.
GRADES = ((105, "highly accurate"), (110, "fairly accurate"), (125, "approximate"), (175, "rough"))
_FEWEST = 50


@dataclass(frozen=True)
class AgeHeaping:
    """Whipple's and Myers' indices of a list of ages.

    `whipple`: 100 none, 500 only ages ending in 0 and 5 (ages 23 to 62). `myers`: half the sum of the
    deviations of the blended digits from 10%, 0 to 90 (ages 10 to 89). `p_value`: that ages ending in 0
    and 5 are as many by chance alone. `digit`: the last digit most preferred, with its blended `share`.
    """

    people: int
    whipple: float
    grade: str
    p_value: float
    myers: float
    digit: int
    share: float


def whipple(counts: Floats, *, first_age: int = 0) -> float:
    """Return Whipple's index of people by single year of age (Shryock and Siegel 1976, ages 23 to 62)."""
    ages = first_age + np.arange(len(counts))
    inside = (ages >= 23) & (ages <= 62)
    total = float(counts[inside].sum())
    return float(500 * counts[inside & (ages % 5 == 0)].sum() / total) if total else float("nan")


def blended_digits(counts: Floats, *, first_age: int = 0) -> Floats:
    """Return the blended share of each last digit, ages 10 to 89 (Myers 1940).

    Ten starting points are averaged, so that the fall of numbers with age does not favour low digits. As in
    the worksheet SINGAGE (US Census Bureau 2017) both sums end at 89, so that the few of that age must be few.
    """
    ages = first_age + np.arange(len(counts))
    by_digit = np.zeros((10, 8))
    for tens in range(1, 9):
        for digit in range(10):
            by_digit[digit, tens - 1] = counts[ages == 10 * tens + digit].sum()
    weights = np.arange(1, 11)
    blended = by_digit.sum(axis=1) * weights + by_digit[:, 1:].sum(axis=1) * (10 - weights)
    answer: Floats = blended / blended.sum() if blended.sum() else np.full(10, np.nan)
    return answer


def myers(counts: Floats, *, first_age: int = 0) -> float:
    """Return Myers' blended index, 0 to 90 (the sum of all deviations, as some print it, is twice this)."""
    return float(50 * np.abs(blended_digits(counts, first_age=first_age) - 0.1).sum())


def age_heaping(ages: NDArray[np.int64]) -> AgeHeaping | None:
    """Return the heaping of whole ages, None with fewer than 50 from 23 to 62.

    The test needs no age pattern: within each five ages around a multiple of five (23 to 27, 28 to 32,
    ...) a smooth pattern puts a fifth on the middle one.
    """
    counts = np.bincount(ages[(ages >= 0) & (ages <= 120)], minlength=121).astype(float)
    inside = int(counts[23:63].sum())
    if inside < _FEWEST:
        return None
    middle = int(counts[25:61:5].sum())
    index, shares = whipple(counts), blended_digits(counts)
    return AgeHeaping(
        people=inside,
        whipple=index,
        grade=next((name for end, name in GRADES if index < end), "very rough"),
        p_value=chance_of_more(middle, of=inside, share=0.2),
        myers=myers(counts),
        digit=int(np.argmax(shares)),
        share=float(shares.max()),
    )


@dataclass(frozen=True)
class CountHeaping:
    """How many counts above 30 end in 0 (`ending` 0) or in 0 and 5 (`ending` 5), and how many would."""

    ending: int
    seen: int
    expected: float
    counts: int
    p_value: float


def count_heaping(counts: Floats) -> CountHeaping | None:
    """Return the rounding of counts, None with fewer than 40 of at least 30.

    Counts of 30 and more spread over more than a decade, so that each last digit is about as likely.
    """
    large = counts[np.isfinite(counts) & (counts >= 30) & (counts % 1 == 0)].astype(np.int64)
    if len(large) < 40 or float(np.std(large)) < 5:
        return None
    options = []
    for ending, share in ((0, 0.1), (5, 0.2)):
        seen = int((large % (10 if ending == 0 else 5) == 0).sum())
        p_value = min(1.0, 2 * chance_of_more(seen, of=len(large), share=share))
        options.append(CountHeaping(ending, seen, share * len(large), len(large), p_value))
    return min(options, key=lambda one: one.p_value)
