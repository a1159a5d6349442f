"""Keeping a computed value: a revision only when its digits changed, each with the run it came from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.indicators.models import IndicatorValue
from pazos.domain.indicators.vocabulary import ValueState
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.indicators.models import IndicatorSheet
    from pazos.domain.indicators.periods import Period
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class Digits:
    """What a computation found for one period. A missing value says why: an English key and its facts."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    categories: dict[str, dict[str, float | None]] = field(default_factory=dict)
    why_missing: str = ""
    missing_facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def store_computed(
    sheet: IndicatorSheet, period: Period, *, digits: Digits, run: Callable[[], Run], by: Staff | None
) -> IndicatorValue | None:
    """Keep what was computed for a period; None where the same digits stand there already.

    `run` is asked for only when something is kept, and gives the record of the computation.
    """
    of_period = IndicatorValue.objects.select_for_update().filter(
        sheet=sheet, starts_on=period.starts_on, ends_on=period.ends_on
    )
    last = of_period.filter(is_last=True).first()
    if last is not None and digits_of(last) == digits:
        return None
    if last is not None:
        of_period.update(is_last=False)
    now = timezone.now()
    kept = IndicatorValue.objects.create(
        sheet=sheet,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        revision=last.revision + 1 if last else 0,
        state=ValueState.APPROVED,
        run=run(),
        entered_by=by,
        entered_at=now,
        approved_at=now,
        **asdict(digits),
    )
    made(kept, by=by)
    audit.record(
        "value.computed",
        kept,
        by=by,
        indicator=sheet.indicator_id,
        ends_on=period.ends_on.isoformat(),
        revision=kept.revision,
    )
    return kept


def digits_of(value: IndicatorValue) -> Digits:
    """Return what is kept of a value as a computation would give it."""
    names = ("value", "numerator", "denominator", "low", "high", "categories", "why_missing", "missing_facts")
    return Digits(**{name: getattr(value, name) for name in names})
