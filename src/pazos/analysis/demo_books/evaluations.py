"""The demo city's evaluation: a plan written by one, sealed by another, and its answer asked for.

The deeds are those of a city, under the demo's own accounts. The plan is sealed before any outcome after the start is
read; what comes out is whatever comes out, though the generator knows what is true.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from pazos.analysis.evaluation.answering import ask_for_answer
from pazos.analysis.evaluation.power import power
from pazos.analysis.evaluation.proposed import proposed_protocol
from pazos.domain.designations import queries as designations
from pazos.domain.evaluations import actions
from pazos.domain.evaluations.vocabulary import Grain
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff

TITLE = "¿Murieron menos personas donde trabajó la estrategia?"
QUESTION = (
    "Desde que la estrategia llegó a sus clústeres, ¿hubo allí menos homicidios de los que habría habido sin ella,"
    " comparando con los demás barrios y veredas?"
)
EXPECTATION = (
    "Se espera que bajen cerca de una quinta parte: los gestores median disputas antes de que maten, y los jóvenes"
    " que acompañan las cinco líneas tienen con quién y a dónde ir."
)
STARTS, LAST = "2020-11", "2023-12"  # the strategy was launched on the third of November
RULE = "bogota_wide"
DRAWS = 20  # of the power: enough to see it, and a demo is not waited for


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Write, propose and seal one evaluation, and ask for its answer; nothing where no designation is in force."""
    view = designations.in_force()
    if view is None:
        return Counter()
    analyst, lead = by[Role.ANALYST], by[Role.STRATEGY_LEAD]
    plan = replace(
        proposed_protocol(view, starts=STARTS, last=LAST, rule=RULE),
        question=QUESTION,
        expectation=EXPECTATION,
        grain=Grain.QUARTER,
        seed=seed,
    )
    evaluation = actions.draft(title=TITLE, by=analyst)
    evaluation = actions.write(evaluation, protocol=plan, by=analyst)
    power(evaluation, by=analyst, draws=DRAWS)
    version = actions.seal(actions.propose(evaluation, by=analyst), by=lead)
    # The worker answers while the pages are served, as it would in a city.
    ask_for_answer(version, by=analyst)
    return Counter(evaluations=1, sealed_plans=1)
