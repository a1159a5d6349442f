"""A month as it was reported: frozen, hashed, signed by two, revised in the open. Never rewritten."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.register.vocabulary import ClosingState
from pazos.domain.sources.models import Source
from pazos.foundation.privacy import Privacy, classified


class Closing(models.Model):
    """One vintage of one month: number 0 is the first closing, later ones are revisions with a reason.

    `frozen_hash` is of the canonical JSON kept in the city's files (HASH.json.gz): every death of the
    month, its claims and flags. Register and file are the same as long as their hashes are.
    `counts` is {"rule@version": victims}.
    """

    month = models.DateField()  # its first day
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ClosingState.choices, default=ClosingState.PREPARED)
    reason = models.CharField(max_length=500, blank=True)  # public; of a revision
    remark = models.CharField(max_length=500, blank=True)  # public; why it was closed with pairs waiting
    frozen_hash = models.CharField(max_length=64)
    deaths = models.PositiveIntegerField()
    open_deaths = models.PositiveIntegerField(default=0)  # a pair of theirs waited for a person
    counts = models.JSONField()
    changes = models.JSONField(default=dict)  # against the vintage before: {"entered", "left", "changed"}
    deliveries = models.JSONField()  # [{"source", "file_name", "file_hash", "received_on"}]
    not_delivered = models.JSONField(default=list)  # short names of sources
    code_version = models.CharField(max_length=120)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(
        Privacy.PUBLIC, prepared_by=Privacy.PERSONAL, signed_by=Privacy.PERSONAL, deliveries=Privacy.WORKING
    )

    class Meta:
        ordering = ["-month", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "number"],
                condition=~Q(state="withdrawn"),
                name="a_vintage_of_a_month_is_made_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(signed_at__isnull=False), name="a_closed_month_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")),
                name="two_people_close_a_month",
            ),
            models.CheckConstraint(condition=Q(number=0) | ~Q(reason=""), name="a_revision_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}/{self.number}"


class NonDelivery(models.Model):
    """No row came of a source for a month. It sent nothing: a gap, not a zero; or it said there was none."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    month = models.DateField()
    said_none = models.BooleanField(default=False)  # the source said that it knows of no death: a true zero
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # it delivered after all, or the note was an error

    privacy_classes = classified(Privacy.PUBLIC, recorded_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-month", "source"]
        verbose_name_plural = "non-deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "month"],
                condition=Q(ended_at__isnull=True),
                name="one_non_delivery_a_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.month:%Y-%m}"
