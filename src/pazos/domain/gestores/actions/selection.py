"""Preparing a call, entering candidates, scoring them apart, and deciding with reasons."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.gestores.models import Call, Candidate, Criterion, Score, Scorer, Tie
from pazos.domain.gestores.rules import selection as rules
from pazos.domain.gestores.vocabulary import CallState, Standing, TieKind
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood


@dataclass(frozen=True)
class Weighed:
    """One criterion as it is written down."""

    name: str
    weight: int
    words: str = ""


@dataclass(frozen=True)
class Application:
    """What a candidate says of themselves, and agreed to."""

    name: str
    contact: str
    neighbourhood: Neighbourhood
    lives_since: int
    experience: str
    community: str
    ties: Sequence[tuple[TieKind, str]]
    agreed_on: date | None


# What Palmira asked of its gestores (facts): lives there, social work, active in the community.
USUAL = (
    Weighed("Conoce y vive el territorio", 30, "0: vive fuera · 3: tres años o más · 5: toda la vida"),
    Weighed("Experiencia social", 30, "0: ninguna · 3: un año de trabajo social · 5: tres años o más"),
    Weighed("Liderazgo en la comunidad", 20, "0: nadie lo reconoce · 3: participa · 5: convoca a otros"),
    Weighed(
        "Escucha y manejo de conflictos (entrevista)", 20, "0: juzga · 3: escucha · 5: acerca a las partes"
    ),
)


@transaction.atomic
def make_call(*, title: str, seats: int, closes_on: date, clusters: Sequence[WorkCluster], by: Staff) -> Call:
    """Begin a call with the usual criteria; it takes no candidates until it is opened."""
    if seats < 1:
        raise InputProblem(N_("A call has at least one place."))
    call = Call.objects.create(
        title=title, seats=seats, closes_on=closes_on, made_by=by, made_at=timezone.now()
    )
    call.clusters.set(clusters)
    _write(call, USUAL)
    audit.record("call.made", call, by=by, seats=seats)
    return call


@transaction.atomic
def set_criteria(call: Call, criteria: Sequence[Weighed], *, by: Staff) -> None:
    """Write the criteria of a call that is being prepared; weights may still be wrong."""
    if call.state != CallState.DRAFT:
        raise InputProblem(N_("The criteria were fixed when the call opened. They cannot change any more."))
    call.criteria.all().delete()
    _write(call, criteria)
    audit.record("call.criteria_set", call, by=by, weights=[one.weight for one in criteria])


def _write(call: Call, criteria: Sequence[Weighed]) -> None:
    for position, one in enumerate(criteria, start=1):
        Criterion.objects.create(
            call=call, position=position, name=one.name, words=one.words, weight=one.weight
        )


@transaction.atomic
def name_scorers(call: Call, scorers: Sequence[Staff], *, by: Staff) -> None:
    """Name who scores; possible until scoring begins."""
    if call.state not in (CallState.DRAFT, CallState.OPEN):
        raise InputProblem(N_("Scoring has begun; who scores cannot change any more."))
    for one in scorers:
        if not one.may(Permission.SELECT_GESTORES):
            raise InputProblem(N_("{name} may not select gestores."), name=one.name)
    if call.state == CallState.OPEN and len(scorers) < rules.SCORERS:
        raise InputProblem(N_("At least two people must score."))
    call.scorers.all().delete()
    Scorer.objects.bulk_create(Scorer(call=call, staff=one) for one in scorers)
    audit.record("call.scorers_named", call, by=by, scorers=len(scorers))


@transaction.atomic
def open_call(call: Call, *, by: Staff) -> None:
    """Fix the criteria and their weights with a hash, and take candidates from now on."""
    facts = rules.CallFacts(
        state=CallState(call.state),
        weights=tuple(call.criteria.values_list("weight", flat=True)),
        scorers=call.scorers.count(),
        clusters=call.clusters.count(),
    )
    refuse(rules.what_blocks_opening(facts))
    call.state, call.weights_fixed_at, call.weights_fixed_by = CallState.OPEN, timezone.now(), by
    call.weights_hash = hash_of_criteria(call)
    call.save(update_fields=["state", "weights_fixed_at", "weights_fixed_by", "weights_hash"])
    audit.record("call.opened", call, by=by, weights_hash=call.weights_hash)


def hash_of_criteria(call: Call) -> str:
    """Return the hash of a call's criteria as they stand."""
    rows = list(call.criteria.order_by("position").values_list("position", "name", "words", "weight"))
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def enter_candidate(call: Call, application: Application, *, by: Staff) -> Candidate:
    """Enter somebody who applied and agreed."""
    kinds = [kind for kind, _words in application.ties]
    agreed_on = application.agreed_on
    refuse(rules.what_blocks_applying(CallState(call.state), agreed=agreed_on is not None, ties=kinds))
    assert agreed_on is not None  # what_blocks_applying has refused it
    last = call.candidates.aggregate(last=Max("number"))["last"] or 0
    candidate = Candidate.objects.create(
        call=call,
        number=last + 1,
        name=application.name,
        contact=application.contact,
        neighbourhood=application.neighbourhood,
        lives_since=application.lives_since,
        experience=application.experience,
        community=application.community,
        agreed_on=agreed_on,
        made_at=timezone.now(),
        made_by=by,
    )
    now = timezone.now()
    Tie.objects.bulk_create(
        Tie(candidate=candidate, kind=kind, words=words, declared_at=now) for kind, words in application.ties
    )
    audit.record("candidate.entered", candidate, by=by, number=candidate.number)
    return candidate


@transaction.atomic
def recuse(candidate: Candidate, *, by: Staff) -> None:
    """Declare that one is close to a candidate and will not score them."""
    if candidate.scores.filter(scorer=by).exists():
        raise InputProblem(N_("You have scored this candidate already. Tell whoever decides."))
    if candidate.ties.filter(kind=TieKind.KNOWS_SCORER, scorer=by).exists():
        return
    tie = Tie.objects.create(
        candidate=candidate, kind=TieKind.KNOWS_SCORER, scorer=by, declared_at=timezone.now()
    )
    audit.record("candidate.scorer_recused", tie, by=by, number=candidate.number)


@transaction.atomic
def leave(candidate: Candidate, *, standing: Standing, why: str, by: Staff) -> None:
    """Take a candidate out of the running: they withdrew, or do not meet a condition."""
    if standing not in (Standing.WITHDREW, Standing.NOT_ELIGIBLE):
        raise InputProblem(N_("A candidate leaves because they withdraw or do not meet a condition."))
    if candidate.standing != Standing.APPLIED:
        refuse([rules.Block.NOT_IN_THE_RUNNING])
    if standing == Standing.NOT_ELIGIBLE and not why.strip():
        raise InputProblem(N_("Say which condition is not met."))
    candidate.standing, candidate.why = standing, why.strip()
    candidate.save(update_fields=["standing", "why"])
    audit.record("candidate.left", candidate, by=by, standing=standing.value)


@transaction.atomic
def begin_scoring(call: Call, *, by: Staff) -> None:
    """Take no more candidates and let the scorers begin."""
    if call.state != CallState.OPEN:
        refuse([rules.Block.NOT_OPEN])
    if not call.candidates.filter(standing=Standing.APPLIED).exists():
        raise InputProblem(N_("Nobody has applied yet."))
    call.state = CallState.SCORING
    call.save(update_fields=["state"])
    audit.record("call.scoring_began", call, by=by)


@transaction.atomic
def score(candidate: Candidate, points: Mapping[int, tuple[int, str]], *, by: Staff) -> list[Score]:
    """Keep one person's points for one candidate, all criteria at once; they are never changed.

    `points` gives by each criterion's number the points and, if any, a reason.
    """
    call = candidate.call
    refuse(rules.what_blocks_scoring(_scoring_facts(call, candidate, by)))
    criteria = {one.pk: one for one in call.criteria.all()}
    if set(points) != set(criteria):
        raise InputProblem(N_("Give points by every criterion."))
    now = timezone.now()
    rows = [
        Score(candidate=candidate, criterion=criteria[pk], scorer=by, points=given, reason=reason, at=now)
        for pk, (given, reason) in points.items()
    ]
    for row in rows:
        row.clean_fields(exclude=["candidate", "criterion", "scorer"])
    made = Score.objects.bulk_create(rows)
    audit.record("candidate.scored", candidate, by=by, number=candidate.number)
    return made


def _scoring_facts(call: Call, candidate: Candidate, by: Staff) -> rules.ScoringFacts:
    scored = set(candidate.scores.values_list("scorer", flat=True))
    return rules.ScoringFacts(
        state=CallState(call.state),
        standing=Standing(candidate.standing),
        is_scorer=call.scorers.filter(staff=by).exists(),
        is_recused=candidate.ties.filter(kind=TieKind.KNOWS_SCORER, scorer=by).exists(),
        has_scored=by.pk in scored,
        scored_by=len(scored),
        weights_hold=hash_of_criteria(call) == call.weights_hash,
    )


def candidate_facts(candidate: Candidate) -> rules.CandidateFacts:
    """Return what the rules ask of a candidate."""
    clusters = candidate.call.clusters.values("pk")
    return rules.CandidateFacts(
        standing=Standing(candidate.standing),
        ties=frozenset(TieKind(kind) for kind in candidate.ties.values_list("kind", flat=True)),
        lives_there=candidate.neighbourhood.work_clusters.filter(pk__in=clusters).exists(),
        scores=len(set(candidate.scores.values_list("scorer", flat=True))),
    )


@transaction.atomic
def decide(
    call: Call, *, chosen: Sequence[Candidate], reserve: Sequence[Candidate], reasons: str, by: Staff
) -> None:
    """Choose, with reasons; whoever scored does not decide."""
    blocks = [
        block for one in (*chosen, *reserve) for block in rules.what_blocks_choosing(candidate_facts(one))
    ]
    running = call.candidates.filter(standing=Standing.APPLIED)
    unscored = [one for one in running if candidate_facts(one).scores < rules.SCORERS]
    stands = {
        rules.Block.NOT_SCORING: call.state != CallState.SCORING,
        rules.Block.DECIDER_SCORED: call.scorers.filter(staff=by).exists(),
        rules.Block.NOBODY: not chosen,
        rules.Block.TOO_MANY: len(chosen) > call.seats,
        rules.Block.NO_REASONS: not reasons.strip(),
        rules.Block.SCORES_MISSING: bool(unscored),
        rules.Block.WEIGHTS_CHANGED: hash_of_criteria(call) != call.weights_hash,
    }
    refuse(list(dict.fromkeys([*(block for block, true in stands.items() if true), *blocks])))
    for standing, ones in ((Standing.CHOSEN, chosen), (Standing.RESERVE, reserve)):
        call.candidates.filter(pk__in=[one.pk for one in ones]).update(standing=standing)
    call.candidates.filter(standing=Standing.APPLIED).update(standing=Standing.NOT_CHOSEN)
    call.state, call.decided_at, call.decided_by, call.reasons = (
        CallState.DECIDED,
        timezone.now(),
        by,
        reasons.strip(),
    )
    call.save(update_fields=["state", "decided_at", "decided_by", "reasons"])
    audit.record("call.decided", call, by=by, chosen=len(chosen), reserve=len(reserve))


@transaction.atomic
def withdraw_call(call: Call, *, by: Staff) -> None:
    """Set a call aside; what was entered stays until its time is over."""
    if call.state in (CallState.DECIDED, CallState.WITHDRAWN):
        raise InputProblem(N_("A call that is decided or withdrawn stays as it is."))
    call.state = CallState.WITHDRAWN
    call.save(update_fields=["state"])
    audit.record("call.withdrawn", call, by=by)
