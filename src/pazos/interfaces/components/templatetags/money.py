"""Amounts of money in templates, with every cent that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from pazos.domain.budget.words import money as in_words

if TYPE_CHECKING:
    from decimal import Decimal

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def money(amount: Decimal | None) -> SafeString:
    """`{% money row.steps.payment %}`: 1.234.567, its cents only where there are any."""
    if amount is None:
        return format_html(
            '<span class="missing"><span aria-hidden="true">–</span>'
            '<span class="visually-hidden">{}</span></span>',
            gettext("no value"),
        )
    return format_html('<span class="number nowrap">{}</span>', in_words(amount))
