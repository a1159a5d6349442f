"""Bringing in counts of other municipalities: what was read, and every row that could not be, by row and column.

The file holds outcomes of the treated city too; the page shows how many rows, units and times there are, never a
count.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.evaluations import actions
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.protocol import Protocol
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.evaluations.finding import find
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.evaluation.uploads import Comparison
    from pazos.domain.evaluations.models import Evaluation

TOLD = 40  # rows that are told one by one


class PanelForm(forms.Form):
    """A file of other municipalities, and what it is."""

    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=160)
    origin = forms.CharField(
        label=gettext_lazy("Who publishes it, and where"),
        help_text=gettext_lazy("Anybody may read it; with it, they find the same file."),
        max_length=300,
    )
    counts = forms.CharField(
        label=gettext_lazy("What it counts, in the source’s own words"),
        help_text=gettext_lazy("Such as: homicides by year of registration, National Police."),
        max_length=300,
    )
    file = forms.FileField(
        label=gettext_lazy("The file (CSV, xlsx, ods)"),
        help_text=gettext_lazy(
            "One row for each municipality and time, this city among them. Columns: unit (its code), name, time "
            "(2020, 2020-Q3 or 2020-08), outcome, and exposure (people), which may be empty."
        ),
    )


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read a file of municipalities; it is kept only if every row of it can be read."""
    row = find(request, pk)
    form = PanelForm(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"row": row, "form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        found = _read(form, content)
        if found is not None and found.faults:
            told = [
                {"row": one.row, "column": one.column, "text": one.text, "words": refusal(one.problem)}
                for one in found.faults[:TOLD]
            ]
            facts |= {"faults": told, "more": max(0, len(found.faults) - TOLD)}
            form.add_error("file", _("Nothing was kept: some rows cannot be read. They are listed below."))
        elif found is not None and _kept(request, row, form=form, found=found, content=content):
            return redirect("evaluation_write", row.pk, Step.COMPARISON.value)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/evaluations/panel.html", facts, status=status)


def _read(form: PanelForm, content: bytes) -> Comparison | None:
    from pazos.analysis.evaluation.uploads import comparison

    try:
        return comparison(content, name=form.cleaned_data["file"].name)
    except InputProblem as problem:
        form.add_error("file", refusal(problem))
        return None


def _kept(
    request: HttpRequest, row: Evaluation, *, form: PanelForm, found: Comparison, content: bytes
) -> bool:
    said, who = form.cleaned_data, reader(request)

    def deed() -> None:
        panel = actions.keep_comparison(
            sha256=hashlib.sha256(content).hexdigest(),
            title=said["title"],
            origin=said["origin"],
            counts=said["counts"],
            grain=found.grain,
            rows=found.rows,
            by=who,
        )
        plan = replace(Protocol.of(row.draft), pool=panel.sha256, grain=panel.grain)
        actions.write(row, protocol=plan, by=who)

    words = _(
        "Kept: {units} municipalities at {times} times. No count of them is shown before the plan is sealed."
    )
    return done(request, deed, said=words.format(units=found.units, times=len(found.times)), form=form)


ADDRESSES = (
    Address(
        "evaluations/<uuid:pk>/municipalities/",
        "evaluation_municipalities",
        bring,
        needs=Permission.PLAN_EVALUATIONS,
    ),
)
