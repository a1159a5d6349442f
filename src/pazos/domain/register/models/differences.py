"""In what the sources of a death differ, why, and which meeting of the institutions decided it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from pazos.domain.people.models import Staff
from pazos.domain.register.models.deaths import Death
from pazos.domain.register.vocabulary import Cause, DifferenceKind, DifferenceState
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class TechnicalTable(models.Model):
    """A meeting of the institutions that takes a batch of differences; its minutes are frozen when it ends."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)  # what its sealed fields are bound to
    title = models.CharField(max_length=160)
    held_on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    institutions = SealedJSON(default=list, into=("key",))  # [{"institution", "delegate"}]
    remarks = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = SealedJSON(null=True, into=("key",))  # as they were when the meeting ended
    minutes_hash = models.CharField(max_length=64, blank=True)

    privacy_classes = classified(
        Privacy.WORKING,
        institutions=Privacy.PERSONAL,
        opened_by=Privacy.PERSONAL,
        closed_by=Privacy.PERSONAL,
        minutes=Privacy.PERSONAL,
    )

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Difference(models.Model):
    """One thing that the sources of one death do not agree on, from open to decided.

    `values` holds what each source says ({source: value}); `adopted` what the register says from now
    on, and `keeps` that value against later reckoning until someone takes the decision back.
    """

    death = models.ForeignKey(Death, on_delete=models.PROTECT, related_name="differences", db_index=False)
    kind = models.CharField(max_length=10, choices=DifferenceKind.choices)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    adopted = models.JSONField(null=True)  # the value decided on; none keeps the usual order of sources
    note = SealedText(max_length=500, blank=True, into=("death_id", "kind"))
    table = models.ForeignKey(TechnicalTable, null=True, on_delete=models.PROTECT, related_name="differences")
    noticed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    privacy_classes = classified(Privacy.PERSONAL, kind=Privacy.WORKING, cause=Privacy.WORKING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["death", "kind"], name="one_difference_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (Q(decided_at__isnull=False) & ~Q(cause="")),
                name="a_decided_difference_has_its_cause",
            ),
        ]
        indexes = [models.Index(fields=["state", "kind", "id"], name="difference_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.death_id}"
