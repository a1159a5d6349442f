"""When do two headings, or two words of a coding, say the same? Capitals, accents and signs do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = re.compile(r"[\W_]+", re.ASCII)


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Return capitals, digits and single blanks only: `Código  DANE ` is `CODIGO DANE`."""
    if text.isascii():
        return _SIGNS.sub(" ", text).strip().upper()
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).upper().split())


def unquoted(text: str) -> str:
    """Return `05001` for the `="05001"` by which spreadsheets keep a zero in CSV."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 2 else text
