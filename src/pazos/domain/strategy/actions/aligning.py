"""What the strategy serves (goals of other plans) and what its diagnosis stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.refusing import refuse
from pazos.domain.strategy.actions.fitting import fit
from pazos.domain.strategy.models import Alignment, Ground
from pazos.domain.strategy.rules import Block
from pazos.domain.strategy.sdg import targets
from pazos.domain.strategy.vocabulary import Instrument
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made, write
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.designations.models import Designation
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Programme, Strategy
    from pazos.foundation.runs.models import Run


@transaction.atomic
def align(
    strategy: Strategy,
    *,
    instrument: Instrument,
    code: str,
    by: Staff | None,
    words: str = "",
    component: Component | None = None,
    programme: Programme | None = None,
) -> Alignment:
    """Say that the strategy, one component or one programme serves a goal of another plan.

    Raises:
        InputProblem: no such target of the SDGs, no CONPES number, or it was said already.
    """
    elsewhere = (component is not None and component.strategy_id != strategy.pk) or (
        programme is not None and programme.component.strategy_id != strategy.pk
    )
    refuse([Block.OF_ANOTHER_STRATEGY] if elsewhere else [])
    fit(Alignment, {"code": code, "words": words})
    known = _known_code(instrument, code)
    whose = {"strategy": strategy, "component": component, "programme": programme}
    if Alignment.objects.filter(instrument=instrument, code=known, **whose).exists():
        raise InputProblem(N_("{code} stands here already."), code=known, field="code")
    alignment = Alignment(instrument=instrument, code=known, words=words.strip(), **whose)
    alignment.save(force_insert=True)
    made(alignment, by=by)
    audit.record("alignment.added", alignment, by=by, instrument=str(instrument))
    return alignment


@transaction.atomic
def reword_alignment(alignment: Alignment, *, words: str, by: Staff) -> None:
    """Say anew in what it serves that goal."""
    fit(Alignment, {"words": words})
    if change(alignment, by=by, words=words.strip()):
        audit.record("alignment.reworded", alignment, by=by)


@transaction.atomic
def take_out_alignment(alignment: Alignment, *, by: Staff) -> None:
    """Say no longer that it serves that goal."""
    strategy = alignment.strategy
    words = f"{alignment.get_instrument_display()} {alignment.code}"
    write(strategy, {"alignments": [words, None]}, by=by)
    audit.record("alignment.taken_out", strategy, by=by, alignment=alignment.pk)
    alignment.delete()


@transaction.atomic
def ground(
    strategy: Strategy,
    *,
    by: Staff | None,
    designation: Designation | None = None,
    run: Run | None = None,
    words: str = "",
) -> Ground:
    """Say that the diagnosis stands on a designation or on the run of a figure: one of the two."""
    if (designation is None) == (run is None):
        raise InputProblem(N_("Name a designation or a run, one of the two."), field="designation")
    fit(Ground, {"words": words})
    if Ground.objects.filter(strategy=strategy, designation=designation, run=run).exists():
        raise InputProblem(N_("The diagnosis stands on it already."), field="designation")
    made_now = Ground(strategy=strategy, designation=designation, run=run, words=words.strip())
    made_now.save(force_insert=True)
    made(made_now, by=by)
    audit.record("ground.added", made_now, by=by)
    return made_now


@transaction.atomic
def take_out_ground(ground: Ground, *, by: Staff) -> None:
    """Let the diagnosis stand without this ground."""
    what = ground.designation or ground.run
    write(ground.strategy, {"grounds": [str(what), None]}, by=by)
    audit.record("ground.taken_out", ground.strategy, by=by, ground=ground.pk)
    ground.delete()


def _known_code(instrument: Instrument, code: str) -> str:
    plain = " ".join(code.split())
    if not plain:
        raise InputProblem(N_("Say which goal: its code in that plan."), field="code")
    if instrument is Instrument.SDG and plain.lower() not in targets():
        raise InputProblem(
            N_("{code} is no target of the goals listed here. They read 16.1 or 16.a."),
            code=plain,
            field="code",
        )
    if instrument is Instrument.CONPES and not plain.isdecimal():
        raise InputProblem(N_("A CONPES is a number, such as 4089."), field="code")
    return plain.lower() if instrument is Instrument.SDG else plain
