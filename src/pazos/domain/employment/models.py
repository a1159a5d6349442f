"""Work as facts. The company knows of a person only what the person agreed to present."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from pazos.domain.cases.models import Case
from pazos.domain.employment import vocabulary as words
from pazos.domain.money import AmountField
from pazos.domain.partners.models import Vacancy
from pazos.domain.people.models import Staff
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class WorkWish(models.Model):
    """What work a person wants, can and can get to; one a case, written anew when it changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="work_wish")
    wish = SealedJSON(default=dict)  # fields, hours, farthest neighbourhoods, papers, schooling, least pay
    said_on = models.DateField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    def __str__(self) -> str:
        return f"wish {self.said_on:%Y-%m-%d}"


class VacancyTerms(models.Model):
    """What a vacancy asks and offers, in the words by which it is matched."""

    vacancy = models.OneToOneField(Vacancy, on_delete=models.CASCADE, related_name="matched_by")
    field = models.CharField(max_length=10, choices=words.Field.choices)
    hours = models.CharField(max_length=8, choices=words.Hours.choices)
    age_from = models.PositiveSmallIntegerField(default=18)
    school_years = models.PositiveSmallIntegerField(default=0)
    papers = models.JSONField(default=list)  # codes: driving licence, food handling, work at height, ...

    privacy_classes = classified(Privacy.WORKING)

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.field}"


class Training(models.Model):
    """A course that a person took on the way to work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="trainings")
    course = SealedText(max_length=160)
    where = SealedText(max_length=160, blank=True)
    begins_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    finished = models.BooleanField(null=True)
    hours = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-begins_on"]

    def __str__(self) -> str:
        return f"training {self.begins_on:%Y-%m-%d}"


class Application(models.Model):
    """One person and one vacancy. `shown_as` is what the company sees of the person, as they agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="applications")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=9, choices=words.ApplicationState.choices, default="chosen")
    chosen_on = models.DateField()
    shown_as = SealedText(max_length=120, blank=True)
    shown_words = SealedText(max_length=600, blank=True)  # what the person wants told
    agreed_on = models.DateField(null=True, blank=True)  # to be presented
    presented_on = models.DateField(null=True, blank=True)
    interview_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    company_words = SealedText(max_length=600, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-chosen_on"]
        constraints = [
            models.UniqueConstraint(fields=["case", "vacancy"], name="one_application_a_vacancy"),
            models.CheckConstraint(
                condition=Q(presented_on__isnull=True) | Q(agreed_on__isnull=False),
                name="nobody_is_presented_without_agreeing",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class Placement(models.Model):
    """A job that somebody got, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="placements")
    application = models.OneToOneField(
        Application, null=True, on_delete=models.SET_NULL, related_name="placement"
    )
    field = models.CharField(max_length=10, choices=words.Field.choices)
    is_formal = models.BooleanField()
    monthly_pay = AmountField(null=True, blank=True)
    began_on = models.DateField()
    # The labour inspector's written permit, for whoever began under 18 (Law 1098 of 2006, art. 113).
    permit_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=9, choices=words.Ended.choices, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-began_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(why_ended=""), name="a_placement_that_ended_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.began_on:%Y-%m-%d}"


class RetentionCheck(models.Model):
    """Whether a placement lasts at a mark, and what the employer says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="checks")
    mark = models.PositiveSmallIntegerField(choices=words.Mark.choices)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    still_there = models.BooleanField(null=True)
    satisfied = models.PositiveSmallIntegerField(null=True, blank=True)  # the employer, 1 to 5
    employer_words = SealedText(max_length=600, blank=True)
    person_words = SealedText(max_length=600, blank=True)
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["placement", "mark"], name="one_check_a_mark")]

    def __str__(self) -> str:
        return f"{self.mark} {self.due_on:%Y-%m-%d}"


class Business(models.Model):
    """A small business of a participant, its seed capital and how it goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="businesses")
    name = SealedText(max_length=120)
    field = models.CharField(max_length=10, choices=words.Field.choices)
    state = models.CharField(max_length=7, choices=words.BusinessState.choices, default="planned")
    capital = AmountField(null=True, blank=True)
    funded_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        verbose_name_plural = "businesses"

    def __str__(self) -> str:
        return f"business {self.pk}"


class BusinessVisit(models.Model):
    """One visit to a business: is it open, does it sell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="visits")
    on = models.DateField()
    is_open = models.BooleanField()
    monthly_sales = AmountField(null=True, blank=True)
    note = SealedText(max_length=600, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class FormerPlacement(models.Model):
    """How many placements of a year were erased, and what was known of them at a mark; nothing of whose they were."""

    year = models.PositiveSmallIntegerField()
    mark = models.PositiveSmallIntegerField(choices=words.Mark.choices)
    placements = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    lasting = models.PositiveIntegerField(default=0)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "mark"], name="one_count_a_year_and_mark")]

    def __str__(self) -> str:
        return f"{self.year} {self.mark}"
