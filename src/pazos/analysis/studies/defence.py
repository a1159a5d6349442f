"""What a designation must answer for: is it stable, would it have held, what does more buy, why these ages?

Each study rests on the same question (`Ask`) as the designation it defends. None of them
turns a designation into a cause of anything.
"""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis import frames
from pazos.analysis.studies.keeping import keep
from pazos.analysis.studies.where import SEED, field_of, limits_of
from pazos.analysis.territory import population_cells
from pazos.foundation.words import N_
from pazos.science.patterns.hotspots import getis_ord
from pazos.science.problems import InputProblem
from pazos.science.targeting import foresight as test
from pazos.science.targeting.ages import narrowest_band, people_in_band, stated_band, victims_by_age
from pazos.science.targeting.clusters import Effort, designate
from pazos.science.targeting.marginal import cluster_curve
from pazos.science.targeting.stability import stability
from pazos.science.targeting.worth import expected_deaths

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.analysis.studies.ask import Ask
    from pazos.analysis.studies.material import Material
    from pazos.analysis.studies.where import Field
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

REPLICATIONS = 30
FURTHER = 2  # clusters beyond those asked for, on the curve of what each buys
STATED_BANDS = ((14, 29), (16, 29), (15, 29), (18, 28))
SHARE_OF_VICTIMS = 0.5
FEWEST_YEARS = 3
# The tests solve many programmes. Without a tree each is within about one per cent of the best,
# stops at the same place on every machine, and states its gap.
NO_TREE: Effort = {"nodes": 0, "seconds": 60.0, "seed": SEED}


def study_stability(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep how often each place would be designated had other years been drawn."""
    return _kept("stability", lambda: _stability(material, ask), material, ask=ask, by=by)


def _stability(material: Material, ask: Ask) -> dict[str, Any]:
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
        seconds=120.0,
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


def study_foresight(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep how much of each next year the designation and simple rules would have covered."""
    return _kept("foresight", lambda: _foresight(material, ask), material, ask=ask, by=by)


def _foresight(material: Material, ask: Ask) -> dict[str, Any]:
    field = field_of(material, ask)
    limits = limits_of(ask, field)
    if "max_population" not in limits:
        raise InputProblem(
            N_("Without a limit every place would be covered, so there is nothing to compare.")
        )
    begins, _ = frames.periods()[material.basis.source]
    whole = replace(material.basis, first_year=min(begins.year, material.basis.first_year))
    counts = frames.placed_by_year(frames.deaths(whole), field.frame["code"], basis=whole)
    judged = test.foresight(
        counts,
        field.frame[limits["population"]].to_numpy(dtype=float).tolist(),
        rules=_rules(field, ask, limits),
        max_population=limits["max_population"],
        adjacency=field.adjacency,
        memory=material.basis.years,
        least=min(FEWEST_YEARS, whole.years - 1),
    )
    return {
        "years": judged.to_dict("records"),
        "rules": test.average(judged).to_dict("records"),
        "memory": material.basis.years,
    }


def _rules(field: Field, ask: Ask, limits: dict[str, Any]) -> dict[str, test.Rule]:
    rules: dict[str, test.Rule] = {
        "designation": _designation(field, ask, limits),
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


def _designation(field: Field, ask: Ask, limits: dict[str, Any]) -> test.Rule:
    def choose(past: test.Past) -> NDArray[np.bool_]:
        people = field.frame["people"].to_numpy(dtype=float)
        frame = field.frame.assign(worth=expected_deaths(past.counts, people, half_life=ask.half_life))
        design = designate(frame, past.adjacency, count="worth", **limits, **NO_TREE)
        return np.asarray(frame.index.isin(design.places))

    return choose


def study_marginal(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep what one cluster, two, three ... and some beyond those asked for would cover."""
    return _kept("marginal", lambda: _marginal(material, ask), material, ask=ask, by=by)


def _marginal(material: Material, ask: Ask) -> dict[str, Any]:
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
        **NO_TREE,
    )
    return {"clusters": curve.to_dict("records"), "asked": ask.clusters}


def study_ages(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep the narrowest band with half of the victims, and what the bands people speak of hold."""
    return _kept("ages", lambda: _ages(material, ask), material, ask=ask, by=by)


def _ages(material: Material, ask: Ask) -> dict[str, Any]:
    ages = np.repeat(
        material.deaths["age"].to_numpy(dtype=float, na_value=np.nan),
        material.deaths["victims"].to_numpy(dtype=int),
    )
    victims, unknown = victims_by_age(ages)
    found = narrowest_band(victims, share=SHARE_OF_VICTIMS, unknown=unknown, seed=SEED)
    stated = [stated_band(victims, youngest=low, oldest=high) for low, high in STATED_BANDS]
    people = _people_by_band(material)
    return {
        "narrowest": asdict(found),
        "share_asked": SHARE_OF_VICTIMS,
        "stated": [asdict(band) | {"people": people.get((band.youngest, band.oldest))} for band in stated],
    }


def _people_by_band(material: Material) -> dict[tuple[int, int], dict[str, float]]:
    """Return residents of each stated band by place, where people are known by age."""
    cells = population_cells(material.basis.last_year)
    cells = cells[cells["age_from"].notna()]
    if not len(cells):
        return {}
    table = cells.pivot_table(
        index="code", columns="age_from", values="persons", aggfunc="sum", fill_value=0.0
    )
    answer = {}
    for low, high in STATED_BANDS:
        try:
            people = people_in_band(table, youngest=low, oldest=high)
            answer[low, high] = {str(code): float(number) for code, number in people.items()}
        except InputProblem:
            # Groups other than five years wide cannot be split without inventing people.
            return {}
    return answer


def _kept(
    method: str, compute: Callable[[], dict[str, Any]], material: Material, *, ask: Ask, by: Staff | None
) -> Run:
    return keep(method, compute, material=material, by=by, parameters={"ask": ask.facts()}, seed=SEED)


DEFENCE: tuple[tuple[str, Callable[[Material, Ask, Staff | None], Run]], ...] = (
    (N_("trying other years"), study_stability),
    (N_("testing it on the years that followed"), study_foresight),
    (N_("what each further cluster buys"), study_marginal),
    (N_("ages"), study_ages),
)
