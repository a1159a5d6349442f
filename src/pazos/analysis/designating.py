"""From records to a proposed designation: every study, the clusters, the ages, one draft.

The command and the workshop's page both go through here, so a designation made on either
rests on the same evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.analysis.studies import defence, where
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.observe import observe
from pazos.domain.designations import actions
from pazos.domain.designations.actions import ProposedCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.basis import Basis
    from pazos.analysis.studies.ask import Ask
    from pazos.domain.designations.models import Designation
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

    Progress = Callable[[str, float], None]


def propose_designation(  # every choice of the city is named
    basis: Basis,
    ask: Ask,
    *,
    title: str,
    ages: tuple[int, int] | None,
    by: Staff | None,
    progress: Progress | None = None,
) -> Designation:
    """Carry out all studies of a basis and keep the best designation as a draft."""
    tell = progress or (lambda _step, _share: None)
    runs = observe(basis, by=by, progress=lambda step, share: tell(step, share / 2))
    material = gather(basis)
    tell(N_("choosing the clusters"), 0.5)
    chosen = where.study_clusters(material, ask, by=by)
    _refuse_empty(chosen)
    evidence = [*runs.values()]
    for place, (step, study) in enumerate(defence.DEFENCE):
        tell(step, 0.6 + 0.4 * place / len(defence.DEFENCE))
        evidence.append(study(material, ask, by))
    return _keep(chosen, evidence, title=title, ages=ages, by=by)


def _refuse_empty(chosen: Run) -> None:
    cannot = chosen.result.get("cannot")
    if cannot:
        raise InputProblem(cannot["template"], **cannot["facts"])
    if not chosen.result["clusters"]:
        raise InputProblem(N_("No neighbourhood has a death in this period, so there is nothing to cover."))


@transaction.atomic
def _keep(
    chosen: Run, evidence: list[Run], *, title: str, ages: tuple[int, int] | None, by: Staff | None
) -> Designation:
    codes = [code for cluster in chosen.result["clusters"] for code in cluster["codes"]]
    ids = dict(Neighbourhood.objects.filter(code__in=codes, valid_to__isnull=True).values_list("code", "pk"))
    clusters = [
        ProposedCluster(
            neighbourhoods=tuple(ids[code] for code in cluster["codes"] if code in ids),
            zone=cluster["zone"],
            name=cluster["names"][0],
        )
        for cluster in chosen.result["clusters"]
    ]
    return actions.propose(
        title=title, run=chosen, clusters=clusters, evidence=[chosen, *evidence], ages=ages, by=by
    )
