"""Doing one deed asked for on a page: say that it is done, or what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form | None = None) -> bool:
    """Do it; on refusal put the reason on the form, or above the page where there is none."""
    try:
        deed()
    except InputProblem as problem:
        if form is None:
            messages.error(request, refusal(problem))
        else:
            form.add_error(None, refusal(problem))
        return False
    messages.success(request, said)
    return True
