"""How a page says what a phone sent: forms and answers by their labels, places and people by their names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.fieldwork.forms.fields import Field, Kind
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.problems import said
from pazos.domain.fieldwork.queries.receipts import labels
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.people.models import Staff
from pazos.domain.territory.models import Neighbourhood
from pazos.interfaces.web.pages.intake import language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.fieldwork.forms.form import Form
    from pazos.domain.fieldwork.queries.waiting import SendingLine

BADGES = {
    Standing.APPLIED: "good",
    Standing.HELD_EARLIER: "info",
    Standing.HELD_EDIT: "warning",
    Standing.HELD_COORDINATOR: "warning",
    Standing.REFUSED: "error",
}
LONGEST = 500  # letters of an answer to a question that is not known here


@dataclass(frozen=True)
class LineInWords:
    """A sending in a list, in words."""

    line: SendingLine
    form: str
    standing: str
    badge: str
    reasons: list[str]


def sending_line(line: SendingLine) -> LineInWords:
    """Return a sending in words."""
    return LineInWords(
        line=line,
        form=form_name(line.form),
        standing=str(line.standing.label),
        badge=BADGES.get(line.standing, ""),
        reasons=reasons(line.reasons, line.form),
    )


def form_name(name: str) -> str:
    """Return what a form is called; one that is not known by its code."""
    form = FORMS.get(name)
    return str(form.title) if form else _("a form that is not known here: {form}").format(form=name)


def reasons(kept: Iterable[Mapping[str, Any]], form: str) -> list[str]:
    """Return kept reasons as sentences in the reader's language."""
    return [said(one, language(), labels=labels(form)) for one in kept]


class Answers:
    """Answers in words. The names of places and people are asked for once for a whole page."""

    def __init__(self, form: Form | None, values: Iterable[Any]) -> None:
        self.form = form
        told = list(values)
        codes = [one for one in told if isinstance(one, str) and len(one) <= 20]
        numbers = [one for one in told if isinstance(one, int) and not isinstance(one, bool)]
        places = Neighbourhood.objects.filter(code__in=codes).order_by("valid_from")
        self.places = dict(places.values_list("code", "name"))
        people = Staff.objects.filter(pk__in=[one for one in numbers if 0 < one < 2**31])
        self.people = dict(people.values_list("pk", "name"))

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
            return "; ".join(str(names.get(str(code), code)) for code in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if asked.kind is Kind.PLACE:
            return self.places.get(value, str(value)[:LONGEST])
        if asked.kind is Kind.COLLEAGUE:
            return self.people.get(value, str(value)[:LONGEST])
        return str(names.get(str(value)) or _of_kind(asked.kind, value))[:LONGEST]


def _of_kind(kind: Kind, value: Any) -> str:
    try:
        if kind is Kind.DATE:
            return str(date_format(date.fromisoformat(value), "DATE_FORMAT"))
        if kind is Kind.RECORD:
            return _("number {number}").format(number=number_of(UUID(value)))
    except (ValueError, TypeError, AttributeError):
        return str(value)
    return str(value)
