"""Cells for a spreadsheet: one that begins like a formula would be carried out, so it is written as text."""

from __future__ import annotations

import re

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def harmless(value: object) -> object:
    """Return a cell that a spreadsheet shows and never carries out; what is no text stays as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def inert(text: str) -> str:
    """Return a text that is harmless and that comes back unchanged where it is a plain number."""
    return text if _NUMBER.fullmatch(text) else str(harmless(text))
