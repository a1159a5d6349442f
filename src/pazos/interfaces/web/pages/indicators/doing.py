"""Doing one deed of indicators from a form: each reason beside the field that cures it."""

from __future__ import annotations

from functools import partial

from pazos.domain.indicators.vocabulary import Text
from pazos.interfaces.web.pages import doing

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


done = partial(doing.done, cures=CURED_BY, names=lambda field: (field, f"{field}_es"))
