"""What did the strategy bring about? A sealed plan is carried out as it stands, and what it finds is kept as a run.

A plan that is not sealed, that was amended since, or whose letters are not those that were signed is refused:
no outcome is opened for it. Nothing here chooses anything by what comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import ask_once, carry_out
from pazos.domain.evaluations.actions import keep_answer, must_plan
from pazos.domain.evaluations.models import SealedProtocol
from pazos.domain.evaluations.vocabulary import ProtocolState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs import actions as runs
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_tasks.base import Task

    from pazos.domain.evaluations.models import Answer
    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job
    from pazos.foundation.runs.models import Run

    Tell = Callable[[str, float], None]

METHOD = "evaluation"
KIND = "answer_evaluation"
FORM = 3  # of the result
OF_READING = 0.15  # of the work, as progress tells it


def ask_for_answer(version: SealedProtocol, *, by: Staff, worker: Task[[int], None] | None = None) -> Job:
    """Put the answer of a sealed plan in the queue; one that waits or runs already is not asked for twice.

    `worker` is a task that answers it by `carried_out` and does more with what was found.
    """
    must_plan(by)
    _refuse_unsealed(version, in_force=True)
    return ask_once(worker or work, kind=KIND, arguments={"version": version.pk}, by=by)


@task()
def work(job_id: int) -> None:
    """Answer one sealed plan and keep the answer."""
    carry_out(job_id, carried_out)


def carried_out(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    """Answer the plan that a job names, keep the answer, and return what came of it."""
    version = SealedProtocol.objects.get(pk=job.arguments["version"])
    kept = answer(version, by=by, tell=tell)
    return {"answer": kept.pk, "evaluation": str(version.evaluation_id), "run": kept.run_id}


def answer(version: SealedProtocol, *, by: Staff | None, tell: Tell = lambda _step, _share: None) -> Answer:
    """Carry a sealed plan out and keep what it found.

    Raises:
        InputProblem: the plan is not the sealed one in force, its letters are not those signed, its panel cannot be
            gathered or its primary method cannot be used on it.
        RefusedError: this person may not.
    """
    if by is not None:
        must_plan(by)
    _refuse_unsealed(version, in_force=True)
    return keep_answer(version, run=study(version, by=by, tell=tell), by=by)


def study(version: SealedProtocol, *, by: Staff | None, tell: Tell = lambda _step, _share: None) -> Run:
    """Return the run of a plan that is or was sealed; it becomes an answer only by `answer`."""
    _refuse_unsealed(version)
    # Only the worker pays for the scientific libraries, not the page that asks.
    from pazos.analysis.evaluation.material import material_of
    from pazos.analysis.evaluation.reckoned import answer_of

    material = material_of(version, tell=tell)
    plan = {"hash": version.content_hash, "number": version.number}

    def compute() -> dict[str, Any]:
        found = answer_of(
            material.plain, lambda step, share: tell(step, OF_READING + share * (1 - OF_READING))
        )
        return {"plan": plan, **found, "material": material.plain}

    return runs.carry_out(
        METHOD,
        compute,
        by=by,
        inputs=material.inputs,
        parameters={
            "plan": version.content,
            "hash": version.content_hash,
            "number": version.number,
            "evaluation": str(version.evaluation_id),
            "needs": Permission.PLAN_EVALUATIONS.value,
        },
        seed=int(version.content.get("seed", 1)),
        method_version=FORM,
    )


def make_again(asked: Mapping[str, Any], by: Staff | None) -> Run:
    """Return a new run of the version that a run names."""
    version = SealedProtocol.objects.filter(evaluation=asked["evaluation"], number=asked["number"]).first()
    if version is None:
        raise InputProblem(N_("The plan of this run is not there any more."))
    return study(version, by=by)


def _refuse_unsealed(version: SealedProtocol, *, in_force: bool = False) -> None:
    if in_force and version.state == ProtocolState.AMENDED:
        raise InputProblem(
            N_(
                "Version {number} of the plan was amended by a later one. Only the plan in force is answered."
            ),
            number=version.number,
        )
    if version.state not in (ProtocolState.SEALED, ProtocolState.AMENDED):
        raise InputProblem(
            N_(
                "Version {number} of the plan is not sealed. Its outcomes stay locked until two people signed it."
            ),
            number=version.number,
        )
    if sha256_of(version.content) != version.content_hash:
        raise InputProblem(
            N_("Version {number} of the plan is not what was signed: its hash differs. It is not answered."),
            number=version.number,
        )
