"""What was done with the person: meetings, referrals out, incentives, and looking them up afterwards."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.case import Case
from pazos.domain.money import AmountField
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class CaseSession(models.Model):
    """One meeting, or the attempt of one. The number is made where it is written: sending twice is harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=11, choices=words.SessionKind.choices)
    came = models.CharField(max_length=10, choices=words.Came.choices)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    dimensions = models.JSONField(default=list)  # codes
    note = SealedText(max_length=2000, blank=True)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    with_pair = models.BooleanField(default=False)  # both of the pair were there
    written_at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on", "-written_at"]
        indexes = [
            models.Index(fields=["case", "-on"], name="session_of_case"),
            models.Index(fields=["by", "-on"], name="session_by_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%Y-%m-%d}"


class ServiceReferral(models.Model):
    """The person was sent to another service, and what it answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="services")
    kind = models.CharField(max_length=13, choices=words.ServiceKind.choices)
    to = SealedText(max_length=160)
    sent_on = models.DateField()
    answer_due_on = models.DateField()
    answer = models.CharField(max_length=10, choices=words.ServiceAnswer.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    note = SealedText(max_length=500, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-sent_on"]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_on:%Y-%m-%d}"


class Incentive(models.Model):
    """Something given so that the person could go on: transport, food, connection, tools."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="incentives")
    what = SealedText(max_length=80)
    amount = AmountField(null=True, blank=True)
    given_on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-given_on"]

    def __str__(self) -> str:
        return f"{self.what} {self.given_on:%Y-%m-%d}"


class FollowUp(models.Model):
    """The person is looked up after the end, if they want it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(choices=words.FollowUpMonth.choices)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    reached = models.CharField(max_length=11, choices=words.Reached.choices, blank=True)
    facts = SealedJSON(default=dict)  # studies, works, safe, wants to come back
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["due_on", "done_on"], name="case_follow_up_due")]
        constraints = [
            models.UniqueConstraint(fields=["case", "months"], name="one_follow_up_a_month_mark"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(reached=""), name="a_follow_up_done_says_what_came"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} {self.due_on:%Y-%m-%d}"
