"""A change in words: each field by its name with what stood before and after.

Names of colleagues are told to all who work here but the security liaison, who reads their office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from pazos.domain.money import AmountField, exact
from pazos.domain.people.models import ROLE_NAMES, Staff
from pazos.foundation.access.policy import Role
from pazos.foundation.history.changing import HIDDEN
from pazos.interfaces.components import wording
from pazos.interfaces.web.pages.history.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pazos.foundation.history.models import Change

NOTHING = "–"


@dataclass(frozen=True)
class FieldTold:
    """One field of a change; a hidden one changed, and its values are kept nowhere."""

    label: str
    before: str
    after: str
    is_hidden: bool


@dataclass(frozen=True)
class ChangeTold:
    """One change: who, when, what."""

    change: Change
    who: str
    fields: tuple[FieldTold, ...]


def told(changes: Sequence[Change], model: type[models.Model], *, seen_by: Staff) -> list[ChangeTold]:
    """Return changes of one model's rows in the reader's words; related rows are asked for once a model."""
    names = _related(changes, model, seen_by)
    return [
        ChangeTold(
            change,
            person(change.by, seen_by=seen_by) if isinstance(change.by, Staff) else _("Pazos itself"),
            tuple(_fields(change, model, names)),
        )
        for change in changes
    ]


def person(staff: Staff, *, seen_by: Staff) -> str:
    """Return a colleague's name, or their office for those who are told no names."""
    return str(ROLE_NAMES[Role(staff.role)]) if seen_by.role == Role.SECURITY_LIAISON else staff.name


_Names = dict[tuple[str, Any], str]


def _related(changes: Iterable[Change], model: type[models.Model], seen_by: Staff) -> _Names:
    """Return how each row that a foreign key named is called, by (field, key)."""
    asked: dict[str, set[Any]] = {}
    for change in changes:
        for attname, pair in change.fields.items():
            if isinstance(_field(model, attname), models.ForeignKey):
                asked.setdefault(attname, set()).update(one for one in pair if one is not None)
    found: _Names = {}
    for attname, keys in asked.items():
        target: Any = _field(model, attname).related_model
        for key, row in target._default_manager.in_bulk(list(keys)).items():
            found[(attname, str(key))] = person(row, seen_by=seen_by) if isinstance(row, Staff) else str(row)
    return found


def _fields(change: Change, model: type[models.Model], names: _Names) -> Iterable[FieldTold]:
    for attname, pair in change.fields.items():
        field = _field(model, attname)
        if change.is_making and pair != HIDDEN and pair[1] in (None, "", []):
            continue  # what was left empty when it was made says nothing
        before, after = (
            ("", "") if pair == HIDDEN else (words(field, pair[0], names), words(field, pair[1], names))
        )
        yield FieldTold(capfirst(label_of(field, attname)), before, after, pair == HIDDEN)


def words(field: Any, value: Any, names: _Names) -> str:
    """Return a kept value as people read it."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return names.get((field.attname, str(value)), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value)


def _plain(field: Any, value: Any) -> str:
    if isinstance(field, models.DateTimeField):
        at = parse_datetime(str(value))
        return _moment(at) if at else str(value)
    if isinstance(field, models.DateField):
        on = parse_date(str(value))
        return date_format(on, "DATE_FORMAT") if isinstance(on, date) else str(value)
    if isinstance(field, AmountField):
        return wording.number(float(exact(str(value))), 2)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _moment(at: datetime) -> str:
    return date_format(localtime(at) if is_aware(at) else at, "DATETIME_FORMAT")


def _field(model: type[models.Model], attname: str) -> Any:
    try:
        return model._meta.get_field(attname)
    except FieldDoesNotExist:
        return next((field for field in model._meta.concrete_fields if field.attname == attname), None)
