"""How does a clerk write the name of a place?

With prefixes, without accents, with letters lost; and sometimes with a neighbour's name or a
road. The same generator state gives the same spelling.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pazos.science.synthetic import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

_BARRIO = (("", 0.86), ("BARRIO ", 0.06), ("B/ ", 0.04), ("URB. ", 0.02), ("BRR. ", 0.02))
_VEREDA = (
    ("VEREDA ", 0.40),
    ("", 0.20),
    ("CGTO ", 0.15),
    ("CORREGIMIENTO ", 0.12),
    ("VDA. ", 0.08),
    ("CRGT ", 0.05),
)
_STAGES = (("II ETAPA", 0.5), ("2 ETAPA", 0.2), ("ETAPA II", 0.1), ("", 0.2))
ROAD, TYPO, ARTICLE_LOST, ACCENTS_KEPT, TITLE_CASE = 0.02, 0.025, 0.02, 0.2, 0.04


def spell(places: Iterable[tuple[str, str]], rng: np.random.Generator) -> list[str]:
    """Return each (name, kind) as the police write it; never blank, sometimes a road."""
    return [_spell_one(name, kind, rng) for name, kind in places]


def without_accents(text: str) -> str:
    """Return text with its accents taken off, ñ included."""
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode("ascii")


def _spell_one(name: str, kind: str, rng: np.random.Generator) -> str:
    if rng.random() < ROAD:
        return str(rng.choice(names.ROADS))
    text = name.upper()
    if rng.random() >= ACCENTS_KEPT:
        text = without_accents(text)
    if text.endswith(" II ETAPA"):
        text = f"{text.removesuffix(' II ETAPA')} {_pick(_STAGES, rng)}".strip()
    if rng.random() < ARTICLE_LOST:
        text = _without_article(text)
    if rng.random() < TYPO:
        text = _mistyped(text, rng)
    text = _pick(_BARRIO if kind == "barrio" else _VEREDA, rng) + text
    return text.title() if rng.random() < TITLE_CASE else text


def _pick(choices: tuple[tuple[str, float], ...], rng: np.random.Generator) -> str:
    reach = rng.random()
    for text, share in choices:
        reach -= share
        if reach < 0:
            return text
    return choices[0][0]


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if first in {"EL", "LA", "LOS", "LAS"} and rest else text


def _mistyped(text: str, rng: np.random.Generator) -> str:
    """Drop, double or swap one inner letter."""
    at = int(rng.integers(1, len(text) - 2))
    fault = int(rng.integers(3))
    if fault == 0:
        return text[:at] + text[at + 1 :]
    if fault == 1:
        return text[: at + 1] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
