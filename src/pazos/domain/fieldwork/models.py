"""Phones, what they sent, every version of what it changed, and what each phone holds.

A sending is stored whole, sealed, before anything is made of it. Its number comes from the
phone, so it can be sent as often as the network likes.
"""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.cases.models import Case
from pazos.domain.fieldwork.vocabulary import Choice, Side, Standing
from pazos.domain.people.models import ROLE_CHOICES, Staff
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class Device(models.Model):
    """A phone that may send and receive for one person until it is revoked or expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    # The role in which it last got all of its forms.
    given_as = models.CharField(max_length=30, choices=ROLE_CHOICES, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    clock_ahead_seconds = models.BigIntegerField(
        null=True
    )  # the phone's clock less the server's, at the last visit
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    emptied_at = models.DateTimeField(null=True)  # the phone said that it has forgotten everything
    waiting = models.PositiveIntegerField(default=0)  # what the phone last said it still holds unsent
    cursor = models.PositiveIntegerField(default=0)  # the number of the last stream it was given

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
    side = models.CharField(max_length=6, choices=Side.choices)  # fixed as it arrives, and never moved
    record = models.UUIDField(db_index=True)  # what it makes or changes
    parent = models.UUIDField(null=True, db_index=True)  # the dispute that record belongs to
    base_version = models.PositiveIntegerField(null=True)  # null: it makes the record
    after = models.UUIDField(null=True)  # the sending of this phone that it builds on
    same_as = models.UUIDField(null=True)  # the number it came under, which another had already
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="+")
    content = SealedJSON(null=True)  # null only once erased
    content_hash = models.CharField(max_length=64)  # under the city's key: short answers could be guessed
    written_at_phone = models.DateTimeField()
    written_at = models.DateTimeField()  # the phone's time put right by the difference of the clocks
    received_at = models.DateTimeField()
    standing = models.CharField(max_length=16, choices=Standing.choices)
    stood_at = models.DateTimeField()  # since when it stands so
    waits_for = models.UUIDField(null=True, db_index=True)  # a sending or a record that has not arrived
    problems = SealedJSON(default=list)  # sentences with their facts, which may repeat a code or a day
    version = models.PositiveIntegerField(null=True)  # of the record, once applied
    applied_at = models.DateTimeField(null=True)
    forced_at = models.DateTimeField(null=True)  # taken up although the earlier one never came
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = SealedText(max_length=280, blank=True)  # why somebody took it or set it aside
    question = SealedText(max_length=280, blank=True)  # with which it was last sent back to its writer
    answer = SealedText(max_length=280, blank=True)  # of its writer, to that

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=Side.values), name="a_sending_lies_on_one_side"
            ),
        ]
        indexes = [
            models.Index(fields=["standing", "received_at"]),
            models.Index(fields=["device", "received_at"]),
            models.Index(fields=["staff", "stood_at"]),
            models.Index(
                fields=["decided_at"], condition=models.Q(decided_at__isnull=False), name="sending_decided"
            ),
            models.Index(
                fields=["forced_at"], condition=models.Q(forced_at__isnull=False), name="sending_forced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.standing}"


class NamedCase(models.Model):
    """A sending names a case, noted as it arrives: by it the sealed sending is found again for the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="named")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sendings")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "case"], name="a_sending_names_a_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.case_id}"


class Version(models.Model):
    """One version of a record: the fields that changed, from what to what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    record = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    # Null: it was found changed, by a page or before phones came.
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="versions")
    changes = SealedJSON()  # field -> [before, after]
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["record", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_version_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


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
        ordering = ["held_at", "field"]

    def __str__(self) -> str:
        return self.field


class Holding(models.Model):
    """A record that was given to a phone, so that it can be told to forget it."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="holdings")
    record = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64)  # of what it was given; empty once it was told to forget
    cursor = models.PositiveIntegerField()  # the stream that gave it

    privacy_classes = classified(Privacy.WORKING, device=Privacy.PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "record"], name="a_phone_holds_a_record_once")
        ]

    def __str__(self) -> str:
        return str(self.record)


class BackupMark(models.Model):
    """A backup holds everything up to this moment: what came before it, phones may forget."""

    taken_at = models.DateTimeField()
    told_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    folder = models.TextField(blank=True)  # where Pazos made the copy; none where it was taken by other means

    privacy_classes = classified(Privacy.WORKING, told_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M}"


class Erased(models.Model):
    """A record that was erased: phones are told to forget it, and nothing sent later brings it back."""

    record = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING)

    def __str__(self) -> str:
        return str(self.record)
