"""Numbers as the reader's language writes them: 1.234,5 in Spanish, 1,234.5 in English.

Used by template tags and by the documents behind maps, so that a number reads the same in
both. Nothing here rounds for a purpose: the caller says how many places mean something.
"""

from __future__ import annotations

import math
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

NARROW = "\u202f"  # a narrow space that does not break
MINUS = "\u2212"


def is_missing(value: object) -> bool:
    """Return whether there is no value: None or not a number."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def number(value: float | None, places: int = 0) -> str:
    """Return a number with thousands marked and `places` decimals; a dash where there is none."""
    if value is None or is_missing(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    # Django cuts decimals off where a reader expects rounding.
    rounded = Decimal(f"{abs(value):.{places}f}")
    text = str(number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True))
    negative = value < 0 and text.strip("0.,") != ""
    return f"{MINUS}{text}" if negative else text


def signed(value: float | None, places: int = 0) -> str:
    """Return a change with its sign, also when it is a growth."""
    text = number(value, places)
    grows = value is not None and not is_missing(value) and value > 0 and text.strip("0.,") != ""
    return f"+{text}" if grows else text


def percent(share: float | None, places: int = 0) -> str:
    """Return a share between 0 and 1 as a percentage."""
    if share is None or is_missing(share):
        return "–"
    space = NARROW if get_language() == "es" else ""
    return f"{number(share * 100, places)}{space}%"


def signed_percent(share: float | None, places: int = 0) -> str:
    """Return a change as a percentage with its sign, also when it is a growth."""
    text = percent(share, places)
    grows = signed(None if share is None else share * 100, places).startswith("+")
    return f"+{text}" if grows else text


def chance(p: float | None) -> str:
    """Return a p-value: 0.034, or < 0.001 below what three places can say; a dash where there is none."""
    return f"< {number(0.001, 3)}" if p is not None and p < 0.001 else number(p, 3)


def interval(low: float | None, high: float | None, places: int = 1) -> str:
    """Return an interval in words, which survive being read aloud: 12.1 to 60.3."""
    if is_missing(low) and is_missing(high):
        return "–"
    return pgettext("interval", "{low} to {high}").format(low=number(low, places), high=number(high, places))


def rate_words(value: float | None, low: float | None, high: float | None, *, places: int = 1) -> str:
    """Return a rate per 100,000 people a year with its 95% interval, as one sentence."""
    if is_missing(value):
        return gettext("no rate: nobody lives here or nothing is known")
    return gettext("{rate} per 100,000 a year (95% interval {interval})").format(
        rate=number(value, places), interval=interval(low, high, places)
    )
