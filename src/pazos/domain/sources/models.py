"""What institutions delivered, kept whole.

A record is one row that could be taken; a rejected row is kept as it came. Nothing here is
a judgement on whether a death is a homicide: `manner` is what the source says.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from pazos.domain.people.models import Staff
from pazos.domain.sources.vocabulary import (
    DatedBy,
    DeliveryState,
    Manner,
    Precision,
    Rhythm,
    Sex,
    SourceKind,
    Weapon,
)
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON


class Source(models.Model):
    """An institution's series: who counts, what it counts, where, how often."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=SourceKind.choices, default=SourceKind.OTHER)
    institution = models.CharField(max_length=160, blank=True)
    definition = models.TextField(blank=True)
    coverage = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.IRREGULAR)
    mapping = models.JSONField()  # analysis.ingest.mapping states its form
    mapping_version = models.PositiveSmallIntegerField(default=1)

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One file from one source, kept under its hash, and what came of reading it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    mapping = models.JSONField()  # as it was when this file was read
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.READING)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    victims = models.PositiveIntegerField(default=0)
    victims_in_city = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    warnings = models.JSONField(default=list)  # [{"code", "template", "facts"}]
    problem = models.JSONField(null=True)  # why reading stopped: {"code", "template", "facts"}

    privacy_classes = classified(Privacy.WORKING, received_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["source", "file_hash"], name="a_file_is_taken_once_per_source"),
            models.CheckConstraint(
                condition=~Q(state="current") | Q(rows=models.F("accepted") + models.F("rejected")),
                name="every_row_is_accepted_or_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Record(models.Model):
    """One row of a delivery that could be taken; a row of counts by month gives one record a month.

    A record may be superseded by its own delivery: the file was read anew, or a correction taken
    back, and something still points at what it said before.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, db_index=False)
    row_number = models.PositiveIntegerField()  # in the file, as a spreadsheet shows it
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    superseded_by = models.ForeignKey(
        Delivery, null=True, on_delete=models.PROTECT, related_name="supersedes", db_index=False
    )
    in_city = models.BooleanField(default=True)
    municipality_code = models.CharField(max_length=5, blank=True)
    occurred_on = models.DateField()  # the first day of the month or year when precision is coarser
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    dated_by = models.CharField(max_length=5, choices=DatedBy.choices, db_default=DatedBy.FACT)
    died_on = models.DateField(null=True)
    registered_on = models.DateField(null=True)  # when the source wrote it down: delay is counted to here
    died_in_code = models.CharField(
        max_length=5, blank=True, db_default=""
    )  # municipality of death, where it is told apart
    conflict_related = models.BooleanField(null=True)
    minute_of_day = models.PositiveSmallIntegerField(null=True)
    victims = models.PositiveIntegerField(default=1)
    age = models.PositiveSmallIntegerField(null=True)
    age_group = models.CharField(max_length=30, blank=True)  # where a source gives no single year
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    weapon = models.CharField(max_length=15, choices=Weapon.choices, blank=True)
    manner = models.CharField(max_length=20, choices=Manner.choices, default=Manner.HOMICIDE)
    cause_code = models.CharField(max_length=8, blank=True)  # ICD-10 where the source has it
    zone = models.CharField(max_length=5, blank=True)
    spelling = models.ForeignKey(Spelling, null=True, on_delete=models.PROTECT, db_index=False)
    neighbourhood = models.ForeignKey(  # by its point
        Neighbourhood, null=True, on_delete=models.PROTECT, db_index=False
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    source_key = models.CharField(max_length=60, blank=True)  # the source's own number for the case

    privacy_classes = classified(Privacy.PERSONAL, delivery=Privacy.WORKING, source=Privacy.WORKING)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "row_number", "occurred_on"],
                condition=~Q(superseded_by=models.F("delivery")) | Q(superseded_by__isnull=True),
                name="one_record_per_row_and_day",
            ),
            models.CheckConstraint(condition=Q(victims__gte=1), name="a_record_has_a_victim"),
            models.CheckConstraint(condition=Q(age__isnull=True) | Q(age__lte=120), name="age_is_human"),
            models.CheckConstraint(
                condition=Q(minute_of_day__isnull=True) | Q(minute_of_day__lt=1440), name="minute_is_in_a_day"
            ),
        ]
        # Most rows of a country's file have no place of the city: they stay out of the last two.
        indexes = [
            models.Index(fields=["source", "occurred_on"], name="record_source_date"),
            models.Index(fields=["spelling"], name="record_spelling", condition=Q(spelling__isnull=False)),
            models.Index(
                fields=["neighbourhood"],
                name="record_neighbourhood",
                condition=Q(neighbourhood__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.row_number}"


def _of_the_first_problem(name: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=KT(f"problems__0__{name}"), output_field=models.TextField(null=True), db_persist=True
    )


class RejectedRow(models.Model):
    """One row that could not be taken, as it came, with every reason; correctable."""

    class State(models.TextChoices):
        OPEN = "open"
        CORRECTED = "corrected"
        LEFT_OUT = "left_out"  # a person decided, with a note, that it is no record

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT)
    row_number = models.PositiveIntegerField()
    # Column heading: text, as in the file; it may hold names that no record ever takes in.
    values = SealedJSON(into=("delivery_id", "row_number"))
    problems = models.JSONField()  # [{"field", "value", "template", "facts"}]
    correction = SealedJSON(null=True, into=("delivery_id", "row_number"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # The first problem again, so that thousands of rows can be counted and found by it.
    first_field = _of_the_first_problem("field")
    first_reason = _of_the_first_problem("template")
    first_value = _of_the_first_problem("value")

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["delivery", "row_number"]
        indexes = [
            models.Index(
                fields=["delivery", "state", "first_field", "first_reason", "row_number"],
                name="rejected_by_first_problem",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row_number"], name="one_rejection_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.row_number}"
