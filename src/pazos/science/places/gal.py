"""Neighbour lists in the GAL text format of GeoDa and PySAL.

A list names its places; it is never taken for another list of the same length.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pazos.science.places.links import adjacency_from_pairs
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scipy import sparse


def neighbours_from_gal(text: str, names: Sequence[str]) -> sparse.csr_array:
    """Return the neighbours that a GAL text lists, in the order of `names`.

    The text is a header (the number of places, or `0 n file key`), then for each place a line
    with its name and its number of neighbours and a line with their names.
    """
    listed_neighbours = dict(_places(text))
    row = {str(name): place for place, name in enumerate(names)}
    unknown = sorted({one for all_ in listed_neighbours.values() for one in all_} | set(listed_neighbours))
    unknown = [name for name in unknown if name not in row]
    absent = [name for name in row if name not in listed_neighbours]
    if unknown or absent:
        raise InputProblem(
            "The neighbour list and the file of places name different places. Only in the list: {unknown}. "
            "Only in the file: {absent}. Say with --id which column holds the list's names.",
            unknown=listed(unknown) or "-",
            absent=listed(absent) or "-",
        )
    pairs = [(row[name], row[one]) for name, all_ in listed_neighbours.items() for one in all_]
    heads, tails = zip(*pairs, strict=True) if pairs else ((), ())
    return adjacency_from_pairs(heads, tails, size=len(row), both_ways=False)


def _places(text: str) -> Iterator[tuple[str, list[str]]]:
    words = iter(text.split("\n", 1)[-1].split())
    for name in words:
        size = next(words, "")
        if not size.isdigit():
            raise InputProblem(
                "This is not a neighbour list: after the place {name} a number is expected, not {word}.",
                name=name,
                word=size or "-",
            )
        yield name, list(islice(words, int(size)))
