"""JSON in which an amount is a number with exactly the digits it has.

The standard library would turn a Decimal into a floating-point number or refuse it; beyond fifteen
digits that loses cents.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def written(value: Any, indent: int = 0) -> str:
    """Return a value of dicts, lists, texts, whole numbers, Decimals, booleans and None as JSON text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    inner, outer = "  " * (indent + 1), "  " * indent
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {written(one, indent + 1)}" for key, one in value.items()]
        return _block("{", items, "}", inner=inner, outer=outer)
    if isinstance(value, list | tuple):
        items = [written(one, indent + 1) for one in value]
        return _block("[", items, "]", inner=inner, outer=outer)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _block(first: str, items: list[str], last: str, *, inner: str, outer: str) -> str:
    if not items:
        return first + last
    return f"{first}\n{inner}" + f",\n{inner}".join(items) + f"\n{outer}{last}"
