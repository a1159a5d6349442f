"""A permission to use somebody's data: a contract with a purpose, a signatory, a beginning and an end."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.people.models import Staff
from pazos.domain.rights.models.conditions import both_or_neither
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation, SubjectKind
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedDate, SealedText


class Consent(models.Model):
    """One ground to use the data of one person for one purpose, between two days.

    Never edited but to be withdrawn: a longer one is a new row that renews it. Under 18 a guardian
    signs and the minor is heard; what the minor said is not written down, only that it was heard.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_key = models.UUIDField()
    basis = models.CharField(max_length=16, choices=Basis.choices)
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    purpose_text = models.CharField(max_length=500)  # as it was read to whoever signed; names nobody
    signatory = SealedText(max_length=160)
    relation = models.CharField(max_length=14, choices=Relation.choices)
    born_on = SealedDate(null=True, blank=True)  # null: an adult, whose age nobody needs
    heard_on = models.DateField(null=True, blank=True)  # the minor was heard
    heard_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)  # the last day on which it holds
    document = models.CharField(max_length=80, blank=True)  # where the signed paper is: folder and number
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewed_by")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)  # from this day on it does not hold
    # When it was written that it was taken back, which tells the order of two acts of one day.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = SealedText(max_length=280, blank=True)  # nobody has to give a reason

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["-given_on", "-written_at"]
        indexes = [models.Index(fields=["subject_kind", "subject_key", "purpose"], name="consent_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")),
                name="a_consent_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="a_consent_is_withdrawn_after_it_is_given",
            ),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(expires_on__isnull=False),
                name="a_permission_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=both_or_neither(Q(heard_on__isnull=True), Q(heard_by__isnull=True)),
                name="a_minor_is_heard_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(basis="consent"),
                name="only_a_permission_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_on:%Y-%m-%d}"
