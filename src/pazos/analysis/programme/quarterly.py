"""One run a quarter: what was counted first stands, and is frozen with its run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.programme.gate import TO
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.indicators.periods import period_named
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import Input, carry_out
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.people.models import Staff

    Reckoned = tuple[dict[str, Any], list[Input]]


def kept(method: str) -> dict[Quarter, Run]:
    """Return the run of every quarter that a method counted, the earliest first."""
    runs = Run.objects.filter(method=method)  # the newest first, so that the first count stands
    return dict(sorted({quarter_of(run): run for run in runs}.items()))


def quarter_of(run: Run) -> Quarter:
    """Return the quarter that a run counted."""
    return Quarter.of(period_named(run.parameters["quarter"]).starts_on)


@transaction.atomic
def count_once(
    method: str,
    quarter: Quarter,
    reckoned: Callable[[], Reckoned],
    *,
    by: Staff | None,
    method_version: int = 1,
    **parameters: Any,
) -> Run:
    """Return the run of a quarter: the one that is there, where another was quicker, or a new one of what is reckoned now."""
    audit.hold()
    another = Run.objects.filter(method=method, parameters__quarter=quarter.name).order_by("pk").first()
    if another is not None:
        return another
    result, inputs = reckoned()
    return carry_out(
        method,
        lambda: result,
        by=by,
        inputs=inputs,
        method_version=method_version,
        parameters={"needs": TO.value, "quarter": quarter.name, "minimum": MINIMUM, **parameters},
    )
