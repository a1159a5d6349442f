"""What stands in versions, in words: sections, fields, and values as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy

from pazos.domain.strategy.comparing import Turn, compared
from pazos.domain.strategy.vocabulary import Failure, Instrument, Level, ProgrammeState, Standing
from pazos.interfaces.web.pages.history.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.strategy.comparing import Difference

SECTIONS = {
    "strategy": gettext_lazy("The strategy itself"),
    "grounds": gettext_lazy("What the diagnosis stands on"),
    "components": gettext_lazy("Components"),
    "programmes": gettext_lazy("Programmes"),
    "boxes": gettext_lazy("Boxes of the theory of change"),
    "arrows": gettext_lazy("Arrows of the theory of change"),
    "alignments": gettext_lazy("Alignment"),
    "readiness": gettext_lazy("Readiness"),
}
TURNS = {
    Turn.CAME: pgettext_lazy("a thing of a version", "new"),
    Turn.WENT: pgettext_lazy("a thing of a version", "no longer there"),
    Turn.CHANGED: pgettext_lazy("a thing of a version", "changed"),
}
_CHOICES: dict[str, dict[Any, Any]] = {
    "state": dict(ProgrammeState.choices),
    "level": dict(Level.choices),
    "instrument": dict(Instrument.choices),
    "failure": dict(Failure.choices),
    "standing": dict(Standing.choices),
}


@dataclass(frozen=True)
class FieldSaid:
    """One field of a difference in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Said:
    """One difference in words."""

    name: str
    turn: str
    kind: str
    fields: tuple[FieldSaid, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[Said]]]:
    """Return what differs between two versions, by section, in words."""
    texts = {box["key"]: box["text"] for one in (before, after) for box in one["theory"]["boxes"]}
    found: dict[str, list[Said]] = {}
    for one in compared(before, after):
        found.setdefault(one.section, []).append(_said(one, texts))
    return [(str(SECTIONS[section]), rows) for section, rows in found.items()]


def _said(one: Difference, texts: Mapping[Any, str]) -> Said:
    kinds = {Turn.CAME: "good", Turn.WENT: "error", Turn.CHANGED: "info"}
    fields = tuple(
        FieldSaid(
            capfirst(label_of(None, change.field)),
            value(change.field, change.before),
            value(change.field, change.after),
        )
        for change in one.fields
    )
    return Said(_name(one, texts), str(TURNS[one.turn]), kinds[one.turn], fields)


def _name(one: Difference, texts: Mapping[Any, str]) -> str:
    if one.section == "arrows":
        ends = [texts.get(int(end), end) for end in one.key.split("|")]
        return " → ".join(ends)
    if one.section == "alignments":
        return " ".join(part for part in (value("instrument", one.key.split("|")[0]), one.name) if part)
    return value("failure", one.name) if one.section == "readiness" else one.name


def value(field: str, kept: Any) -> str:
    """Return a value of a version as people read it."""
    if kept in (None, "", []):
        return "–"
    if field in _CHOICES:
        return str(_CHOICES[field].get(kept, kept))
    if field.endswith("_on") and (day := parse_date(str(kept))):
        return date_format(day, "DATE_FORMAT")
    if isinstance(kept, list):
        return ", ".join(_paper(one) for one in kept)
    return _paper(kept) if isinstance(kept, dict) else str(kept)


def _paper(kept: Any) -> str:
    return str(kept.get("title", kept)) if isinstance(kept, dict) else str(kept)
