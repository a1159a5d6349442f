"""What plan would be sensible here? From the designation in force, for a person to read, change and propose.

It is made of the designation, of which months were delivered and of the map: never of an outcome. Which methods are
the default is said in one place, `domain.evaluations.offered`, and argued by what they cover on invented panels of a
city's size (benchmarks/evaluation_coverage.py and evaluation_demo.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from pazos.analysis.evaluation.beginnings import choosing_months
from pazos.analysis.evaluation.counted import last_delivered
from pazos.analysis.evaluation.places import read_units
from pazos.analysis.evaluation.window import Window, first_day, month_of, month_on, month_text
from pazos.analysis.register.counting import all_named, rules_in_force
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import State
from pazos.domain.evaluations.offered import offered
from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.vocabulary import Dose, TreatedBy
from pazos.domain.register.queries.closing import coverage
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.designations.queries import DesignationView

DEFAULT_RULE = "iccs_0101"
MONTHS = 96
NOT_CHOSEN = 24  # months before those over which the places were chosen, where the records go back so far
AFTER = 36  # of a plan that is made before the treatment has begun
BUFFER = 300  # metres: what touches a treated place, or lies across a street or a stream, is no comparison
ENOUGH_LEFT = 0.5  # of the untreated, below which a buffer costs more than it protects


def proposed_protocol(
    designation: DesignationView, *, starts: str = "", last: str = "", rule: str = DEFAULT_RULE
) -> Protocol:
    """Return a plan for a signed designation; `starts` and `last` (2020-11) take the place of what is derived.

    Without `starts` treatment begins in the first month after the signature. The window ends with the last month that
    was delivered, or three years after a beginning that lies ahead, and holds at most 96 months, or as many as it
    takes for two years before the months over which the places were chosen: regression to the mean is told by those.

    Raises:
        InputProblem: the designation was never signed, there are no deliveries, or too few months lie before.
    """
    if designation.signed_at is None:
        raise InputProblem(N_("This designation was not signed: nobody is treated by it yet."))
    begins = (
        month_of(starts, what="starts") if starts else month_on(timezone.localdate(designation.signed_at)) + 1
    )
    chosen = choosing_months(designation)
    window = _window(begins, month_of(last, what="last") if last else None, chosen=chosen[0])
    outcome, others = _outcomes(window, rule)
    plan = Protocol(
        outcome=outcome,
        other_outcomes=others,
        first=month_text(window.first),
        last=month_text(window.last),
        treated_by=TreatedBy.NAMED if starts else TreatedBy.DESIGNATION,
        designation=designation.id,
        treated=tuple(Treatment(code, month_text(begins)) for code in sorted(designation.places)),
        chosen_from=chosen[0],
        chosen_to=chosen[1],
        buffer_metres=_buffer(designation, window),
        dose=_dose(window, begins),
    )
    return replace(offered(plan, young=""), subgroups=_subgroups(designation))


def _window(begins: int, last: int | None, *, chosen: str) -> Window:
    span, latest = coverage().span(), last_delivered()
    if span is None or latest is None:
        raise InputProblem(N_("No source has delivered a month yet. Bring in a file with: pazos ingest FILE"))
    ends = last if last is not None else (latest if latest >= begins else begins + AFTER - 1)
    earliest = month_on(span[0])
    asked = ends - MONTHS + 1
    if chosen:  # the months of the choice are bad ones: others must show what the places are truly like
        asked = min(asked, month_of(chosen, what="chosen_from") - NOT_CHOSEN)
    window = Window(max(earliest, asked), ends)
    if begins - window.first < 2:
        raise InputProblem(
            N_("The records begin in {first}, and the treatment in {starts}: too little lies before it."),
            first=month_text(earliest),
            starts=month_text(begins),
        )
    return window


def _outcomes(window: Window, rule: str) -> tuple[Outcome, tuple[Outcome, ...]]:
    """Return the rule asked for, and every other rule that spans the window, and every source by the same rule."""
    rules = all_named(rules_in_force())
    spanning = [one for one in rules if one.rule.covers(window.begins) and one.rule.covers(window.ends)]
    chosen = next((one for one in spanning if rule in (one.name, str(one))), None)
    if chosen is None:
        raise InputProblem(
            N_("The rule {rule} does not count through {first} to {last}; these do: {others}."),
            rule=rule,
            first=month_text(window.first),
            last=month_text(window.last),
            others=", ".join(map(str, spanning)) or "-",
        )
    heard = [one for one in coverage().sources if not chosen.rule.kinds or one.kind in chosen.rule.kinds]
    others = [Outcome(str(one)) for one in spanning if one is not chosen]
    return Outcome(str(chosen)), (*others, *(Outcome(str(chosen), one.slug) for one in heard))


def _buffer(designation: DesignationView, window: Window) -> int:
    """Return 300 m where the map is known and at least half of the untreated are left to compare with, else 0."""
    units = read_units(window)
    metres = units.distances()
    treated = units.rows([code for code in designation.places if code in units.row_of])
    if metres is None or not treated:
        return 0
    near = metres[:, treated].min(axis=1) <= BUFFER
    left = np.count_nonzero(~near)
    return BUFFER if left >= ENOUGH_LEFT * (len(units.codes) - len(treated)) else 0


def _dose(window: Window, begins: int) -> str:
    known = Activity.objects.filter(
        state=State.DONE, starts_on__range=(first_day(begins), window.ends)
    ).exists()
    return Dose.REACHED if known else Dose.NONE


def _subgroups(designation: DesignationView) -> tuple[Subgroup, ...]:
    if designation.ages is None:
        return ()
    youngest, oldest = designation.ages
    return (Subgroup(f"{youngest}-{oldest}", age_from=youngest, age_to=oldest),)
