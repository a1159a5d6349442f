"""The words of the yearly report."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportState(TextChoices):
    """How a yearly report stands. What was signed is never edited: a later one takes its place."""

    PREPARED = "prepared", pgettext_lazy("a report", "prepared")
    SIGNED = "signed", pgettext_lazy("a report", "signed")
    REPLACED = "replaced", pgettext_lazy("a report", "replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("a report", "withdrawn")


class Block(TextChoices):
    """Why a report cannot be prepared, signed or withdrawn; the label is the whole sentence."""

    NO_STRATEGY = "no_strategy", _("There is no strategy in that year to give account of.")
    YEAR_AHEAD = "year_ahead", _("That year has not begun.")
    DAY_OUTSIDE = "day_outside", _("The day up to which it counts lies outside the year, or ahead.")
    ONE_WAITS = "one_waits", _("A report of that year waits for its signature. Sign it or withdraw it first.")
    SAME_AS_SIGNED = "same_as_signed", _("Its figures are the same as in the report that is signed already.")
    NO_REASON = "no_reason", _("A report of that year is signed. Say what this one corrects.")
    SAME_PERSON = "same_person", _("You prepared it. Another person signs.")
    NOT_PREPARED = "not_prepared", _("It does not wait for a signature.")
    CONTENT_CHANGED = "content_changed", _("Its content is not what was prepared: its hash differs.")
    FIGURES_CHANGED = (
        "figures_changed",
        _("The books have changed since it was prepared. Withdraw it and prepare it again."),
    )
    NOT_STANDING = "not_standing", _("It was withdrawn or replaced already.")
    NO_WHY = "no_why", _("Say why, in words that anybody may read.")
