"""One line: how far its money came, every movement as a ledger, who shares it, and its plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pazos.domain.budget import queries
from pazos.domain.budget.queries import Sought, Steps
from pazos.domain.budget.vocabulary import ORDER, WHOLE, Step
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.components.wording import interval, percent
from pazos.interfaces.web.pages.budget.wording import SHORT, curves, funnel
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.budget.models import BudgetLine, LineShare
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Part:
    """A component's part of a line, in words."""

    component: str
    share: str
    bounds: str
    reasons: str


@require_GET
def line(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line."""
    who = reader(request)
    one = found(number, who)
    book = queries.ledger(one, seen_by=who)
    asked = Sought(year=one.year, currency=one.currency, line=one.pk)
    curve = queries.curve(asked, year=one.year, on=timezone.localdate(), seen_by=who)
    shares = list(one.shares.select_related("component"))
    facts = {
        "line": one,
        "book": book,
        "funnel": funnel(book.steps) if book.entries else "",
        "waits": _waits(book.steps),
        "stuck": queries.stuck(on=timezone.localdate(), seen_by=who, asked=asked),
        "curves": curves(curve) if book.entries or one.plan.exists() else "",
        "behind": curve.behind,
        "shares": _shared(shares, book.steps),
        "may_keep": holds(request, Permission.KEEP_BUDGET),
        "deeds": [(step.value, SHORT[step]) for step in ORDER[1:]],
    }
    return render(request, "web/budget/line.html", facts)


def _shared(shares: list[LineShare], steps: Steps) -> list[tuple[Part, Steps]]:
    """Return the parts of a line with the money of each, to the cent."""
    if not shares:
        return []
    dealt = steps.dealt([one.ten_thousandths for one in shares])
    return [(_part(share), money) for share, money in zip(shares, dealt, strict=True)]


def _part(share: LineShare) -> Part:
    part, least, most = share.ten_thousandths, share.at_least, share.at_most
    bounds = ""
    if least is not None or most is not None:
        low, high = (part if one is None else one for one in (least, most))
        bounds = interval(low / 100, high / 100, 2)
    return Part(share.component.name, percent(part / WHOLE, 2), bounds, share.reasons)


def found(number: int, who: Staff) -> BudgetLine:
    """Return a line that this reader may see; nothing is there for anybody else."""
    one = queries.line(number, seen_by=who)
    if one is None:
        raise Http404
    return one


def _waits(steps: Steps) -> list[tuple[str, Decimal]]:
    """Return how much waits at each step, in words."""
    words = {
        Step.APPROPRIATION: _("free, without a CDP"),
        Step.CDP: _("certified, not committed"),
        Step.RP: _("committed, not obliged"),
        Step.OBLIGATION: _("obliged, not paid"),
    }
    return [(words[step], amount) for step, amount in steps.waiting().items()]


ADDRESSES = (Address("budget/lines/<int:number>/", "budget_line", line, needs=Permission.SEE_BUDGET),)
