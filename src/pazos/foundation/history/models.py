"""Changes of records: each field with what stood before and after."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from pazos.foundation.privacy import Privacy, classified


class Change(models.Model):
    """One deed on one record. Only fields of working or public data are kept with their values."""

    kind = models.CharField(max_length=80)  # "strategy.programme"
    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fields = models.JSONField()  # name -> [before, after]
    is_making = models.BooleanField(default=False)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "key", "-id"], name="change_of_record")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} {self.at:%Y-%m-%d %H:%M}"
