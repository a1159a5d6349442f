"""Documents: acts, minutes, photographs, means of verification. Each file is kept once, sealed, by its hash."""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.privacy import Privacy, classified


class Document(models.Model):
    """One paper or picture that proves something of the strategy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    is_reserved = models.BooleanField(
        default=False
    )  # opened only where it is attached, by whom that is open to
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING, added_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.title
