"""Does a rule count a death? A rule is data over the flags that sources state; anyone can read it.

A death counts when a source that the rule listens to claims it, every condition of `counts_if`
holds, none of `leaves_out_if` does, and its day lies in the rule's time. The answer names what
decided, so that "why is this one not counted" always has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, SourceKind
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a manner of death says; the rest of the flags are of places, of codes and of the conflict.
OF_MANNER = frozenset(
    [
        Flag.KILLED_BY_ANOTHER,
        Flag.INTENT_KNOWN,
        Flag.LEGAL_INTERVENTION,
        Flag.SELF_DEFENCE,
        Flag.UNINTENTIONAL,
        Flag.SELF_INFLICTED,
        Flag.SURVIVED,
    ]
)


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
        return sha256_of(self.stored())

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
    """What one source claims of a death: its kind and its flags. The day is the register's, never its own."""

    kind: SourceKind
    flags: Mapping[str, bool]


@dataclass(frozen=True)
class Verdict:
    """Whether a death counts, on which day, and what decided: a flag, "source", "time", "where" or ""."""

    counted: bool
    day: date
    decided_by: str


SOURCE, TIME, WHERE = "source", "time", "where"


def judge(rule: Rule, statements: Sequence[Statement], *, occurred_on: date, died_on: date | None) -> Verdict:
    """Say whether `rule` counts a death with these statements; the days are the register's own."""
    day = counted_on(rule, occurred_on, died_on)
    decided_by = what_keeps_out(rule, statements)
    if decided_by != SOURCE and not rule.covers(day):
        decided_by = TIME
    return Verdict(counted=not decided_by, day=day, decided_by=decided_by)


def counted_on(rule: Rule, occurred_on: date, died_on: date | None) -> date:
    """Return the day on which a rule counts a death: of the fact, or of the death where it is known."""
    return (died_on or occurred_on) if rule.dated_by == DatedBy.DEATH else occurred_on


def what_keeps_out(rule: Rule, statements: Sequence[Statement]) -> str:
    """Return the first thing that keeps a death out of a rule, whatever its day; "" means nothing does."""
    heard = [one for one in statements if not rule.kinds or one.kind in rule.kinds]
    if not heard:
        return SOURCE
    if not _is_here(rule.where, statements):
        return WHERE
    # What a source states tells a reader more than what none of them does.
    for condition in rule.leaves_out_if:
        if holds(condition, heard):
            return condition.flag.value
    for condition in rule.counts_if:
        if not holds(condition, heard):
            return condition.flag.value
    return ""


def as_decided(statements: Sequence[Statement], decided: Mapping[str, bool] | None) -> list[Statement]:
    """Return what the sources state once the institutions have decided the manner of a death.

    `decided` holds the flags of the manner they adopted. It takes the place of what each source
    says of the manner; what a source says of places and of the ICD-10 code stays its own.
    """
    if decided is None:
        return list(statements)
    return [Statement(one.kind, _beside_the_manner(one.flags) | dict(decided)) for one in statements]


def _beside_the_manner(flags: Mapping[str, bool]) -> dict[str, bool]:
    return {flag: value for flag, value in flags.items() if flag not in OF_MANNER}


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
