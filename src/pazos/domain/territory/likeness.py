"""How alike are a spelling and a place's name, and in what? For a person to judge, never to match by.

Words are compared one by one once prefixes and articles are undone, rare words counting more
than common ones (VILLA, PORTAL); the whole is compared too, so that words joined or split do
not hide a likeness. Names whose numerals differ are never alike.

Jaro (1989) and Winkler (1990) for words; Damerau (1964) in its restricted form for wholes.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pazos.domain.territory.rules import contradicts
from pazos.domain.territory.spelling import STAGES, rule_form, split_prefix
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.territory.rules import PlaceFacts

LINKING = frozenset({"DE", "DEL", "LA", "LAS", "EL", "LOS", "Y"})
# Below this two words are different words, however many letters they share.
SAME_WORD = 0.86
SAME_WHOLE = 0.7
WORTH_SHOWING = 0.5
# From here on a person would ask whether it is the same place.
RESEMBLES = 0.75
_KIN_AT_LEAST = 4


@dataclass(frozen=True)
class Candidate:
    """A place that a spelling may mean: how alike (0 to 1) and why, as a sentence with its facts."""

    place: PlaceFacts
    score: float
    why: str
    facts: dict[str, str]


class Likeness:
    """Ranks the places of a city by their likeness to a spelling."""

    def __init__(self, places: Iterable[PlaceFacts]) -> None:
        self._names = [(place, split_prefix(place.key)[1]) for place in places]
        self._common = Counter(word for _, words in self._names for word in set(words))

    def add(self, place: PlaceFacts) -> None:
        """Take in a place made meanwhile."""
        self._names.append((place, split_prefix(place.key)[1]))

    def candidates(self, key: str, *, zone: str = "", most: int = 5) -> list[Candidate]:
        """Return the places most like a spelling, best first. `zone`: where its records lie."""
        kind, words = split_prefix(key)
        found = []
        for place, other in self._names:
            score, why, facts = self._compare(words, other)
            if rule_form(key).body == rule_form(place.key).body:
                score, why, facts = 1.0, SAME_BY_RULE, {}
            if score < WORTH_SHOWING:
                continue
            if contradicts(kind, place) or (zone and place.zone and zone != place.zone):
                score, why = 0.9 * score, why + OTHER_ZONE
            found.append(Candidate(place, round(score, 3), why, facts))
        return sorted(found, key=lambda item: (-item.score, len(item.place.name), item.place.code))[:most]

    def _weight(self, word: str) -> float:
        if word in LINKING:
            return 0.2
        return 1.0 / (1.0 + 0.5 * math.log(max(self._common[word], 1)))

    def _compare(self, one: list[str], other: list[str]) -> tuple[float, str, dict[str, str]]:
        figures = [[word for word in words if word.isdecimal()] for words in (one, other)]
        if figures[0] != figures[1] and all(figures):
            return 0.0, "", {}
        if figures[0] != figures[1]:
            score, _, _ = self._compare(_without_stage(one), _without_stage(other))
            return min(0.8 * score, RESEMBLES - 0.05), ONE_NUMERAL, {}
        by_words, why, facts = self._by_words(one, other)
        whole = whole_likeness("".join(one), "".join(other))
        return (whole, FEW_LETTERS, {}) if whole > by_words else (by_words, why, facts)

    def _by_words(self, one: list[str], other: list[str]) -> tuple[float, str, dict[str, str]]:
        """Return twice the weight of the words in common over the weight of all, as Dice (1945)."""
        left, shared = list(other), 0.0
        unlike: list[tuple[str, str]] = []
        alone: list[str] = []
        for word in sorted(one, key=len, reverse=True):
            best = max(left, key=lambda name, word=word: word_likeness(word, name), default="")  # type: ignore[misc]
            alike = word_likeness(word, best)
            if alike < SAME_WORD:
                alone.append(word)
                continue
            left.remove(best)
            shared += alike * (self._weight(word) + self._weight(best))
            unlike += [(word, best)] if word != best else []
        total = sum(map(self._weight, one)) + sum(map(self._weight, other))
        return (shared / total if total else 0.0), *_reason(unlike, alone, left)


SAME_BY_RULE = N_("the same once prefixes and variants are undone, but not the only one")
OTHER_ZONE = N_("; but it lies in another zone or is of another kind")
ONE_NUMERAL = N_("only one of the two has a numeral")
FEW_LETTERS = N_("few letters differ")
_WORD_FOR_WORD = N_("{written} may be {name}")
_ONE_HAS_MORE = N_("one of the two says more: {words}")
_BOTH_HAVE_MORE = N_("some words are the same, others are not: {words}")


def _without_stage(words: list[str]) -> list[str]:
    return [word for word in words if not word.isdecimal() and word not in STAGES]


def _reason(unlike: list[tuple[str, str]], alone: list[str], left: list[str]) -> tuple[str, dict[str, str]]:
    more = [word for word in (*alone, *left) if word not in LINKING]
    if unlike and not more:
        return _WORD_FOR_WORD, {"written": unlike[0][0], "name": unlike[0][1]}
    if not more:
        return FEW_LETTERS, {}
    both = any(word not in LINKING for word in alone) and any(word not in LINKING for word in left)
    return (_BOTH_HAVE_MORE if both else _ONE_HAS_MORE), {"words": " ".join(more)}


@lru_cache(maxsize=262_144)
def word_likeness(one: str, other: str) -> float:
    """Return how alike two words are, 0 to 1. Numerals are alike or not; a long beginning is kin."""
    if one == other:
        return 1.0
    if one.isdecimal() or other.isdecimal() or min(len(one), len(other)) < _KIN_AT_LEAST:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter):
        # SESQUI for SESQUICENTENARIO, GUAYACAN for GUAYACANES.
        return max(SAME_WORD, jaro_winkler(one, other))
    return jaro_winkler(one, other)


def jaro_winkler(one: str, other: str) -> float:
    """Return the similarity of Jaro (1989), raised for a common beginning as Winkler (1990) does."""
    reach = max(len(one), len(other)) // 2 - 1
    taken: list[bool] = [False] * len(other)
    matched: list[str] = []
    for at, letter in enumerate(one):
        for near in range(max(at - reach, 0), min(at + reach + 1, len(other))):
            if not taken[near] and other[near] == letter:
                taken[near] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    mirrored = [letter for letter, true in zip(other, taken, strict=True) if true]
    crossed = sum(a != b for a, b in zip(matched, mirrored, strict=True)) / 2
    common = len(matched)
    jaro = (common / len(one) + common / len(other) + (common - crossed) / common) / 3
    begin = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return jaro + 0.1 * min(begin, 4) * (1 - jaro)


def whole_likeness(one: str, other: str) -> float:
    """Return 1 less the share of letters to change; 0 where too many must be for it to mean anything."""
    longest = max(len(one), len(other), 1)
    most = longest * (1 - SAME_WHOLE)
    if abs(len(one) - len(other)) > most or _letters_missing(one, other) > most:
        return 0.0
    alike = 1.0 - edits(one, other) / longest
    return alike if alike >= SAME_WHOLE else 0.0


def _letters_missing(one: str, other: str) -> int:
    """Return a number of edits that there must be at least: quick to count, and mostly enough."""
    first, second = _letters(one), _letters(other)
    return max((first - second).total(), (second - first).total())


@lru_cache(maxsize=16_384)
def _letters(text: str) -> Counter[str]:
    return Counter(text)


def edits(one: str, other: str) -> int:
    """Return how many letters must be put in, left out, changed or swapped with the next (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
