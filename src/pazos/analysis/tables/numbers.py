"""Which numbers does a column of text hold, whatever sign its decimals have?

The sign is decided for the whole column. A code that begins with a zero is no number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

_GROUPED = {",": re.compile(r"[-+]?\d{1,3}(,\d{3})+"), ".": re.compile(r"[-+]?\d{1,3}(\.\d{3})+")}
_CODE = re.compile(r"0\d")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")


def decimal_sign(texts: Iterable[str], *, delimiter: str = "") -> str:
    """Return "," or ".": what parts whole from decimals in these texts."""
    marked = [text for text in texts if "," in text or "." in text]
    both = [text for text in marked if "," in text and "." in text]
    if both:
        commas_last = sum(text.rfind(",") > text.rfind(".") for text in both)
        return "," if 2 * commas_last > len(both) else "."
    commas = [text for text in marked if "," in text]
    if not commas:
        return "," if any(text.count(".") > 1 for text in marked) else "."
    grouped = all(_GROUPED[","].fullmatch(text) for text in commas)
    # 1,234 alone can be either; cells parted by semicolons are those of an office with decimal commas.
    return "." if any(text.count(",") > 1 for text in commas) or (grouped and delimiter != ";") else ","


def number(text: str, sign: str = ".") -> float | None:
    """Return the number that a text is, or None. Thousands may be grouped by the other sign."""
    text = text.strip().replace("\u00a0", "").replace(" ", "")
    other = "." if sign == "," else ","
    if other in text:
        whole = text.split(sign)[0]
        if not _GROUPED[other].fullmatch(whole):
            return None
        text = text.replace(other, "")
    text = text.replace(sign, ".")
    return float(text) if _NUMBER.fullmatch(text) else None


def with_numbers(frame: pd.DataFrame, *, delimiter: str = "") -> pd.DataFrame:
    """Return a frame of text in which each column that holds only numbers holds numbers."""
    return pd.DataFrame({column: _parsed(frame[column], delimiter) for column in frame.columns})


def _parsed(column: pd.Series, delimiter: str) -> pd.Series:
    codes, texts = pd.factorize(column)
    sign = decimal_sign(texts, delimiter=delimiter)
    values = [np.nan if text == "" else number(text, sign) for text in texts]
    codes_like = any(_CODE.match(text) for text in texts)
    if codes_like or None in values or all(text == "" for text in texts):
        return column
    spread = np.array(values, dtype=float)[codes]
    whole = len(spread) > 0 and bool(np.all(np.isfinite(spread)) and np.all(spread == np.floor(spread)))
    return pd.Series(
        spread.astype(np.int64) if whole and np.abs(spread).max() < 2**53 else spread, index=column.index
    )
