"""How a referral reads on a page: its state and its clock in words, a colour never alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.rules.eligibility import Eligibility, Fit
from pazos.domain.cases.vocabulary import ReferralState, WaitClass
from pazos.interfaces.components.routes import address_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pazos.domain.cases.models import Referral
    from pazos.domain.people.models import Staff

BADGES = {
    ReferralState.SENT: "info",
    ReferralState.ACCEPTED: "good",
    ReferralState.WAITING: "info",
    ReferralState.REFUSED: "warning",
    ReferralState.WITHDRAWN: "",
}
FITS = {Fit.FITS: "good", Fit.NOT: "warning", Fit.NOT_KNOWN: "info"}
TABS = (
    (queries.TO_ANSWER, gettext_lazy("To answer")),
    (queries.LATE, gettext_lazy("Late")),
    (queries.WAITING, gettext_lazy("Waiting list")),
    (queries.MINE, gettext_lazy("Written by me")),
    (queries.ANSWERED, gettext_lazy("Answered")),
    (queries.ALL, gettext_lazy("All")),
)
OF_REFERRER = (queries.MINE,)
LISTS = (
    ("referrals", gettext_lazy("Referrals")),
    ("waiting_list", gettext_lazy("Waiting list")),
    ("twice", gettext_lazy("People who may stand twice")),
)
# Why somebody stands where they stand; the same words on the page of the rule.
CLASSES = {
    WaitClass.ORDERED: gettext_lazy("because an order of a judge or a family defender sets a term"),
    WaitClass.RE_ENTRY: gettext_lazy("because they had a case that ended less than twelve months before"),
    WaitClass.ARRIVAL: gettext_lazy("in the order of arrival"),
}


@dataclass(frozen=True)
class Row:
    """A line of the list in words."""

    one: Referral
    number: str
    state: str
    badge: str
    late: str
    kind: str


def rows_of(shown: Iterable[Referral], who: Staff) -> list[Row]:
    """Return how referrals read to somebody in a list."""
    rows = list(shown)
    told = queries.told(rows, seen_by=who)
    return [_row(one, told[one.pk].state) for one in rows]


def _row(one: Referral, state: ReferralState) -> Row:
    late = late_words(one)
    kind = "error" if late else ""
    return Row(one, queries.number_of(one.pk), str(state.label), BADGES[state], late, kind)


def late_words(one: Referral) -> str:
    """Return "3 days late", or nothing for one that is in time."""
    days = queries.days_late(one)
    return ngettext("{n} day late", "{n} days late", days).format(n=days) if days else ""


def tabs(show: str, *, counts: Mapping[str, int], receives: bool) -> list[tuple[str, str, bool]]:
    """Return the tabs of the list with their numbers: whoever only refers has their own."""
    found = []
    for name, label in TABS:
        if receives or name in OF_REFERRER:
            text = f"{label} ({counts[name]})" if name in counts else str(label)
            found.append((text, f"{reverse('referrals')}?show={name}", name == show))
    return found


def lists(current: str, who: Staff) -> list[tuple[str, str, bool]]:
    """Return the pages of this topic that somebody may open."""
    found = [(name, label, address_named(name)) for name, label in LISTS]
    return [
        (str(label), reverse(name), name == current)
        for name, label, address in found
        if address is not None and who.may(address.needs)
    ]


def fit_lines(found: Eligibility) -> list[tuple[str, str, str]]:
    """Return place and age, each with its badge and its word."""
    return [
        (_("Place"), FITS[found.place], str(found.place.label)),
        (_("Age"), FITS[found.age], str(found.age.label)),
    ]


def age_words(one: Referral, *, on: date | None = None) -> str:
    """Return what is known of an age: "17 years", a band, or that it was not asked."""
    if one.born_on is not None:
        day = on or timezone.localdate()
        years = day.year - one.born_on.year - ((day.month, day.day) < (one.born_on.month, one.born_on.day))
        return ngettext("{n} year", "{n} years", years).format(n=years)
    if one.age_band == "unknown":
        return _("not asked")
    return _("{band} years").format(band=one.get_age_band_display())


def named_rows(counts: Mapping[str, int], names: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return how many rows of each kind, under the names that people call them by."""
    total: dict[str, int] = {}
    for kind, number in counts.items():
        label = str(names.get(kind.partition(":")[0], _("other records")))
        total[label] = total.get(label, 0) + number
    return sorted(total.items())


# What the kinds of rows that hang on a person are called.
KINDS: dict[str, Any] = {
    "activities.Attendance": gettext_lazy("attendances"),
    "participants.AgreementTurn": gettext_lazy("words on taking part"),
    "cases.Referral": gettext_lazy("referrals"),
    "cases.Case": gettext_lazy("cases"),
    "rights.Consent": gettext_lazy("permissions"),
    "rights.Request": gettext_lazy("requests about data"),
}


def joined(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return ", ".join(words)
