"""What a designation must answer for: is it stable, would it have held, what does more buy, why these ages?

Each study rests on the same question (`Ask`) as the designation it defends. None of them
turns a designation into a cause of anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pazos.analysis import frames
from pazos.analysis.reckoning.clusters import SEED, field_of
from pazos.analysis.reckoning.defence import STATED_BANDS, ages_of, foresight_of, marginal_of, stability_of
from pazos.analysis.studies.keeping import keep
from pazos.analysis.territory import population_cells
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem
from pazos.science.targeting.ages import people_in_band

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.studies.ask import Ask
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


def study_stability(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep how often each place would be designated had other years been drawn."""
    return _kept("stability", lambda: stability_of(material, ask), material, ask=ask, by=by)


def study_foresight(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep how much of each next year the designation and simple rules would have covered."""
    return _kept("foresight", lambda: _foresight(material, ask), material, ask=ask, by=by)


def _foresight(material: Material, ask: Ask) -> dict[str, Any]:
    begins, _ = frames.periods()[material.basis.source]
    whole = replace(material.basis, first_year=min(begins.year, material.basis.first_year))
    codes = field_of(material, ask).frame["code"]
    counts = frames.placed_by_year(frames.deaths(whole), codes, basis=whole)
    history = {"first_year": whole.first_year, "counts": counts.to_numpy().tolist()}
    return foresight_of(material, ask, history)


def study_marginal(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep what one cluster, two, three ... and some beyond those asked for would cover."""
    return _kept("marginal", lambda: marginal_of(material, ask), material, ask=ask, by=by)


def study_ages(material: Material, ask: Ask, by: Staff | None) -> Run:
    """Keep the narrowest band with half of the victims, and what the bands people speak of hold."""
    return _kept("ages", lambda: _ages(material), material, ask=ask, by=by)


def _ages(material: Material) -> dict[str, Any]:
    known = material.deaths[material.deaths["age"].notna()]
    sums = known.groupby("age")["victims"].sum()
    victims = {str(age): int(number) for age, number in sums.items()}
    unknown = material.victims - int(sums.sum())
    return ages_of(victims, unknown=unknown, people=_people_by_band(material))


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
