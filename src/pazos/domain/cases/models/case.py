"""A case: one person accompanied by a pair, from entry to exit, as often as they come back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.cases import vocabulary as words
from pazos.domain.cases.models.referral import Referral
from pazos.domain.participants.models import Participant
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Cohort(models.Model):
    """Those who began together, in one cycle of a programme."""

    name = models.CharField(max_length=120, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    begins_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveSmallIntegerField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="a_cohort_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One accompaniment. What is known of the person stands with the participant, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="cases")
    referral = models.OneToOneField(Referral, null=True, on_delete=models.SET_NULL, related_name="case")
    state = models.CharField(max_length=6, choices=words.CaseState.choices, default="active")
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="cases")
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    first_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    second_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    last_met_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    exit = models.CharField(max_length=13, choices=words.Exit.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    emptied_at = models.DateTimeField(
        null=True
    )  # erased but for what a law keeps, and goes with the end of that

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-opened_on", "pk"]
        indexes = [
            models.Index(fields=["state", "last_met_on"], name="case_state_met"),
            models.Index(fields=["last_met_on", "opened_on", "id"], name="case_met"),
            models.Index(fields=["first_worker", "state"], name="case_first_worker"),
            models.Index(fields=["second_worker", "state"], name="case_second_worker"),
            models.Index(fields=["supervisor", "state"], name="case_supervisor"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=~Q(state="ended"), name="one_open_case_a_person"
            ),
            models.CheckConstraint(
                condition=Q(first_worker__isnull=True) | ~Q(first_worker=F("second_worker")),
                name="a_pair_is_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(exit="")),
                name="an_ended_case_says_why_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseTurn(models.Model):
    """A case was opened, given, passed on, paused, taken up, ended or came back; the pair is the one since."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    turn = models.CharField(max_length=11, choices=words.Turn.choices)
    on = models.DateField()
    reason = models.CharField(max_length=13, blank=True)  # a code of Pause or Exit
    note = SealedText(max_length=500, blank=True)
    first_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    second_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(  # nobody where the permission ended of itself
        Staff, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.turn} {self.on:%Y-%m-%d}"


class CaseAsk(models.Model):
    """Somebody of the pair asks the supervisor to end or pass on a case; it does not turn until they answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="asks")
    turn = models.CharField(max_length=11, choices=words.Turn.choices)
    on = models.DateField()
    reason = models.CharField(max_length=13, blank=True)  # a code of Exit
    note = SealedText(max_length=500, blank=True)
    first_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    second_worker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = SealedText(max_length=500, blank=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(granted__isnull=True), name="one_open_ask_a_case"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_ask_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turn} {self.on:%Y-%m-%d}"


class NameKey(models.Model):
    """How a word of a chosen name begins, as letters that tell nothing: the names themselves are sealed."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=16)  # a blind index of three letters, see `queries.cases`

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "participant"], name="one_name_key_a_participant"),
        ]

    def __str__(self) -> str:
        return f"name key {self.pk}"


class FormerCases(models.Model):
    """How many cases of a year ended how, whose data were erased since: all that is left of them."""

    year = models.PositiveSmallIntegerField()  # of opening
    exit = models.CharField(max_length=13, blank=True)  # a code of Exit; "" was still open
    cases = models.PositiveIntegerField()

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-year"]
        verbose_name_plural = "former cases"
        constraints = [
            models.UniqueConstraint(fields=["year", "exit"], name="one_former_cases_a_year_and_exit"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.exit}"


class CaseReview(models.Model):
    """The supervisor and the pair looked at a case together, and what they agreed to do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    agreed = SealedText(max_length=1000)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
