"""What those who are accompanied think of it: how satisfied they are, and what they complain of.

Neither points at who said it: an answer carries no case, and a complaint may be nobody's.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.case import Cohort
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Satisfaction(models.Model):
    """One answer to the short questions, of a month and a cohort or cluster; it carries no person."""

    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    cluster = models.ForeignKey(
        WorkCluster, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    month = models.DateField()  # the first day of the month
    respect = models.PositiveSmallIntegerField()  # 1 to 5
    use = models.PositiveSmallIntegerField()  # 1 to 5
    again = models.PositiveSmallIntegerField()  # 1 to 5

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(respect__range=(1, 5), use__range=(1, 5), again__range=(1, 5)),
                name="an_answer_is_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Complaint(models.Model):
    """A complaint, with a word by which whoever made it asks for the answer without saying who they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    word_hash = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=9, choices=words.About.choices)
    text = SealedText(max_length=3000)
    contact = SealedText(max_length=200, blank=True)  # only if they want to be called
    cluster = models.ForeignKey(
        WorkCluster, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()  # the hour, and from the night on only the day
    is_noted = models.BooleanField(default=False)  # whether it stands in the trail
    answer_due_on = models.DateField()
    answer = SealedText(max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    kept_from = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    emptied_at = models.DateTimeField(null=True)  # its words were erased; that there was one stays counted

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["answer_due_on"]

    def __str__(self) -> str:
        return f"complaint {self.pk}"
