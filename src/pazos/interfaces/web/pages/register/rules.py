"""The counting rules: what each says in words, what it counts today, and making one of the city's own.

A rule is never edited. A figure that was counted by an earlier version keeps it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis.register import counting
from pazos.analysis.register.rule_words import (
    basis_of,
    in_one_line,
    listens_to,
    rule_words,
    time_words,
    title_of,
    why_not,
)
from pazos.domain.register.actions.counting import NotMadeError, make_rule, retire
from pazos.domain.register.breaks import Named
from pazos.domain.register.counting import rule_from
from pazos.domain.register.queries import closing as closings
from pazos.domain.register.queries import counting as queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register.counted import counted_figure, month_words
from pazos.interfaces.web.pages.register.rule_form import RuleForm, choices_of_rules

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from pazos.analysis.register.counting import Alone
    from pazos.domain.register.models import CountingRule

LISTED = 40


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules: those in force, and those that were retired."""
    counting.rules_in_force()
    rows = [(row, title_of(row), queries.named(row).rule) for row in queries.every()]
    listed = [
        {
            "row": row,
            "title": title,
            "says": in_one_line(rule),
            "listens": listens_to(rule),
            "time": time_words(rule.valid_from, rule.valid_until),
        }
        for row, title, rule in rows
    ]
    facts = {
        "in_force": [one for one in listed if one["row"].retired_at is None],  # type: ignore[attr-defined]
        "retired": [one for one in listed if one["row"].retired_at is not None],  # type: ignore[attr-defined]
    }
    return render(request, "web/register/rules/list.html", facts)


@require_GET
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Show one rule: its versions in words, what it counts today, and where it was used."""
    in_force = counting.rules_in_force()
    versions = queries.versions(name)
    if not versions:
        raise Http404
    latest = versions[0]
    others = [queries.named(row) for row in in_force]
    facts = {
        "rule": latest,
        "title": title_of(latest),
        "basis": basis_of(latest),
        "versions": [(row, rule_words(rule_from(row.definition)), basis_of(row)) for row in versions],
        "used": _used(name),
        "others": [(str(row), title_of(row)) for row in in_force if row.name != name],
        **_counts(request.GET, queries.named(latest), others),
        **_against(request, latest),
    }
    return render(request, "web/register/rules/rule.html", facts)


def _used(name: str) -> list[tuple[str, int, list[str]]]:
    """Return for each version of a rule in how many closed months it counted, and the last of those."""
    months: dict[str, dict[str, None]] = {}
    for closing in closings.every_closed():
        for key in closing.counts:
            if key.partition("@")[0] == name:
                months.setdefault(key, {})[month_words(closing.month)] = None
    return [(key, len(found), list(found)[-6:]) for key, found in sorted(months.items(), reverse=True)]


def _counts(asked: QueryDict, named: Named, others: list[Named]) -> dict[str, Any]:
    """Return the figure of what a rule counts today, over the years asked for."""
    span = counting.span_of_register()
    if span is None:
        return {"figure": None}
    by = "month" if asked.get("by") == "month" else "year"
    first, last = _years(asked, span)
    chart = counting.chart(named, first=first, last=last, by=by, others=others)
    period = f"{first.year}–{last.year}" if first.year != last.year else f"{first.year}"
    shown = counted_figure(chart, by=by, period=period)
    return {
        "figure": shown.figure,
        "notes": shown.notes,
        "not_counted": shown.not_counted,
        "by": by,
        "first_year": first.year,
        "last_year": last.year,
        "years": range(span[0].year, span[1].year + 1),
    }


def _years(asked: QueryDict, span: tuple[date, date]) -> tuple[date, date]:
    said = [asked.get(name, "") for name in ("first", "last")]
    known = [int(one) for one in said if one.isdecimal() and len(one) == 4]
    if len(known) != 2 or known[0] > known[1]:
        return span
    first, last = max(span[0], date(known[0], 1, 1)), min(span[1], date(known[1], 12, 31))
    return (first, last) if first <= last else span


def _against(request: HttpRequest, row: CountingRule) -> dict[str, Any]:
    """Return how a rule differs from another that the reader asked to hold against it."""
    asked = request.GET.get("against", "")
    other = queries.several([asked]).get(asked)
    if other is None:
        return {"compared": None}
    return {"compared": compared(request, queries.named(row), queries.named(other)), "against": asked}


def compared(request: HttpRequest, first: Named, second: Named, *, called: str = "") -> dict[str, Any]:
    """Return two rules side by side; which deaths they differ in goes to those who may see records."""
    found = counting.compare(first, second)
    names = called or str(first), str(second)
    facts: dict[str, Any] = {"names": names, "years": found.years}
    facts["same"] = not any(found.alone)
    if reader(request).may(Permission.SEE_RECORDS):
        facts["deaths"] = [
            _only(found.alone[0], names, other=second),
            _only(found.alone[1], names[::-1], other=first),
        ]
    return facts


def _only(deaths: tuple[Alone, ...], names: tuple[str, ...], *, other: Named) -> dict[str, Any]:
    """Return the deaths that the first of `names` counts and the second does not, with why not."""
    rows = [(number, day, why_not(other.rule, reason)) for number, day, reason in deaths[:LISTED]]
    return {"here": names[0], "other": names[1], "rows": rows, "all": len(deaths)}


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Offer the form of a rule, show what it would count, and make it on the second word."""
    in_force = counting.rules_in_force()
    before = _in_place_of(request)
    known = choices_of_rules(in_force)
    if request.method == "GET":
        start = queries.several([request.GET.get("from", "")])
        row = before or next(iter(start.values()), None)
        form = RuleForm(initial=RuleForm.said_by(row, own=before is not None), known=known)
        return _form(request, form, before)
    form = RuleForm(request.POST, known=known)
    if not form.is_valid():
        return _form(request, form, before, status=422)
    if request.POST.get("deed") != "make":
        return _form(request, form, before, previewed=_preview(request, form))
    said = form.cleaned_data
    try:
        made = make_rule(
            form.rule(), title=said["title"], basis=said["basis"], by=reader(request), in_place_of=before
        )
    except NotMadeError as refused:
        for fault in refused.faults:
            form.add_error(None, str(fault.label))
        return _form(request, form, before, status=422)
    messages.success(request, gettext("The rule {rule} is made and in force.").format(rule=made))
    return redirect("rule", made.name)


def _in_place_of(request: HttpRequest) -> CountingRule | None:
    """Return the city's own rule of which a new version is made."""
    name = request.GET.get("version_of", "")
    found = queries.versions(name) if name else []
    if name and (not found or found[0].shipped):
        raise Http404
    return found[0] if found else None


def _preview(request: HttpRequest, form: RuleForm) -> dict[str, Any]:
    """Return what a rule says in words, and how it counts beside the one it is held against."""
    drafted = Named("", 0, form.rule())
    facts: dict[str, Any] = {"words": rule_words(drafted.rule)}
    for row in queries.several([form.cleaned_data["against"]]).values():
        facts["compared"] = compared(request, drafted, queries.named(row), called=gettext("the new rule"))
    return facts


def _form(
    request: HttpRequest,
    form: RuleForm,
    before: CountingRule | None,
    *,
    previewed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = {"form": form, "before": before, "preview": previewed}
    return render(request, "web/register/rules/new.html", facts, status=status)


@require_POST
def rule_retire(request: HttpRequest, name: str) -> HttpResponse:
    """Take a rule out of force."""
    versions = queries.versions(name)
    if not versions:
        raise Http404
    try:
        retire(versions[0], by=reader(request))
    except NotMadeError as refused:
        for fault in refused.faults:
            messages.error(request, str(fault.label))
    else:
        messages.success(request, gettext("The rule is retired. What was counted by it stays."))
    return redirect("rule", name)


_RULES = "rules/"
ADDRESSES = (
    Address(
        _RULES,
        "rules",
        rules,
        needs=Permission.SEE_AREAS,
        menu=N_("Counting rules"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address(f"{_RULES}new/", "rule_new", rule_new, needs=Permission.MAKE_RULES),
    Address(f"{_RULES}<slug:name>/", "rule", rule, needs=Permission.SEE_AREAS),
    Address(f"{_RULES}<slug:name>/retire/", "rule_retire", rule_retire, needs=Permission.MAKE_RULES),
)
