"""A designation of the small invented city, made the quick way: the programme, rates and victims only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.basis import Basis
from pazos.analysis.studies.ask import Ask
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.victims import study_victims
from pazos.analysis.studies.where import study_clusters
from pazos.domain.designations import actions
from pazos.domain.designations.actions import ProposedCluster
from pazos.domain.territory.models import Neighbourhood

if TYPE_CHECKING:
    from pazos.domain.designations.models import Designation
    from pazos.domain.people.models import Staff

BASIS = Basis("policia-nacional", 2019, 2023)


def draft(by: Staff | None, *, clusters: int = 2, places: int = 6, title: str = "PAZOS") -> Designation:
    """Return a draft on the records of `cast.small_city`."""
    material = gather(BASIS)
    chosen = study_clusters(material, Ask(clusters=clusters, max_places=places, seconds=5.0), by=by)
    ids = dict(Neighbourhood.objects.values_list("code", "pk"))
    proposed = [
        ProposedCluster(
            tuple(ids[code] for code in cluster["codes"]), zone=cluster["zone"], name=cluster["names"][0]
        )
        for cluster in chosen.result["clusters"]
    ]
    evidence = [chosen, study_rates(material, by=by), study_victims(material, by=by)]
    return actions.propose(
        title=title, run=chosen, clusters=proposed, evidence=evidence, ages=(14, 29), by=by
    )


def signed(by: Staff, **wishes: int) -> Designation:
    """Return a designation in force."""
    designation = draft(by, **wishes)
    actions.argue(
        designation, ages=(14, 29), reasons="Seis de cada diez muertes.", legal_basis="Decreto 1", by=by
    )
    actions.sign(designation, by=by)
    designation.refresh_from_db()
    return designation
