"""What those who are accompanied think of it: counts and means of their answers, nobody's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.programme.gate import told, told_list
from pazos.analysis.programme.measuring import ENOUGH
from pazos.domain.cases.models import Satisfaction
from pazos.domain.cases.rules.voice_satisfaction import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.analysis.programme.asked import Asked

    Plain = dict[str, Any]

LOW, HIGH = 2, 4  # one and two are low, four and five high


def satisfaction(asked: Asked, *, until: date, form: int) -> Plain:
    """Return the answers of a selection: how many, and of each question its mean and how many are low, middle, high.

    An answer carries no cluster, so a selection of one has none. The mean is told of ENOUGH answers: with fewer, one
    decimal of it gives the sum, and the sum the answers that are hidden.
    """
    if asked.cluster is not None:
        return {}
    rows = Satisfaction.objects.filter(month__lte=until).order_by()
    if asked.cohort is not None:
        rows = rows.filter(cohort=asked.cohort)
    if asked.programme is not None:
        rows = rows.filter(cohort__programme=asked.programme)
    if asked.year is not None:
        rows = rows.filter(cohort__begins_on__year=asked.year)
    said = list(rows.values_list(*QUESTIONS))
    if len(said) < MINIMUM:
        return {}
    columns = dict(zip(QUESTIONS, zip(*said, strict=True), strict=True))
    return {
        "answers": told(len(said)),
        **{name: _question(values, form=form) for name, values in columns.items()},
    }


def _question(values: Iterable[int], *, form: int) -> Plain:
    every = list(values)
    counted = Counter("low" if one <= LOW else "high" if one >= HIGH else "middle" for one in every)
    cells = told_list({name: counted[name] for name in ("low", "middle", "high")})
    is_told = form == 1 or len(every) >= ENOUGH
    return {"mean": round(sum(every) / len(every), 1) if is_told else None, **cells}
