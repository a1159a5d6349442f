"""What a person asks about their data, and the days on which nobody works."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.rights.models.conditions import both_or_neither
from pazos.domain.rights.vocabulary import Answer, Channel, Proof, Relation, RequestKind, SubjectKind
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Request(models.Model):
    """One request of habeas data, from the day it came to the day it was answered.

    Its clock and its standing are reckoned from these dates and are stored nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # within the year, as letters quote it
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    channel = models.CharField(max_length=9, choices=Channel.choices)
    received_on = models.DateField()
    requester = SealedText(max_length=160)
    relation = models.CharField(max_length=14, choices=Relation.choices, default=Relation.SELF)
    contact = SealedText(max_length=160, blank=True)
    asked = SealedText(max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices, blank=True)
    subject_key = models.UUIDField(null=True, blank=True)  # once it is known whose data they are
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=9, choices=Proof.choices, blank=True)

    returned_on = models.DateField(null=True, blank=True)  # asked to complete it (art. 15)
    missing = SealedText(max_length=500, blank=True)  # what was asked for
    completed_on = models.DateField(null=True, blank=True)
    marked_on = models.DateField(null=True, blank=True)  # "claim in process" put on the data
    marked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    extended_on = models.DateField(null=True, blank=True)  # the requester was told, before the term ended
    extended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    extended_why = SealedText(max_length=500, blank=True)

    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    letter = SealedText(max_length=6000, blank=True)
    emptied_at = models.DateTimeField(null=True)  # its words were erased when their time was over

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["-received_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_request_of_a_number"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
                name="a_request_is_answered_after_it_came",
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(answered_on__isnull=True), Q(answer="")),
                name="an_answer_has_its_day",
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(verified_on__isnull=True), Q(proof="")),
                name="identity_is_known_by_something",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(returned_on__isnull=False),
                name="what_was_returned_is_completed",
            ),
        ]

    def __str__(self) -> str:
        return f"HD-{self.year}-{self.number:04d}"


class CityHoliday(models.Model):
    """A day on which this city does not work, besides the country's holidays: its feast, a civic day."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=120)  # by which act it was declared
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.PUBLIC, written_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
