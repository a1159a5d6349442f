"""What the pages of activities look up before they ask: choices within reach, records of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.activities import queries
from pazos.domain.activities.queries.listing import OUTSIDE, OVERDUE, Asked
from pazos.domain.activities.vocabulary import Kind, State
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.queries import current_strategy, open_components
from pazos.domain.strategy.queries.programmes import programmes
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.web.pages.gestores.forms import day_field

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Programme

Choices = list[tuple[str, Any]]
EVERY: tuple[str, Any] = ("", ALL_MASCULINE)


def activity_or_404(number: int, who: Staff) -> Activity:
    """Return an activity that this person may see."""
    found = queries.activity(number, seen_by=who)
    if found is None:
        raise Http404
    return found


def runs(activity: Activity, who: Staff) -> bool:
    """Return whether a person may change this activity."""
    return _is_own(activity, who, Permission.RUN_ACTIVITIES)


def keeps(activity: Activity, who: Staff) -> bool:
    """Return whether a person keeps this activity's attendance."""
    return _is_own(activity, who, Permission.KEEP_ATTENDANCE)


def _is_own(activity: Activity, who: Staff, permission: Permission) -> bool:
    reach = reach_of(who, permission)
    if reach.scope is None or reach.scope is Scope.CITY:
        return reach.scope is Scope.CITY
    own = (activity.responsible_id, activity.partner_id)
    return reach.scope >= Scope.ORGANISATION and reach.organisation is not None and reach.organisation in own


def programmes_of(who: Staff) -> QuerySet[Programme]:
    """Return the programmes of the strategy of today that a person sees."""
    return programmes(current_strategy(), seen_by=who)


def organisations_for(who: Staff) -> QuerySet[Organisation]:
    """Return the organisations that can do something, their own first among those of a partner."""
    rows = Organisation.objects.exclude(kind=Organisation.Kind.SECURITY)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()))


def programme_choices(who: Staff) -> Choices:
    """Return programmes by their codes, under their components."""
    groups: dict[str, Choices] = {}
    for one in programmes_of(who):
        groups.setdefault(one.component.name, []).append((one.code, one.name))
    return list(groups.items())


def component_choices() -> Choices:
    """Return the components of today by their codes."""
    return list(open_components(current_strategy()).values_list("code", "name"))


def cluster_choices() -> Choices:
    """Return the clusters, open and closed, by their numbers."""
    return [(str(number), name) for number, name in WorkCluster.objects.values_list("pk", "name")]


class SearchForm(forms.Form):
    """What the list of activities is narrowed by."""

    q = forms.CharField(
        label=gettext_lazy("Name, place or code"), max_length=80, required=False, widget=forms.SearchInput
    )
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    component = forms.ChoiceField(label=gettext_lazy("Component"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[EVERY, *Kind.choices])
    first = day_field(gettext_lazy("From the day"), required=False)
    last = day_field(gettext_lazy("To the day"), required=False)

    def __init__(self, data: Any, *, who: Staff) -> None:
        super().__init__(data)
        choices = {
            "programme": [EVERY, *programme_choices(who)],
            "component": [EVERY, *component_choices()],
            "cluster": [EVERY, *cluster_choices(), (OUTSIDE, _("in no cluster"))],
            "state": [EVERY, *State.choices, (OVERDUE, _("planned, and its day is over"))],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        names = ("programme", "component", "cluster", "state", "kind")
        codes: dict[str, Any] = {name: said.get(name) or "" for name in names}
        return Asked(text=said.get("q") or "", first=said.get("first"), last=said.get("last"), **codes)
