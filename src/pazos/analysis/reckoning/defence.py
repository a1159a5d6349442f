"""What defends a designation, from what was read: its firmness, its foresight, what more buys, the ages.

Each rests on the same question (`Ask`) as the designation. The clocks below never come to their
end in a city; `patience` stretches them for a machine that is slower than the city's.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.reckoning.clusters import SEED, field_of, limits_of
from pazos.foundation.words import N_
from pazos.science.patterns.hotspots import getis_ord
from pazos.science.problems import InputProblem
from pazos.science.targeting import foresight as test
from pazos.science.targeting.ages import narrowest_band, stated_band, victims_by_age
from pazos.science.targeting.clusters import Effort, designate
from pazos.science.targeting.marginal import cluster_curve
from pazos.science.targeting.stability import stability
from pazos.science.targeting.worth import expected_deaths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pazos.analysis.reckoning.clusters import Field
    from pazos.analysis.reckoning.material import Material
    from pazos.analysis.studies.ask import Ask

REPLICATIONS = 30
FURTHER = 2  # clusters beyond those asked for, on the curve of what each buys
STATED_BANDS = ((14, 29), (16, 29), (15, 29), (18, 28))
SHARE_OF_VICTIMS = 0.5
FEWEST_YEARS = 3
# The tests solve many programmes. Without a tree each is within about one per cent of the best,
# stops at the same place on every machine, and states its gap.
NO_TREE: Effort = {"nodes": 0, "seconds": 60.0, "seed": SEED}


def stability_of(material: Material, ask: Ask, *, patience: float = 1.0) -> dict[str, Any]:
    """Return how often each place would be designated had other years been drawn."""
    field = field_of(material, ask)
    weights = np.ones(material.basis.years)
    if ask.half_life is not None:
        weights = 0.5 ** (np.arange(material.basis.years)[::-1] / ask.half_life)
    counts = material.counts.reset_index(drop=True).loc[field.frame.index] * weights
    limits = limits_of(ask, field)
    found = stability(
        field.frame,
        field.adjacency,
        counts=counts,
        replications=REPLICATIONS,
        nodes=1,  # some draws have no valid choice before the first branch
        seconds=120.0 * patience,
        jobs=os.cpu_count() or 1,  # the digits do not depend on it
        seed=SEED,
        **limits,
    )
    shares = dict(zip(field.frame["code"], found.shares.to_numpy().tolist(), strict=True))
    return {
        "areas": [{"code": code, "share": share} for code, share in shares.items()],
        "asked": found.asked,
        "done": found.done,
        "largest_gap": found.largest_gap,
        "resampled": "years",
    }


def foresight_of(
    material: Material, ask: Ask, history: Mapping[str, Any], *, patience: float = 1.0
) -> dict[str, Any]:
    """Return how much of each next year the designation and simple rules would have covered.

    `history`: `first_year`, and `counts`, the deaths of each place that can be chosen by year from it on.
    """
    field = field_of(material, ask)
    limits = limits_of(ask, field)
    if "max_population" not in limits:
        raise InputProblem(
            N_("Without a limit every place would be covered, so there is nothing to compare.")
        )
    years = range(history["first_year"], material.basis.last_year + 1)
    counts = np.array(history["counts"], dtype=np.int64).reshape(len(field.frame), len(years))
    judged = test.foresight(
        pd.DataFrame(counts, index=field.frame["code"].to_numpy(), columns=years),
        field.frame[limits["population"]].to_numpy(dtype=float).tolist(),
        rules=_rules(field, ask, limits, patience=patience),
        max_population=limits["max_population"],
        adjacency=field.adjacency,
        memory=material.basis.years,
        least=min(FEWEST_YEARS, len(years) - 1),
    )
    return {
        "years": judged.to_dict("records"),
        "rules": test.average(judged).to_dict("records"),
        "memory": material.basis.years,
        "history": dict(history),
    }


def _rules(field: Field, ask: Ask, limits: dict[str, Any], *, patience: float) -> dict[str, test.Rule]:
    rules: dict[str, test.Rule] = {
        "designation": _designation(field, ask, {**limits, **_no_tree(patience)}),
        "top_by_count": test.top_by_count,
        "worst_last_year": test.worst_last_year,
    }
    if limits["population"] == "people":
        rules["top_by_rate"] = test.top_by_rate
    if field.adjacency is not None:
        links = field.adjacency
        rules["hot_spots"] = test.hot_spots(lambda deaths: getis_ord(deaths, links, star=True))
    known = field.frame["lon"].notna().all()
    if known and len(field.frame) > ask.clusters * 3:
        lon, lat = (field.frame[axis].to_numpy(dtype=float) for axis in ("lon", "lat"))
        rules["k_means"] = test.k_means_groups(lon, lat, groups=ask.clusters * 3, seed=SEED)
    return rules


def _designation(field: Field, ask: Ask, asked: dict[str, Any]) -> test.Rule:
    def choose(past: test.Past) -> NDArray[np.bool_]:
        people = field.frame["people"].to_numpy(dtype=float)
        frame = field.frame.assign(worth=expected_deaths(past.counts, people, half_life=ask.half_life))
        design = designate(frame, past.adjacency, count="worth", **asked)
        return np.asarray(frame.index.isin(design.places))

    return choose


def marginal_of(material: Material, ask: Ask, *, patience: float = 1.0) -> dict[str, Any]:
    """Return what one cluster, two, three ... and some beyond those asked for would cover."""
    field = field_of(material, ask)
    limits = limits_of(ask, field)
    # With fewer clusters than the minima add up to, the minima cannot hold.
    limits.pop("minima", None)
    limits.pop("clusters")
    curve = cluster_curve(
        field.frame,
        field.adjacency,
        count="worth",
        upto=min(ask.clusters + FURTHER, len(field.frame)),
        **limits,
        **_no_tree(patience),
    )
    return {"clusters": curve.to_dict("records"), "asked": ask.clusters}


def _no_tree(patience: float) -> dict[str, Any]:
    return {**NO_TREE, "seconds": NO_TREE["seconds"] * patience}


def ages_of(
    victims: Mapping[str, int], *, unknown: int, people: Mapping[tuple[int, int], Mapping[str, float]]
) -> dict[str, Any]:
    """Return the narrowest band with half of the victims, and what the bands people speak of hold.

    `victims`: by single age of those whose age is known; `people`: residents of each stated band by place.
    """
    by_age, _ = victims_by_age(np.repeat([int(age) for age in victims], list(victims.values())))
    found = narrowest_band(by_age, share=SHARE_OF_VICTIMS, unknown=unknown, seed=SEED)
    stated = [stated_band(by_age, youngest=low, oldest=high) for low, high in STATED_BANDS]
    return {
        "narrowest": asdict(found),
        "share_asked": SHARE_OF_VICTIMS,
        "stated": [asdict(band) | {"people": people.get((band.youngest, band.oldest))} for band in stated],
    }
