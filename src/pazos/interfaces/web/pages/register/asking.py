"""What the list of deaths was asked: the search form, read into the domain's own question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pazos.domain.register.queries import deaths as queries
from pazos.domain.territory.models import Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.domain.sources.models import Source

NOWHERE = "0"
ORDERS = {
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "number_down": _("highest number first"),
    "number": _("lowest number first"),
}
_PRESENCE = [("", _("in it or not")), ("yes", _("in it")), ("no", _("not in it"))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class SearchForm(forms.Form):
    """Number, days, place, state, order, and for each source whether it claims the death."""

    number = forms.IntegerField(label=_("Number of the death"), required=False, min_value=1, max_value=2**53)
    first = _day(_("From the day"))
    last = _day(_("To the day"))
    place = forms.TypedChoiceField(label=_("Neighbourhood"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, asked: Mapping[str, Any], sources: Sequence[Source]) -> None:
        super().__init__(asked)
        places = Neighbourhood.objects.order_by("name").values_list("pk", "name")
        self.fields["place"].choices = [("", _("Anywhere")), (NOWHERE, _("Place not known")), *places]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("Any")), *queries.STATES.items()]  # type: ignore[attr-defined]
        self._slugs = {f"in_{source.slug}": source.slug for source in sources}
        for source in sources:
            self.fields[f"in_{source.slug}"] = forms.ChoiceField(
                label=source.name, required=False, choices=_PRESENCE
            )

    @property
    def about_deaths(self) -> list[forms.BoundField]:
        """The fields that ask about the death itself."""
        return [field for field in self if field.name not in self._slugs]

    @property
    def about_sources(self) -> list[forms.BoundField]:
        """One field a source."""
        return [field for field in self if field.name in self._slugs]

    @property
    def asks_for_sources(self) -> bool:
        """Whether any source is asked for, so that the page shows those fields."""
        return any(field.value() for field in self.about_sources)

    def asked(self) -> queries.Asked:
        """Return the question; a field that cannot be read asks for nothing, and its fault is shown."""
        self.is_valid()
        said = self.cleaned_data
        present = {slug: said.get(name) for name, slug in self._slugs.items()}
        return queries.Asked(
            number=said.get("number"),
            first=said.get("first"),
            last=said.get("last"),
            place=said.get("place"),
            inside=tuple(slug for slug, where in present.items() if where == "yes"),
            outside=tuple(slug for slug, where in present.items() if where == "no"),
            state=said.get("state") or "",
            order=said.get("order") or "newest",
        )
