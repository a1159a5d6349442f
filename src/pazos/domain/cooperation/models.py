"""Cooperation as facts: what was announced, what each line says, at the exchange rate of its day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pazos.domain.cooperation.vocabulary import Form, Stage, Valuation
from pazos.domain.documents.models import Document
from pazos.domain.money import HOME, AmountField
from pazos.domain.partners.models import Agreement, Partner
from pazos.domain.people.models import Staff
from pazos.domain.strategy.models import Component, Programme
from pazos.foundation.privacy import Privacy, classified


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in the home currency on a day, and who says so."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    home_units = models.DecimalField(max_digits=14, decimal_places=6)
    source = models.CharField(max_length=160)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["currency", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(home_units__gt=0), name="a_rate_is_above_nought"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on:%Y-%m-%d}"


class Resource(models.Model):
    """One contribution of one partner: money or something in kind, for a component."""

    code = models.SlugField(max_length=40, unique=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="resources")
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="resources")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    form = models.CharField(max_length=7, choices=Form.choices)
    valuation = models.CharField(max_length=7, choices=Valuation.choices, blank=True)
    valuation_words = models.TextField(blank=True)
    currency = models.CharField(max_length=3, default=HOME)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    purpose_code = models.CharField(max_length=5, default="15220")  # DAC purpose
    iati_identifier = models.CharField(max_length=100, blank=True)  # where it came in by IATI

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form="money") | ~Q(valuation=""), name="what_is_in_kind_says_how_it_was_valued"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ResourceMovement(models.Model):
    """A pledge, commitment, disbursement or expenditure on a day, at the rate of that day."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="movements")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    on = models.DateField()
    amount = AmountField()
    rate = models.ForeignKey(ExchangeRate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    home_amount = AmountField()  # in the home currency, at that rate, to the cent
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    privacy_classes = classified(Privacy.WORKING, entered_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["resource", "stage", "on"], name="resource_stage_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="a_resource_movement_moves_something")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.on:%Y-%m-%d}"


class Announcement(models.Model):
    """What somebody said in public that would come, kept beside what the lines add up to."""

    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="announcements"
    )
    year = models.PositiveSmallIntegerField()
    amount = AmountField()
    currency = models.CharField(max_length=3, default=HOME)
    home_amount = AmountField()
    rate = models.ForeignKey(ExchangeRate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()
    said_in = models.CharField(max_length=300)  # the speech, the bulletin, the paper

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["-year", "-said_on"]

    def __str__(self) -> str:
        return f"{self.year} {self.said_in}"
