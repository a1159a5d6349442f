"""The record of a run: what went in, with which code and seed, and what came out.

A published figure names its run. The same run, made again, gives the same digits; so a
run is written once and never changed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.written import WrittenJSON


class Run(models.Model):
    """One computation. Its number is how pages and reports quote it."""

    method = models.CharField(max_length=60, db_index=True)
    method_version = models.PositiveSmallIntegerField(default=1)
    parameters = WrittenJSON(default=dict)
    inputs = WrittenJSON(default=list)  # [{"name", "sha256", "rows"}]
    inputs_hash = models.CharField(max_length=64)
    seed = models.BigIntegerField(null=True)
    code_version = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    seconds = models.FloatField()
    result = WrittenJSON()
    result_hash = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["method", "inputs_hash"], name="run_method_inputs")]

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"
