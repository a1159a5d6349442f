"""The words of cooperation: what is promised and what arrives, in money or in kind."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far a resource has come. Each is reckoned apart; a later one may never exceed the one before."""

    PLEDGE = "pledge", _("pledge")
    COMMITMENT = "commitment", _("commitment")
    DISBURSEMENT = "disbursement", _("disbursement")
    EXPENDITURE = "expenditure", _("expenditure")


class Form(TextChoices):
    """Money, or something else that was valued."""

    MONEY = "money", _("money")
    IN_KIND = "in_kind", _("in kind")


class Valuation(TextChoices):
    """How what is not money was valued."""

    INVOICE = "invoice", _("invoices of the partner")
    MARKET = "market", _("market price of the same")
    HOURS = "hours", _("hours at the pay of the post")
    PARTNER = "partner", _("as the partner declares, not checked")
