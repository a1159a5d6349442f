"""One text for one value: what the hash of an input or a result is of. Needs no database."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

EXPONENT = 1e16  # from here on Python writes a whole number of type float with an exponent


def canonical(value: Any) -> str:
    """Return JSON text in which equal values are equal to the letter, from whichever database they were read."""
    return letters(_plain(value))


def letters(value: Any) -> str:
    """Return the same text of a value that is plain already. Raises ValueError for a number that is not finite."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of(value: Any) -> str:
    """Return the hash of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float):
        return _number(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _number(value: float) -> float | int | None:
    """Return the one form of a number: PostgreSQL's jsonb knows no -0.0 and writes no exponent."""
    if not math.isfinite(value):
        return None
    return int(value) if abs(value) >= EXPONENT else value + 0.0  # -0.0 + 0.0 is 0.0
