"""How rare is a person's name? The fewer bear its words, the more an agreement says.

Only words borne by at least five rows are kept in a model: a rarer one could point at a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_BEARERS = 5


def word_shares(names: pd.Series) -> tuple[dict[str, float], float]:
    """Return the share of names with each common word, and the share taken for any rarer one."""
    known = names.dropna()
    if known.empty:
        return {}, 1e-3
    counts = known.str.split(" ").explode().value_counts()
    common = counts[counts >= LEAST_BEARERS].sort_index()
    shares = {str(word): round(int(count) / len(known), 8) for word, count in common.items()}
    return shares, min(0.01, (LEAST_BEARERS - 1) / 2 / max(len(known), 50))


def with_rarity(frame: pd.DataFrame, shares: Mapping[str, float], rare: float) -> pd.DataFrame:
    """Return the frame with bits, words, letters (that words begin with) and names_key (the two rarest words)."""
    codes, texts = pd.factorize(frame["names"], use_na_sentinel=True)
    bits, words = np.full(len(texts) + 1, np.nan), np.zeros(len(texts) + 1, dtype=np.int16)
    keys: list[str | None] = [None] * (len(texts) + 1)
    letters = np.empty(len(texts) + 1, dtype=object)
    for place, text in enumerate(texts):
        tokens = sorted(str(text).split(" "), key=lambda word: (shares.get(word, rare), word))
        bits[place] = -sum(np.log2(shares.get(word, rare)) for word in tokens)
        words[place] = len(tokens)
        letters[place] = sorted({word[0] for word in tokens})
        keys[place] = " ".join(sorted(tokens[:2])) if len(tokens) > 1 else None
    key = pd.Series(np.array(keys, dtype=object)[codes], index=frame.index, dtype="str")
    return frame.assign(bits=bits[codes], words=words[codes], letters=letters[codes], names_key=key)
