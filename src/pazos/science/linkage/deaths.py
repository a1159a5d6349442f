"""Which rows are one death, when pairs, lists and people have all had their say?

Likelier pairs go first. Two groups of rows are joined unless a person said apart, or two rows of
one list would meet that are not themselves a link: a list names each victim once. What a person
decided always holds; where A is B, B is C and A is not C, the likelier pair is joined and the
other is given back as refused.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, require_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Deaths:
    """`labels`: claim -> number of its death, from 0 in the order of the claims.

    `refused`: first, second, probability, reason ("apart": a person said so of two of the rows
    joined; "same_list": two rows of one list would meet) for the pairs at or above the threshold
    that were not joined. `bridged`: first, second, probability of scored pairs inside one death
    that are below the threshold themselves.
    """

    labels: pd.Series[int]
    refused: pd.DataFrame
    bridged: pd.DataFrame


def deaths_of(
    claims: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    upper: float,
    decided_same: Iterable[tuple[Any, Any]] = (),
    decided_apart: Iterable[tuple[Any, Any]] = (),
) -> Deaths:
    """Group `claims` (columns claim, list) by `pairs` (first, second, probability) at or above `upper`.

    Decisions are pairs of claims; those that contradict one another are refused by name. Pairs
    of claims that are not in `claims` are passed over.
    """
    require_columns(claims, "claim", "list", method="deaths_of")
    require_columns(pairs, "first", "second", "probability", method="deaths_of")
    known = pd.Index(claims["claim"])
    groups = _Groups(known, claims["list"])
    for a, b in _places(decided_apart, known):
        groups.keep_apart(a, b)
    for a, b in _places(decided_same, known):
        groups.join_as_decided(a, b)
    ends = np.stack(
        [known.get_indexer(pd.Index(pairs["first"])), known.get_indexer(pd.Index(pairs["second"]))], axis=1
    )
    p = pairs["probability"].to_numpy(np.float64)
    there = (ends >= 0).all(axis=1)
    strong = np.flatnonzero(there & (p >= upper))
    weight = pairs["weight"].to_numpy(np.float64) if "weight" in pairs else p
    low, high = ends[strong].min(axis=1, initial=len(known)), ends[strong].max(axis=1, initial=-1)
    strong = strong[np.lexsort((high, low, -weight[strong], -p[strong]))]
    reasons = groups.join_all(ends[strong])
    labels = groups.labels()
    inside = np.flatnonzero(there & (p < upper))
    inside = inside[labels[ends[inside, 0]] == labels[ends[inside, 1]]]
    shown = pairs[["first", "second", "probability"]]
    refused = shown.iloc[strong].assign(reason=np.array(reasons, dtype=object))
    return Deaths(
        pd.Series(labels, index=known.rename("claim"), name="death"),
        refused[refused["reason"] != ""].reset_index(drop=True),
        shown.iloc[inside].reset_index(drop=True),
    )


def _places(decided: Iterable[tuple[Any, Any]], known: pd.Index) -> list[tuple[int, int]]:
    """Decisions as places of rows, in an order of their own; those of absent rows are left out."""
    pairs = [(first, second) for first, second in decided]
    if not pairs:
        return []
    firsts, seconds = (
        known.get_indexer(pd.Index(list(side), dtype=object)) for side in zip(*pairs, strict=True)
    )
    return sorted((int(a), int(b)) for a, b in zip(firsts, seconds, strict=True) if a >= 0 and b >= 0)


class _Groups:
    """Rows joined so far, by their places: each group with its members and who must not enter it."""

    def __init__(self, names: pd.Index, lists: pd.Series) -> None:
        self.names = names
        self.list = pd.factorize(lists)[0].tolist()
        self.leader = list(range(len(names)))
        self.members = [[place] for place in self.leader]
        self.apart: dict[int, set[int]] = defaultdict(set)
        self.links: set[tuple[int, int]] = set()

    def keep_apart(self, a: int, b: int) -> None:
        if a == b:
            raise InputProblem("Row {row} cannot be apart from itself.", row=self.names[a])
        self.apart[a].add(b)
        self.apart[b].add(a)

    def join_as_decided(self, a: int, b: int) -> None:
        self.links.add((min(a, b), max(a, b)))
        if self.leader[a] == self.leader[b]:
            return
        if parted := self._parted(a, b):
            raise InputProblem(
                "Decisions contradict one another: {first} and {second} were said to be apart, and others "
                "make them one death. Take one of these decisions back.",
                first=self.names[parted[0]],
                second=self.names[parted[1]],
            )
        self._merge(a, b)

    def join_all(self, pairs: NDArray[np.int64]) -> list[str]:
        """Join the rows of each pair in turn, and return why not, or nothing, for each."""
        self.links |= {(min(a, b), max(a, b)) for a, b in pairs.tolist()}
        times = np.bincount(pairs.ravel(), minlength=len(self.names))
        alone = (times[pairs] == 1).all(axis=1).tolist()
        return [
            self._join_alone(a, b) if one else self._join(a, b)
            for (a, b), one in zip(pairs.tolist(), alone, strict=True)
        ]

    def _join_alone(self, a: int, b: int) -> str:
        """Join two rows that stand in no other link; most do, and need no search unless people decided."""
        if self.apart or len(self.members[self.leader[a]]) + len(self.members[self.leader[b]]) > 2:
            return self._join(a, b)
        self.leader[b] = a
        self.members[a], self.members[b] = [a, b], []
        return ""

    def _join(self, a: int, b: int) -> str:
        if self.leader[a] == self.leader[b]:
            return ""
        if self.apart and self._parted(a, b):
            return "apart"
        if self._meet_in_one_list(a, b):
            return "same_list"
        self._merge(a, b)
        return ""

    def _parted(self, a: int, b: int) -> tuple[int, int] | None:
        others = set(self.members[self.leader[b]])
        for member in self.members[self.leader[a]]:
            if met := self.apart.get(member, set()) & others:
                return member, min(met)
        return None

    def _meet_in_one_list(self, a: int, b: int) -> bool:
        return any(
            self.list[one] == self.list[other] and (min(one, other), max(one, other)) not in self.links
            for one in self.members[self.leader[a]]
            for other in self.members[self.leader[b]]
        )

    def _merge(self, a: int, b: int) -> None:
        first, second = self.leader[a], self.leader[b]
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        for member in self.members[second]:
            self.leader[member] = first
        self.members[first] += self.members[second]
        self.members[second] = []

    def labels(self) -> NDArray[np.int64]:
        return pd.factorize(np.array(self.leader, dtype=np.int64))[0].astype(np.int64)
