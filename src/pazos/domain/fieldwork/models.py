"""Phones, what they sent, and every version of what it changed.

A sending is stored whole, sealed, before anything is made of it. Its number comes from the
phone, so it can be sent as often as the network likes.
"""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.fieldwork.vocabulary import Choice, Standing
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class Device(models.Model):
    """A phone that may send and receive for one person until it is revoked or expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    clock_ahead_seconds = models.IntegerField(
        null=True
    )  # the phone's clock less the server's, at the last visit
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    emptied_at = models.DateTimeField(null=True)  # the phone said that it has forgotten everything
    waiting = models.PositiveIntegerField(default=0)  # what the phone last said it still holds unsent

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name or str(self.id)[:8]


class Submission(models.Model):
    """One thing a phone sent, as it sent it, and what became of it."""

    id = models.UUIDField(primary_key=True, editable=False)  # made on the phone
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="submissions")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=30)
    form_version = models.PositiveIntegerField()
    record = models.UUIDField(db_index=True)  # what it makes or changes
    base_version = models.PositiveIntegerField(null=True)  # null: it makes the record
    after = models.UUIDField(null=True)  # the sending of this phone that it builds on
    content = SealedJSON(null=True)  # null only once erased
    content_hash = models.CharField(max_length=64)
    written_at_phone = models.DateTimeField()
    written_at = models.DateTimeField()  # the phone's time put right by the difference of the clocks
    received_at = models.DateTimeField()
    standing = models.CharField(max_length=16, choices=Standing.choices)
    problems = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["received_at"]
        indexes = [models.Index(fields=["standing"]), models.Index(fields=["device", "received_at"])]

    def __str__(self) -> str:
        return f"{self.form} {self.standing}"


class Version(models.Model):
    """One version of a record: the fields that changed, from what to what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=30)
    record = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="versions")
    changes = SealedJSON()  # field -> [before, after]
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "record", "number"], name="one_version_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"


class HeldEdit(models.Model):
    """Two people changed one field from the same base; a person settles it, with all three in sight."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="held")
    field = models.CharField(max_length=40)
    base = SealedJSON(null=True)
    mine = SealedJSON(null=True)  # what the sending wants
    theirs = SealedJSON(null=True)  # what stood there when it arrived
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=6, choices=Choice.choices, blank=True)
    note = SealedText(max_length=280, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["held_at"]

    def __str__(self) -> str:
        return self.field


class Erased(models.Model):
    """A record that was erased: phones are told to forget it, and nothing sent later brings it back."""

    record = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING)

    def __str__(self) -> str:
        return str(self.record)
