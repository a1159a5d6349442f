"""Presence: who walked where, and how many people they met. People are counted, never named."""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.outreach.vocabulary import Activity, Shift, Venue
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Presence(models.Model):
    """One walk, visit or activity of a gestor in one neighbourhood in one shift."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    activity = models.CharField(max_length=11, choices=Activity.choices)
    venue = models.CharField(max_length=6, choices=Venue.choices)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="presences")
    done_on = models.DateField()
    shift = models.CharField(max_length=9, choices=Shift.choices)
    companions = models.PositiveSmallIntegerField(default=0)  # other gestores who were there
    met = models.JSONField(default=dict)  # age band -> people met
    note = SealedText(max_length=280, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-done_on", "-written_at"]
        indexes = [models.Index(fields=["cluster", "done_on"])]

    def __str__(self) -> str:
        return f"{self.activity} {self.done_on:%Y-%m-%d}"
