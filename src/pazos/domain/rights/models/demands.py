"""What authorities ask of the city by virtue of their office, and what they were given.

The ledger counts institutions' demands in the open. It never says who or what they asked about.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.rights.models.conditions import both_or_neither
from pazos.domain.rights.vocabulary import Authority, Decision, Demand
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class LegalRequest(models.Model):
    """One demand of an authority, and what was decided on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.CharField(max_length=10, choices=Authority.choices)
    office = SealedText(max_length=160)  # which office of it
    kind = models.CharField(max_length=11, choices=Demand.choices)
    received_on = models.DateField()
    legal_basis = SealedText(max_length=300)  # what the authority invokes, in its own words
    asked = SealedText(max_length=2000)
    document = models.CharField(max_length=80, blank=True)  # number of the paper
    due_on = models.DateField(null=True, blank=True)  # the day that the authority set
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reasons = SealedText(max_length=2000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    emptied_at = models.DateTimeField(null=True)

    privacy_classes = classified(
        Privacy.PERSONAL, received_on=Privacy.PUBLIC, decision=Privacy.PUBLIC, answered_on=Privacy.PUBLIC
    )

    class Meta:
        ordering = ["-received_on", "-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=both_or_neither(Q(answered_on__isnull=True), Q(decision="")),
                name="a_decision_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                name="a_demand_is_answered_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.received_on:%Y-%m-%d}"
