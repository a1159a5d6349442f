"""What fields, values, agreements and weights of the register are called on a page.

A value that a source does not state is a dash, never a guess; a weight is said in words, with
its figure beside.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pazos.domain.register.adopting import DECIDES
from pazos.domain.register.vocabulary import DifferenceKind, Flag
from pazos.domain.sources.vocabulary import DatedBy, Manner, Precision, Weapon
from pazos.domain.territory.vocabulary import Zone
from pazos.interfaces.components import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.register.queries.claims import ClaimFacts

FIELDS = {
    "occurred_on": _("Date"),
    "precision": _("Known to the"),
    "dated_by": _("Dated by"),
    "died_on": _("Day of death"),
    "registered_on": _("Written down on"),
    "minute_of_day": _("Hour"),
    "age": _("Age"),
    "age_group": _("Age group"),
    "sex": _("Sex"),
    "weapon": _("Weapon or means"),
    "manner": _("Manner of death"),
    "cause_code": _("Cause (ICD-10)"),
    "place": _("Neighbourhood"),
    "neighbourhood": _("Neighbourhood"),
    "place_text": _("Place as written"),
    "zone": _("Zone"),
    "municipality_code": _("Municipality of the fact"),
    "died_in_code": _("Municipality of death"),
    "source_key": _("The source's own number"),
}
SEXES = {"f": pgettext_lazy("one person", "woman"), "m": pgettext_lazy("one person", "man")}
_CHOICES: dict[str, dict[str, Any]] = {
    "sex": SEXES,
    "weapon": {value: label for value, label in Weapon.choices if value},
    "manner": dict(Manner.choices),
    "precision": dict(Precision.choices),
    "dated_by": dict(DatedBy.choices),
    "zone": dict(Zone.choices),
}
# What must agree between sources; the others are each source's own affair.
COMPARED = ("occurred_on", "died_on", "minute_of_day", "age", "sex", "weapon", "manner", "place")
# Which field of a record each field of the linkage compares.
LINKED = {
    "date": "occurred_on",
    "age": "age",
    "sex": "sex",
    "place": "place",
    "weapon": "weapon",
    "hour": "minute_of_day",
}
LEVELS: dict[str, dict[str, Any]] = {
    "date": {
        "same_day": _("the same day"),
        "next_day": _("one day apart"),
        "within_week": _("within a week"),
        "day_and_month_turned": _("day and month turned round"),
        "other_year": _("the same day of the year before or after"),
        "other_day": _("another day"),
    },
    "age": {
        "same": _("the same age"),
        "one_year": _("one year apart"),
        "five_years": _("up to five years apart"),
        "one_digit": _("one digit differs, or two are turned round"),
        "other": _("another age"),
    },
    "sex": {"same": _("the same sex"), "other": _("another sex")},
    "place": {
        "within_150_metres": _("within 150 metres"),
        "same": _("the same place"),
        "within_1_kilometre": _("within one kilometre"),
        "like": _("names that are alike"),
        "other": _("another place"),
    },
    "weapon": {
        "same": _("the same weapon"),
        "compatible": _("weapons that may be one"),
        "other": _("another weapon"),
    },
    "hour": {
        "one_hour": _("within one hour"),
        "three_hours": _("within three hours"),
        "other": _("another hour"),
    },
    "names": {
        "same_rare": _("the same rare name"),
        "same": _("the same frequent name"),
        "within_rare": _("one rare name holds the other"),
        "within": _("one name holds the other"),
        "some": _("some names are shared"),
        "other": _("another name"),
    },
}
LINKED_NAMES = {
    "date": _("Date"),
    "age": _("Age"),
    "sex": _("Sex"),
    "place": _("Place"),
    "weapon": _("Weapon"),
    "hour": _("Hour"),
    "names": _("Names"),
}
_LIKELY = (
    (0.999, _("almost certain")),
    (0.95, _("very likely")),
    (0.75, _("likely")),
    (0.5, _("more likely than not")),
    (0.25, _("possible")),
    (0.05, _("unlikely")),
    (0.0, _("very unlikely")),
)


def field_name(name: str) -> str:
    """Return what a page calls a field of a claim or of a death."""
    return str(FIELDS.get(name, name))


def value(name: str, said: Any) -> str:
    """Return a value of a field in words; "" where nothing is stated."""
    if said is None or said == "":
        return ""
    if name in _CHOICES:
        return str(_CHOICES[name].get(str(said), said))
    if name in ("occurred_on", "died_on", "registered_on"):
        return day(said)
    if name == "minute_of_day" and isinstance(said, int):
        return f"{said // 60:02d}:{said % 60:02d}"
    return str(said)


def day(said: Any) -> str:
    """Return a day as the reader's language writes it; a text that is no day stays as it is."""
    if isinstance(said, str):
        try:
            said = date.fromisoformat(said[:10])
        except ValueError:
            return str(said)
    return str(date_format(said, "SHORT_DATE_FORMAT")) if isinstance(said, date) else str(said)


def long_day(said: str) -> str:
    """Return a day, kept as text, with its month in words."""
    return str(date_format(date.fromisoformat(said), "DATE_FORMAT"))


def claim_value(claim: ClaimFacts, name: str) -> str:
    """Return what a claim states in a field, in words; a date only as exactly as the source knows it."""
    said = claim.values[name]
    if name == "occurred_on" and claim.values["precision"] == Precision.YEAR:
        return f"{said:%Y}"
    if name == "occurred_on" and claim.values["precision"] == Precision.MONTH:
        return f"{said:%Y-%m}"
    return value(name, said)


def difference_value(kind: str, said: Any, places: Mapping[str, str]) -> str:
    """Return one source's value of a difference in words; `places` names neighbourhoods by code."""
    if kind == DifferenceKind.ONE_SOURCE:
        return day(said) if said else gettext("does not hold it")
    if kind == DifferenceKind.PLACE:
        return places.get(str(said), str(said)) if said else ""
    if kind == DifferenceKind.MANNER:
        return value("manner", said)
    return value(DECIDES.get(kind, kind), said)


def level(name: str, word: str) -> str:
    """Return how far two claims agree in a field, in words; "" where a side says nothing."""
    return str(LEVELS.get(name, {}).get(word, word)) if word else ""


def disagrees(word: str) -> bool:
    """Return whether a level is the last of its field: no agreement at all."""
    return word in ("other", "other_day")


def likely(probability: float | None) -> str:
    """Return how likely it is that two claims are of one death."""
    if probability is None:
        return gettext("not compared")
    return str(next(words for least, words in _LIKELY if probability >= least))


def weight_words(weight: float | None, probability: float | None) -> str:
    """Return a weight with its probability: "very likely (97.4%, weight 5.2)"."""
    if weight is None or probability is None:
        return likely(None)
    return gettext("{likely} ({share}, weight {weight})").format(
        likely=likely(probability), share=share_words(probability), weight=wording.number(weight, 1)
    )


def share_words(probability: float) -> str:
    """Return a probability as a percentage that never rounds to certainty."""
    if probability > 0.9999:
        return gettext("over {share}").format(share=wording.percent(0.9999, 2))
    if probability < 0.0001:
        return gettext("under {share}").format(share=wording.percent(0.0001, 2))
    return wording.percent(probability, 1 if 0.001 < probability < 0.999 else 2)


def flag_words(said: bool | None) -> str:  # noqa: FBT001 - the flag itself is what is worded
    """Return what a source states of a flag: yes, no, or nothing."""
    if said is None:
        return gettext("not stated")
    return gettext("yes") if said else gettext("no")


def flag_name(name: str) -> str:
    """Return what a page calls a flag."""
    return str(Flag(name).label) if name in Flag.values else name
