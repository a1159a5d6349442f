"""Differences between sources: in what they do not agree, why, and what the register says since.

A batch is decided together, or goes to a technical table. Every decision has its cause and its
author and can be taken back. Whoever may only read sees the same list without the deeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.register.actions.exporting import hand_out
from pazos.domain.register.adopting import DECIDES
from pazos.domain.register.queries import differences as queries
from pazos.domain.register.queries.deaths import sources
from pazos.domain.register.vocabulary import Cause, DifferenceKind, DifferenceState
from pazos.domain.sources.models import Source
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.deaths import cursor_of, kept_at_hand
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Difference, TechnicalTable

AT_MOST = 500  # differences chosen at once
COLUMNS = (
    gettext_lazy("Difference"),
    gettext_lazy("Death"),
    gettext_lazy("Date"),
    gettext_lazy("Kind"),
    gettext_lazy("What the sources say"),
    gettext_lazy("State"),
    gettext_lazy("Cause"),
    gettext_lazy("Adopted value"),
    gettext_lazy("Note"),
    gettext_lazy("Decided by"),
    gettext_lazy("Decided on"),
    gettext_lazy("Technical table"),
)
# Kinds whose decision gives the register a value; the others only get their reason.
ADOPTING = (*DECIDES, DifferenceKind.MANNER)


@dataclass(frozen=True)
class Said:
    """What one source says in a difference: its short name, its name, its value in words."""

    slug: str
    name: str
    value: str


@require_GET
def differences(request: HttpRequest) -> HttpResponse:
    """List the differences that were asked for, with the deeds for those who may decide."""
    asked = _asked(request.GET)
    part = queries.listed(asked, cursor=cursor_of(request))
    facts = {
        "asked": asked,
        "part": part,
        "rows": said_in(part.rows),
        "kinds": kept_at_hand(f"kinds-{asked!r}".replace(" ", ""), lambda: queries.by_kind(asked)),
        "states": _states(asked),
        "causes": Cause.choices,
        "sources": sources(),
        "sayers": [Said(one.slug, one.name, "") for one in sources()],
        "open_tables": queries.open_tables(),
        "here": request.get_full_path(),
        "tabs": tabs("differences"),
    }
    return render(request, "web/register/differences/list.html", facts)


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of differences that stand beside each other."""
    pages = (("differences", _("Differences")), ("tables", _("Technical tables")))
    return [(text, reverse(name), name == here) for name, text in pages]


def _states(asked: queries.Sought) -> list[tuple[str, str, int, bool]]:
    counted = kept_at_hand("differences-by-state", queries.by_state)
    return [
        (state.value, str(state.label), counted[state], state == asked.state)
        for state in DifferenceState
        if counted[state] or state in (DifferenceState.OPEN, asked.state)
    ]


def _asked(said: QueryDict) -> queries.Sought:
    state, kind, cause = said.get("state", DifferenceState.OPEN), said.get("kind", ""), said.get("cause", "")
    known = {one for one in (said.get("source", ""), said.get("other", "")) if one}
    return queries.Sought(
        state=state if state in DifferenceState.values else DifferenceState.OPEN,
        kind=kind if kind in DifferenceKind.values else "",
        cause=cause if cause in Cause.values else "",
        sources=tuple(sorted(Source.objects.filter(slug__in=known).values_list("slug", flat=True)))
        if known
        else (),
        month=_month(said.get("month", "")),
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01") if text else None
    except ValueError:
        return None


def said_in(found: Sequence[Difference]) -> list[tuple[Difference, list[Said], str, list[Said]]]:
    """Return differences with what each source says, the adopted value, and the values one may adopt."""
    names = dict(Source.objects.values_list("slug", "name"))
    codes = {
        str(said)
        for one in found
        if one.kind == DifferenceKind.PLACE
        for said in (*one.values.values(), one.adopted)
        if said
    }
    places = dict(Neighbourhood.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    rows = []
    for one in found:
        values = [
            Said(slug, names.get(slug, slug), wording.difference_value(one.kind, said, places))
            for slug, said in one.values.items()
        ]
        adopted = "" if one.adopted is None else wording.difference_value(one.kind, one.adopted, places)
        sayers = [said for said in values if said.value] if one.kind in ADOPTING else []
        rows.append((one, values, adopted, sayers))
    return rows


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Decide the chosen differences: one cause, and for each the value of the source that is right."""
    chosen, cause = _chosen(request.POST), request.POST.get("cause", "")
    if not chosen:
        messages.error(request, _("Choose at least one difference."))
        return redirect(_then(request))
    note = request.POST.get("note", "").strip()[:500]
    try:
        _decide(chosen, cause=cause, adopt=request.POST.get("adopt", ""), note=note, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        text = ngettext("{n} difference is decided.", "{n} differences are decided.", len(chosen))
        messages.success(request, text.format(n=len(chosen)))
    return redirect(_then(request))


@transaction.atomic
def _decide(chosen: list[Difference], *, cause: str, adopt: str, note: str, by: Staff) -> None:
    """Decide batch by batch: those on one table, of one kind and one value go together."""
    from pazos.domain.register.actions import differences as deeds

    if not adopt:
        for table, batch in _grouped(chosen, lambda one: one.table):
            deeds.decide(batch, cause=cause, note=note, by=by, table=table)
        return
    silent = [one for one in chosen if one.kind in ADOPTING and one.values.get(adopt) in (None, "")]
    if silent:
        raise InputProblem(
            N_(
                "In {n} of these differences that source says nothing. Choose another, or decide those apart."
            ),
            n=len(silent),
        )
    for (table, _kind, said), batch in _grouped(
        chosen, lambda one: (one.table, one.kind, _value(one, adopt))
    ):
        deeds.decide(batch, cause=cause, adopted=said, note=note, by=by, table=table)


def _value(one: Difference, source: str) -> Any:
    return one.values[source] if one.kind in ADOPTING else None


def _grouped(chosen: list[Difference], key: Any) -> list[tuple[Any, list[Difference]]]:
    groups: dict[Any, list[Difference]] = {}
    for one in chosen:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """Take the decision on each of the chosen differences back."""
    chosen = _chosen(request.POST)
    try:
        _reopen(chosen, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        text = ngettext("{n} difference is open again.", "{n} differences are open again.", len(chosen))
        messages.success(request, text.format(n=len(chosen)))
    return redirect(_then(request))


@transaction.atomic
def _reopen(chosen: list[Difference], *, by: Staff) -> None:
    from pazos.domain.register.actions import differences as deeds

    for one in chosen:
        deeds.reopen(one, by=by)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Give the chosen differences to a technical table."""
    from pazos.domain.register.actions import differences as deeds

    chosen, number = _chosen(request.POST), request.POST.get("table", "")
    table = _table_named(number)
    if table is None or not chosen:
        messages.error(request, _("Choose a technical table and at least one difference."))
        return redirect(_then(request))
    try:
        deeds.take_batch(table, chosen, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect(_then(request))
    text = ngettext("{n} difference went to the table.", "{n} differences went to the table.", len(chosen))
    messages.success(request, text.format(n=len(chosen)))
    return redirect("table", table.pk)


def _table_named(number: str) -> TechnicalTable | None:
    return queries.table(int(number)) if number.isdecimal() and len(number) < 16 else None


def _chosen(said: QueryDict) -> list[Difference]:
    numbers = [int(one) for one in said.getlist("chosen") if one.isdecimal() and len(one) < 16]
    return queries.chosen(numbers[:AT_MOST])


def _then(request: HttpRequest) -> str:
    """Return the page of ours that the form was on."""
    there = request.POST.get("then", "")
    ours = bool(there) and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if ours else reverse("differences")


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand the differences that were asked for out as a file for a spreadsheet."""
    asked = _asked(request.GET)
    said = {"state": asked.state, "kind": asked.kind, "cause": asked.cause, "sources": list(asked.sources)}
    month = asked.month.isoformat()[:7] if asked.month else ""
    hand_out("differences", asked={**said, "month": month}, by=reader(request))
    return table_file("differences", [str(one) for one in COLUMNS], _cells(asked))


def _cells(asked: queries.Sought) -> Iterator[list[object]]:
    for block in queries.blocks(asked):
        for one, values, adopted, _sayers in said_in(block):
            yield [
                one.pk,
                one.death_id,
                one.death.occurred_on.isoformat(),
                one.get_kind_display(),
                "; ".join(f"{said.name}: {said.value}" for said in values),
                one.get_state_display(),
                one.get_cause_display() if one.cause else "",
                adopted,
                one.note,
                one.decided_by.name if one.decided_by else "",
                one.decided_at.date().isoformat() if one.decided_at else "",
                one.table.title if one.table else "",
            ]


ADDRESSES = (
    Address(
        "differences/",
        "differences",
        differences,
        needs=Permission.SEE_RECORDS,
        menu=N_("Differences"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address("differences/differences.csv", "differences_table", table, needs=Permission.SEE_RECORDS),
    Address("differences/decide/", "decide_differences", decide, needs=Permission.DECIDE_DIFFERENCES),
    Address("differences/reopen/", "reopen_differences", reopen, needs=Permission.DECIDE_DIFFERENCES),
    Address("differences/take/", "take_differences", take, needs=Permission.DECIDE_DIFFERENCES),
)
