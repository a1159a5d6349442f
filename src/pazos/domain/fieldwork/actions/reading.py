"""What does a kept sending say, by the form it was written in?

Nothing is written here. A form that is not known (any more) is nobody's mistake: such a sending
is for the coordinator. An answer that cannot be is refused with every reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from pazos.domain.fieldwork.clocks import Clock, doubts, put_right
from pazos.domain.fieldwork.forms.fields import Kind
from pazos.domain.fieldwork.forms.registry import FORMS, RETIRED
from pazos.domain.fieldwork.merging import Edit
from pazos.domain.fieldwork.models import Device
from pazos.domain.fieldwork.tracing import plain
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pazos.domain.fieldwork.forms.form import Form, Values
    from pazos.domain.fieldwork.models import Submission


@dataclass(frozen=True)
class Reading:
    """A sending as its form understands it.

    `values` are those of a new record, or the new values of an edit's fields; `edits` compares.
    """

    form: Form
    at: datetime
    values: Values
    is_change: bool = False
    edits: tuple[Edit, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    doubts: tuple[InputProblem, ...] = ()

    @property
    def references(self) -> list[tuple[str, UUID]]:
        """The other records that it names, each with its kind."""
        found = []
        for asked in self.form.fields:
            value = self.values.get(asked.name)
            named = value if asked.kind is Kind.RECORDS else [value]
            found += [(asked.of, one) for one in named or () if isinstance(one, UUID)]
        return found


class UnknownFormError(InputProblem):
    """A form, or a version of it, that this server cannot read."""

    def __reduce__(self) -> tuple[object, ...]:
        return (UnknownFormError, (self.template,))


def read(row: Submission, *, first_at: datetime | None = None) -> Reading:
    """Return what a sending says; an unknown form raises UnknownFormError.

    `first_at` is since when its writer has had a phone, where that is known already.
    """
    form = FORMS.get(row.form)
    if form is None:
        raise UnknownFormError(N_("This form is not known here. Somebody must read it."))
    said = _in_todays_form(row, form)
    is_change = row.base_version is not None or not form.makes
    if is_change and not form.changes:
        problem = InputProblem(N_("This form makes a record and changes none."))
        return Reading(form, row.written_at, {}, is_change=is_change, problems=(problem,))
    reading = _changes(form, said, row) if is_change else _record(form, said, row)
    return _dated(row, reading, first_at or first_phone(row.staff_id))


def _in_todays_form(row: Submission, form: Form) -> Mapping[str, Any]:
    said = (row.content or {}).get("values")
    if not isinstance(said, dict):
        return {}
    version = row.form_version
    while version != form.version:
        old = RETIRED.get((row.form, version))
        if old is None or old.upgrade is None:
            raise UnknownFormError(N_("This form was written in a version that is no longer read. Read it."))
        said = _upgraded(said, old)
        version += 1
    return said


def _upgraded(said: Mapping[str, Any], old: Form) -> dict[str, Any]:
    """Return values in the next version of a form; of edits, both what was seen and what was written."""
    assert old.upgrade is not None
    if not any(isinstance(one, dict) and "mine" in one for one in said.values()):
        return old.upgrade(dict(said))
    base = old.upgrade({name: one.get("base") for name, one in said.items() if isinstance(one, dict)})
    mine = old.upgrade({name: one.get("mine") for name, one in said.items() if isinstance(one, dict)})
    return {name: {"base": base.get(name), "mine": value} for name, value in mine.items()}


def _record(form: Form, said: Mapping[str, Any], row: Submission) -> Reading:
    values, problems = form.read(said)
    return Reading(form, row.written_at, values, problems=tuple(problems))


def _changes(form: Form, said: Mapping[str, Any], row: Submission) -> Reading:
    mine = {name: one["mine"] for name, one in said.items() if isinstance(one, dict) and "mine" in one}
    problems = [_not_editable(name) for name in said if not _may_change(form, name, mine)]
    if not said:
        problems.append(InputProblem(N_("This changes nothing.")))
    values, wrong = form.read(mine) if form.together else form.read_some(mine)
    edits = tuple(
        Edit(name, _base(form, name, said[name].get("base")), plain(value)) for name, value in values.items()
    )
    all_wrong = (*problems, *wrong)
    return Reading(form, row.written_at, values, is_change=True, edits=edits, problems=all_wrong)


def _may_change(form: Form, name: str, mine: Mapping[str, Any]) -> bool:
    asked = form.field(name)
    return name in mine and asked is not None and asked.editable


def _not_editable(name: str) -> InputProblem:
    return InputProblem(N_("{field} cannot be changed."), field=name if name.isidentifier() else "")


def _base(form: Form, name: str, said: Any) -> Any:
    """Return what the phone saw; it need not be an answer that is still known."""
    asked = form.field(name)
    try:
        return plain(asked.read(said)) if asked else said
    except InputProblem:
        return said


def _dated(row: Submission, reading: Reading, first_at: datetime) -> Reading:
    """Return a reading with its days put right by the phone's clock, and what is doubtful of them."""
    ahead = row.written_at_phone - row.written_at
    clock = Clock(ahead, first_at, row.received_at, timezone.get_current_timezone())
    changed = {one.field for one in reading.edits if one.mine != one.base}
    moved = put_right(reading.values, reading.form, days=clock.days_ahead(row.written_at_phone))
    values = {
        name: moved[name] if not reading.is_change or name in changed else value
        for name, value in reading.values.items()
    }
    edits = tuple(replace(one, mine=plain(values[one.field])) for one in reading.edits)
    written_at = row.written_at if clock.is_possible(row.written_at) else row.received_at
    dated = {name: value for name, value in values.items() if not reading.is_change or name in changed}
    doubtful = doubts(dated, reading.form, clock=clock, written_at=row.written_at)
    return replace(reading, at=written_at, values=values, edits=edits, doubts=tuple(doubtful))


def first_phone(staff: int) -> datetime:
    """Return since when a person has had a phone."""
    return Device.objects.filter(staff=staff).order_by("made_at").values_list("made_at", flat=True)[0]
