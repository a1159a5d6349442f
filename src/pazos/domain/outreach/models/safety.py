"""How the gestores are: check-ins, what threatened them, and a call for help.

This is care for staff. It says nothing of who did something, and leaves the programme only as totals.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pazos.domain.outreach.vocabulary import IncidentKind, Shift
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class AboutGestor(models.Model):
    """Something a gestor tells about themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gestor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    privacy_classes: ClassVar = classified(Privacy.SENSITIVE)

    class Meta:
        abstract = True


class WellbeingCheck(AboutGestor):
    """How a gestor is this week, in their own scale of one (bad) to five (well)."""

    on = models.DateField()
    mood = models.PositiveSmallIntegerField()
    sleep = models.PositiveSmallIntegerField()
    safe = models.PositiveSmallIntegerField()
    wants_to_talk = models.BooleanField(default=False)
    note = SealedText(max_length=280, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mood__range=(1, 5)) & Q(sleep__range=(1, 5)) & Q(safe__range=(1, 5)),
                name="wellbeing_is_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class SafetyIncident(AboutGestor):
    """Something that put a gestor at risk, and what was done for them."""

    kind = models.CharField(max_length=16, choices=IncidentKind.choices)
    on = models.DateField()
    shift = models.CharField(max_length=9, choices=Shift.choices)
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.PROTECT, related_name="+")
    note = SealedText(max_length=280, blank=True)
    measures = SealedText(max_length=500, blank=True)  # what was done: rest, another cluster, accompaniment
    attended_at = models.DateTimeField(null=True)
    attended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%Y-%m-%d}"


class Distress(AboutGestor):
    """A press of the button: somebody must answer now."""

    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.PROTECT, related_name="+")
    pressed_at = models.DateTimeField()  # the phone's clock, put right by the server's
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    was_false_alarm = models.BooleanField(null=True)
    note = SealedText(max_length=280, blank=True)

    class Meta:
        ordering = ["-pressed_at"]

    def __str__(self) -> str:
        return f"{self.pressed_at:%Y-%m-%d %H:%M}"
