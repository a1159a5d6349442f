"""What is kept of how somebody is, wants to become and is kept safe, and how it is erased.

Erasing is complete: no score, goal or crisis of the person is left, nor that there was one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.instruments.kinds import said
from pazos.domain.cases.instruments.registry import instrument
from pazos.domain.cases.models import (
    Assessment,
    Crisis,
    CrisisItem,
    Goal,
    GoalStep,
    HalfAssessment,
    SafetyPlan,
)
from pazos.domain.cases.rules.safety import Part
from pazos.domain.rights.registry import Holding, Kept
from pazos.domain.rights.rows import erase_row, first_keys, of_participant_or_number
from pazos.domain.rights.vocabulary import Basis, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

MONTHS = 60
SINCE = _("the day the case ended")
LANGUAGE = "es"  # the person's own sheet; a text that is not in it is given as it is


def _due(rows: QuerySet[Any], before: date, most: int) -> list[str]:
    return first_keys(rows.filter(case__ended_on__lt=before), most)


def _answers(row: Assessment | HalfAssessment, answers: Mapping[str, int | None]) -> dict[str, str]:
    asked = instrument(row.instrument, row.instrument_version)
    told = {}
    for code, value in answers.items():
        item = asked.item(code)
        option = next((one for one in item.options if one.value == value), None) if item else None
        told[said(item.words, LANGUAGE) if item else code] = said(option.words, LANGUAGE) if option else "–"
    return told


def _assessment(key: str) -> Mapping[str, Any]:
    row = Assessment.objects.get(pk=key)
    asked = instrument(row.instrument, row.instrument_version)
    return {
        "on": row.on,
        "instrument": said(asked.name, LANGUAGE),
        "answers": _answers(row, row.result.get("answers", {})),
        "score": row.result.get("total"),
        "note": row.note,
    }


def _half(key: str) -> Mapping[str, Any]:
    row = HalfAssessment.objects.get(pk=key)
    return {"on": row.on, "answers": _answers(row, row.answers)}


def _goal(key: str) -> Mapping[str, Any]:
    row = Goal.objects.get(pk=key)
    steps = [f"{one.text} ({one.get_state_display()})" for one in row.steps.all()]
    return {
        "dimension": row.get_dimension_display(),
        "aim": row.aim,
        "state": row.get_state_display(),
        "steps": steps,
    }


def _plan(key: str) -> Mapping[str, Any]:
    row = SafetyPlan.objects.get(pk=key)
    parts = {str(part.label): row.parts[part] for part in Part if row.parts.get(part)}
    return {"on": row.on, "review_on": row.review_on, **parts}


def _crisis(key: str) -> Mapping[str, Any]:
    row = Crisis.objects.get(pk=key)
    done = [(one.done_at, one.proof) for one in row.items.all() if one.done_at is not None]
    return {
        "kind": row.get_kind_display(),
        "known_at": row.known_at,
        "what": row.what,
        "done": [{"on": at.date(), "proof": proof} for at, proof in done],
        "closed_at": row.closed_at,
    }


HOLDINGS = (
    Holding(
        name="cases.assessments",
        title=_("How somebody who is accompanied said they are"),
        models=("cases.Assessment",),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=MONTHS,
        since=SINCE,
        find=lambda subject: [
            Kept(str(one.pk), one.on, str(one.get_occasion_display()))
            for one in of_participant_or_number(Assessment.objects.all(), subject)
        ],
        erase=lambda key: erase_row(Assessment.objects.all(), key),
        due=lambda before, most: _due(Assessment.objects.all(), before, most),
        content=_assessment,
    ),
    Holding(
        name="cases.half_assessments",
        title=_("Assessments that were begun and not finished"),
        models=("cases.HalfAssessment",),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=1,
        since=_("the last answer"),
        find=lambda subject: [
            Kept(str(one.pk), one.on, str(_("assessment that was begun")))
            for one in of_participant_or_number(HalfAssessment.objects.all(), subject)
        ],
        erase=lambda key: erase_row(HalfAssessment.objects.all(), key),
        due=lambda before, most: first_keys(HalfAssessment.objects.filter(changed_at__date__lt=before), most),
        content=_half,
    ),
    Holding(
        name="cases.goals",
        title=_("What somebody wants, in their words, and the steps to it"),
        models=("cases.Goal", "cases.GoalStep"),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=MONTHS,
        since=SINCE,
        find=lambda subject: [
            Kept(str(one.pk), one.set_on, str(one.get_dimension_display()))
            for one in of_participant_or_number(Goal.objects.all(), subject)
        ],
        erase=lambda key: erase_row(Goal.objects.all(), key, GoalStep.objects.filter(goal__pk=key)),
        due=lambda before, most: _due(Goal.objects.all(), before, most),
        content=_goal,
    ),
    Holding(
        name="cases.safety_plans",
        title=_("What keeps somebody safe, as they wrote it"),
        models=("cases.SafetyPlan",),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.CONSENT,
        months=MONTHS,
        since=SINCE,
        find=lambda subject: [
            Kept(str(one.pk), one.on, str(_("safety plan")))
            for one in of_participant_or_number(SafetyPlan.objects.all(), subject)
        ],
        erase=lambda key: erase_row(SafetyPlan.objects.all(), key),
        due=lambda before, most: _due(SafetyPlan.objects.all(), before, most),
        content=_plan,
    ),
    Holding(
        name="cases.crises",
        title=_("Crises, and what was done in them"),
        models=("cases.Crisis", "cases.CrisisItem"),
        purpose=Purpose.ACCOMPANIMENT,
        basis=Basis.VITAL_INTEREST,
        months=MONTHS,
        since=SINCE,
        find=lambda subject: [
            Kept(str(one.pk), one.known_at.date(), str(one.get_kind_display()))
            for one in of_participant_or_number(Crisis.objects.all(), subject)
        ],
        erase=lambda key: erase_row(Crisis.objects.all(), key, CrisisItem.objects.filter(crisis__pk=key)),
        due=lambda before, most: _due(Crisis.objects.filter(closed_at__isnull=False), before, most),
        content=_crisis,
    ),
)
