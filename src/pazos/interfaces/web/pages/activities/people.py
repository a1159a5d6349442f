"""Participants, for those who keep attendance: finding one by document, and putting right what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.activities.actions import join
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.participants import queries
from pazos.domain.participants.actions import correct
from pazos.domain.participants.agreeing import lacks_guardian, taken_back
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Answer, Ethnic, Sex
from pazos.domain.teams.queries import reach_of
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.activities import wording
from pazos.interfaces.web.pages.activities.attendance import WHAT
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Attendance
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff

PER_PAGE = 50


class TraitsForm(forms.Form):
    """What is kept of a person, to be put right."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    birth_year = forms.IntegerField(label=gettext_lazy("Year of birth"), required=False)
    birth_month = forms.IntegerField(
        label=gettext_lazy("Month of birth"), min_value=1, max_value=12, required=False
    )
    birth_why = forms.CharField(
        label=gettext_lazy("How the age is known"),
        help_text=gettext_lazy(
            "Asked where a year or month that was known is put right, such as the paper you saw."
        ),
        max_length=280,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices)
    ethnic = forms.ChoiceField(label=gettext_lazy("Ethnic group"), choices=Ethnic.choices)
    disability = forms.ChoiceField(label=gettext_lazy("Disability"), choices=Answer.choices)
    conflict_victim = forms.ChoiceField(
        label=gettext_lazy("Victim of the armed conflict"), choices=Answer.choices
    )
    neighbourhood = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood where they live"),
        queryset=Neighbourhood.objects.filter(valid_to__isnull=True),
        required=False,
    )

    def traits(self) -> Traits:
        """Return what was written."""
        said = self.cleaned_data
        return Traits(
            sex=Sex(said["sex"]),
            ethnic=Ethnic(said["ethnic"]),
            disability=Answer(said["disability"]),
            conflict_victim=Answer(said["conflict_victim"]),
            birth_year=said["birth_year"],
            birth_month=said["birth_month"],
            birth_why=said["birth_why"].strip(),
        )


class JoinForm(forms.Form):
    """Who the same person is kept as besides."""

    other = forms.CharField(
        label=gettext_lazy("Document or number of the other row"),
        max_length=60,
        help_text=gettext_lazy("The number stands at the foot of that row's page. It cannot be taken back."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def found(self, who: Staff) -> Participant | None:
        """Return the other row within reach, None where there is none."""
        text = self.cleaned_data["other"].strip()
        try:
            return queries.participant(UUID(text), seen_by=who)
        except ValueError:
            return queries.by_document(text, seen_by=who)


@require_http_methods(["GET", "POST"])
def participants(request: HttpRequest) -> HttpResponse:
    """List the people within reach, or find one by document; a document never stands in an address."""
    who = reader(request)
    document = request.POST.get("document", "")
    if document:
        found = queries.by_document(document, seen_by=who)
        if found is not None:
            return redirect("participant", found.pk)
    every = queries.participants(seen_by=who)
    keys = every.values_list("pk", flat=True)  # far pages stay quick
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    shown = every.in_bulk(list(page))
    note_read(by=who, what=WHAT, keys=list(shown), at_address="participants")
    facts = {
        "page": page,
        "rows": [shown[key] for key in page],
        "is_unknown": bool(document),
        "tabs": wording.tabs("participants", who),
    }
    return render(request, "web/activities/people.html", facts)


@require_GET
def participant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one person: what is kept, and where they came."""
    return _shown(request, _found(key, reader(request)), JoinForm())


def _shown(request: HttpRequest, one: Participant, form: JoinForm, *, status: int = 200) -> HttpResponse:
    who = reader(request)
    note_read(by=who, what=WHAT, keys=[one.pk], at_address="participant")
    page = Paginator(_came(one, who), PER_PAGE).get_page(request.GET.get("page"))
    kept = Traits.read(one.traits)
    today = timezone.localdate()
    facts = {
        "person": one,
        "kept": kept,
        "page": page,
        "form": form,
        "is_over": bool(taken_back([one], days=(today,))),
        "lacks_guardian": lacks_guardian(one, on=today),
    }
    return render(request, "web/activities/person.html", facts, status=status)


@require_POST
def join_participant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make one of two rows that are one person."""
    who = reader(request)
    one, form = _found(key, who), JoinForm(request.POST)
    other = form.found(who) if form.is_valid() else None
    if form.is_valid() and other is None:
        form.add_error("other", _("Nobody within your reach is kept like that."))
    if other is not None and done(
        request, lambda: join(one, other=other, by=who), said=_("They are one person now."), form=form
    ):
        return redirect("participant", one.pk)
    return _shown(request, one, form, status=422)


def _came(one: Participant, who: Staff) -> QuerySet[Attendance]:
    reach = reach_of(who, Permission.KEEP_ATTENDANCE)
    own = reach.belonging(organisation=",".join(f"activity__{name}" for name in ORGANISATIONS.split(",")))
    return one.attendances.filter(own).select_related("activity__programme").order_by("-on", "-pk")


@require_http_methods(["GET", "POST"])
def correct_participant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put right what is kept of a person."""
    who = reader(request)
    one = _found(key, who)
    note_read(by=who, what=WHAT, keys=[one.pk], at_address="correct_participant")
    kept = Traits.read(one.traits)
    initial: dict[str, Any] = {**vars(kept), "name": one.name, "neighbourhood": one.neighbourhood}
    form = TraitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        place, name = form.cleaned_data["neighbourhood"], form.cleaned_data["name"]
        if done(
            request,
            lambda: correct(one, traits=form.traits(), neighbourhood=place, name=name, by=who),
            said=_("It is put right."),
            form=form,
        ):
            return redirect("participant", one.pk)
    facts = {"form": form, "person": one}
    return render(request, "web/activities/correct.html", facts, status=422 if form.errors else 200)


def _found(key: UUID, who: Staff) -> Participant:
    one = queries.participant(key, seen_by=who)
    if one is None:
        raise Http404
    return one


NEEDS = Permission.KEEP_ATTENDANCE
ADDRESSES = (
    Address("participants/", "participants", participants, needs=NEEDS),
    Address("participants/<uuid:key>/", "participant", participant, needs=NEEDS),
    Address("participants/<uuid:key>/join/", "join_participant", join_participant, needs=NEEDS),
    Address("participants/<uuid:key>/correct/", "correct_participant", correct_participant, needs=NEEDS),
)
