"""Territory: which neighbourhoods are known, how well, who lives there, and which of them touch.

Everybody who sees figures by area sees on what they stand. Bringing a file in and saying that
two places touch is open to the desk that brings records in: both change what the analysis
finds, need no personal record, and leave a trail with their reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pazos.domain.territory import queries
from pazos.domain.territory.models import DeclaredLink, Municipality, Neighbourhood, Population
from pazos.domain.territory.vocabulary import Bridge, Kind, Located, Zone
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RECORDS, Address, Stage
from pazos.interfaces.web.pages.intake import keep_upload, refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 60
WHAT = [
    ("areas", gettext_lazy("Neighbourhoods: outlines, points or a list of names")),
    ("people", gettext_lazy("People by neighbourhood and year")),
    ("outline", gettext_lazy("The outline of the municipality")),
]
BASIS = {
    "outlines": gettext_lazy("Two neighbourhoods touch where their outlines meet."),
    "points": gettext_lazy(
        "No outlines are known: neighbours are drawn between points (Delaunay's triangles). Declare a link "
        "where that misleads."
    ),
    "outlines and points": gettext_lazy(
        "Outlines that meet are neighbours; places that are only points are joined to those around them."
    ),
    "none": gettext_lazy("No place has an outline or a point: nothing can be said of who touches whom."),
}


class BringForm(forms.Form):
    """A file of territory and what cannot be read from it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("GeoJSON, GeoPackage, zipped shapefile, csv or xlsx."),
    )
    what = forms.ChoiceField(label=gettext_lazy("What is in it?"), choices=WHAT)
    kind = forms.ChoiceField(
        label=gettext_lazy("What are the places, where the file does not say?"),
        choices=[("", gettext_lazy("the file says it")), *Kind.choices],
        required=False,
    )
    crs = forms.RegexField(
        r"^EPSG:\d{4,6}$",
        label=gettext_lazy("Coordinate system, where the file does not say it"),
        help_text=gettext_lazy(
            "EPSG:4326 for degrees, EPSG:9377 for Colombia's national origin, EPSG:3115 for the west."
        ),
        required=False,
    )
    layer = forms.CharField(
        label=gettext_lazy("Layer, where the file has several"), max_length=100, required=False
    )
    series = forms.CharField(
        label=gettext_lazy("Which census or projection do the people come from?"),
        max_length=120,
        required=False,
    )


class LinkForm(forms.Form):
    """Two neighbourhoods, whether they touch, and why."""

    first = forms.ModelChoiceField(Neighbourhood.objects.none(), label=gettext_lazy("One neighbourhood"))
    second = forms.ModelChoiceField(Neighbourhood.objects.none(), label=gettext_lazy("The other"))
    bridge = forms.ChoiceField(label=gettext_lazy("They are"), choices=Bridge.choices)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Which bridge, river or road. Others will read it."),
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = queries.in_force(timezone.localdate()).only("pk", "name").order_by("name")
        for name in ("first", "second"):
            self.fields[name].queryset = places  # type: ignore[attr-defined]


def territory(request: HttpRequest) -> HttpResponse:
    """Show what is known of the city's places."""
    places = queries.in_force(timezone.localdate())
    asked = request.GET.get("q", "").strip()[:100]
    lacking = request.GET.get("lacking", "")
    listed = _asked_for(places, asked, lacking).select_related("comuna").defer("outline").order_by("name")
    facts = {
        "counts": _counts(places),
        "city_outline": Municipality.objects.filter(outline__isnull=False)
        .values_list("outline_source", flat=True)
        .first(),
        "years": _years(places.count()),
        "contiguity": _contiguity(),
        "links": _links(),
        "form": LinkForm(),
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "q": asked,
        "lacking": lacking,
        "came": _came_of(request.GET.get("job", "")),
    }
    return render(request, "web/territory/territory.html", facts)


def _asked_for(places: QuerySet[Neighbourhood], asked: str, lacking: str) -> QuerySet[Neighbourhood]:
    if asked:
        places = places.filter(Q(name__icontains=asked) | Q(code__iexact=asked))
    if lacking == "outline":
        places = places.exclude(located=Located.POLYGON)
    if lacking == "people":
        places = places.filter(population__isnull=True)
    return places


def _counts(places: QuerySet[Neighbourhood]) -> dict[str, int]:
    return places.aggregate(
        every=Count("pk"),
        outlines=Count("pk", filter=Q(located=Located.POLYGON)),
        points=Count("pk", filter=Q(located=Located.POINT)),
        names=Count("pk", filter=Q(located=Located.NAME_ONLY)),
        urban=Count("pk", filter=Q(zone=Zone.URBAN)),
        rural=Count("pk", filter=Q(zone=Zone.RURAL)),
    )


def _years(places: int) -> list[dict[str, Any]]:
    """Return for each year how many places have people, which series says so, and the municipality's total."""
    of_places = Population.objects.filter(neighbourhood__isnull=False)
    known = of_places.values("year").annotate(places=Count("neighbourhood", distinct=True)).order_by("year")
    series: dict[int, set[str]] = {}
    for year, name in Population.objects.values_list("year", "series").distinct():
        series.setdefault(year, set()).add(name)
    whole = dict(
        Population.objects.filter(neighbourhood__isnull=True, sex="", age_from__isnull=True)
        .values_list("year")
        .annotate(people=Sum("persons"))
    )
    counted = {one["year"]: one["places"] for one in known}
    return [
        {
            "year": year,
            "places": counted.get(year, 0),
            "without": places - counted.get(year, 0),
            "municipality": whole.get(year),
            "series": ", ".join(sorted(filter(None, series.get(year, set())))),
        }
        for year in sorted(series)
    ]


def _contiguity() -> dict[str, Any]:
    """Return on what it rests who touches whom; reckoned anew after every deed on anything."""
    last = AuditEvent.objects.order_by("-id").values_list("event_hash", flat=True).first()

    def reckon() -> dict[str, Any]:
        from pazos.analysis.territory import adjacency, areas_frame

        frame = areas_frame()
        return adjacency(frame)[1] if len(frame) else {}

    facts: dict[str, Any] = cache.get_or_set(f"contiguity-{last}", reckon, 24 * 3600) or {}
    if not facts:
        return {}
    alone = sorted(set(facts["without_neighbours"]) - set(facts["names_only"]))
    names = dict(Neighbourhood.objects.filter(code__in=alone[:200]).values_list("code", "name"))
    return {
        **facts,
        "words": BASIS[facts["basis"]],
        "alone": [names.get(code, code) for code in alone],
    }


def _links() -> QuerySet[DeclaredLink]:
    links = DeclaredLink.objects.select_related("first", "second").order_by("first__name", "second__name")
    return links.defer("first__outline", "second__outline")


def _came_of(number: str) -> list[str]:
    """Return in sentences what came of a file that was brought in."""
    job = Job.objects.filter(pk=int(number), outcome__isnull=False).first() if number.isdecimal() else None
    said: dict[str, Any] = (job.outcome or {}).get("result", {}) if job else {}
    if "years" in said:
        return _of_people(said)
    return _of_places(said) if "places" in said else ([_("The outline was read.")] if said else [])


def _of_people(said: dict[str, Any]) -> list[str]:
    lines = [
        _("{new} new figures, {same} as before, for {places} places.").format(
            new=said["new"], same=said["unchanged"], places=said["places"]
        )
    ]
    if said["unknown"]:
        names = ", ".join(map(str, said["unknown"]))
        lines.append(_("The city does not have these places: {names}.").format(names=names))
    return lines


def _of_places(said: dict[str, Any]) -> list[str]:
    lines = [
        _("{rows} rows read: {new} new places, {changed} changed, {same} as before.").format(
            rows=said["rows"], new=said["new"], changed=len(said["changed"]), same=said["unchanged"]
        )
    ]
    doubts = (
        (_("Rows without an outline: {names}."), said["without_shape"]),
        (_("Outlines that were mended: {names}."), [one["code"] for one in said["repaired"]]),
        (
            _("Outlines that overlap: {names}."),
            [f"{one['first']}+{one['second']}" for one in said["overlaps"]],
        ),
        (_("Outside the municipality: {names}."), said["outside_municipality"]),
        (
            _("Left out, they name no place or read like roads: {names}."),
            [one["name"] for one in said["left_out"]],
        ),
        (_("Missing from the file, kept: {names}."), said["missing"]),
    )
    lines += [text.format(names=", ".join(map(str, names[:30]))) for text, names in doubts if names]
    return lines


def bring(request: HttpRequest) -> HttpResponse:
    """Take a file of territory into keeping and ask for it to be brought in."""
    from pazos.analysis.intake import ask_for_territory

    form = BringForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        upload, what = said.pop("file"), said.pop("what")
        try:
            kept = keep_upload(upload)
        except InputProblem as problem:
            form.add_error("file", refusal(problem))
        else:
            job = ask_for_territory(path=kept.path, name=kept.name, what=what, said=said, by=reader(request))
            return redirect("intake_job", job.pk)
    status = 400 if form.is_bound else 200
    return render(request, "web/territory/bring.html", {"form": form}, status=status)


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Write down that two neighbourhoods touch or do not, and why."""
    from pazos.domain.territory.actions import declare_link

    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose two neighbourhoods and say why."))
        return redirect("territory")
    said = form.cleaned_data
    try:
        declare_link(
            said["first"], said["second"], bridge=said["bridge"], reason=said["reason"], by=reader(request)
        )
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("Declared. The next study uses it."))
    return redirect("territory")


@require_POST
def undeclare(request: HttpRequest, number: int) -> HttpResponse:
    """Take a word on a pair back."""
    from pazos.domain.territory.actions import remove_link

    link = get_object_or_404(DeclaredLink.objects.select_related("first", "second"), pk=number)
    remove_link(link, by=reader(request))
    messages.success(
        request, _("Taken back: {first} and {second}.").format(first=link.first.name, second=link.second.name)
    )
    return redirect("territory")


ADDRESSES = (
    Address(
        "territory/",
        "territory",
        territory,
        needs=Permission.SEE_AREAS,
        menu=N_("Territory"),
        stage=Stage.SEE,
        group=OF_RECORDS,
    ),
    Address("territory/bring/", "territory_bring", bring, needs=Permission.LOAD_RECORDS),
    Address("territory/links/", "declare_link", declare, needs=Permission.LOAD_RECORDS),
    Address("territory/links/<int:number>/remove/", "remove_link", undeclare, needs=Permission.LOAD_RECORDS),
)
