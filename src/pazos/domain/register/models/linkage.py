"""Which claims are of one death: the model that scored them, and what people decided. A decision stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.register.models.deaths import Claim
from pazos.domain.register.vocabulary import PairState
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText
from pazos.foundation.runs.models import Run

DECIDED = [PairState.SAME, PairState.DIFFERENT]


class LinkageModel(models.Model):
    """The parameters pairs are scored with, and the thresholds a person chose for them."""

    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+"
    )  # its result holds the parameters
    lower = models.FloatField()  # match weights, base 2: below, two deaths; between, a person looks
    upper = models.FloatField()
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    current = models.BooleanField(default=True)

    privacy_classes = classified(Privacy.WORKING, chosen_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=Q(current=True), name="one_linkage_model_is_current"
            ),
            models.CheckConstraint(condition=Q(lower__lte=F("upper")), name="thresholds_ascend"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}"


class Pair(models.Model):
    """Two claims that may be of one death. Pairs far below the thresholds are not kept.

    `weight` is log2 of the odds of `probability`: both hold after the rivals of both claims were
    weighed, and the thresholds are on the same scale.
    """

    first = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(LinkageModel, null=True, on_delete=models.PROTECT, db_index=False)
    weight = models.FloatField(null=True)  # none where a person joined two claims that nobody compared
    probability = models.FloatField(null=True)
    agreement = models.JSONField(default=dict)  # field: level
    state = models.CharField(max_length=10, choices=PairState.choices)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = SealedText(max_length=300, blank=True, into=("first_id", "second_id"))

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_claims_are_one_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at__isnull=True)),
                name="a_decision_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "-weight", "id"], name="pair_queue")]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"
