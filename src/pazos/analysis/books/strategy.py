"""Components, programmes and alignments as spreadsheets: rows are told apart by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.strategy import actions
from pazos.domain.strategy.models import Alignment, Component, Programme
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.strategy.queries.programmes import programmes, who_may_help
from pazos.domain.strategy.vocabulary import Instrument, ProgrammeState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Strategy

BETWEEN = "; "


def _the_strategy() -> Strategy:
    found = current_strategy()
    if found is None:
        raise InputProblem(N_("There is no strategy yet. Begin it on its page first."))
    return found


def _codes() -> Iterable[tuple[str, str]]:
    strategy = current_strategy()
    return [(one.code, one.name) for one in components(strategy)] if strategy else []


def _component(code: str | None) -> Component | None:
    if not code:
        return None
    found = Component.objects.filter(strategy=_the_strategy(), code=code).first()
    if found is None:
        raise InputProblem(N_("There is no component of the code {code}."), code=code, field="component")
    return found


def _organisation(name: str, *, field: str) -> Organisation:
    found = who_may_help().filter(name__iexact=" ".join(name.split())).first()
    if found is None:
        raise InputProblem(
            N_(
                "No organisation that can take part is called {name}. Write it as in the list of organisations."
            ),
            name=name,
            field=field,
        )
    return found


def _component_rows(_staff: Staff) -> Iterator[Mapping[str, object]]:
    strategy = current_strategy()
    for one in components(strategy) if strategy else []:
        yield {"code": one.code, "name": one.name, "purpose": one.purpose, "ended_on": one.ended_on}


def _take_component(row: Mapping[str, Any], by: Staff) -> None:
    strategy, purpose = _the_strategy(), row.get("purpose") or ""
    one = strategy.components.filter(code=row["code"]).first()
    if one is None:
        one = actions.add_component(strategy, code=row["code"], name=row["name"], purpose=purpose, by=by)
    else:
        actions.change_component(one, name=row["name"], purpose=purpose, by=by)
    if row.get("ended_on") and one.ended_on != row["ended_on"]:
        actions.end_component(one, on=row["ended_on"], by=by)


def _programme_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    for one in programmes(current_strategy(), seen_by=staff).prefetch_related("partners"):
        yield {
            "code": one.code,
            "name": one.name,
            "component": one.component.code,
            "purpose": one.purpose,
            "department": one.department.name,
            "partners": BETWEEN.join(sorted(partner.name for partner in one.partners.all())),
            "state": one.state,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "people_expected": one.people_expected,
        }


def _take_programme(row: Mapping[str, Any], by: Staff) -> None:
    component = _component(row["component"])
    if component is None:
        raise InputProblem(N_("Say under which component."), field="component")
    names = [name for name in (row.get("partners") or "").split(BETWEEN.strip()) if name.strip()]
    values: dict[str, Any] = {
        "component": component,
        "name": row["name"],
        "purpose": row.get("purpose") or "",
        "department": _organisation(row["department"], field="department"),
        "partners": [_organisation(name, field="partners") for name in names],
        "starts_on": row.get("starts_on"),
        "ends_on": row.get("ends_on"),
        "state": ProgrammeState(row.get("state") or ProgrammeState.PLANNED),
        "people_expected": row.get("people_expected"),
    }
    known = Programme.objects.filter(code=row["code"]).first()
    if known is None:
        actions.add_programme(code=row["code"], **values, by=by)
    else:
        actions.change_programme(known, **values, by=by)


def _alignment_rows(_staff: Staff) -> Iterator[Mapping[str, object]]:
    strategy = current_strategy()
    if strategy is None:
        return
    for one in strategy.alignments.select_related("component", "programme"):
        yield {
            "instrument": one.instrument,
            "code": one.code,
            "component": one.component.code if one.component else None,
            "programme": one.programme.code if one.programme else None,
            "words": one.words,
        }


def _take_alignment(row: Mapping[str, Any], by: Staff) -> None:
    strategy, words = _the_strategy(), row.get("words") or ""
    component, programme = _component(row.get("component")), _programme(row.get("programme"))
    known = Alignment.objects.filter(
        strategy=strategy,
        instrument=row["instrument"],
        code__iexact=row["code"],
        component=component,
        programme=programme,
    ).first()
    if known is not None:
        actions.reword_alignment(known, words=words, by=by)
        return
    actions.align(
        strategy,
        instrument=Instrument(row["instrument"]),
        code=row["code"],
        words=words,
        component=component,
        programme=programme,
        by=by,
    )


def _programme(code: str | None) -> Programme | None:
    if not code:
        return None
    found = Programme.objects.filter(code=code, component__strategy=_the_strategy()).first()
    if found is None:
        raise InputProblem(N_("There is no programme of the code {code}."), code=code, field="programme")
    return found


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
_CODE = _("Code")
SHEETS = (
    Sheet(
        name="components",
        title=_("Components"),
        columns=(
            Column("code", _CODE, is_required=True, says=_("short, without spaces"), example="prevencion"),
            Column("name", _("Name"), is_required=True, example="Prevención social"),
            Column("purpose", _("What it is for"), Kind.LONG),
            Column("ended_on", _("Ended on"), Kind.DATE),
        ),
        see=SEE,
        write=PLAN,
        rows=_component_rows,
        take=_take_component,
    ),
    Sheet(
        name="programmes",
        title=_("Programmes"),
        columns=(
            Column("code", _CODE, is_required=True, says=_("short, without spaces"), example="pre-09"),
            Column("name", _("Name"), is_required=True, example="Deporte en el barrio"),
            Column("component", _("Component"), Kind.CHOICE, is_required=True, choices=_codes),
            Column("purpose", _("What it is for"), Kind.LONG),
            Column(
                "department",
                _("Responsible department"),
                is_required=True,
                says=_("its name, as in the list of organisations"),
                example="Instituto de Deporte y Recreación",
            ),
            Column("partners", _("Partners"), says=_("names, told apart by semicolons")),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: ProgrammeState.choices),
            Column("starts_on", _("First day"), Kind.DATE, example="2024-02-01"),
            Column("ends_on", _("Last day"), Kind.DATE),
            Column("people_expected", _("People expected a year"), Kind.WHOLE, example="250"),
        ),
        see=SEE,
        write=PLAN,
        rows=_programme_rows,
        take=_take_programme,
    ),
    Sheet(
        name="alignments",
        title=_("Alignment"),
        columns=(
            Column(
                "instrument", _("Plan"), Kind.CHOICE, is_required=True, choices=lambda: Instrument.choices
            ),
            Column("code", _CODE, is_required=True, example="16.1"),
            Column("component", _("Only this component"), Kind.CHOICE, choices=_codes),
            Column("programme", _("Only this programme"), says=_("its code"), example="pre-09"),
            Column("words", _("In what")),
        ),
        see=SEE,
        write=PLAN,
        rows=_alignment_rows,
        take=_take_alignment,
    ),
)
