"""Doing one deed of indicators from a form: each reason beside the field that cures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.indicators.vocabulary import Text
from pazos.domain.refusing import RefusedError
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

# By the code of a reason: the fields that cure it, of which a form has one or none.
CURED_BY: dict[str, tuple[str, ...]] = {
    **{text.value: (f"{text.value}_es",) for text in Text},
    "factor": ("factor",),
    "baseline": ("baseline_year",),
    "owner": ("owner",),
    "expression": ("expression",),
    "measure": ("measure",),
    "arguments": ("arguments",),
    "frequency": ("frequency",),
    "interval": ("interval",),
    "empty": ("value", "numerator"),
    "categories": ("why_incomplete",),
    "no_evidence": ("evidence",),
    "no_reason": ("because",),
}


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form) -> bool:
    """Do it; on refusal put each reason beside its field, or above the form where it has none."""
    try:
        deed()
    except InputProblem as problem:
        put_reasons(problem, form)
        return False
    messages.success(request, said)
    return True


def put_reasons(problem: InputProblem, form: Form) -> None:
    """Say beside the fields of a form why it was refused."""
    if isinstance(problem, RefusedError):
        for block in problem.blocks:
            place = next((name for name in CURED_BY.get(str(block), ()) if name in form.fields), None)
            form.add_error(place, str(block.label))
        return
    field = str(problem.facts.get("field", ""))
    spoken = field if field in form.fields else f"{field}_es"
    form.add_error(spoken if spoken in form.fields else None, refusal(problem))
