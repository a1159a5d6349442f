"""Tables of histories for tests: written as R's Rcapture orders them, or dealt from known chances."""

from __future__ import annotations

from itertools import product

import numpy as np

from pazos.science.undercount import Histories, histories
from pazos.science.undercount.histories import members

NAMES = ("A", "B", "C", "D", "E")


def ordered(*counts: int, names: tuple[str, ...] = NAMES) -> Histories:
    """Counts of 11..1, 11..0, ..., 00..1: yes before no, the last list changing fastest."""
    lists = (len(counts) + 1).bit_length() - 1
    patterns = list(product((1, 0), repeat=lists))[:-1]
    cells = {
        tuple(name for name, held in zip(names, pattern, strict=False) if held): count
        for pattern, count in zip(patterns, counts, strict=True)
    }
    return histories(names[:lists], cells)


def chances(odds: tuple[float, ...], ratios: dict[tuple[int, int], float] | None = None) -> np.ndarray:
    """The chance of each history: lists with these odds where no other holds the death, odds ratios by pair."""
    held = members(len(odds))
    log = held @ np.log(odds)
    for (first, second), ratio in (ratios or {}).items():
        log = log + np.log(ratio) * held[:, first] * held[:, second]
    return np.exp(log) / np.exp(log).sum()


def dealt(deaths: int, chance: np.ndarray, *, cities: int, seed: int) -> tuple[list[Histories], np.ndarray]:
    """Cities of so many deaths, and what each one misses."""
    counts = np.random.default_rng(seed).multinomial(deaths, chance, size=cities).astype(float)
    missed = counts[:, 0].copy()
    counts[:, 0] = 0
    lists = NAMES[: len(chance).bit_length() - 1]
    return [Histories(lists, row) for row in counts], missed
