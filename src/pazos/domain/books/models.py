"""A spreadsheet that somebody handed in, and what became of each of its rows. The file itself is kept sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class BookFile(models.Model):
    """One spreadsheet of one sheet. Refused rows say why and wait here until they are sent right."""

    class State(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("a spreadsheet", "handed in")
        LOOKED_AT = "looked_at", pgettext_lazy("a spreadsheet", "looked at, not taken yet")
        TAKEN = "taken", pgettext_lazy("a spreadsheet", "taken")
        LEFT = "left", pgettext_lazy("a spreadsheet", "left aside")
        UNREADABLE = "unreadable", pgettext_lazy("a spreadsheet", "could not be read")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.CharField(max_length=40, db_index=True)
    file_name = SealedText(max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HANDED_IN)
    rows = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)  # records that the good rows make
    changed = models.PositiveIntegerField(default=0)  # records that they change
    good = models.PositiveIntegerField(default=0)
    refused = SealedJSON(default=list)  # [{"row", "column", "template", "facts"}]
    refused_rows = models.PositiveIntegerField(default=0)
    handed_in_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    privacy_classes = classified(
        Privacy.WORKING,
        file_name=Privacy.PERSONAL,
        refused=Privacy.PERSONAL,
        handed_in_by=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-handed_in_at"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.pk}"
