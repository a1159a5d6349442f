"""Data that leave in public: prepared by one person, signed by another, listed for anybody with their hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis import releasing as work
from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.rights.actions import releasing as deeds
from pazos.domain.rights.models import Release
from pazos.domain.rights.queries import releases as queries
from pazos.domain.rights.rules.releasing import what_blocks_signing
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_RIGHTS, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import Words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.people.models import Staff

MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
SHOWN = 12  # rows of the file that whoever signs sees at once


@dataclass(frozen=True)
class Row:
    """A release as a list shows it: what it is, and the offices of those who let it out."""

    release: Release
    title: str
    protection: str
    offices: tuple[str, str]
    ending: str


class PrepareForm(forms.Form):
    """Which data set, and what its readers should know."""

    dataset = forms.ChoiceField(label=gettext_lazy("Data set"))
    remark = Words(
        gettext_lazy("Remark"),
        most=500,
        rows=3,
        required=False,
        help_text=gettext_lazy("Anybody may read it. Name no person."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(one.name, one.title) for one in work.DATASETS.values()]
        self.fields["dataset"].choices = choices  # type: ignore[attr-defined]


def _row(release: Release) -> Row:
    known = work.DATASETS.get(release.dataset)
    return Row(
        release,
        str(known.title) if known else release.dataset,
        str(known.protection) if known else "",
        (_office(release.prepared_by), _office(release.signed_by)),
        _ending(release),
    )


def _ending(release: Release) -> str:
    known = work.DATASETS.get(release.dataset)
    return known.ending if known else "csv"


def _office(person: Staff | None) -> str:
    return str(ROLE_NAMES[Role(person.role)]) if person else ""


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """List every release for those who let data out, and prepare one."""
    form = PrepareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = work.prepare(said["dataset"], remark=said["remark"], by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("It is prepared. Another person signs it now."))
            return redirect("release", made.pk)
    facts = {"form": form, "rows": [_row(one) for one in queries.releases()]}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/rights/releases/list.html", facts, status=status)


@require_GET
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what would be signed, or was, and all that stands against signing it."""
    found = _one(key)
    lines = found.content.removeprefix("\ufeff").splitlines()
    facts = {
        "row": _row(found),
        "one": found,
        "says": _says(found),
        "head": lines[:1],
        "lines": lines[1 : SHOWN + 1],
        "more": max(0, len(lines) - 1 - SHOWN),
        "blocks": [] if found.signed_at or found.withdrawn_at else _blocks(found, reader(request)),
    }
    return render(request, "web/rights/releases/one.html", facts)


def _blocks(found: Release, who: Staff) -> list[str]:
    facts = deeds.facts_of(found, by=who, as_prepared=work.is_as_prepared(found))
    return [str(block.label) for block in what_blocks_signing(facts)]


def _says(found: Release) -> list[tuple[str, str]]:
    known = work.DATASETS.get(found.dataset)
    words = {one.name: str(one.says) for one in known.columns} if known else {}
    return [(one["name"], words.get(one["name"], "")) for one in found.columns]


def _one(key: UUID) -> Release:
    return get_object_or_404(Release.objects.select_related("prepared_by", "signed_by"), pk=key)


@require_POST
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let it out."""
    try:
        work.sign(_one(key), by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("It is public. Anybody may take it now."))
    return redirect("release", key)


@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    try:
        deeds.withdraw(_one(key), why=request.POST.get("why", "")[:500], by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("It is taken back. Nobody outside reaches it any more."))
    return redirect("release", key)


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show anybody which data were let out, and which were taken back and why."""
    rows = [(_row(one), _says(one)) for one in queries.public()]
    facts = {
        "rows": [row for row in rows if row[0].release.is_public],
        "withdrawn": [row for row, _says in rows if not row.release.is_public],
    }
    return render(request, "web/rights/releases/public.html", facts)


@require_GET
def public_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand a released table to anybody, letter by letter as it was signed."""
    return _handed_out(key, "csv")


@require_GET
def public_json(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand released open contracting data to anybody, letter by letter as they were signed."""
    return _handed_out(key, "json")


def _handed_out(key: UUID, ending: str) -> HttpResponse:
    found = queries.public_file(key)
    if found is None or deeds.hash_of(found.content) != found.content_hash or _ending(found) != ending:
        raise Http404
    response = HttpResponse(found.content, content_type=MEDIA[ending])
    day = f"{found.signed_at:%Y-%m-%d}" if found.signed_at else ""
    response["Content-Disposition"] = f'attachment; filename="pazos-{found.dataset}-{day}.{ending}"'
    return response


_LIST = "rights/releases/"
ADDRESSES = (
    Address(
        "data/",
        "released_data",
        public,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Published data"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address("data/<uuid:key>.csv", "released_file", public_file, needs=Permission.SEE_PUBLIC),
    Address("data/<uuid:key>.json", "released_json", public_json, needs=Permission.SEE_PUBLIC),
    Address(
        _LIST,
        "releases",
        listed,
        needs=Permission.RELEASE_DATA,
        menu=N_("Releases of data"),
        stage=Stage.ENTER,
        group=OF_RIGHTS,
    ),
    Address(f"{_LIST}<uuid:key>/", "release", shown, needs=Permission.RELEASE_DATA),
    Address(f"{_LIST}<uuid:key>/sign/", "release_sign", sign, needs=Permission.RELEASE_DATA),
    Address(f"{_LIST}<uuid:key>/withdraw/", "release_withdraw", withdraw, needs=Permission.RELEASE_DATA),
)
