"""Venues as facts. Nobody is named here: people are counted, and pictures lose where and by whom they were taken."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.activities.models import Activity
from pazos.domain.budget.models import BudgetLine
from pazos.domain.documents.models import Document
from pazos.domain.money import AmountField
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.domain.venues import vocabulary as words
from pazos.foundation.privacy import Privacy, classified


class Venue(models.Model):
    """One place of the city that anybody may use."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=words.Kind.choices)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="venues")
    cluster = models.ForeignKey(
        WorkCluster, null=True, blank=True, on_delete=models.PROTECT, related_name="venues"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_metres2 = models.PositiveIntegerField(null=True, blank=True)
    keeper = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="venues"
    )
    closed_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_point_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Inspection(models.Model):
    """How a venue was found on a day. `conditions` is feature -> Condition, absent where there is none."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="inspections")
    on = models.DateField()
    conditions = models.JSONField(default=dict)
    feels_safe = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 5, as its users say
    note = models.CharField(max_length=600, blank=True)  # names nobody
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-on", "-at"]

    def __str__(self) -> str:
        return f"{self.venue} {self.on:%Y-%m-%d}"


class Work(models.Model):
    """Something that is restored or built in a venue, and what pays for it."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="works")
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=words.WorkState.choices, default="planned")
    begins_on = models.DateField()
    due_on = models.DateField()
    delivered_on = models.DateField(null=True, blank=True)
    why_stopped = models.CharField(max_length=300, blank=True)
    line = models.ForeignKey(
        BudgetLine, null=True, blank=True, on_delete=models.PROTECT, related_name="venue_works"
    )
    amount = AmountField(null=True, blank=True)
    responsible = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="venue_works")
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("begins_on")), name="a_work_is_due_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_on__isnull=False),
                name="a_delivered_work_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(why_stopped=""), name="a_stopped_work_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """A photograph of a venue; where and by which camera it was taken is stripped before it is kept."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="pictures")
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.SET_NULL, related_name="pictures")
    inspection = models.ForeignKey(
        Inspection, null=True, blank=True, on_delete=models.SET_NULL, related_name="pictures"
    )
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=words.Moment.choices)
    on = models.DateField()
    shows = models.CharField(max_length=160)  # for who cannot see it; names nobody
    no_faces = models.BooleanField()  # who uploads says that nobody can be recognised

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["on"]
        constraints = [models.CheckConstraint(condition=Q(no_faces=True), name="a_picture_shows_no_faces")]

    def __str__(self) -> str:
        return f"{self.venue} {self.on:%Y-%m-%d}"


class UseCount(models.Model):
    """How many used a venue in one hour of one day: counted by eye, by sex and age at a glance."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField()
    women = models.PositiveSmallIntegerField(default=0)
    men = models.PositiveSmallIntegerField(default=0)
    children = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-on", "hour"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "on", "hour"], name="one_count_an_hour"),
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="an_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.on:%Y-%m-%d} {self.hour}"


class VenueActivity(models.Model):
    """An activity of the strategy took place in a venue."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="activities")
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="at_venue")

    privacy_classes = classified(Privacy.WORKING)

    def __str__(self) -> str:
        return f"{self.venue_id} {self.activity_id}"


class NeighboursCommittee(models.Model):
    """The neighbours who look after a venue together: a group and how it meets, never who belongs to it."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=160)
    since_on = models.DateField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(null=True, blank=True)  # how many belong to it
    rhythm = models.CharField(max_length=7, choices=words.Rhythm.choices, blank=True)
    last_met_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["venue", "-since_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue"],
                condition=Q(ended_on__isnull=True),
                name="one_committee_of_neighbours_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteePromise(models.Model):
    """Something that a neighbours' committee took upon itself for a day, and whether it was kept."""

    committee = models.ForeignKey(NeighboursCommittee, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(max_length=300)  # names nobody
    due_on = models.DateField()
    outcome = models.CharField(max_length=6, choices=words.Outcome.choices, default="open")
    settled_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", settled_on__isnull=True)
                | (~Q(outcome="open") & Q(settled_on__isnull=False)),
                name="a_settled_promise_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.text
