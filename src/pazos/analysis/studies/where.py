"""Where should the strategy work? The cluster programme, and what is needed to defend its answer.

What it read is kept with its answer: a designation is signed for years, and its proof must
not be lost when a later file corrects an old record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.proof.material import PARTS, frozen
from pazos.analysis.reckoning.clusters import SEED, clusters_of
from pazos.analysis.studies.keeping import keep
from pazos.analysis.studies.rates import city_people

if TYPE_CHECKING:
    from pazos.analysis.studies.ask import Ask
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


def study_clusters(material: Material, ask: Ask, *, by: Staff | None) -> Run:
    """Keep the designation that covers the most, with its proof and with what it rests on."""
    return keep(
        "clusters",
        lambda: _clusters(material, ask),
        material=material,
        by=by,
        parameters={"ask": ask.facts()},
        seed=SEED,
    )


def _clusters(material: Material, ask: Ask) -> dict[str, Any]:
    people = city_people(material.basis)
    kept = {**frozen(material, wanted=PARTS, city=people), "ask": ask.facts()}
    return {"material": kept, **clusters_of(material, ask, everyone=people[material.basis.last_year])}
