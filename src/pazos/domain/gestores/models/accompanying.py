"""A gestor's time in the programme: shifts, training and supervision."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.gestores.models.selection import Candidate
from pazos.domain.gestores.vocabulary import Ending, ShiftState
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Gestor(models.Model):
    """The time of one member of staff as a gestor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="gestor")
    candidate = models.OneToOneField(Candidate, null=True, on_delete=models.SET_NULL, related_name="gestor")
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=14, choices=Ending.choices, blank=True)
    call_in_emergency = SealedText(max_length=200, blank=True)  # whom to call for them

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["-began_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="a_gestor_ends_after_beginning",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="") | Q(ended_on__isnull=False) & ~Q(ending=""),
                name="an_ending_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.staff)


class PlannedShift(models.Model):
    """One gestor, one cluster, one day, one part of it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    cluster = models.ForeignKey(WorkCluster, on_delete=models.PROTECT, related_name="shifts")
    on = models.DateField()
    part = models.CharField(max_length=9, choices=Shift.choices)
    state = models.CharField(max_length=9, choices=ShiftState.choices, default=ShiftState.PLANNED)

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["on", "part"]
        indexes = [models.Index(fields=["on", "cluster"])]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "on", "part"],
                condition=~Q(state="cancelled"),
                name="a_gestor_is_in_one_place_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.part}"


class Course(models.Model):
    """Something gestores learn; a required one comes before the street."""

    title = models.CharField(max_length=160, unique=True)
    hours = models.PositiveSmallIntegerField()
    is_required = models.BooleanField(default=False)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)  # then it is learnt anew
    ended_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class TrainingDay(models.Model):
    """A course held on a day."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="days")
    held_on = models.DateField()
    place = models.CharField(max_length=160, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-held_on"]

    def __str__(self) -> str:
        return f"{self.course} {self.held_on:%Y-%m-%d}"


class Attendance(models.Model):
    """Who came to a training day, and whether they finished it."""

    day = models.ForeignKey(TrainingDay, on_delete=models.CASCADE, related_name="attendances")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="trainings")
    finished = models.BooleanField()

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "staff"], name="one_attendance_per_day")]

    def __str__(self) -> str:
        return f"{self.staff}"


class Supervision(models.Model):
    """A talk with a gestor about their work and how they are; a space of care, not of control."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="supervisions")
    held_on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = SealedText(max_length=1500, blank=True)
    agreed = SealedText(max_length=600, blank=True)
    next_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(staff=F("by")), name="nobody_supervises_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"
