"""How a study is kept: as a run, also when it could not be done and says why.

"This city has no population by neighbourhood" is a finding that a page must show where the
figure would stand; it is stored like any other result, under the key `cannot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.runs.actions import carry_out
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff


def keep(
    method: str,
    compute: Callable[[], Mapping[str, Any]],
    *,
    material: Material,
    by: Staff | None,
    parameters: Mapping[str, Any] | None = None,
    seed: int | None = None,
) -> Run:
    """Return the run of a study."""

    def answered() -> Mapping[str, Any]:
        try:
            return compute()
        except InputProblem as problem:
            return {"cannot": {"template": problem.template, "facts": problem.facts}}

    return carry_out(
        method,
        answered,
        by=by,
        inputs=material.inputs,
        parameters={"basis": material.basis.facts(), **(parameters or {})},
        seed=seed,
    )


def latest(method: str, **parameters: Any) -> Run | None:
    """Return the newest run of a method with these parameters."""
    wanted = {f"parameters__{name}": value for name, value in parameters.items()}
    return Run.objects.filter(method=method, **wanted).first()
