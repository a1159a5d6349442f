"""Working clusters and who belongs to them, between which dates.

A working cluster is opened from a signed designation and keeps its identity while people work
there: a later designation redraws the map, not the promises made in the street.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.designations.models import Cluster
from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified


class WorkCluster(models.Model):
    """Neighbourhoods that one team works in."""

    name = models.CharField(max_length=120, unique=True)
    origin = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT, related_name="work_clusters")
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="work_clusters")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person belongs to one working cluster from a day to a day (the last included)."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="memberships")
    cluster = models.ForeignKey(WorkCluster, on_delete=models.PROTECT, related_name="memberships")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.PERSONAL, cluster=Privacy.WORKING)

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["staff", "cluster"],
                condition=Q(until_on__isnull=True),
                name="one_open_membership_per_cluster",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.cluster}"
