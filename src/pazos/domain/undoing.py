"""Taking a change of a record back, where nothing was built on it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import HIDDEN, plain, write
from pazos.foundation.history.models import Change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Field, Model


@transaction.atomic
def undo(of: Change, row: Model, *, by: AbstractBaseUser | None) -> Change:
    """Set the fields of a change back to what stood before it, as one more change.

    The caller asks first whether `by` may change this record at all.

    Raises:
        InputProblem: it made the record, hid its values, was taken back already, or a field was changed since.
    """
    if of.is_making or HIDDEN in of.fields.values():
        raise InputProblem(N_("What made a record, or keeps no values, cannot be taken back."))
    if Change.objects.filter(undoes=of).exists():
        raise InputProblem(N_("This change was taken back already."))
    row.refresh_from_db()
    back = {_field(row, attname): pair for attname, pair in of.fields.items()}
    for field, (_before, after) in back.items():
        if plain(field, row) != after:
            raise InputProblem(N_("{field} was changed again since; set it by hand."), field=field.name)
    for field, (before, _after) in back.items():
        setattr(row, field.attname, field.to_python(before))
    touched = [field.name for field in back]
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.name not in touched])
    row.save(update_fields=touched)
    turned = {attname: [after, before] for attname, (before, after) in of.fields.items()}
    audit.record("change.undone", row, by=by, change=of.pk)
    return write(row, turned, by=by, undoes=of)


def _field(row: Model, attname: str) -> Field[Any, Any]:
    return next(field for field in row._meta.concrete_fields if field.attname == attname)
