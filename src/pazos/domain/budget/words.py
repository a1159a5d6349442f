"""How amounts of money, days and steps read in a sentence, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from pazos.domain.budget.vocabulary import Step

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

MINUS = "\u2212"
SUMS = {
    Step.APPROPRIATION: _("the appropriation"),
    Step.CDP: _("the CDPs"),
    Step.RP: _("the RPs"),
    Step.OBLIGATION: _("the obligations"),
    Step.PAYMENT: _("the payments"),
}


def money(amount: Decimal) -> str:
    """Return an amount with its thousands marked; cents only where there are any."""
    places = 0 if amount == amount.to_integral_value() else 2
    text = str(number_format(abs(amount), decimal_pos=places, use_l10n=True, force_grouping=True))
    return f"{MINUS}{text}" if amount < 0 else text


def day(on: date) -> str:
    """Return a day as the reader writes it."""
    return date_format(on, "SHORT_DATE_FORMAT")
