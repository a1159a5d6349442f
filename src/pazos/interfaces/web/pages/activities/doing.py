"""Doing what a form of activities asks: each reason against it beside the field that cures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.activities.vocabulary import Block
from pazos.domain.refusing import RefusedError
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

CURED_BY = {
    Block.ENDS_BEFORE_IT_BEGINS: "ends_on",
    Block.TOO_LONG: "ends_on",
    Block.PROGRAMME_ENDED: "programme",
    Block.OUTSIDE_PROGRAMME: "starts_on",
    Block.ORGANISATION_ENDED: "responsible",
    Block.CLUSTER_CLOSED: "cluster",
    Block.NOT_IN_CLUSTER: "neighbourhood",
    Block.PARTNER_IS_RESPONSIBLE: "partner",
    Block.NO_REASON: "why",
    Block.HAS_PEOPLE: "starts_on",
}


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form | None = None) -> bool:
    """Do it; on refusal put each reason beside its field, or above the page where there is no form."""
    try:
        deed()
    except RefusedError as refused:
        for block in refused.blocks:
            _say(request, str(block.label), CURED_BY.get(Block(block), ""), form)
        return False
    except InputProblem as problem:
        field = str(problem.facts.get("field", ""))
        _say(request, refusal(_named(problem, field, form)), field, form)
        return False
    messages.success(request, said)
    return True


def _say(request: HttpRequest, text: str, field: str, form: Form | None) -> None:
    if form is None:
        messages.error(request, text)
    else:
        form.add_error(field if field in form.fields else None, text)


def _named(problem: InputProblem, field: str, form: Form | None) -> InputProblem:
    """Return the problem with the field's own label instead of its name in files."""
    if form is None or field not in form.fields:
        return problem
    label = str(form.fields[field].label)
    return InputProblem(problem.template, **{**problem.facts, "field": label})
