"""Does a run still give the same digits? It is made again from its own parameters and compared.

The inputs are read afresh: when records or places have changed since, their hashes say so,
and the digits are not expected to agree. Of what counts people only this is told: whether it gives the same digits,
and whether records were erased since; its second digits are neither kept nor shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from pazos.analysis.basis import Basis
from pazos.analysis.evaluation.answering import make_again as evaluation_again
from pazos.analysis.evaluation.power import make_again as power_again
from pazos.analysis.indicators.computing import make_again as indicator_again
from pazos.analysis.register.scorecard import study_scorecard
from pazos.analysis.register.undercount import question_from, study_undercount
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.registry import STUDIES, counted_once
from pazos.domain.rights.models import Erasure
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.actions import Hashes

OF_REGISTER: dict[str, Callable[[Mapping[str, Any], Staff | None], Run]] = {
    "scorecard": lambda _, by: study_scorecard(by=by),
    "undercount": lambda asked, by: study_undercount(question_from(asked), by=by),
    "indicator": indicator_again,
    "evaluation": evaluation_again,
    "evaluation_power": power_again,
}


# The holdings whose erased records a count of people may have held, by how their names begin.
OF_PEOPLE = ("participants.", "cases.", "employment.", "justice.", "activities.", "outreach.")


@dataclass(frozen=True)
class Comparison:
    """A run beside itself made again. `erased`: whether records of people were erased since it."""

    first: Run
    again: Run | Hashes
    erased: bool = False

    @property
    def kept(self) -> Run | None:
        """The run that was made again and kept; None where only its hashes were taken."""
        return self.again if isinstance(self.again, Run) else None

    @property
    def same_inputs(self) -> bool:
        """Whether the records, places and people are those of the first run."""
        return self.first.inputs_hash == self.again.inputs_hash

    @property
    def same_code(self) -> bool:
        """Whether the code that computes is the same."""
        return self.first.code_version == self.again.code_version

    @property
    def same_digits(self) -> bool:
        """Whether the result is the same to the last digit."""
        return self.first.result_hash == self.again.result_hash


def make_again(number: int, *, by: Staff | None) -> Comparison:
    """Carry out run `number` once more; the new run is kept beside the first, unless it counts people."""
    first = Run.objects.filter(pk=number).first()
    if first is None:
        raise InputProblem(N_("There is no run {number}."), number=number)
    if (hashes := counted_once(first)) is not None:
        return Comparison(first, hashes(first, by), erased=_erased_since(first))
    if first.method in OF_REGISTER:
        return Comparison(first, OF_REGISTER[first.method](first.parameters, by))
    if first.method not in STUDIES:
        raise InputProblem(
            N_("Run {number} gathers other runs ({method}); make those again instead."),
            number=number,
            method=first.method,
        )
    material = gather(Basis(**first.parameters["basis"]))
    return Comparison(first, STUDIES[first.method](material, first.parameters, by))


def _erased_since(run: Run) -> bool:
    names = Q()
    for beginning in OF_PEOPLE:
        names |= Q(holding__startswith=beginning)
    return Erasure.objects.filter(names, at__gte=run.started_at).exists()
