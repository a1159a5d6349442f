"""The steps of Colombian public money, and what can happen to a line."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """Each step may never exceed the one before it, on any day (Decree 111 of 1996)."""

    APPROPRIATION = "appropriation", _("appropriation")
    CDP = "cdp", _("CDP (certificate of availability)")
    RP = "rp", _("RP (registered commitment)")
    OBLIGATION = "obligation", _("obligation")
    PAYMENT = "payment", _("payment")


ORDER = (Step.APPROPRIATION, Step.CDP, Step.RP, Step.OBLIGATION, Step.PAYMENT)


class Amendment(TextChoices):
    """Why an appropriation changes; nothing for what is no amendment."""

    INITIAL = "initial", _("initial appropriation")
    ADDITION = "addition", _("addition")
    REDUCTION = "reduction", _("reduction")
    TRANSFER_IN = "transfer_in", _("transfer received")
    TRANSFER_OUT = "transfer_out", _("transfer given")
    RELEASE = "release", _("release of what was not used")  # of a CDP, RP or obligation, negative


class Fund(TextChoices):
    """Where the money comes from."""

    OWN = "own", _("own resources")
    TRANSFERS = "transfers", _("national transfers (SGP)")
    ROYALTIES = "royalties", _("royalties (SGR)")
    SECURITY_FUND = "security_fund", _("security fund (FONSET)")
    COOPERATION = "cooperation", _("cooperation")
    CREDIT = "credit", _("credit")
    OTHER = "other", _("other sources")
