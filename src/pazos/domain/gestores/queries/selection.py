"""Calls and candidates as their reader may see them.

A scorer never sees what the other gave before both have scored; whoever decides sees all.
Names stand on a candidate's own page only: lists speak of numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q

from pazos.domain.gestores.actions.selection import candidate_facts, hash_of_criteria
from pazos.domain.gestores.models import Call, Candidate, Score
from pazos.domain.gestores.models.selection import MOST_POINTS
from pazos.domain.gestores.rules.selection import EXCLUDES, SCORERS, Block, what_blocks_choosing
from pazos.domain.gestores.vocabulary import Standing, TieKind
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class CallRow:
    """One line of the list of calls."""

    call: Call
    candidates: int
    running: int


@dataclass(frozen=True)
class CandidateRow:
    """One candidate in the list of a call, by number."""

    candidate: Candidate
    ties: tuple[TieKind, ...]
    excluded: bool
    scored_by: int
    scored_by_me: bool
    recused_me: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Given:
    """What one scorer gave by one criterion."""

    criterion: str
    points: int
    reason: str


@dataclass(frozen=True)
class Judged:
    """What one scorer gave one candidate, and its weighted total out of 100."""

    scorer: str
    total: float
    points: tuple[Given, ...]


def _must(seen_by: Staff) -> None:
    if not seen_by.may(Permission.SELECT_GESTORES):
        raise PermissionDenied


def calls(*, seen_by: Staff) -> list[CallRow]:
    """Return every call, the newest first."""
    _must(seen_by)
    found = Call.objects.annotate(
        candidate_count=Count("candidates"),
        running=Count("candidates", filter=Q(candidates__standing=Standing.APPLIED)),
    )
    return [CallRow(one, one.candidate_count, one.running) for one in found]


def candidates(call: Call, *, seen_by: Staff) -> list[CandidateRow]:
    """Return the candidates of a call by number, without what others scored."""
    _must(seen_by)
    found = (
        call.candidates.select_related("neighbourhood", "call")
        .prefetch_related("ties", "scores")
        .defer("experience", "community")
    )
    here = set(call.clusters.values_list("neighbourhoods", flat=True))
    return [_row(one, here=here, reader=seen_by) for one in found]


def _row(candidate: Candidate, *, here: set[int], reader: Staff) -> CandidateRow:
    ties = tuple(TieKind(tie.kind) for tie in candidate.ties.all())
    scorers = {score.scorer_id for score in candidate.scores.all()}
    stands = {
        Block.EXCLUDED: bool(EXCLUDES & set(ties)),
        Block.LIVES_ELSEWHERE: candidate.neighbourhood_id not in here,
    }
    return CandidateRow(
        candidate,
        ties=ties,
        excluded=stands[Block.EXCLUDED],
        scored_by=len(scorers),
        scored_by_me=reader.pk in scorers,
        recused_me=any(tie.scorer_id == reader.pk for tie in candidate.ties.all()),
        blocks=tuple(block for block, true in stands.items() if true),
    )


def candidate(number: str, *, seen_by: Staff) -> Candidate | None:
    """Return one candidate whole, or None."""
    _must(seen_by)
    found: QuerySet[Candidate] = Candidate.objects.select_related("call", "neighbourhood")
    return found.prefetch_related("ties__scorer").filter(pk=number).first()


def judged(one: Candidate, *, seen_by: Staff) -> list[Judged]:
    """Return the scores of a candidate that this reader may see.

    All of them once two people have scored; before that only one's own.
    """
    _must(seen_by)
    rows = list(one.scores.select_related("scorer", "criterion").order_by("scorer", "criterion__position"))
    whole = len({row.scorer_id for row in rows}) >= SCORERS
    return _judged([row for row in rows if whole or row.scorer_id == seen_by.pk])


def _judged(rows: list[Score]) -> list[Judged]:
    by: dict[str, list[Score]] = defaultdict(list)
    for row in rows:
        by[row.scorer.name].append(row)
    return [
        Judged(
            name,
            total=total_of(given),
            points=tuple(Given(row.criterion.name, row.points, row.reason) for row in given),
        )
        for name, given in by.items()
    ]


def total_of(rows: list[Score]) -> float:
    """Return the weighted total of one scorer's points, out of 100."""
    return sum(row.points * row.criterion.weight for row in rows) / MOST_POINTS


@dataclass(frozen=True)
class Pair:
    """A candidate in the running with both totals, and both scorers' points by criterion."""

    candidate: Candidate
    first: float
    second: float
    points: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]


def pairs(call: Call, *, seen_by: Staff) -> list[Pair]:
    """Return the candidates in the running that two people have scored, by number."""
    _must(seen_by)
    found = call.candidates.filter(
        standing__in=[Standing.APPLIED, Standing.CHOSEN, Standing.RESERVE, Standing.NOT_CHOSEN]
    )
    scores = Score.objects.filter(candidate__in=found).select_related("criterion")
    by: dict[object, dict[int, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for row in scores.order_by("criterion__position"):
        by[row.candidate_id][row.scorer_id].append(row)
    made = []
    for one in found.select_related("call", "neighbourhood"):
        given = [by[one.pk][scorer] for scorer in sorted(by[one.pk])]
        if len(given) == SCORERS:
            first, second = given
            points = tuple((a.points, b.points) for a, b in zip(first, second, strict=True))
            blocks = what_blocks_choosing(candidate_facts(one)) if one.standing == Standing.APPLIED else ()
            made.append(Pair(one, total_of(first), total_of(second), points, blocks))
    return made


def weights_hold(call: Call) -> bool:
    """Return whether the criteria are those that were fixed when the call opened."""
    return not call.weights_hash or hash_of_criteria(call) == call.weights_hash
