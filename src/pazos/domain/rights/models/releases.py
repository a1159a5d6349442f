"""A data set that leaves in public: prepared by one person, signed by another, withdrawn with a reason."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.rights.models.conditions import both_or_neither
from pazos.foundation.privacy import Privacy, classified


class Release(models.Model):
    """One file for anybody, exactly as two people saw it. Its content never changes; a newer one is another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.SlugField(max_length=40)
    columns = models.JSONField()  # [{"name", "says"}]
    rows = models.PositiveIntegerField()
    suppressed = models.JSONField()  # {"minimum", "cells", "hidden"}; {} where nothing counts people's acts
    covers = models.CharField(max_length=60, blank=True)  # "2023-01 – 2024-12"
    content = models.TextField()  # CSV
    content_hash = models.CharField(max_length=64)
    remark = models.CharField(max_length=500, blank=True)  # public; names nobody
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=500, blank=True)  # public

    privacy_classes = classified(
        Privacy.PUBLIC,
        prepared_by=Privacy.PERSONAL,
        signed_by=Privacy.PERSONAL,
        withdrawn_by=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-prepared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")),
                name="two_people_release_data",
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(signed_by__isnull=True), Q(signed_at__isnull=True)),
                name="a_release_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
                name="a_release_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.prepared_at:%Y-%m-%d}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may have it."""
        return self.signed_at is not None and self.withdrawn_at is None
