"""How many deaths did no source record? Asked on the screen, answered by a run; "cannot tell" is an answer.

Whoever asks says which years, whose deaths, which sources are lists, and which of them copy from one
another: that nothing in the records can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.figures import shelf
from pazos.analysis.register.counting import all_named, rules_in_force, span_of_register
from pazos.analysis.register.rule_words import title_of
from pazos.analysis.undercount.words import worded
from pazos.domain.register.queries.closing import coverage
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_, say
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.components.wording import interval, number, percent
from pazos.interfaces.web.pages.picturing import Figure, language, p_words, table
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

METHOD = "undercount"
USUAL = "bogota_wide"
USUAL_YEARS = 5
SHOWN = 8
JOIN = "|"


class QuestionForm(forms.Form):
    """Which years, whose deaths, which lists, which of them depend on one another."""

    first_year = forms.IntegerField(label=gettext_lazy("From the year"), min_value=1950, max_value=2100)
    last_year = forms.IntegerField(label=gettext_lazy("To the year"), min_value=1950, max_value=2100)
    rule = forms.ChoiceField(
        label=gettext_lazy("Deaths that are in scope"),
        help_text=gettext_lazy(
            "Those that this rule counts when every source is heard. Only rules that listen to every source can be asked."
        ),
    )
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Lists"),
        help_text=gettext_lazy("None chosen: all that delivered every month of the years."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dependent = forms.MultipleChoiceField(
        label=gettext_lazy("Copy from, feed or alert one another"),
        help_text=gettext_lazy("What the records cannot show; whoever knows says it here."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {one.slug: one.name for one in coverage().sources}
        rules = [row for row in rules_in_force() if not row.definition["kinds"]]
        pairs = combinations(sorted(names), 2)
        choices = {
            "rule": [(str(row), f"{title_of(row)} ({row})") for row in rules],
            "sources": list(names.items()),
            "dependent": [(JOIN.join(pair), f"{names[pair[0]]} – {names[pair[1]]}") for pair in pairs],
        }
        for field, options in choices.items():
            self.fields[field].choices = options  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse years that end before they begin."""
        said = super().clean() or {}
        if not self.errors and said["first_year"] > said["last_year"]:
            raise forms.ValidationError(_("The period ends before it starts."))
        return said

    def question(self) -> dict[str, Any]:
        """Return the question as `analysis.register.undercount.Question` keeps it."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("first_year", "last_year", "rule", "sources")},
            "dependent": [pair.split(JOIN) for pair in said["dependent"]],
            "criterion": "aic",
            "level": 0.95,
        }


@require_GET
def undercount(request: HttpRequest) -> HttpResponse:
    """Show the newest answer, or the one asked for, and the form of another question."""
    asked = request.GET.get("run", "")
    runs = Run.objects.filter(method=METHOD)
    run = (runs.filter(pk=int(asked)) if asked.isdecimal() else runs).first()
    facts = {
        "form": QuestionForm(initial=_initial(run)),
        "run": run,
        "others": runs.exclude(pk=run.pk).defer("result")[:12] if run else [],
        "any_source": bool(coverage().sources),
        **(_answer(run) if run else {}),
    }
    return render(request, "web/register/undercount/undercount.html", facts)


def _initial(run: Run | None) -> dict[str, Any]:
    if run is not None:
        said = run.parameters
        kept = {name: said[name] for name in ("first_year", "last_year", "rule", "sources")}
        return kept | {"dependent": [JOIN.join(sorted(pair)) for pair in said["dependent"]]}
    span = span_of_register()
    last = span[1].year if span else None
    usual = next((str(one) for one in all_named(rules_in_force()) if one.name == USUAL), "")
    first = max(span[0].year, last - USUAL_YEARS + 1) if span and last else None
    return {"first_year": first, "last_year": last, "rule": usual}


@dataclass(frozen=True)
class Moved:
    """What becomes of the answer if every waiting pair is a link."""

    pairs: str
    observed: str
    missed: str
    outside: bool  # of the interval that the answer states


def _answer(run: Run) -> dict[str, Any]:
    """Return an answer in words; `cannot` says why the question could not be asked."""
    result = run.result
    if cannot := result.get("cannot"):
        return {"cannot": say(cannot["template"], language(), **cannot["facts"])}
    said, names = worded(result, language()), result["material"]["names"]
    return {
        "told": result["verdict"] == "estimate",
        "observed": number(result["observed"]),
        "missed": _estimate(result["missed"]),
        "total": _estimate(result["total"]),
        "reasons": [_named(text, names) for text in said["reasons"]],
        "cautions": [_named(text, names) for text in said["cautions"]],
        "assumptions": said["assumptions"],
        "coverage": [_covered(one, names) for one in result["coverage"]],
        "models": [_model(one, names) for one in _weighty(result["models"])],
        "cells": [
            (", ".join(names[name] for name in cell["lists"]), number(cell["deaths"]))
            for cell in result["material"]["cells"]
        ],
        "silent": [
            (names.get(one["source"], one["source"]), one["months"]) for one in result["material"]["silent"]
        ],
        "moved": _moved(result),
        "figure": _figure(run),
    }


def _estimate(bounds: Mapping[str, float | None]) -> tuple[str, str]:
    return number(bounds["estimate"]), interval(bounds["low"], bounds["high"], 0)


def _named(text: str, names: Mapping[str, str]) -> str:
    for slug, name in names.items():
        text = text.replace(slug, name)
    return text


def _covered(one: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, str, str]:
    spread = f"{percent(one['low'], 1)} – {percent(one['high'], 1)}" if one["share"] is not None else "–"
    return names.get(one["list"], one["list"]), number(one["deaths"]), percent(one["share"], 1), spread


def _weighty(models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(models, key=lambda one: -one["weight"])[:SHOWN]


def _model(one: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    estimate, spread = _estimate(one["missed"])
    return (
        _named(one["model"], names).replace("*", " × "),
        percent(one["weight"], 1),
        p_words(one["p_value"]) if one["p_value"] is not None else "–",
        estimate,
        spread,
    )


def _moved(result: Mapping[str, Any]) -> Moved | None:
    """Return how the answer would move if the pairs that wait were links."""
    linked, missed = result["if_linked"], result["missed"]
    if not linked:
        return None
    there, low, high = linked["missed"]["estimate"], missed["low"], missed["high"]
    known = None not in (there, low, high)
    return Moved(
        pairs=number(result["material"]["waiting"]),
        observed=number(linked["observed"]),
        missed=number(there) if there is not None else "",
        outside=known and not low <= there <= high,
    )


def _figure(run: Run) -> Figure:
    result, material = run.result, run.result["material"]
    said = run.parameters
    rows = [list(_covered(one, material["names"])) for one in result["coverage"]]
    columns = [_("List"), _("Deaths"), _("Share of all"), _("95% interval")]
    return Figure(
        key="undercount",
        title=_("Deaths observed, in all, and what each list holds"),
        description=_("Bars for what is observed; a point and its interval for what is estimated."),
        svg=shelf.picture(run, "undercount", language=language()),
        cannot="",
        source=", ".join(material["names"].values()),
        period=f"{said['first_year']}–{said['last_year']}",
        definition=_("deaths that {rule} counts when every source is heard").format(rule=material["rule"]),
        interval=_("95%, profile likelihood averaged over models"),
        run=run.pk,
        table=table(columns, rows),
    )


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an estimate; the worker makes it."""
    from pazos.analysis.register.judging import ask_for_undercount

    form = QuestionForm(request.POST)
    if not form.is_valid():
        facts: dict[str, Any] = {"form": form, "run": None, "others": [], "any_source": True}
        return render(request, "web/register/undercount/undercount.html", facts, status=422)
    return redirect("job", ask_for_undercount(form.question(), by=reader(request)).pk)


_UNDERCOUNT = "undercount/"
ADDRESSES = (
    Address(
        _UNDERCOUNT,
        "undercount",
        undercount,
        needs=Permission.SEE_AREAS,
        menu=N_("What nobody recorded"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address(f"{_UNDERCOUNT}ask/", "undercount_ask", ask, needs=Permission.ANALYSE),
)
