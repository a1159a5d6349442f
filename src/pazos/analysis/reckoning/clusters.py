"""The clusters of a designation, from what was read: which places, what they hold, and the proof.

What a place is worth is the deaths a year expected there: recent years weigh more, and a
place with few deaths on few people is drawn towards the city's mean. The answer is always
shown in plain deaths as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.domain.territory.vocabulary import Zone
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem
from pazos.science.rates import crude_rate
from pazos.science.targeting.certificate import verify
from pazos.science.targeting.clusters import ClusterDesign, designate
from pazos.science.targeting.worth import expected_deaths

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from pazos.analysis.reckoning.material import Material
    from pazos.analysis.studies.ask import Ask

SEED = 1


@dataclass(frozen=True)
class Field:
    """The places a designation may choose from, what each is worth, and what it costs."""

    frame: pd.DataFrame  # code, name, zone, deaths, people, worth, places (1 each); index: row of `areas`
    adjacency: csr_array | None  # None where no place is known to touch another
    left_out: pd.DataFrame  # places with deaths that cannot be chosen: nowhere on the map, or no people known


def clusters_of(
    material: Material, ask: Ask, *, everyone: float | None, patience: float = 1.0
) -> dict[str, Any]:
    """Return the designation that covers the most, with its proof. `everyone`: people of the city.

    `patience` stretches the time to look, which a slower machine needs to come to the same end.
    """
    field = field_of(material, ask)
    design = designate(
        field.frame,
        field.adjacency,
        count="worth",
        seconds=ask.seconds * patience,
        seed=SEED,
        **limits_of(ask, field),
    )
    design.how["time_limit_seconds"] = ask.seconds
    return describe(material, field, design, everyone=everyone)


def field_of(material: Material, ask: Ask) -> Field:
    """Return the places that can be chosen and their worth."""
    table = material.table.assign(places=1.0, worth=worth(material, ask))
    located = material.areas["lon"].notna().to_numpy()
    frame = table[located] if located.any() else table
    if ask.max_share is not None or ask.max_people is not None:
        unknown = frame[frame["people"].isna()]
        if len(unknown) == len(frame):
            raise InputProblem(
                N_(
                    "A limit on residents needs the people of each neighbourhood. Bring them in with: "
                    "pazos areas --population FILE, or limit the number of places instead."
                )
            )
        frame = frame[frame["people"].notna()]
    kept = frame.index.to_numpy()
    left_out = table.drop(index=kept.tolist())
    links = material.links[kept][:, kept] if located.any() else None
    return Field(frame, links, left_out[left_out["deaths"] > 0])


def worth(material: Material, ask: Ask) -> NDArray[np.float64]:
    """Return the deaths a year expected in each place."""
    people = material.table["people"].to_numpy(dtype=float)
    return expected_deaths(material.counts, people, half_life=ask.half_life)


def limits_of(ask: Ask, field: Field) -> dict[str, Any]:
    """Return the limits as the cluster programme takes them.

    Without a limit on residents every place counts as one and their number is what is bounded.
    """
    total = float(np.nansum(field.frame["people"]))
    caps = [cap for cap in (ask.max_people, ask.max_share and ask.max_share * total) if cap]
    limits: dict[str, Any] = {"clusters": ask.clusters}
    if caps:
        limits |= {"population": "people", "max_population": min(caps)}
        limits |= {"cost": "places", "max_cost": float(ask.max_places)} if ask.max_places else {}
    else:
        limits |= {"population": "places"}
        limits |= {"max_population": float(ask.max_places)} if ask.max_places else {}
    if field.frame["zone"].ne(Zone.UNKNOWN).all() and len(set(field.frame["zone"])) > 1:
        limits |= {"zone": "zone", "minima": _minima(ask)}
    return limits


def _minima(ask: Ask) -> dict[str, int]:
    asked = {Zone.RURAL.value: ask.minimum_rural, Zone.URBAN.value: ask.minimum_urban}
    return {zone: number for zone, number in asked.items() if number}


def describe(
    material: Material, field: Field, design: ClusterDesign, *, everyone: float | None
) -> dict[str, Any]:
    """Return a design in plain deaths and people, cluster by cluster, with its proof."""
    claim = {
        "worth": design.covered,
        "bound": design.bound,
        "gap": design.gap,
        "proven_optimal": design.proven_optimal,
        "certificate": design.how,
    }
    return {**counted(material, field, design.clusters, everyone=everyone), **claim}


def counted(
    material: Material, field: Field, chosen: Sequence[Sequence[Hashable]], *, everyone: float | None
) -> dict[str, Any]:
    """Return what clusters of places (rows of the field's frame) hold; nothing of whether they are the best."""
    frame = field.frame
    clusters = [_one(material, frame.loc[list(rows)], number) for number, rows in enumerate(chosen, 1)]
    deaths = sum(c["deaths"] for c in clusters)
    return {
        "clusters": clusters,
        "places": sum(len(c["codes"]) for c in clusters),
        "deaths": deaths,
        "deaths_placed": material.placed,
        "deaths_all": material.victims,
        "share": deaths / material.placed if material.placed else None,
        "people": sum(c["people"] or 0 for c in clusters) or None,
        "people_all": everyone,
        "worth_all": float(frame["worth"].sum()),
        "deaths_choosable": int(frame["deaths"].sum()),
        "left_out": field.left_out[["code", "name", "deaths"]].to_dict("records"),
        "contiguity": material.contiguity,
    }


def held_to(
    material: Material, ask: Ask, found: Mapping[str, Any], *, everyone: float | None
) -> dict[str, Any]:
    """Return a choice that the clock ended, counted anew; where another could stand at the end is not asked.

    `found`: `codes` (a list a cluster), `worth`, `bound`, `gap`, `proven_optimal`, `certificate`. What an
    independent check holds against the choice stands in `disagreements`, a key that no sound one has.
    """
    field = field_of(material, ask)
    row = dict(zip(field.frame["code"], field.frame.index, strict=True))
    chosen = [[row[code] for code in codes] for codes in found["codes"]]
    places = [place for cluster in chosen for place in cluster]
    residents = float(field.frame.loc[places, found["certificate"]["parameters"]["population"]].sum())
    design = ClusterDesign(
        clusters=chosen,
        covered=found["worth"],
        covered_share=0.0,
        population=residents,
        population_share=0.0,
        bound=found["bound"],
        gap=found["gap"],
        proven_optimal=found["proven_optimal"],
        how=found["certificate"],
    )
    wrong = [*verify(design, field.frame, field.adjacency)]
    # What was proven is searched again, never taken on its word.
    wrong += ["proven_yet_stopped"] if found["certificate"]["repeatable_to_the_digit"] else []
    answer = describe(material, field, design, everyone=everyone)
    return {**answer, "disagreements": wrong} if wrong else answer


def _one(material: Material, rows: pd.DataFrame, number: int) -> dict[str, Any]:
    deaths, people = int(rows["deaths"].sum()), float(rows["people"].sum(min_count=1))
    zones = set(rows["zone"])
    answer: dict[str, Any] = {
        "number": number,
        "zone": zones.pop() if len(zones) == 1 else "",
        "codes": rows["code"].tolist(),
        "names": rows["name"].tolist(),
        "deaths": deaths,
        "people": people if people > 0 else None,
        "worth": float(rows["worth"].sum()),
        "rate": None,
        "low": None,
        "high": None,
    }
    if people > 0:
        rate = crude_rate(deaths, people, years=material.basis.years)
        answer |= {"rate": rate.rate, "low": rate.low, "high": rate.high}
    return answer
