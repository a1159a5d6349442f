"""Legal orientation, counted and not named; and mobile days of justice, where one tap counts one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.justice import vocabulary as words
from pazos.domain.justice.actions import orientation as deeds
from pazos.domain.justice.queries import orientation as queries
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice.forms import tick
from pazos.interfaces.web.pages.justice.trace import looked
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.rights.asking import DayField, OneOf
from pazos.interfaces.web.pages.street.asking import StreetForm, note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.justice.models import JusticeDay, Orientation
    from pazos.domain.territory.models import Neighbourhood

NEEDS = Permission.GIVE_ORIENTATION
CURES = {
    "no_place": ("place",),
    "not_yet": ("attended",),
    "fewer": ("attended",),
    "counted": ("on",),
    "other_day": ("on",),
}


class OrientationForm(StreetForm):
    """What it was about; a note is short and names nobody."""

    texts: ClassVar = ("note",)
    matter = OneOf(words.Matter, gettext_lazy("What it was about"))
    on = DayField(gettext_lazy("Day"), initial=timezone.localdate)
    solved = tick(gettext_lazy("solved"))
    note = note(most=280)


class DayForm(forms.Form):
    """Where and when justice goes to a neighbourhood, and with whom."""

    on = DayField(gettext_lazy("Day"))
    neighbourhood: forms.ModelChoiceField[Neighbourhood] = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood"), queryset=None
    )
    place = forms.CharField(label=gettext_lazy("Where people find it"), max_length=120)
    institutions = forms.CharField(
        label=gettext_lazy("Institutions that come"), max_length=300, required=False
    )
    attended = forms.IntegerField(
        label=gettext_lazy("Attended by all of them together"), min_value=0, max_value=100_000, required=False
    )

    def __init__(self, data: Any = None, *, day: JusticeDay | None = None) -> None:
        kept = ("on", "neighbourhood", "place", "institutions", "attended")
        super().__init__(data, initial={name: getattr(day, name) for name in kept} if day else None)
        self.fields["neighbourhood"].queryset = in_force(timezone.localdate()).order_by("name")  # type: ignore[attr-defined]
        if day is None:
            del self.fields["attended"]


@require_GET
def orientations(request: HttpRequest) -> HttpResponse:
    """List the orientations within reach, by their codes."""
    matter = request.GET.get("matter", "")
    matter = matter if matter in words.Matter.values else ""
    unsolved = request.GET.get("unsolved") == "1"
    page = queries.listed(
        seen_by=reader(request), matter=matter, unsolved=unsolved, page=request.GET.get("page")
    )
    facts = {
        "page": page,
        "matter": matter,
        "unsolved": unsolved,
        "matters": words.Matter.choices,
        "may_count": holds(request, Permission.SEE_PROGRAMME_TOTALS),
    }
    return render(request, "web/justice/orientations.html", facts)


@require_http_methods(["GET", "POST"])
def new_orientation(request: HttpRequest) -> HttpResponse:
    """Ask for an orientation, and count it."""
    form = OrientationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.said()
        deed = lambda: deeds.orient(**said, by=reader(request))  # noqa: E731
        if done(request, deed, said=_("Counted."), form=form, cures=CURES):
            return redirect("orientations")
    facts = {"form": form, "title": _("A legal orientation"), "button": _("Count it")}
    return render(request, "web/justice/orientation.html", facts, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def orientation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one orientation with its note, and correct it."""
    found = _one(request, key)
    looked(request, what="justice.orientation", keys=[key])
    first = {"matter": found.matter, "on": found.on, "solved": found.solved, "note": found.note}
    form = OrientationForm(request.POST or None, initial=first)
    form.fields["on"].disabled = True
    if form.is_bound and form.is_valid():
        said = form.said(but=("on",))
        said.pop("id")
        deed = lambda: deeds.correct(found, **said, by=reader(request))  # noqa: E731
        if done(request, deed, said=_("Corrected."), form=form, cures=CURES):
            return redirect("orientations")
    facts = {"form": form, "title": _("A legal orientation"), "button": _("Correct it"), "one": found}
    return render(request, "web/justice/orientation.html", facts, status=422 if form.is_bound else 200)


@require_POST
def remove_orientation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take one out that was counted by mistake."""
    found = _one(request, key)
    done(request, lambda: deeds.take_out(found, by=reader(request)), said=_("Taken out."))
    return redirect("justice_day", found.day_id) if found.day_id else redirect("orientations")


def _one(request: HttpRequest, key: UUID) -> Orientation:
    found = queries.orientation(key, seen_by=reader(request))
    if found is None:
        raise Http404
    return found


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """List the mobile days."""
    page = queries.days(seen_by=reader(request), page=request.GET.get("page"))
    may_count = holds(request, Permission.SEE_PROGRAMME_TOTALS)
    return render(request, "web/justice/days.html", {"page": page, "may_count": may_count})


@require_http_methods(["GET", "POST"])
def new_day(request: HttpRequest) -> HttpResponse:
    """Ask for a mobile day, and write it down."""
    form = DayForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        deed = lambda: deeds.plan_day(**said, by=reader(request))  # noqa: E731
        if done(request, deed, said=_("The day is written down."), form=form, cures=CURES):
            return redirect("justice_days")
    facts = {"form": form, "title": _("A mobile day of justice"), "button": _("Write it down")}
    return render(request, "web/justice/day_form.html", facts, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, number: int) -> HttpResponse:
    """Show a mobile day; each button counts one orientation more."""
    shown = queries.day(number, seen_by=reader(request))
    if shown is None:
        raise Http404
    if request.method == "POST":
        said: dict[str, Any] = {
            "matter": request.POST.get("matter", ""),
            "solved": request.POST.get("solved") == "on",
        }
        key = _key(request.POST.get("key", ""))
        deed = lambda: deeds.orient(id=key, on=shown.day.on, day=shown.day, **said, by=reader(request))  # noqa: E731
        done(request, deed, said=_("One more is counted."))
        return redirect("justice_day", number)
    facts = {
        "shown": shown,
        "day": shown.day,
        "matters": words.Matter.choices,
        "key": uuid4(),
        "has_come": shown.day.on <= timezone.localdate(),
    }
    return render(request, "web/justice/day.html", facts)


def _key(text: str) -> UUID:
    """Return the number that the page was shown with, so that pressing twice counts once."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "POST"])
def change_day(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a mobile day, or say how many were attended."""
    shown = queries.day(number, seen_by=reader(request))
    if shown is None:
        raise Http404
    form = DayForm(request.POST or None, day=shown.day)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        deed = lambda: deeds.change_day(shown.day, **said, by=reader(request))  # noqa: E731
        if done(request, deed, said=_("Corrected."), form=form, cures=CURES):
            return redirect("justice_day", number)
    facts = {"form": form, "title": _("A mobile day of justice"), "button": _("Correct it"), "day": shown.day}
    return render(request, "web/justice/day_form.html", facts, status=422 if form.is_bound else 200)


def _menu(route: str, name: str, view: Any, menu: str) -> Address:
    return Address(route, name, view, needs=NEEDS, menu=menu, stage=Stage.ACT, group=OF_JUSTICE)


ADDRESSES = (
    _menu("justice/orientation/", "orientations", orientations, N_("Legal orientation")),
    Address("justice/orientation/new/", "new_orientation", new_orientation, needs=NEEDS),
    Address("justice/orientation/<uuid:key>/", "orientation", orientation, needs=NEEDS),
    Address("justice/orientation/<uuid:key>/remove/", "remove_orientation", remove_orientation, needs=NEEDS),
    _menu("justice/days/", "justice_days", days, N_("Mobile days of justice")),
    Address("justice/days/new/", "new_justice_day", new_day, needs=NEEDS),
    Address("justice/days/<int:number>/", "justice_day", day, needs=NEEDS),
    Address("justice/days/<int:number>/change/", "change_justice_day", change_day, needs=NEEDS),
)
