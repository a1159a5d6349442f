"""A referral: somebody who agreed to it is told of, and whoever receives it answers in time."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.cases import vocabulary as words
from pazos.domain.participants.models import Participant
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedDate, SealedText


class Referral(models.Model):
    """One person told of, with their agreement. What is not needed to find them is not asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=8, choices=words.Origin.choices)
    state = models.CharField(max_length=9, choices=words.ReferralState.choices, default="sent")
    name = SealedText(max_length=120)  # the one the person chooses
    contact = SealedText(max_length=200)  # how and when to find them safely
    born_on = SealedDate(null=True, blank=True)
    age_band = models.CharField(
        max_length=7, choices=AgeBand.choices, default="unknown"
    )  # where no day was said
    guardian = SealedText(max_length=160, blank=True)  # under 18: who to ask, and how
    reason = SealedText(max_length=500, blank=True)  # in the person's words
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cluster = models.ForeignKey(WorkCluster, null=True, on_delete=models.PROTECT, related_name="referrals")
    agreed_on = models.DateField()  # the person agreed to be told of
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_for = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=13, choices=words.Refusal.choices, blank=True)
    told_on = models.DateField(null=True, blank=True)  # the person was told of the answer
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # None too where its moment was not kept yet
    ground = models.CharField(max_length=8, choices=words.Ground.choices, blank=True)  # of an exception
    argument = SealedText(max_length=500, blank=True)
    argued_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    excepted_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+"
    )  # approved it
    ordered_until = models.DateField(null=True, blank=True)  # the legal term of an order, where there is one
    order_paper = SealedText(
        max_length=80, blank=True
    )  # which authority ordered it, and the number of its paper
    waits_as = models.PositiveSmallIntegerField(choices=words.WaitClass.choices, null=True)
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    emptied_at = models.DateTimeField(null=True, blank=True)  # its words were erased
    version = models.PositiveIntegerField(default=1)

    privacy_classes = classified(Privacy.SENSITIVE)

    class Meta:
        ordering = ["answer_due_on", "made_at"]
        indexes = [
            models.Index(fields=["state", "answer_due_on"], name="referral_state_due"),
            models.Index(fields=["made_by", "state"], name="referral_of_whom"),
            models.Index(fields=["state", "cluster", "waits_as", "made_at"], name="referral_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(refusal=""), name="a_refusal_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "withdrawn"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_referral_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(ground="") | Q(argued_by__isnull=False), name="an_exception_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(excepted_by__isnull=True) | (~Q(ground="") & ~Q(excepted_by=F("argued_by"))),
                name="an_exception_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waits_as__isnull=False), name="who_waits_has_a_class"
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"
