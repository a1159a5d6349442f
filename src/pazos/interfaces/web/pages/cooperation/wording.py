"""Amounts of cooperation as a reader's language writes them, and what a difference means in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from pazos.domain.cooperation.vocabulary import ORDER
from pazos.domain.money import HOME
from pazos.interfaces.components.wording import number, percent

if TYPE_CHECKING:
    from decimal import Decimal

    from pazos.domain.cooperation.queries.resources import Standing
    from pazos.domain.cooperation.queries.years import Announced


def amount(value: Decimal, currency: str = "") -> str:
    """Return an amount to the cent, without cents where there are none, after its currency."""
    text = number(value, 0 if value == value.to_integral_value() else 2)  # type: ignore[arg-type]
    return f"{currency}\u00a0{text}" if currency else text


def stage_names() -> list[str]:
    """Return the four stages in their order."""
    return [str(stage.label) for stage in ORDER]


def standing_words(standing: Standing, currency: str) -> str:
    """Return what one stage of a contribution came to; a dash where nothing of it was recorded."""
    return amount(standing.amount, currency) if standing.is_recorded else "–"


def share_words(standing: Standing) -> str:
    """Return how much of the stage before came that far."""
    return percent(float(standing.of_before)) if standing.of_before is not None else ""


def difference_words(row: Announced) -> str:
    """Say how what the lines add up to differs from what was announced."""
    if not row.lines:
        return _("No line says anything of it.")
    own = row.difference is not None
    difference = row.difference if row.difference is not None else row.home_difference
    currency = row.announcement.currency if own else HOME
    share = percent(float(row.share), 1)
    if difference == 0:
        return _("The lines say exactly what was announced.")
    slots = {"amount": amount(abs(difference), currency), "share": share}
    if difference < 0:
        return _("The lines say {amount} less: {share} of what was announced.").format(**slots)
    return _("The lines say {amount} more than was announced: {share} of it.").format(**slots)


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of cooperation that stand beside each other."""
    pages = (
        ("resources", _("Contributions")),
        ("cooperation_years", _("By year")),
        ("cooperation_pipeline", _("How far it has come")),
        ("rates", _("Exchange rates")),
        ("iati", "IATI"),
    )
    return [(text, reverse(name), name == here) for name, text in pages]


def book(name: str) -> str:
    """Return the address where a sheet goes out and comes in as a spreadsheet."""
    return reverse("book", args=[name])
