"""Does a rule count a death? A rule is data over the flags that sources state; anyone can read it.

A death counts when a source that the rule listens to claims it, every condition of `counts_if`
holds, none of `leaves_out_if` does, and its day lies in the rule's time. The answer names what
decided, so that "why is this one not counted" always has one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Condition:
    """A flag and how many of the rule's sources must state it."""

    flag: Flag
    says: Says


@dataclass(frozen=True)
class Rule:
    """A counting rule. No `kinds` means every source; open ends of time are None."""

    kinds: tuple[SourceKind, ...]
    counts_if: tuple[Condition, ...]
    leaves_out_if: tuple[Condition, ...]
    where: CountedWhere
    dated_by: DatedBy
    valid_from: date | None = None
    valid_until: date | None = None

    def stored(self) -> dict[str, Any]:
        """Return plain values; `rule_from` reads them."""
        return {
            "kinds": [kind.value for kind in self.kinds],
            "counts_if": [{"flag": c.flag.value, "says": c.says.value} for c in self.counts_if],
            "leaves_out_if": [{"flag": c.flag.value, "says": c.says.value} for c in self.leaves_out_if],
            "where": self.where.value,
            "dated_by": self.dated_by.value,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }

    def digest(self) -> str:
        """Return the hash of the definition; equal rules have equal hashes."""
        text = json.dumps(self.stored(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def covers(self, day: date) -> bool:
        """Return whether a day lies in the rule's time."""
        return (self.valid_from is None or day >= self.valid_from) and (
            self.valid_until is None or day <= self.valid_until
        )


def rule_from(stored: Mapping[str, Any]) -> Rule:
    """Return the rule that `stored()` gave. Raises ValueError or KeyError for words no rule knows."""
    return Rule(
        kinds=tuple(SourceKind(kind) for kind in stored["kinds"]),
        counts_if=tuple(_condition(one) for one in stored["counts_if"]),
        leaves_out_if=tuple(_condition(one) for one in stored["leaves_out_if"]),
        where=CountedWhere(stored["where"]),
        dated_by=DatedBy(stored["dated_by"]),
        valid_from=_day(stored.get("valid_from")),
        valid_until=_day(stored.get("valid_until")),
    )


def _condition(stored: Mapping[str, str]) -> Condition:
    return Condition(Flag(stored["flag"]), Says(stored["says"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Statement:
    """What one source claims of a death: its kind, its flags, its day of the fact and of death."""

    kind: SourceKind
    flags: Mapping[str, bool]
    occurred_on: date
    died_on: date | None


@dataclass(frozen=True)
class Verdict:
    """Whether a death counts, on which day, and what decided: a flag, "source", "time", "where" or ""."""

    counted: bool
    day: date | None
    decided_by: str


def judge(rule: Rule, statements: Sequence[Statement], *, occurred_on: date, died_on: date | None) -> Verdict:
    """Say whether `rule` counts a death with these statements; the days are the register's own."""
    heard = [one for one in statements if not rule.kinds or one.kind in rule.kinds]
    if not heard:
        return Verdict(counted=False, day=None, decided_by="source")
    day = (died_on or occurred_on) if rule.dated_by == DatedBy.DEATH else occurred_on
    if not rule.covers(day):
        return Verdict(counted=False, day=day, decided_by="time")
    if not _is_here(rule.where, statements):
        return Verdict(counted=False, day=day, decided_by="where")
    for condition in rule.counts_if:
        if not holds(condition, heard):
            return Verdict(counted=False, day=day, decided_by=condition.flag.value)
    for condition in rule.leaves_out_if:
        if holds(condition, heard):
            return Verdict(counted=False, day=day, decided_by=condition.flag.value)
    return Verdict(counted=True, day=day, decided_by="")


def holds(condition: Condition, statements: Sequence[Statement]) -> bool:
    """Return whether the sources state a flag as the condition asks.

    "Every source that speaks of it" needs at least one that does; "no source denies it" does not.
    """
    stated = [one.flags[condition.flag] for one in statements if condition.flag in one.flags]
    if condition.says == Says.ANY:
        return any(stated)
    if condition.says == Says.ALL:
        return bool(stated) and all(stated)
    return all(stated)


def _is_here(where: CountedWhere, statements: Sequence[Statement]) -> bool:
    """A death whose place nobody states is taken as of this city: it is in its register."""
    any_says = Condition(Flag.HURT_ELSEWHERE, Says.ANY), Condition(Flag.DIED_ELSEWHERE, Says.ANY)
    hurt_elsewhere, died_elsewhere = (holds(one, statements) for one in any_says)
    if where == CountedWhere.HURT_HERE:
        return not hurt_elsewhere
    if where == CountedWhere.DIED_HERE:
        return not died_elsewhere
    return True
