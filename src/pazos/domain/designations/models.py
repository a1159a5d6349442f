"""A designation: which clusters and which ages, decided when, by whom, on what evidence.

A designation is never edited once signed; a new one takes its place and the old one stays.
It names places and age bands, never a person.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.models import Run


class Designation(models.Model):
    """One choice of clusters and ages, from draft to signed to superseded."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")  # a draft set aside; it can be taken up again

    title = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")  # the cluster programme
    evidence = models.ManyToManyField(Run, related_name="designations")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    reasons = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")

    privacy_classes = classified(Privacy.PUBLIC, proposed_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(signed_at__isnull=False),
                name="what_is_in_force_was_signed",
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__gte=F("age_from")), name="age_band_is_a_band"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="signed"), name="one_designation_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Cluster(models.Model):
    """One piece of a designation: neighbourhoods that touch."""

    designation = models.ForeignKey(Designation, on_delete=models.CASCADE, related_name="clusters")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=5, blank=True)
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="clusters")

    privacy_classes = classified(Privacy.PUBLIC)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["designation", "number"], name="one_cluster_per_number"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.number)
