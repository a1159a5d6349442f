"""The months of the register: closed or open, what stands in the way, and what changed since.

One person prepares a month and another signs it. Nothing here changes a closed month: a later
change is shown as waiting, until two people revise the month with a public reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis.register import closing as work
from pazos.analysis.register import counting
from pazos.analysis.register.freezing import DamagedCopyError
from pazos.analysis.register.rule_words import title_of
from pazos.domain.register.actions import closing as actions
from pazos.domain.register.actions.closing import NotClosedError
from pazos.domain.register.closing_rules import Block, what_blocks_preparing
from pazos.domain.register.frozen import last_day, month_name, month_named
from pazos.domain.register.models import Closing, NonDelivery
from pazos.domain.register.queries import closing as queries
from pazos.domain.register.queries.counting import several
from pazos.domain.sources.models import Source
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register.counted import month_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.register.closing import Pending, Today

LONGEST = 500
LISTED = 40
# What a form on the page takes care of is asked for there, and not said as a reproach before.
_ASKED_FOR = (Block.PAIRS_WAIT, Block.NO_REASON)


@dataclass(frozen=True)
class MonthRow:
    """A month as the list shows it."""

    name: str
    words: str
    closing: Closing | None
    prepared: Closing | None
    pending: Pending | None
    silent: tuple[Source, ...]

    @property
    def changes(self) -> int:
        """How many deaths are no longer as the month was closed."""
        changed = self.pending.changed if self.pending else None
        return sum(changed.counts().values()) if changed else 0


@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """List the months of one year, the latest year first."""
    span = _span()
    if span is None:
        return render(request, "web/register/months/list.html", {"rows": []})
    years = range(span[1].year, span[0].year - 1, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    first, last = (
        max(span[0], span[0].replace(year=year, month=1)),
        span[1].replace(year=year, month=12, day=31),
    )
    facts = {
        "rows": _rows(first, min(last, span[1])),
        "year": year,
        "tabs": [(str(one), f"?year={one}", one == year) for one in years],
    }
    return render(request, "web/register/months/list.html", facts)


def _span() -> tuple[date, date] | None:
    """Return the first and last month of which there is anything, up to the one before this."""
    known = [one for one in (counting.span_of_register(), _closed_span(), queries.coverage().span()) if one]
    if not known:
        return None
    over = timezone.localdate().replace(day=1)
    first, last = min(one[0] for one in known), max(one[1] for one in known)
    return first.replace(day=1), max(first, min(last, over))


def _closed_span() -> tuple[date, date] | None:
    ends = Closing.objects.order_by("month").values_list("month", flat=True)
    first, last = ends.first(), ends.last()
    return (first, last_day(last)) if first and last else None


def _rows(first: date, last: date) -> list[MonthRow]:
    closed = queries.latest_closed(first, last)
    prepared, pending, coverage = (
        queries.prepared_between(first, last),
        work.pending(first, last),
        queries.coverage(),
    )
    return [
        MonthRow(
            name=month_name(month),
            words=month_words(month),
            closing=closed.get(month),
            prepared=prepared.get(month),
            pending=pending.get(month),
            silent=coverage.silent(month),
        )
        for month in reversed(list(queries.months_between(first, last)))
    ]


@require_GET
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show one month: what it counts today, what was closed, what waits and what stands in the way."""
    return _shown(request, _month(month))


def _month(name: str) -> date:
    found = month_named(name)
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest, first: date, *, said: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    now, vintages = work.today(first), queries.closed(first)
    words = said or {"reason": "", "remark": ""}
    facts = work.facts_to_prepare(now, reason=words["reason"], remark=words["remark"])
    blocks = what_blocks_preparing(facts)
    page = {
        "name": month_name(first),
        "words": month_words(first),
        "now": now,
        "vintages": [(one, work.is_whole(one)) for one in vintages],
        "latest": vintages[-1] if vintages else None,
        "prepared": queries.prepared(first),
        "rows": _by_rule(now, vintages),
        "blocks": [block.label for block in blocks if said or block not in _ASKED_FOR],
        "may_prepare": all(block in _ASKED_FOR for block in blocks),
        "facts": facts,
        "said": words,
        "recorded": queries.non_deliveries(first),
        "open": now.open[:LISTED],
        **_pending(now, vintages),
    }
    return render(request, "web/register/months/month.html", page, status=status)


def _by_rule(now: Today, vintages: Sequence[Closing]) -> list[dict[str, Any]]:
    """Return for each rule what each vintage said and what the register says today."""
    keys = sorted({key for one in vintages for key in one.counts} | now.counts.keys())
    titles = several(keys)
    return [
        {
            "key": key,
            "name": key.partition("@")[0],
            "title": title_of(titles[key]) if key in titles else key,
            "vintages": [one.counts.get(key) for one in vintages],
            "today": now.counts.get(key),
        }
        for key in keys
    ]


def _pending(now: Today, vintages: Sequence[Closing]) -> dict[str, Any]:
    if not vintages:
        return {"pending": None}
    try:
        changed = work.changes_since(vintages[-1], now.frozen)
    except DamagedCopyError:
        return {"pending": None, "damaged": True}
    groups = (
        (gettext("Entered the month"), changed.entered),
        (gettext("Left the month"), changed.left),
        (gettext("Changed in it"), changed.changed),
    )
    return {"pending": [(name, len(deaths), deaths[:LISTED]) for name, deaths in groups if deaths]}


@require_POST
def month_prepare(request: HttpRequest, month: str) -> HttpResponse:
    """Freeze and count a month, for another person to sign."""
    first = _month(month)
    said = {name: request.POST.get(name, "").strip()[:LONGEST] for name in ("reason", "remark")}
    try:
        work.prepare_month(first, by=reader(request), **said)
    except NotClosedError:
        return _shown(request, first, said=said, status=422)
    messages.success(request, gettext("The month is prepared. Another person signs it now."))
    return redirect("month", month)


@require_http_methods(["GET", "POST"])
def month_sign(request: HttpRequest, month: str) -> HttpResponse:
    """Show what would be signed and all that stands against it; sign on the second word."""
    prepared = queries.prepared(_month(month))
    if prepared is None:
        raise Http404
    if request.method == "POST":
        return _done(
            request,
            month,
            lambda: work.sign_month(prepared, by=reader(request)),
            gettext("The month is closed."),
        )
    titles = several(prepared.counts)
    facts = {
        "closing": prepared,
        "name": month,
        "words": month_words(prepared.month),
        "blocks": [block.label for block in work.what_blocks(prepared, by=reader(request))],
        "counts": [
            (key, title_of(titles[key]) if key in titles else key, n)
            for key, n in sorted(prepared.counts.items())
        ],
        "silent": Source.objects.filter(slug__in=prepared.not_delivered),
        "earlier": queries.closed(prepared.month),
    }
    return render(request, "web/register/months/sign.html", facts)


@require_POST
def month_withdraw(request: HttpRequest, month: str) -> HttpResponse:
    """Take a prepared month back."""
    prepared = queries.prepared(_month(month))
    if prepared is None:
        raise Http404
    said = gettext("Taken back. The month is open and can be prepared again.")
    return _done(request, month, lambda: work.withdraw(prepared, by=reader(request)), said)


@require_POST
def non_delivery(request: HttpRequest, month: str) -> HttpResponse:
    """Record of the chosen sources that they did not deliver a month, or knew of no death."""
    first = _month(month)
    chosen = list(Source.objects.filter(slug__in=request.POST.getlist("source")))
    note = request.POST.get("note", "").strip()[:300]
    if not chosen:
        messages.error(request, gettext("Choose at least one source."))
        return redirect("month", month)
    actions.record_non_delivery(
        chosen, month=first, by=reader(request), said_none=request.POST.get("deed") == "none", note=note
    )
    messages.success(request, gettext("It is recorded. It can be ended when it no longer holds."))
    return redirect("month", month)


@require_POST
def non_delivery_end(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """Say that a record of a source without rows no longer holds."""
    record = get_object_or_404(NonDelivery.objects.select_related("source"), pk=number, month=_month(month))
    actions.end_non_delivery(record, by=reader(request))
    messages.success(
        request, gettext("It no longer holds. Say again which it was before the month is closed.")
    )
    return redirect("month", month)


def _done(request: HttpRequest, month: str, deed: Callable[[], object], said: str) -> HttpResponse:
    """Do one deed and show the month, with every reason where the deed was refused."""
    try:
        deed()
    except NotClosedError as refused:
        for block in refused.blocks:
            messages.error(request, block.label)
    else:
        messages.success(request, said)
    return redirect("month", month)


_MONTHS = "months/"
_ONE = f"{_MONTHS}<slug:month>/"
ADDRESSES = (
    Address(
        _MONTHS,
        "months",
        months,
        needs=Permission.SEE_AREAS,
        menu=N_("Closed months"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address(_ONE, "month", month, needs=Permission.SEE_AREAS),
    Address(f"{_ONE}prepare/", "month_prepare", month_prepare, needs=Permission.CLOSE_MONTHS),
    Address(f"{_ONE}sign/", "month_sign", month_sign, needs=Permission.CLOSE_MONTHS),
    Address(f"{_ONE}withdraw/", "month_withdraw", month_withdraw, needs=Permission.CLOSE_MONTHS),
    Address(f"{_ONE}sources/", "non_delivery", non_delivery, needs=Permission.CLOSE_MONTHS),
    Address(
        f"{_ONE}sources/<int:number>/end/",
        "non_delivery_end",
        non_delivery_end,
        needs=Permission.CLOSE_MONTHS,
    ),
)
