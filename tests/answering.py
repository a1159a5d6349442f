"""Sealed plans with an answer, for tests: six of 16 barrios of the small city treated from January 2021."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.evaluation.answering import answer
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.evaluations.models import Evaluation, SealedProtocol
from pazos.domain.evaluations.protocol import Choice, Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.vocabulary import EvaluationState, ProtocolState, TreatedBy
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.runs.actions import carry_out

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Answer
    from pazos.domain.people.models import Staff

POLICE, FORENSIC = "policia-nacional", "medicina-legal"
TREATED, PLACES = 6, 16


def plan(**changed: Any) -> Protocol:
    """Return a plan on the small city of the tests, by the police's own rows."""
    codes = sorted(Neighbourhood.objects.values_list("code", flat=True))[:TREATED]
    whole = Protocol(
        question="Did deaths fall where the strategy worked?",
        expectation="A fifth fewer, by mediation.",
        outcome=Outcome(source=POLICE),
        grain="quarter",
        first="2019-01",
        last="2022-12",
        treated_by=TreatedBy.NAMED,
        treated=tuple(Treatment(code, "2021-01") for code in codes),
        primary=Choice("twfe"),
        secondary=(Choice("poisson"), Choice("callaway-santanna", {"inference": "analytic"})),
        subgroups=(Subgroup("jóvenes", 14, 29), Subgroup("adultos", 30, 64)),
        other_outcomes=(Outcome(source=FORENSIC),),
        smallest=0.2,
    )
    return replace(whole, **changed)


def designated(codes: list[str]) -> Designation:
    """Return a designation of two clusters, each of half of the places."""
    run = carry_out("clusters", dict, by=None, inputs=[], parameters={})
    found = Designation.objects.create(title="Focalización", run=run, proposed_at=timezone.now())
    for number, own in enumerate((codes[: len(codes) // 2], codes[len(codes) // 2 :]), start=1):
        cluster = Cluster.objects.create(designation=found, number=number, name=f"Clúster {number}")
        cluster.neighbourhoods.set(Neighbourhood.objects.filter(code__in=own))
    return found


def sealed(protocol: Protocol, *, by: Staff, signed_by: Staff, **changed: Any) -> SealedProtocol:
    """Return a sealed plan, past the forms that lead there."""
    now = timezone.now()
    evaluation = changed.pop("evaluation", None) or Evaluation.objects.create(
        title="Clústeres", state=EvaluationState.SEALED, made_at=now, made_by=by, changed_at=now
    )
    kept = {
        "number": 1,
        "state": ProtocolState.SEALED,
        "content": protocol.plain(),
        "content_hash": protocol.hash,
        "code_version": "0.0.0+000000000000",
        "proposed_at": now,
        "proposed_by": by,
        "signed_at": now,
        "signed_by": signed_by,
    }
    return SealedProtocol.objects.create(evaluation=evaluation, **{**kept, **changed})


def answered(*, by: Staff, signed_by: Staff, **changed: Any) -> Answer:
    """Return the answer of the plan above, with its clusters."""
    asked = plan(**changed)
    designation = designated([one.unit for one in asked.treated])
    asked = replace(asked, designation=designation.pk)
    return answer(sealed(asked, by=by, signed_by=signed_by), by=by)
