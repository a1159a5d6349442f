"""How long things are kept, and that they were erased: what, when, why, never what it said."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.people.models import Staff
from pazos.domain.rights.models.requests import Request
from pazos.domain.rights.vocabulary import Ground
from pazos.foundation.privacy import Privacy, classified


class KeepingPeriod(models.Model):
    """A city's own period for one holding, in the place of the one that Pazos ships."""

    holding = models.CharField(max_length=60, unique=True)
    months = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)  # the archive table or act that sets it
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, set_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["holding"]
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1), name="a_thing_is_kept_a_month_at_least"),
        ]

    def __str__(self) -> str:
        return f"{self.holding}: {self.months}"


class RetentionRun(models.Model):
    """One time that what was due was erased: how many of each holding."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null: it was stopped; the next run goes on
    erased = models.JSONField(default=dict)  # holding -> records
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Erasure(models.Model):
    """One record was erased wherever it stood. The key alone is kept, so that a backup cannot bring it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holding = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="erasures")
    rows = models.PositiveIntegerField()  # how many rows went, copies included
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["holding", "key"], name="erasure_record")]

    def __str__(self) -> str:
        return f"{self.holding} {self.at:%Y-%m-%d}"
