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
    groups = _Groups(claims)
    for a, b in decided_apart:
        groups.keep_apart(a, b)
    for a, b in sorted(decided_same, key=repr):
        groups.join_as_decided(a, b)
    known = pairs[pairs["first"].isin(groups.place) & pairs["second"].isin(groups.place)]
    strong = known[known["probability"] >= upper]
    strong = _in_order(strong)
    groups.links = {frozenset(pair) for pair in zip(strong["first"], strong["second"], strict=True)}
    reasons = [groups.join(a, b) for a, b in zip(strong["first"], strong["second"], strict=True)]
    refused = strong[["first", "second", "probability"]].assign(
        reason=pd.Series(reasons, strong.index, dtype="str")
    )
    refused = refused[[bool(reason) for reason in reasons]].reset_index(drop=True)
    labels = groups.labels(claims["claim"])
    weak = known[known["probability"] < upper]
    inside = labels.reindex(weak["first"]).to_numpy() == labels.reindex(weak["second"]).to_numpy()
    bridged = weak.loc[inside, ["first", "second", "probability"]].reset_index(drop=True)
    return Deaths(labels, refused, bridged)


def _in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    """Likeliest first; weights part those whose probability is the same digit for digit."""
    keys = [key for key in ("probability", "weight") if key in pairs]
    if not len(pairs):
        return pairs
    names = pairs["first"].map(repr) + " " + pairs["second"].map(repr)
    return pairs.assign(_names=names).sort_values(
        [*keys, "_names"], ascending=[*(False for _ in keys), True], kind="stable"
    )


class _Groups:
    """Rows joined so far, each group with its members and who must not enter it."""

    def __init__(self, claims: pd.DataFrame) -> None:
        self.place = {claim: place for place, claim in enumerate(claims["claim"])}
        self.list = dict(zip(claims["claim"], claims["list"], strict=True))
        self.leader = {claim: claim for claim in self.place}
        self.members = {claim: [claim] for claim in self.place}
        self.apart: dict[Any, set[Any]] = defaultdict(set)
        self.decided: set[frozenset[Any]] = set()
        self.links: set[frozenset[Any]] = set()

    def keep_apart(self, a: Any, b: Any) -> None:
        if a == b:
            raise InputProblem("Row {row} cannot be apart from itself.", row=a)
        if a in self.place and b in self.place:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def join_as_decided(self, a: Any, b: Any) -> None:
        if a not in self.place or b not in self.place:
            return
        self.decided.add(frozenset((a, b)))
        if self.leader[a] == self.leader[b]:
            return
        if parted := self._parted(a, b):
            raise InputProblem(
                "Decisions contradict one another: {first} and {second} are the same as others that make "
                "them one death, and were said to be apart. Take one of these decisions back.",
                first=parted[0],
                second=parted[1],
            )
        self._merge(a, b)

    def join(self, a: Any, b: Any) -> str:
        """Join the groups of two rows, or return why not."""
        if self.leader[a] == self.leader[b]:
            return ""
        if self._parted(a, b):
            return "apart"
        if self._meet_in_one_list(a, b):
            return "same_list"
        self._merge(a, b)
        return ""

    def _parted(self, a: Any, b: Any) -> tuple[Any, Any] | None:
        others = set(self.members[self.leader[b]])
        for member in self.members[self.leader[a]]:
            if met := self.apart.get(member, set()) & others:
                return member, sorted(met, key=repr)[0]
        return None

    def _meet_in_one_list(self, a: Any, b: Any) -> bool:
        here = self.members[self.leader[a]]
        there = self.members[self.leader[b]]
        return any(
            self.list[one] == self.list[other]
            and frozenset((one, other)) not in self.links
            and frozenset((one, other)) not in self.decided
            for one in here
            for other in there
        )

    def _merge(self, a: Any, b: Any) -> None:
        first, second = self.leader[a], self.leader[b]
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        for member in self.members.pop(second):
            self.leader[member] = first
            self.members[first].append(member)

    def labels(self, claims: pd.Series) -> pd.Series[int]:
        numbers, _ = pd.factorize(
            np.array([self.place[self.leader[claim]] for claim in claims], dtype=np.int64)
        )
        return pd.Series(numbers, index=pd.Index(claims.to_numpy(), name="claim"), name="death")
