"""May this call open, may this candidate be scored or chosen? All reasons against, at once.

Patronage and ties to security forces are judged from what people declared; nobody is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.gestores.vocabulary import CallState, Standing, TieKind

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = 100
SCORERS = 2

# Patronage, or what would make the street take a gestor for an informant.
EXCLUDES = frozenset({TieKind.RECOMMENDED, TieKind.PARTY_POST, TieKind.CAMPAIGN, TieKind.SECURITY_WORK})


class Block(TextChoices):
    """Something that stands in the way."""

    NOT_A_DRAFT = "not_a_draft", _("The call is no longer being prepared.")
    NO_CRITERIA = "no_criteria", _("There are no criteria.")
    WEIGHTS = "weights", _("The weights do not add up to 100.")
    FEW_SCORERS = "few_scorers", _("At least two people must score.")
    NO_CLUSTER = "no_cluster", _("The call names no cluster.")
    NOT_OPEN = "not_open", _("The call takes no candidates.")
    NOT_AGREED = "not_agreed", _("The candidate has not agreed that their data be used for this call.")
    NO_TIES_DECLARED = (
        "no_ties_declared",
        _("The candidate has not declared their ties, not even that there are none."),
    )
    TIES_CONTRADICT = "ties_contradict", _("A candidate cannot declare a tie and none at all.")
    NOT_SCORING = "not_scoring", _("The call is not being scored.")
    NOT_A_SCORER = "not_a_scorer", _("You are not one of the scorers of this call.")
    RECUSED = "recused", _("You declared that you are close to this candidate: somebody else scores them.")
    SCORED_ALREADY = "scored_already", _("You have scored this candidate already.")
    TWO_SCORES = "two_scores", _("Two people have scored this candidate already.")
    NOT_IN_THE_RUNNING = "not_in_the_running", _("The candidate is no longer in the running.")
    WEIGHTS_CHANGED = (
        "weights_changed",
        _("The criteria are not those that were fixed before scoring. Tell the auditor."),
    )
    SCORES_MISSING = "scores_missing", _("Not every candidate in the running has been scored by two people.")
    TOO_MANY = "too_many", _("More are chosen than there are places.")
    NOBODY = "nobody", _("Nobody is chosen.")
    NO_REASONS = "no_reasons", _("The reasons for the choice are missing.")
    DECIDER_SCORED = "decider_scored", _("Whoever scored does not decide.")
    EXCLUDED = "excluded", _("A candidate with ties of patronage or to security forces cannot be chosen.")
    LIVES_ELSEWHERE = (
        "lives_elsewhere",
        _("A candidate who lives outside the clusters of the call cannot be chosen."),
    )


@dataclass(frozen=True)
class CallFacts:
    """What is asked of a call before it opens."""

    state: CallState
    weights: tuple[int, ...]
    scorers: int
    clusters: int


@dataclass(frozen=True)
class CandidateFacts:
    """What is asked of a candidate before they are chosen."""

    standing: Standing
    ties: frozenset[TieKind]
    lives_there: bool
    scores: int


def what_blocks_opening(call: CallFacts) -> tuple[Block, ...]:
    """Return everything that keeps a call from being opened."""
    stands = {
        Block.NOT_A_DRAFT: call.state != CallState.DRAFT,
        Block.NO_CRITERIA: not call.weights,
        Block.WEIGHTS: bool(call.weights) and sum(call.weights) != WHOLE,
        Block.FEW_SCORERS: call.scorers < SCORERS,
        Block.NO_CLUSTER: call.clusters == 0,
    }
    return _those(stands)


def what_blocks_applying(state: CallState, *, agreed: bool, ties: Sequence[TieKind]) -> tuple[Block, ...]:
    """Return everything that keeps somebody from being entered as a candidate."""
    stands = {
        Block.NOT_OPEN: state != CallState.OPEN,
        Block.NOT_AGREED: not agreed,
        Block.NO_TIES_DECLARED: not ties,
        Block.TIES_CONTRADICT: TieKind.NONE in ties and len(set(ties)) > 1,
    }
    return _those(stands)


@dataclass(frozen=True)
class ScoringFacts:
    """What is asked before one person scores one candidate."""

    state: CallState
    standing: Standing
    is_scorer: bool
    is_recused: bool
    has_scored: bool
    scored_by: int
    weights_hold: bool


def what_blocks_scoring(facts: ScoringFacts) -> tuple[Block, ...]:
    """Return everything that keeps a person from scoring a candidate now."""
    stands = {
        Block.NOT_SCORING: facts.state != CallState.SCORING,
        Block.NOT_A_SCORER: not facts.is_scorer,
        Block.RECUSED: facts.is_recused,
        Block.SCORED_ALREADY: facts.has_scored,
        Block.TWO_SCORES: not facts.has_scored and facts.scored_by >= SCORERS,
        Block.NOT_IN_THE_RUNNING: facts.standing != Standing.APPLIED,
        Block.WEIGHTS_CHANGED: not facts.weights_hold,
    }
    return _those(stands)


def what_blocks_choosing(candidate: CandidateFacts) -> tuple[Block, ...]:
    """Return everything that keeps a candidate from being chosen or put in reserve."""
    stands = {
        Block.NOT_IN_THE_RUNNING: candidate.standing != Standing.APPLIED,
        Block.EXCLUDED: bool(candidate.ties & EXCLUDES),
        Block.LIVES_ELSEWHERE: not candidate.lives_there,
        Block.SCORES_MISSING: candidate.scores < SCORERS,
    }
    return _those(stands)


def _those(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
