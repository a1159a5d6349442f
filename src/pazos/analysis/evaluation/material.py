"""Everything an answer rests on, read from the city once, frozen as plain values, and hashed.

Only `answering` calls this, and only for a sealed plan: outcomes after the first treatment are read here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from pazos.analysis.evaluation.contagion import near_repeats_of
from pazos.analysis.evaluation.departures import departures_of
from pazos.analysis.evaluation.design import design_of
from pazos.analysis.evaluation.frozen import ARRAYS, Shelf
from pazos.analysis.evaluation.panels import gather, ground_of
from pazos.analysis.evaluation.surroundings import ages_of_treated, clusters_of, cost_of
from pazos.analysis.notices import plain_facts
from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup
from pazos.foundation.runs.actions import Input
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pazos.analysis.evaluation.gathered import Gathered
    from pazos.domain.evaluations.models import SealedProtocol

    Plain = dict[str, Any]
    Tell = Callable[[str, float], None]

OF_RULE = tuple(one.name for one in fields(Outcome))
OF_GROUP = tuple(one.name for one in fields(Subgroup))


@dataclass(frozen=True)
class Material:
    """What was read: as plain values that hold everything, and as inputs by their hashes."""

    plain: dict[str, Any]
    inputs: tuple[Input, ...]


def material_of(version: SealedProtocol, *, tell: Tell) -> Material:
    """Read what a sealed plan asks for.

    Raises:
        InputProblem: the plan's own panel cannot be gathered; another that cannot says why in its place.
    """
    protocol = Protocol.of(version.content)
    shelf = Shelf()
    tell(N_("gathering the panel"), 0.0)
    ground = ground_of(protocol)
    read = partial(gather, protocol, ground=ground)
    main = read()
    units = ground.units if ground else None
    ages, unknown = ages_of_treated(protocol, main.panel, units)
    beside: Plain = {
        "clusters": clusters_of(protocol, main.panel, units),
        "meaning": {"ages": ages, "ages_unknown": unknown, "cost": cost_of(protocol)},
        "departures": departures_of(version, protocol, main.notes),
        "near_repeats": near_repeats_of(protocol, main.panel, units),
    }
    tell(N_("gathering the other rules and groups"), 0.0)
    inputs, own = list(main.inputs), _told(main)
    by_rule = [
        {**asdict(one), **_other(shelf, inputs, partial(read, outcome=one))}
        for one in protocol.other_outcomes
    ]
    subgroups = [
        {**asdict(one), **_other(shelf, inputs, partial(read, subgroup=one))} for one in protocol.subgroups
    ]
    plain = {
        "design": asdict(design_of(protocol)),
        "panel": shelf.panel(main.panel),
        "around": shelf.around(main.around),
        "names": dict(main.names),
        "notes": [*own, *_taken(by_rule, own, keys=OF_RULE), *_taken(subgroups, own, keys=OF_GROUP)],
        "by_rule": by_rule,
        "subgroups": subgroups,
        "outcome": asdict(protocol.outcome),
        **beside,
        ARRAYS: shelf.arrays,
    }
    # Reckoned from what is kept, to the letter: so that it comes out the same wherever it is read again.
    return Material(json.loads(canonical(plain)), (*_told_once(inputs), *_of_values(beside)))


def _other(shelf: Shelf, inputs: list[Input], read: Callable[[], Gathered]) -> Plain:
    try:
        found = read()
    except InputProblem as problem:
        return {"refused": {"template": problem.template, "facts": plain_facts(problem.facts)}}
    inputs += found.inputs
    return {"panel": shelf.panel(found.panel), "notes": _told(found)}


def _told(found: Gathered) -> list[Plain]:
    return [{"code": note.code, "facts": dict(note.facts)} for note in found.notes]


def _taken(rows: Sequence[Plain], own: Sequence[Plain], *, keys: Sequence[str]) -> list[Plain]:
    """Take the notes out of other panels and return those that are not the plan's own, each with `of` which it is."""
    return [
        {**note, "of": {key: row[key] for key in keys}}
        for row in rows
        for note in row.pop("notes", ())
        if note not in own
    ]


def _told_once(inputs: Sequence[Input]) -> list[Input]:
    return list({(one.name, one.sha256): one for one in inputs}.values())


def _of_values(beside: Plain) -> list[Input]:
    return [Input(name, sha256_of(value), len(value)) for name, value in beside.items()]
