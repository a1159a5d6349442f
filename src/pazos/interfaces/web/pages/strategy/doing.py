"""Doing one deed of the strategy asked for by a form: each reason against it stands beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.refusing import RefusedError
from pazos.domain.strategy.rules import Block
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.forms import Form
    from django.http import HttpRequest

# The field in which each reason is cured: the first of them that the form has.
CURED_IN: dict[Block, tuple[str, ...]] = {
    Block.ENDS_BEFORE_IT_BEGINS: ("ends_on",),
    Block.AGES_TURNED_ROUND: ("last_age",),
    Block.COMPONENT_HAS_ENDED: ("component",),
    Block.DEPARTMENT_HAS_LEFT: ("department",),
    Block.IS_ITS_OWN_PARTNER: ("partners",),
    Block.RUNS_WITHOUT_A_DAY: ("starts_on",),
    Block.ENDED_WITHOUT_A_DAY: ("ends_on",),
    Block.NO_ARGUMENT: ("argument",),
    Block.NO_EVIDENCE: ("evidence",),
    Block.IN_THE_FUTURE: ("judged_on", "on"),
    Block.LEADS_BACKWARDS: ("target",),
    Block.NO_REASONS: ("reasons",),
}


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form | None = None) -> bool:
    """Do it and say so; on refusal put each reason beside its field, or above what has none."""
    try:
        deed()
    except InputProblem as problem:
        if form is None:
            messages.error(request, refusal(problem))
            return False
        for field, words in _reasons(problem, form):
            form.add_error(field, words)
        return False
    messages.success(request, said)
    return True


def _reasons(problem: InputProblem, form: Form) -> Iterator[tuple[str | None, str]]:
    if isinstance(problem, RefusedError):
        for block in problem.blocks:
            fields = CURED_IN.get(Block(block), ()) if block in Block.values else ()
            yield next((name for name in fields if name in form.fields), None), str(block.label)
        return
    named = str(problem.facts.get("field", ""))
    # A paper that came with the form has its own names for the fields of a document.
    names = (named, {"title": "paper_title", "file": "paper"}.get(named, ""))
    yield next((name for name in names if name in form.fields), None), refusal(problem)
