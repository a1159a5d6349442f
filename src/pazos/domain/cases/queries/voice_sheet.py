"""What is kept of one person in every app, why, until when, and who saw it: for the person, in the person's words.

Whoever accompanies somebody hands them what stands in the compartments that they work in, of the cases that
are theirs: what another pair wrote, before or since, the rights desk hands out. A restorative process, legal orientation and requests of rights are another compartment: the rights desk hands those out, and
nothing here says whether there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from pazos.domain.cases.models import Case
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.working import subject_of
from pazos.domain.participants.agreeing import taken_back
from pazos.domain.participants.queries import rows_of
from pazos.domain.people.models import Staff
from pazos.domain.rights.models import Consent
from pazos.domain.rights.queries.keeping import Period, own_periods, period_of
from pazos.domain.rights.registry import holdings
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import who_saw

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.participants.models import Participant
    from pazos.domain.rights.registry import Holding, Kept, Subject

OF_A_CASE = (
    *("activities.", "cases.", "employment.", "participants."),
    *("fieldwork.accompaniment", "justice.measures", "rights.consents"),
)
MOST_LOOKS = 500


@dataclass(frozen=True)
class Part:
    """What one holding keeps of the person; `records` is empty where a record also speaks of others."""

    holding: Holding
    period: Period
    kept: tuple[Kept, ...]
    records: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Look:
    """Somebody of the staff saw something of the person on a day."""

    on: date
    who: Staff
    what: tuple[str, ...]  # labels of models or names of holdings


@dataclass(frozen=True)
class Sheet:
    """Everything for one person. `is_whole`: nothing of another compartment is left out.

    `has_earlier_looks`: there were more looks than are listed, before these.
    """

    participant: Participant
    subject: Subject
    parts: tuple[Part, ...]
    looks: tuple[Look, ...]
    is_whole: bool
    has_earlier_looks: bool = False


def of_case(key: UUID, *, seen_by: Staff) -> Sheet | None:
    """Return the sheet of the person of a case, None where there is none that this person works."""
    mine = _worked(seen_by)
    case = mine.filter(pk=key).first()
    return _sheet(case.participant_id, prefixes=OF_A_CASE, cases=mine) if case else None


def of_person(key: UUID, *, seen_by: Staff) -> Sheet | None:
    """Return the whole sheet of a participant, None for whoever does not answer requests of rights."""
    if not _answers_requests(seen_by):
        return None
    return _sheet(key, prefixes=("",), cases=None)


def is_open(participant: Participant, *, seen_by: Staff) -> bool:
    """Return whether the sheet of a participant would be shown to somebody; it is not made for that."""
    if _answers_requests(seen_by) and rows_of(participant.pk):
        return True
    return _worked(seen_by).filter(participant=participant).exists()


def _answers_requests(staff: Staff) -> bool:
    return not reach_of(staff, Permission.HANDLE_REQUESTS).is_nothing


def _worked(staff: Staff) -> QuerySet[Case]:
    return Case.objects.filter(reached(staff, Permission.WORK_CASES))


def permissions_of(sheet: Sheet) -> list[Consent]:
    """Return the permissions of a sheet's person that could be taken back today."""
    rows = Consent.objects.filter(
        subject_kind=sheet.subject.kind,
        subject_key__in=[row.pk for row in rows_of(sheet.participant.pk)],
        basis="consent",
        withdrawn_on__isnull=True,
    )
    today = timezone.localdate()
    return [row for row in rows if row.expires_on is None or row.expires_on >= today]


def takes_part(sheet: Sheet) -> bool:
    """Return whether the person takes part today: nothing they agreed to was taken back since."""
    return not taken_back([sheet.participant], days=(timezone.localdate(),))


def may_take_back(sheet: Sheet) -> bool:
    """Return whether there is anything left that the person could take back today."""
    return takes_part(sheet) or bool(permissions_of(sheet))


def _sheet(key: UUID, *, prefixes: tuple[str, ...], cases: QuerySet[Case] | None) -> Sheet | None:
    rows = rows_of(key)
    if not rows:
        return None
    subject, own = subject_of(rows[0].pk), own_periods()
    found = [
        _part(one, subject, period_of(one, own), cases=cases)
        for one in holdings().values()
        if one.name.startswith(prefixes)
    ]
    parts = tuple(one for one in found if one.kept)
    keys = {str(row.pk) for row in rows} | {kept.key for part in parts for kept in part.kept}
    looks, is_cut = _looks(keys - {""})
    return Sheet(rows[0], subject, parts, looks, is_whole=prefixes == ("",), has_earlier_looks=is_cut)


def _part(holding: Holding, subject: Subject, period: Period, *, cases: QuerySet[Case] | None) -> Part:
    kept = tuple(holding.find(subject))
    if kept and holding.models and cases is not None:
        kept = _of_cases(holding, kept, cases.filter(participant=subject.key))
    records = tuple(holding.content(one.key) for one in kept) if holding.content else ()
    return Part(holding, period, kept, records)


def _of_cases(holding: Holding, kept: tuple[Kept, ...], cases: QuerySet[Case]) -> tuple[Kept, ...]:
    """Return what hangs on these cases, and everything that hangs on none."""
    model = apps.get_model(holding.models[0])
    names = {field.name for field in model._meta.get_fields()}
    if model is not Case and "case" not in names:
        return kept
    asked = {"pk__in": cases} if model is Case else {"case__in": cases}
    mine = {str(key) for key in model._default_manager.filter(**asked).values_list("pk", flat=True)}
    return tuple(one for one in kept if one.key in mine)


def _looks(keys: Collection[str]) -> tuple[tuple[Look, ...], bool]:
    """Return who saw any of these records, a line a person and day, the newest first; and whether there were more."""
    found: dict[tuple[date, int], set[str]] = {}
    most = MOST_LOOKS * 4
    seen = who_saw(keys, most=most + 1)
    for at, by, what in seen[:most]:
        found.setdefault((timezone.localdate(at), by), set()).add(what)
    staff = Staff.objects.in_bulk({by for _, by in found})
    looks = tuple(Look(on, staff[by], tuple(sorted(what))) for (on, by), what in found.items())
    return looks[:MOST_LOOKS], len(seen) > most or len(looks) > MOST_LOOKS
