"""Setting and confirming thresholds of quality, and writing down what institutions state of themselves.

A row is never edited: a new one takes its place and the old one stays, with who set it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.register.models import QualityStatement, QualityThreshold
from pazos.domain.register.vocabulary import Comparison
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem
from pazos.science.quality.criteria import BOGOTA_2015

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Source
    from pazos.science.quality.criteria import Criterion

COMPARISONS = {"at most": Comparison.AT_MOST, "at least": Comparison.AT_LEAST}
YES_OR_NO = ("validation", "microdata", "method")
MONTHS = ("months_between", "months_delay")
SHARES = ("missing_aggressor",)  # of the institution's own file: Pazos keeps nothing of an aggressor
STATED = (*YES_OR_NO, *MONTHS, *SHARES)


@transaction.atomic
def ship_thresholds() -> list[QualityThreshold]:
    """Put in force the thresholds that come with Pazos. Done again it changes nothing.

    One that the city set or confirmed stays; one that Pazos set itself follows what it ships.
    """
    latest: dict[str, QualityThreshold] = {}
    for row in QualityThreshold.objects.order_by("id"):
        latest[row.code] = row
    fresh = [one for one in BOGOTA_2015 if not _stands(one, latest.get(one.code))]
    return [_ship(one) for one in fresh]


def _stands(shipped: Criterion, row: QualityThreshold | None) -> bool:
    if row is None:
        return False
    said = (row.value, row.comparison, row.source)
    return row.set_by_id is not None or said == (
        shipped.value,
        COMPARISONS[shipped.comparison],
        shipped.source,
    )


def _ship(one: Criterion) -> QualityThreshold:
    row = QualityThreshold.objects.create(
        code=one.code,
        value=one.value,
        comparison=COMPARISONS[one.comparison],
        source=one.source,
        set_at=timezone.now(),
    )
    audit.record("threshold.shipped", row, by=None, code=row.code, value=row.value)
    return row


@transaction.atomic
def set_threshold(code: str, *, value: float, source: str, note: str = "", by: Staff) -> QualityThreshold:
    """Demand another value of a criterion. It is unconfirmed until somebody says where it is read."""
    before = _latest(code)
    if not math.isfinite(value) or value < 0:
        raise InputProblem(N_("A threshold is a number from 0 up, not {value}."), value=value)
    if not source.strip():
        raise InputProblem(N_("A threshold names who demands it: a standard, a decree or an agreement."))
    row = QualityThreshold.objects.create(
        code=code,
        value=value,
        comparison=before.comparison,
        source=source.strip(),
        note=note.strip(),
        set_at=timezone.now(),
        set_by=by,
    )
    audit.record("threshold.set", row, by=by, code=code, value=value, before=before.value)
    return row


@transaction.atomic
def confirm_threshold(
    code: str, *, confirmed_by: str, confirmed_on: date, read_in: str, by: Staff
) -> QualityThreshold:
    """Write down that somebody read the threshold in its source: who, when, and where it stands."""
    before = _latest(code)
    if not confirmed_by.strip() or not read_in.strip():
        raise InputProblem(N_("A confirmation says who read the threshold and where: document and page."))
    if confirmed_on > timezone.localdate():
        raise InputProblem(
            N_("The threshold cannot have been read on {day}: that day is still to come."), day=confirmed_on
        )
    row = QualityThreshold.objects.create(
        code=code,
        value=before.value,
        comparison=before.comparison,
        source=before.source,
        confirmed_on=confirmed_on,
        confirmed_by=confirmed_by.strip(),
        note=read_in.strip(),
        set_at=timezone.now(),
        set_by=by,
    )
    audit.record("threshold.confirmed", row, by=by, code=code, value=row.value)
    return row


def _latest(code: str) -> QualityThreshold:
    row = QualityThreshold.objects.select_for_update().filter(code=code).order_by("-id").first()
    if row is None:
        raise InputProblem(N_("There is no criterion of quality called {code}."), code=code)
    return row


@transaction.atomic
def state(what: str, *, source: Source | None, value: float | None, read_in: str, by: Staff) -> None:
    """Write down what an institution states of itself; no value takes an earlier word back."""
    if what not in STATED:
        raise InputProblem(
            N_("{what} is nothing that an institution is asked to state."),
            what=what,
        )
    if value is not None and not _can_be(what, value):
        raise InputProblem(N_("{value} is no answer to {what}."), value=value, what=what)
    if value is not None and not read_in.strip():
        raise InputProblem(N_("A statement says where it can be read: an address, a document, a letter."))
    row = QualityStatement.objects.create(
        source=source,
        what=what,
        value=value,
        read_in=read_in.strip(),
        stated_at=timezone.now(),
        stated_by=by,
    )
    audit.record("quality.stated", row, by=by, source=source.slug if source else "", what=what, value=value)


def _can_be(what: str, value: float) -> bool:
    if what in YES_OR_NO:
        return value in (0.0, 1.0)
    return 0 <= value <= (1 if what in SHARES else 600)
