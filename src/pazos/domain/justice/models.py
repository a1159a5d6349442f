"""Restorative processes as facts, in a compartment of their own: nothing of them goes to a penal file.

What a judge gets is a report of hours and days that holds only what the law asks.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.cases.models import Case
from pazos.domain.justice import vocabulary as words
from pazos.domain.justice.rules.filing import CITY_LETTERS, COURT_LETTERS
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class Process(models.Model):
    """One restorative process between those who were harmed and those who take responsibility."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=9, choices=words.ProcessState.choices, default="asked")
    asked = models.CharField(max_length=11, choices=words.Asked.choices)
    asked_on = models.DateField()
    harm = models.CharField(max_length=11, choices=words.Harm.choices)
    summary = SealedText(max_length=1000, blank=True)
    facilitator = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    cofacilitator = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="processes")
    ended_on = models.DateField(null=True, blank=True)
    stopped = models.CharField(max_length=11, choices=words.Stopped.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-asked_on"]
        verbose_name_plural = "processes"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(stopped=""), name="a_stopped_process_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "stopped"]) | Q(ended_on__isnull=False),
                name="an_ended_process_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"process {self.pk}"


class Party(models.Model):
    """Somebody who takes part in a process of their own will; each is asked apart, and again before each meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=11, choices=words.Side.choices)
    name = SealedText(max_length=120)  # the one they choose
    contact = SealedText(max_length=200, blank=True)
    is_minor = models.BooleanField(default=False)
    guardian = SealedText(max_length=160, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    wishes = SealedText(max_length=1000, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["side", "pk"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return f"party {self.pk}"


class Willingness(models.Model):
    """One time that a party was asked apart whether they want to go on, and what they said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="answers")
    on = models.DateField()
    wants = models.BooleanField()
    alone = models.BooleanField()  # asked without the other side, and without pressure
    guardian_agrees = models.BooleanField(null=True)
    served = models.ForeignKey(  # the one meeting that was held on this answer
        "ProcessMeeting", null=True, on_delete=models.SET_NULL, related_name="answers"
    )
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class ProcessMeeting(models.Model):
    """A preparation, a circle, a conference, a message carried, a follow-up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=11, choices=words.Meeting.choices)
    on = models.DateField()
    parties = models.ManyToManyField(Party, related_name="meetings")
    note = SealedText(max_length=2000, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%Y-%m-%d}"


class Duty(models.Model):
    """One measurable duty of an agreement, accepted by both sides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="duties")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="duties")
    text = SealedText(max_length=500)
    measure = SealedText(max_length=160)  # by what everybody sees that it was done
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=words.DutyState.choices, default="open")
    ended_on = models.DateField(null=True, blank=True)
    harmed_agrees = models.BooleanField(null=True)  # that it was done
    agreed_on = models.DateField(null=True, blank=True)  # None: proposed, and accepted by nobody yet

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["due_on"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return f"duty {self.due_on:%Y-%m-%d}"


class Court(models.Model):
    """A court of the city's list: what is not in it stands in no report."""

    name = models.CharField(max_length=COURT_LETTERS)
    city = models.CharField(max_length=CITY_LETTERS)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["city", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "city"], name="one_court_a_name_and_city"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Measure(models.Model):
    """A measure of a judge for an adolescent: from when to when, how many hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=12, choices=words.MeasureKind.choices)
    court = SealedText(max_length=160)  # as the list named it on the day it was written
    file_number = SealedText(max_length=60)
    begins_on = models.DateField()
    ends_on = models.DateField()
    hours = models.PositiveSmallIntegerField(default=0)
    report_every_months = models.PositiveSmallIntegerField(default=3)
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-begins_on"]

    def __str__(self) -> str:
        return f"measure {self.begins_on:%Y-%m-%d}"


class MeasureHours(models.Model):
    """Hours that were done of a measure on a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="done")
    on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class JudgeReport(models.Model):
    """A report that left for a judge, as it left: two people saw it, and it holds only the fields of the law."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="reports")
    until_on = models.DateField()
    content = SealedJSON()
    content_hash = models.CharField(max_length=64)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-until_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("written_by")),
                name="two_people_see_a_report_to_a_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.until_on:%Y-%m-%d}"


class Orientation(models.Model):
    """Legal orientation of somebody, in a journey or at a desk: counted, and not named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.ForeignKey(
        "JusticeDay", null=True, blank=True, on_delete=models.CASCADE, related_name="orientations"
    )
    on = models.DateField()
    matter = models.CharField(max_length=11, choices=words.Matter.choices)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = SealedText(max_length=600, blank=True)
    solved = models.BooleanField(default=False)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.matter} {self.on:%Y-%m-%d}"


class JusticeDay(models.Model):
    """A day on which justice goes to a neighbourhood."""

    on = models.DateField()
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    institutions = models.CharField(max_length=300, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.place} {self.on:%Y-%m-%d}"


class FormerCount(models.Model):
    """How many of a kind and year were erased since: all that is left of them."""

    what = models.CharField(max_length=11, choices=words.Counted.choices)
    year = models.PositiveSmallIntegerField()
    code = models.CharField(
        max_length=12
    )  # of a process its state, of a measure its kind, of orientation its matter
    number = models.PositiveIntegerField(default=0)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-year", "what", "code"]
        constraints = [
            models.UniqueConstraint(fields=["what", "year", "code"], name="one_former_count_a_year_and_code"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.code} {self.year}"
