"""The trail: one event for every deed, each bound to the one before by its hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pazos.foundation.privacy import Privacy, classified


class AuditEvent(models.Model):
    """One deed: `noun.verb`, by whom, on what. The facts name no person of the city."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, db_index=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    event_hash = models.CharField(max_length=64, unique=True)

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class ReadEvent(models.Model):
    """One look at personal or sensitive records: who, when, which, and from which address.

    It says which records were read and nothing of what stands in them. Days that have passed are
    sealed: the hash of a day's looks is an event of the trail, so that a missing one shows.
    """

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    address = models.CharField(max_length=60)
    in_emergency = models.BooleanField(default=False)

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["by", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class ReadKey(models.Model):
    """A record that was seen in a look: the way to "who saw this" without going through every look.

    The look itself is the evidence; this is only its index, and goes with it or with the record.
    """

    look = models.ForeignKey(ReadEvent, on_delete=models.CASCADE, related_name="records")
    key = models.CharField(max_length=200)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        indexes = [models.Index(fields=["key", "look"], name="read_key")]

    def __str__(self) -> str:
        return self.key


class SealedDay(models.Model):
    """A day whose looks were counted and hashed into the trail."""

    day = models.DateField(primary_key=True)
    looks = models.PositiveIntegerField()
    looks_hash = models.CharField(max_length=64)
    broken_since = models.DateField(null=True)  # when its looks were found to be others than were sealed

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
