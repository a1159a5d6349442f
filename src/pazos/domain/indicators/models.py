"""Indicators as facts: versioned sheets, targets, breaks of series, and every value with its chain.

A computed value names the expression and the run it came from; a reported one the paper that
verifies it. A sheet in force is never edited, only succeeded.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pazos.domain.documents.models import Document
from pazos.domain.indicators.vocabulary import (
    Accrual,
    Direction,
    Frequency,
    Interval,
    Kind,
    Measure,
    SheetState,
    ValueState,
)
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.models import Run


class Indicator(models.Model):
    """What is followed over the years, whatever version of its sheet is in force."""

    code = models.SlugField(max_length=40, unique=True)
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    why_retired = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class IndicatorSheet(models.Model):
    """One version of the sheet. Texts for people are kept by language: {"es": ..., "en": ...}."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="sheets")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=SheetState.choices, default=SheetState.DRAFT)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.JSONField()
    definition = models.JSONField()
    numerator = models.JSONField(default=dict)
    denominator = models.JSONField(default=dict)
    factor = models.PositiveIntegerField(default=1)  # 100 for a share, 100,000 for a rate
    unit = models.JSONField(default=dict)
    measure = models.CharField(max_length=5, choices=Measure.choices)
    interval = models.CharField(max_length=7, choices=Interval.choices)
    accrual = models.CharField(max_length=4, choices=Accrual.choices, default=Accrual.LAST)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    frequency = models.CharField(max_length=7, choices=Frequency.choices)
    source = models.JSONField(default=dict)
    verification = models.JSONField(default=dict)  # means of verification
    method = models.JSONField(default=dict)
    weaknesses = models.JSONField(default=dict)
    disaggregations = models.JSONField(default=list)  # ["sex", "age_band", "cluster"]
    expression = models.CharField(
        max_length=80, blank=True
    )  # the named expression; nothing where it is reported
    arguments = models.JSONField(default=dict)  # what the expression is told, e.g. {"rule": "iccs_0101"}
    standard = models.CharField(max_length=60, blank=True)  # "SDG 16.1.1", "SES homicide"
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    baseline_value = models.FloatField(null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(default=15)  # after the end of a period
    is_comparable = models.BooleanField(default=False)  # with the values of the version before
    is_public = models.BooleanField(default=True)
    in_force_from_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, made_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["indicator", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="one_sheet_per_version"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(state="in_force"), name="one_sheet_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.version}"


class YearTarget(models.Model):
    """What should be reached by the end of a year."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.FloatField()
    source = models.CharField(max_length=200, blank=True)  # the plan that sets it

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="one_target_a_year")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"


class SeriesBreak(models.Model):
    """Values before and after this day do not mean the same and are not compared."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breaks")
    on = models.DateField()
    words = models.JSONField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["indicator", "on"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on:%Y-%m-%d}"


class IndicatorValue(models.Model):
    """The value of one period. A later one of the same period replaces it and both are kept.

    A correction of an approved value waits beside it: it becomes the last one when it is approved.
    """

    sheet = models.ForeignKey(IndicatorSheet, on_delete=models.PROTECT, related_name="values")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    revision = models.PositiveSmallIntegerField(default=0)
    is_last = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=ValueState.choices, default=ValueState.DRAFT)
    value = models.FloatField(null=True, blank=True)
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)  # of the 95% interval, where the measure has one
    high = models.FloatField(null=True, blank=True)
    categories = models.JSONField(default=dict)  # disaggregation -> {category: number}
    why_incomplete = models.CharField(max_length=300, blank=True)
    why_missing = models.CharField(max_length=400, blank=True)  # why there is no value: English key or words
    missing_facts = models.JSONField(default=dict, blank=True)  # what fills the slots of a key
    why_revised = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ManyToManyField(Document, blank=True, related_name="+")
    note = models.TextField(blank=True)
    entered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)
    approved_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL, approved_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["sheet", "-ends_on", "-revision"]
        indexes = [models.Index(fields=["is_last", "ends_on"], name="last_values")]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "starts_on", "ends_on", "revision"], name="one_value_per_revision"
            ),
            models.UniqueConstraint(
                fields=["sheet", "starts_on", "ends_on"],
                condition=Q(is_last=True),
                name="one_last_value_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.ends_on:%Y-%m-%d}"
