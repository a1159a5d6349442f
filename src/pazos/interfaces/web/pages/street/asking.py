"""What the forms of street work share: a number made with the form, days, and the warning for names.

A form is sent with the number it was shown with, so that pressing twice writes once. A text that
may name somebody comes back once with those words shown; a telephone or document number is
refused however often it is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.outreach.naming import Telling, names_suspected
from pazos.domain.teams.queries import clusters_of
from pazos.domain.territory.queries import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.people.models import Staff

TELLS = {
    Telling.NAME: gettext_lazy("looks like a name"),
    Telling.NICKNAME: gettext_lazy("looks like a nickname"),
    Telling.NUMBER: gettext_lazy("looks like a telephone or document number"),
    Telling.SPELT_NUMBER: gettext_lazy("looks like a number written in words"),
    Telling.PLATE: gettext_lazy("looks like a number plate"),
    Telling.ADDRESS: gettext_lazy("looks like an address"),
    Telling.HOUR: gettext_lazy("looks like an exact hour"),
}
NO_NAMES = gettext_lazy("Short, and without names, telephones, nicknames or addresses.")
UNSAID = ("", gettext_lazy("choose"))


class StreetForm(forms.Form):
    """A form whose texts are looked through for names before they are kept."""

    texts: ClassVar[tuple[str, ...]] = ("note",)
    sure = forms.BooleanField(
        label=gettext_lazy("I have read it again: it tells nobody who or where somebody is"), required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """Send a text that may name somebody back once, and one with a number always."""
        said = super().clean() or {}
        self.asks_whether_sure = False
        for field in self.texts:
            self._look_through(field, said.get(field) or "", sure=bool(said.get("sure")))
        return said

    def _look_through(self, field: str, text: str, *, sure: bool) -> None:
        found = names_suspected(text, places=_place_names()) if text else ()
        numbers = [one for one in found if one.telling is Telling.NUMBER]
        if numbers:
            self.add_error(field, _said_of(numbers, _("Take it out: it is never kept.")))
        elif found:
            self.asks_whether_sure = True
            if not sure:
                self.add_error(field, _said_of(found, _("Say it without, or say below that it is none.")))

    asks_whether_sure = False

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields to be shown; whether one is sure only where it is asked."""
        return [field for field in self.visible_fields() if field.name != "sure" or self.asks_whether_sure]

    def said(self, *, but: Iterable[str] = ()) -> dict[str, Any]:
        """Return what was answered, as the actions take it."""
        left = {"sure", *but}
        said = {name: value for name, value in self.cleaned_data.items() if name not in left}
        said["id"] = said.pop("key")
        return said


def note(label: Any = None, *, most: int = 280) -> forms.CharField:
    """Return the field of a short text."""
    return forms.CharField(
        label=label or gettext_lazy("Note"),
        help_text=NO_NAMES,
        max_length=most,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "true"}),
    )


def day(label: Any, *, help_text: Any = "", required: bool = True, today: bool = False) -> forms.DateField:
    """Return a field for a day with the browser's calendar; `today` begins with today."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        initial=timezone.localdate if today else None,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def choice(label: Any, choices: Iterable[Any], **options: Any) -> forms.ChoiceField:
    """Return a field of one code, none chosen."""
    return forms.ChoiceField(label=label, choices=[UNSAID, *choices], **options)


def several(label: Any, choices: Iterable[Any], **options: Any) -> forms.MultipleChoiceField:
    """Return a field of several codes."""
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, **options
    )


def whole(label: Any, *, least: int = 0, most: int, **options: Any) -> forms.IntegerField:
    """Return a field of a whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, **options)


def yes_no(label: Any, *, may_be_unknown: bool = False, **options: Any) -> forms.TypedChoiceField:
    """Return a field of yes or no; the answer is True, False or None."""
    answers = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
    unknown = [("", gettext_lazy("not known"))] if may_be_unknown else []
    return forms.TypedChoiceField(
        label=label,
        choices=[*answers, *unknown],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=not may_be_unknown,
        widget=forms.RadioSelect,
        **options,
    )


def places(staff: Staff) -> list[Any]:
    """Return the city's neighbourhoods to choose from, those of a person's clusters first."""
    on = timezone.localdate()
    mine = clusters_of(staff, on=on)
    rows = in_force(on).order_by("name")
    near = list(rows.filter(work_clusters__in=mine).distinct().values_list("code", "name"))
    codes = {code for code, _name in near}
    far = [one for one in rows.values_list("code", "name") if one[0] not in codes]
    groups = [(_("In my clusters"), near), (_("Elsewhere"), far)] if near else [(_("In the city"), far)]
    return [UNSAID, *groups]


def _place_names() -> list[str]:
    return list(in_force(timezone.localdate()).values_list("name", flat=True))


def _said_of(found: Iterable[Any], cure: str) -> str:
    said = "; ".join(f"«{one.text}» {TELLS[one.telling]}" for one in found)
    return f"{said}. {cure}"
