"""Doing what a form of activities asks: each reason against it beside the field that cures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.activities.vocabulary import Block
from pazos.domain.refusing.at_once import again
from pazos.interfaces.web.pages.doing import reasons
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

CURED_BY: dict[str, tuple[str, ...]] = {
    Block.ENDS_BEFORE_IT_BEGINS: ("ends_on",),
    Block.TOO_LONG: ("ends_on",),
    Block.PROGRAMME_ENDED: ("programme",),
    Block.OUTSIDE_PROGRAMME: ("starts_on",),
    Block.ORGANISATION_ENDED: ("responsible",),
    Block.CLUSTER_CLOSED: ("cluster",),
    Block.NOT_IN_CLUSTER: ("neighbourhood",),
    Block.PARTNER_IS_RESPONSIBLE: ("partner",),
    Block.NO_REASON: ("why",),
    Block.HAS_PEOPLE: ("starts_on",),
}


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form | None = None) -> bool:
    """Do it; on refusal put each reason beside its field, or above the page where there is no form."""
    try:
        again(deed)
    except InputProblem as problem:
        for field, words in reasons(_named(problem, form), form, cures=CURED_BY):
            if form is None:
                messages.error(request, words)
            else:
                form.add_error(field, words)
        return False
    messages.success(request, said)
    return True


def _named(problem: InputProblem, form: Form | None) -> InputProblem:
    """Return the problem with the field's own label instead of its name in files."""
    field = str(problem.facts.get("field", ""))
    if form is None or field not in form.fields:
        return problem
    label = str(form.fields[field].label)
    return InputProblem(problem.template, **{**problem.facts, "field": label})
