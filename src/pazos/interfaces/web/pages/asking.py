"""The question that the workshop's form asks, checked in plain words before any work begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pazos.analysis import observatory
from pazos.analysis.basis import Basis
from pazos.analysis.studies.ask import Ask
from pazos.domain.sources.models import Source
from pazos.domain.territory import queries as territory
from pazos.domain.territory.models import Population
from pazos.domain.territory.vocabulary import Zone
from pazos.foundation.words import explain
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

AGES = (14, 29)
LIMITS = {
    "share": _("Per cent of the residents"),
    "people": _("Residents"),
    "places": _("Neighbourhoods"),
}
NO_RESIDENTS = _(
    "No residents by neighbourhood are known, so only the number of neighbourhoods can be limited. Bring residents "
    "in with: pazos areas --population FILE"
)
NO_ZONES = _("Town and country are not told apart for every neighbourhood, so no minimum can be asked for.")


@dataclass(frozen=True)
class Start:
    """What a city can ask: its usual basis, its sources, and which limits its data allow."""

    basis: Basis | None
    sources: tuple[tuple[str, str], ...]
    residents_known: bool
    zones_known: bool
    problem: str = ""


def starting_point() -> Start:
    """Return what this city can ask today; without records, why it cannot ask."""
    today = timezone.localdate()
    zones = set(territory.in_force(today).order_by().values_list("zone", flat=True).distinct())
    basis, problem = _usual()
    return Start(
        basis=basis,
        sources=tuple(Source.objects.values_list("slug", "name")),
        residents_known=Population.objects.filter(neighbourhood__isnull=False).exists(),
        zones_known=len(zones) > 1 and Zone.UNKNOWN.value not in zones,
        problem=problem,
    )


def _usual() -> tuple[Basis | None, str]:
    known = observatory.usual(observatory.studied())
    if known is not None:
        return known, ""
    # A city that was never studied: its records have to be looked at, which loads the scientific libraries.
    from pazos.analysis.studies.observe import usual_basis

    try:
        return usual_basis(), ""
    except InputProblem as problem:
        return None, explain(problem, _language())


class WorkshopForm(forms.Form):
    """Source, years, clusters, one limit, minima, recency and ages."""

    title = forms.CharField(
        label=_("Title"), max_length=160, required=False, help_text=_("Left empty, it says source and years.")
    )
    source = forms.ChoiceField(label=_("Source"))
    first_year = forms.IntegerField(label=_("From the year"), min_value=1950, max_value=2100)
    last_year = forms.IntegerField(label=_("To the year"), min_value=1950, max_value=2100)
    clusters = forms.IntegerField(label=_("Clusters at most"), min_value=1, max_value=40)
    limit = forms.ChoiceField(label=_("What the city can take on"), choices=list(LIMITS.items()))
    share = forms.FloatField(label=_("Per cent of the residents"), min_value=1, max_value=100, required=False)
    people = forms.IntegerField(label=_("Residents"), min_value=1, required=False)
    places = forms.IntegerField(label=_("Neighbourhoods"), min_value=1, required=False)
    minimum_rural = forms.IntegerField(label=_("Rural clusters at least"), min_value=0, required=False)
    minimum_urban = forms.IntegerField(label=_("Urban clusters at least"), min_value=0, required=False)
    half_life = forms.FloatField(
        label=_("A death weighs half after (years)"),
        min_value=0.5,
        max_value=50,
        required=False,
        help_text=_("Left empty, all years weigh the same."),
    )
    age_from = forms.IntegerField(label=_("Ages from"), min_value=0, max_value=120, required=False)
    age_to = forms.IntegerField(label=_("Ages to"), min_value=0, max_value=120, required=False)
    seconds = forms.IntegerField(
        label=_("Seconds to search at most"),
        min_value=1,
        max_value=600,
        help_text=_("More seconds can close the gap between the answer and its proof."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, start: Start) -> None:
        super().__init__(data, initial=_initial(start))
        self.start = start
        self.fields["source"].choices = start.sources  # type: ignore[attr-defined]
        for name, known in (
            ("share", start.residents_known),
            ("people", start.residents_known),
            ("minimum_rural", start.zones_known),
            ("minimum_urban", start.zones_known),
        ):
            self.fields[name].disabled = not known
        for name, text in LIMITS.items():
            self.fields[name].widget.attrs["aria-label"] = text

    def limits(self) -> list[tuple[str, str, forms.BoundField, bool, bool]]:
        """Return each limit: its key, its words, its field, whether it is chosen, whether it can be."""
        chosen = self["limit"].value()
        return [
            (key, str(text), self[key], key == chosen, not self.fields[key].disabled)
            for key, text in LIMITS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Make the basis and the question, or say in words why they are none."""
        found = super().clean() or {}
        self._check_limit(found)
        self._check_ages(found)
        if not self.errors:
            try:
                found["basis"] = Basis(found["source"], found["first_year"], found["last_year"])
                found["ask"] = _ask(found)
            except InputProblem as problem:
                raise forms.ValidationError(explain(problem, _language())) from problem
        return found

    def _check_limit(self, found: dict[str, Any]) -> None:
        limit = found.get("limit")
        if limit is None:
            return
        if self.fields[limit].disabled:
            self.add_error("limit", NO_RESIDENTS)
        elif found.get(limit) is None and limit not in self.errors:
            self.add_error(limit, gettext("Say how much: this is the limit you chose."))

    def _check_ages(self, found: dict[str, Any]) -> None:
        first, last = found.get("age_from"), found.get("age_to")
        if (first is None) != (last is None):
            self.add_error("age_to", gettext("Give both ages, or neither."))
        elif first is not None and last is not None and last < first:
            self.add_error("age_to", gettext("The band ends before it starts."))
        found["ages"] = None if first is None or last is None else (first, last)

    def title_or_usual(self) -> str:
        """Return the title given, or one that says source and years."""
        basis: Basis = self.cleaned_data["basis"]
        return self.cleaned_data["title"] or gettext("Designation on {source}, {first} to {last}").format(
            source=dict(self.start.sources)[basis.source], first=basis.first_year, last=basis.last_year
        )


def _initial(start: Start) -> dict[str, Any]:
    usual = Ask()
    initial: dict[str, Any] = {
        "clusters": usual.clusters,
        "limit": "share" if start.residents_known else "places",
        "share": 33 if start.residents_known else None,
        "places": None if start.residents_known else 40,
        "minimum_rural": 1 if start.zones_known else None,
        "half_life": None if usual.half_life is None else f"{usual.half_life:g}",
        "age_from": AGES[0],
        "age_to": AGES[1],
        "seconds": int(usual.seconds),
    }
    if start.basis:
        basis = start.basis
        initial |= {"source": basis.source, "first_year": basis.first_year, "last_year": basis.last_year}
    return initial


def _ask(said: Mapping[str, Any]) -> Ask:
    limit = said["limit"]
    return Ask(
        clusters=said["clusters"],
        max_share=said["share"] / 100 if limit == "share" else None,
        max_people=said["people"] if limit == "people" else None,
        max_places=said["places"] if limit == "places" else None,
        minimum_rural=said["minimum_rural"] or 0,
        minimum_urban=said["minimum_urban"] or 0,
        half_life=said["half_life"],
        seconds=float(said["seconds"]),
    )


def _language() -> str:
    return (get_language() or "es")[:2]
