"""Which models of dependence between lists are asked?

A model names the interactions that it allows: sets of lists whose records of one death may
depend on one another. Models are hierarchical (with an interaction stand all within it) and
never hold the interaction of all lists at once, which no data can show.

The set asked is, for three lists, all 8 models; for four, all 113 (up to three lists at once);
for five, the 1,024 of interactions between two lists.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Model = frozenset[int]
INDEPENDENT: Model = frozenset()


@cache
def every_model(lists: int) -> tuple[Model, ...]:
    """Return the models asked of so many lists, the plainest first."""
    pairs = _sets(lists, 2)
    triples = _sets(lists, 3) if lists == 4 else []
    if lists == 2:
        return (INDEPENDENT,)
    found = []
    for chosen in _subsets(pairs):
        possible = [triple for triple in triples if _parts(triple) <= chosen]
        found += [chosen | more for more in _subsets(possible)]
    return tuple(sorted(found, key=lambda model: (len(model), sorted(model))))


def _sets(lists: int, size: int) -> list[int]:
    return [sum(2**one for one in chosen) for chosen in combinations(range(lists), size)]


def _subsets(terms: Sequence[int]) -> list[Model]:
    return [frozenset(chosen) for size in range(len(terms) + 1) for chosen in combinations(terms, size)]


def _parts(term: int) -> Model:
    """Return the interactions of two lists or more that stand within one, without itself."""
    within, found = (term - 1) & term, []
    while within:
        if within.bit_count() > 1:
            found.append(within)
        within = (within - 1) & term
    return frozenset(found)


def pair(lists: Sequence[str], names: Sequence[str]) -> int:
    """Return the interaction of the lists named; raises InputProblem for a name that is none of them."""
    unknown = [name for name in names if name not in lists]
    if unknown:
        raise InputProblem(
            "There is no list {missing}; the lists are {names}.",
            missing=listed(unknown),
            names=listed(lists),
        )
    return sum(2 ** lists.index(name) for name in set(names))


def name_of(model: Model, lists: Sequence[str]) -> str:
    """Return a model as people write it: `police*press + health` lets police and press depend."""
    singles = {2**place for place in range(len(lists))}
    highest = [term for term in model if not any(term != more and term & more == term for more in model)]
    left = [one for one in singles if not any(one & term for term in highest)]
    places = sorted([place for place in range(len(lists)) if term >> place & 1] for term in [*highest, *left])
    return " + ".join("*".join(lists[place] for place in term) for term in places)


def model_of(text: str, lists: Sequence[str]) -> Model:
    """Return the model that `name_of` wrote, or a person: order and spaces do not matter.

    Raises InputProblem for an unknown list and for the interaction of all lists.
    """
    terms = [
        pair(lists, [name.strip() for name in part.split("*")]) for part in text.split("+") if part.strip()
    ]
    model: Model = frozenset(
        {part for term in terms for part in (*_parts(term), term) if part.bit_count() > 1}
    )
    if 2 ** len(lists) - 1 in model:
        raise InputProblem(
            "The model {model} lets all lists depend at once, which no data can show: leave out {term}.",
            model=text,
            term="*".join(lists),
        )
    return model


def holding(models: Iterable[Model], terms: Model) -> tuple[Model, ...]:
    """Return the models that allow all of `terms`."""
    return tuple(model for model in models if terms <= model)
