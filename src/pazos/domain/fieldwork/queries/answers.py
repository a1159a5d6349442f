"""What do the answers of a sending say in words? By the labels of its form, places and people by their names.

The names of a whole page are asked for once. Whether somebody may read them is never decided here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pazos.domain.activities.models import Activity
from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.fieldwork.forms.form import Form

LONGEST = 500  # letters of an answer to a question that is not known here
LONGEST_TEXT = 1000  # of one that is


class Answers:
    """Answers in words; `cases` gives what those who are accompanied are called, by the number of the case."""

    def __init__(
        self, form: Form | None, values: Iterable[Any], *, cases: Mapping[UUID, str] | None = None
    ) -> None:
        self.form, self.cases = form, {str(key): name for key, name in (cases or {}).items()}
        told = list(values)
        codes = [one for one in told if isinstance(one, str) and len(one) <= 20]
        numbers = [one for one in told if isinstance(one, int) and not isinstance(one, bool)]
        numbers = [one for one in numbers if 0 < one < 2**31]
        places = Neighbourhood.objects.filter(code__in=codes).order_by("valid_from")
        self.places = dict(places.values_list("code", "name"))
        self.people = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))
        asks = form is not None and any(one.kind is Kind.ACTIVITY for one in form.fields)
        rows = Activity.objects.filter(pk__in=numbers) if asks else Activity.objects.none()
        self.activities = dict(rows.values_list("pk", "name"))

    def label(self, name: str) -> str:
        """Return what a question is called."""
        asked = self.form.field(name) if self.form else None
        return str(asked.label) if asked else name[:40]

    def words(self, name: str, value: Any) -> str:
        """Return an answer in words; a dash for none."""
        if value is None or value in ("", [], {}):
            return "–"
        asked = self.form.field(name) if self.form else None
        return self._known(asked, value) if asked else json.dumps(value, ensure_ascii=False)[:LONGEST]

    def _known(self, asked: Field, value: Any) -> str:
        names = dict(asked.options)
        if isinstance(value, Mapping):
            return "; ".join(f"{names.get(code, code)}: {number}" for code, number in value.items())
        if isinstance(value, list):
            return "; ".join(str(names.get(str(code)) or self.cases.get(str(code), code)) for code in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if asked.kind is Kind.PLACE:
            return self.places.get(value, str(value)[:LONGEST])
        if asked.kind is Kind.COLLEAGUE:
            return self.people.get(value, str(value)[:LONGEST])
        if asked.kind is Kind.ACTIVITY:
            return self.activities.get(value, str(value)[:LONGEST])
        if str(value) in self.cases:
            return self.cases[str(value)]
        return str(names.get(str(value)) or _of_kind(asked.kind, value))[:LONGEST_TEXT]


def _of_kind(kind: Kind, value: Any) -> str:
    try:
        if kind is Kind.DATE:
            return str(date_format(date.fromisoformat(value), "DATE_FORMAT"))
        if kind is Kind.RECORD:
            return _("number {number}").format(number=number_of(UUID(value)))
    except (ValueError, TypeError, AttributeError):
        return str(value)
    return str(value)
