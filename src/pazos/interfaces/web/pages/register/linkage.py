"""How records are linked: the model, what it learnt, and the two thresholds that a person chooses.

What a choice would cost is shown before it is made. A chosen threshold never changes what a
person decided on a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.register.queries import pairs as queries
from pazos.domain.sources.models import Source
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import sha256_of
from pazos.interfaces.components import wording as numbers
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import language, refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.deaths import tabs
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.register.models import LinkageModel

LEAST, MOST = -9.9, 50.0  # weights; pairs below the first are not kept
LEARNT = {
    "learnt": gettext_lazy("learnt from these lists"),
    "default": gettext_lazy("usual value: the lists say too little"),
    "mixed": gettext_lazy("between the usual value and what was learnt"),
}


class ThresholdsForm(forms.Form):
    """Two weights, and why."""

    lower = forms.FloatField(
        label=gettext_lazy("A person looks from this weight"),
        help_text=gettext_lazy("Below it, two records are two deaths."),
        min_value=LEAST,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"step": "0.1", "lang": "en"}),
    )
    upper = forms.FloatField(
        label=gettext_lazy("Joined without a person from this weight"),
        help_text=gettext_lazy("From it on, two records are one death."),
        min_value=LEAST,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"step": "0.1", "lang": "en"}),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """Refuse thresholds that cross."""
        found = super().clean() or {}
        if "lower" in found and "upper" in found and found["lower"] > found["upper"]:
            self.add_error("upper", _("It lies below the other."))
        return found


@require_GET
def linkage(request: HttpRequest) -> HttpResponse:
    """Show the model in force, what its thresholds cost, and what it learnt."""
    return _page(request, None)


def _page(request: HttpRequest, form: ThresholdsForm | None) -> HttpResponse:
    model = queries.current_model()
    facts: dict[str, Any] = {"model": model, "tabs": tabs("linkage")}
    if model is not None:
        shown = form or ThresholdsForm(
            initial={"lower": round(model.lower, 1), "upper": round(model.upper, 1)}
        )
        facts |= {
            "form": shown,
            "chart": _chart(model),
            "table": _table(model),
            "preview": _preview(model, model.lower, model.upper),
            "learnt": _learnt(model.run.result["model"]["shares"]),
            "sources": _sources(model.run.result["model"]),
            "compared": model.run.result.get("compared"),
            "choices": queries.choices(),
        }
    return render(request, "web/register/linkage/linkage.html", facts, status=422 if form else 200)


def _chart(model: LinkageModel) -> str:
    """Return the chart of cost as SVG: drawn once for a run and two thresholds."""

    def draw() -> str:
        from pazos.analysis.figures import render as pictures
        from pazos.analysis.figures.thresholds import cost_by_threshold

        curve = model.run.result["cost"]
        return pictures.svg(
            cost_by_threshold(curve, lower=model.lower, upper=model.upper, language=language()),
            language=language(),
        )

    if not model.run.result.get("cost"):
        return ""
    what = [model.run.result_hash, model.lower, model.upper, language()]
    return str(cache.get_or_set(f"linkage-cost-{sha256_of(what)[:32]}", draw, 3600))


def _table(model: LinkageModel) -> dict[str, Any]:
    rows = [
        [
            numbers.number(row["weight"], 1),
            numbers.percent(row["threshold"], 2),
            numbers.number(row["links"]),
            numbers.number(row["false_links"], 1),
            numbers.number(row["missed_links"], 1),
        ]
        for row in model.run.result.get("cost", [])
    ]
    columns = [_("Weight"), _("Probability"), _("Links"), _("Wrong links"), _("Missed links")]
    return {"columns": columns, "rows": rows}


def _preview(model: LinkageModel | None, lower: float, upper: float) -> dict[str, Any]:
    """Return what two thresholds would cost, and how sure each is, in words."""
    cost = queries.cost(lower=lower, upper=upper)
    unkept = model.run.result.get("unkept", 0.0) if model else 0.0
    return {
        "links": numbers.number(cost.links),
        "wrong": numbers.number(cost.false_links, 1),
        "waiting": numbers.number(cost.waiting),
        "missed": numbers.number(cost.missed + unkept, 1),
        "lower": _sure(lower),
        "upper": _sure(upper),
        "crossed": lower > upper,
    }


def _sure(weight: float) -> str:
    share = 1 / (1 + 2.0**-weight)
    return f"{wording.likely(share)} ({wording.share_words(share)})"


def _learnt(shares: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return for each field its levels: how often among true pairs, how often by chance, what it weighs."""
    from math import log2

    return [
        (
            str(label),
            [
                {
                    "level": wording.level(name, word),
                    "m": one["m"],
                    "u": one["u"],
                    "weight": log2(one["m"] / one["u"]) if one["m"] and one["u"] else None,
                    "origin": str(LEARNT.get(str(one.get("m_from")), "")),
                }
                for word in wording.LEVELS[name]
                if (one := shares[name].get(word))
            ],
        )
        for name, label in wording.LINKED_NAMES.items()
        if name in shares
    ]


def _sources(facts: Mapping[str, Any]) -> list[tuple[str, int]]:
    names = dict(Source.objects.values_list("slug", "name"))
    return [(names.get(slug, slug), rows) for slug, rows in sorted(facts.get("rows", {}).items())]


@require_GET
def cost(request: HttpRequest) -> HttpResponse:
    """Show what two thresholds would cost, before they are chosen."""
    form = ThresholdsForm(request.GET)
    form.is_valid()
    lower, upper = form.cleaned_data.get("lower"), form.cleaned_data.get("upper")
    known = None if lower is None or upper is None else _preview(queries.current_model(), lower, upper)
    facts = {"preview": known}
    return render(request, "web/register/linkage/preview.html", facts)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the thresholds, and ask for the register to follow them."""
    from pazos.analysis.register.asking import ask_for_update
    from pazos.domain.register.actions.pairs import choose_thresholds

    form = ThresholdsForm(request.POST)
    if queries.current_model() is None:
        messages.error(request, _("Nothing has been linked yet."))
        return redirect("linkage")
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    try:
        choose_thresholds(lower=said["lower"], upper=said["upper"], reason=said["reason"], by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("linkage")
    messages.success(request, _("The thresholds are chosen. The register now follows them."))
    return redirect("job", ask_for_update(by=reader(request)).pk)


ADDRESSES = (
    Address("register/linkage/", "linkage", linkage, needs=Permission.SEE_RECORDS),
    Address("register/linkage/cost/", "linkage_cost", cost, needs=Permission.LINK_RECORDS),
    Address("register/linkage/choose/", "choose_thresholds", choose, needs=Permission.LINK_RECORDS),
)
