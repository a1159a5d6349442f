"""What a source counts by, in words: for a caption, a heading, a file, and beside a line that is cut.

The sentences are in the language that is active where they are asked for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from pazos.analysis.register.rule_words import long_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.register.definitions import Definition

JANUARY_1, DECEMBER_31 = (1, 1), (12, 31)


def by_what(definitions: Sequence[Definition]) -> str:
    """Return what is counted by: "by police_co_2023@1", or by which until when and from when on."""
    if len(definitions) == 1:
        return _by(definitions[0].rule)
    return ", ".join(
        _part(one, is_first=place == 0, is_last=place == len(definitions) - 1)
        for place, one in enumerate(definitions)
    )


def rule_or_own(rule: str) -> str:
    """Return the rule's name, or that the source counts by its own definition."""
    return rule or gettext("its own definition")


def period_rule(rule: str | None) -> str:
    """Return what one period is counted by, for a cell of a table; None: two definitions within it."""
    return gettext("two definitions") if rule is None else rule_or_own(rule)


def counted_words(definitions: Sequence[Definition], says: str) -> str:
    """Return what is counted, for a caption: by what, and what the source says that it counts."""
    said = says.rstrip(". ") or gettext("violent deaths as the source counts them")
    return f"{by_what(definitions)}: {said}"


def cut_words(definitions: Sequence[Definition]) -> str:
    """Say where and why a chart over time is cut; "" where it is not."""
    return " ".join(
        gettext(
            "From {day} on the source counts by {after}, before that by {before}: two definitions. The chart is"
            " cut there, and nothing is compared across it."
        ).format(day=long_day(after.first), after=rule_or_own(after.rule), before=rule_or_own(before.rule))
        for before, after in pairwise(definitions)
    )


def mixed_words(definitions: Sequence[Definition]) -> str:
    """Say that counts of several definitions are added up, and what that may be read for; "" where they are not."""
    if len(definitions) == 1:
        return ""
    return gettext(
        "Counts of two definitions are added up here. All places and groups are counted alike, so they may be held"
        " against one another; it says nothing of a change over time."
    )


def not_compared(before: tuple[int, str | None], now: tuple[int, str | None]) -> str:
    """Say why a year is not held against the one before: each with its rule (None: two within it)."""
    return gettext(
        "Not compared: {before} is counted by {before_rule}, {now} by {now_rule}. Part of the difference would be that"
        " of the definitions."
    ).format(before=before[0], before_rule=period_rule(before[1]), now=now[0], now_rule=period_rule(now[1]))


def column_name(source: str, definition: Definition, *, is_only: bool) -> str:
    """Return the heading of a column that holds what a source counted by one definition."""
    if is_only and not definition.rule:
        return source
    return f"{source} ({rule_or_own(definition.rule)})"


def in_a_file(definitions: Sequence[Definition], says: str) -> str:
    """Return what is counted by as one cell of a file: rules with their first and last day."""
    parts = [f"{rule_or_own(one.rule)} ({one.first} – {one.last})" for one in definitions]
    return "; ".join([*parts, *([says.rstrip(". ")] if says else [])])


def _part(one: Definition, *, is_first: bool, is_last: bool) -> str:
    begins, ends, by = _start(one.first), _end(one.last), _by(one.rule)
    if is_first:
        return gettext("until {last} {by_what}").format(last=ends, by_what=by)
    if is_last:
        return gettext("from {first} {by_what}").format(first=begins, by_what=by)
    return gettext("from {first} to {last} {by_what}").format(first=begins, last=ends, by_what=by)


def _by(rule: str) -> str:
    return gettext("by {rule}").format(rule=rule_or_own(rule))


def _start(day: date) -> str:
    return str(day.year) if (day.month, day.day) == JANUARY_1 else long_day(day)


def _end(day: date) -> str:
    return str(day.year) if (day.month, day.day) == DECEMBER_31 else long_day(day)
