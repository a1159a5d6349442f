"""What could a plan hope to see in this city? Asked for on a page, reckoned by the worker, kept as a run beside the draft.

Only the times before the first treatment are read (`gather_before`), so that it may be asked while outcomes are locked.
A draft that was changed meanwhile keeps the figures of the plan they are of: the run names that plan by its hash.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import ask_once, carry_out
from pazos.domain.evaluations.actions import keep_power, must_plan
from pazos.domain.evaluations.models import Evaluation
from pazos.domain.evaluations.protocol import Protocol
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs import actions as runs
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job
    from pazos.foundation.runs.models import Run
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.power import Power

    Tell = Callable[[str, float], None]

METHOD = "evaluation_power"
KIND = "power_of_evaluation"
FORM = 1  # of the result
READING = N_("reading the times before it began")
SIMULATING = N_("simulating what may come")


def ask_for_power(evaluation: Evaluation, *, by: Staff) -> Job:
    """Put the power of a draft in the queue; what waits or runs already for the same plan is not asked for twice."""
    must_plan(by)
    plan = Protocol.of(evaluation.draft).hash
    return ask_once(work, kind=KIND, arguments={"evaluation": str(evaluation.pk), "plan": plan}, by=by)


@task()
def work(job_id: int) -> None:
    """Reckon what one draft could see, and keep it with the draft."""
    carry_out(job_id, _reckon)


def _reckon(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    evaluation = Evaluation.objects.get(pk=job.arguments["evaluation"])
    from pazos.analysis.figures.shelf import draw_all

    run = power(evaluation, by=by, tell=tell)
    draw_all([run])
    return {"evaluation_power": str(evaluation.pk), "run": run.pk}


def power(
    evaluation: Evaluation,
    *,
    by: Staff | None,
    draws: int | None = None,
    tell: Tell = lambda _step, _share: None,
) -> Run:
    """Reckon what the draft could see and keep it with the evaluation; `draws` as many as usual unless said.

    Raises:
        InputProblem: the plan's times, units or method cannot be used on this city's records.
        RefusedError: this person may not.
    """
    run = study(Protocol.of(evaluation.draft), by=by, draws=draws, tell=tell)
    keep_power(evaluation, run=run, by=by)
    return run


def study(
    protocol: Protocol,
    *,
    by: Staff | None,
    draws: int | None = None,
    tell: Tell = lambda _step, _share: None,
) -> Run:
    """Return the run of what a plan could see; it is kept with no evaluation."""
    # Only the worker pays for the scientific libraries, not the page that asks.
    from pazos.analysis.evaluation.design import design_of
    from pazos.analysis.evaluation.panels import gather_before, ground_of
    from pazos.science.evaluation.power import DRAWS, EFFECTS, detectable

    tell(READING, 0.0)
    ground = ground_of(protocol)
    gathered = gather_before(protocol, ground=ground)
    starts, times_after = beginnings(protocol, gathered.panel, ground.units if ground else None)
    worth = {protocol.smallest} if protocol.smallest and 0 < protocol.smallest < 1 else set()

    def compute() -> dict[str, Any]:
        found = detectable(
            gathered.panel,
            starts,
            times_after=times_after,
            design=design_of(protocol),
            effects=sorted({*EFFECTS, *worth}),
            draws=draws or DRAWS,
            seed=protocol.seed,
            tell=lambda _, share: tell(SIMULATING, share),
        )
        return plain(found, protocol, before=gathered.panel, times_after=times_after)

    return runs.carry_out(
        METHOD,
        compute,
        by=by,
        inputs=gathered.inputs,
        parameters={
            "plan": protocol.plain(),
            "hash": protocol.hash,
            "draws": draws or DRAWS,
            "needs": Permission.SEE_EVALUATIONS.value,
        },
        seed=protocol.seed,
        method_version=FORM,
    )


def make_again(asked: Mapping[str, Any], by: Staff | None) -> Run:
    """Return a new run of the plan that a run names."""
    return study(Protocol.of(asked["plan"]), by=by, draws=asked.get("draws"))


def beginnings(protocol: Protocol, before: Panel, units: Units | None) -> tuple[NDArray[np.int64], int]:
    """Return the first treated place of each unit, counted from the panel's first time, and how many times come after it."""
    import numpy as np
    import pandas as pd

    from pazos.analysis.evaluation.window import window_of
    from pazos.science.evaluation import times
    from pazos.science.evaluation.panel import NEVER

    window = window_of(protocol.first, protocol.last, protocol.grain)
    first_month = int(times.ordinals(pd.Series(before.times[:1]))[0][0]) * window.size
    starts = np.full(len(before.units), NEVER, dtype=np.int64)
    for unit, month in _months(protocol, units).items():
        if month <= window.last and unit in before.units:
            starts[before.units.index(unit)] = (month - first_month) // window.size
    return starts, (window.last + 1 - first_month) // window.size - len(before.times)


def _months(protocol: Protocol, units: Units | None) -> dict[str, int]:
    """Return the first treated month by unit of the panel; neighbourhoods that were split or joined are one unit."""
    from pazos.analysis.evaluation.treatment import starts_of
    from pazos.analysis.evaluation.window import month_of

    if units is None:
        return {one.unit: month_of(one.starts, what=one.unit) for one in protocol.treated}
    return {units.codes[row]: month for row, month in starts_of(protocol, units).items()}


def plain(found: Power, protocol: Protocol, *, before: Panel, times_after: int) -> dict[str, Any]:
    """Return what was found as the run keeps it."""
    return {
        "plan_hash": protocol.hash,
        "effects": list(found.effects),
        "detected": [asdict(one) for one in found.detected],
        "false_alarms": asdict(found.false_alarms),
        "smallest_detectable": found.smallest,
        "expected": found.expected,
        "draws": found.draws,
        "window": {
            "first": before.times[0],
            "last_before": before.times[-1],
            "times_before": len(before.times),
            "times_after": times_after,
        },
        "verdicts": [{"effect": effect, "said": dict(said)} for effect, said in found.verdicts.items()],
        "model": dict(found.model),
    }
