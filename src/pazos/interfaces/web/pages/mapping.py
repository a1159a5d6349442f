"""Pointing at columns: a person says once what each column of an unknown file means.

Every column shows what it holds and, as soon as something is chosen, how it would be read:
by the code that will read it. The words of coded columns are joined to ours here, by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.analysis import intake as work
from pazos.analysis.ingest.layout import match
from pazos.analysis.ingest.mapping import from_stored, shipped
from pazos.analysis.notices import stored_problem
from pazos.domain.sources import actions
from pazos.domain.sources.models import Delivery, Source
from pazos.domain.sources.vocabulary import DatedBy, Rhythm, SourceKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs.models import Job
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.fields import CHOICES, FIELDS, field_name, value_words
from pazos.interfaces.web.pages.intake import refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from pazos.analysis.ingest.mapping import Mapping
    from pazos.analysis.ingest.propose import Proposal
    from pazos.analysis.ingest.trying import Trial
    from pazos.analysis.tables import Grid
    from pazos.domain.people.models import Staff

ROWS_SHOWN = 5
HEADER_ROWS = 20
NOT_STATED = "-"
DELIVERS = [
    ("snapshot", gettext_lazy("The whole series each time: a new file replaces the earlier one")),
    ("increment", gettext_lazy("Only what is new each time: files are added up")),
]
MUNICIPALITIES = [
    (DatedBy.FACT.value, gettext_lazy("Where the fact happened")),
    (DatedBy.DEATH.value, gettext_lazy("Where the person died: it does not say where the fact happened")),
]


class SourceForm(forms.Form):
    """What must be known of a source before anything is counted from it."""

    name = forms.CharField(label=gettext_lazy("What shall it be called?"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of institution counts?"),
        help_text=gettext_lazy("Some counting rules listen to some institutions only."),
        choices=[("", gettext_lazy("Choose")), *SourceKind.choices],
    )
    institution = forms.CharField(label=gettext_lazy("Which institution hands it out?"), max_length=160)
    definition = forms.CharField(
        label=gettext_lazy("What does it count?"),
        help_text=gettext_lazy(
            "As the institution says it. Two sources that count differently are never added up."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    coverage = forms.CharField(
        label=gettext_lazy("Of which places and since when?"), max_length=300, required=False
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("How often does a file come?"), choices=Rhythm.choices)
    delivers = forms.ChoiceField(label=gettext_lazy("What is in each file?"), choices=DELIVERS)
    dated_by = forms.ChoiceField(label=gettext_lazy("Whose day is its date?"), choices=DatedBy.choices)
    municipality_of = forms.ChoiceField(
        label=gettext_lazy("Whose municipality does it state?"), choices=MUNICIPALITIES
    )


def map_file(request: HttpRequest, number: int) -> HttpResponse:
    """Show a file's columns to point at; try what was pointed at; save it and read the file."""
    job = Job.objects.filter(pk=number, kind=work.RECOGNISE, state=Job.State.DONE).first()
    if job is None:
        raise Http404
    try:
        page = _page(request, job)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("bring_file")
    saves = request.method == "POST" and request.POST.get("deed") == "save"
    if saves and page.form.is_valid():
        try:
            return redirect("intake_job", _save(job, page, by=reader(request)).pk)
        except InputProblem as problem:
            page.form.add_error(None, refusal(problem))
    return render(request, "web/sources/map.html", _facts(job, page), status=400 if saves else 200)


@dataclass
class _Page:
    """A file being pointed at: its first rows, the field of each column, the words, the source."""

    grid: Grid
    proposal: Proposal
    known: Source | None
    pointed: dict[int, str]
    values: dict[str, dict[str, str]]
    form: SourceForm

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each field pointed at; of two columns with one field the first counts."""
        answer: dict[str, str] = {}
        for place, name in self.pointed.items():
            answer.setdefault(name, self.proposal.headings[place])
        return answer

    def mapping(self, **stated: Any) -> Mapping:
        """Return what was pointed at as a mapping."""
        from pazos.analysis.ingest.propose import pointed_anew, pointed_mapping

        if self.known is not None and self.known.mapping:
            return pointed_anew(
                from_stored(self.known.mapping),
                columns=self.columns,
                headings=set(self.proposal.headings),
                values=self.values,
            )
        said = {"slug": "archivo", "name": "archivo", **stated}
        return pointed_mapping(columns=self.columns, values=self.values, **said)


def _page(request: HttpRequest, job: Job) -> _Page:
    from pazos.analysis.ingest.propose import propose_mapping
    from pazos.analysis.ingest.recognise import sample

    grid = sample(Path(job.arguments["path"]).name, name=job.arguments["name"])
    said = request.POST.get("header", "")
    row = int(said) if said.isdecimal() and 1 <= int(said) <= min(grid.rows, HEADER_ROWS) else None
    proposal = propose_mapping(grid, today=timezone.localdate(), header_row=row)
    known = _source_of(job)
    if request.method != "POST":
        form = SourceForm(initial=_facts_of(known))
        return _Page(grid, proposal, known, _guessed(proposal, known), {}, form)
    saves = request.POST.get("deed") == "save"
    form = SourceForm(request.POST) if saves else SourceForm(initial=request.POST.dict())
    return _Page(grid, proposal, known, _pointed(request.POST, proposal), _values(request.POST), form)


def _source_of(job: Job) -> Source | None:
    delivery = Delivery.objects.select_related("source").filter(pk=job.arguments.get("delivery") or 0).first()
    return delivery.source if delivery else None


def _guessed(proposal: Proposal, known: Source | None) -> dict[int, str]:
    """Return the field of each column: what the source says already, else the guess."""
    if known is not None and known.mapping:
        found = match(proposal.headings, from_stored(known.mapping))
        if found:
            return {column: name for name, column in found.items()}
    return {guess.column: name for name, guess in proposal.guesses.items()}


def _pointed(data: QueryDict, proposal: Proposal) -> dict[int, str]:
    said = {place: data.get(f"column{place}", "") for place in range(len(proposal.headings))}
    return {place: name for place, name in said.items() if name in FIELDS}


def _values(data: QueryDict) -> dict[str, dict[str, str]]:
    """Return what a person says that the words of coded columns mean."""
    answer: dict[str, dict[str, str]] = {}
    for place, word in enumerate(data.getlist("word")[:500]):
        name, value = data.get(f"of{place}", ""), data.get(f"means{place}", "")
        if name in CHOICES and value:
            answer.setdefault(name, {})[word] = "" if value == NOT_STATED else value
    return answer


def _facts_of(known: Source | None) -> dict[str, Any]:
    if known is None:
        fact = DatedBy.FACT.value
        return {
            "rhythm": Rhythm.MONTHLY,
            "delivers": "snapshot",
            "dated_by": fact,
            "municipality_of": fact,
        }
    named = ("name", "kind", "institution", "definition", "coverage", "rhythm")
    mapping = from_stored(known.mapping)
    stated = {name: getattr(mapping, name) for name in ("delivers", "dated_by", "municipality_of")}
    return {name: getattr(known, name) for name in named} | stated


def _save(job: Job, page: _Page, *, by: Staff) -> Job:
    """Keep the mapping with its source, new or revised, and ask for the file to be read."""
    from pazos.analysis.ingest.task import ask_to_take

    path, name = Path(job.arguments["path"]), job.arguments["name"]
    if page.known is not None:
        source = actions.revise_mapping(page.known, stored=page.mapping().stored(), by=by)
        return ask_to_take(path=path, name=name, source=source.slug, by=by, again=True)
    said = page.form.cleaned_data
    mapping = page.mapping(**said, slug=_free_slug(said["name"]))
    source = actions.create_source(stored=mapping.stored(), by=by)
    return ask_to_take(path=path, name=name, source=source.slug, by=by)


def _free_slug(name: str) -> str:
    """Return a short name that no source has, of this city or of those that come with Pazos."""
    stem = slugify(name)[:40] or "fuente"
    taken = {*Source.objects.values_list("slug", flat=True), *shipped()}
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if one not in taken)


def _facts(job: Job, page: _Page) -> dict[str, Any]:
    trial = _try(page)
    return {
        "job": job,
        "file": job.arguments["name"],
        "form": page.form,
        "known": page.known,
        "columns": _columns(page, trial),
        "choices": [(name, label) for name, label in FIELDS.items() if not name.startswith("month_")],
        "words": _words(page, trial),
        "header_row": page.proposal.header_row,
        "header_rows": _header_rows(page),
        "trial": trial,
        "problem": _first_problem(page, trial),
        "reasons": [(sentence(one), rows) for one, rows in trial.reasons],
        "errors": page.form.non_field_errors() if page.form.is_bound else [],
    }


def _try(page: _Page) -> Trial:
    from pazos.analysis.ingest.trying import Trial, try_mapping

    try:
        return try_mapping(page.grid, page.mapping(), today=timezone.localdate())
    except InputProblem as problem:
        return Trial(problem=stored_problem(problem))


def _first_problem(page: _Page, trial: Trial) -> str:
    """Return what keeps the file from being read, in plain words."""
    if not {"occurred_on", "year"} & set(page.pointed.values()):
        return _("Nothing says when yet: choose the column with the date (or the year).")
    return sentence(trial.problem) if trial.problem else ""


def _header_rows(page: _Page) -> list[tuple[int, str]]:
    """Return the rows that may hold the headings, each by what it begins with."""
    last = min(page.grid.rows, max(HEADER_ROWS, page.proposal.header_row))
    rows = ((row + 1, [cell for cell in page.grid.row(row) if cell]) for row in range(last))
    return [(row, " · ".join(cells[:4])[:80]) for row, cells in rows if cells]


def _columns(page: _Page, trial: Trial) -> list[dict[str, Any]]:
    """Return each column with its heading, its first cells and how they are read."""
    first = range(page.proposal.header_row, min(page.grid.rows, page.proposal.header_row + ROWS_SHOWN))
    answer = []
    for place, heading in enumerate(page.proposal.headings):
        name = page.pointed.get(place, "")
        seen = trial.seen.get(name) if name else None
        cells = [page.grid.columns[place][row] for row in first]
        if not heading and not any(cells):
            continue
        answer.append(
            {
                "place": place,
                "heading": heading,
                "cells": [cell for cell in cells if cell],
                "field": name,
                "read": [(text, value_words(name, value)) for text, value in seen.examples] if seen else [],
                "lost": seen.lost if seen else [],
                "understood": seen.understood if seen else 0,
                "filled": seen.filled if seen else 0,
            }
        )
    return answer


def _words(page: _Page, trial: Trial) -> list[dict[str, Any]]:
    """Return the words of coded columns, each with what it means so far."""
    answer: list[dict[str, Any]] = []
    for name, seen in trial.seen.items():
        if name not in CHOICES:
            continue
        for text, rows, value in seen.words:
            unstated = NOT_STATED if page.values.get(name, {}).get(text) == "" else ""
            answer.append(
                {
                    "field": name,
                    "title": field_name(name),
                    "choices": CHOICES[name],
                    "text": text,
                    "rows": rows,
                    "value": value or unstated,
                    "place": len(answer),
                }
            )
    return answer


ADDRESSES = (Address("sources/map/<int:number>/", "map_file", map_file, needs=Permission.LOAD_RECORDS),)
