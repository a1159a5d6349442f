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


ORDER = (Stage.PLEDGE, Stage.COMMITMENT, Stage.DISBURSEMENT, Stage.EXPENDITURE)


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


class Block(TextChoices):
    """What stands against a resource, one of its movements, a rate or an announcement."""

    FUTURE = "future", _("That day is still to come.")
    NOTHING = "nothing", _("An amount of nought moves nothing.")
    NO_RATE = (
        "no_rate",
        _("No exchange rate of that day or of the ten days before it is kept. Write one down first."),
    )
    SAYS_NOT_WHY = "says_not_why", _("An amount below nought takes something away. Say why in the note.")
    BELOW_NOUGHT = "below_nought", _("More would be taken away than there is on some day.")
    MORE_THAN_PLEDGED = (
        "more_than_pledged",
        _("On some day this is more than had been pledged by then. Write the pledge first, or correct it."),
    )
    MORE_THAN_COMMITTED = (
        "more_than_committed",
        _(
            "On some day this is more than had been committed by then. Write the commitment first, or correct it."
        ),
    )
    MORE_THAN_DISBURSED = (
        "more_than_disbursed",
        _("On some day more would be spent than had been disbursed by then. Write the disbursement first."),
    )
    TAKEN_BACK = "taken_back", _("This movement was taken back already.")
    IS_TAKING_BACK = (
        "is_taking_back",
        _("What takes a movement back is not itself taken back; write it anew."),
    )
    BEFORE_IT_MOVED = "before_it_moved", _("It cannot be taken back before the day on which it was made.")
    NOT_VALUED = "not_valued", _("What is in kind says how it was valued, and by what.")
    VALUED_MONEY = "valued_money", _("Money needs no valuation.")
    ENDS_BEFORE = "ends_before", _("The last day stands before the first.")
    AGREEMENT_OF_ANOTHER = "agreement_of_another", _("That agreement is of another partner.")
    PROGRAMME_ELSEWHERE = "programme_elsewhere", _("That programme belongs to another component.")
    NO_CURRENCY = "no_currency", _("A currency is three capital letters, as in COP, USD or EUR.")
    NO_PURPOSE = "no_purpose", _("A purpose is the five figures of the DAC list, as in 15220.")
    CURRENCY_MOVED = (
        "currency_moved",
        _("Its movements are in the currency it has; it cannot change any more."),
    )
    HOME_CURRENCY = "home_currency", _("The city's own currency needs no rate.")
    RATE_IN_USE = (
        "rate_in_use",
        _(
            "Amounts were converted at this rate already. It stays as it was; take those movements back first."
        ),
    )
