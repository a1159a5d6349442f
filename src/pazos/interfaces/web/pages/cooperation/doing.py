"""Doing one deed of cooperation from a form: each reason beside the field that cures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

from pazos.domain.cooperation.vocabulary import Block
from pazos.domain.refusing import RefusedError
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

CURED_BY = {
    Block.FUTURE: ("on", "said_on"),
    Block.NOTHING: ("amount",),
    Block.NO_RATE: ("on", "said_on"),
    Block.SAYS_NOT_WHY: ("note",),
    Block.BELOW_NOUGHT: ("amount",),
    Block.MORE_THAN_PLEDGED: ("amount",),
    Block.MORE_THAN_COMMITTED: ("amount",),
    Block.MORE_THAN_DISBURSED: ("amount",),
    Block.BEFORE_IT_MOVED: ("on",),
    Block.NOT_VALUED: ("valuation",),
    Block.VALUED_MONEY: ("valuation",),
    Block.ENDS_BEFORE: ("ends_on",),
    Block.AGREEMENT_OF_ANOTHER: ("agreement",),
    Block.PROGRAMME_ELSEWHERE: ("programme",),
    Block.NO_CURRENCY: ("currency",),
    Block.CURRENCY_MOVED: ("currency",),
    Block.HOME_CURRENCY: ("currency",),
    Block.NO_PURPOSE: ("purpose_code",),
    Block.RATE_IN_USE: ("home_units",),
}


def done(request: HttpRequest, deed: Callable[[], object], *, said: str, form: Form) -> bool:
    """Do it; on refusal put each reason beside its field, or above the form where it has none."""
    try:
        deed()
    except RefusedError as refused:
        for block in refused.blocks:
            place = next((name for name in CURED_BY.get(Block(block), ()) if name in form.fields), None)
            form.add_error(place, str(block.label))
        return False
    except InputProblem as problem:
        field = str(problem.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, refusal(problem))
        return False
    messages.success(request, said)
    return True
