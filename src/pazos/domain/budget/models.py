"""The city's money as facts: lines, who shares them, every movement on its day, and the plan.

A movement is never edited: what was wrong is taken back by another one. Amounts are exact.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pazos.domain.budget.vocabulary import Amendment, Fund, Step
from pazos.domain.documents.models import Document
from pazos.domain.money import HOME, AmountField
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme
from pazos.foundation.privacy import Privacy, classified


class ExecutionFile(models.Model):
    """A budget execution report of the city that was handed in, and what became of its rows.

    It changes nothing before it is taken in; taken back, it waits again.
    """

    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, unique=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)  # field -> heading
    heading_row = models.PositiveSmallIntegerField(
        default=0
    )  # as a spreadsheet counts; 0: not pointed at yet
    unit = models.PositiveIntegerField(default=1)  # what one in the report is worth: 1, 1,000, 1,000,000
    year = models.PositiveSmallIntegerField()
    department = models.ForeignKey(  # whose report it is, where it is not of the whole city
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    as_of_on = models.DateField()
    loaded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    rows_taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)  # [{"row", "cells", "problems"}], kept until settled

    privacy_classes = classified(Privacy.WORKING, loaded_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.file_name


class BudgetLine(models.Model):
    """One rubro of one department in one year."""

    year = models.PositiveSmallIntegerField()
    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="budget_lines")
    rubro = models.CharField(max_length=60)  # classification CCPET, as text
    name = models.CharField(max_length=240)
    bpin = models.CharField(max_length=20, blank=True)  # code of the investment project
    fund = models.CharField(max_length=13, choices=Fund.choices, default=Fund.OWN)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="budget_lines"
    )
    currency = models.CharField(max_length=3, default=HOME)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-year", "department__name", "rubro"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "department", "rubro", "fund", "bpin"], name="one_line_per_rubro"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.rubro}"


class LineShare(models.Model):
    """Which part of a line serves which component. A line's shares are all of it: 10,000 in ten thousandths."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="shares")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    ten_thousandths = models.PositiveSmallIntegerField()
    # Between which parts the true one lies, where somebody says so; a cost per person widens by it.
    at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    at_most = models.PositiveSmallIntegerField(null=True, blank=True)
    reasons = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["line", "component"]
        constraints = [
            models.UniqueConstraint(fields=["line", "component"], name="one_share_per_component"),
            models.CheckConstraint(
                condition=Q(ten_thousandths__gt=0, ten_thousandths__lte=10_000), name="a_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=(Q(at_least__isnull=True) | Q(at_least__lte=F("ten_thousandths")))
                & (Q(at_most__isnull=True) | Q(at_most__gte=F("ten_thousandths"), at_most__lte=10_000)),
                name="a_share_lies_within_its_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.component_id}"


class Movement(models.Model):
    """Money moved one step on a day, with its paper. Negative only where it gives back."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="movements")
    step = models.CharField(max_length=13, choices=Step.choices)
    amendment = models.CharField(max_length=12, choices=Amendment.choices, blank=True)
    on = models.DateField()
    amount = AmountField()
    number = models.CharField(max_length=60, blank=True)  # of the certificate, commitment, order
    stands_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    counterpart = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    payee = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    execution_file = models.ForeignKey(
        ExecutionFile, null=True, blank=True, on_delete=models.PROTECT, related_name="movements"
    )
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["on", "id"]
        # The amount stands in the index too: totals of all lines are read from it alone.
        indexes = [models.Index(fields=["line", "step", "on", "amount"], name="movement_line_step_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="a_movement_moves_something"),
            models.CheckConstraint(
                condition=Q(stands_on__isnull=True) | ~Q(stands_on=F("id")),
                name="no_movement_stands_on_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.on:%Y-%m-%d}"


class PlannedPayment(models.Model):
    """What a line was planned to have paid in a month (PAC): the curve that execution is held against."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="plan")
    month = models.DateField()  # its first day
    amount = AmountField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["line", "month"]
        constraints = [models.UniqueConstraint(fields=["line", "month"], name="one_plan_a_month")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.month:%Y-%m}"


class LineMapping(models.Model):
    """A saved way to read a city's execution report."""

    name = models.CharField(max_length=80, unique=True)
    headings = models.JSONField()  # field -> heading
    heading_row = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, made_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
