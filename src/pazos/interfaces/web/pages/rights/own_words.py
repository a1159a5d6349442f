"""What is kept of a person in plain words, for a page, a paper and a file: the same words in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.rights.registry import holdings
from pazos.foundation.access.policy import Permission, Role, holders
from pazos.interfaces.web.pages.rights import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.queries.voice_sheet import Part, Sheet
    from pazos.interfaces.reports.rights import PartOfCopy


def topics(sheet: Sheet) -> tuple[PartOfCopy, ...]:
    """Return what each part of the product keeps of the person."""
    return tuple(_topic(one) for one in sheet.parts)


def _topic(part: Part) -> PartOfCopy:
    records = [_record(one) for one in part.records]
    return wording.part_of_copy(part.holding, kept=part.kept, period=part.period, records=records)


def _record(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a record as lines of what it is and what stands there; what is empty is left out."""
    lines = (wording.field_words(name, value) for name, value in content.items())
    return [line for line in lines if line[1] != wording.NOTHING]


def looks(sheet: Sheet) -> tuple[tuple[str, str, str, str], ...]:
    """Return who saw what and when: day, name, role, what."""
    return tuple(
        (
            date_format(one.on, "DATE_FORMAT"),
            one.who.name,
            str(ROLE_NAMES[Role(one.who.role)]),
            ", ".join(dict.fromkeys(_thing(what) for what in one.what)),
        )
        for one in sheet.looks
    )


def _thing(what: str) -> str:
    """Return what was looked at: the title of the holding of a model, or of one by its name."""
    of = {label.lower(): str(one.title) for one in holdings().values() for label in one.models}
    named = holdings().get(what)
    return str(named.title) if named else of.get(what.lower(), _("a record about you"))


def notes(sheet: Sheet) -> tuple[str, ...]:
    """Return what the person can do, in plain words."""
    told = [
        _(
            "This is yours. You may have it corrected, take a copy, take your permission back or have it erased."
        ),
        _(
            "Taking your permission back is enough to say so; you need not give a reason, and it counts at once."
        ),
        _("Whoever answers has ten working days for a question and fifteen for a claim (Law 1581 of 2012)."),
        _(
            "What you answered is also counted together with what many others did, in totals that hide small groups, so "
            "that nobody can single you out. Each count is written down, and no look at you is. Who may see the "
            "totals: {roles}."
        ).format(roles=_roles(Permission.SEE_PROGRAMME_TOTALS)),
    ]
    told.append(
        _("What is erased goes from the database at once, for good. {backups}").format(
            backups=wording.backups_told()
        )
    )
    if sheet.has_earlier_looks:
        told.append(
            _("Of those who saw it only the latest are listed. Ask the rights desk for those before them.")
        )
    if not sheet.is_whole:
        told.append(
            _(
                "Other teams may keep something that whoever accompanies you cannot see. Ask the rights desk for all of it."
            )
        )
    return tuple(told)


def _roles(permission: Permission) -> str:
    return ", ".join(str(ROLE_NAMES[role]) for role in holders(permission))


def plain(sheet: Sheet) -> dict[str, Any]:
    """Return the sheet as a file: the same words, in an order that a program can read."""
    return {
        "made_on": timezone.localdate().isoformat(),
        "is_whole": sheet.is_whole,
        "what_you_can_do": list(notes(sheet)),
        "kept": [
            {
                "title": one.title,
                "what_for": one.purpose,
                "legal_ground": one.basis,
                "kept_for": one.kept_for,
                "records": [dict(record) for record in one.records],
                "not_copied": one.counted,
            }
            for one in topics(sheet)
        ],
        "seen_by": [dict(zip(("day", "name", "role", "what"), line, strict=True)) for line in looks(sheet)],
    }
