"""Rules and thresholds as data: how deaths are counted, and how good a source must be."""

from __future__ import annotations

from django.db import models

from pazos.domain.people.models import Staff
from pazos.domain.register.vocabulary import Comparison
from pazos.domain.sources.models import Source
from pazos.foundation.privacy import Privacy, classified


class CountingRule(models.Model):
    """One version of one named count. A version is never edited: a new one takes its place."""

    name = models.SlugField(max_length=60, allow_unicode=False)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    basis = models.TextField(blank=True)  # the standard, decree or agreement it follows
    definition = models.JSONField()  # domain.register.counting states its form
    definition_hash = models.CharField(max_length=64)
    shipped = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    privacy_classes = classified(Privacy.PUBLIC, made_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="a_version_of_a_rule_is_made_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


class QualityThreshold(models.Model):
    """One criterion of data quality: what is demanded, who says so, and whether that is confirmed.

    A changed threshold is a new row; the one in force is the latest of its code.
    """

    code = models.SlugField(max_length=60)
    value = models.FloatField()
    comparison = models.CharField(max_length=10, choices=Comparison.choices)
    source = models.CharField(max_length=300)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.PUBLIC, set_by=Privacy.PERSONAL, confirmed_by=Privacy.WORKING)

    class Meta:
        ordering = ["code", "-id"]
        indexes = [models.Index(fields=["code", "-id"], name="threshold_in_force")]

    def __str__(self) -> str:
        return self.code


class QualityStatement(models.Model):
    """What an institution states of itself that no record shows: that its method is open, say.

    Of one source, or of the register as a whole (no source). The latest of its kind is in force; one
    without a value takes the earlier ones back.
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, db_index=False)
    what = models.SlugField(max_length=40)
    value = models.FloatField(null=True)
    read_in = models.CharField(max_length=300, blank=True)  # where it can be read
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.PUBLIC, stated_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["source", "what", "-id"], name="statement_in_force")]

    def __str__(self) -> str:
        return self.what
