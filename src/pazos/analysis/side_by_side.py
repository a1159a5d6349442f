"""What each source counts, side by side: a column for each definition that a source counted by.

A run of `sources` holds it. What was written down before sources named their definitions stays readable:
there a source has one column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.definition_words import column_name
from pazos.domain.register.definitions import definition_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.register.definitions import Definition


def counted_by(source: Mapping[str, Any]) -> tuple[Definition, ...]:
    """Return what one source of a run counts by, in order of time."""
    return tuple(definition_from(stored) for stored in source.get("definitions", ()))


def columns(source: Mapping[str, Any]) -> Iterator[tuple[str, dict[int, int]]]:
    """Yield heading and counts by year, of each of a source's definitions that counts a whole year."""
    definitions = counted_by(source)
    if not definitions:
        yield source["name"], {year["year"]: year["deaths"] for year in source["by_year"]}
    for one in definitions:
        counts = {year["year"]: year["deaths"] for year in source["by_year"] if year["rule"] == one.rule}
        if counts:
            yield column_name(source["name"], one, is_only=len(definitions) == 1), counts
