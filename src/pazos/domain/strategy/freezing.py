"""A whole strategy as plain JSON: what a version keeps, and what two versions are compared by.

Things are named by their codes and words, so that a version can be read when the tables have long
changed. No person stands in it: who judged and adopted is kept beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.strategy.models import Programme, TheoryArrow
from pazos.domain.strategy.queries.readiness import newest_of_each

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.strategy.models import Alignment, Ground, Readiness, Strategy

SCHEMA = 1


def frozen(strategy: Strategy) -> dict[str, Any]:
    """Return everything of a strategy."""
    return {
        "schema": SCHEMA,
        "strategy": _described(strategy),
        "grounds": [_ground(one) for one in strategy.grounds.select_related("designation", "run")],
        "components": [
            {
                "code": one.code,
                "position": one.position,
                "name": one.name,
                "purpose": one.purpose,
                "ended_on": _day(one.ended_on),
            }
            for one in strategy.components.all()
        ],
        "programmes": [_programme(one) for one in _programmes(strategy)],
        "theory": _theory(strategy),
        "alignments": [
            _alignment(one) for one in strategy.alignments.select_related("component", "programme")
        ],
        "readiness": [_judgement(one) for one in newest_of_each(strategy)],
    }


def _described(strategy: Strategy) -> dict[str, Any]:
    act = strategy.act
    return {
        "name": strategy.name,
        "legal_basis": strategy.legal_basis,
        "act": {"title": act.title, "sha256": act.sha256} if act else None,
        "starts_on": _day(strategy.starts_on),
        "ends_on": _day(strategy.ends_on),
        "vision": strategy.vision,
        "diagnosis": strategy.diagnosis,
        "first_age": strategy.first_age,
        "last_age": strategy.last_age,
    }


def _ground(one: Ground) -> dict[str, Any]:
    if one.designation is not None:
        return {"designation": one.designation_id, "title": one.designation.title, "words": one.words}
    run = one.run
    return {
        "run": one.run_id,
        "title": run.method if run else "",
        "hash": run.result_hash if run else "",
        "words": one.words,
    }


def _programmes(strategy: Strategy) -> list[Programme]:
    rows = Programme.objects.filter(component__strategy=strategy).select_related("component", "department")
    return list(rows.prefetch_related("partners").order_by("code"))


def _programme(one: Programme) -> dict[str, Any]:
    return {
        "code": one.code,
        "component": one.component.code,
        "name": one.name,
        "purpose": one.purpose,
        "department": one.department.name,
        "partners": sorted(partner.name for partner in one.partners.all()),
        "starts_on": _day(one.starts_on),
        "ends_on": _day(one.ends_on),
        "state": one.state,
        "people_expected": one.people_expected,
    }


def _theory(strategy: Strategy) -> dict[str, Any]:
    boxes = list(strategy.boxes.select_related("component"))
    arrows = TheoryArrow.objects.filter(source__strategy=strategy)
    return {
        "boxes": [
            {
                "key": box.pk,
                "level": box.level,
                "position": box.position,
                "component": box.component.code if box.component else "",
                "text": box.text,
            }
            for box in boxes
        ],
        "arrows": [
            {
                "source": arrow.source_id,
                "target": arrow.target_id,
                "assumption": arrow.assumption,
                "evidence": arrow.evidence,
            }
            for arrow in arrows
        ],
    }


def _alignment(one: Alignment) -> dict[str, Any]:
    return {
        "instrument": one.instrument,
        "code": one.code,
        "words": one.words,
        "component": one.component.code if one.component else "",
        "programme": one.programme.code if one.programme else "",
    }


def _judgement(one: Readiness) -> dict[str, Any]:
    return {
        "failure": one.failure,
        "standing": one.standing,
        "argument": one.argument,
        "judged_on": _day(one.judged_on),
        "evidence": sorted(
            ({"title": paper.title, "sha256": paper.sha256} for paper in one.evidence.all()),
            key=lambda paper: (paper["title"], paper["sha256"]),
        ),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
