"""Someone who agreed to take part. Known by a private key, so that each is counted once.

The key is a blind index of what tells a person apart; names and traits are sealed. There is no
field for a group, a suspicion or a risk of a person, and there will be none.
"""

from __future__ import annotations

import uuid

from django.db import models

from pazos.domain.people.models import Organisation, Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedJSON, SealedText


class Participant(models.Model):
    """One person who takes part in the strategy, under the name they choose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_key = models.CharField(max_length=64, unique=True)  # blind index, see `keying`
    other_key = models.CharField(max_length=64, blank=True, db_index=True)  # of the name, beside a document
    name = SealedText(max_length=120)
    document = SealedText(max_length=40, blank=True)
    traits = SealedJSON(default=dict)  # see `traits.Traits`: sex, birth month, ethnic group, ...
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_on = models.DateField()
    registered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    registered_for = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )  # this row is the same person as that one, until somebody undoes it
    emptied_at = models.DateTimeField(null=True)  # erased but for the name, as long as a law keeps a record

    privacy_classes = classified(Privacy.SENSITIVE, registered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-registered_at"]
        indexes = [models.Index(fields=["merged_into", "-registered_at", "id"], name="participant_newest")]

    def __str__(self) -> str:
        return f"participant {self.pk}"


class Merge(models.Model):
    """Two rows were found to be one person; what moved is kept, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="merged_by")
    why = SealedText(max_length=280)
    what_moved = SealedJSON(default=dict)  # model -> numbers of rows that moved, and rows that stood twice
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class AgreementTurn(models.Model):
    """Somebody took back that they take part, or agreed to it anew, each with its day; the last word holds.

    The first agreement is `Participant.agreed_on` and stays. Written only to be read: never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="turns_of_agreement")
    agrees = models.BooleanField()
    on = models.DateField()
    at = models.DateTimeField()  # tells the order of two words of one day
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    guardian_agreed = models.BooleanField(default=False)  # whoever was under age when they agreed anew
    why = SealedText(max_length=280, blank=True)  # nobody has to give a reason

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["on", "at"]

    def __str__(self) -> str:
        return f"agreement {self.on:%Y-%m-%d}"
