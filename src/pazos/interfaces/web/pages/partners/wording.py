"""How partners and agreements read on a page: money in its currency, badges, the pages beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pazos.domain.partners.vocabulary import AgreementStanding, VettingStanding, WarningKind
from pazos.interfaces.components.wording import number

if TYPE_CHECKING:
    from decimal import Decimal

    from pazos.domain.partners.queries import Sides, Warned

BADGES = {
    AgreementStanding.DRAFT: "info",
    AgreementStanding.TO_BEGIN: "info",
    AgreementStanding.IN_FORCE: "good",
    AgreementStanding.ENDS_SOON: "warning",
    AgreementStanding.TO_CLOSE: "error",
    AgreementStanding.ENDED: "",
    AgreementStanding.TERMINATED: "",
    VettingStanding.CLEARED: "good",
    VettingStanding.WITH_CONDITIONS: "warning",
    VettingStanding.REFUSED: "error",
    VettingStanding.LAPSED: "error",
}
PRESSING = frozenset(
    {
        WarningKind.VETTING_REFUSED,
        WarningKind.DUTY_OVERDUE,
        WarningKind.TO_CLOSE,
        WarningKind.VETTING_LAPSED,
    }
)


def money(value: Decimal, currency: str = "") -> str:
    """Return an amount to the cent, without cents where there are none, after its currency."""
    text = number(value, 0 if value == value.to_integral_value() else 2)  # type: ignore[arg-type]
    return f"{currency}\u00a0{text}" if currency else text


def sides_table(sides: Sides) -> list[tuple[str, str, str, str]]:
    """Return what each side gives, line by line: side, money, in kind, together."""
    lines = (
        (_("The city"), sides.city_money, sides.city_in_kind, sides.city),
        (_("The partner"), sides.partner_money, sides.partner_in_kind, sides.partner),
        (
            _("Together"),
            sides.city_money + sides.partner_money,
            sides.city_in_kind + sides.partner_in_kind,
            sides.total,
        ),
    )
    return [(name, money(a), money(b), money(c)) for name, a, b, c in lines]


def days_words(days: int) -> str:
    """Say how far a day is: in 12 days, today, 3 days ago."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days).format(n=days)
    return ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)


def warned_rows(found: list[Warned]) -> list[tuple[Warned, str, str, str]]:
    """Return warnings with their badge, how far their day is, and where each leads."""
    return [
        (
            one,
            "error" if one.kind in PRESSING else "warning",
            days_words(one.days),
            reverse("agreement", args=[one.agreement])
            if one.agreement
            else reverse("partner", args=[one.partner]),
        )
        for one in found
    ]
