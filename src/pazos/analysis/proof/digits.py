"""Where do two results differ, and by more than processors do?

Two machines add the same numbers in another order and round the last digits differently. Nine digits
are more than any page shows: figures that agree so far are the same figure; counts, words and codes
must be equal.
"""

from __future__ import annotations

import math
from typing import Any

DIGITS = 1e-9
NOTHING = 1e-12  # the size below which a figure is nothing but what rounding leaves


def settled(stated: Any, found: Any) -> Any:
    """Return what was found, with the stated figure wherever the two agree to nine digits."""
    if isinstance(stated, dict) and isinstance(found, dict):
        return {key: settled(stated.get(key), one) for key, one in found.items()}
    if isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        return [settled(a, b) for a, b in zip(stated, found, strict=True)]
    if isinstance(stated, float) and isinstance(found, float):
        return stated if math.isclose(stated, found, rel_tol=DIGITS, abs_tol=NOTHING) else found
    return found


def differing(stated: Any, found: Any, path: str = "") -> list[str]:
    """Return where two results differ in any digit, by the path to each figure."""
    if isinstance(stated, dict) and isinstance(found, dict):
        keys = sorted({*stated, *found})
        return [
            one
            for key in keys
            for one in differing(stated.get(key), found.get(key), f"{path}.{key}" if path else str(key))
        ]
    if isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        pairs = enumerate(zip(stated, found, strict=True))
        return [one for place, (a, b) in pairs for one in differing(a, b, f"{path}[{place}]")]
    return [] if stated == found else [path]
