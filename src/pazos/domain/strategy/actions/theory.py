"""The theory of change: boxes by level, and arrows that hold only if an assumption does.

What is taken away leaves its words in the history of the strategy, so that a bold claim of an
earlier year cannot vanish unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q

from pazos.domain.refusing import refuse
from pazos.domain.strategy.actions.fitting import fit
from pazos.domain.strategy.models import TheoryArrow, TheoryBox
from pazos.domain.strategy.rules import Block, what_blocks_linking
from pazos.domain.strategy.vocabulary import Level
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made, write
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Strategy


@transaction.atomic
def add_box(
    strategy: Strategy, *, level: Level, text: str, by: Staff | None, component: Component | None = None
) -> TheoryBox:
    """Add a box below the others of its level."""
    _refuse_anothers(strategy, component)
    fit(TheoryBox, {"text": text})
    last = strategy.boxes.filter(level=level).aggregate(last=Max("position"))["last"] or 0
    box = TheoryBox(strategy=strategy, level=level, component=component, position=last + 1, text=_said(text))
    box.save(force_insert=True)
    made(box, by=by)
    audit.record("theory.box_added", box, by=by, level=str(level))
    return box


@transaction.atomic
def change_box(box: TheoryBox, *, text: str, component: Component | None, by: Staff) -> None:
    """Say a box otherwise, or give it another component; its level stays, for its arrows rest on it."""
    _refuse_anothers(box.strategy, component)
    fit(TheoryBox, {"text": text})
    if change(box, by=by, text=_said(text), component=component):
        audit.record("theory.box_changed", box, by=by)


@transaction.atomic
def move_box(box: TheoryBox, *, up: bool, by: Staff) -> None:
    """Move a box one place up or down in its level; at the end nothing happens."""
    rows = list(TheoryBox.objects.select_for_update().filter(strategy=box.strategy_id, level=box.level))
    here = next(place for place, row in enumerate(rows) if row.pk == box.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        change(row, by=by, position=position)
    audit.record("theory.box_moved", box, by=by, position=there + 1)


@transaction.atomic
def remove_box(box: TheoryBox, *, by: Staff) -> None:
    """Take a box away with its arrows."""
    arrows = TheoryArrow.objects.filter(Q(source=box) | Q(target=box)).count()
    write(box.strategy, {"theory": [box.text, None]}, by=by)
    audit.record("theory.box_removed", box.strategy, by=by, box=box.pk, arrows=arrows)
    box.delete()


@transaction.atomic
def link(
    source: TheoryBox, target: TheoryBox, *, by: Staff | None, assumption: str = "", evidence: str = ""
) -> TheoryArrow:
    """Say that one box leads to another, if the assumption holds.

    Raises:
        InputProblem: the arrow stands already; RefusedError: it leads backwards or elsewhere.
    """
    fit(TheoryArrow, {"assumption": assumption, "evidence": evidence})
    one = source.strategy_id == target.strategy_id
    refuse(what_blocks_linking(Level(source.level), Level(target.level), one_strategy=one))
    if TheoryArrow.objects.filter(source=source, target=target).exists():
        raise InputProblem(N_("That arrow stands already."), field="target")
    arrow = TheoryArrow(
        source=source, target=target, assumption=assumption.strip(), evidence=evidence.strip()
    )
    arrow.save(force_insert=True)
    made(arrow, by=by)
    audit.record("theory.linked", arrow, by=by)
    return arrow


@transaction.atomic
def change_arrow(arrow: TheoryArrow, *, assumption: str, evidence: str, by: Staff) -> None:
    """Say anew what an arrow rests on."""
    fit(TheoryArrow, {"assumption": assumption, "evidence": evidence})
    if change(arrow, by=by, assumption=assumption.strip(), evidence=evidence.strip()):
        audit.record("theory.arrow_changed", arrow, by=by)


@transaction.atomic
def unlink(arrow: TheoryArrow, *, by: Staff) -> None:
    """Take an arrow away."""
    strategy, words = arrow.source.strategy, f"{arrow.source.text} → {arrow.target.text}"
    write(strategy, {"theory": [words, None]}, by=by)
    audit.record("theory.unlinked", strategy, by=by, arrow=arrow.pk)
    arrow.delete()


def _refuse_anothers(strategy: Strategy, component: Component | None) -> None:
    elsewhere = component is not None and component.strategy_id != strategy.pk
    refuse([Block.OF_ANOTHER_STRATEGY] if elsewhere else [])


def _said(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise InputProblem(N_("Write what stands in the box."), field="text")
    return words
