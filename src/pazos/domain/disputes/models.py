"""A dispute and what is done about it, in codes first and few words.

There is no field for a name, a telephone, an alleged aggressor, the police, an exact point or a
minute, and none may be added: place is a neighbourhood or a sector of it, time is a shift.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pazos.domain.disputes import vocabulary as words
from pazos.domain.outreach.vocabulary import AgeBand, Shift
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText
from pazos.foundation.runs.written import WrittenJSON

SHORT = 280


class FromPhone(models.Model):
    """What a phone or a page may make: the number is made where it is written, so sending twice is harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = (
        models.DateTimeField()
    )  # by the server's clock; what the phone's clock said stays with the sending

    privacy_classes: ClassVar = classified(Privacy.SENSITIVE)

    class Meta:
        abstract = True


class Dispute(FromPhone):
    """A friction that may kill, from alert to closed."""

    kind = models.CharField(max_length=14, choices=words.Kind.choices)
    state = models.CharField(max_length=8, choices=words.State.choices, default=words.State.ALERT)
    heard = models.CharField(max_length=14, choices=words.Heard.choices)
    signs = models.JSONField(default=list)  # codes of Sign
    risk = models.PositiveSmallIntegerField(choices=words.Risk.choices)
    risk_raised = models.BooleanField(default=False)  # a person set it above what the signs reckon
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="disputes")
    sector = SealedText(max_length=60, blank=True)
    began_on = models.DateField()
    shift = models.CharField(max_length=9, choices=Shift.choices)
    summary = SealedText(max_length=SHORT, blank=True)
    holder = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    offered_to = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose answer to a hand-over is waited for
    outcome = models.CharField(max_length=10, choices=words.Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-risk", "written_at"]
        indexes = [
            models.Index(fields=["cluster", "state"]),
            models.Index(fields=["holder", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_dispute_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["alert", "closed"]) | Q(holder__isnull=False),
                name="an_open_dispute_has_a_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.began_on:%Y-%m-%d}"


class Party(FromPhone):
    """One side or helper of a dispute, by role and age band; a group is described as a group."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=9, choices=words.Side.choices)
    age_band = models.CharField(max_length=5, choices=AgeBand.choices, blank=True)
    sex = models.CharField(max_length=1, choices=[("f", "f"), ("m", "m"), ("o", "o")], blank=True)
    is_first_side = models.BooleanField(null=True)  # which of two sides; null for helpers
    people = models.PositiveSmallIntegerField(default=1)  # above one only for a group

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"{self.role} {self.age_band}"


class Step(FromPhone):
    """Something that was done about a dispute."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=13, choices=words.Act.choices)
    done_on = models.DateField()
    shift = models.CharField(max_length=9, choices=Shift.choices)
    people = models.PositiveSmallIntegerField(default=0)
    note = SealedText(max_length=SHORT, blank=True)

    class Meta:
        ordering = ["done_on", "written_at"]

    def __str__(self) -> str:
        return f"{self.act} {self.done_on:%Y-%m-%d}"


class Settlement(FromPhone):
    """What the sides agreed, who keeps an eye on it, and whether it held."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="settlements")
    agreed_on = models.DateField()
    terms = models.JSONField(default=list)  # codes of Term
    keeper = models.CharField(max_length=7, choices=words.Keeper.choices)
    until_on = models.DateField(null=True, blank=True)
    note = SealedText(max_length=SHORT, blank=True)
    held = models.BooleanField(null=True)
    judged_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agreed_on", "written_at"]

    def __str__(self) -> str:
        return f"{self.agreed_on:%Y-%m-%d}"


class FollowUp(FromPhone):
    """A day on which somebody goes back, and whether they did."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="follow_ups")
    occasion = models.CharField(max_length=14, choices=words.Occasion.choices)
    due_on = models.DateField()
    assigned_to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    is_calm = models.BooleanField(null=True)
    note = SealedText(max_length=SHORT, blank=True)
    dropped = models.CharField(max_length=16, choices=words.Reason.choices, blank=True)

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["due_on", "done_on"])]

    def __str__(self) -> str:
        return f"{self.occasion} {self.due_on:%Y-%m-%d}"


class Turn(FromPhone):
    """A dispute changed hands or state: claimed, handed over, taken over, closed, opened again."""

    class Deed(models.TextChoices):
        CLAIMED = "claimed"
        OFFERED = "offered"  # hand-over asked of somebody
        TAKEN_OVER = "taken_over"
        DECLINED = "declined"
        CLOSED = "closed"
        REOPENED = "reopened"

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="turns")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    reason = models.CharField(max_length=16, choices=words.Reason.choices, blank=True)
    to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    note = SealedText(max_length=SHORT, blank=True)

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return self.deed


class Link(FromPhone):
    """Two disputes hang together."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="linked_from")
    tie = models.CharField(max_length=10, choices=words.Tie.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(dispute=F("other")), name="a_dispute_links_to_another"),
            models.UniqueConstraint(fields=["dispute", "other", "tie"], name="one_link_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.tie


class StreetQuarter(models.Model):
    """The totals of one quarter as they left street work: suppressed, and frozen so that they never change.

    Nothing else of street work leaves towards the observatory, the indicators or a report.
    """

    first_on = models.DateField(unique=True)
    frozen_at = models.DateTimeField()
    clusters = WrittenJSON()  # number of a cluster, as text -> its name then
    totals = WrittenJSON()  # measure -> number of a cluster or "total" -> a count, or null where hidden
    totals_hash = models.CharField(max_length=64)

    privacy_classes: ClassVar = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-first_on"]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m}"
