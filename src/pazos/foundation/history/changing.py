"""Making and changing a record so that it can be told and taken back.

An action calls `made` after it created a row and `change` instead of setting attributes and
saving. Fields of personal or sensitive data are changed like any other, and leave only their
name: history must not keep what erasure has to reach.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from pazos.foundation.history.models import Change
from pazos.foundation.privacy import Privacy, privacy_of
from pazos.foundation.privacy.fields import Sealed

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Field, Model, QuerySet

KEPT = (Privacy.PUBLIC, Privacy.WORKING)
HIDDEN = [None, None]


def made(row: Model, *, by: AbstractBaseUser | None) -> Change:
    """Write down that a row was made, with what stood in it."""
    fields = {
        field.attname: [None, plain(field, row)] if _is_kept(row, field) else HIDDEN
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return write(row, fields, by=by, is_making=True)


@transaction.atomic
def change(row: Model, *, by: AbstractBaseUser | None, **values: Any) -> Change | None:
    """Set fields of a row, save them and write down what changed; None where nothing did."""
    before = {name: plain(_field(row, name), row) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    touched = [name for name in values if plain(_field(row, name), row) != before[name]]
    if not touched:
        return None
    row.save(update_fields=touched)
    fields = {}
    for name in touched:
        field = _field(row, name)
        pair = [before[name], plain(field, row)] if _is_kept(row, field) else HIDDEN
        fields[field.attname] = pair
    return write(row, fields, by=by)


def changes_of(row: Model) -> QuerySet[Change]:
    """Return what happened to a row, the newest first."""
    return Change.objects.filter(kind=row._meta.label_lower, key=str(row.pk)).select_related("by")


def forget_words(row: Model) -> int:
    """Take every value out of what history keeps of a row; that it was made and changed, when and by whom, stays."""
    told = list(changes_of(row))
    for one in told:
        one.fields = dict.fromkeys(one.fields, HIDDEN)
    return Change.objects.bulk_update(told, ["fields"])


def write(row: Model, fields: dict[str, Any], *, by: AbstractBaseUser | None, **marks: Any) -> Change:
    """Write one change down; `marks` says whether it made the row or which change it takes back."""
    return Change.objects.create(
        kind=row._meta.label_lower,
        key=str(row.pk),
        at=timezone.now(),
        by_id=by.pk if by else None,
        fields=fields,
        **marks,
    )


def _field(row: Model, name: str) -> Field[Any, Any]:
    found = row._meta.get_field(name)
    if found.many_to_many or not found.concrete:
        msg = f"{row._meta.label}.{name} is no column of the row"
        raise TypeError(msg)
    return found


def _is_kept(row: Model, field: Field[Any, Any]) -> bool:
    classes: dict[str, Privacy] = getattr(row, "privacy_classes")  # noqa: B009
    return privacy_of(classes, field.name) in KEPT


def plain(field: Field[Any, Any], row: Model) -> Any:
    """Return the value of a field as JSON keeps it; of a sealed one what was sealed, to be compared only."""
    value = field.opened(row) if isinstance(field, Sealed) else getattr(row, field.attname)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, default=str))
