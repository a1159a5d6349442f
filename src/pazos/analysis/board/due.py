"""What falls due in a week, and what is late? Commitments, sessions, duties, values to report, readiness."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pazos.analysis.board.lines import About, Line
from pazos.domain.committees.queries import due as due_of_committees
from pazos.domain.committees.queries.board import What
from pazos.domain.partners.queries import warnings
from pazos.domain.partners.vocabulary import WarningKind
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.readiness import failures
from pazos.domain.strategy.vocabulary import Standing
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pazos.domain.people.models import Staff

A_WEEK = timedelta(days=7)
# A judgement of readiness is looked at again after half a year, and after a quarter where the failure is there.
AGAIN = {Standing.AVOIDED: timedelta(days=182), Standing.PARTLY: timedelta(days=91)}
SOON_AGAIN = timedelta(days=91)
_COMMITTEES = {
    What.COMMITMENT_DUE: About.COMMITMENT,
    What.COMMITMENT_LATE: About.COMMITMENT,
    What.SESSION_DUE: About.SESSION,
}
_PARTNERS = {
    WarningKind.DUTY_OVERDUE: About.DUTY,
    WarningKind.DUTY_DUE: About.DUTY,
    WarningKind.DUTY_SAID: About.DUTY,
    WarningKind.TO_CLOSE: About.AGREEMENT,
    WarningKind.ENDS_IN_30: About.AGREEMENT,
    WarningKind.VETTING_LAPSED: About.VETTING,
    WarningKind.VETTING_LAPSES: About.VETTING,
    WarningKind.VETTING_REFUSED: About.VETTING,
}


def due(values: Iterable[Line], *, on: date, seen_by: Staff) -> list[Line]:
    """Return what falls due within a week, the soonest first, and then what is late, the longest first.

    What only asks to be judged again stands behind what was promised to somebody. `values` are the
    indicator values to report, which the part of the targets knows already.
    """
    found = [*_of_committees(on, seen_by), *_of_partners(on, seen_by), *values, *_of_readiness(on, seen_by)]
    near = [line for line in found if line.days >= -A_WEEK.days]
    return sorted(near, key=_order)


def _order(line: Line) -> tuple[bool, bool, int, str]:
    judged = line.about is About.READINESS
    return line.is_late, judged, -line.days, line.text


def _of_committees(on: date, seen_by: Staff) -> Iterator[Line]:
    for item in due_of_committees(on=on, seen_by=seen_by):
        yield Line(
            about=_COMMITTEES[item.what],
            text=item.title,
            on=item.on,
            days=item.days,
            where=item.committee,
            address=item.address,
            slots={"number": item.key},
        )


def _of_partners(on: date, seen_by: Staff) -> Iterator[Line]:
    for one in warnings(on=on, seen_by=seen_by):
        if one.kind not in _PARTNERS:
            continue
        address = ("agreement", one.agreement) if one.agreement is not None else ("partner", one.partner)
        yield Line(
            about=_PARTNERS[one.kind],
            text=one.text,
            on=one.on,
            days=-one.days,
            address=address[0],
            slots={"number": address[1]},
        )


def _of_readiness(on: date, seen_by: Staff) -> Iterator[Line]:
    if seen_by.scope(Permission.SEE_STRATEGY) is not Scope.CITY:
        return
    strategy = current_strategy()
    if strategy is None or not strategy.starts_on <= on <= strategy.ends_on:
        return
    for view in failures(strategy):
        last = view.newest
        day = last.judged_on + AGAIN.get(Standing(last.standing), SOON_AGAIN) if last else strategy.starts_on
        if last and view.lost_its_evidence:
            day = last.judged_on
        yield Line(
            about=About.READINESS,
            text=str(view.failure.label),
            on=day,
            days=(on - day).days,
            address="readiness",
        )
