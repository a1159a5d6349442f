"""Evaluations as facts: a draft that is written, plans that were sealed, answers that were found.

A sealed plan is never edited; an answer names the plan and the run it came from.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.evaluations.vocabulary import AnswerState, EvaluationState, ProtocolState
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.models import Run


class Evaluation(models.Model):
    """One question about the strategy, from its first draft to its answer. `draft` is a Protocol in plain values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=EvaluationState.choices, default=EvaluationState.DRAFT)
    draft = models.JSONField(default=dict)
    power = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")  # of the draft
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    withdrawn_why = models.CharField(max_length=500, blank=True)

    privacy_classes = classified(Privacy.WORKING, made_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""),
                name="an_evaluation_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SealedProtocol(models.Model):
    """One version of the plan: proposed by one person, sealed by another, with what power it was thought to have."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="protocols")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ProtocolState.choices, default=ProtocolState.PROPOSED)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=120)
    power = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    amends = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="amendments"
    )  # the plan in force when it was proposed
    why = models.CharField(max_length=1000, blank=True)  # why an amendment was needed; public
    outcomes_seen = models.BooleanField(default=False)  # an answer existed when this version was proposed
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, proposed_by=Privacy.PERSONAL, signed_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["evaluation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="one_plan_per_number"),
            models.UniqueConstraint(
                fields=["evaluation"], condition=Q(state="sealed"), name="one_plan_in_force"
            ),
            models.UniqueConstraint(
                fields=["evaluation"], condition=Q(state="proposed"), name="one_plan_waits"
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")),
                name="two_people_seal_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sealed", "amended"])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="a_plan_is_sealed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(why=""), name="an_amendment_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}-{self.number}"


class Answer(models.Model):
    """What a sealed plan found: the run that holds every digit. Published by two people, or kept inside."""

    protocol = models.ForeignKey(SealedProtocol, on_delete=models.PROTECT, related_name="answers")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=AnswerState.choices, default=AnswerState.FOUND)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(
        Privacy.WORKING,
        found_by=Privacy.PERSONAL,
        proposed_by=Privacy.PERSONAL,
        published_by=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-found_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(state="published"), name="one_published_answer_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("proposed_by")),
                name="two_people_publish_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published"])
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="an_answer_is_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id}: {self.run_id}"


class ComparisonPanel(models.Model):
    """Yearly or monthly counts of other municipalities, from a public file, kept as it was read.

    `rows` is a list of [unit, name, time, outcome, exposure or null]; `sha256` is of the file.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=160)
    origin = models.CharField(max_length=300)  # who publishes it, where; public
    counts = models.CharField(max_length=300)  # what it counts, in the source's own words
    grain = models.CharField(max_length=7)
    rows = models.JSONField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, loaded_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.title
