"""Doing one deed asked for on a page: say that it is done, or what stands in the way, where it is cured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.refusing import RefusedError
from pazos.domain.refusing.at_once import again
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.forms import Form
    from django.http import HttpRequest

    # By the code of a reason: the fields that cure it, of which a form has one or none.
    Cures = Mapping[str, tuple[str, ...]]
    Names = Callable[[str], tuple[str, ...]]


def itself(field: str) -> tuple[str, ...]:
    """Return a problem's field as the form has it: under the same name."""
    return (field,)


def done(
    request: HttpRequest,
    deed: Callable[[], object],
    *,
    said: str,
    form: Form | None = None,
    cures: Cures | None = None,
    names: Names = itself,
) -> bool:
    """Do it; on refusal put each reason beside its field, or above what has none.

    Without a form it is told at the head of the next page, without `cures` whole and above the form.
    `names` gives the names under which a form may have the field that a problem speaks of.
    """
    try:
        again(deed)
    except InputProblem as problem:
        if form is None:
            messages.error(request, refusal(problem))
        elif cures is None:
            form.add_error(None, refusal(problem))
        else:
            for field, words in reasons(problem, form, cures=cures, names=names):
                form.add_error(field, words)
        return False
    messages.success(request, said)
    return True


def reasons(
    problem: InputProblem, form: Form | None, *, cures: Cures, names: Names = itself
) -> Iterator[tuple[str | None, str]]:
    """Yield each reason of a refusal with the field of the form that cures it, None where it has none."""
    fields = form.fields if form is not None else {}
    if isinstance(problem, RefusedError):
        for block in problem.blocks:
            yield next((one for one in cures.get(str(block), ()) if one in fields), None), str(block.label)
        return
    field = str(problem.facts.get("field", ""))
    yield next((one for one in names(field) if one in fields), None), refusal(problem)
