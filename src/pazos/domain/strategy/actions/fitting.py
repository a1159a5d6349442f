"""Whether what somebody wrote fits its field: a form checks it, a spreadsheet or a command does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.fields import Field

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")


def fit(model: type[models.Model], values: Mapping[str, Any]) -> None:
    """Refuse what its field cannot hold, and name the field.

    Raises:
        InputProblem: a text is too long, a code holds other signs than letters, digits, - and _, a count is below 0.
    """
    for name, value in values.items():
        field = model._meta.get_field(name)
        if isinstance(field, Field) and value is not None:
            _fit(field, value)


def _fit(field: Field[Any, Any], value: Any) -> None:
    if isinstance(field, models.SlugField) and not _SLUG.fullmatch(value):
        raise InputProblem(
            N_("A code holds letters without accents, digits, - and _, and no spaces."), field=field.name
        )
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise InputProblem(
            N_("This is longer than {most} letters. Shorten it."), most=field.max_length, field=field.name
        )
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField) and value < 0:
        raise InputProblem(N_("This is a count: 0 or more."), field=field.name)
