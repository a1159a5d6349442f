"""Which amount does a text hold, whatever signs mark its thousands and its cents?

Money has two decimals at most, so a single sign before exactly three digits marks thousands. Nothing
is rounded, save the noise that a spreadsheet's own arithmetic leaves far below a cent.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pazos.domain.money import CENT, exact
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

_BLANKS = re.compile(r"[\s\u00a0\u202f']+")
_CURRENCY = re.compile(r"^(COP|USD|EUR|US)?\$?|(COP|USD|EUR)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+([.,]\d+)*|[.,]\d{1,2}")
_SIMPLE = re.compile(r"-?\d+(\.\d{1,2})?")
_NOISE = 6  # decimals from which on a spreadsheet's arithmetic speaks, and nobody's pen
_NOTHING = {"", "-", "–", "—", "\u2212"}


@lru_cache(maxsize=16_384)
def read_amount(text: str) -> Decimal:
    """Return the amount that a text holds; an empty cell and a dash are nought.

    `1.234.567,89`, `1,234,567.89`, `$ 1.234`, `(1.234)`, `1234567.8900000001` are all understood.

    Raises:
        InputProblem: it is no amount, or has more than two decimals.
    """
    if _SIMPLE.fullmatch(text):
        return exact(text)
    plain = _BLANKS.sub("", text)
    if plain in _NOTHING:
        return Decimal("0.00")
    negative = plain.startswith(("-", "\u2212")) or (plain.startswith("(") and plain.endswith(")"))
    digits = _CURRENCY.sub("", plain.strip("()-\u2212+"))
    digits = _CURRENCY.sub("", digits.strip("-\u2212+"))
    if digits in _NOTHING:
        return Decimal("0.00")
    if not _DIGITS.fullmatch(digits):
        raise InputProblem(N_("{value} is not an amount of money."), value=text.strip()[:40])
    amount = _without_noise(Decimal(_pointed(digits, text)))
    return exact(-amount if negative else amount)


def _pointed(digits: str, text: str) -> str:
    """Return digits with a point before the decimals and no other sign."""
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return digits
    last = signs[-1]
    whole, _, rest = digits.rpartition(last)
    is_decimal = signs.count(last) == 1 and (len(set(signs)) == 2 or len(rest) != 3)
    if not is_decimal:
        whole, rest = digits, ""
    groups = re.split(r"[.,]", whole)
    others = {sign for sign in whole if sign in ".,"}
    if len(groups) > 1 and (
        len(others) > 1 or not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])
    ):
        raise InputProblem(N_("{value} is not an amount of money."), value=text.strip()[:40])
    return f"{''.join(groups) or '0'}.{rest or '0'}"


def _without_noise(amount: Decimal) -> Decimal:
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _NOISE:
        near = amount.quantize(CENT)
        return near if abs(near - amount) < CENT / 1000 else amount
    return amount
