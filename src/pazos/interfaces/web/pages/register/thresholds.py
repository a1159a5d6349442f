"""The thresholds of quality: what is demanded, by whom, who confirmed it; and what institutions state.

A threshold is never edited: a new one takes its place. What nobody has read in its source is shown as
unconfirmed wherever it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.register.actions import quality as actions
from pazos.domain.register.queries import quality as queries
from pazos.domain.sources.models import Source
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import explain
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.picturing import language
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register.carded import demanded, name_of, value_words
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.register.queries.quality import Standing

_A_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WHAT = [
    ("validation", gettext_lazy("the institutions validate the cases together (1 yes, 0 no)")),
    ("microdata", gettext_lazy("the records are open (1 yes, 0 no)")),
    ("method", gettext_lazy("the method is open (1 yes, 0 no)")),
    ("months_between", gettext_lazy("months between publications")),
    ("months_delay", gettext_lazy("months until publication")),
    ("missing_aggressor", gettext_lazy("share of records without the relation to the aggressor (0 to 1)")),
]


class SetForm(forms.Form):
    """Another value of a threshold, and who demands it."""

    value = forms.FloatField(label=gettext_lazy("Value"), min_value=0, localize=True)
    source = forms.CharField(label=gettext_lazy("Who demands it"), max_length=300)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


class ConfirmForm(forms.Form):
    """Who read the threshold in its source, when, and where it stands."""

    confirmed_by = forms.CharField(label=gettext_lazy("Who read it"), max_length=160)
    confirmed_on = forms.DateField(label=gettext_lazy("When"), widget=_A_DAY)
    read_in = forms.CharField(
        label=gettext_lazy("Where it stands"),
        help_text=gettext_lazy("Document and page, or an address."),
        max_length=300,
    )


class StatementForm(forms.Form):
    """What an institution states of itself."""

    of = forms.ChoiceField(label=gettext_lazy("Of"))
    what = forms.ChoiceField(label=gettext_lazy("What"), choices=WHAT)
    value = forms.FloatField(
        label=gettext_lazy("Value"),
        help_text=gettext_lazy("Empty takes back what was stated."),
        required=False,
        min_value=0,
        localize=True,
    )
    read_in = forms.CharField(label=gettext_lazy("Where it can be read"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = list(Source.objects.order_by("name").values_list("slug", "name"))
        self.fields["of"].choices = [("", _("The register")), *sources]  # type: ignore[attr-defined]
        self.fields["of"].required = False


@require_GET
def thresholds(request: HttpRequest) -> HttpResponse:
    """List the thresholds in force and what institutions state."""
    return _list(request, StatementForm())


def _list(request: HttpRequest, form: StatementForm, *, status: int = 200) -> HttpResponse:
    actions.ship_thresholds()
    words = dict(WHAT)
    facts = {
        "lines": [_words(one) for one in queries.thresholds()],
        "stated": [
            (row.source.name if row.source else _("The register"), words.get(row.what, row.what), row)
            for row in queries.statements()
        ],
        "form": form,
    }
    return render(request, "web/register/quality/thresholds.html", facts, status=status)


def _words(one: Standing) -> dict[str, Any]:
    criterion = one.criterion
    return {
        "code": criterion.code,
        "step": criterion.step,
        "title": name_of(criterion, register=False),
        "demanded": demanded(criterion),
        "source": criterion.source,
        "row": one.row,
        "confirmed": criterion.confirmed,
    }


@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, code: str) -> HttpResponse:
    """Show one threshold with all it was before; set another, or confirm it."""
    actions.ship_thresholds()
    found = next((one for one in queries.thresholds() if one.criterion.code == code), None)
    if found is None:
        raise Http404
    deed = request.POST.get("deed", "")
    set_form = SetForm(request.POST if deed == "set" else None, initial=_initial(found))
    confirm_form = ConfirmForm(
        request.POST if deed == "confirm" else None, initial={"confirmed_on": timezone.localdate()}
    )
    asked: forms.Form | None = {"set": set_form, "confirm": confirm_form}.get(deed)
    if asked is not None and asked.is_valid() and _done(request, code, asked):
        return redirect("quality_thresholds")
    facts = {
        "line": _words(found),
        "before": [(row, value_words(found.criterion.measure, row.value)) for row in found.before],
        "set_form": set_form,
        "confirm_form": confirm_form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/register/quality/threshold.html", facts, status=status)


def _initial(found: Standing) -> dict[str, Any]:
    return {"value": found.row.value, "source": found.row.source, "note": found.row.note}


def _done(request: HttpRequest, code: str, form: forms.Form) -> bool:
    said = form.cleaned_data
    deed = actions.set_threshold if isinstance(form, SetForm) else actions.confirm_threshold
    try:
        deed(code, **said, by=reader(request))
    except InputProblem as problem:
        form.add_error(None, explain(problem, language()))
        return False
    words = (
        _("The threshold is set. It is unconfirmed until somebody says where it stands.")
        if isinstance(form, SetForm)
        else _("The threshold is confirmed.")
    )
    messages.success(request, words)
    return True


@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """Write down what an institution states of itself."""
    form = StatementForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.state(
                said["what"],
                source=Source.objects.filter(slug=said["of"]).first() if said["of"] else None,
                value=said["value"],
                read_in=said["read_in"],
                by=reader(request),
            )
        except InputProblem as problem:
            form.add_error(None, explain(problem, language()))
        else:
            messages.success(request, _("It is written down and counts from the next scorecard on."))
            return redirect("quality_thresholds")
    return _list(request, form, status=422)


_THRESHOLDS = "quality/thresholds/"
ADDRESSES = (
    Address(_THRESHOLDS, "quality_thresholds", thresholds, needs=Permission.MAKE_RULES),
    Address("quality/statements/", "quality_state", statement, needs=Permission.MAKE_RULES),
    Address(f"{_THRESHOLDS}<slug:code>/", "quality_threshold", threshold, needs=Permission.MAKE_RULES),
)
