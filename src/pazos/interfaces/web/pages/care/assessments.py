"""Assessments of one case: what was asked, with meaning and error, and beginning another. Never a list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions import assessing as actions
from pazos.domain.cases.instruments import instruments
from pazos.domain.cases.instruments.kinds import said
from pazos.domain.cases.queries import assessing as queries
from pazos.domain.cases.rules.assessing import Block
from pazos.domain.cases.vocabulary import Dimension
from pazos.domain.participants.traits import Traits
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.care import wording
from pazos.interfaces.web.pages.care.asking import BeginForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.instruments.kinds import Instrument
    from pazos.domain.cases.models import Case, HalfAssessment
    from pazos.domain.cases.queries.assessing import AssessmentLine

TAB = "case_assessments"
CURES: dict[str, tuple[str, ...]] = {Block.TOO_YOUNG: ("what",), Block.NOT_OF_IT: ("what",)}


@require_GET
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the assessments of a case, and what was begun."""
    framed, who = frame(request, key), reader(request)
    lines = queries.assessments_of(framed.case, seen_by=who)
    halves = queries.halves_of(framed.case, seen_by=who)
    note_read(by=who, what="cases.assessment", keys=[one.row.pk for one in lines], at_address=TAB)
    facts = {
        "lines": [_told(one) for one in lines],
        "halves": [(one, wording.in_words(one.instrument.name)) for one in halves],
    }
    return render(request, "web/care/assessments.html", facts_of(framed, **facts))


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose an instrument and begin."""
    framed = frame(request, key, tab=TAB)
    form = BeginForm(request.POST or None, choices=_choices(framed.case))
    begun: list[HalfAssessment] = []
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        code, _colon, dimension = asked["what"].partition(":")

        def deed() -> None:
            when = {"occasion": asked["occasion"], "on": asked["on"], "by": reader(request)}
            begun.append(actions.begin(framed.case, instrument=code, dimension=dimension, **when))

        if done(request, deed, said=_("Answers are kept as they are given."), form=form, cures=CURES):
            return redirect("answer_assessment", begun[0].pk)
    facts = facts_of(framed, form=form, heading=_("Begin an assessment"), button=_("Begin"))
    return render(request, "web/care/form.html", facts, status=422 if form.errors else 200)


@require_GET
def assessment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one assessment, answer by answer."""
    who = reader(request)
    row = queries.assessment(key, seen_by=who)
    if row is None:
        raise Http404
    framed = frame(request, row.case_id, tab=TAB)
    note_read(by=who, what="cases.assessment", keys=[row.pk], at_address="assessment")
    line = next(one for one in queries.assessments_of(framed.case, seen_by=who) if one.row.pk == row.pk)
    facts = {**_told(line), "answers": _answers(line)}
    return render(request, "web/care/assessment.html", facts_of(framed, **facts))


def _told(line: AssessmentLine) -> dict[str, Any]:
    return {
        "line": line,
        "name": wording.in_words(line.instrument.name),
        "score": wording.score_words(line.instrument, line.score),
        "meaning": wording.in_words(line.score.band.words) if line.score.band else "",
        "change": wording.change_words(line.change) if line.change else "",
        "change_badge": wording.change_badge(line.change) if line.change else "",
        "change_label": wording.change_label(line.change) if line.change else "",
    }


def _answers(line: AssessmentLine) -> list[tuple[str, str]]:
    tongue = line.instrument.language(language())
    given = line.row.result.get("answers", {})
    told = []
    for item in line.instrument.in_order(tongue):
        if item.code in given:
            option = next((one for one in item.options if one.value == given[item.code]), None)
            told.append((said(item.words, tongue), said(option.words, tongue) if option else _("left out")))
    return told


def _choices(case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the instruments for a person of this age, by dimension."""
    age = Traits.read(case.participant.traits).age_on(timezone.localdate())
    fits = [one for one in instruments() if age is None or age >= one.minimum_age]
    return [
        (
            str(dimension.label),
            [(f"{one.code}:{dimension}", _name(one)) for one in fits if dimension in one.dimensions],
        )
        for dimension in Dimension
    ]


def _name(asked: Instrument) -> str:
    name = wording.in_words(asked.name)
    if language() in asked.languages:
        return name
    return _("{name} (only in another language)").format(name=name)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/assessments/", TAB, of_case, needs=SEE),
    Address("cases/<uuid:key>/assessments/new/", "begin_assessment", begin, needs=WORK),
    Address("assessments/<uuid:key>/", "assessment", assessment, needs=SEE),
)
