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
    REFUND = "refund", _("refund of a payment")  # negative


ADDS = (Amendment.INITIAL, Amendment.ADDITION, Amendment.TRANSFER_IN)
GIVES_BACK = (Amendment.REDUCTION, Amendment.TRANSFER_OUT, Amendment.RELEASE, Amendment.REFUND)
# What each step takes beside what moves forward.
AMENDMENTS: dict[Step, tuple[Amendment, ...]] = {
    Step.APPROPRIATION: (*ADDS, Amendment.REDUCTION, Amendment.TRANSFER_OUT),
    Step.CDP: (Amendment.RELEASE,),
    Step.RP: (Amendment.RELEASE,),
    Step.OBLIGATION: (Amendment.RELEASE,),
    Step.PAYMENT: (Amendment.REFUND,),
}
WHOLE = 10_000  # a line in ten thousandths


class Fund(TextChoices):
    """Where the money comes from."""

    OWN = "own", _("own resources")
    TRANSFERS = "transfers", _("national transfers (SGP)")
    ROYALTIES = "royalties", _("royalties (SGR)")
    SECURITY_FUND = "security_fund", _("security fund (FONSET)")
    COOPERATION = "cooperation", _("cooperation")
    CREDIT = "credit", _("credit")
    OTHER = "other", _("other sources")


class Dimension(TextChoices):
    """What money is added up by."""

    DEPARTMENT = "department", _("department")
    PROGRAMME = "programme", _("programme")
    COMPONENT = "component", _("component")
    FUND = "fund", _("source of funds")
