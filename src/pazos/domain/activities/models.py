"""Activities as facts: what was done where and when, by whom, and how many came.

Attendance is linked to people, or it is a number that somebody reported; the two are never added.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.activities.vocabulary import IndirectMethod, Kind, State
from pazos.domain.documents.models import Document
from pazos.domain.participants.models import Participant
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified


class Activity(models.Model):
    """One activity of a programme."""

    code = models.CharField(max_length=60, unique=True)  # by which a spreadsheet means this one
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cluster = models.ForeignKey(
        WorkCluster, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    venue = models.CharField(max_length=120, blank=True)
    responsible = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activities")
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="partnered_activities"
    )
    note = models.TextField(blank=True)
    why_cancelled = models.CharField(max_length=300, blank=True)
    evidence = models.ManyToManyField(Document, blank=True, related_name="activities")
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["programme", "starts_on"], name="activity_of_programme"),
            models.Index(fields=["state", "starts_on"], name="activity_state_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """One person took part in one activity on one day."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    on = models.DateField()
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on"]
        indexes = [models.Index(fields=["on", "participant"], name="attendance_day_person")]
        constraints = [
            models.UniqueConstraint(fields=["activity", "participant", "on"], name="attends_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.on:%Y-%m-%d}"


class HeadCount(models.Model):
    """A number of people that somebody reported for an activity; it may count the same person twice."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="head_counts")
    sex = models.CharField(max_length=7, choices=Sex.choices, default=Sex.UNKNOWN)
    age_band = models.CharField(max_length=7, choices=AgeBand.choices, default=AgeBand.UNKNOWN)
    people = models.PositiveIntegerField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["sex", "age_band"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "sex", "age_band"], name="one_head_count_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.people}"


class FormerReach(models.Model):
    """How many people a programme reached in a year whose data were erased since: all that is left of them.

    Nobody can tell any more whether two of these are one person, so they are shown beside the people
    and never added to them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="former_reach")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="one_former_reach_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class IndirectReach(models.Model):
    """People reached indirectly, with the method that says how they were reckoned."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="indirect")
    year = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=IndirectMethod.choices)
    people = models.PositiveIntegerField()
    workings = models.TextField()  # the arithmetic in words
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "method"], name="one_indirect_reach_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"
