"""The figures of people reached in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.analysis.disclosing import TOTAL
from pazos.analysis.figures.reach import people_by_quarter
from pazos.domain.participants.vocabulary import Answer, Ethnic
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.activities import wording
from pazos.interfaces.web.pages.activities.counted import crossed_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.reach.figures import Figures, Listed
    from pazos.interfaces.web.pages.activities.wording import Check

TRAITS: dict[str, tuple[Any, Any]] = {
    "ethnic": (gettext_lazy("Ethnic group"), Ethnic),
    "disability": (gettext_lazy("Disability"), Answer),
    "conflict_victim": (gettext_lazy("Victim of the armed conflict"), Answer),
}
QUARTERS_SHOWN = 24


@dataclass(frozen=True)
class Lines:
    """A list of counts under a title: name, number (None is hidden), share of all as a width from 0 to 100."""

    title: str
    rows: tuple[tuple[str, int | None, int], ...]
    more: tuple[tuple[str, int | None, int], ...] = ()


def shown(found: Figures) -> dict[str, Any]:
    """Return what the page shows of a selection's figures."""
    quarters = [
        (wording.quarter_name(one), *found.quarters[one]) for one in sorted(found.quarters)[-QUARTERS_SHOWN:]
    ]
    reported = found.reported.crossed.count(TOTAL)
    return {
        "found": found,
        "crossed": crossed_table(found.crossed) if found.people else None,
        "traits": [_trait(name, found.traits[name]) for name in TRAITS] if found.people else [],
        "places": _places(found) if found.people else None,
        "reported": reported,
        "reported_table": crossed_table(found.reported.crossed) if reported else None,
        "checks": _checks(found),
        "programmes": [
            (one, wording.short_share(one.living), wording.short_share(one.aged)) for one in found.programmes
        ],
        "svg": people_by_quarter(quarters, worded=number) if quarters else "",
        "quarters": {
            "columns": [_("Quarter"), _("People"), _("For the first time")],
            "rows": [[name, number(people), number(new)] for name, people, new in reversed(quarters)],
        },
        "indirect": found.indirect,
    }


def _checks(found: Figures) -> list[Check]:
    of, ages = found.targeted, {"first": found.targeted.first_age, "last": found.targeted.last_age}
    lives = _("live in the designated clusters") if of.is_designated else _("live in the clusters")
    return [
        wording.check(found.living, title=_("From the places that were chosen"), inside=lives),
        wording.check(
            found.aged,
            title=_("Of the ages that were chosen"),
            inside=_("were {first} to {last} years old").format(**ages),
        ),
    ]


def _trait(name: str, counts: Listed) -> Lines:
    title, words = TRAITS[name]
    rows = [(str(one.label), counts[one.value]) for one in words if counts[one.value] != 0]
    return Lines(str(title), _wide(rows, counts))


def _places(found: Figures) -> Lines:
    rows = [
        (found.place_names.get(key) or _("not known"), n) for key, n in found.places.items() if key != TOTAL
    ]
    lines = _wide([row for row in rows if row[1] != 0], found.places)
    return Lines(_("Neighbourhood where they live"), lines[:12], lines[12:])


def _wide(
    rows: list[tuple[str, int | None]], counts: Mapping[str, int | None]
) -> tuple[tuple[str, int | None, int], ...]:
    most = max((n or 0 for key, n in counts.items() if key != TOTAL), default=0) or 1
    return tuple((name, n, round(100 * (n or 0) / most)) for name, n in rows)
