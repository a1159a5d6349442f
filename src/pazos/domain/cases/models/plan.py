"""How the person stands in four dimensions, what they want, and what keeps them safe."""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.case import Case
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class Assessment(models.Model):
    """One instrument answered on one day. Answers and score are sealed; a score is never a risk of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments")
    occasion = models.CharField(max_length=5, choices=words.Occasion.choices)
    dimension = models.CharField(max_length=10, choices=words.Dimension.choices)
    instrument = models.CharField(max_length=40)  # a code of `instruments`
    instrument_version = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    result = SealedJSON(default=dict)  # answers, score, what was left out
    note = SealedText(max_length=1000, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on", "-at"]
        indexes = [models.Index(fields=["instrument", "on"], name="assessment_instrument_day")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.on:%Y-%m-%d}"


class Goal(models.Model):
    """What the person wants, in their own words, in one dimension."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    dimension = models.CharField(max_length=10, choices=words.Dimension.choices)
    aim = SealedText(max_length=500)
    state = models.CharField(max_length=7, choices=words.GoalState.choices, default="open")
    set_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["dimension", "set_on"]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalStep(models.Model):
    """One step towards a goal: who does it, and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    text = SealedText(max_length=300)
    by_person = models.BooleanField(default=True)  # else the pair does it
    state = models.CharField(max_length=7, choices=words.GoalState.choices, default="open")
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"step {self.pk}"


class SafetyPlan(models.Model):
    """What keeps the person safe, written with them; each writing stays and a newer one takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="safety_plans")
    parts = SealedJSON(default=dict)  # signs, what helps, who to call, places, means out of reach
    on = models.DateField()
    review_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
