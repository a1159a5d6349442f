"""What must not wait: a checklist that is followed or argued, item by item, and signed off by a supervisor."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.case import Case
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Crisis(models.Model):
    """One crisis, from when it was known to when the supervisor signed that every duty was done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="crises")
    kind = models.CharField(max_length=15, choices=words.CrisisKind.choices)
    pathway_version = models.PositiveSmallIntegerField()
    known_at = models.DateTimeField()
    what = SealedText(max_length=1000)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    mistake = SealedText(max_length=500, blank=True)  # there was none: why, said by the supervisor

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-known_at"]
        verbose_name_plural = "crises"
        indexes = [
            models.Index(fields=["case"], condition=Q(closed_at__isnull=True), name="crisis_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.known_at:%Y-%m-%d}"


class CrisisItem(models.Model):
    """One item of the pathway's checklist: done, or argued why not. A mandatory duty cannot be argued away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=40)  # a code of the pathway
    is_duty = models.BooleanField()  # the law asks for it
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+"
    )  # of an item argued: who argued it
    proof = SealedText(max_length=80, blank=True)  # number of the report or the call
    why_not = SealedText(max_length=500, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["crisis", "item"], name="one_item_once_a_crisis"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_by__isnull=False),
                name="an_item_is_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.item
