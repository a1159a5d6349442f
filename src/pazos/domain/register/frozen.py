"""A month as it was frozen: the deaths, what each source states of them, and how to count them again.

The text is canonical JSON, so that the same register gives the same letters and the same hash, on
any machine. It holds the register's content and nothing else: no clock, no person, no file name.
Everything here works on that text alone, without a database.

Form 1: {"form": 1, "month": "2023-05", "deaths": [death, ...]} by number. A death holds "number",
"occurred_on", "died_on", "minute_of_day", "age", "sex", "weapon", "neighbourhood", "adopted",
"manner" (the flags of the manner that the institutions decided, or null) and "claims"; a claim
holds "source", "kind", "flags", "occurred_on", "died_on", "age", "sex", "weapon", "duplicate". A death
is of a month when its fact or its death fell in it: rules date by one or the other.
"""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.domain.register.counting import Statement, Verdict, as_decided, judge
from pazos.domain.sources.vocabulary import SourceKind
from pazos.foundation.runs.canonical import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.register.counting import Rule

FORM = 1
Frozen = dict[str, Any]


def text_of(frozen: Frozen) -> bytes:
    """Return the canonical JSON of a frozen month."""
    return letters(frozen).encode()


def digest_of(text: bytes) -> str:
    """Return the hash that a closing carries."""
    return hashlib.sha256(text).hexdigest()


def month_name(month: date) -> str:
    """Return a month as its address and its file write it: 2023-05."""
    return f"{month:%Y-%m}"


def last_day(month: date) -> date:
    """Return the last day of the month that begins on `month`."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def month_named(name: str) -> date | None:
    """Return the first day of "2023-05"; None for what is no month."""
    try:
        return date.fromisoformat(f"{name}-01") if len(name) == 7 else None
    except ValueError:
        return None


def recount(frozen: Frozen, rule: Rule) -> int:
    """Return how many victims of a frozen month a rule counts, from the frozen text alone."""
    return sum(verdict.counted for _, verdict in verdicts(frozen, rule))


def verdicts(frozen: Frozen, rule: Rule) -> Iterator[tuple[int, Verdict]]:
    """Yield the number of each death that a rule dates within the month, and what the rule says of it."""
    first = date.fromisoformat(f"{frozen['month']}-01")
    last = last_day(first)
    for death in frozen["deaths"]:
        verdict = judge(
            rule,
            as_decided(statements_of(death), death["manner"]),
            occurred_on=date.fromisoformat(death["occurred_on"]),
            died_on=date.fromisoformat(death["died_on"]) if death["died_on"] else None,
        )
        if first <= verdict.day <= last:
            yield death["number"], verdict


def statements_of(death: Mapping[str, Any]) -> list[Statement]:
    """Return what each source states of a frozen death."""
    return [Statement(SourceKind(one["kind"]), one["flags"]) for one in death["claims"]]


@dataclass(frozen=True)
class Changed:
    """What is not as it was: numbers of deaths that entered the month, left it, or changed in it."""

    entered: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entered or self.left or self.changed)

    def counts(self) -> dict[str, int]:
        """Return how many of each: what may be published of it."""
        return {"entered": len(self.entered), "left": len(self.left), "changed": len(self.changed)}


def what_changed(before: Frozen, after: Frozen) -> Changed:
    """Compare two frozen texts of one month, death by death."""
    old, new = ({one["number"]: one for one in frozen["deaths"]} for frozen in (before, after))
    return Changed(
        entered=tuple(sorted(new.keys() - old.keys())),
        left=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(number for number in old.keys() & new.keys() if old[number] != new[number])),
    )
