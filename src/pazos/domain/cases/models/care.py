"""An assessment half answered, and what a city adds to the instruments and pathways that come with Pazos."""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.case import Case
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON


class HalfAssessment(models.Model):
    """Answers as they arrive, sealed here because nothing of them may lie in a browser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="half_assessments")
    occasion = models.CharField(max_length=5, choices=words.Occasion.choices)
    dimension = models.CharField(max_length=10, choices=words.Dimension.choices)
    instrument = models.CharField(max_length=40)  # a code of `instruments`
    instrument_version = models.PositiveSmallIntegerField()
    answers = SealedJSON(default=dict)  # item -> value, None where it was left out
    on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "instrument", "dimension"], name="one_half_assessment_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.on:%Y-%m-%d}"


class CareSheet(models.Model):
    """One version of an instrument or a pathway that the city keeps; a version is never changed."""

    kind = models.CharField(max_length=10, choices=words.SheetKind.choices)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    kept_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["kind", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "version"], name="one_care_sheet_of_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
