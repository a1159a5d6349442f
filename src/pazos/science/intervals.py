"""How sure is one count, one share, or the change between two of them?

Exact where a count is rare and small, with nothing but the standard library: whatever is asked
here must be cheap enough for a page and must load no array. Whole columns of counts have
`science.rates`, which gives the same digits.

Nothing here knows what was counted, and no interval is given to a number that chance did not make.
"""

from __future__ import annotations

import math
from functools import lru_cache

from pazos.science.problems import InputProblem

Z95 = 1.959963984540054
STEPS = 400
TINY = 1e-300
ENOUGH = 1e-13


def poisson_interval(count: float) -> tuple[float, float]:
    """Return the exact 95% interval of the mean of a Poisson count (Garwood 1936).

    Ten give 4.795 to 18.390; none gives 0 to 3.689.

    Raises:
        InputProblem: the count is below nought or not whole.
    """
    if count < 0 or count != int(count):
        raise InputProblem("A count is a whole number from zero up, not {count}.", count=count)
    return _garwood(int(count))


def wilson_interval(part: float, whole: float) -> tuple[float, float]:
    """Return the 95% score interval of `part` out of `whole`, as shares (Wilson 1927).

    Fifteen of 148 give 0.0624 to 0.1605; none of 20 gives 0 to 0.1611.

    Raises:
        InputProblem: the whole is not above nought, or the part is not within it.
    """
    if not whole > 0 or not 0 <= part <= whole:
        raise InputProblem(
            "A share is a part of a whole above zero: {part} of {whole} is none.", part=part, whole=whole
        )
    square = Z95**2
    middle = (part + square / 2) / (whole + square)
    reach = Z95 / (whole + square) * math.sqrt(part * (whole - part) / whole + square / 4)
    low = 0.0 if part == 0 else max(0.0, middle - reach)
    return low, 1.0 if part == whole else min(1.0, middle + reach)


def shares_differ(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Say whether two shares, each (part, whole), differ beyond 95% (Newcombe 1998, method 10)."""
    low, high = share_difference(first, second)
    return low > 0 or high < 0


def share_difference(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Return the 95% interval of the first share less the second (Newcombe 1998, method 10).

    56 of 70 less 48 of 80 gives 0.0524 to 0.3339.
    """
    (one_low, one_high), (other_low, other_high) = wilson_interval(*first), wilson_interval(*second)
    one, other = first[0] / first[1], second[0] / second[1]
    return (
        one - other - math.hypot(one - one_low, other_high - other),
        one - other + math.hypot(one_high - one, other - other_low),
    )


def counts_differ(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Say whether two counts, each (count, time lived), have different rates at 5%.

    Given both together the first is binomial; the exact p-value doubles the smaller tail
    (Przyborowski and Wilenski 1940). `science.rates.compare` gives the same answer.
    """
    (one, one_time), (other, other_time) = first, second
    if not (one_time > 0 and other_time > 0):
        raise InputProblem(
            "Counts are compared over times above zero: {first}, {second}.", first=one_time, second=other_time
        )
    both, chance = int(one + other), one_time / (one_time + other_time)
    # A binomial's median lies beside its mean: the tail away from it is the smaller one, and only it is reckoned.
    if one <= both * chance:
        tail = 1 - _beta(int(one) + 1, both - int(one), chance) if one < both else 1.0
    else:
        tail = _beta(int(one), both - int(one) + 1, chance)
    return 2 * tail < 0.05


@lru_cache(maxsize=4096)
def _garwood(count: int) -> tuple[float, float]:
    low = _gamma_quantile(count, 0.025) if count else 0.0
    return low, _gamma_quantile(count + 1, 0.975)


def _gamma_quantile(shape: int, share: float) -> float:
    """Return where the gamma distribution of `shape` and scale 1 reaches `share`.

    Newton's steps from Wilson and Hilferty's start (1931), kept inside a bracket that narrows.
    """
    reach = 8 * math.sqrt(shape) + 20
    low, high = max(0.0, shape - reach), shape + reach
    z = -Z95 if share < 0.5 else Z95
    at = max(shape * (1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))) ** 3, low + ENOUGH)
    for _ in range(STEPS):
        wrong = _gamma(shape, at) - share
        low, high = (at, high) if wrong < 0 else (low, at)
        density = math.exp((shape - 1) * math.log(at) - at - math.lgamma(shape))
        following = at - wrong / density if density > TINY else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - at) <= ENOUGH * at:
            return following
        at = following
    return at


def _gamma(shape: float, at: float) -> float:
    """Return the regularised lower incomplete gamma function (series, or continued fraction by Lentz)."""
    if at <= 0:
        return 0.0
    front = math.exp(shape * math.log(at) - at - math.lgamma(shape))
    if at < shape + 1:
        term = total = 1 / shape
        step = shape
        while abs(term) > abs(total) * ENOUGH:
            step += 1
            term *= at / step
            total += term
        return total * front
    return 1 - front * _lentz_gamma(shape, at)


def _lentz_gamma(shape: float, at: float) -> float:
    b = at + 1 - shape
    c, d = 1 / TINY, 1 / b
    answer = d
    for step in range(1, STEPS * 10):
        factor = -step * (step - shape)
        b += 2
        d = 1 / _apart(factor * d + b)
        c = _apart(b + factor / c)
        answer *= d * c
        if abs(d * c - 1) < ENOUGH:
            break
    return answer


def _beta(a: int, b: int, at: float) -> float:
    """Return the regularised incomplete beta function by its continued fraction (Lentz 1976)."""
    if at <= 0 or at >= 1:
        return 0.0 if at <= 0 else 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(at) + b * math.log1p(-at)
    )
    if at < (a + 1) / (a + b + 2):
        return front * _lentz_beta(a, b, at) / a
    return 1 - front * _lentz_beta(b, a, 1 - at) / b


def _lentz_beta(a: int, b: int, at: float) -> float:
    c, d = 1.0, 1 / _apart(1 - (a + b) * at / (a + 1))
    answer = d
    for step in range(1, STEPS * 10):
        even = step * (b - step) * at / ((a - 1 + 2 * step) * (a + 2 * step))
        d, c = 1 / _apart(1 + even * d), _apart(1 + even / c)
        answer *= d * c
        odd = -(a + step) * (a + b + step) * at / ((a + 2 * step) * (a + 1 + 2 * step))
        d, c = 1 / _apart(1 + odd * d), _apart(1 + odd / c)
        answer *= d * c
        if abs(d * c - 1) < ENOUGH:
            break
    return answer


def _apart(value: float) -> float:
    """Keep a divisor away from nought."""
    return value if abs(value) > TINY else TINY
