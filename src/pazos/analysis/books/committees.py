"""Committees, their seats, their sessions and what they promised, as spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.committees import actions
from pazos.domain.committees.models import Commitment, Committee, Seat
from pazos.domain.committees.queries.commitments import Sought, lines, rows_of
from pazos.domain.committees.queries.reach import committees_seen, sessions_seen, sits_in
from pazos.domain.committees.vocabulary import CommitmentState, SessionState
from pazos.domain.committees.vocabulary import Kind as CommitteeKind
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component
from pazos.domain.strategy.queries import components, current_strategy
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.domain.people.models import Staff


def _component_codes() -> Iterable[tuple[str, str]]:
    strategy = current_strategy()
    return [(one.code, one.name) for one in components(strategy)] if strategy else []


def _committee_codes() -> Iterable[tuple[str, str]]:
    return Committee.objects.filter(dissolved_on__isnull=True).values_list("code", "name")


def _component(code: str | None) -> Component | None:
    strategy = current_strategy()
    if not code or strategy is None:
        return None
    found = Component.objects.filter(strategy=strategy, code=code).first()
    if found is None:
        raise InputProblem(N_("There is no component of the code {code}."), code=code, field="component")
    return found


def _organisation(name: str | None) -> Organisation | None:
    if not name:
        return None
    found = Organisation.objects.filter(name__iexact=" ".join(name.split())).first()
    if found is None:
        raise InputProblem(
            N_("No organisation is called {name}. Write it as in the list of organisations."),
            name=name,
            field="organisation",
        )
    return found


def _committee(code: str) -> Committee:
    found = Committee.objects.filter(code__iexact=code).first()
    if found is None:
        raise InputProblem(N_("There is no committee of the code {code}."), code=code, field="committee")
    return found


def _committee_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    for one in committees_seen(staff).select_related("component"):
        yield {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "legal_basis": one.legal_basis,
            "constituted_on": one.constituted_on,
            "dissolved_on": one.dissolved_on,
            "quorum": one.quorum,
            "every_months": one.every_months,
            "component": one.component.code if one.component else None,
            "purpose": one.purpose,
        }


def _take_committee(row: Mapping[str, Any], by: Staff) -> None:
    strategy = current_strategy()
    if strategy is None:
        raise InputProblem(N_("There is no strategy yet. Begin it on its page first."))
    values: dict[str, Any] = {
        "name": row["name"],
        "legal_basis": row["legal_basis"],
        "quorum": row["quorum"],
        "every_months": row.get("every_months") or 1,
        "component": _component(row.get("component")),
        "purpose": row.get("purpose") or "",
    }
    one = Committee.objects.filter(code=row["code"]).first()
    if one is None:
        on, kind = row["constituted_on"], row["kind"]
        one = actions.constitute(
            strategy=strategy, code=row["code"], kind=kind, constituted_on=on, by=by, **values
        )
    else:
        actions.change_committee(one, by=by, **values)
    if row.get("dissolved_on") and one.dissolved_on is None:
        actions.dissolve(one, on=row["dissolved_on"], by=by)


def _seat_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    reached = [one.pk for one in committees_seen(staff) if sits_in(one, staff)]
    rows = Seat.objects.filter(committee__in=reached).select_related("committee", "organisation")
    for one in rows.order_by("committee__code", "office", "from_on"):
        yield {
            "committee": one.committee.code,
            "office": one.office,
            "organisation": one.organisation.name if one.organisation else None,
            "has_vote": one.has_vote,
            "is_chair": one.is_chair,
            "is_secretary": one.is_secretary,
            "from_on": one.from_on,
            "until_on": one.until_on,
        }


def _take_seat(row: Mapping[str, Any], by: Staff) -> None:
    committee = _committee(row["committee"])
    known = committee.seats.filter(office__iexact=row["office"], from_on=row["from_on"]).first()
    if known is None:
        known = actions.seat(
            committee,
            office=row["office"],
            organisation=_organisation(row.get("organisation")),
            has_vote=row["has_vote"] is not False,
            is_chair=bool(row.get("is_chair")),
            is_secretary=bool(row.get("is_secretary")),
            from_on=row["from_on"],
            by=by,
        )
    if row.get("until_on") and known.until_on is None:
        actions.end_seat(known, on=row["until_on"], by=by)


def _session_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    rows = sessions_seen(staff).select_related("committee").prefetch_related("decisions")
    for one in rows.order_by("committee__code", "number"):
        yield {
            "committee": one.committee.code,
            "number": one.number,
            "day": timezone.localtime(one.called_for).date(),
            "place": one.place,
            "state": one.state,
            "had_quorum": one.had_quorum,
            "decisions": len(one.decisions.all()),
        }


def _commitment_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    today = timezone.localdate()
    rows = rows_of(Sought(), seen_by=staff, on=today).select_related("component")
    found = {row.pk: row for row in rows}
    for line in lines(found.values(), seen_by=staff, on=today):
        row = found[line.key]
        yield {
            "code": line.code,
            "committee": row.committee.code,
            "text": line.text,
            "office": line.office,
            "organisation": line.organisation or None,
            "component": row.component.code if row.component else None,
            "made_on": line.made_on,
            "due_on": line.due_on,
            "is_public": line.is_public,
            "state": row.state,
            "ended_on": line.ended_on,
            "words": row.reasons,
        }


def _take_commitment(row: Mapping[str, Any], by: Staff) -> None:
    committee, number = _committee(row["committee"]), _number(row["code"], row["committee"])
    one = committee.commitments.filter(number=number).select_related("session").first()
    if one is None:
        one = actions.promise(
            committee,
            number=number,
            text=row["text"],
            office=row["office"],
            organisation=_organisation(row.get("organisation")),
            component=_component(row.get("component")),
            made_on=row["made_on"],
            due_on=row["due_on"],
            is_public=row["is_public"] is not False,
            by=by,
        )
    else:
        _correct(one, row, by)
    _bring_on(one, row, by)


def _number(code: str, committee: str) -> int:
    start, _dash, number = code.rpartition("-")
    if start.casefold() != committee.casefold() or not number.isdecimal():
        raise InputProblem(
            N_("The code {code} is not one of this committee: write {committee}- and a number."),
            code=code,
            committee=committee,
            field="code",
        )
    return int(number)


def _correct(one: Commitment, row: Mapping[str, Any], by: Staff) -> None:
    said: dict[str, Any] = {
        "text": row["text"],
        "office": row["office"],
        "organisation": _organisation(row.get("organisation")),
        "is_public": row["is_public"] is not False,
    }
    if row.get("component"):
        said["component"] = _component(row["component"])
    changed = {name: value for name, value in said.items() if getattr(one, name) != value}
    if changed:
        actions.correct(one, by=by, **changed)
    if row["due_on"] != one.due_on:
        actions.give_more_time(one, due_on=row["due_on"], words=row.get("words") or "", by=by)


def _bring_on(one: Commitment, row: Mapping[str, Any], by: Staff) -> None:
    state, words = row.get("state") or one.state, row.get("words") or ""
    if state == one.state:
        return
    on = row.get("ended_on") or timezone.localdate()
    if state == CommitmentState.SAID_DONE:
        actions.say_done(one, words=words, on=on, by=by)
    elif state == CommitmentState.DROPPED:
        actions.drop(one, words=words, on=on, by=by)
    else:
        raise InputProblem(
            N_(
                "A spreadsheet may say that it is done or let go; accepting it is for somebody else, on its page."
            ),
            field="state",
        )


SEE, RUN = Permission.SEE_COMMITTEES, Permission.RUN_COMMITTEES
_CODE, _COMMITTEE, _OFFICE = _("Code"), _("Committee"), _("Office")
_NAME_OF_BODY = _("its name, as in the list of organisations")
SHEETS = (
    Sheet(
        name="committees",
        title=_("Committees"),
        columns=(
            Column("code", _CODE, is_required=True, says=_("short, without spaces"), example="cg"),
            Column("name", _("Name"), is_required=True, example="Comité de gestión"),
            Column("kind", _("Kind"), Kind.CHOICE, is_required=True, choices=lambda: CommitteeKind.choices),
            Column(
                "legal_basis", _("Act that constitutes it"), is_required=True, example="Decreto 213 de 2020"
            ),
            Column("constituted_on", _("Constituted on"), Kind.DATE, is_required=True, example="2021-01-12"),
            Column("dissolved_on", _("Dissolved on"), Kind.DATE),
            Column("quorum", _("Quorum"), Kind.WHOLE, is_required=True, example="5"),
            Column("every_months", _("It meets every so many months"), Kind.WHOLE, example="1"),
            Column("component", _("Component"), Kind.CHOICE, choices=_component_codes),
            Column("purpose", _("What it is for"), Kind.LONG),
        ),
        see=SEE,
        write=RUN,
        rows=_committee_rows,
        take=_take_committee,
    ),
    Sheet(
        name="seats",
        title=_("Seats of committees"),
        columns=(
            Column("committee", _COMMITTEE, Kind.CHOICE, is_required=True, choices=_committee_codes),
            Column("office", _OFFICE, is_required=True, example="Secretaría de Educación"),
            Column("organisation", _("Organisation"), says=_NAME_OF_BODY),
            Column("has_vote", _("It votes"), Kind.YES_NO),
            Column("is_chair", _("It chairs"), Kind.YES_NO),
            Column("is_secretary", _("It keeps the minutes (secretary)"), Kind.YES_NO),
            Column("from_on", _("From"), Kind.DATE, is_required=True, example="2021-01-12"),
            Column("until_on", _("Last day"), Kind.DATE),
        ),
        see=SEE,
        write=RUN,
        rows=_seat_rows,
        take=_take_seat,
    ),
    Sheet(
        name="sessions",
        title=_("Sessions of committees"),
        columns=(
            Column("committee", _COMMITTEE),
            Column("number", _("Number"), Kind.WHOLE),
            Column("day", _("Day"), Kind.DATE),
            Column("place", _("Place")),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: SessionState.choices),
            Column("had_quorum", _("Quorum"), Kind.YES_NO),
            Column("decisions", _("Decisions"), Kind.WHOLE),
        ),
        see=SEE,
        write=None,
        rows=_session_rows,
    ),
    Sheet(
        name="commitments",
        title=_("Commitments"),
        columns=(
            Column(
                "code", _CODE, is_required=True, says=_("the committee's code and a number"), example="cg-12"
            ),
            Column("committee", _COMMITTEE, Kind.CHOICE, is_required=True, choices=_committee_codes),
            Column("text", _("What is promised"), Kind.LONG, is_required=True),
            Column("office", _("Office that owes it"), is_required=True, example="Secretaría de Educación"),
            Column("organisation", _("Organisation"), says=_NAME_OF_BODY),
            Column("component", _("Component"), Kind.CHOICE, choices=_component_codes),
            Column("made_on", _("Promised"), Kind.DATE, is_required=True, example="2023-05-10"),
            Column("due_on", _("Due on"), Kind.DATE, is_required=True, example="2023-06-30"),
            Column("is_public", _("Anybody may know of it"), Kind.YES_NO),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: CommitmentState.choices),
            Column("ended_on", _("Ended"), Kind.DATE),
            Column("words", _("What was done, or the reasons"), Kind.LONG),
        ),
        see=SEE,
        write=RUN,
        rows=_commitment_rows,
        take=_take_commitment,
    ),
)
