"""How a study is kept: as a run, also when it could not be done and says why.

"This city has no population by neighbourhood" is a finding that a page must show where the
figure would stand; it is stored like any other result, under the key `cannot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.notices import plain_facts
from pazos.foundation.runs.actions import carry_out
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from pazos.analysis.basis import Basis
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.actions import Input

# The form of a method's result. What an earlier form says is not read: it drew through a change of definition.
_FORMS = {"sources": 2, "rates": 2, "series": 2}


def form_of(method: str) -> int:
    """Return the form in which a method states its result today."""
    return _FORMS.get(method, 1)


def keep(
    method: str,
    compute: Callable[[], Mapping[str, Any]],
    *,
    material: Material,
    by: Staff | None,
    parameters: Mapping[str, Any] | None = None,
    inputs: Sequence[Input] | None = None,
    seed: int | None = None,
) -> Run:
    """Return the run of a study; `inputs` only where it does not read those of the material."""

    def answered() -> Mapping[str, Any]:
        try:
            return compute()
        except InputProblem as problem:
            return {"cannot": {"template": problem.template, "facts": plain_facts(problem.facts)}}

    return carry_out(
        method,
        answered,
        by=by,
        inputs=material.inputs if inputs is None else inputs,
        parameters={"basis": material.basis.facts(), **(parameters or {})},
        seed=seed,
        method_version=form_of(method),
    )


def latest(method: str, **parameters: Any) -> Run | None:
    """Return the newest run of a method with these plain parameters (text, numbers, None)."""
    wanted = {f"parameters__{name}": value for name, value in parameters.items()}
    return Run.objects.filter(method=method, **wanted).first()


def of_basis(basis: Basis) -> QuerySet[Run]:
    """Return every run of one basis, newest first."""
    # Key by key: databases differ on whether the order of keys makes two objects unlike.
    wanted = {f"parameters__basis__{name}": value for name, value in basis.asked().items()}
    return Run.objects.filter(**wanted)
