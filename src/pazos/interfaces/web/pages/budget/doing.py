"""Deeds on one line: a form for each step, amendments, transfers, shares, the plan, and taking back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pazos.domain.budget import actions, queries
from pazos.domain.budget.vocabulary import ORDER, Step
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.budget.forms import moving, sharing
from pazos.interfaces.web.pages.budget.forms.line import LineForm
from pazos.interfaces.web.pages.budget.line import found
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Deed:
    """What a deed is called, its button, what is said when it is done, and its form."""

    title: Any
    button: Any
    said: Any
    form: Callable[..., Any]
    template: str = "web/budget/deed.html"
    extra: tuple[tuple[str, Any], ...] = ()


_STEPS = {
    Step.CDP: (_("Enter a CDP"), _("The CDP is entered.")),
    Step.RP: (_("Enter an RP"), _("The RP is entered.")),
    Step.OBLIGATION: (_("Enter an obligation"), _("The obligation is entered.")),
    Step.PAYMENT: (_("Enter a payment"), _("The payment is entered.")),
}
DEEDS: dict[str, Deed] = {
    "appropriation": Deed(
        _("Change the appropriation"), _("Enter it"), _("The appropriation is entered."), moving.AmendForm
    ),
    **{
        step.value: Deed(
            _STEPS[step][0], _("Enter it"), _STEPS[step][1], moving.StepForm, extra=(("step", step),)
        )
        for step in ORDER[1:]
    },
    "give-back": Deed(
        _("Release or refund"), _("Give it back"), _("What was given back is entered."), moving.GiveBackForm
    ),
    "transfer": Deed(
        _("Transfer to another line"),
        _("Transfer it"),
        _("The transfer is entered on both lines."),
        moving.TransferForm,
    ),
    "shares": Deed(
        _("Shares of the components"),
        _("Share the line so"),
        _("The line is shared."),
        sharing.SharesForm,
        "web/budget/shares.html",
    ),
    "plan": Deed(
        _("Plan of payments"),
        _("Plan it so"),
        _("The payments are planned."),
        sharing.PlanForm,
        "web/budget/plan.html",
    ),
    "change": Deed(_("Change the line"), _("Keep it"), _("The line is changed."), LineForm),
}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """Ask for what a deed needs, and do it."""
    who = reader(request)
    one = found(number, who)
    known = DEEDS.get(deed)
    if known is None:
        raise Http404
    form = known.form(request.POST or None, **_files(known, request), line=one, who=who, **dict(known.extra))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(request, lambda: form.act(by=who), said=str(known.said), form=form)
    ):
        return redirect("budget_line", one.pk)
    facts = {"line": one, "form": form, "deed": known}
    return render(request, known.template, facts, status=422 if request.method == "POST" else 200)


def _files(deed: Deed, request: HttpRequest) -> dict[str, Any]:
    return {"files": request.FILES or None} if request.method == "POST" else {}


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why a movement is taken back, and do it."""
    who = reader(request)
    row = queries.movement(number, seen_by=who)
    if row is None:
        raise Http404
    form = moving.TakeBackForm(request.POST or None, initial={"on": row.on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(
            request,
            lambda: actions.take_back(row, on=said["on"], by=who, why=said["why"]),
            said=str(_("It is taken back. Both movements stay in the ledger.")),
            form=form,
        ):
            return redirect("budget_line", row.line_id)
    facts = {"row": row, "line": row.line, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/budget/take_back.html", facts, status=status)


KEEP = Permission.KEEP_BUDGET
ADDRESSES = (
    Address("budget/lines/<int:number>/<slug:deed>/", "budget_deed", act, needs=KEEP),
    Address("budget/movements/<int:number>/take-back/", "budget_take_back", take_back, needs=KEEP),
)
