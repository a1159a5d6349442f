"""The yearly report as a fact: what was told of a year, frozen, hashed, prepared by one person and signed by another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.accountability.vocabulary import ReportState
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.written import WrittenJSON


class YearReport(models.Model):
    """One report on one year. Page, PDF, tables and open data are made of `content` and of nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # within its year
    as_of_on = models.DateField()  # the last day that it counts
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.PREPARED)
    content = WrittenJSON()
    content_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=120)
    remark = models.TextField(blank=True)  # public; what a later one corrects
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # withdrawn or replaced
    ended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=500, blank=True)  # public

    privacy_classes = classified(
        Privacy.WORKING,
        prepared_by=Privacy.PERSONAL,
        signed_by=Privacy.PERSONAL,
        ended_by=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_report_per_number"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="signed"), name="one_signed_report_a_year"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="prepared"), name="one_report_waits_a_year"
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")),
                name="two_people_sign_a_report",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "replaced"])
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="a_report_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_why=""),
                name="a_report_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def was_public(self) -> bool:
        """Whether anybody could read it at some time: it was signed."""
        return self.signed_at is not None
