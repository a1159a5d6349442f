"""The same digits today? An account is made again from the books and held against the frozen one, figure by figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.analysis.account.whole import account
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.runs.code import code_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.accountability.models import YearReport
    from pazos.domain.people.models import Staff

# By what the things of a list are told apart, so that one more is not a change of all that follow.
KEYS = (
    "code",
    "number",
    "component",
    "cluster",
    "rule",
    "month",
    "period",
    "partner",
    "name",
    "currency",
    "form",
)


@dataclass(frozen=True)
class Changed:
    """One figure that is not what it was: where it stands, what was frozen, what the books give today."""

    part: str
    where: str
    frozen: Any
    today: Any


@dataclass(frozen=True)
class Checked:
    """What came of a check. `is_whole`: the frozen content is what its hash says."""

    is_whole: bool
    same_code: bool
    parts: tuple[tuple[str, bool], ...]
    changed: tuple[Changed, ...]

    @property
    def holds(self) -> bool:
        """Whether the frozen content is whole and every figure is the same today."""
        return self.is_whole and not self.changed


def checked(report: YearReport, *, seen_by: Staff) -> Checked:
    """Make the account of a report again and say of every figure whether it is the same."""
    today = account(year=report.year, as_of_on=report.as_of_on, seen_by=seen_by)
    frozen: dict[str, Any] = report.content
    names = [*frozen["parts"], *(name for name in today["parts"] if name not in frozen["parts"])]
    changed = [one for name in names for one in _of_part(name, frozen, today)]
    return Checked(
        is_whole=sha256_of(frozen) == report.content_hash,
        same_code=report.code_version == code_version(),
        parts=tuple((name, all(one.part != name for one in changed)) for name in names),
        changed=tuple(changed),
    )


def _of_part(name: str, frozen: Mapping[str, Any], today: Mapping[str, Any]) -> Iterator[Changed]:
    before, now = (one["parts"].get(name, {}).get("facts") for one in (frozen, today))
    for where, old, new in differences(before, now):
        yield Changed(name, where, old, new)


def differences(before: Any, now: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield each place at which two values of JSON differ, with both; lists of things by their keys."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            yield from differences(before.get(key), now.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(before, list) and isinstance(now, list) and (key := _key(before + now)):
        old, new = ({_name(one, key): one for one in every} for every in (before, now))
        for name in [*old, *(name for name in new if name not in old)]:
            yield from differences(old.get(name), new.get(name), f"{where}[{name}]")
    elif before != now:
        yield where, before, now


def _key(things: list[Any]) -> str | None:
    """Return by what these things are told apart, None where they are plain values or nothing tells them apart."""
    if not things or not all(isinstance(one, dict) for one in things):
        return None
    return next((key for key in KEYS if all(key in one for one in things)), None)


def _name(one: Mapping[str, Any], key: str) -> str:
    # A programme reckoned by two methods, an announcement of the same partner: the rest of what names it.
    more = [str(one[name]) for name in ("version", "method", "said_in") if name in one]
    return " ".join([str(one[key]), *more])
