"""A victim once, and what each source claims of it. A death is never told by one source's word alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pazos.domain.register.vocabulary import ChangeKind
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import Sex, Weapon
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified


class Death(models.Model):
    """One victim. Its number is never given to another; a death joined to another stays and says so.

    The adopted values are what the register itself says: `adopted` names for each the source, or the
    decision, that it was taken from. They are reckoned anew from the claims, never typed in.
    """

    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    held = models.JSONField(default=list)  # numbers of its claims when it was joined: who gets it back
    occurred_on = models.DateField()
    died_on = models.DateField(null=True)
    minute_of_day = models.PositiveSmallIntegerField(null=True)
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    weapon = models.CharField(max_length=15, choices=Weapon.choices, blank=True)
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.PROTECT)
    adopted = models.JSONField(default=dict)  # field: a source's short name, or "decision"
    sources = models.PositiveSmallIntegerField(default=0)  # that claim it now
    opened_at = models.DateTimeField()

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        # A whole index on `merged_into` would be taken for the list by day too, and all of it sorted.
        indexes = [
            models.Index(
                fields=["occurred_on", "id"], name="death_day", condition=Q(merged_into__isnull=True)
            ),
            models.Index(fields=["merged_into"], name="death_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Claim(models.Model):
    """One victim of one record of a source: a row of two victims makes two claims.

    When a later file of the source says it again, the claim moves to the new record; what was said
    before is kept in `ClaimChange`. `flags` holds what the source states: {flag: true or false}.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False)
    ordinal = models.PositiveSmallIntegerField(default=1)  # which victim of the record
    death = models.ForeignKey(Death, null=True, on_delete=models.PROTECT, related_name="claims")
    flags = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)  # the source's current files no longer hold it
    duplicate = models.BooleanField(default=False)  # the same source claims this death already
    compared_as = models.BigIntegerField(null=True)  # hash of what it said when its pairs were scored

    privacy_classes = classified(Privacy.PERSONAL, source=Privacy.WORKING)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "ordinal"], name="a_victim_of_a_record_is_claimed_once"
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="victims_are_counted_from_one"),
        ]
        indexes = [
            models.Index(fields=["source", "withdrawn_at"], name="claim_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.pk}"


class ClaimChange(models.Model):
    """What a later file of a source did to a claim: old value kept, new value beside it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="changes")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    field = models.CharField(max_length=30, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    noticed_at = models.DateTimeField()

    privacy_classes = classified(Privacy.PERSONAL, delivery=Privacy.WORKING)

    class Meta:
        ordering = ["-noticed_at", "-id"]
        indexes = [models.Index(fields=["delivery", "kind"], name="change_delivery")]

    def __str__(self) -> str:
        return f"{self.kind} {self.claim_id}"
