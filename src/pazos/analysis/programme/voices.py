"""What those who are accompanied think and complain of: counts and means, never a word of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.disclosing import MINIMUM, TOTAL, released
from pazos.analysis.programme.gate import TO, told, told_list
from pazos.analysis.programme.measuring import ENOUGH
from pazos.domain.cases.models import Complaint, Satisfaction
from pazos.domain.cases.rules.voice_satisfaction import QUESTIONS
from pazos.domain.cases.vocabulary import About
from pazos.domain.disputes.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.analysis.programme.asked import Asked

    Plain = dict[str, Any]

QUARTERS_TOLD = 8
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


def complaints(*, on: date) -> Plain:
    """Return how many complaints came by what they are about, in the last quarters that ended, small ones hidden."""
    quarters = _ended(on)
    rows = Complaint.objects.order_by().values_list("about", "made_at")
    counts: Counter[tuple[str, str]] = Counter()
    for about, made_at in rows.filter(made_at__date__gte=quarters[0].first_on):
        counts[about, Quarter.of(timezone.localdate(made_at)).name] += 1
    names = [one.name for one in quarters]
    table = released(counts, rows=[one.value for one in About], columns=names, to=TO)
    return {
        "quarters": names,
        "rows": {row: [table.count(row, name) for name in (*names, TOTAL)] for row in table.rows},
    }


def _ended(on: date) -> list[Quarter]:
    found = Quarter(on.year - QUARTERS_TOLD // 4 - 1, Quarter.of(on).number)
    every = []
    while found.last_on < on:
        every.append(found)
        found = found.following
    return every[-QUARTERS_TOLD:]
