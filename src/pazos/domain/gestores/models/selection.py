"""A call, its criteria and weights, its candidates, and what two people thought of each.

Weights are fixed before the first candidate is scored, and a score is never seen by the other
scorer before both stand. The database holds to both.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.gestores.vocabulary import CallState, Standing, TieKind
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText

MOST_POINTS = 5


class Call(models.Model):
    """A public call for gestores of some clusters."""

    title = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=CallState.choices, default=CallState.DRAFT)
    seats = models.PositiveSmallIntegerField()
    clusters = models.ManyToManyField(WorkCluster, related_name="calls")
    closes_on = models.DateField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    weights_fixed_at = models.DateTimeField(null=True)
    weights_fixed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    weights_hash = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.CharField(max_length=1000, blank=True)  # of the decision; the page warns against names

    privacy_classes = classified(
        Privacy.WORKING,
        made_by=Privacy.PERSONAL,
        weights_fixed_by=Privacy.PERSONAL,
        decided_by=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(weights_fixed_at__isnull=False),
                name="weights_are_fixed_before_candidates_come",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_call_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """What a candidate is scored by, and how much it weighs."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    words = models.CharField(max_length=400, blank=True)  # what earns 0, 3 and 5 points
    weight = models.PositiveSmallIntegerField()  # percent of the whole

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="one_criterion_per_position"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="a_weight_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.name


class Scorer(models.Model):
    """One of those who score a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="scorers")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "staff"], name="a_scorer_once_per_call")]

    def __str__(self) -> str:
        return str(self.staff)


class Candidate(models.Model):
    """Somebody who applied and agreed that their application be judged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="candidates")
    number = models.PositiveIntegerField()  # by which scorers and lists speak of them
    name = SealedText(max_length=160)
    contact = SealedText(max_length=160)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    lives_since = models.PositiveSmallIntegerField()  # a year
    experience = SealedText(max_length=1500)
    community = SealedText(max_length=1500)
    agreed_on = models.DateField()  # to the use of these data for this call
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.APPLIED)
    why = models.CharField(max_length=400, blank=True)  # of the standing, without names
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.PERSONAL, standing=Privacy.WORKING)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_candidate_per_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Tie(models.Model):
    """A tie that a candidate or a scorer declared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=18, choices=TieKind.choices)
    scorer = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    words = SealedText(max_length=300, blank=True)
    declared_at = models.DateTimeField()

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="knows_scorer") | Q(scorer__isnull=False),
                name="a_tie_to_a_scorer_names_them",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Score(models.Model):
    """What one scorer gave one candidate by one criterion; kept as it was given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    scorer = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    reason = SealedText(max_length=400, blank=True)
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "criterion", "scorer"], name="one_score_per_scorer_and_criterion"
            ),
            models.CheckConstraint(condition=Q(points__lte=MOST_POINTS), name="points_are_within_the_scale"),
        ]

    def __str__(self) -> str:
        return str(self.points)
