"""What the fields of a record are called on a page, and how their values read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pazos.analysis.ingest.mapping import MONTHS
from pazos.domain.sources.vocabulary import Manner, Sex, Weapon
from pazos.domain.territory.vocabulary import Zone

FIELDS = {
    "occurred_on": _("the date of the fact"),
    "died_on": _("the date of the death"),
    "registered_on": _("the day it was registered"),
    "year": _("the year"),
    "month": _("the month"),
    "weekday": _("the weekday"),
    "hour": _("the hour"),
    "quantity": _("how many victims the row counts"),
    "place": _("the neighbourhood"),
    "zone": _("town or country"),
    "municipality": _("the municipality's name"),
    "municipality_code": _("the municipality's code"),
    "died_in_code": _("the code of the municipality of death"),
    "department": _("the department's name"),
    "department_code": _("the department's code"),
    "lon": _("the longitude"),
    "lat": _("the latitude"),
    "age": _("the victim's age"),
    "age_unit": _("the unit of the age"),
    "age_group": _("the age group"),
    "sex": _("the victim's sex"),
    "weapon": _("the weapon or means"),
    "manner": _("the manner of death"),
    "circumstance": _("the circumstance"),
    "conflict_related": _("whether it is related to armed conflict"),
    "cause_code": _("the cause of death (ICD-10)"),
    "source_key": _("the case's own number"),
    "kind": _("the kind of crime"),
    **{name: _("the count of a month") for name in MONTHS},
}
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "sex": [(value, label) for value, label in Sex.choices if value],
    "weapon": [(value, label) for value, label in Weapon.choices if value],
    "zone": [(value, label) for value, label in Zone.choices if value],
    "manner": list(Manner.choices),
    "circumstance": [*Manner.choices, ("conflict_related", _("related to armed conflict"))],
    "conflict_related": [("yes", _("yes")), ("no", _("no"))],
    "age_unit": [("years", _("years")), ("months", _("months or less"))],
}


def field_name(name: str) -> str:
    """Return what a page calls a field."""
    return str(FIELDS.get(name, name))


def value_words(name: str, value: Any) -> str:
    """Return how a page writes the value that a text was understood as."""
    if name in CHOICES:
        return str(dict(CHOICES[name]).get(value, _("not stated")))
    if name in ("occurred_on", "died_on", "registered_on") and isinstance(value, tuple):
        day = value[0]
        return date_format(day, "DATE_FORMAT") if isinstance(day, date) else str(day)
    if name == "hour" and isinstance(value, int):
        return f"{value // 60:02d}:{value % 60:02d}"
    return str(value[0]) if isinstance(value, tuple) else str(value)
