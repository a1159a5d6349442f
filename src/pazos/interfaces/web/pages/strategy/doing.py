"""Doing one deed of the strategy asked for by a form: each reason against it stands beside its field."""

from __future__ import annotations

from functools import partial

from pazos.domain.strategy.rules import Block
from pazos.interfaces.web.pages import doing

# The field in which each reason is cured: the first of them that the form has.
CURED_IN: dict[str, tuple[str, ...]] = {
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


# A paper that came with the form has its own names for the fields of a document.
OF_A_PAPER = {"title": "paper_title", "file": "paper"}

done = partial(doing.done, cures=CURED_IN, names=lambda field: (field, OF_A_PAPER.get(field, "")))
