"""The strategy as facts: its period, components, programmes, theory of change and adopted versions.

The tables hold what is being worked on; a version is a frozen, hashed copy of it. The public reads
the last published version and never the working one.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.designations.models import Designation
from pazos.domain.documents.models import Document
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.vocabulary import (
    Failure,
    Instrument,
    Level,
    ProgrammeState,
    Standing,
    VersionState,
)
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.runs.models import Run


class Strategy(models.Model):
    """One strategy of the city, with its period and legal basis. The newest is the one worked on."""

    name = models.CharField(max_length=160, unique=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    act = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    vision = models.TextField(blank=True)
    diagnosis = models.TextField(blank=True)
    first_age = models.PositiveSmallIntegerField(default=14)
    last_age = models.PositiveSmallIntegerField(default=29)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="strategy_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(last_age__gte=F("first_age")), name="strategy_ages_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Ground(models.Model):
    """What the diagnosis stands on: a designation of clusters or the run of a figure."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="grounds")
    designation = models.ForeignKey(
        Designation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(designation__isnull=False, run__isnull=True)
                | Q(designation__isnull=True, run__isnull=False),
                name="a_ground_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Component(models.Model):
    """One component: interruption, intervention, prevention ... Their number and names are the city's."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="components")
    code = models.SlugField(max_length=30)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="one_component_per_code")]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A programme of a department or partner under one component."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="programmes")
    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partnered_programmes")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ProgrammeState.choices, default=ProgrammeState.PLANNED)
    people_expected = models.PositiveIntegerField(null=True, blank=True)  # a year

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["component__position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TheoryBox(models.Model):
    """One box of the theory of change."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="boxes")
    level = models.CharField(max_length=8, choices=Level.choices)
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveSmallIntegerField()  # from the top, within its level
    text = models.CharField(max_length=240)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["level", "position"]

    def __str__(self) -> str:
        return self.text


class TheoryArrow(models.Model):
    """This leads to that, if the assumption holds."""

    source = models.ForeignKey(TheoryBox, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(TheoryBox, on_delete=models.CASCADE, related_name="comes_from")
    assumption = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_arrow_between_two_boxes"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="no_arrow_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} > {self.target_id}"


class Alignment(models.Model):
    """A strategy, component or programme serves a goal of another plan."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="alignments")
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.CASCADE, related_name="alignments"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.CASCADE, related_name="alignments"
    )
    instrument = models.CharField(max_length=16, choices=Instrument.choices)
    code = models.CharField(max_length=40)  # "16.1", "4089", the plan's own code
    words = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["instrument", "code"]

    def __str__(self) -> str:
        return f"{self.instrument} {self.code}"


class Readiness(models.Model):
    """One judgement of one of the five failures, with its evidence. The newest of each counts."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="readiness")
    failure = models.CharField(max_length=14, choices=Failure.choices)
    standing = models.CharField(max_length=7, choices=Standing.choices)
    argument = models.TextField()
    evidence = models.ManyToManyField(Document, blank=True, related_name="+")
    judged_on = models.DateField()
    judged_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, judged_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["failure", "-id"]

    def __str__(self) -> str:
        return f"{self.failure} {self.judged_on:%Y-%m-%d}"


class StrategyVersion(models.Model):
    """A frozen copy of a strategy as it was adopted, and perhaps published."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=VersionState.choices)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    legal_basis = models.CharField(max_length=300)
    reasons = models.TextField(blank=True)  # what changed against the version before
    adopted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField()
    published_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING, adopted_by=Privacy.PERSONAL, published_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["strategy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="one_strategy_version_per_number"),
            models.UniqueConstraint(
                fields=["strategy"], condition=Q(state="published"), name="one_published_version_per_strategy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strategy} v{self.number}"
