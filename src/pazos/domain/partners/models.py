"""Partners as facts: what they are, who is called there, what was agreed, which jobs they offer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from pazos.domain.documents.models import Document
from pazos.domain.money import HOME, AmountField
from pazos.domain.partners.vocabulary import AgreementState, Kind, Side, Track, VacancyState, VettingResult
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText


class Partner(models.Model):
    """What the strategy knows of an organisation that is not the city's."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.PROTECT, related_name="partner"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    track = models.CharField(max_length=1, choices=Track.choices)
    identifier = models.CharField(max_length=60, blank=True)  # tax number or registry code
    iati_identifier = models.CharField(max_length=60, blank=True)
    website = models.URLField(blank=True)
    components = models.ManyToManyField(Component, blank=True, related_name="partners")
    since_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)


class Contact(models.Model):
    """Somebody to call there, in their office; they agreed that the city keeps this."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    office = models.CharField(max_length=120)
    name = SealedText(max_length=120)
    email = SealedText(max_length=160, blank=True)
    phone = SealedText(max_length=40, blank=True)
    agreed_on = models.DateField()
    until_on = models.DateField()  # the last day for which they agreed

    privacy_classes = classified(Privacy.PERSONAL, partner=Privacy.WORKING, office=Privacy.WORKING)

    class Meta:
        ordering = ["office"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("agreed_on")), name="a_contact_agreed_until_a_later_day"
            ),
        ]

    def __str__(self) -> str:
        return self.office


class Vetting(models.Model):
    """A partner was looked at before signing: what was asked, what was found."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="vettings")
    on = models.DateField()
    result = models.CharField(max_length=10, choices=VettingResult.choices)
    reasons = models.TextField()
    conditions = models.TextField(blank=True)
    valid_until_on = models.DateField()
    evidence = models.ManyToManyField(Document, blank=True, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING, by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until_on__gte=F("on")), name="a_vetting_is_valid_from_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(result="conditions") | ~Q(conditions=""), name="conditions_are_written_down"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.on:%Y-%m-%d}"


class Agreement(models.Model):
    """What the city and a partner owe one another, between two dates, in money and in kind."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="agreements")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFT)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3, default=HOME)
    city_money = AmountField(default=0)
    city_in_kind = AmountField(default=0)
    partner_money = AmountField(default=0)
    partner_in_kind = AmountField(default=0)
    in_kind_method = models.TextField(blank=True)  # how what is not money was valued
    documents = models.ManyToManyField(Document, blank=True, related_name="agreements")
    ended_on = models.DateField(null=True, blank=True)
    end_reasons = models.TextField(blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-starts_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(
                    city_money__gte=0, city_in_kind__gte=0, partner_money__gte=0, partner_in_kind__gte=0
                ),
                name="agreement_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", signed_on__isnull=True)
                | (~Q(state="draft") & Q(signed_on__isnull=False)),
                name="what_is_no_draft_was_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="terminated") | ~Q(end_reasons=""), name="an_early_end_has_reasons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"


class Amendment(models.Model):
    """What both sides changed in a signed agreement: a later end, more value. The text before stays known."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    fields = models.JSONField()  # name -> [before, after], as history keeps them
    reasons = models.TextField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendments_are_numbered"),
            models.CheckConstraint(condition=~Q(reasons=""), name="an_amendment_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.number} / {self.number}"


class Duty(models.Model):
    """One thing that one side of an agreement owes by a day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="duties")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.CASCADE, related_name="duties"
    )  # it came with this one; without, it stood in the agreement from the beginning
    side = models.CharField(max_length=7, choices=Side.choices)
    text = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # A partner says of its own duty that it is done; it is done when the city accepts it.
    said_done_on = models.DateField(null=True, blank=True)
    said_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_because = models.CharField(max_length=300, blank=True)

    privacy_classes = classified(Privacy.WORKING, said_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["side", "due_on", "id"]

    def __str__(self) -> str:
        return self.text


class Vacancy(models.Model):
    """Jobs that a company offers to graduates of the process."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="vacancies")
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="vacancies"
    )
    title = models.CharField(max_length=120)
    terms = models.TextField()
    places = models.PositiveSmallIntegerField()
    monthly_pay = AmountField(null=True, blank=True)
    neighbourhood = models.ForeignKey(
        Neighbourhood, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_on = models.DateField()
    open_until_on = models.DateField()
    state = models.CharField(max_length=9, choices=VacancyState.choices, default=VacancyState.OPEN)
    filled = models.PositiveSmallIntegerField(default=0)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-offered_on", "title"]
        verbose_name_plural = "vacancies"
        constraints = [
            models.CheckConstraint(condition=Q(filled__lte=F("places")), name="no_more_filled_than_places"),
        ]

    def __str__(self) -> str:
        return self.title
