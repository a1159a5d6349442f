"""What the forms of rights share: a day, a choice with an empty first line, a number made once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import TextChoices

WORDS = {"rows": 4}
NO_NAMES = _("In codes and plain words; it names nobody.")


class DayField(forms.DateField):
    """A day, as every browser asks for it."""

    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=widget, **options)


class OneOf(forms.ChoiceField):
    """One of the words of a vocabulary; where it may be left out, the first line is empty."""

    def __init__(self, words: type[TextChoices], label: Any, **options: Any) -> None:
        empty = [] if options.get("required", True) else [("", "—")]
        super().__init__(label=label, choices=[*empty, *words.choices], **options)


class Words(forms.CharField):
    """A text of several lines."""

    def __init__(self, label: Any, *, most: int, rows: int = 4, **options: Any) -> None:
        super().__init__(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class Numbered(forms.Form):
    """A form whose number is made when it is shown, so that sending it twice writes once."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"id": uuid.uuid4(), **(initial or {})})

    def clean_id(self) -> uuid.UUID:
        """Return the number that came, or a new one where none did."""
        found: uuid.UUID | None = self.cleaned_data.get("id")
        return found or uuid.uuid4()


class Dated(forms.Form):
    """A step that was taken on a day; today unless somebody says another."""

    on = DayField(_("Day"))

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), **(initial or {})})
