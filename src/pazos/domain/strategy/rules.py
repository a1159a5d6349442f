"""What stands in the way of a judgement, a programme, an arrow or a version? All of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.strategy.vocabulary import Failure, Level, ProgrammeState, Standing, VersionState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

LEVELS = tuple(Level)


class Block(TextChoices):
    """One thing that stands in the way, with what to do about it."""

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins", _("It ends before it begins. Correct one of the days.")
    AGES_TURNED_ROUND = "ages_turned_round", _("The last age stands below the first.")
    COMPONENT_HAS_ENDED = "component_has_ended", _("Its component has ended. Choose another.")
    DEPARTMENT_HAS_LEFT = "department_has_left", _("Its department has left the strategy. Choose another.")
    IS_ITS_OWN_PARTNER = "is_its_own_partner", _("Its department stands among its partners too.")
    RUNS_WITHOUT_A_DAY = "runs_without_a_day", _("It runs: say since which day.")
    ENDED_WITHOUT_A_DAY = "ended_without_a_day", _("It has ended: say on which day.")
    PROGRAMMES_RUN = (
        "programmes_run",
        _("Programmes of it still run. End them, or give them another component."),
    )

    NO_ARGUMENT = "no_argument", _("Say why. A judgement without an argument is an opinion.")
    NO_EVIDENCE = "no_evidence", _("Add a document that proves it. Avoided counts only with evidence.")
    IN_THE_FUTURE = "in_the_future", _("That day has not come yet.")

    LEADS_BACKWARDS = "leads_backwards", _("An arrow leads to a later level, from left to right.")
    OF_ANOTHER_STRATEGY = "of_another_strategy", _("Both belong to one strategy.")

    NO_LEGAL_BASIS = "no_legal_basis", _("Write down the legal basis first: the decree or agreement.")
    NO_COMPONENTS = "no_components", _("It has no component.")
    NO_PROGRAMMES = "no_programmes", _("It has no programme.")
    FAILURES_NOT_JUDGED = "failures_not_judged", _("Judge all five failures of readiness first.")
    NOTHING_CHANGED = "nothing_changed", _("Nothing changed since the version before.")
    NO_REASONS = "no_reasons", _("Say what changed against the version before, and why.")
    NOT_ADOPTED = "not_adopted", _("Only the version adopted last can be published.")


@dataclass(frozen=True)
class ProgrammeFacts:
    """What the rules of a programme look at."""

    state: ProgrammeState
    starts_on: date | None
    ends_on: date | None
    component_ended: bool
    department_left: bool
    partners_hold_department: bool


@dataclass(frozen=True)
class AdoptionFacts:
    """What the rules of adopting look at."""

    legal_basis: str
    components: int
    programmes: int
    judged: Collection[str]
    is_first: bool
    is_same: bool
    reasons: str


def what_blocks_strategy(
    *, starts_on: date, ends_on: date, first_age: int, last_age: int
) -> tuple[Block, ...]:
    """Return what stands in the way of a strategy's period and ages."""
    return _standing(
        {Block.ENDS_BEFORE_IT_BEGINS: ends_on <= starts_on, Block.AGES_TURNED_ROUND: last_age < first_age}
    )


def what_blocks_programme(facts: ProgrammeFacts) -> tuple[Block, ...]:
    """Return what stands in the way of keeping a programme so."""
    begun, over = facts.starts_on, facts.ends_on
    return _standing(
        {
            Block.ENDS_BEFORE_IT_BEGINS: begun is not None and over is not None and over < begun,
            Block.COMPONENT_HAS_ENDED: facts.component_ended and facts.state is not ProgrammeState.ENDED,
            Block.DEPARTMENT_HAS_LEFT: facts.department_left and facts.state is not ProgrammeState.ENDED,
            Block.IS_ITS_OWN_PARTNER: facts.partners_hold_department,
            Block.RUNS_WITHOUT_A_DAY: facts.state is ProgrammeState.RUNNING and begun is None,
            Block.ENDED_WITHOUT_A_DAY: facts.state is ProgrammeState.ENDED and over is None,
        }
    )


def what_blocks_judging(
    standing: Standing, *, argument: str, evidence: int, judged_on: date, today: date
) -> tuple[Block, ...]:
    """Return what stands in the way of a judgement of readiness."""
    return _standing(
        {
            Block.NO_ARGUMENT: not argument.strip(),
            Block.NO_EVIDENCE: standing is Standing.AVOIDED and evidence == 0,
            Block.IN_THE_FUTURE: judged_on > today,
        }
    )


def what_blocks_linking(source: Level, target: Level, *, one_strategy: bool) -> tuple[Block, ...]:
    """Return what stands in the way of an arrow between boxes of two levels."""
    return _standing(
        {
            Block.LEADS_BACKWARDS: LEVELS.index(target) <= LEVELS.index(source),
            Block.OF_ANOTHER_STRATEGY: not one_strategy,
        }
    )


def what_blocks_adopting(facts: AdoptionFacts) -> tuple[Block, ...]:
    """Return what stands in the way of freezing a version."""
    return _standing(
        {
            Block.NO_LEGAL_BASIS: not facts.legal_basis.strip(),
            Block.NO_COMPONENTS: facts.components == 0,
            Block.NO_PROGRAMMES: facts.programmes == 0,
            Block.FAILURES_NOT_JUDGED: not set(Failure.values) <= set(facts.judged),
            Block.NOTHING_CHANGED: facts.is_same,
            Block.NO_REASONS: not facts.is_first and not facts.reasons.strip(),
        }
    )


def what_blocks_publishing(state: VersionState) -> tuple[Block, ...]:
    """Return what stands in the way of showing a version to the public."""
    return _standing({Block.NOT_ADOPTED: state is not VersionState.ADOPTED})


def _standing(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
