"""Which exchange rate held on a day? The newest one on or before it that is not too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from pazos.domain.cooperation.models import Announcement, ExchangeRate, ResourceMovement
from pazos.domain.cooperation.rules import holds_on
from pazos.domain.money import HOME

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def rate_on(currency: str, *, on: date) -> ExchangeRate | None:
    """Return the rate that held on a day; None for the home currency and where the newest is too old."""
    if currency == HOME:
        return None
    newest = ExchangeRate.objects.filter(currency=currency, on__lte=on).order_by("-on").first()
    return newest if newest is not None and holds_on(newest.on, on=on) else None


def rates(*, currency: str = "") -> QuerySet[ExchangeRate]:
    """Return the rates that are kept, the newest first, with `is_used`: amounts were converted at it."""
    used = Exists(ResourceMovement.objects.filter(rate=OuterRef("pk"))) | Exists(
        Announcement.objects.filter(rate=OuterRef("pk"))
    )
    asked = Q(currency=currency) if currency else Q()
    return ExchangeRate.objects.filter(asked).annotate(is_used=used).order_by("-on", "currency")


def currencies() -> list[str]:
    """Return the currencies of which a rate is kept."""
    rows = ExchangeRate.objects.order_by("currency").values_list("currency", flat=True).distinct()
    return list(rows)
