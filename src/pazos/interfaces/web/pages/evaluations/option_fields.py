"""The options of the methods of a plan as fields: the method's own where nothing is said, never one it does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from pazos.interfaces.components.evaluation_options import LABELS, OWN, Span, value_words, ways_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.evaluations.protocol import Choice


def fields_of(choice: Choice) -> dict[str, forms.Field]:
    """Return a field by its name for each option that may be chosen of a method."""
    return {
        name_of(choice.method, option): _field(option, ways, default, choice.options.get(option))
        for option, ways, default in _offered(choice.method)
    }


def options_said(choice: Choice, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a method's options as a form said them; its own are not named, and those not asked for stay."""
    found = dict(choice.options)
    for option, ways, default in _offered(choice.method):
        name = name_of(choice.method, option)
        if name not in said:
            continue
        value = said[name]
        if isinstance(ways, tuple):
            value = next((one for one in ways if str(one) == value), None)
        found.pop(option, None)
        if value is not None and value != default:
            found[option] = value
    return found


def name_of(method: str, option: str) -> str:
    """Return the name of a field."""
    return f"option_{method}_{option}"


def _offered(method: str) -> Iterator[tuple[str, tuple[str | bool, ...] | Span, Any]]:
    for option, own in OWN.get(method, {}).items():
        yield option, ways_of(method, option), own


def _field(option: str, ways: tuple[str | bool, ...] | Span, default: Any, value: Any) -> forms.Field:
    own = "" if default is None else _("the method's own: {value}").format(value=value_words(default))
    if isinstance(ways, Span):
        kind = forms.IntegerField if ways.whole else forms.FloatField
        bounds: dict[str, Any] = {"min_value": ways.least, "max_value": ways.most}
        return kind(label=LABELS[option], help_text=own, initial=value, required=False, **bounds)
    choices = [("", _("the method's own")), *((str(one), value_words(one)) for one in ways if one != default)]
    initial = "" if value is None or value == default else str(value)
    return forms.ChoiceField(
        label=LABELS[option], help_text=own, choices=choices, initial=initial, required=False
    )
